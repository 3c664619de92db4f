"""A strip of addresses as a picture: SVG without scripts, fonts or links."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from simulator.report.strip import LEGEND, Strip
from simulator.report.terminal import Style
from simulator.source import printable

_NAME, _CELL, _ROW, _TOP = 230, 112, 28, 26
_FILLS = {
    Style.ALLOW: "#bfe5bf",
    Style.DENY: "#f2bcbc",
    Style.DEPENDS: "#f4e2a6",
    Style.MUTED: "#dddddd",
}


def svg_lines(strip: Strip, title: str) -> Iterator[str]:
    """The picture, line by line; every cell says in words what its colour says."""
    width = _NAME + _CELL * len(strip.starts) + 10
    height = _TOP + _ROW * (len(strip.rows) + 1) + 34
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="monospace" font-size="12">'
    )
    yield f"<title>{_safe(title)}</title>"
    yield f'<rect width="{width}" height="{height}" fill="white"/>'
    yield _text(8, 18, title, weight="bold")
    for column, start in enumerate(strip.starts):
        yield _text(_NAME + _CELL * column + 2, _TOP + 18, start)
    for number, row in enumerate(strip.rows):
        top = _TOP + _ROW * (number + 1)
        yield _text(8, top + 18, row.name)
        for column, stretch in enumerate(row.stretches):
            left = _NAME + _CELL * column
            fill = _FILLS.get(stretch.style, "#ffffff")
            yield (
                f'<rect x="{left}" y="{top}" width="{_CELL}" height="{_ROW - 2}" fill="{fill}" '
                'stroke="#777777"/>'
            )
            yield _text(left + _CELL // 2, top + 18, stretch.word, anchor="middle")
    yield _text(8, height - 10, LEGEND)
    yield "</svg>"


def _text(x: int, y: int, text: str, weight: str = "normal", anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" fill="black" font-weight="{weight}" text-anchor="{anchor}">'
        f"{_safe(text)}</text>"
    )


def _safe(text: str) -> str:
    """Text from files is never markup."""
    return escape(printable(text))
