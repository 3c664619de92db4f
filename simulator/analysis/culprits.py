"""Which statements can have caused an access-denied message?

A message names caller, action, resource and policy type, and nothing of the request's context. So
every condition key is unknown but those that follow from the caller, and a statement is suspected
if it applies or may apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.evaluation.authorization import evaluate_type, order
from simulator.evaluation.decision import PolicyTypeResult, StatementResult
from simulator.evaluation.facts import NO_RESOURCE, Facts, gather
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import (
    UNKNOWN,
    ContextValue,
    Credentials,
    PolicySet,
    Request,
    every_policy,
)
from simulator.evaluation.variables import variables_in
from simulator.language.arn import parse_arn
from simulator.language.model import Effect, Policy, PolicyType
from simulator.message_reading import DeniedMessage
from simulator.rules import TODAY, Rules
from simulator.world.actors import Actor, actor_of_caller, principal_keys
from simulator.world.in_play import policies_in_play
from simulator.world.names import Target, find_caller, find_resource, find_role
from simulator.world.world import World

_ANONYMOUS = "anonymous"
_WITH_PRINCIPAL = (PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.ENDPOINT, PolicyType.RCP)
_WITHOUT_PRINCIPAL = (
    PolicyType.IDENTITY,
    PolicyType.BOUNDARY,
    PolicyType.SESSION,
    PolicyType.SCP,
)


@dataclass(frozen=True, slots=True)
class Culprits:
    """What can have caused one reading of a message.

    Args:
        reading: the reading.
        request: what the policies were asked, as far as the message tells.
        denying: Deny statements of its policy types, those first that apply whatever the context.
        nearest: Allow statements that fell short, those first that came nearest.
        granting: Allow statements that apply whatever the context, although no policy of their
            type is said to allow: with them, the message does not fit these policies.
        unknown: policy types that the message can mean and of which no policy is known here.
    """

    reading: DeniedMessage
    request: Request
    denying: tuple[StatementResult, ...]
    nearest: tuple[StatementResult, ...]
    granting: tuple[StatementResult, ...]
    unknown: tuple[PolicyType, ...]


def culprits_in(world: World, reading: DeniedMessage) -> Culprits:
    """The suspects among all policies that AWS would ask in a world.

    Raises:
        ValueError: the message's principal is none.
    """
    actor = _actor(world, reading.principal)
    target = _target(world, reading.resource)
    policies = _with_endpoints(policies_in_play(world, actor, reading.action, target, None), world)
    known = principal_keys(actor, world, world.clock)
    request = Request(
        actor.principal,
        reading.action,
        target.arn,
        resource_account=target.account,
        credentials=actor.credentials,
    )
    return _search(reading, policies, request, _certain(known, actor), world.rules)


def culprits_among(policies: Sequence[Policy], reading: DeniedMessage) -> Culprits:
    """The suspects among some policies, each taken as a policy of the types that are meant.

    Raises:
        ValueError: the message's principal is none.
    """
    principal = _principal(reading.principal)
    request = Request(principal, reading.action, reading.resource or NO_RESOURCE)
    known: dict[str, ContextValue] = {}
    if ":user/" in principal:
        known["aws:PrincipalArn"] = principal
    return _search(reading, _placed(policies, reading), request, known, TODAY)


def _principal(text: str) -> str:
    return "*" if text == _ANONYMOUS else text


def _actor(world: World, principal: str) -> Actor:
    """Whoever the message names; some of AWS's messages print a role in place of its session."""
    text = _principal(principal)
    role = find_role(world, text) if text.startswith("arn:") else None
    if role is not None:
        return Actor(text, text, role.account, Credentials.ASSUMED_ROLE, role=role)
    caller = find_caller(world, _ANONYMOUS if text == "*" else text)
    if caller is not None:
        return actor_of_caller(caller, console=False, instant=world.clock)
    arn = parse_arn(text)
    return Actor(
        text,
        text,
        arn.account if arn is not None else None,
        Credentials.ASSUMED_ROLE if arn is not None else Credentials.SERVICE,
    )


def _target(world: World, resource: str | None) -> Target:
    text = resource or NO_RESOURCE
    return find_resource(world, text) or Target(text, text, None)


def _with_endpoints(policies: PolicySet, world: World) -> PolicySet:
    """With the policies of all endpoints: the message does not say through which the call came."""
    found = [
        endpoint.policy
        for account in world.accounts.values()
        for endpoint in account.endpoints.values()
        if endpoint.policy is not None
    ]
    return replace(policies, endpoint=tuple(found) or None)


def _certain(keys: dict[str, ContextValue], actor: Actor) -> dict[str, ContextValue]:
    """The keys that hold however the caller got its credentials; a session brings tags along."""
    return {
        key: value
        for key, value in keys.items()
        if key.startswith(("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrg"))
        or key in ("aws:username", "aws:PrincipalType", "aws:PrincipalIsAWSService")
        or (key.startswith("aws:PrincipalTag/") and actor.user is not None)
    }


