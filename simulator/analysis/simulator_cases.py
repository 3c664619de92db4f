"""Which hops of a replay can AWS's policy simulator be asked about, and what exactly?

UG access_policies_testing-policies says what it cannot do: resource control policies, endpoint
policies, policies of sessions; the API reference's SimulateCustomPolicy adds role trust policies,
and callers that are neither users nor roles. A question holds only the keys that a policy reads,
and of those not the ones that AWS fills in by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from simulator.analysis.policy_simulation import (
    EVAL_DECISIONS,
    EvalDecision,
    Question,
    policies_of,
)
from simulator.evaluation.decision import Basis, Decision
from simulator.evaluation.keys_read import keys_read
from simulator.evaluation.request import ContextValue, PolicySet, ServiceAddress, is_open
from simulator.language.arn import parse_arn
from simulator.rules import TODAY, Rules
from simulator.world.replayed import Authorization, CallKind, HopReplay, Purpose, RequestReplay

_FILLED_IN: Final = frozenset(
    ("aws:principalaccount", "aws:principaltype", "aws:userid", "aws:username")
)
"""Keys that AWS's simulator fills in from the caller, in lower case."""


class Unaskable(StrEnum):
    """Why AWS's simulator cannot be asked."""

    NOT_EVALUATED = "not_evaluated"
    TRUST_POLICY = "trust_policy"
    CALLER = "caller"
    SERVICE_LINKED_ROLE = "service_linked_role"
    SESSION_POLICY = "session_policy"
    RCP = "rcp"
    ENDPOINT_POLICY = "endpoint_policy"
    SERVICE_ADDRESS = "service_address"
    UNKNOWN_KEY = "unknown_key"
    UNREAD_POLICY = "unread_policy"
    NO_POLICY_DECIDES = "no_policy_decides"
    OTHER_DAY = "other_day"


@dataclass(frozen=True, slots=True)
class Case:
    """One authorization of one hop.

    Args:
        request: the request that the hop belongs to.
        number: of the hop, 1 being the first call.
        hop: the hop.
        authorization: which of those that the hop needs; None where none was evaluated.
        question: what AWS is to be asked; None if it cannot be.
        unaskable: why it cannot be.
        has_scps: whether SCPs are asked, whose statements AWS does not name.
    """

    request: RequestReplay
    number: int
    hop: HopReplay
    authorization: Authorization | None
    question: Question | None
    unaskable: tuple[Unaskable, ...] = ()
    has_scps: bool = False

    @property
    def outcome(self) -> EvalDecision | None:
        """What comes out here, in AWS's words."""
        if self.authorization is None:
            return None
        return EVAL_DECISIONS[self.authorization.decision.verdict]


def cases(request: RequestReplay, rules: Rules) -> Iterator[Case]:
    """Every authorization of every hop of a request."""
    for number, hop in enumerate(request.hops, 1):
        if not hop.authorizations:
            yield Case(request, number, hop, None, None, (Unaskable.NOT_EVALUATED,))
        for authorization in hop.authorizations:
            decision = authorization.decision
            policies = policies_of(decision)
            reasons = tuple(dict.fromkeys(_reasons(hop, authorization, policies, rules)))
            question = None if reasons else _question(decision, policies)
            yield Case(request, number, hop, authorization, question, reasons, bool(policies.scps))


def _reasons(
    hop: HopReplay, authorization: Authorization, policies: PolicySet, rules: Rules
) -> Iterator[Unaskable]:
    decision = authorization.decision
    if rules.as_of < TODAY.as_of:
        yield Unaskable.OTHER_DAY
    if authorization.purpose is Purpose.SERVICE_TRUST or _is_role(
        decision.request.resource, policies
    ):
        yield Unaskable.TRUST_POLICY
    elif hop.kind is CallKind.SERVICE_LINKED_ROLE:
        yield Unaskable.SERVICE_LINKED_ROLE
    elif _caller_arn(decision) is None or _names_sessions(policies):
        yield Unaskable.CALLER
    if decision.basis is Basis.UNREADABLE or any(one.unread for one in policies.identity):
        yield Unaskable.UNREAD_POLICY
    elif decision.basis is not Basis.POLICY:
        yield Unaskable.NO_POLICY_DECIDES
    if policies.session is not None:
        yield Unaskable.SESSION_POLICY
    if any(policies.rcps):
        yield Unaskable.RCP
    if policies.endpoint is not None:
        yield Unaskable.ENDPOINT_POLICY
    for value in _asked(decision, policies).values():
        if isinstance(value, ServiceAddress):
            yield Unaskable.SERVICE_ADDRESS
        elif is_open(value):
            yield Unaskable.UNKNOWN_KEY


def _is_role(resource: str, policies: PolicySet) -> bool:
    """Whether a role's trust policy is asked."""
    arn = parse_arn(resource)
    named = arn is not None and arn.service == "iam" and arn.resource.startswith("role/")
    return named and policies.resource is not None


def _names_sessions(policies: PolicySet) -> bool:
    """Whether the resource's policy tells a role's sessions apart, which AWS's simulator cannot."""
    return any(
        ":assumed-role/" in entry.value.value
        for policy in policies.resource or ()
        for statement in policy.statements
        if statement.principals is not None
        for entry in statement.principals.values
    )


def _caller_arn(decision: Decision) -> str | None:
    """The caller as AWS takes it: a user, or of a session its role."""
    request = decision.request
    arn = parse_arn(request.principal)
    if arn is None:
        return None
    if arn.service == "iam" and arn.resource.startswith("user/"):
        return request.principal
    role = request.by_key.get("aws:principalarn")
    if arn.resource.startswith("assumed-role/") and isinstance(role, str):
        return role
    return None


def _asked(decision: Decision, policies: PolicySet) -> dict[str, ContextValue]:
    """The keys of the request that a policy reads."""
    read = keys_read(policies, TODAY)
    context = decision.request.context
    return {key: value for key, value in context.items() if key.lower() in read}


def _question(decision: Decision, policies: PolicySet) -> Question:
    request = decision.request
    given = {
        key: value
        for key, value in _asked(decision, policies).items()
        if key.lower() not in _FILLED_IN
    }
    return Question(
        policies=policies,
        actions=(request.action,),
        resources=() if request.resource == "*" else (request.resource,),
        caller=_caller_arn(decision),
        owner=request.resource_account,
        context=given,
    )
