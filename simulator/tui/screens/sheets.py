"""The small screens over a screen: choose one of many, type a text, read a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from simulator.report.terminal import Style
from simulator.tui.text import TONES, line
from simulator.tui.widgets.inputs import PlainInput

_MUTED = TONES[Style.MUTED]


T = TypeVar("T")


def leave(screen: Screen[T], result: T) -> None:
    """Leave a screen with a result, unless a key before has left it already."""
    if screen.is_current:
        screen.dismiss(result)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of many.

    Args:
        id: what is handed back.
        key: a word that stands before it, such as its key.
        text: what it is.
        more: what is said beside it.
    """

    id: str
    key: str
    text: str
    more: str = ""


class Picker(ModalScreen[str | None]):
    """Choices with a filter; enter hands one back, escape none."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__(classes="over")
        self._title = title
        self._choices = tuple(choices)

    def compose(self) -> ComposeResult:
        """Filter above, choices below."""
        with Vertical(classes="sheet") as sheet:
            sheet.border_title = line(self._title)
            yield PlainInput(placeholder="type to filter", compact=True, id="picker-filter")
            yield OptionList(id="picker-list", markup=False)
            yield Static(line(("↵ choose   esc close", _MUTED)), markup=False)

    def on_mount(self) -> None:
        """Show all."""
        self._show("")
        self.query_one("#picker-filter").focus()

    def _show(self, words: str) -> None:
        wanted = words.casefold().split()
        width = max((len(choice.key) for choice in self._choices), default=0) + 2
        options = self.query_one(OptionList)
        options.clear_options()
        for number, choice in enumerate(self._choices):
            text = f"{choice.key} {choice.text} {choice.more}".casefold()
            if all(word in text for word in wanted):
                options.add_option(Option(_option(choice, width), id=str(number)))
        if options.option_count:
            options.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the highlighted one."""
        event.stop()
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Hand it back."""
        event.stop()
        if event.option.id is not None:
            leave(self, self._choices[int(event.option.id)].id)

    def on_key(self, event: KeyEvent) -> None:
        """Up and down move in the list while the filter is typed in."""
        options = self.query_one(OptionList)
        if event.key == "escape":
            event.stop()
            leave(self, None)
        elif event.key in ("down", "up") and not options.has_focus:
            event.stop()
            event.prevent_default()
            move = options.action_cursor_down if event.key == "down" else options.action_cursor_up
            move()


def _option(choice: Choice, width: int) -> Content:
    return line(
        (choice.key.ljust(width), "bold $footer-key-foreground"),
        choice.text,
        (f"  {choice.more}" if choice.more else "", _MUTED),
    )


class Prompt(ModalScreen[str | None]):
    """One line to type; what is wrong with it stands below as it is typed."""

    def __init__(self, title: str, about: str, text: str, complaint: Callable[[str], str]) -> None:
        super().__init__(classes="over")
        self._title = title
        self._about = about
        self._text = text
        self._complaint = complaint

    def compose(self) -> ComposeResult:
        """About, the line, what is wrong with it."""
        with Vertical(classes="sheet") as sheet:
            sheet.border_title = line(self._title)
            yield Static(line(self._about), markup=False)
            yield PlainInput(self._text, compact=True, id="prompt-text", select_on_focus=False)
            yield Static("", markup=False, id="prompt-wrong")
            yield Static(line(("↵ take   esc close", _MUTED)), markup=False)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is wrong as it is typed."""
        event.stop()
        wrong = self._complaint(event.value) if event.value else ""
        words = line((f"! {wrong}" if wrong else "", TONES[Style.DENY]))
        self.query_one("#prompt-wrong", Static).update(words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand it back, if nothing is wrong with it."""
        event.stop()
        if event.value and not self._complaint(event.value):
            leave(self, event.value)

    def on_key(self, event: KeyEvent) -> None:
        """Escape hands nothing back."""
        if event.key == "escape":
            event.stop()
            leave(self, None)


class Reading(ModalScreen[None]):
    """A text to read, and to select with the terminal's own means."""

    def __init__(self, title: str, text: Content) -> None:
        super().__init__(classes="over")
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """The text, scrolled."""
        with Vertical(classes="sheet") as sheet:
            sheet.border_title = line(self._title)
            with VerticalScroll(id="reading"):
                yield Static(self._text, markup=False)
            yield Static(line(("esc close", _MUTED)), markup=False)

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.query_one("#reading").focus()

    def on_key(self, event: KeyEvent) -> None:
        """Escape and q close it."""
        if event.key in ("escape", "q"):
            event.stop()
            leave(self, None)
