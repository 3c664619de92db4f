"""Why did a call come out as it did? The tree of reasons, AWS's message, the predicted record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from rich.style import Style as RichStyle
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import ContentSwitcher, Static, Tree
from textual.widgets.tree import TreeNode

from simulator.evaluation.decision import Decision
from simulator.evaluation.logic import Truth
from simulator.report.outline import Branch, Node, outline
from simulator.report.terminal import Marks, Style
from simulator.report.wording.decisions import (
    aws_message,
    aws_message_heading,
    leaned_on,
    not_in_play,
    note_words,
    rests_on_brief,
    settled_words,
    why,
)
from simulator.report.wording.replays import forwarding_words, not_made_words, outcome
from simulator.report.wording.tables import PURPOSES, VERDICTS
from simulator.rules import Rules
from simulator.source import Span, printable
from simulator.tui.keys import Where, bindings
from simulator.tui.text import TONES, label, line, lines
from simulator.tui.widgets.folding import Folding
from simulator.tui.widgets.lines import Tab, TabLine
from simulator.world.replayed import HopReplay

TABS = (Tab("why", "Reasons"), Tab("message", "AWS message"), Tab("trail", "CloudTrail"))
_MOST = 200
"""Lines below one line; nobody reads more."""

_MARKS = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}
_TONES = {Truth.YES: Style.ALLOW, Truth.NO: Style.DENY, Truth.UNKNOWN: Style.DEPENDS}
_CLASSES = {
    Style.ALLOW: "tree--allow",
    Style.DENY: "tree--deny",
    Style.DEPENDS: "tree--depends",
    Style.MUTED: "tree--muted",
}


class WhyTree(Folding[Node | None]):
    """One decision as a tree, opened on the path that settled it."""

    BINDINGS = bindings(Where.WHY)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree--allow",
        "tree--deny",
        "tree--depends",
        "tree--muted",
    }

    class SourceWanted(Message):
        """The place of the chosen line is wanted."""

    def action_source(self) -> None:
        """Ask for the place; a folded line opens first."""
        node = self.cursor_node
        if node is not None and node.allow_expand and node.is_collapsed:
            node.expand()
        else:
            self.post_message(self.SourceWanted())

    def tone(self, style: Style) -> RichStyle:
        """A style of the theme, for a mark."""
        return self.get_component_rich_style(_CLASSES[style], partial=True)

    def fill(self, hop: HopReplay) -> None:
        """Build the tree of a call; long branches are filled when they are opened."""
        self.clear()
        decision = hop.decision
        if decision is None:
            self.root.add_leaf(label(not_made_words(hop) or ""))
            return
        for authorization in hop.authorizations:
            above = self.root
            if len(hop.authorizations) > 1:
                settles = authorization.decision is decision
                verdict = VERDICTS[authorization.decision.verdict]
                words = (
                    f"{PURPOSES[authorization.purpose]}: {authorization.decision.request.action}"
                )
                mark = (f"{verdict.symbol} ", self.tone(verdict.style))
                above = self.root.add(label(mark, words), None, expand=settles)
            self._add_decision(above, authorization.decision)

    def _add_decision(self, above: TreeNode[Node | None], decision: Decision) -> None:
        chosen = tuple(_spans(outline(decision)))
        trees = outline(decision, everything=True)
        if not chosen or decision.unknown:
            for sentence in why(decision):
                node = Node(Branch.TYPE, printable(sentence.text), span=sentence.span)
                above.add_leaf(label(node.label), node)
        for tree in trees:
            self._add(above, tree, chosen)
        rest = [*not_in_play(decision), *note_words(decision)]
        if rest:
            number = sum(words.partition(":")[0].count(",") + 1 for words in not_in_play(decision))
            muted = self.tone(Style.MUTED)
            folded = above.add(label((f"{number} policy types not in play", muted)), None)
            for words in rest:
                folded.add_leaf(label((words, muted)))

    def _add(
        self,
        above: TreeNode[Node | None],
        node: Node,
        chosen: tuple[Span, ...],
        *,
        decisive: bool = False,
    ) -> None:
        text = self._label(node)
        if not node.children:
            above.add_leaf(text, node)
            return
        decisive = decisive or any(span in chosen for span in _spans((node,)))
        branch = above.add(text, node, expand=decisive and node.branch is not Branch.ELEMENT)
        within = decisive and node.branch is Branch.STATEMENT
        shown = _some(node.children)
        for child in shown:
            self._add(branch, child, chosen, decisive=within)
        if len(shown) < len(node.children):
            more = f"and {len(node.children) - len(shown):,} more"
            branch.add_leaf(label((more, self.tone(Style.MUTED))))

    def _label(self, node: Node) -> Text:
        muted = self.tone(Style.MUTED)
        parts: list[tuple[str, RichStyle] | str] = []
        if node.mark is not None:
            parts.append((f"{_MARKS[node.mark]} ", self.tone(_TONES[node.mark])))
        if node.branch is Branch.CONDITION:
            parts.append(node.text)
        elif node.branch is Branch.VALUE:
            parts += [node.label, (f"  {node.text}", muted)]
        elif node.branch is Branch.REQUEST:
            parts += [("request  ", muted), (node.text, RichStyle(bold=True))]
        elif node.branch is Branch.POLICY:
            folder, slash, name = node.label.rpartition("/")
            parts += [name, (f"  {folder}{slash}", muted)]
        elif node.branch is Branch.STATEMENT:
            parts += [(node.label, RichStyle(bold=True)), (f"  {node.text}", muted)]
        else:
            parts += [node.label, (f"  {node.text}", muted)]
        return label(*parts)

    def point_at(self, span: Span | None) -> None:
        """Put the cursor on the line that speaks of a place."""
        if span is None:
            return
        best = None
        for node in _below(self.root):
            if node.data is not None and node.data.span == span and _visible(node):
                best = node
        if best is not None:
            self.move_cursor(best)


def _some(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes to show: of very many those that do not fail, and the first of the others."""
    if len(nodes) <= _MOST:
        return nodes
    held = [node for node in nodes if node.mark is not Truth.NO][:_MOST]
    rest = (node for node in nodes if node.mark is Truth.NO)
    return (*held, *islice(rest, _MOST - len(held)))