def _placed(policies: Sequence[Policy], reading: DeniedMessage) -> PolicySet:
    """Each policy under the first type that is meant and that it can be, as its statements go."""
    meant = tuple(map(PolicyType, reading.types))
    own = tuple(one for one in policies if not one.has_principals)
    others = tuple(one for one in policies if one.has_principals)
    mine = next((type for type in meant if type in _WITHOUT_PRINCIPAL), None)
    theirs = next((type for type in meant if type in _WITH_PRINCIPAL), None)
    return PolicySet(
        identity=own if mine is PolicyType.IDENTITY else (),
        boundary=own if mine is PolicyType.BOUNDARY and own else None,
        session=own if mine is PolicyType.SESSION and own else None,
        scps=[own] if mine is PolicyType.SCP and own else None,
        rcps=[others] if theirs is PolicyType.RCP and others else None,
        endpoint=others if theirs is PolicyType.ENDPOINT and others else None,
        resource=others if theirs in (PolicyType.RESOURCE, PolicyType.TRUST) and others else None,
    )


def _search(
    reading: DeniedMessage,
    policies: PolicySet,
    request: Request,
    known: dict[str, ContextValue],
    rules: Rules,
) -> Culprits:
    spelled = {key.lower() for key in known}
    asked = {key: UNKNOWN for key in _keys(policies) if key.lower() not in spelled}
    request = replace(request, context={**asked, **known})
    facts = gather(request, rules, has_boundary=policies.boundary is not None)
    results = list(_meant(reading, policies, facts))
    denying = [one for result in results for one in _denying(result, reading)]
    lacking = [] if reading.explicit else results
    nearest = [one for result in lacking for one in _nearest(result)]
    return Culprits(
        reading,
        replace(request, resource=facts.resource),
        () if reading.explicit is False else tuple(sorted(denying, key=_doubt)),
        tuple(sorted(nearest, key=_distance)),
        tuple(_granting(results)) if reading.explicit is False else (),
        tuple(result.type for result in results if not result.statements),
    )


def _meant(reading: DeniedMessage, policies: PolicySet, facts: Facts) -> Iterator[PolicyTypeResult]:
    """The policy types that the message can mean, the one that it names first."""
    asked = order(facts)
    for type in map(PolicyType, reading.types):
        if type is PolicyType.ENDPOINT and policies.endpoint is not None:
            for one in policies.endpoint:  # each endpoint has its own
                yield evaluate_type(type, replace(policies, endpoint=(one,)), facts)
        elif type in asked:
            yield evaluate_type(type, policies, facts)


def _keys(policies: PolicySet) -> Iterator[str]:
    """The condition keys for which the policies ask, in variables too."""
    for policy in every_policy(policies):
        for statement in policy.statements:
            texts = [] if statement.resources is None else list(statement.resources.values)
            for condition in statement.conditions:
                yield condition.key.value
                texts += condition.values
            for text in texts:
                yield from variables_in(text.value)


def _denying(result: PolicyTypeResult, reading: DeniedMessage) -> Iterator[StatementResult]:
    named = any(one.policy.arn == reading.policy_arn for one in result.statements)
    for one in result.statements:
        # Of a policy whose ARN nobody told, it may be the one that is named.
        by_arn = reading.policy_arn is None or one.policy.arn == reading.policy_arn
        by_arn = by_arn or (not named and one.policy.arn is None)
        if one.statement.effect is Effect.DENY and one.applies is not Truth.NO and by_arn:
            yield one


def _nearest(result: PolicyTypeResult) -> Iterator[StatementResult]:
    """Allow statements that name the action; of an organization's levels only those that block."""
    for level in result.levels:
        if level.allows is not Truth.YES:
            for policy in level.policies:
                for one in policy.statements:
                    allows = one.statement.effect is Effect.ALLOW
                    if allows and one.action.holds is not Truth.NO:
                        yield one


def _granting(results: Sequence[PolicyTypeResult]) -> Iterator[StatementResult]:
    """What allows for certain although the message says that nothing of its type does."""
    named = [result for result in results if result.type is results[0].type]
    if all(result.allows is Truth.YES for result in named):
        for result in named:
            for one in result.statements:
                if one.statement.effect is Effect.ALLOW and one.applies is Truth.YES:
                    yield one


def _doubt(statement: StatementResult) -> bool:
    return statement.applies is not Truth.YES


def _distance(statement: StatementResult) -> tuple[int, int]:
    """Elements that do not fit, then conditions that may have failed."""
    return (
        sum(element.holds is Truth.NO for element in statement.elements),
        sum(condition.holds is not Truth.YES for condition in statement.conditions),
    )
