"""Which scenarios are there, and how did each request come out? A tree with a filter above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style as RichStyle
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key as KeyEvent
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Tree
from textual.widgets.tree import TreeNode

from simulator.evaluation.decision import Verdict
from simulator.formats.lessons import Lesson
from simulator.report.terminal import Marks, Style
from simulator.report.wording.diagnostics import is_error
from simulator.report.wording.replays import outcome, settling_hop
from simulator.report.wording.tables import VERDICTS
from simulator.source import Diagnostic
from simulator.tui.keys import Where, bindings
from simulator.tui.library import Entry, LessonEntry, Library, Part
from simulator.tui.text import label
from simulator.tui.widgets.folding import Folding
from simulator.tui.widgets.inputs import PlainInput
from simulator.world.replayed import RequestReplay


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a line of the tree stands for; a request of a part, a lesson, or a broken file."""

    part: Part | None = None
    request: str = ""
    lesson: LessonEntry | None = None
    broken: Entry | None = None


class ScenarioTree(Folding[Leaf | None]):
    """The tree itself."""

    CUT = True
    BINDINGS = bindings(Where.SCENARIOS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree--allow",
        "tree--deny",
        "tree--depends",
        "tree--muted",
    }

    def tone(self, style: Style) -> RichStyle:
        """A style of the theme, for a mark."""
        return self.get_component_rich_style(_CLASSES[style], partial=True)


_CLASSES = {
    Style.ALLOW: "tree--allow",
    Style.DENY: "tree--deny",
    Style.DEPENDS: "tree--depends",
    Style.UNEXPECTED: "tree--deny",
    Style.MUTED: "tree--muted",
    Style.STRONG: "tree--muted",
}


