"""What was written and where: texts, spans in them, diagnostics about them, text made printable.

Everything else stands on this module and it imports nothing of the program.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple


class Source:
    """One text and the name under which a person can open it.

    Args:
        name: path as openable from the current folder, or another name such as ``<request>``.
        text: the text, decoded.
        first_line: the line of the named file on which the text begins (1 = its first), for a
            policy written inside a YAML file.
        indent: code points by which each line of the text is moved right in the named file.
    """

    __slots__ = ("_starts", "first_line", "indent", "name", "text")

    def __init__(self, name: str, text: str, first_line: int = 1, indent: int = 0) -> None:
        self.name = name
        self.text = text
        self.first_line = first_line
        self.indent = indent
        self._starts: list[int] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self.name == other.name and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            at = self.text.find("\n")
            while at != -1:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both from 1, in code points) of an offset into the text."""
        starts = self._line_starts()
        row = bisect_right(starts, offset) - 1
        return row + self.first_line, offset - starts[row] + 1 + self.indent

    def line(self, number: int) -> str:
        """The text of a line, by the number that `position` gives, without its line end."""
        starts = self._line_starts()
        row = number - self.first_line
        start = starts[row]
        end = starts[row + 1] - 1 if row + 1 < len(starts) else len(self.text)
        return " " * self.indent + self.text[start:end].rstrip("\r")


class Span(NamedTuple):
    """A stretch of a source: offsets ``start`` (included) to ``end`` (excluded)."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line of the start, from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the start, from 1, in code points."""
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        """The text covered."""
        return self.source.text[self.start : self.end]

    @property
    def location(self) -> str:
        """``name:line:column``, as terminals and editors make clickable."""
        line, column = self.source.position(self.start)
        return f"{self.source.name}:{line}:{column}"


@dataclass(frozen=True, slots=True)
class Text:
    """A string value read from a source, with the place where it stands (quotes included)."""

    value: str
    span: Span

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something wrong (or doubtful) at a place. What its code means: the table in `diagnostics/`.

    Args:
        code: a row of `diagnostics.DIAGNOSTICS`, such as ``POL014``; it fixes severity and title.
        span: what the caret goes under.
        got: the offending text as written, where naming it helps.
        expected: what could stand there instead.
        nearest: the member of `expected` that was probably meant.
        within: where in the document, outermost first, such as Statement "Office", Condition.
        detail: a figure or value that the row's wording needs, such as the second place of a
            duplicate or a limit.
        related: another place that belongs to it, such as the first of two duplicates.
    """

    code: str
    span: Span
    got: str = ""
    expected: tuple[str, ...] = ()
    nearest: str | None = None
    within: tuple[str, ...] = ()
    detail: str = ""
    related: Span | None = None


_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def printable(text: str) -> str:
    """The text with every control, bidirectional and zero-width character as a visible escape.

    Whatever came from a file passes here before any face shows it, so that it can neither steer a
    terminal nor hide: categories Cc, Cf, Cs, Zl and Zp become ``\\n``, ``\\x1b`` or ``\\u202e``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    if character in _ESCAPES:
        return _ESCAPES[character]
    point = ord(character)
    if point <= 0xFF:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
