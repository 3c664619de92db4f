"""What does the policy say, and where is the value that decided? Read, or edited in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key as KeyEvent
from textual.events import Paste
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static, TextArea

from simulator.report.layout import display_width
from simulator.report.terminal import Style as Tone
from simulator.report.wording.screens import spot_words
from simulator.source import Diagnostic, Source, Span, printable
from simulator.tui.keys import Where, bindings
from simulator.tui.text import TONES, line, lines

_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<text>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<literal>true|false|null|-?\d+(?:\.\d+)?)|(?P<mark>[{}\[\],:])"
)
LONGEST_LINE = 4000
"""Characters of a line that are drawn; around the place that decided, if that is in it."""


class SourceView(ScrollView, can_focus=True):
    """The lines of a source, only those drawn that are seen; one place stands out."""

    BINDINGS = bindings(Where.SOURCE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "source--name",
        "source--text",
        "source--literal",
        "source--mark",
        "source--number",
        "source--line",
        "source--value",
    }

    source: reactive[Source | None] = reactive(None)
    span: reactive[Span | None] = reactive(None)

    def watch_source(self) -> None:
        """Another text: measure it anew."""
        source = self.source
        if source is None:
            self.virtual_size = Size(0, 0)
            return
        count = source.text.count("\n") + 1
        widest = max((len(row) for row in source.text.split("\n")), default=0)
        width = min(widest, LONGEST_LINE) + source.indent + self._gutter + 2
        self.virtual_size = Size(width, count)
        self.refresh()

    def watch_span(self) -> None:
        """Another place: go there."""
        self.refresh()
        self.call_after_refresh(self.action_back_to_span)

    @property
    def _gutter(self) -> int:
        source = self.source
        if source is None:
            return 0
        return len(str(source.first_line + source.text.count("\n"))) + 2

    def action_back_to_span(self) -> None:
        """Scroll so that the place is seen."""
        span = self.span
        if span is None or self.source is None:
            return
        row = span.line - self.source.first_line
        before = span.column - 1 - _cut_before(span)
        region = Region(
            max(before, 0), max(row - 2, 0), min(span.end - span.start, 40) + self._gutter, 5
        )
        self.scroll_to_region(region, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        source = self.source
        across, down = self.scroll_offset
        row = down + y
        width = self.size.width
        background = self.rich_style
        if source is None or row >= self.virtual_size.height:
            return Strip.blank(width, background)
        segments = list(self._segments(source, row))
        return (
            Strip(segments).apply_style(background).crop_extend(across, across + width, background)
        )

    def _segments(self, source: Source, row: int) -> Iterator[Segment]:
        number = row + source.first_line
        start, end, first = self._marked(source, number)
        text = source.line(number)
        text = text[first : first + LONGEST_LINE]
        on_line = (
            self.get_component_rich_style("source--line", partial=True) if start < end else None
        )
        gutter = f"{number:>{self._gutter - 2}}{'›' if start < end else ' '} "
        yield Segment(gutter, self.get_component_rich_style("source--number", partial=True))
        for piece, name, at in _pieces(text):
            style = self.get_component_rich_style(f"source--{name}", partial=True)
            if on_line is not None:
                style += on_line
            yield from self._cut(piece, style, at, start - first, end - first)

    def _cut(self, piece: str, style: Style, at: int, start: int, end: int) -> Iterator[Segment]:
        """A piece with what of it lies in the marked place standing out."""
        a = min(max(start - at, 0), len(piece))
        b = min(max(end - at, a), len(piece))
        value = style + self.get_component_rich_style("source--value", partial=True)
        for text, shown in ((piece[:a], style), (piece[a:b], value), (piece[b:], style)):
            if text:
                yield Segment(printable(text), shown)

    def _marked(self, source: Source, number: int) -> tuple[int, int, int]:
        """Columns of this line that are marked (from 0), and the column that is drawn first."""
        span = self.span
        if span is None or span.source != source:
            return 0, 0, 0
        first_line, column = source.position(span.start)
        last_line, last_column = source.position(max(span.end, span.start))
        if not first_line <= number <= last_line:
            return 0, 0, 0
        start = column - 1 if number == first_line else 0
        end = last_column - 1 if number == last_line else len(source.line(number))
        return start, max(end, start + 1), _cut_before(span) if number == first_line else 0


def _cut_before(span: Span) -> int:
    return max(span.column - LONGEST_LINE // 2, 0)


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Pieces of a line of JSON: text, what it is, and where it begins."""
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], "text", at
        yield match.group(), match.lastgroup or "text", match.start()
        at = match.end()
    if at < len(text):
        yield text[at:], "text", at


