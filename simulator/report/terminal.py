"""What can the reader's terminal show? Its width, its colours and the characters for our marks.

The values here are decided by `cli` (options, environment, the stream's encoding); the renderings
only ask them. Every text passes `Terminal.paint` on its way out, and with it `source.printable`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from simulator.source import printable


class Style(StrEnum):
    """Why a text stands out; the terminal decides how."""

    ALLOW = "allow"
    DENY = "deny"
    DEPENDS = "depends"
    UNEXPECTED = "unexpected"
    STRONG = "strong"
    MUTED = "muted"


class Marks(StrEnum):
    """How a verdict is marked: with its symbol, in plain ASCII, or in words to be read aloud."""

    SYMBOL = "symbol"
    ASCII = "ascii"
    SPOKEN = "spoken"


_ANSI = {
    Style.ALLOW: "32",
    Style.DENY: "31",
    Style.DEPENDS: "33",
    Style.UNEXPECTED: "1;31",
    Style.STRONG: "1",
    Style.MUTED: "2",
}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters that are art; an ASCII set exists for consoles that cannot take the others."""

    rail: str
    branch: str
    last: str
    was: str
    inside: str
    dot: str
    ellipsis: str
    arrow: str


UNICODE = Glyphs("│", "├▸", "└▸", "◂", "›", "·", "…", "▸")
ASCII = Glyphs("|", "|-", "`-", "<-", ">", "-", "...", "->")


@dataclass(frozen=True, slots=True)
class Terminal:
    """How to draw.

    Args:
        width: columns.
        colour: whether ANSI colours may be used.
        ascii: whether marks and art must be plain ASCII.
    """

    width: int = 80
    colour: bool = False
    ascii: bool = False
    glyphs: Glyphs = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "glyphs", ASCII if self.ascii else UNICODE)

    @property
    def marks(self) -> Marks:
        """How verdicts are marked here."""
        return Marks.ASCII if self.ascii else Marks.SYMBOL

    def paint(self, text: str, style: Style | None = None) -> str:
        """The text as it may go out: made printable, then coloured."""
        shown = printable(text)
        if style is None or not self.colour or not shown:
            return shown
        return f"\x1b[{_ANSI[style]}m{shown}\x1b[0m"
