"""What is found of a claim, in words."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.claims import Answer, Quantity
from simulator.analysis.prove import Proof
from simulator.report.terminal import Marks, Style
from simulator.report.wording.values import counted
from simulator.source import printable

ANSWERS = {
    Answer.HOLDS: ("✓", "HOLDS", "holds", Style.ALLOW),
    Answer.FAILS: ("✗", "FAILS", "fails", Style.DENY),
    Answer.UNKNOWN: ("?", "UNKNOWN", "unknown", Style.DEPENDS),
}
"""Symbol, word, how it is spoken, and its colour."""


def answer_label(answer: Answer, marks: Marks) -> tuple[str, Style]:
    """Such as ``✓ HOLDS``, and its colour."""
    symbol, word, spoken, style = ANSWERS[answer]
    if marks is Marks.SPOKEN:
        return spoken, style
    return (f"[{spoken}]" if marks is Marks.ASCII else f"{symbol} {word}"), style


def witness_lead(proof: Proof) -> str:
    """What the request shows that stands with the answer."""
    if proof.claim.quantity is Quantity.SOME:
        return "for example"
    return "not so"


def none_words(proof: Proof) -> str:
    """That nothing was found, where a claim fails for want of a request."""
    return f"no such request is allowed ({counted(proof.played, 'request')} played)"


def expected_words(expected: Answer, found: Answer) -> str:
    """How the answer compares with what was expected."""
    return "as expected" if expected is found else f"expected {expected}, got {found}"


def replay_words(line: str, stage: str | None) -> str:
    """The command that replays a request."""
    quoted = "'" + line.replace("'", "'\\''") + "'"
    return printable(f"calledvia ask {quoted}" + (f" --world {stage}" if stage else ""))


def claims_summary(answers: Sequence[tuple[Answer, Answer]]) -> str:
    """The last line: how many claims, and how they fared against what was expected."""
    missed = sum(expected is not found for expected, found in answers)
    said = f"{missed} not as expected" if missed else "all as expected"
    return f"{counted(len(answers), 'claim')}, {said}"
