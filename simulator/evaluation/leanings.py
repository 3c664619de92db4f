"""Where does a verdict lean on how policy types stand to each other, beyond single statements?

Each function is one rule of `rules.RULES` and tells whether AWS deciding it otherwise could change
the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulator.evaluation.authorization import LIMITS, Settlement, own_policy
from simulator.evaluation.decision import (
    Because,
    Exemption,
    LevelResult,
    Part,
    PolicyTypeResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.facts import CallerKind, Facts
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import Credentials
from simulator.evaluation.resources import NO_RESOURCE
from simulator.evaluation.special import trusts_itself
from simulator.language.model import Effect, PolicyType

Results = Mapping[PolicyType, PolicyTypeResult]
_Leans = Callable[[Results, Facts, Verdict, Settlement], bool]


def rules_of_types(
    results: Results, facts: Facts, verdict: Verdict, found: Settlement
) -> list[str]:
    """The rules that hold between policy types and that could change this verdict."""
    absent = Part.NOT_GIVEN
    return [
        rule
        for rule, type, leans in _BY_VERDICT[verdict]
        if (type is None or results[type].part is not absent)
        and leans(results, facts, verdict, found)
    ]


def _granting(result: PolicyTypeResult) -> list[StatementResult]:
    return [
        s
        for s in result.statements
        if s.statement.effect is Effect.ALLOW and s.applies is Truth.YES
    ]


def _grants(results: Results, facts: Facts) -> list[StatementResult]:
    """The applying grants of the resource's own policy."""
    return _granting(own_policy(results))


def _star_escapes(type: PolicyType) -> _Leans:
    """Only an undocumented cell of the matrix lets a grant to `*` escape this limit or not."""

    def leans(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
        lacking = [limit for limit in LIMITS[1:] if results[limit].allows is not Truth.YES]
        if type not in lacking or facts.caller.kind is CallerKind.ROOT:
            return False
        grants = _grants(results, facts)
        if verdict is Verdict.ALLOW:
            by_star = [s for s in grants if set(lacking) <= s.escapes]
            return bool(by_star) and all(_by_star_alone(s, facts) for s in by_star)
        federated = facts.caller.kind is CallerKind.FEDERATED_USER
        return (
            verdict is Verdict.IMPLICIT_DENY
            and federated
            and type is PolicyType.SESSION
            and any(_by_star_alone(s, facts) for s in grants)
        )

    return leans


def _by_star_alone(statement: StatementResult, facts: Facts) -> bool:
    """Whether the grant is to `*` and has no condition on the caller's ARN, the documented row."""
    principal = statement.principal
    if principal is None or principal.because is not Because.EVERYONE:
        return False
    keys = {condition.key.lower() for condition in statement.conditions}
    return not (facts.caller.kind is CallerKind.ROLE_SESSION and "aws:principalarn" in keys)


def _trust_boundary(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """The boundary limits a role's assumption although the trust policy names the user."""
    boundary = results[PolicyType.BOUNDARY]
    if boundary.part is not Part.IN_PLAY:
        return False
    if boundary.allows is Truth.YES or PolicyType.TRUST not in results:
        return False
    return any(PolicyType.IDENTITY in s.escapes for s in _grants(results, facts))


def _endpoint_order(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """The endpoint's policy does not allow what the resource's own policy grants."""
    endpoint = results[PolicyType.ENDPOINT]
    return endpoint.allows is not Truth.YES and any(s.escapes for s in _grants(results, facts))


def _session_union(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """Of several session policies some allow and some do not."""
    allowing = [
        any(
            s.applies is Truth.YES and s.statement.effect is Effect.ALLOW for s in policy.statements
        )
        for level in results[PolicyType.SESSION].levels
        for policy in level.policies
    ]
    return True in allowing and False in allowing


def _rcp_dated(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """RCPs are there, on a day when AWS had none."""
    return results[PolicyType.RCP].exemption is Exemption.NOT_YET


def _rcp_without_type(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """An RCP denies a call that has no resource."""
    return facts.resource == NO_RESOURCE and results[PolicyType.RCP].denies is Truth.YES


def _scp_resource(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """A level of SCPs allows only by statements that name resources."""
    return any(_allows_by_resource(level) for level in results[PolicyType.SCP].levels)


def _allows_by_resource(level: LevelResult) -> bool:
    granting = [
        s
        for policy in level.policies
        for s in policy.statements
        if s.statement.effect is Effect.ALLOW and s.applies is Truth.YES
    ]
    return bool(granting) and all(
        s.statement.resources is not None
        and all(value.value != NO_RESOURCE for value in s.statement.resources.values)
        for s in granting
    )


def _self_trust(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """A role that its trust policy does not name assumes itself."""
    return trusts_itself(facts) and not _grants(results, facts)


def _session_token(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """A GetSessionToken session assumes a role, which one of two pages says it cannot."""
    return facts.credentials is Credentials.SESSION_TOKEN and facts.service == "sts"


def _unsigned_scp(results: Results, facts: Facts, verdict: Verdict, found: Settlement) -> bool:
    """SCPs are there, and the call is one that no principal has signed."""
    return results[PolicyType.SCP].exemption is Exemption.UNSIGNED


_ALLOW, _EXPLICIT, _IMPLICIT = Verdict.ALLOW, Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY

_B, _S, _E = PolicyType.BOUNDARY, PolicyType.SESSION, PolicyType.ENDPOINT
_SCP, _RCP = PolicyType.SCP, PolicyType.RCP

_LEANINGS: dict[str, tuple[tuple[Verdict, ...], PolicyType | None, _Leans]] = {
    "star-boundary": ((_ALLOW, _IMPLICIT), _B, _star_escapes(_B)),
    "star-session-policy": ((_ALLOW, _IMPLICIT), _S, _star_escapes(_S)),
    "trust-boundary": ((_IMPLICIT,), _B, _trust_boundary),
    "endpoint-order": ((_IMPLICIT,), _E, _endpoint_order),
    "session-policies-union": ((_ALLOW,), _S, _session_union),
    "rcp": (tuple(Verdict), _RCP, _rcp_dated),
    "rcp-without-resource-type": ((_EXPLICIT,), _RCP, _rcp_without_type),
    "scp-allow-resource": ((_ALLOW,), _SCP, _scp_resource),
    "role-self-trust": ((_ALLOW,), None, _self_trust),
    "session-token-limits": ((_ALLOW,), None, _session_token),
    "unsigned-assume-role-scp": ((_ALLOW,), _SCP, _unsigned_scp),
}
"""Each rule with the verdicts that it can change, and the policy type without which it does not."""

_BY_VERDICT = {
    verdict: [(rule, type, leans) for rule, (of, type, leans) in _LEANINGS.items() if verdict in of]
    for verdict in Verdict
}
