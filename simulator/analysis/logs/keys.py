"""Which condition keys does a record settle, each by which rule?

`world.calls` derives what AWS would put into the request of such a call; the rows of `RECORD_KEYS`
put in what the record tells better, or take out what it does not tell.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.analysis.logs.event import Attributes, Event, SessionContext
from simulator.analysis.logs.joining import Beginning
from simulator.analysis.logs.resources import Parameters
from simulator.evaluation.request import UNKNOWN, ContextValue
from simulator.language.addresses import read_address
from simulator.rules import Forwarding
from simulator.world.actors import Actor
from simulator.world.calls import service_address
from simulator.world.names import service_principal
from simulator.world.replayed import CallKind
from simulator.world.world import World


@dataclass(frozen=True, slots=True)
class Told:
    """What a record tells of a call, as far as keys follow from it.

    Args:
        calling: the prefix of the service that makes the call: empty where it is not named, None
            for a direct call.
        beginning: from where the chain's first call came, if it was found in the log.
        parameters: None where the record has none.
    """

    event: Event
    kind: CallKind
    actor: Actor
    world: World
    calling: str | None
    beginning: Beginning | None
    parameters: Parameters | None

    @property
    def session(self) -> SessionContext:
        """Issuer and attributes of temporary credentials; empty without them."""
        identity = self.event.identity
        found = identity.session if identity is not None else None
        return found if found is not None else SessionContext()

    @property
    def attributes(self) -> Attributes:
        """How and when temporary credentials were obtained; empty where nothing says."""
        return self.session.attributes or Attributes()


class _Derived:
    """The type of `DERIVED`."""


DERIVED = _Derived()
"""That a record says nothing about a key: it stays as `world.calls` derives it."""

Value = ContextValue | _Derived | None


@dataclass(frozen=True, slots=True)
class RecordKey:
    """A key that a record settles.

    Args:
        key: its name.
        fields: of the record, as far as the rule reads any.
        rule: in a few words for the reference page.
        value: what it holds; None: absent.
        source: page of AWS's documentation.
    """

    key: str
    fields: str
    rule: str
    value: Callable[[Told], Value]
    source: str


def _source_ip(told: Told) -> Value:
    event = told.event
    if told.kind is CallKind.DIRECT:
        if event.endpoint is not None:
            return None
        return event.address if is_address(event.address) else UNKNOWN
    if told.kind is CallKind.SERVICE_PRINCIPAL:
        return DERIVED
    if told.kind is CallKind.FORWARDED and told.world.rules.forwarding is Forwarding.PRESERVED:
        beginning = told.beginning
        if beginning is None:
            return UNKNOWN
        if beginning.endpoint is not None:
            return None
        return beginning.address if is_address(beginning.address) else UNKNOWN
    return service_address(told.world, told.calling) if told.calling else UNKNOWN


def is_address(text: str | None) -> bool:
    """Whether a record's address is one, and no service's name."""
    return text is not None and read_address(text) is not None


def _source_vpce(told: Told) -> Value:
    return told.event.endpoint if told.kind is CallKind.DIRECT else DERIVED


def _of_place(told: Told) -> Value:
    """What only the world tells of an endpoint; through none there is no such key."""
    if told.kind is not CallKind.DIRECT:
        return DERIVED
    if told.event.endpoint is None:
        return None
    known = any(place.endpoint == told.event.endpoint for place in told.world.networks.values())
    return DERIVED if known else UNKNOWN


def _vpc_source_ip(told: Told) -> Value:
    if told.kind is not CallKind.DIRECT or told.event.endpoint is None:
        return None if told.kind is CallKind.DIRECT else DERIVED
    return told.event.address if is_address(told.event.address) else UNKNOWN


def _called_via(told: Told) -> Value:
    if told.kind is not CallKind.FORWARDED:
        return DERIVED
    whole = told.calling and told.beginning is not None
    return (service_principal(told.calling or ""),) if whole else UNKNOWN


def _called_via_first(told: Told) -> Value:
    found = _called_via(told)
    return found[0] if isinstance(found, tuple) else found


def _called_via_last(told: Told) -> Value:
    if told.kind is not CallKind.FORWARDED:
        return DERIVED
    return service_principal(told.calling) if told.calling else UNKNOWN


def _kms_via_service(told: Told) -> Value:
    unnamed = told.kind is CallKind.FORWARDED and not told.calling
    return UNKNOWN if unnamed else DERIVED


def _mfa(told: Told) -> Value:
    said = told.attributes.mfa_authenticated
    if said is None:
        return DERIVED
    return str(said).lower()


def _mfa_age(told: Told) -> Value:
    said = _mfa(told)
    if said == "true":
        return UNKNOWN
    return DERIVED if said is DERIVED else None


def _token_issue_time(told: Told) -> Value:
    return told.attributes.creation_date or DERIVED


def _source_identity(told: Told) -> Value:
    if told.session.source_identity is not None:
        return told.session.source_identity
    return None if told.attributes.creation_date is not None else DERIVED


def _federated_provider(told: Told) -> Value:
    federation = told.session.federation
    if federation is not None and federation.provider is not None:
        return federation.provider
    return None if told.attributes.creation_date is not None else DERIVED


def _userid(told: Told) -> Value:
    identity = told.event.identity
    found = identity.principal if identity is not None else None
    return DERIVED if not found or told.actor.service is not None else found


def _user_agent(told: Told) -> Value:
    # What a service says in the user's name, nobody recorded.
    direct = told.kind is CallKind.DIRECT and told.event.user_agent is not None
    return told.event.user_agent if direct else UNKNOWN


def _current_time(told: Told) -> Value:
    return told.event.time


def _epoch_time(told: Told) -> Value:
    instant = instant_of(told.event.time)
    return str(int(instant.timestamp())) if instant is not None else UNKNOWN


def _region(told: Told) -> Value:
    return told.event.region or DERIVED


_KEYS_PAGE = "UG reference_policies_condition-keys"
_IDENTITY = "CloudTrail cloudtrail-event-reference-user-identity"
_CONTENTS = "CloudTrail cloudtrail-event-reference-record-contents"
_FAS = "UG access_forward_access_sessions"

RECORD_KEYS = (
    RecordKey(
        "aws:SourceIp",
        "sourceIPAddress, vpcEndpointId",
        "direct: the address; absent through a VPC endpoint. Forwarded: under preserved that of "
        "the first call, if the log has it, else unknown; under replaced the service's. Of a "
        "service's role: the service's. Never X-Forwarded-For",
        _source_ip,
        _CONTENTS,
    ),
    RecordKey(
        "aws:SourceVpce",
        "vpcEndpointId",
        "direct: the endpoint; absent without one",
        _source_vpce,
        _CONTENTS,
    ),
    *(
        RecordKey(
            key,
            "vpcEndpointId",
            "direct: as the world's networks and endpoints tell of this endpoint, else unknown; "
            "absent without one",
            _of_place,
            _KEYS_PAGE,
        )
        for key in (
            "aws:SourceVpc",
            "aws:SourceVpcArn",
            "aws:VpceAccount",
            "aws:VpceOrgID",
            "aws:VpceOrgPaths",
        )
    ),
    RecordKey(
        "aws:VpcSourceIp",
        "sourceIPAddress, vpcEndpointId",
        "direct through an endpoint: the address; else absent",
        _vpc_source_ip,
        _CONTENTS,
    ),
    RecordKey(
        "aws:CalledVia",
        "invokedBy",
        "forwarded: that service, if the direct call to it is in the log; else unknown, since "
        "other services may stand before it",
        _called_via,
        _FAS,
    ),
    RecordKey("aws:CalledViaFirst", "invokedBy", "as aws:CalledVia", _called_via_first, _FAS),
    RecordKey("aws:CalledViaLast", "invokedBy", "forwarded: that service", _called_via_last, _FAS),
    RecordKey(
        "kms:ViaService",
        "invokedBy",
        "forwarded: that service; unknown where it is AWS Internal",
        _kms_via_service,
        "KMS conditions-kms",
    ),
    RecordKey(
        "aws:MultiFactorAuthPresent",
        "sessionContext.attributes.mfaAuthenticated",
        "as recorded; absent with a user's access key",
        _mfa,
        _IDENTITY,
    ),
    RecordKey(
        "aws:MultiFactorAuthAge",
        "sessionContext.attributes.mfaAuthenticated",
        "unknown where it is true, else absent",
        _mfa_age,
        _IDENTITY,
    ),
    RecordKey(
        "aws:TokenIssueTime",
        "sessionContext.attributes.creationDate",
        "as recorded; absent with a user's access key",
        _token_issue_time,
        _IDENTITY,
    ),
    RecordKey(
        "aws:SourceIdentity",
        "sessionContext.sourceIdentity",
        "as recorded; absent from a session context without it",
        _source_identity,
        _IDENTITY,
    ),
    RecordKey(
        "aws:FederatedProvider",
        "sessionContext.webIdFederationData.federatedProvider",
        "as recorded; absent from a session context without it",
        _federated_provider,
        _IDENTITY,
    ),
    RecordKey("aws:userid", "principalId", "as recorded", _userid, _IDENTITY),
    RecordKey(
        "aws:UserAgent",
        "userAgent",
        "direct: as recorded; unknown of a service's call",
        _user_agent,
        _CONTENTS,
    ),
    RecordKey("aws:CurrentTime", "eventTime", "as recorded", _current_time, _CONTENTS),
    RecordKey("aws:EpochTime", "eventTime", "as recorded", _epoch_time, _CONTENTS),
    RecordKey("aws:RequestedRegion", "awsRegion", "as recorded", _region, _CONTENTS),
)

TIME_KEYS = frozenset({"aws:currenttime", "aws:epochtime", "aws:multifactorauthage"})
"""Keys, in lower case, that differ from event to event."""


def instant_of(time: str) -> datetime.datetime | None:
    """The instant of an `eventTime`; None if it is none."""
    try:
        found = datetime.datetime.fromisoformat(time.replace(" ", "T", 1))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=datetime.UTC)


def recorded(told: Told, derived: Mapping[str, ContextValue | None]) -> dict[str, ContextValue]:
    """The keys of a call's request: as derived, then as the record has them.

    Args:
        told: what the record tells.
        derived: what AWS would put into the request of such a call.
    """
    context = {key: value for key, value in derived.items() if value is not None}
    for row in RECORD_KEYS:
        value = row.value(told)
        if isinstance(value, _Derived):
            continue
        if value is None:
            context.pop(row.key, None)
        else:
            context[row.key] = value
    return context
