"""An access-denied message taken apart, with the statements that can have caused it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.culprits import Culprits
from simulator.message_reading import DeniedMessage
from simulator.report.layout import pad, with_place, wrap
from simulator.report.terminal import Style, Terminal
from simulator.report.wording.denials import culprit_words, facts, meanings, verdict_words
from simulator.report.wording.values import Sentence
from simulator.source import printable

_NAME = 11
_MARGIN = "  "

Answer = tuple[DeniedMessage, Culprits | None]
"""A reading, and what can have caused it if policies were given."""


def text_lines(answers: Sequence[Answer], terminal: Terminal) -> Iterator[str]:
    """Each reading with its parts by name, and the suspects with their places."""
    width = terminal.width - len(_MARGIN)
    for number, (reading, found) in enumerate(answers, 1):
        if number > 1:
            yield ""
        if len(answers) > 1:
            yield terminal.paint(_counted(number, answers), Style.MUTED)
        for line in wrap(verdict_words(reading), terminal.width):
            yield terminal.paint(line, Style.DENY)
        for name, text in facts(reading):
            # Never wrapped: an ARN is there to be copied.
            yield _MARGIN + terminal.paint(pad(name, _NAME), Style.MUTED) + terminal.paint(text)
        for words in meanings(reading):
            for line in wrap(words, width):
                yield _MARGIN + terminal.paint(line)
        for sentence in culprit_words(found) if found is not None else ():
            for left, place in with_place(sentence.text, _at(sentence), width):
                yield _MARGIN + terminal.paint(left) + terminal.paint(place, Style.MUTED)


def concise_lines(answers: Sequence[Answer]) -> Iterator[str]:
    """A line for each reading and for each suspect, its place first."""
    for reading, found in answers:
        about = ", ".join(f"{name} {text}" for name, text in facts(reading))
        yield f"{verdict_words(reading)}; {about}"
        for sentence in culprit_words(found) if found is not None else ():
            place = _at(sentence)
            yield f"{place}: {sentence.text}" if place else sentence.text


def plain_lines(answers: Sequence[Answer]) -> Iterator[str]:
    """Sentences to be read aloud."""
    for number, (reading, found) in enumerate(answers, 1):
        if len(answers) > 1:
            yield f"{_counted(number, answers).capitalize()}."
        yield _said(Sentence(verdict_words(reading)))
        yield from (_said(Sentence(f"{name}: {text}")) for name, text in facts(reading))
        yield from (_said(Sentence(words)) for words in meanings(reading))
        yield from map(_said, culprit_words(found) if found is not None else ())


def _counted(number: int, answers: Sequence[Answer]) -> str:
    return f"reading {number} of {len(answers)}"


def _at(sentence: Sentence) -> str:
    return printable(sentence.span.location) if sentence.span is not None else ""


def _said(sentence: Sentence) -> str:
    place = ""
    if sentence.span is not None:
        span = sentence.span
        place = f", in {printable(span.source.name)}, line {span.line}, column {span.column}"
    return f"{sentence.text[:1].upper()}{sentence.text[1:]}{place}."