class ScenarioPane(Vertical):
    """The filter and the tree.

    Messages: a request or a lesson was chosen.
    """

    library: reactive[Library] = reactive(Library())
    done: reactive[frozenset[str]] = reactive(frozenset())
    shown: reactive[tuple[str, str]] = reactive(("", ""))

    @dataclass
    class RequestChosen(Message):
        """A request is to be shown; `enter`: and gone to."""

        part: Part
        request: str
        enter: bool

    @dataclass
    class LessonChosen(Message):
        """A lesson is to be opened."""

        lesson: Lesson

    @dataclass
    class BrokenChosen(Message):
        """What is wrong with a file is to be shown."""

        path: str
        diagnostics: tuple[Diagnostic, ...]

    def compose(self) -> ComposeResult:
        """Filter above, tree below."""
        yield PlainInput(placeholder="/ filter", compact=True, id="filter")
        tree = ScenarioTree("", id="scenario-tree")
        tree.show_root = False
        tree.guide_depth = 2
        tree.show_guides = False
        yield tree

    @property
    def nodes(self) -> ScenarioTree:
        """The tree."""
        return self.query_one(ScenarioTree)

    def watch_library(self) -> None:
        """Build the tree anew."""
        if self.is_mounted:
            self._build(self.query_one("#filter", Input).value)

    def watch_done(self) -> None:
        """Lessons count what is done."""
        self.watch_library()

    def on_mount(self) -> None:
        """Show what is there already."""
        self.border_title = "1 Scenarios"
        self.watch_library()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self._build(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the first request that is left."""
        event.stop()
        self.nodes.focus()
        for node in _nodes(self.nodes.root):
            if node.data is not None and node.data.part is not None:
                self.nodes.move_cursor(node)
                self.nodes.select_node(node)
                self._choose(node, enter=False)
                return

    def on_key(self, event: KeyEvent) -> None:
        """Out of the filter and into the tree."""
        field = self.query_one("#filter", Input)
        if field.has_focus and event.key in ("down", "escape"):
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                field.value = ""
            self.nodes.focus()

    def on_tree_node_selected(self, event: Tree.NodeSelected[Leaf | None]) -> None:
        """Open what was chosen."""
        event.stop()
        self._choose(event.node, enter=True)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Leaf | None]) -> None:
        """Show a request as soon as the cursor is on it."""
        event.stop()
        if (
            event.node.data is not None
            and event.node.data.part is not None
            and self.nodes.has_focus
        ):
            self._choose(event.node, enter=False)

    def _choose(self, node: TreeNode[Leaf | None], *, enter: bool) -> None:
        leaf = node.data
        if leaf is None:
            return
        if leaf.part is not None:
            self.post_message(self.RequestChosen(leaf.part, leaf.request, enter))
        elif leaf.broken is not None and enter:
            self.post_message(self.BrokenChosen(leaf.broken.path, leaf.broken.diagnostics))
        elif leaf.lesson is not None and enter:
            lesson = leaf.lesson.lesson
            if lesson is not None:
                self.open_lesson(lesson)
            else:
                self.post_message(self.BrokenChosen(leaf.lesson.path, leaf.lesson.diagnostics))

    def open_lesson(self, lesson: Lesson) -> None:
        """Have a lesson opened."""
        self.post_message(self.LessonChosen(lesson))

    def point_at(self, part: Part, name: str) -> None:
        """Put the cursor on a request, its scenario unfolded."""
        for node in _nodes(self.nodes.root):
            leaf = node.data
            if leaf is not None and leaf.part is part and leaf.request == name:
                above = node.parent
                while above is not None:
                    above.expand()
                    above = above.parent
                self.call_after_refresh(self.nodes.move_cursor, node)
                return

    def _build(self, words: str) -> None:
        tree = self.nodes
        wanted = words.casefold().split()
        tree.clear()
        folders: dict[str, TreeNode[Leaf | None]] = {}
        first = True
        for entry in self.library.entries:
            kept = [
                (part, [one for one in part.replay.requests if _has(wanted, entry, part, one)])
                for part in entry.parts
            ]
            kept = [(part, requests) for part, requests in kept if requests]
            broken = not entry.parts and not wanted
            if not kept and not broken:
                continue
            folder = folders.get(entry.folder)
            if folder is None:
                folder = tree.root.add(label(entry.folder), None, expand=True)
                folders[entry.folder] = folder
            if broken:
                text = label(("! ", tree.tone(Style.DENY)), entry.name)
                folder.add_leaf(text, Leaf(broken=entry))
                continue
            self._add_entry(folder, entry, kept, expand=bool(wanted) or first)
            first = False
        for part in self.library.asked:
            self._add_requests(tree.root, part, part.replay.requests)
        self._add_lessons(wanted)
        if not self.library.entries and self.library.complete:
            roots = ", ".join(str(root) for root in self.library.roots)
            tree.root.add_leaf(label(f"No scenarios in {roots}"))
            tree.root.add_leaf(label("calledvia init DIR writes one"))

    def _add_entry(
        self,
        folder: TreeNode[Leaf | None],
        entry: Entry,
        kept: list[tuple[Part, list[RequestReplay]]],
        *,
        expand: bool,
    ) -> None:
        requests = [one for part in entry.parts for one in part.replay.requests]
        met = sum(one.as_expected for one in requests)
        tone = self.nodes.tone(Style.MUTED if met == len(requests) else Style.UNEXPECTED)
        warned = any(map(is_error, entry.diagnostics))
        text = label(entry.name, (f"  {met}/{len(requests)}", tone), " !" if warned else "")
        node = folder.add(text, None, expand=expand)
        for part, some in kept:
            above = node
            if len(entry.parts) > 1:
                above = node.add(label(part.scenario.name), None, expand=False)
            self._add_requests(above, part, some)

    def _add_requests(
        self,
        above: TreeNode[Leaf | None],
        part: Part,
        requests: list[RequestReplay] | tuple[RequestReplay, ...],
    ) -> None:
        for one in requests:
            mark, style = outcome(settling_hop(one), Marks.SYMBOL)
            tone = self.nodes.tone(style)
            unmet = "" if one.as_expected else " !"
            text = label((f"{mark[0]} ", tone), one.request.name, (unmet, tone))
            above.add_leaf(text, Leaf(part, one.request.name))

    def _add_lessons(self, wanted: list[str]) -> None:
        lessons = [
            entry
            for entry in self.library.lessons
            if all(word in _lesson_name(entry).casefold() for word in wanted)
        ]
        if not lessons:
            return
        done = sum(entry.lesson is not None and entry.lesson.name in self.done for entry in lessons)
        count = (f"  {done} of {len(lessons)}", self.nodes.tone(Style.MUTED))
        node = self.nodes.root.add(label("lessons", count), None, expand=bool(wanted))
        for entry in lessons:
            lesson = entry.lesson
            is_done = lesson is not None and lesson.name in self.done
            mark = "! " if lesson is None else f"{_DONE} " if is_done else "  "
            tone = self.nodes.tone(Style.DENY if lesson is None else Style.ALLOW)
            node.add_leaf(label((mark, tone), _lesson_name(entry)), Leaf(lesson=entry))


_DONE = VERDICTS[Verdict.ALLOW].symbol


def _lesson_name(entry: LessonEntry) -> str:
    lesson = entry.lesson
    return entry.path if lesson is None else f"{lesson.order} {lesson.title}"


def _has(wanted: list[str], entry: Entry, part: Part, request: RequestReplay) -> bool:
    names = "\n".join((entry.name, part.scenario.name, request.request.name)).casefold()
    return all(word in names for word in wanted)


def _nodes(node: TreeNode[Leaf | None]) -> Iterator[TreeNode[Leaf | None]]:
    yield node
    for child in node.children:
        yield from _nodes(child)
