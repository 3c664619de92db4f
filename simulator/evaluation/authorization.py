"""From statements to a verdict: which policy types must allow, and which one settles it?

UG reference_policies_evaluation-logic_policy-eval-denyallow and …evaluation-logic-cross-account: an
explicit deny of any type ends it; RCPs, SCPs and the endpoint's policy bind every grant; a grant in
the resource's own policy can make implicit denies of the caller's side irrelevant; across accounts
both sides must allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from simulator.evaluation.decision import (
    LevelResult,
    Part,
    PolicyResult,
    PolicyTypeResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.facts import CallerKind, Facts
from simulator.evaluation.logic import Truth, conjunction
from simulator.evaluation.request import Levels, PolicySet
from simulator.evaluation.special import (
    HAVE_POLICIES,
    exemption,
    must_allow,
    needs_session_policies,
    resource_policy_type,
    trusts_itself,
)
from simulator.evaluation.statements import Evaluate, prepare_policy
from simulator.language.model import Effect, Policy, PolicyType

_EMPTY: Levels = ((),)

GUARDS = (PolicyType.RCP, PolicyType.SCP, PolicyType.ENDPOINT)
"""What binds every grant, whoever makes it."""

LIMITS = (PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION)
"""The caller's own side."""


_ORDERS = {own: (*GUARDS, own, *LIMITS) for own in (PolicyType.RESOURCE, PolicyType.TRUST)}


def order(facts: Facts) -> tuple[PolicyType, ...]:
    """The policy types in the order of evaluation; a trust policy is the role's own policy.

    The endpoint's place is rule ``endpoint-order``.
    """
    return _ORDERS[resource_policy_type(facts)]


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
    levels = policies.levels.get(type)
    if levels is None and type is PolicyType.SESSION and needs_session_policies(facts):
        levels = _EMPTY
    if levels is None:
        # Without a resource's own policy nothing is granted by it; other types do not limit then.
        grants = type is PolicyType.RESOURCE or type is PolicyType.TRUST
        return _SILENT[type] if grants and exemption(type, facts) is None else _NO_LIMIT[type]
    exempt = exemption(type, facts)
    if exempt is not None:
        return PolicyTypeResult(type, Part.EXEMPT, allows=Truth.YES, exemption=exempt)
    found = []
    for level in levels:
        asked = []
        for policy in level:
            statements = tuple([ask(facts) for ask in statements_of(policy, type)])
            asked.append(PolicyResult(policy, statements))
        found.append(_folded(tuple(asked)))
    return _of_levels(type, tuple(found))


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
    allows, denies = Truth.YES, Truth.NO
    for level in levels:
        allows, denies = min(allows, level.allows), max(denies, level.denies)
    # RCPFullAWSAccess is attached everywhere, undetachably (ORG orgs_manage_policies_rcps).
    always = type is PolicyType.RCP
    return PolicyTypeResult(type, Part.IN_PLAY, levels, Truth.YES if always else allows, denies)


def _folded(results: tuple[PolicyResult, ...]) -> LevelResult:
    no, allow = Truth.NO, Effect.ALLOW
    allows = denies = beyond_statements(results)
    for result in results:
        for statement in result.statements:
            applies = statement.applies
            if applies is no:
                continue
            if statement.statement.effect is allow:
                allows = max(allows, applies)
            else:
                denies = max(denies, applies)
    return LevelResult(results, allows, denies)


def beyond_statements(results: Iterable[PolicyResult]) -> Truth:
    """Whether these policies allow, or deny, by what nobody could read of them."""
    for result in results:
        if result.policy.unread:
            return Truth.UNKNOWN
    return Truth.NO


def own_policy(results: Mapping[PolicyType, PolicyTypeResult]) -> PolicyTypeResult:
    """The resource's own policy: a role's trust policy, or a resource-based policy."""
    trust = results.get(PolicyType.TRUST)
    return results[PolicyType.RESOURCE] if trust is None else trust


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
        return _POSSIBLE[self.denied, self.granted]


