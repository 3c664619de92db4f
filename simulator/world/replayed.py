"""What a replay found: every hop's context, verdict, predicted trail and how expectations fared."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from simulator.evaluation.decision import Decision, Verdict
from simulator.evaluation.request import ContextValue, Request
from simulator.rules import Forwarding, Rules
from simulator.source import Span
from simulator.world.scenario import Hop, Scenario, ScenarioRequest


class CallKind(StrEnum):
    """Who the called service sees; a row of `calls.CALL_KINDS` each."""

    DIRECT = "direct"
    FORWARDED = "forwarded"
    SERVICE_ROLE = "service_role"
    SERVICE_LINKED_ROLE = "service_linked_role"
    SERVICE_PRINCIPAL = "service_principal"


class NotMade(StrEnum):
    """Why a call of a scenario is not made at all."""

    CALL_ABOVE_DENIED = "call_above_denied"
    SESSION_EXPIRED = "session_expired"
    SESSION_NEVER_OBTAINED = "session_never_obtained"
    ROLE_NOT_ASSUMED = "role_not_assumed"
    INVALID_PARAMETER = "invalid_parameter"


class InvalidParameter(StrEnum):
    """What AWS refuses before any policy is asked; rows of `sessions.py` and `replay.py`."""

    DURATION_TOO_SHORT = "duration_too_short"
    DURATION_TOO_LONG = "duration_too_long"
    CHAINED_OVER_ONE_HOUR = "chained_over_one_hour"
    SESSION_NAME = "session_name"
    TAG_INHERITED = "tag_inherited"
    TOO_MANY_TAGS = "too_many_tags"
    TAG_TOO_LONG = "tag_too_long"
    TAG_TWICE = "tag_twice"
    SOURCE_IDENTITY = "source_identity"
    SOURCE_IDENTITY_CHANGED = "source_identity_changed"
    EXTERNAL_ID = "external_id"
    ROLE_ARN = "role_arn"
    NO_SUCH_PARAMETER = "no_such_parameter"
    ROLE_OF_OTHER_ACCOUNT = "role_of_other_account"


class Change(StrEnum):
    """How a key's value differs from what the hop before saw."""

    SAME = "same"
    REPLACED = "replaced"
    NEW = "new"
    GONE = "gone"


class Origin(StrEnum):
    """Where a value of the request context comes from."""

    DERIVED = "derived"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One condition key as this hop's service saw it.

    Args:
        key: as AWS spells it.
        value: None = absent.
        change: against the hop that caused this one; SAME on first hops.
        was: the value there; None = absent there.
        origin: derived by the call table, or given by the scenario.
    """

    key: str
    value: ContextValue | None
    change: Change
    was: ContextValue | None
    origin: Origin


class Purpose(StrEnum):
    """Which of the authorizations that one call needs."""

    CALL = "call"
    PASS_ROLE = "pass_role"
    SERVICE_TRUST = "service_trust"
    TAG_SESSION = "tag_session"
    SET_SOURCE_IDENTITY = "set_source_identity"


@dataclass(frozen=True, slots=True)
class Authorization:
    """One of the authorizations that a call needs; each must allow."""

    purpose: Purpose
    decision: Decision


@dataclass(frozen=True, slots=True)
class Obtained:
    """A session that a call yielded.

    Args:
        name: how the scenario names it.
        arn: of the session (``arn:aws:sts::…:assumed-role/Bob/alice``).
        role_arn: of the role it is a session of, if it is one.
    """

    name: str
    arn: str
    role_arn: str | None
    issued: datetime.datetime
    expires: datetime.datetime


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The same hop in the other network model."""

    forwarding: Forwarding
    verdict: Verdict | None
    not_made: NotMade | None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that was not met.

    Args:
        field: ``verdict``, ``type``, ``policy``, ``sid``, ``key``, ``because``, ``rests_on`` or the
            path of a field of the trail (``trail.userIdentity.type``).
        expected: as written.
        got: what came out instead; several statements deciding alike: all of theirs.
        forwarding: the network model in which it failed.
        span: where the expectation is written.
    """

    field: str
    expected: str
    got: tuple[str, ...]
    forwarding: Forwarding
    span: Span | None


@dataclass(frozen=True, slots=True)
class HopReplay:
    """One call of a request, played.

    Args:
        path: place in the tree: ``(1,)`` the first call, ``(1, 2)`` the second call it caused.
        hop: what the scenario says.
        kind: who the service sees.
        caller: the caller as people name it: ``user/alice``, ``bob``, ``role/Deployer``,
            ``cloudformation``; for a forwarded call the caller of the first hop.
        caller_arn: the principal that the service sees.
        request: what was evaluated; None where the call is not made or only assumed.
        context: every key the request has, and those that the hop before had.
        authorizations: all that the call needs, the call itself first; empty where it is not made.
        verdict: of all authorizations together; None where the call is not made or only assumed.
        not_made: why it was not made.
        assumed: the call is known only by its service and was taken for granted.
        trail: the CloudTrail record that the call would leave (predicted); None where none is left.
        obtained: the session that it yields.
        counterpart: the same hop in the other network model.
        mismatches: unmet expectations, the other network model's (`under`) included.
        checked: whether anything was expected of it.
        rests_on: rules that the hop leans on: its decision's, those by which the keys that mattered
            were derived, and ``forwarding`` where the other network model gives another result.
        invalid: which parameter AWS would refuse, where that is why the call is not made.
    """

    path: tuple[int, ...]
    hop: Hop
    kind: CallKind
    caller: str
    caller_arn: str
    resource_arn: str
    request: Request | None
    context: tuple[ContextEntry, ...]
    authorizations: tuple[Authorization, ...]
    verdict: Verdict | None
    not_made: NotMade | None
    assumed: bool
    trail: Mapping[str, Any] | None
    obtained: Obtained | None = None
    counterpart: Counterpart | None = None
    mismatches: tuple[Mismatch, ...] = ()
    checked: bool = False
    rests_on: tuple[str, ...] = ()
    invalid: InvalidParameter | None = None

    @property
    def decision(self) -> Decision | None:
        """The decision that settles the hop: a denial, else a doubt, else the call's own."""
        decisions = [authorization.decision for authorization in self.authorizations]
        for settles in (False, None):
            found = next((one for one in decisions if one.allowed is settles), None)
            if found is not None:
                return found
        return decisions[0] if decisions else None


@dataclass(frozen=True, slots=True)
class RequestReplay:
    """One request, played: its hops in the order they are made (depth first).

    Args:
        scenario: where the request is written; a scenario may replay others.
    """

    request: ScenarioRequest
    instant: datetime.datetime
    hops: tuple[HopReplay, ...]
    scenario: Scenario

    @property
    def allowed(self) -> bool | None:
        """True if every hop is allowed (or assumed), False if one is not, None if it depends."""
        verdicts = [hop.decision.allowed if hop.decision else hop.assumed for hop in self.hops]
        if all(verdicts):
            return True
        return False if False in verdicts else None

    @property
    def as_expected(self) -> bool:
        """Whether no expectation was missed."""
        return not any(hop.mismatches for hop in self.hops)


@dataclass(frozen=True, slots=True)
class Replay:
    """One scenario, played.

    Args:
        scenario: what was played.
        rules: under which rules.
        requests: in order.
    """

    scenario: Scenario
    rules: Rules
    requests: tuple[RequestReplay, ...] = field(default=())

    @property
    def as_expected(self) -> bool:
        """Whether no expectation was missed."""
        return all(request.as_expected for request in self.requests)
