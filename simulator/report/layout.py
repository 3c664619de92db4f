"""How does text fit a line? Display widths, wrapping, cutting, and places at the right margin."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_NO_WIDTH = {"Mn", "Me", "Cf"}


def display_width(text: str) -> int:
    """Terminal columns of a printable text: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text with spaces up to `width` columns; longer texts stay as they are."""
    return text + " " * (width - display_width(text))


def cut_middle(text: str, width: int, ellipsis: str = "…") -> str:
    """The text, its middle left out if it takes more than `width` columns."""
    if display_width(text) <= width:
        return text
    room = max(width - len(ellipsis), 2)
    head = _prefix(text, room - room // 2)
    tail = _prefix(text[::-1], room // 2)[::-1]
    return head + ellipsis + tail


def _prefix(text: str, width: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _character_width(character)
        if taken > width:
            return text[:index]
    return text


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces.

    A word longer than a line (an ARN) is broken where the line ends. A text that fits stays as it
    is, wider gaps in it too.
    """
    if display_width(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    for word in _words(text, max(width, 8)):
        candidate = f"{line} {word}" if line else word
        if display_width(candidate) <= max(width, 8):
            line = candidate
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line or not lines else lines


def _words(text: str, width: int) -> Iterator[str]:
    for word in text.split(" "):
        while display_width(word) > width:
            head = _prefix(word, width)
            yield head
            word = word[len(head) :]
        if word:
            yield word


def with_place(text: str, place: str, width: int) -> list[tuple[str, str]]:
    """The wrapped text with a place at the right margin of its last line, never cut.

    Where the last line has no room the place takes a line of its own. Each line comes as two
    parts, so that they can be coloured apart.
    """
    lines = [(line, "") for line in wrap(text, width)]
    if not place:
        return lines
    last = lines[-1][0]
    room = width - display_width(last) - display_width(place)
    if room >= 2:
        return [*lines[:-1], (last + " " * room, place)]
    return [*lines, (" " * max(width - display_width(place), 0), place)]
