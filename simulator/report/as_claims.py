"""What is found of claims: for a terminal, a line each, or in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from simulator.analysis.claims import Answer
from simulator.analysis.prove import Proof
from simulator.report.layout import pad, with_place, wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.claims import (
    answer_label,
    claims_summary,
    expected_words,
    none_words,
    replay_words,
    witness_lead,
)
from simulator.report.wording.reach import doubt_words
from simulator.report.wording.replays import outcome, settling_hop
from simulator.source import printable

_LEAD = len("? UNKNOWN  ")


@dataclass(frozen=True, slots=True)
class Proved:
    """A claim with what was found and what was expected.

    Args:
        line: the witness in one line, as it was read and replayed again.
        stage: the file in which it can be replayed.
    """

    proof: Proof
    expect: Answer
    line: str | None
    stage: str

    @property
    def as_expected(self) -> bool:
        """Whether the answer is the expected one."""
        return self.proof.answer is self.expect


def text_lines(proved: Sequence[Proved], terminal: Terminal) -> Iterator[str]:
    """Each claim with its answer, the request that shows it, and how to replay that."""
    width = terminal.width - _LEAD
    for one in proved:
        label, style = answer_label(one.proof.answer, terminal.marks)
        remark = expected_words(one.expect, one.proof.answer)
        lines = with_place(one.proof.claim.name, remark, width)
        for number, (left, right) in enumerate(lines):
            head = terminal.paint(pad(label, _LEAD), style) if number == 0 else " " * _LEAD
            muted = Style.MUTED if one.as_expected else Style.UNEXPECTED
            yield head + terminal.paint(left, Style.STRONG) + terminal.paint(right, muted)
        for text, place in _details(one, terminal.marks):
            for left, right in with_place(text, place, width):
                yield " " * _LEAD + terminal.paint(left) + terminal.paint(right, Style.MUTED)
        if one.line is not None:
            # In one piece, so that it can be copied.
            yield " " * _LEAD + terminal.paint(replay_words(one.line, one.stage), Style.MUTED)
    if len(proved) > 1:
        yield ""
        summary = claims_summary([(one.expect, one.proof.answer) for one in proved])
        met = all(one.as_expected for one in proved)
        for line in wrap(summary, terminal.width):
            yield terminal.paint(line, Style.STRONG if met else Style.UNEXPECTED)


def _details(one: Proved, marks: Marks) -> Iterator[tuple[str, str]]:
    """The request that shows the answer with its outcome, or why the answer is unknown."""
    witness = one.proof.witness
    if witness is not None and one.line is not None:
        label = outcome(settling_hop(witness.played), marks)[0]
        yield f"{witness_lead(one.proof)}: {printable(one.line)}", label
    elif one.proof.answer is Answer.FAILS:
        yield none_words(one.proof), ""
    for reason in one.proof.reasons:
        sentence = doubt_words(reason)
        place = printable(sentence.span.location) if sentence.span is not None else ""
        yield sentence.text, place


def concise_lines(proved: Iterable[Proved]) -> Iterator[str]:
    """Place, answer, claim, and what shows it."""
    for one in proved:
        said = [printable(one.proof.claim.name), expected_words(one.expect, one.proof.answer)]
        said += [text for text, _ in _details(one, Marks.SPOKEN)]
        place = printable(one.proof.claim.span.location)
        yield f"{place}: {one.proof.answer}: {'; '.join(said)}"


def plain_lines(proved: Sequence[Proved]) -> Iterator[str]:
    """Sentences to be read aloud."""
    for one in proved:
        answer = answer_label(one.proof.answer, Marks.SPOKEN)[0]
        yield f"Claim: {printable(one.proof.claim.name)}."
        yield f"It {'is ' * (one.proof.answer is Answer.UNKNOWN)}{answer}."
        for text, remark in _details(one, Marks.SPOKEN):
            said = f"{text[0].upper()}{text[1:]}"
            shown = one.proof.witness is not None and remark
            yield f"{said}: {remark}." if shown else f"{said}."
        remark = expected_words(one.expect, one.proof.answer)
        yield f"{remark[0].upper()}{remark[1:]}."
    summary = claims_summary([(one.expect, one.proof.answer) for one in proved])
    yield f"{summary}."
