"""From statements to a verdict: which policy types must allow, and which one settles it?

UG reference_policies_evaluation-logic_policy-eval-denyallow and …evaluation-logic-cross-account: an
explicit deny of any type ends it; RCPs, SCPs and the endpoint's policy bind every grant; a grant in
the resource's own policy can make implicit denies of the caller's side irrelevant; across accounts
both sides must allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.evaluation.decision import (
    LevelResult,
    Part,
    PolicyResult,
    PolicyTypeResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.facts import CallerKind, Facts
from simulator.evaluation.logic import Truth, conjunction, disjunction
from simulator.evaluation.request import PolicySet
from simulator.evaluation.special import (
    exemption,
    must_allow,
    resource_policy_type,
    session_policies,
    trusts_itself,
)
from simulator.evaluation.statements import Evaluate, prepare_policy
from simulator.language.model import Effect, Policy, PolicyType

Levels = tuple[tuple[Policy, ...], ...]

LIMITS = (PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION)
"""The caller's own side."""


def order(facts: Facts) -> tuple[PolicyType, ...]:
    """The policy types in the order of evaluation; a trust policy is the role's own policy.

    The endpoint's place is rule ``endpoint-order``.
    """
    return (
        PolicyType.RCP,
        PolicyType.SCP,
        PolicyType.ENDPOINT,
        resource_policy_type(facts),
        *LIMITS,
    )


def _levels(type: PolicyType, policies: PolicySet, facts: Facts) -> Levels | None:
    """The policies of a type, level by level; None where there are none to ask."""
    match type:
        case PolicyType.RCP:
            return policies.rcps or None
        case PolicyType.SCP:
            return policies.scps or None
        case PolicyType.IDENTITY:
            return (policies.identity,)
        case PolicyType.BOUNDARY:
            return None if policies.boundary is None else (policies.boundary,)
        case PolicyType.SESSION:
            found = session_policies(facts, policies)
            return None if found is None else (found,)
        case PolicyType.ENDPOINT:
            return None if policies.endpoint is None else (policies.endpoint,)
    return None if policies.resource is None else (policies.resource,)


_SILENT = {type: PolicyTypeResult(type, Part.NOT_GIVEN) for type in PolicyType}
_NO_LIMIT = {type: PolicyTypeResult(type, Part.NOT_GIVEN, allows=Truth.YES) for type in PolicyType}

StatementsOf = Callable[[Policy, PolicyType], Sequence[Evaluate]]
"""Where the prepared statements of a policy come from: made anew, or kept by an `Authorizer`."""


def evaluate_type(
    type: PolicyType,
    policies: PolicySet,
    facts: Facts,
    statements_of: StatementsOf = prepare_policy,
) -> PolicyTypeResult:
    """All policies of one type against the request."""
    levels = _levels(type, policies, facts)
    if levels is None:
        # Without a resource's own policy nothing is granted by it; other types do not limit then.
        grants = type is PolicyType.RESOURCE or type is PolicyType.TRUST
        return _SILENT[type] if grants and exemption(type, facts) is None else _NO_LIMIT[type]
    exempt = exemption(type, facts)
    if exempt is not None:
        return PolicyTypeResult(type, Part.EXEMPT, allows=Truth.YES, exemption=exempt)
    asked = (
        tuple(
            PolicyResult(policy, tuple([ask(facts) for ask in statements_of(policy, type)]))
            for policy in level
        )
        for level in levels
    )
    return _of_levels(type, tuple(_folded(level) for level in asked))


def refolded(
    result: PolicyTypeResult, again: Callable[[StatementResult], StatementResult]
) -> PolicyTypeResult:
    """The policy type with its statements asked again."""
    if result.part is not Part.IN_PLAY:
        return result
    levels = tuple(
        _folded(
            tuple(
                replace(policy, statements=tuple(again(s) for s in policy.statements))
                for policy in level.policies
            )
        )
        for level in result.levels
    )
    return _of_levels(result.type, levels)


def _of_levels(type: PolicyType, levels: tuple[LevelResult, ...]) -> PolicyTypeResult:
    # RCPFullAWSAccess is attached everywhere, undetachably (ORG orgs_manage_policies_rcps).
    always = type is PolicyType.RCP
    return PolicyTypeResult(
        type,
        Part.IN_PLAY,
        levels,
        allows=Truth.YES if always else conjunction(level.allows for level in levels),
        denies=disjunction(level.denies for level in levels),
    )


def _folded(results: tuple[PolicyResult, ...]) -> LevelResult:
    allows = denies = beyond_statements(result.policy for result in results)
    for result in results:
        for statement in result.statements:
            if statement.statement.effect is Effect.ALLOW:
                allows = max(allows, statement.applies)
            else:
                denies = max(denies, statement.applies)
    return LevelResult(results, allows, denies)


