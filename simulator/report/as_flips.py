"""What would flip a request: below an explanation, by itself, in lines, or in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.counterfactual import WhyNot
from simulator.report.layout import display_width, pad, with_place, wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.flips import (
    carrying_words,
    flip_words,
    incomplete_words,
    nothing_words,
    other_model_words,
)
from simulator.report.wording.reach import doubt_words
from simulator.report.wording.replays import call_line, outcome, settling_hop
from simulator.report.wording.values import Sentence
from simulator.source import printable

_SHOWN = 6


def flip_lines(answer: WhyNot, terminal: Terminal, *, everything: bool) -> Iterator[str]:
    """The sets of changes, numbered, smallest first.

    Args:
        everything: all of them, however many.
    """
    yield terminal.paint("would flip it (each was tried)", Style.MUTED)
    said = _said(answer, terminal.marks)
    for number, text in enumerate(said if everything else said[:_SHOWN], 1):
        lead = f"  {number}  "
        for index, line in enumerate(wrap(text, terminal.width - len(lead))):
            yield terminal.paint((lead if index == 0 else " " * len(lead)) + line)
    if len(said) > _SHOWN and not everything:
        yield terminal.paint(f"  and {len(said) - _SHOWN} more", Style.MUTED)
    for sentence in _in_doubt(answer):
        yield from _placed(sentence, terminal, "  ? ")


def why_not_lines(answer: WhyNot, terminal: Terminal) -> Iterator[str]:
    """The request, what came of it, the statements that carry that, and what would flip it."""
    label, style = outcome(settling_hop(answer.played), terminal.marks)
    first, *rest = wrap(call_line(answer.played), terminal.width - display_width(label) - 2)
    yield f"{terminal.paint(label, style)}  {terminal.paint(first, Style.STRONG)}"
    for line in rest:
        yield " " * (display_width(label) + 2) + terminal.paint(line, Style.STRONG)
    carried = carrying_words(answer)
    if carried:
        yield terminal.paint("carried by (none can be spared)", Style.MUTED)
    for sentence in carried:
        yield from _placed(sentence, terminal, "  ")
    yield from flip_lines(answer, terminal, everything=True)


def _placed(sentence: Sentence, terminal: Terminal, lead: str) -> Iterator[str]:
    place = printable(sentence.span.location) if sentence.span is not None else ""
    for index, (left, at) in enumerate(
        with_place(sentence.text, place, terminal.width - len(lead))
    ):
        head = lead if index == 0 else " " * len(lead)
        yield terminal.paint(pad(head, len(lead)) + left) + terminal.paint(at, Style.MUTED)


def _said(answer: WhyNot, marks: Marks) -> list[str]:
    said = [flip_words(flip, marks) for flip in answer.flips]
    other = other_model_words(answer)
    if other is not None:
        said.append(other)
    return said or [nothing_words(answer)]


def _in_doubt(answer: WhyNot) -> Iterator[Sentence]:
    incomplete = incomplete_words(answer)
    if incomplete is not None:
        yield Sentence(incomplete)
    for reason in answer.reasons:
        yield doubt_words(reason)


def concise_lines(answer: WhyNot) -> Iterator[str]:
    """A line for each set of changes."""
    yield from _said(answer, Marks.SPOKEN)
    yield from (f"unknown: {sentence.text}" for sentence in _in_doubt(answer))


def plain_lines(answer: WhyNot) -> Iterator[str]:
    """Sentences to be read aloud."""
    for sentence in carrying_words(answer):
        place = f", in {printable(sentence.span.source.name)}" if sentence.span else ""
        yield f"Carried by {sentence.text}{place}."
    yield from (f"Would flip it: {text}." for text in _said(answer, Marks.SPOKEN))
    yield from (f"Unknown, since {sentence.text}." for sentence in _in_doubt(answer))