class PolicyEditor(TextArea):
    """The text of a policy, being edited."""

    BINDINGS = bindings(Where.EDITOR)

    def action_leave_editor(self) -> None:
        """Back to reading."""
        self.query_ancestor(SourcePane).editing = False

    async def _on_paste(self, event: Paste) -> None:
        await super()._on_paste(Paste(editable(event.text)))
        event.stop()
        event.prevent_default()

    async def _on_key(self, event: KeyEvent) -> None:
        if event.key == "escape":
            # For the bindings; a text area would go to the next widget.
            event.prevent_default()
            return
        await super()._on_key(event)


class SourcePane(Vertical):
    """A policy, read or edited; what is wrong with an edited one stands below it."""

    NUMBER = "5 "

    source: reactive[Source | None] = reactive(None)
    span: reactive[Span | None] = reactive(None)
    editing: reactive[bool] = reactive(False)
    complaints: reactive[tuple[Diagnostic, ...]] = reactive(())
    note: reactive[str] = reactive("")

    @dataclass
    class Edited(Message):
        """The policy reads otherwise now."""

        text: str

    class Left(Message):
        """The editor was left."""

    def compose(self) -> ComposeResult:
        """Text or editor, and the complaints."""
        yield SourceView(id="source-view")
        yield PolicyEditor(
            id="policy-editor", show_line_numbers=True, tab_behavior="indent", soft_wrap=False
        )
        yield Static(id="complaints", markup=False)

    def on_mount(self) -> None:
        """Reading first."""
        self.query_one(PolicyEditor).display = False
        self._title()

    def watch_source(self) -> None:
        """Show the other text."""
        if self.is_mounted:
            self.query_one(SourceView).source = self.source
            self._title()

    def watch_span(self) -> None:
        """Go to the other place."""
        if self.is_mounted:
            self.query_one(SourceView).span = self.span
            self._title()

    def watch_note(self) -> None:
        """Say it in the frame."""
        if self.is_mounted:
            self._title()

    def watch_complaints(self) -> None:
        """Show them below the text."""
        if not self.is_mounted:
            return
        shown = self.query_one("#complaints", Static)
        rows = [line(("! ", TONES[Tone.DENY]), spot_words(one)) for one in self.complaints[:3]]
        shown.update(lines(rows))
        shown.display = bool(rows)
        self._title()

    def edit(self, text: str) -> None:
        """Open the editor on a text."""
        editor = self.query_one(PolicyEditor)
        editor.load_text(text)
        if self.span is not None and self.source is not None:
            editor.move_cursor(
                (self.span.line - self.source.first_line, max(self.span.column - 1, 0)),
                center=True,
            )
        self.editing = True
        self.call_after_refresh(editor.focus)  # it is not displayed before

    def watch_editing(self, before: bool, now: bool) -> None:
        """Editor or text."""
        if not self.is_mounted:
            return
        self.query_one(PolicyEditor).display = now
        self.query_one(SourceView).display = not now
        self._title()
        if before and not now:
            self.post_message(self.Left())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Every keystroke is a what-if."""
        event.stop()
        if self.editing:
            self.post_message(self.Edited(event.text_area.text))

    def on_resize(self) -> None:
        """Fit the title."""
        self._title()

    def _title(self) -> None:
        if self.source is None:
            self.border_title = f"{self.NUMBER}Source"
            return
        place = self.source.name
        if self.span is not None and self.span.source == self.source:
            place = self.span.location
        words = f"{self.NUMBER}editing " if self.editing else self.NUMBER
        title = line(f"{words}{place}")
        room = max(self.size.width - 6, 12)
        if title.cell_length > room:
            title = line(words + "…" + _tail(printable(place), room - display_width(words) - 1))
        self.border_title = title
        self.border_subtitle = line((self.note, TONES[Tone.DEPENDS])) if self.note else None


class UnnumberedSource(SourcePane):
    """The same where no digit jumps to it."""

    NUMBER = ""


def _tail(text: str, width: int) -> str:
    return text[-width:] if width > 0 else ""


def editable(text: str) -> str:
    """A JSON text with hidden characters as JSON's own escapes: the same, and nothing hides."""
    kept = text.replace("\r\n", "\n")
    if kept.isascii() and kept.replace("\n", "").replace("\t", "").isprintable():
        return kept
    return "".join(
        character
        if character in "\n\t" or printable(character) == character
        else _escaped(character)
        for character in kept
    )


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
