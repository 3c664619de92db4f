"""``calledvia coverage``: what in the policies no test depends on, or would notice changing."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulator.analysis.coverage import coverage
from simulator.analysis.mutants import mutants
from simulator.analysis.suite import Asserted, failing, suite_of
from simulator.analysis.survival import Tried, tried
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.formats.claims import Stated, read_claims
from simulator.formats.finding import find_claims, find_scenarios
from simulator.formats.scenario import read_scenario
from simulator.report import as_coverage
from simulator.report.as_coverage import Covered
from simulator.report.as_json.coverage import coverage_document
from simulator.report.as_json.documents import print_document
from simulator.source import Diagnostic
from simulator.world.scenario import Scenario

SECONDS = 120
"""How long mutants are tried."""


def execute(arguments: Namespace) -> int:
    """Replay the suite, then its mutants if they are wanted."""
    console = Console(arguments)
    read = _Read()
    for path in map(Path, arguments.paths):
        read.add(path)
    suite = suite_of(read.scenarios, read.claims)
    found: Covered | None = None
    broken: tuple[str, ...] = ()
    if suite.scenarios or suite.claims:
        found = Covered(suite, coverage(suite))
        broken = failing(suite)
        if arguments.mutants and not broken:
            found = _with_mutants(found)
    code = _exit(found, broken, read, arguments.minimum)
    console.tell(diagnostic_text(read.diagnostics, console))
    if console.format == "json":
        document = coverage_document(found, broken, read.diagnostics, code, names())
        console.print([print_document(document)])
    elif found is not None:
        console.print(_lines(found, console))
    if found is None:
        console.tell(["nothing was replayed: no scenario and no claim could be read"])
    elif broken:
        console.tell(as_coverage.failing_lines(broken))
    return code


@dataclass(slots=True)
class _Read:
    """What the files hold."""

    scenarios: list[Scenario] = field(default_factory=list)
    claims: list[Asserted] = field(default_factory=list)
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)
    unreadable: int = 0

    def add(self, path: Path) -> None:
        """Read a file, or all of a folder."""
        with_claims = find_claims(path)
        for file in find_scenarios(path):
            if file not in with_claims:
                scenario = read_scenario(file)
                self._note(scenario.diagnostics, readable=scenario.value is not None)
                if scenario.value is not None:
                    self.scenarios.append(scenario.value)
        for file in with_claims:
            claims = read_claims(file)
            self._note(claims.diagnostics, readable=claims.value is not None)
            self.claims += map(_asserted, claims.value or ())

    def _note(self, diagnostics: Iterable[Diagnostic], *, readable: bool) -> None:
        self.diagnostics.update(dict.fromkeys(diagnostics))
        self.unreadable += not readable


def _asserted(stated: Stated) -> Asserted:
    stage = Scenario("claims", None, stated.stage, stated.world, stated.earlier)
    return Asserted(stated.claim, stage, stated.expect)


def _with_mutants(found: Covered) -> Covered:
    """What becomes of the mutants, as far as there is time; how far it is stands on a terminal."""
    candidates = [one for policy in found.suite.policies for one in mutants(policy)]
    done: list[Tried] = []
    end = time.monotonic() + SECONDS
    shown = sys.stderr.isatty()
    for one in tried(found.suite, candidates):
        done.append(one)
        if shown:
            print(f"\r{len(done)} of {len(candidates)} mutants", end="", file=sys.stderr)
        if time.monotonic() > end:
            break
    if shown:
        print("\r" + " " * 40, end="\r", file=sys.stderr)
    return Covered(found.suite, found.coverage, tuple(done), len(candidates) - len(done))


def _exit(found: Covered | None, broken: Sequence[str], read: _Read, minimum: float | None) -> Exit:
    if found is None:
        return Exit.BAD_INPUT
    reached = minimum is None or (
        found.coverage.percent >= minimum and (found.tried is None or found.found_out >= minimum)
    )
    if broken or not reached:
        return Exit.UNEXPECTED
    return Exit.PARTLY_READ if read.unreadable else Exit.OK


def _lines(found: Covered, console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_coverage.concise_lines(found)
    if console.format == "plain":
        return as_coverage.plain_lines(found)
    return as_coverage.text_lines(found, console.terminal)
