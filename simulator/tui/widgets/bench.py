"""A policy to mend, and the requests that must come out right: every keystroke is tried at once."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static
from textual.worker import get_current_worker

from simulator.analysis.edits import PolicyReads
from simulator.analysis.owners import policies_of
from simulator.analysis.whatif import WhatIf, whatif
from simulator.report.terminal import Marks, Style
from simulator.report.wording.replays import outcome, settling_hop
from simulator.report.wording.screens import STALE
from simulator.source import Diagnostic, Source
from simulator.tui.text import TONES, line, lines
from simulator.tui.widgets.lines import Tab, TabLine
from simulator.tui.widgets.source_pane import SourcePane, UnnumberedSource, editable
from simulator.world.replayed import Replay

_MUTED = TONES[Style.MUTED]


class FixBench(Vertical):
    """Editor and requests; it asks `analysis` in a thread and shows what comes back."""

    result: reactive[WhatIf | None] = reactive(None, init=False)

    class Mended(Message):
        """Every request comes out right."""

    class Left(Message):
        """The editor was left."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._replay: Replay | None = None
        self._sources: dict[str, Source] = {}
        self._texts: dict[str, str] = {}
        self._wanted: tuple[tuple[str, bool], ...] = ()
        self._sequence = 0
        self._open = ""

    def compose(self) -> ComposeResult:
        """Policies as tabs, the editor, and the requests beside it."""
        yield TabLine(chosen="", id="bench-tabs")
        with Horizontal(id="bench-body"):
            yield UnnumberedSource(id="bench-source", classes="pane")
            yield Static(id="bench-requests", markup=False, classes="pane")

    def set_up(
        self, replay: Replay, edit: Sequence[str], allow: Sequence[str], deny: Sequence[str]
    ) -> None:
        """Begin.

        Args:
            replay: of the scenario as it is.
            edit: names of the sources that may be edited.
            allow: names of requests that must be allowed.
            deny: names of requests that must be denied.
        """
        self._replay = replay
        found = {policy.source.name: policy.source for policy in policies_of(replay.scenario)}
        self._sources = {name: found[name] for name in edit if name in found}
        self._texts = {name: editable(source.text) for name, source in self._sources.items()}
        self._wanted = (*((name, True) for name in allow), *((name, False) for name in deny))
        tabs = self.query_one(TabLine)
        tabs.tabs = tuple(Tab(name, name.rpartition("/")[2]) for name in self._sources)
        tabs.display = len(self._sources) > 1
        self.query_one("#bench-requests").border_title = "must come out"
        self._sequence += 1
        self._show(replay, stale=False)
        first = next(iter(self._sources), None)
        if first is not None:
            self._edit(first)

    def _edit(self, name: str) -> None:
        self._open = name
        self.query_one(TabLine).chosen = name
        pane = self.query_one(SourcePane)
        pane.span = None
        pane.source = self._sources[name]
        pane.edit(self._texts[name])

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Edit another policy."""
        event.stop()
        self._edit(event.tab)

    def on_source_pane_edited(self, event: SourcePane.Edited) -> None:
        """Try it."""
        event.stop()
        if self._texts.get(self._open) == event.text:
            return
        self._texts[self._open] = event.text
        self._sequence += 1
        self._try(self._sequence, dict(self._texts))

    def on_source_pane_left(self, event: SourcePane.Left) -> None:
        """The editor was left."""
        event.stop()
        self.post_message(self.Left())

    @work(thread=True, exclusive=True, group="fix")
    def _try(self, sequence: int, texts: dict[str, str]) -> None:
        if self._replay is None:
            return
        edits = [PolicyReads(self._sources[name], text) for name, text in texts.items()]
        result = whatif(self._replay, edits)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, sequence, result)

    def _take(self, sequence: int, result: WhatIf) -> None:
        if sequence != self._sequence or not self.is_attached:
            return
        complaints: list[Diagnostic] = [one for it in result.refused for one in it.diagnostics]
        self.query_one(SourcePane).complaints = tuple(complaints)
        if result.replay is None:
            self._mark_stale()
            return
        self._show(result.replay, stale=False)
        if self._all_right(result.replay):
            self.post_message(self.Mended())

    def _verdicts(self, replay: Replay) -> dict[str, bool | None]:
        return {one.request.name: one.allowed for one in replay.requests}

    def _all_right(self, replay: Replay) -> bool:
        got = self._verdicts(replay)
        return all(got.get(name) is wanted for name, wanted in self._wanted)

    def _mark_stale(self) -> None:
        self.query_one("#bench-requests").border_subtitle = line((STALE, TONES[Style.DEPENDS]))

    def _show(self, replay: Replay, *, stale: bool) -> None:
        requests = {one.request.name: one for one in replay.requests}
        rows = []
        for name, wanted in self._wanted:
            one = requests.get(name)
            if one is None:
                continue
            label, style = outcome(settling_hop(one), Marks.SYMBOL)
            right = one.allowed is wanted
            mark = ("✓ " if right else "✗ ", TONES[Style.ALLOW if right else Style.DENY])
            want = "allow" if wanted else "deny"
            rows.append(line(mark, name))
            rows.append(line((f"  want {want} · ", _MUTED), (label, TONES[style])))
        shown = self.query_one("#bench-requests", Static)
        shown.border_subtitle = line((STALE, TONES[Style.DEPENDS])) if stale else None
        shown.update(lines(rows))
