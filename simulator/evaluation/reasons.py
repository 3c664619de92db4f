"""Which statements carry a verdict, which came nearest to another, and what does it lean on?"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.evaluation.authorization import Settlement, own_policy
from simulator.evaluation.decision import (
    ConditionResult,
    Denial,
    ElementResult,
    PolicyTypeResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.leanings import rules_of_types
from simulator.evaluation.logic import Truth
from simulator.evaluation.special import must_allow
from simulator.language.model import Effect, Policy, PolicyType
from simulator.messages import DENIAL_WORDINGS

Results = Mapping[PolicyType, PolicyTypeResult]


def _applying(result: PolicyTypeResult, effect: Effect) -> list[StatementResult]:
    yes = Truth.YES
    return [s for s in result.statements if s.applies is yes and s.statement.effect is effect]


def deciding(
    results: Results, facts: Facts, verdict: Verdict, settled_by: PolicyType | None
) -> tuple[StatementResult, ...]:
    """The statements that carry the verdict; none carry an implicit deny.

    Of an explicit deny: those of the type that settles it, then those of the others. Of an allow:
    the granting ones of the settling type, then those of the other side that allow as well.
    """
    if verdict is Verdict.EXPLICIT_DENY:
        carrying = [s for result in results.values() for s in _applying(result, Effect.DENY)]
    elif verdict is Verdict.ALLOW:
        granting = (own_policy(results), results[PolicyType.IDENTITY])
        carrying = [s for result in granting for s in _applying(result, Effect.ALLOW)]
    else:
        return ()
    if len(carrying) > 1:
        carrying.sort(key=lambda s: s.type is not settled_by)
    return tuple(carrying)


def nearest(results: Results, facts: Facts, settled_by: PolicyType) -> tuple[StatementResult, ...]:
    """The statements that came nearest to allowing: of the settling type, else of either side."""
    for type in (settled_by, PolicyType.IDENTITY, own_policy(results).type):
        found = _nearest(results[type])
        if found:
            return found
    return ()


def _nearest(result: PolicyTypeResult) -> tuple[StatementResult, ...]:
    """Allow statements whose principal, action and resource fit, the fewest failing keys first.

    Of an organization's levels only those that do not allow.
    """
    allow = Effect.ALLOW
    candidates = [
        statement
        for level in result.levels
        if level.allows is not Truth.YES
        for policy in level.policies
        for statement in policy.statements
        if _addressed(statement) and statement.statement.effect is allow
    ]
    if len(candidates) > 1:
        candidates.sort(key=failing_keys)
    return tuple(candidates)


def _addressed(statement: StatementResult) -> bool:
    principal, resource = statement.principal, statement.resource
    return (
        statement.action.holds is not Truth.NO
        and (principal is None or principal.holds is not Truth.NO)
        and (resource is None or resource.holds is not Truth.NO)
    )


def failing_keys(statement: StatementResult) -> int:
    """How many conditions of a statement do not hold."""
    return sum(condition.holds is not Truth.YES for condition in statement.conditions)


def unread_policies(results: Results) -> tuple[Policy, ...]:
    """The policies in play that say more than could be read; each may deny."""
    in_play = (policy.policy for result in results.values() for policy in result.policies)
    return tuple({id(policy): policy for policy in in_play if policy.unread}.values())


def denial(
    results: Results,
    facts: Facts,
    verdict: Verdict,
    settled_by: PolicyType | None,
    decided: tuple[StatementResult, ...],
) -> Denial | None:
    """What AWS would say. Only an explicit denial names a policy, and not of every type."""
    if verdict not in (Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY):
        return None
    explicit = verdict is Verdict.EXPLICIT_DENY
    arn = None
    rules = []
    if explicit and len({statement.type for statement in decided}) > 1:
        rules.append("message-several-types")
    if explicit and settled_by is not None and DENIAL_WORDINGS[settled_by].names_arn:
        arn = next((s.policy.arn for s in decided if s.type is settled_by), None)
        if arn is None and facts.rules.in_force("message-policy-arn"):
            rules.append("message-inline-policy")
    return Denial(settled_by, explicit, arn, tuple(rules))


def leans_on(
    results: Results, facts: Facts, verdict: Verdict, found: Settlement
) -> tuple[str, ...]:
    """The rules that could change the verdict if AWS decided otherwise."""
    leaning = [s for result in results.values() for s in result.statements if s.leans]
    rules = _of_statements(leaning, results, facts, verdict) if leaning else []
    rules += rules_of_types(results, facts, verdict, found)
    return tuple(dict.fromkeys(rules))


def _of_statements(
    leaning: list[StatementResult], results: Results, facts: Facts, verdict: Verdict
) -> list[str]:
    """Rules on which those statements lean without which it would be another verdict."""
    rules: list[str] = []
    if verdict is Verdict.EXPLICIT_DENY:
        statements = (s for result in results.values() for s in result.statements)
        denies = [s for s in statements if s.statement.effect is Effect.DENY]
        rules += _carried_by_all([s for s in denies if s.applies is not Truth.NO])
    else:
        for statement in leaning:
            if statement.statement.effect is Effect.DENY:
                rules += _hinge(statement)
    if verdict is Verdict.ALLOW:
        carrying = deciding(results, facts, verdict, None)
        sides = [[s for s in carrying if s.type is type] for type in {s.type for s in carrying}]
        both = must_allow(facts) or not facts.same_account
        flags = [_carried_by_all(side) for side in sides]
        if both or all(flags):
            rules += [rule for side in flags for rule in side]
    if verdict in (Verdict.IMPLICIT_DENY, Verdict.DEPENDS):
        for statement in leaning:
            if statement.statement.effect is Effect.ALLOW:
                rules += _hinge(statement)
    return rules


def _parts(statement: StatementResult) -> list[ElementResult | ConditionResult]:
    return [*statement.elements, *statement.conditions]


def _flags(statement: StatementResult) -> list[str]:
    parts = _parts(statement)
    return [rule for part in parts for rule in part.rests_on]


def _carried_by_all(statements: list[StatementResult]) -> list[str]:
    """Rules of statements that all carry the verdict: one that leans on nothing is enough."""
    flags = [_flags(statement) for statement in statements]
    if not all(flags):
        return []
    return [rule for one in flags for rule in one]


def _hinge(statement: StatementResult) -> list[str]:
    """Rules without which a statement might apply that does not, or the other way round."""
    parts = _parts(statement)
    failing = [part for part in parts if part.holds is not Truth.YES]
    if not failing:
        return _flags(statement)
    if not all(part.rests_on for part in failing):
        return []
    return [rule for part in failing for rule in part.rests_on]
