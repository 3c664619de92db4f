"""A lesson: the stage is set, the learner predicts or mends, the truth is shown with its reason."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from simulator.formats.lessons import Ask, Lesson, Step
from simulator.report.terminal import Style
from simulator.report.wording.lessons import (
    ANSWERS,
    is_deciding,
    is_right,
    question,
    statement_choices,
    statement_truth,
    truth,
)
from simulator.report.wording.replays import settling_hop
from simulator.tui.keys import Where, always_hinted, bindings, keys_for
from simulator.tui.progress import Done, Progress
from simulator.tui.screens.sheets import leave
from simulator.tui.text import TONES, line
from simulator.tui.widgets.bench import FixBench
from simulator.tui.widgets.chain_pane import ChainPane
from simulator.tui.widgets.lines import HeaderLine, HintLine
from simulator.tui.widgets.source_pane import SourcePane, UnnumberedSource
from simulator.tui.widgets.why_pane import WhyPane
from simulator.world.replay import replay as play
from simulator.world.replayed import HopReplay, Replay, RequestReplay

_MUTED = TONES[Style.MUTED]


class LessonScreen(Screen[None]):
    """One lesson, step by step; a wrong guess costs nothing."""

    BINDINGS = bindings(Where.LESSON)
    AUTO_FOCUS = ""

    step: reactive[int] = reactive(1, init=False)
    answered: reactive[bool] = reactive(False, init=False)

    class StepDone(Message):
        """A step is done."""

        def __init__(self, lesson: str, done: Done) -> None:
            super().__init__()
            self.lesson = lesson
            self.done = done

    class Forgotten(Message):
        """The lesson is to be started over."""

        def __init__(self, lesson: str) -> None:
            super().__init__()
            self.lesson = lesson

    class ExportWanted(Message):
        """Progress is to be written to a file."""

    def __init__(self, lesson: Lesson, progress: Progress) -> None:
        super().__init__(classes="lesson")
        self.lesson = lesson
        self._done = set(progress.steps(lesson.name))
        self._replays: dict[str, Replay] = {}
        undone = (n for n in range(1, len(lesson.steps) + 1) if n not in self._done)
        self.set_reactive(LessonScreen.step, next(undone, 1))

    def compose(self) -> ComposeResult:
        """Stage, question, answer; below, what shows the truth."""
        yield HeaderLine(id="header")
        with Vertical(id="stage"):
            yield Static(id="say", markup=False)
            yield Static(id="ask", markup=False)
            yield OptionList(id="statements", markup=False)
            yield Static(id="truth", markup=False)
            yield Static(id="reveal", markup=False)
        yield FixBench(id="bench")
        with Vertical(id="proof"):
            yield ChainPane(id="chain")
            with Horizontal(id="proof-lower"):
                yield WhyPane(id="why-pane", classes="pane")
                yield UnnumberedSource(id="source", classes="pane")
        yield HintLine(id="hints")

    def on_mount(self) -> None:
        """Begin at the first step that is not done."""
        chain = self.query_one("#chain")
        chain.add_class("pane")
        chain.border_title = "Chain"
        why = self.query_one(WhyPane)
        why.border_title = "Why"
        self._load()

    @work(thread=True, exclusive=True, group="lesson")
    def _load(self) -> None:
        """Play the scenarios of all steps."""
        found: dict[str, Replay] = {}
        for step in self.lesson.steps:
            scenario = step.scenario
            if scenario.path not in found:
                found[scenario.path] = play(scenario)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, found)

    def _take(self, found: dict[str, Replay]) -> None:
        if not self.is_attached:  # left before the result came
            return
        self._replays = found
        self._show()

    @property
    def _now(self) -> Step:
        return self.lesson.steps[self.step - 1]

    def _request(self) -> RequestReplay | None:
        replay = self._replays.get(self._now.scenario.path)
        if replay is None:
            return None
        named = (one for one in replay.requests if one.request.name == self._now.request)
        return next(named, None)

    def _hop(self) -> HopReplay | None:
        request = self._request()
        if request is None:
            return None
        if self._now.hop is not None:
            return request.hops[self._now.hop - 1]
        return settling_hop(request)

    # Showing.

    def watch_step(self) -> None:
        """Another step: nothing is answered yet."""
        self.set_reactive(LessonScreen.answered, False)
        self._show()

    def _show(self) -> None:
        if not self.is_mounted or not self._replays:
            return
        step, count = self._now, len(self.lesson.steps)
        self.set_focus(None)  # what has it may be hidden now
        header = self.query_one(HeaderLine)
        header.where = (f"Lesson {self.lesson.order}", self.lesson.title)
        dots = "".join(
            "●" if n in self._done else "◐" if n == self.step else "○" for n in range(1, count + 1)
        )
        header.rules = f"step {self.step} of {count}  {dots}"
        self.query_one("#say", Static).update(line(step.say))
        for name in ("#truth", "#reveal", "#proof"):
            self.query_one(name).display = False
        self.query_one("#statements").display = step.ask is Ask.STATEMENT
        bench = self.query_one(FixBench)
        bench.display = step.ask is Ask.FIX
        self._ask(step)
        self._hint()

    def _ask(self, step: Step) -> None:
        ask = self.query_one("#ask", Static)
        ask.display = True
        hop = self._hop()
        if step.ask is Ask.VERDICT and hop is not None:
            choices = "  ".join(f"[{key[0]}] {words}" for key, words in ANSWERS.items())
            ask.update(line((question(hop), "bold"), f"  {choices}"))
            self.set_focus(None)
        elif step.ask is Ask.STATEMENT and hop is not None and hop.decision is not None:
            ask.update(line(("Which statement decides?", "bold")))
            options = self.query_one("#statements", OptionList)
            options.clear_options()
            for text, _ in statement_choices(hop.decision):
                options.add_option(Option(line(text)))
            options.highlighted = 0
            options.focus()
        elif step.ask is Ask.FIX:
            ask.update(line(("Edit the policy until every request comes out right.", "bold")))
            replay = self._replays[step.scenario.path]
            self.query_one(FixBench).set_up(replay, step.edit, step.allow, step.deny)
        else:
            ask.display = False
            self.set_focus(None)
            self._reveal(None, "")

    def _reveal(self, right: bool | None, words: str) -> None:
        """Show the truth, and that the step is done."""
        step = self._now
        mark = "" if right is None else "✓ " if right else "✗ "
        tone = TONES[Style.ALLOW if right else Style.DENY]
        self._tell("#truth", line((mark, tone), (words, "bold")))
        self._tell("#reveal", line(step.reveal))
        self.query_one("#statements").display = False
        request, hop = self._request(), self._hop()
        if request is not None and hop is not None and step.ask is not Ask.FIX:
            self.query_one("#proof").display = True
            chain = self.query_one(ChainPane)
            chain.request = request
            self.set_class(len(request.hops) > 1, "-chained")
            chain.hop = next(n for n, one in enumerate(request.hops, 1) if one is hop)
            why = self.query_one(WhyPane)
            why.rules = self._replays[step.scenario.path].rules
            why.hop = hop
        self._done.add(self.step)
        self.post_message(self.StepDone(self.lesson.name, Done(self.step, right)))
        self.set_reactive(LessonScreen.answered, True)
        self._hint()

    def _tell(self, name: str, words: Content) -> None:
        shown = self.query_one(name, Static)
        shown.update(words)
        shown.display = bool(words.plain)

    def _hint(self) -> None:
        hints = self.query_one(HintLine)
        typing = self.query_one(FixBench).has_focus_within
        where = Where.EDITOR if typing else Where.LESSON
        hints.keys = tuple(key for key in keys_for(where) if key.hinted)
        hints.always = () if typing else always_hinted()

    # What the learner does.

    def action_answer(self, answer: str) -> None:
        """A prediction."""
        hop = self._hop()
        if self._now.ask is not Ask.VERDICT or self.answered or hop is None:
            return
        rules = self._replays[self._now.scenario.path].rules
        self._reveal(is_right(answer, hop), truth(answer, hop, rules))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A statement was chosen."""
        event.stop()
        hop = self._hop()
        if self.answered or hop is None or hop.decision is None:
            return
        _, choice = statement_choices(hop.decision)[event.option_index]
        self._reveal(is_deciding(choice, hop.decision), statement_truth(choice, hop.decision))

    def on_fix_bench_mended(self, event: FixBench.Mended) -> None:
        """All requests come out right."""
        event.stop()
        if not self.answered:
            self._reveal(None, "Every request comes out right.")

    def on_fix_bench_left(self, event: FixBench.Left) -> None:
        """The editor was left."""
        event.stop()
        self.set_focus(None)
        self._hint()

    def on_descendant_focus(self) -> None:
        """Where the focus is, other keys work."""
        self._hint()

    def on_why_pane_span_chosen(self, event: WhyPane.SpanChosen) -> None:
        """The source follows."""
        event.stop()
        pane = self.query_one("#source", SourcePane)
        if event.span is not None:
            pane.source = event.span.source
            pane.span = event.span

    def on_chain_pane_why_wanted(self, event: ChainPane.WhyWanted) -> None:
        """Go to the reasons."""
        event.stop()
        self.query_one(WhyPane).focus_inside()

    def on_chain_pane_hop_chosen(self, event: ChainPane.HopChosen) -> None:
        """Show the other call."""
        event.stop()
        request = self._request()
        if request is not None:
            self.query_one(ChainPane).hop = event.hop
            self.query_one(WhyPane).hop = request.hops[event.hop - 1]

    def action_next_step(self) -> None:
        """On to the next step, or back to the list after the last."""
        if self._now.ask is not Ask.NOTHING and not self.answered and self.step not in self._done:
            self.app.notify("Answer first: a wrong guess costs nothing.", markup=False)
            return
        if self.step < len(self.lesson.steps):
            self.step += 1
        else:
            self.app.notify(f"Lesson {self.lesson.order} is done.", markup=False)
            leave(self, None)

    def action_step_before(self) -> None:
        """Back one step."""
        self.step = max(self.step - 1, 1)

    def action_reveal_why(self) -> None:
        """Into the tree of reasons."""
        if self.query_one("#proof").display:
            self.remove_class("-chained")
            self.query_one(WhyPane).focus_inside()

    def action_reset_progress(self) -> None:
        """Start over."""
        self._done.clear()
        self.post_message(self.Forgotten(self.lesson.name))
        self.step = 1
        self._show()

    def action_export_progress(self) -> None:
        """Write progress to a file."""
        self.post_message(self.ExportWanted())
