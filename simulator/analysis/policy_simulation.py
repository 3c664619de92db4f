"""What would AWS's policy simulator answer for these actions, resources and policies?

UG access_policies_testing-policies and the API reference's SimulateCustomPolicy say what it takes
and gives. Unlike a scenario it derives nothing of a call: a condition key that is not given is
missing from the request. Of the caller it knows what its ARN says; its unique id is known to AWS
alone, and is unknown here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import Decision, Part, Verdict
from simulator.evaluation.keys_read import keys_read
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import UNKNOWN, ContextValue, PolicySet, Request
from simulator.language.arn import parse_arn
from simulator.language.model import Policy, PolicyType
from simulator.rules import TODAY

SESSION: Final = "simulated"
"""The session name of a role that is the caller: AWS takes the role's ARN, and no session."""

_OF_PRINCIPALS: Final = ("aws:principal", "aws:federated")
"""Keys that a Principal element asks for too, which is no question to whoever simulates."""

_NOBODY: Final = "arn:{partition}:iam::111122223333:user/simulated"
"""Who calls where nobody is named, in an account that AWS's documentation uses in its examples."""


class EvalDecision(StrEnum):
    """AWS's words for what comes out."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


EVAL_DECISIONS: Final = {
    Verdict.ALLOW: EvalDecision.ALLOWED,
    Verdict.EXPLICIT_DENY: EvalDecision.EXPLICIT_DENY,
    Verdict.IMPLICIT_DENY: EvalDecision.IMPLICIT_DENY,
    Verdict.DEPENDS: EvalDecision.IMPLICIT_DENY,
}
"""A verdict that depends on a key nobody told is a denial there, the key among the missing ones."""

_MOST_RESTRICTIVE: Final = (
    EvalDecision.EXPLICIT_DENY,
    EvalDecision.IMPLICIT_DENY,
    EvalDecision.ALLOWED,
)


class CallerError(ValueError):
    """An ARN that AWS's simulator does not take as the caller."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be simulated.

    Args:
        policies: all policies.
        actions: such as ``ec2:StopInstances``.
        resources: ARNs; empty: all resources, ``*``.
        caller: ARN of a user or a role; None: nobody in particular.
        owner: the account that owns the resources; None: the one in their ARN, else the caller's.
        context: condition keys and values.
    """

    policies: PolicySet
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ()
    caller: str | None = None
    owner: str | None = None
    context: Mapping[str, ContextValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came out for one action on one resource.

    Args:
        missing: keys that identity-based and resource-based policies ask for, and nobody gave.
    """

    resource: str
    decision: Decision
    missing: tuple[str, ...]

    @property
    def outcome(self) -> EvalDecision:
        """In AWS's words."""
        return EVAL_DECISIONS[self.decision.verdict]


@dataclass(frozen=True, slots=True)
class SimulatedAction:
    """What came out for one action, resource by resource."""

    action: str
    results: tuple[Simulated, ...]

    @property
    def outcome(self) -> EvalDecision:
        """The most restrictive of all resources."""
        found = {one.outcome for one in self.results}
        return next(outcome for outcome in _MOST_RESTRICTIVE if outcome in found)


def simulate(question: Question) -> tuple[SimulatedAction, ...]:
    """Each action on each resource.

    Raises:
        CallerError: the caller is neither a user nor a role.
    """
    principal, known = _caller(question.caller, question.resources)
    given = {key.lower() for key in question.context}
    derived = {key: value for key, value in known.items() if key.lower() not in given}
    context = {**derived, **question.context}
    missing = _missing(question.policies, context)
    return tuple(
        SimulatedAction(
            action,
            tuple(
                Simulated(
                    resource,
                    evaluate(
                        Request(principal, action, resource, question.owner, context=context),
                        question.policies,
                    ),
                    missing,
                )
                for resource in question.resources or ("*",)
            ),
        )
        for action in question.actions
    )


def _caller(arn: str | None, resources: Iterable[str]) -> tuple[str, dict[str, ContextValue]]:
    """The principal that makes the request, and the keys that are known of it."""
    if arn is None:
        # Whoever simulates does so in one partition, that of the resources.
        arns = (found for resource in resources if (found := parse_arn(resource)) is not None)
        return _NOBODY.format(partition=next((it.partition for it in arns), "aws")), {}
    parsed = parse_arn(arn)
    kind, _, path = parsed.resource.partition("/") if parsed is not None else ("", "", "")
    name = path.rpartition("/")[2]
    if parsed is None or parsed.service != "iam" or kind not in ("user", "role") or not name:
        raise CallerError(arn)
    known: dict[str, ContextValue] = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalAccount": parsed.account,
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": UNKNOWN,
    }
    if kind == "user":
        return arn, known | {"aws:PrincipalType": "User", "aws:username": name}
    session = f"arn:{parsed.partition}:sts::{parsed.account}:assumed-role/{name}/{SESSION}"
    return session, known | {"aws:PrincipalType": "AssumedRole"}


def _missing(policies: PolicySet, context: Mapping[str, ContextValue]) -> tuple[str, ...]:
    """Keys that are asked for and not there; SCPs do not tell theirs, says AWS."""
    shown = PolicySet(identity=policies.identity, resource=policies.resource)
    known = {key.lower() for key, value in context.items() if value is not UNKNOWN}
    spelt = _spelling((*policies.identity, *(policies.resource or ())))
    asked = keys_read(shown, TODAY)
    asked = frozenset(key for key in asked if key in spelt or not key.startswith(_OF_PRINCIPALS))
    return tuple(sorted(spelt.get(key, key) for key in asked - known))


def _spelling(policies: Iterable[Policy]) -> dict[str, str]:
    """The keys of conditions as they are written, by lower-case key."""
    return {
        condition.key.value.lower(): condition.key.value
        for policy in policies
        for statement in policy.statements
        for condition in statement.conditions
    }


def policies_of(decision: Decision) -> PolicySet:
    """The policies that a decision looked at."""
    levels: dict[PolicyType, Sequence[tuple[Policy, ...]]] = {
        result.type: [tuple(one.policy for one in level.policies) for level in result.levels]
        for result in decision.results
        if result.part is Part.IN_PLAY
    }

    def single(type: PolicyType) -> tuple[Policy, ...] | None:
        if type not in levels:
            return None
        return tuple(policy for level in levels[type] for policy in level)

    return PolicySet(
        identity=single(PolicyType.IDENTITY) or (),
        resource=single(PolicyType.RESOURCE) or single(PolicyType.TRUST),
        boundary=single(PolicyType.BOUNDARY),
        session=single(PolicyType.SESSION),
        scps=levels.get(PolicyType.SCP, ()),
        rcps=levels.get(PolicyType.RCP, ()),
        endpoint=single(PolicyType.ENDPOINT),
    )


def type_allows(decision: Decision, type: PolicyType) -> bool | None:
    """Whether the policies of one type allow and none of them denies; None if there are none."""
    for result in decision.results:
        if result.type is type and result.part is Part.IN_PLAY:
            return result.allows is Truth.YES and result.denies is not Truth.YES
    return None
