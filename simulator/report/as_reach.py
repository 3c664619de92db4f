"""From where a call works: a strip and a table for a terminal, lines, or sentences."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.blocks import Block
from simulator.analysis.reach import Reach, WayReached
from simulator.analysis.regions import Region
from simulator.report.layout import cut_middle, display_width, pad, with_place, wrap
from simulator.report.strip import LEGEND, Strip, strip_of
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.reach import (
    CIDRS_SHOWN,
    block_words,
    doubt_words,
    region_outcome,
    region_words,
    remarks,
    request_words,
    way_words,
)
from simulator.report.wording.replays import outcome_value, rules_words
from simulator.source import printable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NARROWEST = len("DENY|")
_NAME = 26


def text_lines(answer: Reach, terminal: Terminal, *, everything: bool) -> Iterator[str]:
    """Strip, table and remarks.

    Args:
        everything: name every CIDR.
    """
    heading = with_place(request_words(answer), rules_words(answer.world.rules), terminal.width)
    for left, place in heading:
        yield terminal.paint(left, Style.STRONG) + terminal.paint(place, Style.MUTED)
    yield from _strip_lines(strip_of(answer), terminal)
    shown = None if everything else CIDRS_SHOWN
    for way in answer.ways:
        yield ""
        for line in wrap(way_words(way.route), terminal.width):
            yield terminal.paint(line, Style.STRONG)
        for region in way.regions:
            yield from _region_lines(region, way, terminal, shown)
        for reason in way.reasons:
            sentence = doubt_words(reason)
            place = printable(sentence.span.location) if sentence.span is not None else ""
            for left, at in with_place(f"? unknown: {sentence.text}", place, terminal.width - 2):
                yield "  " + terminal.paint(left, Style.DEPENDS) + terminal.paint(at, Style.MUTED)
    said = remarks(answer)
    if said:
        yield ""
    for remark in said:
        for index, line in enumerate(wrap(remark, terminal.width - 2)):
            yield terminal.paint(("! " if index == 0 else "  ") + line)


def _region_lines(
    region: Region, way: WayReached, terminal: Terminal, shown: int | None
) -> Iterator[str]:
    label, style = region_outcome(region, terminal.marks)
    words = _where(region.block, way, shown)
    width = terminal.width - 2
    lead = max(display_width(region_outcome(one, terminal.marks)[0]) for one in way.regions) + 2
    for index, line in enumerate(wrap(words, width - lead)):
        head = terminal.paint(pad(label, lead), style) if index == 0 else " " * lead
        yield "  " + head + terminal.paint(line)
    sentence = region_words(region)
    place = printable(sentence.span.location) if sentence.span is not None else ""
    for left, at in with_place(sentence.text, place, width - lead):
        yield "  " + " " * lead + terminal.paint(left) + terminal.paint(at, Style.MUTED)


def _where(block: Block, way: WayReached, shown: int | None) -> str:
    words = block_words(block, shown=shown)
    return f"{words} inside the VPC" if way.route.private else words


def _strip_lines(strip: Strip, terminal: Terminal) -> Iterator[str]:
    """The strip, under its first addresses or under letters that stand for them."""
    names = [cut_middle(row.name, _NAME, terminal.glyphs.ellipsis) for row in strip.rows]
    name_width = max(map(display_width, names)) + 1
    room = terminal.width - name_width - 1
    columns = len(strip.starts)
    labels = list(strip.starts)
    if sum(max(display_width(label), _NARROWEST) + 1 for label in labels) > room:
        labels = list(_LETTERS[:columns])
    if columns < 2:
        return
    if columns > len(_LETTERS) or columns * _NARROWEST > room:
        for line in wrap(f"{columns} stretches of addresses: too many for a strip", terminal.width):
            yield terminal.paint(line, Style.MUTED)
        return
    widths = [max(display_width(label), _NARROWEST - 1) for label in labels]
    for number in range(min(room - sum(widths) - columns, columns * 6)):
        widths[number % columns] += 1
    yield ""
    header = "".join(pad(label, width + 1) for label, width in zip(labels, widths, strict=True))
    yield terminal.paint((" " * (name_width + 1) + header).rstrip(), Style.MUTED)
    for name, row in zip(names, strip.rows, strict=True):
        line = terminal.paint(pad(name, name_width)) + "|"
        for stretch, width in zip(row.stretches, widths, strict=True):
            cell = stretch.word.center(width, stretch.fill)
            line += terminal.paint(cell, stretch.style) + "|"
        yield line
    if labels != list(strip.starts):
        legend = "  ".join(f"{a} {b}" for a, b in zip(labels, strip.starts, strict=True))
        for line in wrap(f"from  {legend}", terminal.width):
            yield terminal.paint(line, Style.MUTED)
    for line in wrap(LEGEND, terminal.width):
        yield terminal.paint(line, Style.MUTED)


def concise_lines(answer: Reach) -> Iterator[str]:
    """A line for each region: way, outcome, addresses, statement."""
    for way in answer.ways:
        for region in way.regions:
            sentence = region_words(region)
            place = f" ({printable(sentence.span.location)})" if sentence.span is not None else ""
            yield (
                f"{way_words(way.route)}: {outcome_value(region.hop)}: "
                f"{_where(region.block, way, None)}; {sentence.text}{place}"
            )
        for reason in way.reasons:
            yield f"{way_words(way.route)}: unknown: {doubt_words(reason).text}"


def plain_lines(answer: Reach, *, everything: bool) -> Iterator[str]:
    """Sentences to be read aloud."""
    shown = None if everything else CIDRS_SHOWN
    yield f"{request_words(answer)}."
    yield f"{rules_words(answer.world.rules).capitalize()}."
    for way in answer.ways:
        words = way_words(way.route)
        for region in way.regions:
            label = region_outcome(region, Marks.SPOKEN)[0]
            sentence = region_words(region)
            place = ""
            if sentence.span is not None:
                span = sentence.span
                place = f", in {printable(span.source.name)}, line {span.line}"
            where = _where(region.block, way, shown)
            yield f"{words[0].upper()}{words[1:]}: {label} from {where}, {sentence.text}{place}."
        for reason in way.reasons:
            yield f"{words[0].upper()}{words[1:]}: unknown, since {doubt_words(reason).text}."
    for remark in remarks(answer):
        yield f"{remark[0].upper()}{remark[1:]}."
