"""What does a service see when it is called: by a person, or by another service for somebody?

`CALL_KINDS` is the table: a row for each kind of call, with its source. From its row and the call
that caused it every hop's request context is derived. Keys of the caller: `actors.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.evaluation.request import UNKNOWN, ContextValue, Credentials, ServiceAddress
from simulator.rules import Forwarding
from simulator.world.actors import Actor, instant_text, principal_keys
from simulator.world.names import service_principal
from simulator.world.networks import network_keys
from simulator.world.organization import Context
from simulator.world.replayed import CallKind
from simulator.world.resources import (
    cause_keys,
    requested_region,
    resource_keys,
    service_role_keys,
)
from simulator.world.sites import CallSite, Derived
from simulator.world.world import World


@dataclass(frozen=True, slots=True)
class CallKindRow:
    """One kind of call.

    Args:
        kind: which.
        sees: who the called service sees, in a few words for the reference page.
        source_ip: how aws:SourceIp is derived.
        source_ip_is: the same in a few words for the reference page.
        via_aws_service: aws:ViaAWSService.
        called_via: whether aws:CalledVia, First and Last are set.
        source: page of AWS's documentation.
    """

    kind: CallKind
    sees: str
    source_ip: Callable[[CallSite], Derived]
    source_ip_is: str
    via_aws_service: str
    called_via: bool
    source: str


def _callers_address(site: CallSite) -> Derived:
    return site.origin.source_ip


def _forwarded_address(site: CallSite) -> Derived:
    if site.world.rules.forwarding is Forwarding.REPLACED:
        return _services_address(site)
    if site.origin.through_endpoint:
        return None, ("endpoint-address-forwarded",)
    return site.origin.source_ip


def _services_address(site: CallSite) -> Derived:
    return service_address(site.world, site.calling[-1]), ()


REDACTED: Derived = (None, ("service-principal-address",))
"""aws:SourceIp of a service that calls as itself."""


def _redacted(site: CallSite) -> Derived:
    return REDACTED


def service_address(world: World, service: str) -> ContextValue:
    """The address that a service calls from: the world's, else one that no policy names."""
    ranges = world.services.get(service, ())
    if len(ranges) == 1 and "/" not in ranges[0]:
        return ranges[0]
    return ServiceAddress(service, ranges)


CALL_KINDS: dict[CallKind, CallKindRow] = {
    row.kind: row
    for row in (
        CallKindRow(
            CallKind.DIRECT,
            "the caller",
            _callers_address,
            "the caller's address; absent through a VPC endpoint",
            "false",
            False,
            "UG reference_policies_condition-keys (aws:SourceIp, aws:ViaAWSService)",
        ),
        CallKindRow(
            CallKind.FORWARDED,
            "the same caller, by a forward access session",
            _forwarded_address,
            "preserved: the first caller's, if that call came to a public endpoint; replaced: the "
            "calling service's",
            "true",
            True,
            "UG access_forward_access_sessions",
        ),
        CallKindRow(
            CallKind.SERVICE_ROLE,
            "a session of the role that the service assumed",
            _services_address,
            "the service's address",
            "false",
            False,
            "UG access_forward_access_sessions; UG reference_policies_condition-keys "
            "(aws:CalledVia)",
        ),
        CallKindRow(
            CallKind.SERVICE_LINKED_ROLE,
            "a session of the service-linked role",
            _services_address,
            "the service's address",
            "false",
            False,
            "UG reference_policies_condition-keys (aws:CalledVia)",
        ),
        CallKindRow(
            CallKind.SERVICE_PRINCIPAL,
            "the service itself",
            _redacted,
            "absent: redacted",
            "false",
            False,
            "UG reference_policies_condition-keys (aws:PrincipalIsAWSService)",
        ),
    )
}

