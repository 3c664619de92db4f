"""The main screen: scenarios, the chain of calls, why, the policy's source, what if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from simulator.analysis.comparison import remedies
from simulator.rules import Forwarding
from simulator.source import Span
from simulator.tui import state as states
from simulator.tui.keys import Where, always_hinted, bindings, keys_for
from simulator.tui.library import Library, Part
from simulator.tui.progress import Progress
from simulator.tui.screens import commands
from simulator.tui.screens.compare import Compare, Opened
from simulator.tui.screens.evaluating import Evaluating
from simulator.tui.screens.sheets import Reading
from simulator.tui.screens.showing import broken_words, show
from simulator.tui.state import REMEDY, State
from simulator.tui.text import line
from simulator.tui.widgets.chain_pane import ChainPane
from simulator.tui.widgets.form import WhatIfForm
from simulator.tui.widgets.lines import HeaderLine, HintLine, Tab, TabLine
from simulator.tui.widgets.scenario_pane import ScenarioPane
from simulator.tui.widgets.source_pane import SourcePane, SourceView, editable
from simulator.tui.widgets.why_pane import WhyPane, deciding_span

_TABS = (
    Tab("scenarios", "1 Scenarios"),
    Tab("chain", "2 Chain"),
    Tab("why", "3 Why"),
    Tab("whatif", "4 What if"),
    Tab("source", "5 Source"),
)
PANE_OF = {
    Where.SCENARIOS: "scenarios",
    Where.CHAIN: "chain",
    Where.WHY: "why",
    Where.WHAT_IF: "whatif",
    Where.SOURCE: "source",
}
_WHERE_OF = {pane: where for where, pane in PANE_OF.items()}
_SMALLEST = (60, 20)


class Explorer(Evaluating):
    """One state, shown by widgets; every change of it goes through `self.state`."""

    BINDINGS = bindings(Where.EXPLORER)
    AUTO_FOCUS = "#chain"

    class Ready(Message):
        """It can show what is found."""

    pane: reactive[str] = reactive("chain", init=False)

    def __init__(self) -> None:
        super().__init__(id="explorer")

    def compose(self) -> ComposeResult:
        """Every pane once; the style sheet says where each is at which size."""
        yield HeaderLine(id="header")
        yield TabLine(*_TABS, chosen="chain", id="pane-tabs")
        yield WhatIfForm(id="whatif", classes="pane")
        with Horizontal(id="body"):
            yield ScenarioPane(id="scenarios", classes="pane")
            with Vertical(id="right"):
                yield ChainPane(id="chain")
                with VerticalScroll(id="short", can_focus=False):
                    yield Static(id="short-text", markup=False)
                with Horizontal(id="lower"):
                    yield WhyPane(id="why-pane", classes="pane")
                    yield SourcePane(id="source", classes="pane")
        yield Static(id="too-small", markup=False)
        yield HintLine(id="hints")

    def on_mount(self) -> None:
        """Name the panes and show what there is."""
        self.query_one("#chain").add_class("pane")
        short = self.query_one("#short")
        short.add_class("pane")
        short.border_title = "Why, in short (3 for the tree)"
        self.add_class("-show-chain")
        self._hint()
        self.post_message(self.Ready())

    # What comes in from outside.

    def take_library(self, library: Library) -> None:
        """The files have been read, or read again: what-ifs stay."""
        library = replace(library, asked=self.state.library.asked)
        part = self.state.part
        if part is None:
            first = next((one for one in library.parts if one.replay.requests), None)
            self.state = replace(self.state, library=library)
            if first is not None:
                self.open(first, _opening(first))
            return
        self.state = states.rebased(self.state, library)
        self.evaluate()
        if self.state.part is not None:
            self.query_one(ScenarioPane).point_at(self.state.part, self.state.name)

    def take_asked(self, part: Part) -> None:
        """A request was asked about: show it, and keep it in the tree."""
        library = self.state.library
        self.state = replace(self.state, library=replace(library, asked=(*library.asked, part)))
        self.open(part, part.replay.requests[0].request.name)

    def take_progress(self, progress: Progress) -> None:
        """Lessons count what is done."""
        done = frozenset(
            entry.lesson.name
            for entry in self.state.library.lessons
            if entry.lesson is not None
            and len(progress.steps(entry.lesson.name)) >= len(entry.lesson.steps)
        )
        self.query_one(ScenarioPane).done = done

    def open(self, part: Part, name: str) -> None:
        """Show a request, the cursor of the tree on it."""
        self.state = states.open_request(self.state, part, name)
        self.evaluate()
        self.query_one(ScenarioPane).point_at(part, name)

    # What the widgets say.

    def on_scenario_pane_request_chosen(self, event: ScenarioPane.RequestChosen) -> None:
        """Show the request; enter goes to its chain."""
        event.stop()
        if event.part is not self.state.part or event.request != self.state.name:
            self.state = states.open_request(self.state, event.part, event.request)
            self.evaluate()
        if event.enter:
            self.action_pane("chain")

    def on_scenario_pane_broken_chosen(self, event: ScenarioPane.BrokenChosen) -> None:
        """Say what is wrong with a file."""
        event.stop()
        self.app.push_screen(Reading(event.path, broken_words(event.diagnostics)))

    def on_chain_pane_hop_chosen(self, event: ChainPane.HopChosen) -> None:
        """Show the other call everywhere."""
        event.stop()
        self.state = replace(self.state, hop=event.hop)

    def on_chain_pane_why_wanted(self, event: ChainPane.WhyWanted) -> None:
        """Go to the reasons."""
        event.stop()
        self.action_pane("why")

    def on_why_pane_span_chosen(self, event: WhyPane.SpanChosen) -> None:
        """The source follows."""
        event.stop()
        self._show_place(event.span)

    def on_why_tree_source_wanted(self) -> None:
        """Go to the source."""
        self.action_pane("source")

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Another pane, by mouse."""
        event.stop()
        self.action_pane(event.tab)

    def on_what_if_form_left(self, event: WhatIfForm.Left) -> None:
        """Back to the chain."""
        event.stop()
        self.action_pane("chain")

    def on_source_pane_left(self, event: SourcePane.Left) -> None:
        """The editor was left: back to reading."""
        event.stop()
        self.query_one(SourceView).focus()
        hop = self.state.shown_hop
        self._show_place(deciding_span(hop) if hop is not None else None)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The focused pane's keys are hinted at."""
        for pane in _WHERE_OF:
            widget = self._pane_widget(pane)
            if event.widget is widget or widget in event.widget.ancestors:
                self.pane = pane
        self._hint()

    def on_resize(self, event: Resize) -> None:
        """Too small to be of use? Say so."""
        width, height = event.size
        tiny = width < _SMALLEST[0] or height < _SMALLEST[1]
        self.set_class(tiny, "-tiny")
        needed = f"{_SMALLEST[0]}×{_SMALLEST[1]}"
        words = f"calledvia needs a terminal of {needed} or more; this one has {width}×{height}."
        self.query_one("#too-small", Static).update(line(words))
        self.call_after_refresh(self._show_again)

    def watch_state(self, before: State, now: State) -> None:
        """Hand each widget what it shows."""
        if not self.is_mounted:
            return
        part = now.part
        if part is not None and (before.name, before.part, before.library) != (
            now.name,
            part,
            now.library,
        ):
            self.remedies = remedies(now.library.same_world(part), commands.user(now))
        show(self, now)

    def _show_again(self) -> None:
        """The same for another size."""
        show(self, self.state)

    def _show_place(self, span: Span | None) -> None:
        pane = self.query_one(SourcePane)
        if span is not None and not pane.editing:
            pane.source = span.source
            pane.span = span

    # Keys.

    def watch_pane(self, before: str, now: str) -> None:
        """In a narrow terminal only one pane is there."""
        self.remove_class(f"-show-{before}", update=False)
        self.add_class(f"-show-{now}")
        self.query_one("#pane-tabs", TabLine).chosen = self.pane

    def action_pane(self, name: str) -> None:
        """Go to a pane."""
        self.pane = name
        self.call_after_refresh(self._focus_pane, name)

    def _focus_pane(self, name: str) -> None:
        if name == "why":
            self.query_one(WhyPane).focus_inside()
        elif name == "whatif":
            self.query_one(WhatIfForm).focus_inside()
        else:
            focus: Mapping[str, Widget] = {
                "scenarios": self.query_one(ScenarioPane).nodes,
                "chain": self.query_one(ChainPane),
                "source": self.query_one(SourceView),
            }
            focus[name].focus()

    def _pane_widget(self, pane: str) -> Widget:
        return self.query_one("#why-pane" if pane == "why" else f"#{pane}")

    def action_filter(self) -> None:
        """Go to the filter."""
        self.pane = "scenarios"
        self.call_after_refresh(self.query_one("#filter").focus)

    def action_forwarding(self) -> None:
        """The other network model."""
        now = self.state.forwarding
        if now is not None:
            self.forward(next(other for other in Forwarding if other is not now))

    def action_reset(self) -> None:
        """As in the file."""
        self.query_one(SourcePane).editing = False
        self.state = states.as_in_file(self.state)
        self.evaluate()

    def action_request(self, step: int) -> None:
        """The next request of the scenario, or the one before."""
        part = self.state.part
        if part is None:
            return
        names = [one.request.name for one in part.replay.requests]
        at = names.index(self.state.name) + step if self.state.name in names else 0
        if 0 <= at < len(names):
            self.open(part, names[at])

    def action_edit_policy(self) -> None:
        """Edit the policy that is shown."""
        original = self.original_source()
        if original is None:
            self.app.notify("No policy is shown here that could be edited.", markup=False)
            return
        self.pane = "source"
        typed = self.state.typed.get(states.policy_key(original))
        text = typed if typed is not None else editable(original.text)
        self.call_after_refresh(self.query_one(SourcePane).edit, text)

    def action_resize(self, step: int) -> None:
        """Make the focused pane wider or narrower."""
        name = "scenarios" if self.pane == "scenarios" else "why-pane"
        widget = self.query_one(f"#{name}")
        by = step if self.pane in ("scenarios", "why") else -step
        widget.styles.width = min(max(widget.outer_size.width + by, 16), self.size.width - 40)

    def action_copy(self) -> None:
        """Choose what to copy."""
        commands.copy(self)

    def action_save(self) -> None:
        """Save the what-if as a scenario."""
        commands.save(self)

    def action_export(self) -> None:
        """Choose what to write to a file."""
        commands.export(self)

    def action_ask(self) -> None:
        """Ask about a request of one's own."""
        commands.ask(self)

    def action_compare(self) -> None:
        """Compare the remedies."""
        state = self.state
        if state.part is not None and state.forwarding is not None:
            scenarios = state.library.same_world(state.part)
            screen = Compare(scenarios, commands.user(state), state.forwarding)
            self.app.push_screen(screen, self._open_cell)

    def _open_cell(self, opened: Opened | None) -> None:
        """Show a cell of the comparison: its call under its remedy."""
        if opened is None:
            return
        wanted = opened.row.request
        parts = self.state.library.parts
        part = next((one for one in parts if wanted in one.scenario.requests), None)
        if part is None:
            return
        self.state = states.open_request(states.as_in_file(self.state), part, wanted.name)
        if not opened.row.own and opened.remedy.scenario.path != part.scenario.path:
            edit = self.edit_of_remedy(opened.remedy)
            self.state = states.with_edit(self.state, REMEDY, edit, opened.remedy.name)
        self.forward(opened.forwarding)
        self.query_one(ScenarioPane).point_at(part, wanted.name)
        self.action_pane("why")

    def action_lessons(self) -> None:
        """Go to the first lesson that is not done."""
        lessons = [one.lesson for one in self.state.library.lessons if one.lesson is not None]
        done = self.query_one(ScenarioPane).done
        if lessons:
            undone = (lesson for lesson in lessons if lesson.name not in done)
            self.query_one(ScenarioPane).open_lesson(next(undone, lessons[0]))
        else:
            self.app.notify("No lessons here: calledvia tui opens those that ship.", markup=False)

    def _hint(self) -> None:
        hints = self.query_one(HintLine)
        where = Where.EDITOR if self.query_one(SourcePane).editing else _WHERE_OF[self.pane]
        typing = where in (Where.EDITOR, Where.WHAT_IF)
        tabs = (Where.WHY_TABS,) if where is Where.WHY else ()
        wheres = (where,) if typing else (where, *tabs, Where.EXPLORER)
        hints.keys = tuple(key for key in keys_for(*wheres) if key.hinted)
        hints.always = () if typing else always_hinted()


def _opening(part: Part) -> str:
    """The request to begin with: the first in which a service calls on, else the first."""
    requests = part.replay.requests
    chained = (one for one in requests if len(one.hops) > 1)
    return next(chained, requests[0]).request.name