def _possible(denied: Truth, granted: Truth) -> Iterator[Verdict]:
    if denied is not Truth.NO:
        yield Verdict.EXPLICIT_DENY
    if denied is not Truth.YES:
        if granted is not Truth.NO:
            yield Verdict.ALLOW
        if granted is not Truth.YES:
            yield Verdict.IMPLICIT_DENY


_POSSIBLE = {both: frozenset(_possible(*both)) for both in product(Truth, Truth)}
"""What can come out, by what is denied and what is granted."""


def settle(results: dict[PolicyType, PolicyTypeResult], facts: Facts) -> Settlement:
    """Fold the policy types into what is denied and what is granted.

    Args:
        results: all policy types in the order of evaluation.
    """
    resource = own_policy(results)
    rcp, scp, endpoint, resource_allows, identity, boundary, session = [
        result.allows for result in results.values()
    ]
    guard, own = min(rcp, scp, endpoint), min(identity, boundary, session)
    # What cannot be read of it may name the caller in the way that no limit binds.
    by_grant = suffices = beyond_statements(resource.policies)
    for statement in resource.statements:
        if statement.statement.effect is Effect.ALLOW:
            granted = _grant(statement, results)
            by_grant = max(by_grant, granted)
            if PolicyType.IDENTITY in statement.escapes:
                suffices = max(suffices, granted)
    return Settlement(
        max([result.denies for result in results.values()]),
        min(guard, _granted(facts, own, by_grant, resource_allows)),
        suffices,
    )


def _grant(statement: StatementResult, results: Mapping[PolicyType, PolicyTypeResult]) -> Truth:
    """A grant of the resource's own policy, under the limits that it does not escape."""
    limits = [results[type].allows for type in LIMITS if type not in statement.escapes]
    return conjunction([statement.applies, *limits])


def _granted(facts: Facts, own: Truth, by_grant: Truth, resource_allows: Truth) -> Truth:
    if facts.caller.account is None:
        return by_grant
    if not facts.same_account:
        return min(own, resource_allows)
    if must_allow(facts):
        return max(own, by_grant) if trusts_itself(facts) else by_grant
    if facts.caller.kind is CallerKind.ROOT:
        return Truth.YES
    return max(own, by_grant)


def settling_type(
    results: dict[PolicyType, PolicyTypeResult], facts: Facts, verdict: Verdict, found: Settlement
) -> PolicyType | None:
    """The policy type that settled a verdict: the first in the order of evaluation.

    Of an allow: the resource's own policy where it alone suffices, else the caller's own. Which
    type AWS names where several deny is rule ``message-several-types``.
    """
    if verdict is Verdict.EXPLICIT_DENY:
        return next((type for type in order(facts) if results[type].denies is not Truth.NO), None)
    resource = own_policy(results).type
    if verdict is Verdict.ALLOW:
        return _allowing_type(facts, found, resource)
    return next(_lacking(results, facts, resource), resource)


def _allowing_type(facts: Facts, found: Settlement, resource: PolicyType) -> PolicyType | None:
    """The type that settles an allow; None where root needs no policy in its own account."""
    if facts.caller.kind is CallerKind.ROOT:
        return resource if must_allow(facts) or not facts.same_account else None
    alone = found.resource_suffices is not Truth.NO or facts.caller.account is None
    return resource if alone else PolicyType.IDENTITY


def _lacking(
    results: dict[PolicyType, PolicyTypeResult], facts: Facts, resource: PolicyType
) -> Iterator[PolicyType]:
    """The types that must allow and do not, in the order in which a message names them.

    Where one side is enough and neither allows, the caller's own is named; across accounts the
    caller's own comes first.
    """

    def lacks(type: PolicyType) -> bool:
        return results[type].allows is not Truth.YES

    yield from (t for t in (PolicyType.SCP, PolicyType.ENDPOINT) if lacks(t))
    has_own_side = facts.caller.kind in HAVE_POLICIES
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
