"""A run for a terminal: scenarios, their requests in brief, opened requests hop by hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simulator.report.layout import cut_middle, display_width, pad, with_place, wrap
from simulator.report.selection import Group, told_before
from simulator.report.terminal import Style, Terminal
from simulator.report.wording.decisions import (
    aws_message,
    aws_message_heading,
    leaned_on,
    note_words,
    rests_on_words,
    why,
)
from simulator.report.wording.replays import (
    acting_words,
    brief_reasons,
    call_line,
    caller_line,
    changed_words,
    forwarding_words,
    hop_number,
    kind_words,
    mismatch_words,
    not_made_words,
    obtained_words,
    outcome,
    rules_words,
    settling_hop,
    status_words,
    summary_words,
    told_words,
    trail_words,
)
from simulator.report.wording.tables import PURPOSES, VERDICTS
from simulator.report.wording.values import Sentence, value_text
from simulator.rules import Rules
from simulator.source import printable
from simulator.world.replayed import (
    Authorization,
    Change,
    ContextEntry,
    HopReplay,
    Origin,
    RequestReplay,
)

_NARROW = 60
_LABEL_WIDTH = 17
_KEY_WIDTH = 28


def run_lines(groups: Sequence[Group], terminal: Terminal, *, verbose: bool) -> Iterator[str]:
    """The whole run.

    Args:
        verbose: open every request; else those that came out otherwise than expected, and the
            one that was chosen if it is the only one. What comes out as it did before, under the
            other network model, is then only counted.
    """
    shown = [request for group in groups for request in group.requests]
    for group in groups:
        yield from heading_lines(group, terminal)
        told = () if verbose else told_before(group, groups)
        after_opened = False
        for request in group.requests:
            if any(request is one for one in told):
                continue
            opened = verbose or len(shown) == 1 or not request.as_expected
            if opened or after_opened:
                yield ""
            lines = opened_lines if opened else _brief_lines
            yield from lines(request, group.rules, terminal)
            after_opened = opened
        if told:
            yield "  " + terminal.paint(told_words(told), Style.MUTED)
        yield ""
    yield from summary_lines(shown, terminal)


def heading_lines(group: Group, terminal: Terminal) -> Iterator[str]:
    """Which scenario, what it is about, and under which rules."""
    glyphs = terminal.glyphs
    name = printable(group.scenario.name)
    if group.replayed is not group.scenario:
        name = f"{printable(group.replayed.name)} {glyphs.arrow} {name}"
    title = group.scenario.title
    text = f"{name} {glyphs.dot} {printable(title)}" if title else name
    for left, place in with_place(text, rules_words(group.rules), terminal.width):
        yield terminal.paint(left, Style.STRONG) + terminal.paint(place, Style.MUTED)


def summary_lines(requests: Sequence[RequestReplay], terminal: Terminal) -> Iterator[str]:
    """How many requests were shown and how many came out otherwise."""
    as_expected = all(request.as_expected for request in requests)
    style = Style.STRONG if as_expected else Style.UNEXPECTED
    for line in wrap(summary_words(requests), terminal.width):
        yield terminal.paint(line, style)


def _brief_lines(request: RequestReplay, rules: Rules, terminal: Terminal) -> Iterator[str]:
    yield from _brief_title(request, terminal)
    margin = " " * 6
    for line in wrap(call_line(request), terminal.width - len(margin)):
        yield margin + terminal.paint(line, Style.MUTED)
    for sentence in brief_reasons(request, rules, terminal.marks):
        yield from _placed(sentence, terminal, margin)


def _brief_title(request: RequestReplay, terminal: Terminal) -> Iterator[str]:
    label, style = outcome(settling_hop(request), terminal.marks)
    name, status = printable(request.request.name), status_words(request)
    shown = pad(label, _LABEL_WIDTH)
    lead = display_width(shown) + 4
    if terminal.width < _NARROW:
        left = " " * max(terminal.width - display_width(label) - display_width(status) - 2, 2)
        status = terminal.paint(left + status, Style.MUTED)
        yield f"  {terminal.paint(label, style)}{status}"
        for line in wrap(name, terminal.width - 4):
            yield "    " + terminal.paint(line, Style.STRONG)
        return
    for index, (left, place) in enumerate(with_place(name, status, terminal.width - lead)):
        mark = terminal.paint(shown, style) if index == 0 else " " * display_width(shown)
        told = terminal.paint(left, Style.STRONG) + terminal.paint(place, Style.MUTED)
        yield f"  {mark}  {told}"


def _placed(
    sentence: Sentence, terminal: Terminal, margin: str, style: Style | None = None
) -> Iterator[str]:
    place = printable(sentence.span.location) if sentence.span is not None else ""
    room = terminal.width - display_width(margin)
    if display_width(place) > room:  # a place is never cut: flush left it can still be copied
        for line in wrap(sentence.text, room):
            yield terminal.paint(margin) + terminal.paint(line, style)
        yield terminal.paint(place, Style.MUTED)
        return
    for left, at in with_place(sentence.text, place, room):
        yield terminal.paint(margin) + terminal.paint(left, style) + terminal.paint(at, Style.MUTED)


def opened_lines(request: RequestReplay, rules: Rules, terminal: Terminal) -> Iterator[str]:
    """One request in full: unmet expectations first, then every hop."""
    status = status_words(request)
    style = Style.MUTED if request.as_expected else Style.UNEXPECTED
    for left, place in with_place(printable(request.request.name), status, terminal.width):
        yield terminal.paint(left, Style.STRONG) + terminal.paint(place, style)
    for hop in request.hops:
        for mismatch in hop.mismatches:
            said = mismatch_words(mismatch, rules)
            text = hop_number(request, hop) + said.text
            yield from _placed(Sentence(text, said.span), terminal, "", Style.UNEXPECTED)
    yield from hops_lines(request, rules, terminal)


def hops_lines(request: RequestReplay, rules: Rules, terminal: Terminal) -> Iterator[str]:
    """Who makes the first call, and every hop in full."""
    yield from (terminal.paint(line) for line in wrap(caller_line(request), terminal.width))
    glyphs = terminal.glyphs
    for index, hop in enumerate(request.hops):
        last = index == len(request.hops) - 1
        yield terminal.paint(glyphs.rail)
        rail = " " if last else glyphs.rail
        branch = glyphs.last if last else glyphs.branch
        yield from _hop_title(hop, f"{branch} ", f"{rail}  ", terminal)
        yield from _hop_body(hop, rules, pad(rail, 5), terminal)


def _hop_title(hop: HopReplay, branch: str, rail: str, terminal: Terminal) -> Iterator[str]:
    label, style = outcome(hop, terminal.marks)
    action = printable(hop.hop.action or f"{hop.hop.service} (some call)")
    resource = "" if hop.hop.resource == "*" else f"  {printable(hop.hop.resource)}"
    resource = cut_middle(resource, max(terminal.width // 2, 24), terminal.glyphs.ellipsis)
    text = action + resource + (f"  {acting_words(hop)}" if acting_words(hop) else "")
    for index, (left, place) in enumerate(with_place(text, label, terminal.width - len(branch))):
        lead = branch if index == 0 else rail
        strong = terminal.paint(left, Style.STRONG)
        yield terminal.paint(lead) + strong + terminal.paint(place, style)


def _hop_body(hop: HopReplay, rules: Rules, margin: str, terminal: Terminal) -> Iterator[str]:
    if hop.path != (1,) and acting_words(hop):
        yield from _placed(Sentence(kind_words(hop)), terminal, margin, Style.MUTED)
    yield from _context_lines(hop, margin, terminal)
    not_made = not_made_words(hop)
    if not_made is not None:
        yield from _placed(Sentence(not_made), terminal, margin)
    for authorization in hop.authorizations:
        yield from _authorization_lines(hop, authorization, margin, terminal)
    if hop.trail is not None:
        yield from _placed(Sentence(trail_words(hop.trail)), terminal, margin, Style.MUTED)
    for words in (
        obtained_words(hop),
        forwarding_words(hop, rules, terminal.marks),
        *map(rests_on_words, leaned_on(hop.rests_on)),
    ):
        if words is not None:
            yield from _placed(Sentence(words), terminal, margin)


def _context_lines(hop: HopReplay, margin: str, terminal: Terminal) -> Iterator[str]:
    shown = [
        entry
        for entry in hop.context
        if entry.change is not Change.SAME or entry.origin is Origin.GIVEN
    ]
    width = max((min(display_width(entry.key), _KEY_WIDTH) for entry in shown), default=0)
    room = terminal.width - display_width(margin)
    for entry in shown:
        for left, remark in _context_row(entry, width, room, terminal):
            yield terminal.paint(margin + left) + terminal.paint(remark, Style.MUTED)


def _context_row(
    entry: ContextEntry, width: int, room: int, terminal: Terminal
) -> list[tuple[str, str]]:
    """Key, value and change in one line; where that is too long, value and change in their own."""
    glyphs = terminal.glyphs
    key = printable(entry.key)
    value = cut_middle(value_text(entry.value), room - 2, glyphs.ellipsis)
    remark = f"{glyphs.was} {cut_middle(changed_words(entry), room - 3, glyphs.ellipsis)}"
    row = f"{pad(key, width)}  {value}"
    gap = room - display_width(row) - display_width(remark)
    if gap >= 2:
        return [(row + " " * gap, remark)]
    left = " " * max(room - display_width(remark), 0)
    if display_width(row) <= room:
        return [(row, ""), (left, remark)]
    return [(cut_middle(key, room, glyphs.ellipsis), ""), (f"  {value}", ""), (left, remark)]


def _authorization_lines(
    hop: HopReplay, authorization: Authorization, margin: str, terminal: Terminal
) -> Iterator[str]:
    decision = authorization.decision
    if authorization is not hop.authorizations[0]:
        words = VERDICTS[decision.verdict]
        asked = f"{printable(decision.request.action)} on {printable(decision.request.resource)}"
        text = f"{PURPOSES[authorization.purpose]}: {asked}"
        label = words.label(terminal.marks)
        for left, place in with_place(text, label, terminal.width - display_width(margin)):
            yield terminal.paint(margin + left) + terminal.paint(place, words.style)
    sentences: Iterable[Sentence] = (
        *why(decision),
        *map(Sentence, note_words(decision)),
    )
    for sentence in sentences:
        yield from _placed(sentence, terminal, margin)
    message = aws_message(decision)
    if message is not None:
        yield from _placed(Sentence(aws_message_heading(decision)), terminal, margin)
        yield message
