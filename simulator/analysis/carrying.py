"""Which statements carry a verdict: a smallest set with which it comes out the same?

All that apply are put together; then one after the other is left out if the verdict stays. None of
those that remain can be spared. Statements that do not apply carry nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.evaluation.authorizer import Authorizer
from simulator.evaluation.decision import (
    Decision,
    Part,
    PolicyTypeResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import PolicySet
from simulator.language.model import Policy, PolicyType


def carrying(decision: Decision) -> tuple[StatementResult, ...]:
    """A smallest set of statements that carry a decision; none carry an implicit denial."""
    if decision.verdict not in (Verdict.ALLOW, Verdict.EXPLICIT_DENY):
        return ()
    applying = [
        statement
        for result in decision.results
        for statement in result.statements
        if statement.applies is Truth.YES
    ]
    kept = sorted(applying, key=lambda one: one not in decision.deciding)
    if not _same(decision, kept):
        # What is exempt can count all the same (a boundary, for NotPrincipal): say what decided.
        return decision.deciding
    for statement in reversed(kept):
        others = [one for one in kept if one is not statement]
        if _same(decision, others):
            kept = others
    return tuple(kept)


def _same(decision: Decision, statements: Iterable[StatementResult]) -> bool:
    policies = _policies(decision, {id(one) for one in statements})
    return Authorizer(policies, decision.rules).decide(decision.request) is decision.verdict


def _policies(decision: Decision, kept: set[int]) -> PolicySet:
    """The policies in play with only the statements that are kept."""
    levels = {result.type: _levels(result, kept) for result in decision.results}

    def only(type: PolicyType) -> tuple[Policy, ...] | None:
        found = levels.get(type)
        return found[0] if found else None

    return PolicySet(
        identity=only(PolicyType.IDENTITY) or (),
        resource=only(PolicyType.RESOURCE) or only(PolicyType.TRUST),
        boundary=only(PolicyType.BOUNDARY),
        session=only(PolicyType.SESSION),
        scps=levels.get(PolicyType.SCP) or (),
        rcps=levels.get(PolicyType.RCP) or (),
        endpoint=only(PolicyType.ENDPOINT),
    )


def _levels(result: PolicyTypeResult, kept: set[int]) -> tuple[tuple[Policy, ...], ...] | None:
    if result.part is not Part.IN_PLAY:
        return None
    return tuple(
        tuple(
            replace(
                one.policy,
                statements=tuple(it.statement for it in one.statements if id(it) in kept),
            )
            for one in level.policies
        )
        for level in result.levels
    )
