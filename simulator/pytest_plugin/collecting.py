"""Which tests does a file of ours hold, and what does a failed one say?

A scenario has a test for each request, a file of claims one for each claim; worlds and lessons
have none. A failure shows why the decision came out as it did, never a traceback.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from simulator.cli.prove import proved_claim
from simulator.formats.claims import Stated, read_claims
from simulator.formats.files import read_source
from simulator.formats.kinds import Kind, kind_of, open_source
from simulator.formats.loading import Findings, Loaded
from simulator.formats.scenario import read_scenario
from simulator.report import as_claims, as_text
from simulator.report.as_snippet import snippet_lines
from simulator.report.selection import grouped
from simulator.report.terminal import Terminal
from simulator.rules import Rules
from simulator.source import Diagnostic, Span, printable
from simulator.world.replay import replay
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import Hop, Scenario, ScenarioRequest

T = TypeVar("T")

# What a failure says also ends in logs and JUnit files, whatever their encoding.
_TERMINAL = Terminal(ascii=True)


class UnmetError(Exception):
    """Something came out otherwise than expected; the message is all there is to show."""


class DescribedFile(pytest.File):
    """A file that opens with ``calledvia:``."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each request of a scenario, or for each claim.

        Raises:
            CollectError: the file cannot be used; carries everything that is wrong.
        """
        kind = _usable(_kind(self.path))
        if kind is Kind.SCENARIO:
            yield from self._requests(_usable(read_scenario(self.path)))
        elif kind is Kind.CLAIMS:
            yield from self._claims(_usable(read_claims(self.path)))

    def _requests(self, scenario: Scenario) -> Iterator[pytest.Item]:
        outcomes = Outcomes(scenario)
        for number, (where, request) in enumerate(_requests(scenario)):
            own = where is scenario
            yield ExpectationItem.from_parent(
                self,
                name=printable(request.name if own else f"{where.name}: {request.name}"),
                span=next(_expectations(request.tree), request.span),
                unmet=partial(_unmet_request, outcomes, number),
            )

    def _claims(self, claims: tuple[Stated, ...]) -> Iterator[pytest.Item]:
        for stated in claims:
            yield ExpectationItem.from_parent(
                self,
                name=printable(stated.claim.name),
                span=stated.claim.span,
                unmet=partial(_unmet_claim, stated),
            )


class ExpectationItem(pytest.Item):
    """One thing expected.

    Args:
        span: where the expectation is written.
        unmet: tries it; gives the lines to show if it is not met, else none.
    """

    def __init__(self, *, span: Span, unmet: Callable[[], Iterable[str]], **node: Any) -> None:
        super().__init__(**node)
        # The name of a source counts from the folder in which it was read.
        self._place = os.path.abspath(span.source.name), span.line - 1
        self._unmet = unmet

    def runtest(self) -> None:
        """Try what is expected.

        Raises:
            UnmetError: it is not met.
        """
        lines = list(self._unmet())
        if lines:
            raise UnmetError("\n".join(lines))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was not met, as it is; a traceback only for a mistake of the program's own."""
        if isinstance(excinfo.value, UnmetError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int, str]:
        """File and line (from 0) of the expectation, and the name."""
        return *self._place, self.name


class Outcomes:
    """What came of a scenario's requests, played together when the first of them is asked for.

    Sessions and time carry over from request to request, so none can be played alone.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @cached_property
    def requests(self) -> tuple[tuple[RequestReplay, Rules], ...]:
        """Each request with the rules under which it was played, in order."""
        groups = grouped([replay(self._scenario)])
        return tuple((request, group.rules) for group in groups for request in group.requests)


def _kind(path: Path) -> Loaded[Kind]:
    findings = Findings()
    source = read_source(path, findings)
    document = open_source(source, findings) if source is not None else None
    return findings.loaded(kind_of(document) if document is not None else None)


def _usable(loaded: Loaded[T]) -> T:
    if loaded.value is None:
        raise pytest.Collector.CollectError("\n".join(_diagnostic_lines(loaded.diagnostics)))
    return loaded.value


def _diagnostic_lines(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    for diagnostic in diagnostics:
        yield from snippet_lines(diagnostic, _TERMINAL)
        yield ""


def _requests(scenario: Scenario) -> Iterator[tuple[Scenario, ScenarioRequest]]:
    """Every request with the scenario that it is written in, in the order of `replay`."""
    for part in scenario.replays:
        yield from _requests(part)
    for request in scenario.requests:
        yield scenario, request


def _expectations(hop: Hop) -> Iterator[Span]:
    """Where it is written what is expected of a call and of those that it causes."""
    if hop.expect is not None and hop.expect.span is not None:
        yield hop.expect.span
    for caused in hop.then:
        yield from _expectations(caused)


def _unmet_request(outcomes: Outcomes, number: int) -> Iterable[str]:
    request, rules = outcomes.requests[number]
    return () if request.as_expected else as_text.opened_lines(request, rules, _TERMINAL)


def _unmet_claim(stated: Stated) -> Iterator[str]:
    proved = proved_claim(stated)
    if not proved.as_expected:
        yield printable(stated.claim.span.location)
        yield from as_claims.text_lines([proved], _TERMINAL)
