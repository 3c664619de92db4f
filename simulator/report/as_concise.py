"""One line each: a request of a run, the reason of a call, a diagnostic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simulator.report.selection import Group
from simulator.report.terminal import Marks
from simulator.report.wording.diagnostics import concise_words
from simulator.report.wording.replays import (
    brief_reasons,
    mismatch_words,
    outcome_value,
    settling_hop,
    status_words,
    summary_words,
)
from simulator.report.wording.values import Sentence
from simulator.rules import Rules
from simulator.source import Diagnostic, printable
from simulator.world.replayed import RequestReplay


def run_lines(groups: Sequence[Group]) -> Iterator[str]:
    """A line for each request, and the summary."""
    shown = [request for group in groups for request in group.requests]
    for group in groups:
        for request in group.requests:
            yield request_line(request, group.rules)
    yield summary_words(shown)


def request_line(request: RequestReplay, rules: Rules) -> str:
    """Place, verdict, name, how it compares with what was expected, and why."""
    said = [
        f"{printable(request.request.span.location)}: {outcome_value(settling_hop(request))}",
        printable(request.request.name),
        *(
            _placed(mismatch_words(mismatch, rules))
            for hop in request.hops
            for mismatch in hop.mismatches
        ),
    ]
    if request.as_expected:
        said.append(status_words(request))
    said.extend(map(_placed, brief_reasons(request, rules, Marks.SPOKEN)))
    return f"{said[0]} {'; '.join(said[1:])}"


def _placed(sentence: Sentence) -> str:
    place = f" ({printable(sentence.span.location)})" if sentence.span is not None else ""
    return sentence.text + place


def diagnostic_lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """A line for each diagnostic."""
    return map(concise_words, diagnostics)
