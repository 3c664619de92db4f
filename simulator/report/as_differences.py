"""How two sets of policies differ: for a terminal, in lines, or in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from simulator.analysis.difference import Relation, Shown
from simulator.analysis.parts import PartDifference, overall
from simulator.report.layout import pad, with_place, wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.differences import (
    RELATIONS,
    change_words,
    masked_words,
    part_words,
    summary_words,
)
from simulator.report.wording.reach import doubt_words
from simulator.source import printable

_LEAD = len("gained  ")


@dataclass(frozen=True, slots=True)
class Told:
    """A request that shows a difference.

    Args:
        shown: the request, and what either side makes of it.
        line: in one line.
        commands: that replay it on either side and come out as shown; none where other policies
            hide the difference.
    """

    shown: Shown
    line: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A part with the requests that show how it differs."""

    found: PartDifference
    lost: Told | None
    gained: Told | None

    @property
    def relation(self) -> Relation:
        """How the new policies of the part stand to the old ones."""
        return self.found.difference.relation

    @property
    def told(self) -> tuple[tuple[str, Told], ...]:
        """The requests, each with the word for what became of them."""
        both = (("lost", self.lost), ("gained", self.gained))
        return tuple((word, one) for word, one in both if one is not None)


def text_lines(compared: Sequence[Compared], terminal: Terminal) -> Iterator[str]:
    """The parts that differ, each with a request either way, and how all stand together."""
    for one in compared:
        if one.relation is Relation.EQUIVALENT and len(compared) > 1:
            continue
        word, meaning, style = RELATIONS[one.relation]
        for left, right in with_place(part_words(one.found.part), meaning, terminal.width):
            yield terminal.paint(left, Style.STRONG) + terminal.paint(right, Style.MUTED)
        yield "  " + terminal.paint(word, style)
        for lead, told in one.told:
            yield from _told_lines(lead, told, terminal)
        for reason in one.found.difference.reasons:
            sentence = doubt_words(reason)
            place = printable(sentence.span.location) if sentence.span is not None else ""
            for left, right in with_place(f"? {sentence.text}", place, terminal.width - 2):
                yield "  " + terminal.paint(left) + terminal.paint(right, Style.MUTED)
    relation = overall([one.found for one in compared])
    if len(compared) > 1:
        summary = summary_words([one.found for one in compared], relation)
        for line in wrap(summary, terminal.width):
            yield terminal.paint(line, RELATIONS[relation][2])


def _told_lines(lead: str, told: Told, terminal: Terminal) -> Iterator[str]:
    width = terminal.width - _LEAD - 2
    change = change_words(told.shown, terminal.marks)
    for number, (left, right) in enumerate(with_place(printable(told.line), change, width)):
        head = pad(lead, _LEAD) if number == 0 else " " * _LEAD
        yield "  " + terminal.paint(head, Style.MUTED) + terminal.paint(left + right)
    for command in told.commands or (masked_words(),):
        # In one piece, so that it can be copied.
        yield "  " + " " * _LEAD + terminal.paint(printable(command), Style.MUTED)


def concise_lines(compared: Iterable[Compared]) -> Iterator[str]:
    """A line for each part that differs, or that is not known to be the same."""
    for one in compared:
        said = [
            f"{word}: {printable(told.line)} ({change_words(told.shown, Marks.SPOKEN)})"
            for word, told in one.told
        ]
        said += [f"unknown: {doubt_words(it).text}" for it in one.found.difference.reasons]
        yield f"{part_words(one.found.part)}: {'; '.join([one.relation, *said])}"


def plain_lines(compared: Sequence[Compared]) -> Iterator[str]:
    """Sentences to be read aloud."""
    for one in compared:
        words = part_words(one.found.part)
        # A name stays as it is.
        first = words[0] if one.found.part.owner else words[0].upper()
        yield f"{first}{words[1:]}: {one.relation}."
        for word, told in one.told:
            change = change_words(told.shown, Marks.SPOKEN)
            yield f"{word.capitalize()}: {printable(told.line)}, from {change}."
        for reason in one.found.difference.reasons:
            yield f"Unknown, since {doubt_words(reason).text}."
    relation = overall([one.found for one in compared])
    yield f"Together: {summary_words([one.found for one in compared], relation)}."