SUPPORTS_CALLED_VIA = frozenset(
    [
        "aoss",
        "athena",
        "backup",
        "cloud9",
        "cloudformation",
        "databrew",
        "dataexchange",
        "dynamodb",
        "imagebuilder",
        "kms",
        "mgn",
        "nimble",
        "omics",
        "ram",
        "robomaker",
        "servicecatalog-appregistry",
        "sqlworkbench",
        "ssm-guiconnect",
    ]
)
"""Services on the last list that AWS printed of those that set aws:CalledVia (the guide of 2023,
and later copies); for others rule ``called-via-support``."""

CARRIED = (
    "aws:federatedprovider",
    "aws:multifactorauth",
    "aws:principal",
    "aws:sourceidentity",
    "aws:tokenissuetime",
    "aws:userid",
    "aws:username",
)
"""How the keys begin, in lower case, that a forwarded call has in common with the call that caused
it: those about the caller and its credentials (UG access_forward_access_sessions)."""


def derive_context(site: CallSite) -> dict[str, Derived]:
    """Every key that AWS would put into this hop's request, with the rules it leans on."""
    row = CALL_KINDS[site.kind]
    derived: dict[str, Derived] = {
        key: (value, _principal_rules(key, site.actor))
        for key, value in principal_keys(site.actor, site.world, site.instant).items()
    }
    derived["aws:SourceIp"] = row.source_ip(site)
    derived["aws:ViaAWSService"] = _via(site, row)
    if row.called_via:
        derived.update(_called_via(site))
        derived.update(_forwarded_credentials(site, derived))
        derived.update(site.carried)
    own = _KEYS_OF_KIND.get(site.kind, _no_keys)(site)
    for keys in (own, _request_keys(site), resource_keys(site), site.request_keys):
        derived.update((key, (value, ())) for key, value in keys.items())
    return derived


def _no_keys(site: CallSite) -> Context:
    return {}


_KEYS_OF_KIND: dict[CallKind, Callable[[CallSite], Context]] = {
    CallKind.DIRECT: network_keys,
    CallKind.SERVICE_ROLE: service_role_keys,
    CallKind.SERVICE_PRINCIPAL: cause_keys,
}
"""Keys that one kind of call has and no other."""


def _principal_rules(key: str, actor: Actor) -> tuple[str, ...]:
    of_assumed_role = (
        key == "aws:MultiFactorAuthPresent"
        and actor.role is not None
        and actor.session is not None
        and actor.session.mfa is not None
    )
    return ("mfa-in-role-session",) if of_assumed_role else ()


def _via(site: CallSite, row: CallKindRow) -> Derived:
    if site.kind is CallKind.FORWARDED and not site.world.rules.in_force("via-aws-service"):
        return UNKNOWN, ("via-aws-service",)
    return row.via_aws_service, ()


def _called_via(site: CallSite) -> dict[str, Derived]:
    services = tuple(service_principal(prefix) for prefix in site.calling)
    listed = all(prefix in SUPPORTS_CALLED_VIA for prefix in site.calling)
    rules = () if listed else ("called-via-support",)
    return {
        "aws:CalledVia": (services, rules),
        "aws:CalledViaFirst": (services[0], rules),
        "aws:CalledViaLast": (services[-1], rules),
    }


def _forwarded_credentials(site: CallSite, derived: Mapping[str, Derived]) -> dict[str, Derived]:
    """A service forwards with temporary credentials, whatever the first call was made with."""
    if not site.origin.long_term or "aws:TokenIssueTime" in derived:
        return {}
    return {
        "aws:MultiFactorAuthPresent": ("false", ()),
        "aws:TokenIssueTime": (
            instant_text(site.origin.instant),
            ("token-issue-time-forwarded",),
        ),
    }


def _request_keys(site: CallSite) -> Context:
    keys: Context = {
        "aws:CurrentTime": instant_text(site.instant),
        "aws:EpochTime": str(int(site.instant.timestamp())),
        "aws:RequestedRegion": requested_region(site.world, site.action, site.target),
        "aws:SecureTransport": "true",
        "aws:UserAgent": UNKNOWN,
    }
    if site.actor.credentials is Credentials.NONE:
        # Unsigned requests come from browsers too; nobody said whether this one did.
        keys["aws:referer"] = UNKNOWN
    return keys
