"""The lines around the panes: where you are, which pane is open, what the keys do here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from simulator.report.layout import cut_middle, display_width
from simulator.report.terminal import Style as Tone
from simulator.tui.keys import Key
from simulator.tui.text import TONES, line

if TYPE_CHECKING:
    from simulator.tui.app import CalledVia


class HeaderLine(Widget):
    """Where you are, under which rules, and the verdict: one row that can be hidden."""

    where: reactive[tuple[str, ...]] = reactive(())
    rules: reactive[str] = reactive("")
    verdict: reactive[tuple[str, str]] = reactive(("", ""))

    def render(self) -> Content:
        """The path at the left, cut in the middle of its last part; the rest at the right."""
        word, tone = self.verdict
        right = line((self.rules, TONES[Tone.MUTED]), "   " if word else "", (word, f"bold {tone}"))
        room = self.size.width - right.cell_length - 4
        path = " ▸ ".join(self.where)
        name = " calledvia  " if self.size.width >= 100 else " "
        shown = cut_middle(path, max(room - display_width(name), 8))
        left = line((name, "bold $primary"), (shown, "bold"))
        gap = max(self.size.width - left.cell_length - right.cell_length - 1, 1)
        return line(left, " " * gap, right, " ")


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a line."""

    id: str
    label: str


class TabLine(Widget):
    """Names in a row of which one is chosen; a click chooses another."""

    tabs: reactive[tuple[Tab, ...]] = reactive(())
    chosen: reactive[str] = reactive("")

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        line: TabLine
        tab: str

        @property
        def control(self) -> TabLine:
            """The line itself, for selectors."""
            return self.line

    def __init__(self, *tabs: Tab, chosen: str, id: str) -> None:
        super().__init__(id=id)
        self.set_reactive(TabLine.tabs, tabs)
        self.set_reactive(TabLine.chosen, chosen)

    def render(self) -> Content:
        """The chosen tab stands in brackets too: colour alone never tells."""
        parts: list[tuple[str, str]] = [(" ", "")]
        for tab in self.tabs:
            if tab.id == self.chosen:
                parts.append((f"[{tab.label}]", "bold $frame-focus"))
            else:
                parts.append((f" {tab.label} ", TONES[Tone.MUTED]))
            parts.append((" ", ""))
        return line(*parts)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the place for it."""
        return container.width

    def on_click(self, event: Click) -> None:
        """Choose the tab under the pointer."""
        event.stop()
        at = 1
        for tab in self.tabs:
            width = display_width(tab.label) + 3
            if at <= event.x < at + width:
                self.post_message(self.Chosen(self, tab.id))
                return
            at += width


class HintLine(Widget):
    """What the keys do here: as many hints as fit, help and back always."""

    keys: reactive[tuple[Key, ...]] = reactive(())
    always: reactive[tuple[Key, ...]] = reactive(())

    def render(self) -> Content:
        """One row of hints; a click on one presses its key."""
        room = self.size.width - 2
        last = [self._hint(key) for key in self.always]
        room -= sum(hint.cell_length + 2 for hint in last)
        shown: list[Content] = []
        for key in self.keys:
            hint = self._hint(key)
            if hint.cell_length + 2 > room:
                break
            room -= hint.cell_length + 2
            shown.append(hint)
        return line(" ", Content("  ").join([*shown, *last]))

    def _hint(self, row: Key) -> Content:
        key = cast("CalledVia", self.app).own_keys.applied(row)
        hint = line((key.shown, "bold $footer-key-foreground"), " ", (key.brief, ""))
        first = key.keys.split(",")[0]
        return hint.stylize(Style.from_meta({"@click": f"app.simulate_key('{first}')"}))
