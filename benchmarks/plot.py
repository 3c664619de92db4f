"""The growth of each tool's cost as a picture: both axes in powers of ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from math import floor, log10

from benchmarks.report import Line

_WIDTH, _HEIGHT = 430, 300
_LEFT, _TOP, _BOTTOM, _RIGHT = 82, 34, 44, 32
_LOW, _HIGH = 0, 6
"""Powers of ten of decisions a second that are shown."""

_COLOURS = ("#0b62c4", "#c4480b", "#2e7d32", "#7b3fa0", "#5f6368")
_MARKS = ("●", "■", "▲", "◆", "✚")
"""Told apart without colour too."""


def draw(lines: Sequence[Line]) -> str:
    """One panel a plot, side by side, with the names of the tools below."""
    panels = [list(group) for _, group in groupby(lines, key=lambda line: line.plot)]
    names = list(dict.fromkeys(line.name for line in lines))
    width = _WIDTH * len(panels)
    height = _HEIGHT + 22 * len(names) + 12
    body = [
        f'<g transform="translate({_WIDTH * at} 0)">{"".join(_panel(panel, names))}</g>'
        for at, panel in enumerate(panels)
    ]
    legend = [
        f'<text x="{_LEFT}" y="{_HEIGHT + 22 * at + 18}" fill="{_COLOURS[at % 5]}">'
        f"{_MARKS[at % 5]} {escape(name)}</text>"
        for at, name in enumerate(names)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="13" role="img">'
        "<title>Decisions a second by the size of the policies</title>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(body)}{"".join(legend)}'
        "</svg>\n"
    )


def _panel(lines: Sequence[Line], names: Sequence[str]) -> Iterable[str]:
    sizes = [size for line in lines for size, _ in line.points]
    left, right = log10(min(sizes)), log10(max(sizes))

    def x(size: float) -> float:
        return _LEFT + (log10(size) - left) / (right - left) * (_WIDTH - _LEFT - _RIGHT)

    def y(rate: float) -> float:
        power = min(max(log10(rate), _LOW), _HIGH)
        return _TOP + (_HIGH - power) / (_HIGH - _LOW) * (_HEIGHT - _TOP - _BOTTOM)

    yield f'<text x="{_LEFT}" y="18">decisions a second, by {escape(lines[0].plot)}</text>'
    for power in range(_LOW, _HIGH + 1):
        at = y(10**power)
        yield f'<path d="M{_LEFT} {at:.0f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{at + 4:.0f}" text-anchor="end">{10**power:,}</text>'
    for power in range(floor(left), floor(right) + 1):
        if power >= left:
            yield (
                f'<text x="{x(10**power):.0f}" y="{_HEIGHT - _BOTTOM + 20}" '
                f'text-anchor="middle">{10**power:,}</text>'
            )
    for line in lines:
        at = names.index(line.name) % 5
        points = [(x(size), y(rate)) for size, rate in line.points]
        path = "L".join(f"{across:.1f} {down:.1f}" for across, down in points)
        yield f'<path d="M{path}" fill="none" stroke="{_COLOURS[at]}" stroke-width="2"/>'
        for across, down in points:
            yield (
                f'<text x="{across:.1f}" y="{down + 4:.1f}" text-anchor="middle" font-size="11" '
                f'fill="{_COLOURS[at]}">{_MARKS[at]}</text>'
            )
