"""One decision for a terminal: the tree of what decided, each line with its place."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.evaluation.decision import Decision
from simulator.evaluation.logic import Truth
from simulator.report.layout import cut_middle, display_width, pad, with_place, wrap
from simulator.report.outline import Branch, Node, outline
from simulator.report.terminal import Style, Terminal
from simulator.report.wording.decisions import (
    leaned_on,
    not_in_play,
    note_words,
    rests_on_words,
    settled_words,
    why,
)
from simulator.report.wording.replays import (
    FORWARDING_REMARKS,
    acting_words,
    forwarding_words,
    not_made_words,
    outcome,
    rules_words,
)
from simulator.report.wording.tables import PURPOSES, VERDICTS
from simulator.report.wording.values import Sentence, value_text
from simulator.rules import Rules
from simulator.source import Span, printable
from simulator.world.replayed import Authorization, HopReplay

_VALUES_SHOWN = 8
_TERM_WIDTH = 13
_MARKS = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}
_ASCII_MARKS = {Truth.YES: "yes", Truth.NO: "no ", Truth.UNKNOWN: "?  "}
_STYLES = {Truth.YES: Style.ALLOW, Truth.NO: Style.DENY, Truth.UNKNOWN: Style.DEPENDS}


def explained_lines(
    hop: HopReplay, number: int, rules: Rules, terminal: Terminal, *, everything: bool
) -> Iterator[str]:
    """Why one call came out as it did.

    Args:
        number: the hop's number in its request, from 1.
        everything: every statement of every policy in play, and the whole request context.
    """
    yield from _title(hop, number, terminal)
    not_made = not_made_words(hop)
    if not_made is not None:
        yield from _term("because", Sentence(not_made), terminal)
    for authorization in hop.authorizations:
        yield from _also_needed(hop, authorization, terminal)
        if everything or authorization.decision is hop.decision:
            yield from _decision(authorization.decision, terminal, everything=everything)
    if everything:
        for entry in hop.context:
            text = f"{printable(entry.key)}  {value_text(entry.value)}"
            yield from _term("context" if entry is hop.context[0] else "", Sentence(text), terminal)
    for words in (
        forwarding_words(hop, rules, terminal.marks),
        *map(rests_on_words, leaned_on(hop.rests_on)),
    ):
        if words is not None:
            yield from _term("", Sentence(words), terminal)
    used = f"{rules_words(rules)}: {FORWARDING_REMARKS[rules.forwarding]}"
    yield from _term("rules used", Sentence(used), terminal)


def _title(hop: HopReplay, number: int, terminal: Terminal) -> Iterator[str]:
    label, style = outcome(hop, terminal.marks)
    action = printable(hop.hop.action or f"{hop.hop.service} (some call)")
    acting = acting_words(hop) or f"by {printable(hop.caller)}"
    text = f"{action} on {printable(hop.hop.resource)} {acting}, hop {number}"
    first, *rest = wrap(text, max(terminal.width - display_width(label) - 2, 16))
    yield f"{terminal.paint(label, style)}  {terminal.paint(first, Style.STRONG)}"
    for line in rest:
        yield " " * (display_width(label) + 2) + terminal.paint(line, Style.STRONG)


def _also_needed(hop: HopReplay, authorization: Authorization, terminal: Terminal) -> Iterator[str]:
    if authorization is hop.authorizations[0]:
        return
    decision = authorization.decision
    asked = f"{printable(decision.request.action)} on {printable(decision.request.resource)}"
    label = VERDICTS[decision.verdict].label(terminal.marks)
    text = f"{PURPOSES[authorization.purpose]}: {asked}: {label}"
    yield from _term("also needs", Sentence(text), terminal)


def _decision(decision: Decision, terminal: Terminal, *, everything: bool) -> Iterator[str]:
    yield from _term("settled by", Sentence(settled_words(decision)), terminal)
    trees = outline(decision, everything=everything)
    for tree in trees:
        if everything:
            yield terminal.paint(f"  {tree.label}: {tree.text}")
        for policy in tree.children:
            yield from _policy_lines(policy, terminal)
    if not any(tree.children for tree in trees) or decision.unknown or decision.unread:
        for sentence in why(decision):
            yield from _term("because", sentence, terminal)
    for words in not_in_play(decision):
        yield from _term("not in play", Sentence(words), terminal)
    for words in note_words(decision):
        yield from _term("note", Sentence(words), terminal)


def _term(term: str, sentence: Sentence, terminal: Terminal) -> Iterator[str]:
    place = printable(sentence.span.location) if sentence.span is not None else ""
    room = terminal.width - _TERM_WIDTH - 1
    for index, (left, at) in enumerate(with_place(sentence.text, place, room)):
        lead = pad(term, _TERM_WIDTH) if index == 0 else " " * _TERM_WIDTH
        yield terminal.paint(lead, Style.MUTED) + terminal.paint(left + at)


def _policy_lines(policy: Node, terminal: Terminal) -> Iterator[str]:
    if policy.text:
        yield "  " + terminal.paint(f"{policy.label} {policy.text}", Style.DEPENDS)
    for statement in policy.children:
        place = printable(statement.span.location) if statement.span is not None else ""
        title = f"{statement.label} ({statement.text})"
        if not place.startswith(f"{policy.label}:"):
            title = f"{policy.label} {terminal.glyphs.inside} {title}"
        for left, at in with_place(title, place, terminal.width - 2):
            yield "  " + terminal.paint(left, Style.STRONG) + terminal.paint(at, Style.MUTED)
        width = max((display_width(child.label) for child in statement.children), default=0)
        for child in statement.children:
            text = f"{pad(child.label, width)}  {child.text}"
            yield from _marked(child, text, 4, terminal)
            if child.branch is Branch.CONDITION:
                yield from _compared_lines(child, terminal)


def _compared_lines(condition: Node, terminal: Terminal) -> Iterator[str]:
    asked, *values = condition.children
    room = terminal.width - 17
    yield " " * 8 + terminal.paint(
        f"{asked.label}  {cut_middle(asked.text, room, terminal.glyphs.ellipsis)}"
    )
    matched = [value for value in values if value.mark is Truth.YES]
    shown = values[:_VALUES_SHOWN]
    shown += [value for value in matched[:1] if value not in shown]
    for value in shown:
        remark = f"  {value.text}" if value.text else ""
        yield from _marked(value, value.label + remark, 8, terminal)
    if len(values) > len(shown):
        yield " " * 8 + terminal.paint(f"and {len(values) - len(shown)} more", Style.MUTED)


def _marked(node: Node, text: str, margin: int, terminal: Terminal) -> Iterator[str]:
    mark = " "
    if node.mark is not None:
        mark = (_ASCII_MARKS if terminal.ascii else _MARKS)[node.mark]
    lead = margin + display_width(mark) + 1
    style = _STYLES[node.mark] if node.mark is not None else None
    place = _column(node.span, terminal)
    for index, (left, at) in enumerate(with_place(text, place, terminal.width - lead)):
        head = " " * margin + terminal.paint(mark, style) + " " if index == 0 else " " * lead
        yield head + terminal.paint(left) + terminal.paint(at, Style.MUTED)


def _column(span: Span | None, terminal: Terminal) -> str:
    """Line and column, as the heading above names the file."""
    return "" if span is None else f":{span.line}:{span.column}"
