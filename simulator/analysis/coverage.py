"""Which statements, conditions and values did no test depend on?

A statement counts when it carries a verdict. A condition can hold and can fail; either counts when
nothing else in its statement stood in the way and the verdict followed from it. A value counts when
it matched in an element or condition that counts. So a second range that no request comes from is
found, and a condition that never kept anybody out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.analysis.carrying import carrying
from simulator.analysis.suite import Suite, decisions, decisions_of_claim
from simulator.evaluation.decision import (
    ConditionResult,
    Decision,
    ElementResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.language.model import Effect, Policy, Statement
from simulator.source import Source, Span, Text


class Piece(StrEnum):
    """What is counted."""

    STATEMENT = "statement"
    CONDITION_HELD = "condition_held"
    CONDITION_FAILED = "condition_failed"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a test can depend on.

    Args:
        text: the statement's label, the condition's operator and key, or the value.
    """

    piece: Piece
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class PolicyCoverage:
    """One policy.

    Args:
        points: in the order of the text.
        seen: those that some test depends on.
    """

    policy: Policy
    points: tuple[Point, ...]
    seen: frozenset[tuple[Piece, Span]]

    @property
    def missed(self) -> tuple[Point, ...]:
        """The points that no test depends on."""
        return tuple(one for one in self.points if (one.piece, one.span) not in self.seen)

    @property
    def covered(self) -> int:
        """How many points some test depends on."""
        return len(self.points) - len(self.missed)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All policies of a suite."""

    policies: tuple[PolicyCoverage, ...]

    @property
    def percent(self) -> float:
        """Of all points, those that some test depends on; 100 where there is nothing to test."""
        return percent(self.policies)


def percent(policies: Iterable[PolicyCoverage]) -> float:
    """The share of points that some test depends on."""
    policies = tuple(policies)
    points = sum(len(one.points) for one in policies)
    return 100.0 * sum(one.covered for one in policies) / points if points else 100.0


def coverage(suite: Suite) -> Coverage:
    """Replay a suite and see what its verdicts depended on."""
    seen: dict[Source, set[tuple[Piece, Span]]] = {}
    found = (
        *(decision for scenario in suite.scenarios for decision in decisions(scenario)),
        *(decision for one in suite.claims for decision in decisions_of_claim(one)),
    )
    for decision in found:
        for piece, span in _seen(decision):
            seen.setdefault(span.source, set()).add((piece, span))
    return Coverage(
        tuple(
            PolicyCoverage(policy, points(policy), frozenset(seen.get(policy.source, ())))
            for policy in suite.policies
        )
    )


def points(policy: Policy) -> tuple[Point, ...]:
    """Everything in a policy that a test can depend on."""
    found = [point for statement in policy.statements for point in _points(statement)]
    return tuple(sorted(found, key=lambda point: point.span.start))


def _points(statement: Statement) -> Iterator[Point]:
    sid = statement.sid.value if statement.sid is not None else ""
    yield Point(Piece.STATEMENT, statement.span, sid or f"statement {statement.index}")
    for value in _values(statement):
        yield Point(Piece.VALUE, value.span, value.value)
    for condition in statement.conditions:
        text = f"{condition.operator.value} {condition.key.value}"
        yield Point(Piece.CONDITION_HELD, condition.span, text)
        yield Point(Piece.CONDITION_FAILED, condition.span, text)


def _values(statement: Statement) -> Iterator[Text]:
    if statement.principals is not None:
        for principal in statement.principals.values:
            yield principal.value
    yield from statement.actions.values
    if statement.resources is not None:
        yield from statement.resources.values
    for condition in statement.conditions:
        yield from condition.values


def _seen(decision: Decision) -> Iterator[tuple[Piece, Span]]:
    # With boundaries, SCPs and the like, which only limit, an allowed request needs more than the
    # statements that are said to decide.
    carry = (*decision.deciding, *carrying(decision))
    for result in decision.results:
        for statement in result.statements:
            yield from _of_statement(statement, decision, carry)


def _of_statement(
    result: StatementResult, decision: Decision, carry: Sequence[StatementResult]
) -> Iterator[tuple[Piece, Span]]:
    parts: tuple[ElementResult | ConditionResult, ...]
    parts = (*result.elements, *result.conditions)
    open_parts = [part for part in parts if part.holds is not Truth.YES]
    if not open_parts:
        if result in carry:
            yield Piece.STATEMENT, result.statement.span
            for part in parts:
                yield from _of_part(part)
    elif len(open_parts) == 1 and open_parts[0].holds is Truth.NO and _followed(result, decision):
        yield from _of_part(open_parts[0])


def _followed(result: StatementResult, decision: Decision) -> bool:
    """Whether the verdict is what comes of a statement that does not apply."""
    if result.statement.effect is Effect.DENY:
        return decision.verdict is not Verdict.EXPLICIT_DENY
    return decision.verdict is Verdict.IMPLICIT_DENY


def _of_part(part: ElementResult | ConditionResult) -> Iterator[tuple[Piece, Span]]:
    if isinstance(part, ConditionResult):
        held = part.holds is Truth.YES
        yield Piece.CONDITION_HELD if held else Piece.CONDITION_FAILED, part.span
    for value in part.tried:
        if value.holds is Truth.YES:
            yield Piece.VALUE, value.span
