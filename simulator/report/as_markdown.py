"""A replay, or checks of any kind, as Markdown: for a page, a pull request, a job's summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from simulator.report.checks import Check, in_suites
from simulator.report.terminal import Marks
from simulator.report.wording.checks import outcome_words, summary_words
from simulator.report.wording.decisions import aws_message, leaned_on, rests_on_words, why
from simulator.report.wording.replays import (
    acting_words,
    call_words,
    caller_line,
    forwarding_words,
    not_made_words,
    outcome,
    rules_words,
    settling_hop,
    status_words,
)
from simulator.report.wording.values import value_text
from simulator.rules import Rules
from simulator.source import printable
from simulator.world.replayed import Change, HopReplay, Replay, RequestReplay

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")
_FENCES = re.compile("`+")


def replay_lines(replay: Replay, name: str | None = None) -> Iterator[str]:
    """A scenario's requests, or the one of this name, as Markdown."""
    scenario = replay.scenario
    title = f": {_text(scenario.title)}" if scenario.title else ""
    yield f"# {_text(scenario.name)}{title}"
    yield ""
    yield f"Rules: {_text(rules_words(replay.rules))}."
    yield ""
    shown = [one for one in replay.requests if name is None or one.request.name == name]
    yield "| request | verdict | |"
    yield "| --- | --- | --- |"
    for request in shown:
        word = outcome(settling_hop(request), Marks.SYMBOL)[0]
        yield f"| {_text(request.request.name)} | {_text(word)} | {status_words(request)} |"
    for request in shown:
        yield ""
        yield from _request(request, replay.rules)


def checks_lines(checks: Iterable[Check], title: str) -> Iterator[str]:
    """A table for each suite, and below it why a check did not pass.

    Args:
        title: what was done, such as ``calledvia run``.
    """
    every = list(checks)
    yield f"# {_text(title)}"
    yield ""
    yield f"{_text(summary_words(every))}."
    for name, suite in in_suites(every).items():
        yield ""
        yield f"## {_text(name)}"
        yield ""
        yield "| check | | |"
        yield "| --- | --- | --- |"
        for check in suite:
            word = ""
            if check.played is not None:
                word = outcome(settling_hop(check.played.request), Marks.SYMBOL)[0]
            yield f"| {_text(check.name)} | {_text(word)} | {outcome_words(check)} |"
        for check in suite:
            if not check.passed:
                yield ""
                yield from _check(check)


def _check(check: Check) -> Iterator[str]:
    yield f"### {_text(check.name)}"
    yield ""
    yield f"{_text(check.message)}"
    if check.span is not None:
        yield ""
        yield f"{_text(check.span.location)}"
    if check.details:
        yield ""
        yield from _fenced(check.details)
    if check.rule.help:
        yield ""
        yield f"{_text(check.rule.id)}: {_text(check.rule.help)}"


def _fenced(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they are, between fences longer than any that they have."""
    shown = [printable(line) for line in lines]
    longest = max((len(run) for line in shown for run in _FENCES.findall(line)), default=0)
    fence = "`" * max(longest + 1, 3)
    yield f"{fence}text"
    yield from shown
    yield fence


def _request(request: RequestReplay, rules: Rules) -> Iterator[str]:
    yield f"## {_text(request.request.name)}"
    yield ""
    yield f"{_text(caller_line(request))}"
    yield ""
    for number, hop in enumerate(request.hops, 1):
        yield from _hop(hop, number, rules)


def _hop(hop: HopReplay, number: int, rules: Rules) -> Iterator[str]:
    word = outcome(hop, Marks.SYMBOL)[0]
    acting = acting_words(hop)
    said = call_words(hop) + (f" {acting}" if acting else "")
    yield f"{number}. **{_text(said)}**: {_text(word)}"
    for entry in hop.context:
        if entry.change is not Change.SAME:
            was = f" (was {_text(value_text(entry.was))})"
            yield f"   - {_text(printable(entry.key))}: {_text(value_text(entry.value))}{was}"
    sentences = [not_made_words(hop)]
    if hop.decision is not None:
        for sentence in why(hop.decision):
            place = f" ({sentence.span.location})" if sentence.span is not None else ""
            sentences.append(sentence.text + place)
    sentences += [forwarding_words(hop, rules, Marks.SYMBOL)]
    sentences += [rests_on_words(rule) for rule in leaned_on(hop.rests_on)]
    for words in sentences:
        if words is not None:
            yield f"   - {_text(words)}"
    message = aws_message(hop.decision) if hop.decision is not None else None
    if message is not None:
        yield f"   - AWS would answer: {_text(message)}"


def _text(text: str) -> str:
    """Text as Markdown shows it letter for letter."""
    return _SPECIAL.sub(r"\\\1", printable(text))
