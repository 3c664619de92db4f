"""How does a session in the terminal look? As an SVG in which its lines appear one by one.

The commands are run, and what they print is drawn: nothing in the picture is written by hand. It
holds no script and no font. To readers who want no motion it shows the first screen.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import SVG_EXPORT_THEME as THEME
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent

# A screen each: what is typed, and what the program gets.
COMMANDS = (
    (
        'calledvia run scenarios/source-ip/direct.yaml -k "her stack"',
        ("run", "scenarios/source-ip/direct.yaml", "-k", "her stack"),
    ),
    (
        "calledvia prove 'no request outside 103.15.250.0/24 12.148.72.0/23 can sts:AssumeRole "
        "on role/SharedBob' --world scenarios/source-ip/world.yaml",
        (
            "prove",
            "no request outside 103.15.250.0/24 12.148.72.0/23 can sts:AssumeRole on "
            "role/SharedBob",
            "--world",
            "scenarios/source-ip/world.yaml",
        ),
    ),
)

COLUMNS = 84
_CHARACTER, _LINE, _TOP, _LEFT = 8.4, 18, 40, 14
_TYPING, _PER_LINE, _READING = 1.0, 0.12, 7.0  # seconds


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a screen, from which second to which it is there, and whether without motion."""

    row: int
    text: Text
    begin: float
    end: float
    still: bool


def session() -> str:
    """The whole picture."""
    lines = list(_lines())
    seconds = max(line.end for line in lines)
    rows = max(line.row for line in lines) + 1
    width = round(COLUMNS * _CHARACTER + 2 * _LEFT)
    height = rows * _LINE + _TOP + 10
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" font-family="monospace" font-size="14">',
            "<title>calledvia in a terminal</title>",
            f"<style>{_style(lines, seconds)}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#16181d"/>',
            *(
                f'<circle cx="{20 + 18 * number}" cy="18" r="5.5" fill="{fill}"/>'
                for number, fill in enumerate(("#ff5f57", "#febc2e", "#28c840"))
            ),
            *(part for number, line in enumerate(lines) for part in _drawn(number, line)),
            "</svg>",
            "",
        ]
    )


def _lines() -> Iterator[Line]:
    start = 0.0
    for typed, arguments in COMMANDS:
        printed = [Text.from_ansi(one) for one in _printed(arguments).splitlines()]
        prompt = [
            Text.assemble(("  " if number else "$ ", "green"), one)
            for number, one in enumerate(_wrapped(typed))
        ]
        end = start + _TYPING + _PER_LINE * len(printed) + _READING
        for row, text in enumerate((*prompt, *printed)):
            late = row - len(prompt) + 1
            begin = start if late <= 0 else start + _TYPING + _PER_LINE * late
            yield Line(row, text, begin, end, typed == COMMANDS[0][0])
        start = end


def _wrapped(typed: str) -> Iterator[str]:
    """A long command as a shell lets one type it."""
    line = ""
    for word in typed.split(" "):
        if line and len(line) + len(word) > COLUMNS - 6:
            yield f"{line} \\"
            line = ""
        line = f"{line} {word}" if line else word
    yield line


def _printed(arguments: tuple[str, ...]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *arguments, "--color", "always"],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": str(COLUMNS), "PYTHONUTF8": "1", "TERM": "xterm-256color"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.rstrip("\n")


def _style(lines: list[Line], seconds: float) -> str:
    rules = []
    for number, line in enumerate(lines):
        shown, gone = (f"{100 * at / seconds:.2f}%" for at in (line.begin, line.end))
        rules.append(
            f"#l{number}{{animation:k{number} {seconds:.1f}s step-end infinite}}"
            f"@keyframes k{number}{{0%{{opacity:0}}{shown}{{opacity:1}}{gone}{{opacity:0}}}}"
        )
    still = "@media (prefers-reduced-motion){g{animation:none!important}}"
    return "\n".join([*rules, still])


def _drawn(number: int, line: Line) -> Iterator[str]:
    """The line's stretches of one colour, each in its columns whatever the font."""
    y = _TOP + _LINE * line.row + 14
    yield f'<g id="l{number}" opacity="{line.still:d}">'
    column = 0
    for segment in _segments(line.text):
        width = segment.cell_length
        if segment.text.strip():
            fill, bold = _look(segment.style or Style())
            yield (
                f'<text x="{_LEFT + column * _CHARACTER:.1f}" y="{y}" fill="{fill}"{bold} '
                f'textLength="{width * _CHARACTER:.1f}" xml:space="preserve">'
                f"{escape(segment.text)}</text>"
            )
        column += width
    yield "</g>"


def _segments(text: Text) -> Iterator[Segment]:
    """The stretches of a line; a very long one is cut as the terminal's edge cuts it."""
    shown = text.copy()
    shown.truncate(COLUMNS, overflow="ellipsis")
    yield from shown.render(Console(color_system="truecolor"))


def _look(style: Style) -> tuple[str, str]:
    colour = style.color or Color.default()
    red, green, blue = colour.get_truecolor(THEME)
    fill = "#8b949e" if style.dim else f"#{red:02x}{green:02x}{blue:02x}"
    return fill, ' font-weight="bold"' if style.bold else ""
