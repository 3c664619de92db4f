"""The chain of calls: which call follows which, what each service saw, and each verdict."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Click, Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from simulator.tui.chain_text import Drawn, chain
from simulator.tui.keys import Where, bindings
from simulator.tui.text import lines
from simulator.world.replayed import RequestReplay


class ChainPane(VerticalScroll, can_focus=True):
    """One request as a chain; the chosen call is a number that others follow."""

    BINDINGS = bindings(Where.CHAIN)

    request: reactive[RequestReplay | None] = reactive(None)
    hop: reactive[int] = reactive(1)
    everything: reactive[bool] = reactive(False)

    @dataclass
    class HopChosen(Message):
        """Another call of the chain is to be shown."""

        hop: int

    class WhyWanted(Message):
        """The reasons of the chosen call are wanted."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._drawn = Drawn((), ())

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        yield Static(id="chain-text", markup=False)

    def on_mount(self) -> None:
        """Its number is its name."""
        self.border_title = "2 Chain"

    def watch_request(self) -> None:
        """Draw the new request."""
        self._draw()

    def watch_hop(self) -> None:
        """Draw the other call as chosen."""
        self._draw()

    def watch_everything(self) -> None:
        """Draw more keys, or fewer."""
        self._draw()

    def on_resize(self, _: Resize) -> None:
        """Draw for the new width."""
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted or self.request is None:
            return
        width = max(self.content_size.width - 1, 20)
        self._drawn = chain(self.request, width, self.hop, everything=self.everything)
        self.query_one("#chain-text", Static).update(lines(self._drawn.lines))
        if self.hop <= len(self._drawn.starts):
            start = self._drawn.starts[self.hop - 1]
            if start < self.scroll_y or start >= self.scroll_y + self.size.height - 2:
                self.scroll_to(y=max(start - 2, 0), animate=False)

    def action_hop(self, step: int) -> None:
        """Choose the next call, or the one before."""
        if self.request is not None:
            chosen = min(max(self.hop + step, 1), len(self.request.hops))
            self.post_message(self.HopChosen(chosen))

    def action_why(self) -> None:
        """Ask for the reasons."""
        self.post_message(self.WhyWanted())

    def action_whole_context(self) -> None:
        """All keys, or those that matter."""
        self.everything = not self.everything

    def on_click(self, event: Click) -> None:
        """Choose the call under the pointer, where calls stand below each other."""
        at = event.y + int(self.scroll_y) - 1
        below = [number for number, start in enumerate(self._drawn.starts, 1) if start <= at]
        if below and len(set(self._drawn.starts)) == len(self._drawn.starts):
            self.post_message(self.HopChosen(below[-1]))
