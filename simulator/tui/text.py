"""How does text come onto the screen? As content, never as markup, and only printable.

Everything that a widget shows is made here: a text from a file cannot style, act, steer the
terminal or hide, and an exported SVG stays well-formed XML.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style as RichStyle
from rich.text import Text
from textual.content import Content

from simulator.report.terminal import Style
from simulator.source import printable

TONES = {
    Style.ALLOW: "$tone-allow",
    Style.DENY: "$tone-deny",
    Style.DEPENDS: "$tone-depends",
    Style.UNEXPECTED: "bold $tone-deny",
    Style.STRONG: "bold",
    Style.MUTED: "$tone-muted",
}
"""Why a text stands out, as a style of the theme."""

CHANGED = "bold $tone-changed"
"""The style of what a service changed."""

Part = str | tuple[str, str] | Content


def line(*parts: Part) -> Content:
    """One line of texts, each with a style or none."""
    return Content.assemble(*map(_safe, parts))


def lines(contents: Iterable[Content]) -> Content:
    """Lines below each other."""
    return Content("\n").join(contents)


def _safe(part: Part) -> Content | tuple[str, str]:
    if isinstance(part, Content):
        return part
    text, style = part if isinstance(part, tuple) else (part, "")
    return printable(text), style


def label(*parts: tuple[str, RichStyle] | str, cut: int = 400) -> Text:
    """The label of a tree's node; `cut` bounds what one of its parts may take."""
    text = Text(no_wrap=True, end="")
    for part in parts:
        shown, style = part if isinstance(part, tuple) else (part, RichStyle.null())
        shown = printable(shown)
        text.append(shown if len(shown) <= cut else shown[: cut - 1] + "…", style)
    return text