def _visible(node: TreeNode[Node | None]) -> bool:
    above = node.parent
    while above is not None:
        if above.is_collapsed and not above.is_root:
            return False
        above = above.parent
    return True


def _below(node: TreeNode[Node | None]) -> Iterator[TreeNode[Node | None]]:
    yield node
    for child in node.children:
        yield from _below(child)


def _spans(nodes: tuple[Node, ...]) -> Iterator[Span]:
    """The places of the statements in these trees."""
    for node in nodes:
        if node.branch is Branch.STATEMENT and node.span is not None:
            yield node.span
        else:
            yield from _spans(node.children)


class WhyPane(Vertical):
    """Verdict, and below it the tree, AWS's message or the record, as the tab says."""

    BINDINGS = bindings(Where.WHY_TABS)

    forwarding_key = ""
    """What is said beside a verdict that rests on the network model, where a key changes it."""

    hop: reactive[HopReplay | None] = reactive(None)
    rules: reactive[Rules | None] = reactive(None)

    @dataclass
    class SpanChosen(Message):
        """The source is to scroll there."""

        span: Span | None

    def on_mount(self) -> None:
        """Its number is its name."""
        self.border_title = "3 Why"

    def compose(self) -> ComposeResult:
        """Tabs, verdict and what the tab shows."""
        yield TabLine(*TABS, chosen="why", id="why-tabs")
        yield Static(id="why-verdict", markup=False)
        with ContentSwitcher(initial="why", id="why-switch"):
            tree = WhyTree("", id="why")
            tree.show_root = False
            tree.guide_depth = 2
            tree.show_guides = False
            yield tree
            with VerticalScroll(id="message"):
                yield Static(id="message-text", markup=False)
            with VerticalScroll(id="trail"):
                yield Static(id="trail-text", markup=False)

    def watch_hop(self) -> None:
        """Show the other call."""
        self._show()

    def watch_rules(self) -> None:
        """Show it under the other rules."""
        self._show()

    def _show(self) -> None:
        hop, rules = self.hop, self.rules
        if not self.is_mounted or hop is None or rules is None:
            return
        self.query_one("#why-verdict", Static).update(_verdict(hop, rules, self.forwarding_key))
        self.query_one("#message-text", Static).update(_message(hop))
        self.query_one("#trail-text", Static).update(_trail(hop))
        tree = self.query_one(WhyTree)
        tree.fill(hop)
        span = deciding_span(hop)
        self.post_message(self.SpanChosen(span))
        self.call_after_refresh(tree.point_at, span)

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Node | None]) -> None:
        """The source follows the cursor."""
        event.stop()
        tree = self.query_one(WhyTree)
        node = event.node
        if tree.has_focus and node.data is not None and node.data.span is not None:
            self.post_message(self.SpanChosen(node.data.span))

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show what the tab names."""
        event.stop()
        self._switch(event.tab)

    def action_next_tab(self) -> None:
        """Show the next of the three."""
        names = [tab.id for tab in TABS]
        now = self.query_one(TabLine).chosen
        self._switch(names[(names.index(now) + 1) % len(names)])

    def _switch(self, name: str) -> None:
        self.query_one(TabLine).chosen = name
        had_focus = self.has_focus_within
        self.query_one(ContentSwitcher).current = name
        if had_focus:
            self.query_one(f"#{name}").focus()

    def focus_inside(self) -> None:
        """Focus what the tab shows."""
        self.query_one(f"#{self.query_one(TabLine).chosen}").focus()


def deciding_span(hop: HopReplay) -> Span | None:
    """The place that decided: of the first sentence of the reasons that has one, else none."""
    if hop.decision is None:
        return None
    for statement in (*hop.decision.deciding, *hop.decision.nearest[:1]):
        for condition in statement.conditions:
            settles = (
                condition.holds is Truth.YES
                if statement.applies is Truth.YES
                else condition.holds is not Truth.YES
            )
            if settles:
                tried = [value.span for value in condition.tried if value.holds is Truth.YES]
                return tried[0] if tried else condition.span
    return next((sentence.span for sentence in why(hop.decision) if sentence.span), None)


def _verdict(hop: HopReplay, rules: Rules, key: str) -> Content:
    word, style = outcome(hop, Marks.SYMBOL)
    said = settled_words(hop.decision) if hop.decision is not None else ""
    rows = [line((f" {word}", f"bold {TONES[style]}"), (f"  {said}", TONES[Style.MUTED]))]
    rests = forwarding_words(hop, rules, Marks.SYMBOL)
    if rests is not None:
        rows.append(line((f" {rests}", TONES[Style.DEPENDS]), (f" {key}", TONES[Style.MUTED])))
    if leaned_on(hop.rests_on):
        words = rests_on_brief(leaned_on(hop.rests_on))
        rows.append(line((f" {words}", TONES[Style.MUTED])))
    return lines(rows)


def _message(hop: HopReplay) -> Content:
    decision = hop.decision
    message = aws_message(decision) if decision is not None else None
    if decision is None or message is None:
        return line(("No message: the call is not denied by a policy.", TONES[Style.MUTED]))
    heading = line((aws_message_heading(decision), TONES[Style.MUTED]))
    return lines([heading, line(""), line(message)])


def _trail(hop: HopReplay) -> Content:
    if hop.trail is None:
        return line(("No record: the call is not made.", TONES[Style.MUTED]))
    text = json.dumps(hop.trail, indent=2, ensure_ascii=False, default=str)
    heading = line(("The record that CloudTrail would keep (predicted):", TONES[Style.MUTED]))
    return lines([heading, *(line(row) for row in text.split("\n"))])
