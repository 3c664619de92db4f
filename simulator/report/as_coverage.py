"""What a suite depends on: policies with marks for a terminal, lines, or sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.analysis.coverage import Coverage, PolicyCoverage, percent
from simulator.analysis.suite import Suite
from simulator.analysis.survival import Fate, Tried
from simulator.report.layout import with_place, wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.coverage import (
    missed_words,
    mutant_words,
    mutants_words,
    percent_words,
    summary_words,
)
from simulator.source import printable


@dataclass(frozen=True, slots=True)
class Covered:
    """What is found of a suite.

    Args:
        tried: the mutants that were tried; None: none were wanted.
        untried: how many there was no time for.
    """

    suite: Suite
    coverage: Coverage
    tried: tuple[Tried, ...] | None = None
    untried: int = 0

    @property
    def survivors(self) -> tuple[Tried, ...]:
        """The mutants that no test noticed and that are not the same as the original."""
        return tuple(one for one in self.tried or () if one.fate is Fate.SURVIVED)

    @property
    def found_out(self) -> float:
        """Of all mutants that differ from the original, the percentage that was noticed."""
        tried = [one for one in self.tried or () if one.fate is not Fate.EQUIVALENT]
        total = len(tried) + self.untried
        return 100.0 * (len(tried) - len(self.survivors)) / total if total else 100.0


def text_lines(found: Covered, terminal: Terminal) -> Iterator[str]:
    """Every policy with its share, marked lines where something is missed, then the mutants."""
    for policy in found.coverage.policies:
        share = f"{policy.covered} of {len(policy.points)}  {percent_words(percent([policy])):>5}"
        style = Style.DENY if policy.missed else Style.ALLOW
        for left, right in with_place(printable(policy.policy.name), share, terminal.width):
            yield terminal.paint(left, Style.STRONG) + terminal.paint(right, style)
        yield from _marked(policy, terminal)
        for point in policy.missed:
            yield from _placed(missed_words(point), printable(point.span.location), terminal)
    yield ""
    for line in wrap(summary_words(found.coverage, found.suite), terminal.width):
        yield terminal.paint(line)
    if found.tried is None:
        return
    yield ""
    for one in found.survivors:
        place = printable(one.mutant.span.location)
        yield from _placed(f"survives: {mutant_words(one.mutant)}", place, terminal)
    for line in wrap(mutants_words(found.tried, found.untried), terminal.width):
        yield terminal.paint(line)


def _placed(words: str, place: str, terminal: Terminal) -> Iterator[str]:
    for left, right in with_place(words, place, terminal.width - 2):
        yield "  " + terminal.paint(left) + terminal.paint(right, Style.MUTED)


def _marked(policy: PolicyCoverage, terminal: Terminal) -> Iterator[str]:
    """The lines of the statements in which something is missed, each with its mark."""
    missed = {point.span.line for point in policy.missed}
    seen = {point.span.line for point in policy.points} - missed
    yes, no = ("✓", "✗") if terminal.marks is Marks.SYMBOL else ("+", "-")
    for statement in policy.policy.statements:
        start, end = statement.span.start, statement.span.end
        if not any(start <= point.span.start < end for point in policy.missed):
            continue
        source = policy.policy.source
        for number in range(source.position(start)[0], source.position(end - 1)[0] + 1):
            mark = no if number in missed else yes if number in seen else " "
            style = Style.DENY if mark == no else Style.ALLOW if mark == yes else Style.MUTED
            yield f"  {terminal.paint(mark, style)} {number:>4} | " + terminal.paint(
                source.line(number).expandtabs(4)
            )


def concise_lines(found: Covered) -> Iterator[str]:
    """A line for each thing missed and each mutant that survives."""
    for policy in found.coverage.policies:
        for point in policy.missed:
            yield f"{printable(point.span.location)}: missed: {missed_words(point)}"
    for one in found.survivors:
        yield f"{printable(one.mutant.span.location)}: survives: {mutant_words(one.mutant)}"
    yield summary_words(found.coverage, found.suite)
    if found.tried is not None:
        yield mutants_words(found.tried, found.untried)


def plain_lines(found: Covered) -> Iterator[str]:
    """Sentences to be read aloud."""
    for policy in found.coverage.policies:
        name = printable(policy.policy.name)
        yield f"{name}: {policy.covered} of {len(policy.points)} points."
        for point in policy.missed:
            yield f"Line {point.span.line}: {missed_words(point)}."
    yield f"Together: {summary_words(found.coverage, found.suite)}."
    for one in found.survivors:
        span = one.mutant.span
        place = f"{printable(span.source.name)}, line {span.line}"
        yield f"No test notices this change, in {place}: {mutant_words(one.mutant)}."
    if found.tried is not None:
        yield f"{mutants_words(found.tried, found.untried)}."


def failing_lines(failing: Sequence[str]) -> Iterator[str]:
    """That mutants cannot be judged by a suite that fails without them."""
    yield "the suite fails as it is, so no mutants were tried: calledvia run, calledvia prove"
    yield from (f"  {printable(name)}" for name in failing)
