"""What can come out when a key is unknown, exactly?

Three-valued logic alone says unknown of "Allow if k = a" beside "Allow if k ≠ a". So every unknown
key that matters is split into its cells (`cells.py`) and each combination is decided. Only
statements that three-valued logic left open are asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import product

from simulator.evaluation.authorization import Settlement, StatementsOf, refolded, settle
from simulator.evaluation.cells import ANOTHER, OTHER, Cells, Value, merged_ranges
from simulator.evaluation.decision import (
    Answer,
    Decision,
    Note,
    UnknownKey,
    Verdict,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import ContextValue
from simulator.evaluation.special import outright
from simulator.evaluation.statements import Evaluate
from simulator.evaluation.unknown_keys import Asked, asked_for

BUDGET = 4096
"""How many combinations of cells are decided at most."""

_MOST_ANSWERS = 12


def resolve(
    decision: Decision,
    facts: Facts,
    decide: Callable[[Facts], Decision],
    statements_of: StatementsOf,
) -> Decision:
    """The decision with its possible verdicts made exact.

    Args:
        decision: as three-valued logic left it.
        facts: those it was made from.
        decide: how one request is decided, for the statements to show where all answers agree.
        statements_of: where the policies' prepared statements come from.
    """
    asked = asked_for(decision, facts)
    combinations = 1
    for one in asked:
        combinations *= len(one.cells.values)
    if not asked:
        return decision
    if combinations > BUDGET or not all(one.cells.exact for one in asked):
        unknown = tuple(UnknownKey(one.key, one.statements, ()) for one in asked)
        notes = (*decision.notes, Note.BUDGET_EXCEEDED)
        return replace(decision, unknown=unknown, notes=notes)
    outcomes = list(_outcomes(decision, facts, asked, _open_statements(decision, statements_of)))
    possible = frozenset(verdict for _, verdicts in outcomes for verdict in verdicts)
    unknown = tuple(_unknown_keys(asked, outcomes))
    if len(possible) > 1:
        return replace(decision, possible=possible, unknown=unknown)
    # Every answer gives the same: shown with the statements of the first one.
    values = outcomes[0][0]
    told = decide(_told(facts, asked, values))
    return replace(
        told, request=decision.request, results=decision.results, possible=possible, unknown=()
    )


_Outcome = tuple[tuple[Value, ...], frozenset[Verdict]]


_OpenStatements = dict[int, Evaluate]


def _open_statements(decision: Decision, statements_of: StatementsOf) -> _OpenStatements:
    """What to ask again, by the identity of what three-valued logic left open."""
    return {
        id(statement): evaluate
        for result in decision.results
        for policy in result.policies
        for statement, evaluate in zip(
            policy.statements, statements_of(policy.policy, result.type), strict=True
        )
        if statement.applies is Truth.UNKNOWN
    }


def _outcomes(
    decision: Decision, facts: Facts, asked: list[Asked], again: _OpenStatements
) -> Iterator[_Outcome]:
    for values in product(*(one.cells.values for one in asked)):
        told = _told(facts, asked, values)
        row = outright(told)
        if row is not None:
            yield values, frozenset({row.verdict})
        else:
            yield values, _settled(decision, told, again).possible


def _settled(decision: Decision, facts: Facts, again: _OpenStatements) -> Settlement:
    """The verdict with the open statements asked again."""
    results = {}
    for result in decision.results:
        results[result.type] = refolded(
            result,
            lambda s: again[id(s)](facts) if id(s) in again else s,
        )
    return settle(results, facts)


def _told(facts: Facts, asked: list[Asked], values: tuple[Value, ...]) -> Facts:
    """The facts with the unknown keys told."""
    context: dict[str, ContextValue] = dict(facts.context)
    for one, value in zip(asked, values, strict=True):
        context.pop(one.key.lower(), None)
        if value is not None:
            context[one.key.lower()] = value
    return replace(facts, context=context)


def _unknown_keys(asked: list[Asked], outcomes: list[_Outcome]) -> Iterator[UnknownKey]:
    """The keys on which it depends: those whose answer makes a difference."""
    for number, one in enumerate(asked):
        by_value: dict[Value, set[Verdict]] = {}
        for values, verdicts in outcomes:
            by_value.setdefault(values[number], set()).update(verdicts)
        answers = {value: frozenset(found) for value, found in by_value.items()}
        if len(set(answers.values())) > 1 or _matters(number, outcomes):
            yield UnknownKey(one.key, one.statements, tuple(_told_apart(answers, one.cells)))


def _told_apart(answers: dict[Value, frozenset[Verdict]], found: Cells) -> Iterator[Answer]:
    """One answer a value; addresses that give the same verdicts are one, with their ranges."""
    if answers.get(ANOTHER) == answers.get(OTHER):
        answers = {value: verdicts for value, verdicts in answers.items() if value != ANOTHER}
    in_ranges: dict[frozenset[Verdict], list[Value]] = {}
    for value, verdicts in answers.items():
        if value in found.addresses:
            in_ranges.setdefault(verdicts, []).append(value)
    listed = [value for value in answers if value not in found.addresses]
    shown = listed if len(listed) <= _MOST_ANSWERS else _one_for_each(listed, answers)
    for value in shown:
        yield Answer(value, answers[value], others=value in (OTHER, ANOTHER))
    for verdicts, starts in in_ranges.items():
        ranges = merged_ranges(found.addresses[start] for start in starts)
        yield Answer(starts[0], verdicts, ranges=ranges)


def _one_for_each(values: Iterable[Value], answers: dict[Value, frozenset[Verdict]]) -> list[Value]:
    """One value for each set of verdicts."""
    by_verdicts: dict[frozenset[Verdict], Value] = {}
    for value in values:
        by_verdicts.setdefault(answers[value], value)
    return list(by_verdicts.values())


def _matters(number: int, outcomes: list[_Outcome]) -> bool:
    """Whether two outcomes that differ in this key alone differ in their verdicts."""
    seen: dict[tuple[Value, ...], frozenset[Verdict]] = {}
    for values, verdicts in outcomes:
        others = values[:number] + values[number + 1 :]
        if seen.setdefault(others, verdicts) != verdicts:
            return True
    return False
