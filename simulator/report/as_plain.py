"""Sentences to be read aloud: no art, no carets, no columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simulator.report.selection import Group
from simulator.report.terminal import Marks
from simulator.report.wording.decisions import (
    aws_message,
    leaned_on,
    not_in_play,
    note_words,
    rests_on_words,
    settled_words,
    why,
)
from simulator.report.wording.diagnostics import plain_words
from simulator.report.wording.replays import (
    call_line,
    call_words,
    changed_words,
    forwarding_words,
    kind_words,
    mismatch_words,
    not_made_words,
    obtained_words,
    outcome,
    rules_words,
    status_words,
    summary_words,
    trail_words,
)
from simulator.report.wording.tables import PURPOSES
from simulator.report.wording.values import Sentence, value_text
from simulator.rules import Rules
from simulator.source import Diagnostic, printable
from simulator.world.replayed import Authorization, Change, HopReplay, Origin, RequestReplay


def run_lines(groups: Sequence[Group]) -> Iterator[str]:
    """A paragraph for each request, and the summary."""
    for group in groups:
        title = f": {printable(group.scenario.title)}" if group.scenario.title else ""
        yield _said(Sentence(f"Scenario {printable(group.scenario.name)}{title}"))
        yield _said(Sentence(rules_words(group.rules)))
        yield ""
        for request in group.requests:
            yield from request_lines(request, group.rules)
            yield ""
    yield _said(Sentence(summary_words([one for group in groups for one in group.requests])))


def request_lines(request: RequestReplay, rules: Rules) -> Iterator[str]:
    """One request, hop by hop."""
    yield _said(Sentence(f"Request: {printable(request.request.name)}"))
    yield from hops_lines(request, rules)
    for hop in request.hops:
        yield from (_said(mismatch_words(mismatch, rules)) for mismatch in hop.mismatches)
    yield _said(Sentence(status_words(request)))


def hops_lines(request: RequestReplay, rules: Rules) -> Iterator[str]:
    """The request in one sentence, then hop by hop."""
    yield _said(Sentence(call_line(request)))
    for number, hop in enumerate(request.hops, 1):
        yield from hop_lines(hop, number, rules)


def hop_lines(
    hop: HopReplay, number: int, rules: Rules, *, everything: bool = False
) -> Iterator[str]:
    """One call: outcome, how it was made, what the service saw, and why.

    Args:
        everything: also the whole request context and the policy types not in play.
    """
    yield _said(Sentence(f"Hop {number}: {call_words(hop)}: {outcome(hop, Marks.SPOKEN)[0]}"))
    yield _said(Sentence(kind_words(hop)))
    for entry in hop.context:
        if everything or entry.change is not Change.SAME or entry.origin is Origin.GIVEN:
            changed = changed_words(entry)
            remark = f", {changed}" if changed else ""
            yield _said(Sentence(f"{printable(entry.key)} is {value_text(entry.value)}{remark}"))
    not_made = not_made_words(hop)
    if not_made is not None:
        yield _said(Sentence(not_made))
    for authorization in hop.authorizations:
        yield from _authorization_lines(hop, authorization, everything)
    if hop.trail is not None:
        yield _said(Sentence(trail_words(hop.trail)))
    for words in (
        obtained_words(hop),
        forwarding_words(hop, rules, Marks.SPOKEN),
        *map(rests_on_words, leaned_on(hop.rests_on)),
    ):
        if words is not None:
            yield _said(Sentence(words))


def _authorization_lines(
    hop: HopReplay, authorization: Authorization, everything: bool
) -> Iterator[str]:
    decision = authorization.decision
    if authorization is not hop.authorizations[0]:
        asked = f"{decision.request.action} on {decision.request.resource}"
        yield _said(Sentence(f"{PURPOSES[authorization.purpose]} needs {printable(asked)}"))
    yield _said(Sentence(f"settled by {settled_words(decision)}"))
    yield from map(_said, why(decision))
    for words in note_words(decision):
        yield _said(Sentence(words))
    if everything:
        for words in not_in_play(decision):
            yield _said(Sentence(f"not in play: {words}"))
    message = aws_message(decision)
    if message is not None:
        yield _said(Sentence(f"AWS would answer: {message}"))


def _said(sentence: Sentence) -> str:
    first = sentence.text.partition(" ")[0]
    text = sentence.text[:1].upper() + sentence.text[1:] if first.isalpha() else sentence.text
    if sentence.span is not None:
        span = sentence.span
        text += f", in {printable(span.source.name)}, line {span.line}, column {span.column}"
    return f"{text}."


def diagnostic_lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """A line of sentences for each diagnostic."""
    return map(plain_words, diagnostics)