def beyond_statements(policies: Iterable[Policy]) -> Truth:
    """Whether these policies allow, or deny, by what nobody could read of them."""
    return Truth.UNKNOWN if any(policy.unread for policy in policies) else Truth.NO


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the policy types come to together.

    Args:
        denied: whether some statement denies.
        granted: whether all that must allow do allow.
        resource_suffices: whether a grant in the resource's own policy needs no identity policy.
    """

    denied: Truth
    granted: Truth
    resource_suffices: Truth

    @property
    def possible(self) -> frozenset[Verdict]:
        """Every verdict that can come out while what is unknown is unknown, each key by itself."""
        found = set()
        if self.denied is not Truth.NO:
            found.add(Verdict.EXPLICIT_DENY)
        if self.denied is not Truth.YES:
            if self.granted is not Truth.NO:
                found.add(Verdict.ALLOW)
            if self.granted is not Truth.YES:
                found.add(Verdict.IMPLICIT_DENY)
        return frozenset(found)


def settle(results: dict[PolicyType, PolicyTypeResult], facts: Facts) -> Settlement:
    """Fold the policy types into what is denied and what is granted."""
    resource = results[resource_policy_type(facts)]
    allows = {type: result.allows for type, result in results.items()}
    guard = min(allows[PolicyType.RCP], allows[PolicyType.SCP], allows[PolicyType.ENDPOINT])
    own = min(allows[PolicyType.IDENTITY], allows[PolicyType.BOUNDARY], allows[PolicyType.SESSION])
    # What cannot be read of it may name the caller in the way that no limit binds.
    by_grant = suffices = beyond_statements(policy.policy for policy in resource.policies)
    for statement in resource.statements:
        if statement.statement.effect is Effect.ALLOW:
            granted = _grant(statement, allows)
            by_grant = max(by_grant, granted)
            if PolicyType.IDENTITY in statement.escapes:
                suffices = max(suffices, granted)
    return Settlement(
        denied=max([result.denies for result in results.values()]),
        granted=min(guard, _granted(facts, own, by_grant, allows[resource.type])),
        resource_suffices=suffices,
    )


def _grant(statement: StatementResult, allows: dict[PolicyType, Truth]) -> Truth:
    """A grant of the resource's own policy, under the limits that it does not escape."""
    limits = (allows[type] for type in LIMITS if type not in statement.escapes)
    return conjunction([statement.applies, *limits])


def _granted(facts: Facts, own: Truth, by_grant: Truth, resource_allows: Truth) -> Truth:
    if facts.caller.account is None:
        return by_grant
    if not facts.same_account:
        return conjunction([own, resource_allows])
    if must_allow(facts):
        return disjunction([own, by_grant]) if trusts_itself(facts) else by_grant
    if facts.caller.kind is CallerKind.ROOT:
        return Truth.YES
    return disjunction([own, by_grant])


def settling_type(
    results: dict[PolicyType, PolicyTypeResult], facts: Facts, verdict: Verdict, found: Settlement
) -> PolicyType | None:
    """The policy type that settled a verdict: the first in the order of evaluation.

    Of an allow: the resource's own policy where it alone suffices, else the caller's own. Which
    type AWS names where several deny is rule ``message-several-types``.
    """
    kinds = order(facts)
    resource = resource_policy_type(facts)
    if verdict is Verdict.EXPLICIT_DENY:
        return next((type for type in kinds if results[type].denies is not Truth.NO), None)
    if verdict is Verdict.ALLOW:
        return _allowing_type(facts, found, resource)
    return next(iter(_lacking(results, facts, resource)), resource)


def _allowing_type(facts: Facts, found: Settlement, resource: PolicyType) -> PolicyType | None:
    """The type that settles an allow; None where root needs no policy in its own account."""
    if facts.caller.kind is CallerKind.ROOT:
        return resource if must_allow(facts) or not facts.same_account else None
    alone = found.resource_suffices is not Truth.NO or facts.caller.account is None
    return resource if alone else PolicyType.IDENTITY


def _lacking(
    results: dict[PolicyType, PolicyTypeResult], facts: Facts, resource: PolicyType
) -> Iterable[PolicyType]:
    """The types that must allow and do not, in the order in which a message names them.

    Where one side is enough and neither allows, the caller's own is named; across accounts the
    caller's own comes first.
    """

    def lacks(type: PolicyType) -> bool:
        return results[type].allows is not Truth.YES

    yield from (t for t in (PolicyType.SCP, PolicyType.ENDPOINT) if lacks(t))
    has_own_side = facts.caller.kind in (
        CallerKind.USER,
        CallerKind.ROLE_SESSION,
        CallerKind.FEDERATED_USER,
    )
    if has_own_side and not facts.same_account:
        yield from (t for t in LIMITS if lacks(t))
    if lacks(resource) and (must_allow(facts) or not facts.same_account):
        yield resource
    if has_own_side:
        escaped = _escaped_by_all(results[resource])
        yield from (t for t in LIMITS if lacks(t) and t not in escaped)


def _escaped_by_all(resource: PolicyTypeResult) -> frozenset[PolicyType]:
    """What the best grant escapes: an implicit deny there is not what stands in the way."""
    grants = [
        s.escapes
        for s in resource.statements
        if s.statement.effect is Effect.ALLOW and s.applies is not Truth.NO
    ]
    return max(grants, key=len, default=frozenset())
