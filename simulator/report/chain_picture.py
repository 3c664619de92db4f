"""A chain of calls as a picture: SVG that is part of a page and takes its colours from there.

The page gives the colours by class, so that one drawing serves light, dark and paper. All that the
picture says stands in it as text, and in words in its description.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from simulator.report.layout import cut_middle, display_width, wrap
from simulator.report.terminal import Marks
from simulator.report.wording.replays import acting_words, call_line, caller_line, outcome
from simulator.report.wording.values import value_text
from simulator.source import printable
from simulator.world.replayed import Change, HopReplay, RequestReplay

_WIDTH = 760
_MARGIN, _INDENT, _GAP = 8, 34, 16
_LINE, _PAD = 19, 10
_CHARACTER = 7.8
"""Width of a character of a monospaced font of 13 units."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a box: what stands at its left and at its right, with the class of each."""

    left: str
    right: str = ""
    left_class: str = ""
    right_class: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """A box with its place; `depth` is the number of services between it and the caller."""

    depth: int
    top: int
    style: str
    lines: tuple[_Line, ...]

    @property
    def left(self) -> int:
        return _MARGIN + self.depth * _INDENT

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PAD - 4


def chain_lines(request: RequestReplay) -> Iterator[str]:
    """The caller, then a box for each call, joined by arrows to what caused it."""
    boxes = _boxes(request)
    height = boxes[-1].top + boxes[-1].height + _MARGIN
    yield f'<svg class="chain" role="img" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}">'
    yield f"<title>{_safe(request.request.name)}</title>"
    yield f"<desc>{_safe(call_line(request))}</desc>"
    for number, box in enumerate(boxes):
        if number:
            cause = next(one for one in reversed(boxes[:number]) if one.depth < box.depth)
            yield _arrow(cause, box)
    for box in boxes:
        yield from _box_lines(box)
    yield "</svg>"


def _boxes(request: RequestReplay) -> list[_Box]:
    room = _room(0)
    caller = tuple(_Line(line, left_class="strong") for line in wrap(caller_line(request), room))
    boxes = [_Box(0, _MARGIN, "caller", caller)]
    for hop in request.hops:
        last = boxes[-1]
        depth = len(hop.path)
        _, style = outcome(hop, Marks.SYMBOL)
        lines = tuple(_hop_lines(hop, _room(depth)))
        boxes.append(_Box(depth, last.top + last.height + _GAP, style.value, lines))
    return boxes


def _room(depth: int) -> int:
    """How many characters fit a line of a box."""
    return int((_WIDTH - 2 * _MARGIN - depth * _INDENT - 2 * _PAD - 8) / _CHARACTER)


def _hop_lines(hop: HopReplay, room: int) -> Iterator[_Line]:
    label, style = outcome(hop, Marks.SYMBOL)
    action = printable(hop.hop.action or f"{hop.hop.service} (some call)")
    action = cut_middle(action, room - display_width(label) - 2)
    yield _Line(action, label, "strong", f"strong {style.value}")
    acting = acting_words(hop)
    resource = "" if hop.hop.resource == "*" else printable(hop.hop.resource)
    if resource or acting:
        yield _Line(cut_middle(resource, room - display_width(acting) - 2), acting, "", "muted")
    for entry in hop.context:
        if entry.change is not Change.SAME:
            value = f"{printable(entry.key)} = {value_text(entry.value)}"
            was = f"was {value_text(entry.was)}"
            remark = cut_middle(was, room // 3)
            shown = cut_middle(value, room - display_width(remark) - 2)
            yield _Line(shown, remark, "muted", "muted")


def _arrow(cause: _Box, box: _Box) -> str:
    """Down from what caused a call, and to the right into its box."""
    x, y = cause.left + _INDENT // 2, box.top + _PAD + _LINE // 2 - 3
    start, end = cause.top + cause.height, box.left
    return (
        f'<path class="arrow" d="M{x} {start}V{y}H{end - 6}"/>'
        f'<path class="tip" d="M{end} {y}l-8 -4v8z"/>'
    )


def _box_lines(box: _Box) -> Iterator[str]:
    width = _WIDTH - _MARGIN - box.left
    place = f'x="{box.left}" y="{box.top}" height="{box.height}"'
    yield f'<rect class="box" {place} width="{width}" rx="4"/>'
    yield f'<rect class="band {box.style}" {place} width="6" rx="2"/>'
    for number, line in enumerate(box.lines):
        y = box.top + _PAD + _LINE * number + 11
        yield _text(box.left + _PAD + 6, y, line.left, line.left_class)
        if line.right:
            yield _text(box.left + width - _PAD, y, line.right, f"end {line.right_class}")


def _text(x: int, y: int, text: str, style: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    """Text from files is never markup."""
    return escape(printable(text))
