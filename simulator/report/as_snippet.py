"""A diagnostic for a terminal: the source line and a caret under the exact span."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.report.layout import display_width, wrap
from simulator.report.terminal import Style, Terminal
from simulator.report.wording.diagnostics import expected_words, hint_words, title_words
from simulator.source import Diagnostic, Span, printable

_TAB = "    "
_ELLIPSIS_MARGIN = 20
_WIDEST = 4
_STYLES = {Severity.ERROR: Style.DENY, Severity.WARNING: Style.DEPENDS}


def snippet_lines(diagnostic: Diagnostic, terminal: Terminal) -> Iterator[str]:
    """One diagnostic: title, place, source line, caret with hint, and where to read more."""
    row = DIAGNOSTICS[diagnostic.code]
    style = _STYLES[row.severity]
    lead = f"{row.severity.value}[{row.code}]"
    first, *rest = wrap(f"{lead}: {title_words(diagnostic)}", terminal.width)
    yield terminal.paint(first[: len(lead)], style) + terminal.paint(
        first[len(lead) :], Style.STRONG
    )
    yield from (terminal.paint(line, Style.STRONG) for line in rest)
    gutter = len(str(diagnostic.span.line))
    if diagnostic.related is not None:
        gutter = max(gutter, len(str(diagnostic.related.line)))
    yield from place_lines(diagnostic.span, hint_words(diagnostic), gutter, style, terminal)
    if diagnostic.related is not None:
        yield from place_lines(diagnostic.related, "the other place", gutter, style, terminal)
    inside = f" {terminal.glyphs.inside} ".join(printable(step) for step in diagnostic.within)
    for term, text in (
        ("in", inside),
        ("expected", expected_words(diagnostic)),
        ("help", row.help),
        ("more", f"calledvia rule {row.code}"),
    ):
        if text:
            yield from remark_lines(term, text, gutter, terminal)


def remark_lines(term: str, text: str, gutter: int, terminal: Terminal) -> Iterator[str]:
    """What is said below the source line, under a term of its own."""
    lead = f"{' ' * gutter} = {term}: "
    for index, line in enumerate(wrap(text, terminal.width - len(lead))):
        margin = lead if index == 0 else " " * len(lead)
        yield terminal.paint(margin, Style.MUTED) + terminal.paint(line)


def place_lines(
    span: Span, hint: str, gutter: int, style: Style, terminal: Terminal
) -> Iterator[str]:
    """A place, its source line, and carets with a hint beside them or below."""
    line, column = span.source.position(span.start)
    empty = f"{' ' * gutter} |"
    has_text = bool(span.source.text)
    place = span.location if has_text else span.source.name
    yield terminal.paint(f"{' ' * gutter}--> {place}", Style.MUTED)
    if not has_text:
        return
    yield terminal.paint(empty, Style.MUTED)
    text, start, length = _window(span, column, terminal.width - gutter - 4)
    number = str(line).rjust(gutter)
    yield terminal.paint(f"{number} | ", Style.MUTED) + terminal.paint(text)
    carets = terminal.paint("^" * length, style)
    margin = terminal.paint(f"{empty} ", Style.MUTED) + " " * start
    room = terminal.width - gutter - 4 - start - length
    if not hint or display_width(hint) <= room:
        yield margin + carets + (f" {terminal.paint(hint)}" if hint else "")
        return
    yield margin + carets
    for part in wrap(hint, terminal.width - gutter - 3):
        yield terminal.paint(f"{empty} ", Style.MUTED) + terminal.paint(part)


def _window(span: Span, column: int, width: int) -> tuple[str, int, int]:
    """The source line as shown, the column of the caret in it, and how many carets.

    Tabs, wide and combining characters take the columns that the terminal gives them. A line that
    is too long is cut around the span; a span of several lines is marked on its first.
    """
    line = span.source.line(span.line)
    shown_line = span.text.partition("\n")[0].rstrip("\r")
    before, marked = line[: column - 1], line[column - 1 : column - 1 + len(shown_line)]
    after = line[len(before) + len(marked) :]
    # A dump of an account can be one line of megabytes: what cannot be shown is not looked at.
    far = width * _WIDEST
    left, middle, right = map(_expanded, (before[-far:], marked[:far], after[:far]))
    start, length = display_width(left), max(display_width(middle), 1)
    if display_width(left + middle + right) <= width:
        return left + middle + right, start, length
    skipped = 0
    if start + length > width - _ELLIPSIS_MARGIN:
        skipped = max(len(left) - min(_ELLIPSIS_MARGIN, max(width // 3, 1)), 0)
    kept = ("..." if skipped else "") + left[skipped:]
    text = kept + middle + right
    start = display_width(kept)
    return _cut(text, width), start, max(min(length, width - start), 1)


def _cut(text: str, width: int) -> str:
    if display_width(text) <= width:
        return text
    while display_width(text) > width - 3:
        text = text[: len(text) - max((display_width(text) - width + 3) // 2, 1)]
    return f"{text}..."


def _expanded(text: str) -> str:
    """The text as it is shown: tabs as spaces, the rest printable, combining marks kept."""
    return "".join(_TAB if character == "\t" else printable(character) for character in text)
