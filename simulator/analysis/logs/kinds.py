"""Which kind of call does a record tell of?

`invokedBy` is on every call that a service makes and does not tell its kinds apart: whose identity
stands beside it does (cloudtrail-event-reference-user-identity). The first row of `EVENT_KINDS`
that fits is it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from simulator.analysis.logs.actions import service_of
from simulator.analysis.logs.event import Event
from simulator.evaluation.facts import SERVICE_LINKED
from simulator.world.replayed import CallKind

INTERNAL = "AWS Internal"


class NoRequest(StrEnum):
    """Why a record tells of no request whose caller policies could be asked about."""

    SERVICE_EVENT = "service_event"
    SIGN_IN = "sign_in"
    SECOND_RECORD = "second_record"
    NO_PRINCIPAL = "no_principal"


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells the kinds of calls apart.

    Args:
        identity: the record's `userIdentity.type`.
        caller: the ARN of the caller, of a session's issuer where the record has one.
        calling: the prefix of the service that makes the call; empty: one that is not named; None:
            no service does.
        trusted: whether the session's role trusts that service; False where it is not known.
    """

    identity: str
    caller: str
    calling: str | None
    trusted: bool


@dataclass(frozen=True, slots=True)
class EventKindRow:
    """One kind of record.

    Args:
        kind: which kind of call it tells of.
        fits: whether a record is one.
        looks: how such records look, in a few words for the reference page.
        source: page of AWS's documentation.
    """

    kind: CallKind
    fits: Callable[[Signs], bool]
    looks: str
    source: str


_IDENTITY = "CloudTrail cloudtrail-event-reference-user-identity"
_FAS = "UG access_forward_access_sessions"
_SESSIONS = frozenset({"AssumedRole", "Role"})

EVENT_KINDS = (
    EventKindRow(
        CallKind.SERVICE_PRINCIPAL,
        lambda it: it.identity == "AWSService" or (not it.identity and it.calling is not None),
        "type AWSService, or no type and invokedBy",
        _IDENTITY,
    ),
    EventKindRow(
        CallKind.SERVICE_LINKED_ROLE,
        lambda it: it.identity in _SESSIONS and SERVICE_LINKED in it.caller,
        "a role session whose issuer's path begins with /aws-service-role/",
        "UG id_roles_create-service-linked-role",
    ),
    EventKindRow(
        CallKind.SERVICE_ROLE,
        lambda it: it.identity in _SESSIONS and it.calling is not None and it.trusted,
        "a role session with invokedBy, and the role trusts that service",
        _FAS,
    ),
    EventKindRow(
        CallKind.FORWARDED,
        lambda it: it.calling is not None,
        "any other caller with invokedBy, or with a service's name or AWS Internal for an address",
        _FAS,
    ),
    EventKindRow(
        CallKind.DIRECT,
        lambda it: True,
        "no service is named",
        _IDENTITY,
    ),
)


def kind_of(signs: Signs) -> CallKind:
    """The kind of call that a record tells of."""
    return next(row.kind for row in EVENT_KINDS if row.fits(signs))


def signs_of(event: Event, trusts: Callable[[str], bool]) -> Signs:
    """What tells of an event which kind it is.

    Args:
        event: the event.
        trusts: whether the session's role trusts a service, given by its prefix; an empty prefix
            asks about any service.
    """
    identity = event.identity
    calling = calling_service(event)
    if identity is None:
        return Signs("", "", calling, trusted=False)
    session = identity.session
    issuer = session.issuer.arn if session is not None and session.issuer is not None else None
    return Signs(
        identity.type or "",
        issuer or identity.arn or "",
        calling,
        trusted=calling is not None and trusts(calling),
    )


def calling_service(event: Event) -> str | None:
    """The prefix of the service that made the call: empty where it is not named, None where none.

    Source: `invokedBy`; in its absence a source that is the name of a service, and no address.
    """
    named = event.identity.invoked_by if event.identity is not None else None
    if named is None:
        address = event.address or ""
        if not address.startswith(INTERNAL) and "amazonaws.com" not in address:
            return None
        named = address
    if named.startswith(INTERNAL):
        return ""
    return service_of(named)


_NO_CALLS = {
    "AwsServiceEvent": NoRequest.SERVICE_EVENT,
    "AwsConsoleSignIn": NoRequest.SIGN_IN,
    "AwsConsoleAction": NoRequest.SIGN_IN,
    "AwsCloudTrailInsight": NoRequest.SERVICE_EVENT,
    "AwsMcpEvent": NoRequest.SERVICE_EVENT,
}
"""Types of events that are no calls (cloudtrail-event-reference-record-contents, eventType)."""

_NO_PRINCIPALS = frozenset({"IdentityCenterUser", "Directory", "Unknown"})
_NETWORK = "AwsVpceEvent"
_DENIED_AT_ENDPOINT = "VpceAccessDenied"


def no_request(event: Event) -> NoRequest | None:
    """Why a record is no request of its own; None if it is one."""
    found = _NO_CALLS.get(event.type or "")
    if found is not None:
        return found
    if event.type == _NETWORK and event.error_code != _DENIED_AT_ENDPOINT:
        # The called service has recorded it too; what the endpoint denied it never saw.
        return NoRequest.SECOND_RECORD
    identity = event.identity
    if identity is None:
        return NoRequest.NO_PRINCIPAL
    if identity.type in _NO_PRINCIPALS:
        return NoRequest.NO_PRINCIPAL
    if identity.type is None and identity.arn is None and identity.invoked_by is None:
        return NoRequest.NO_PRINCIPAL
    return None
