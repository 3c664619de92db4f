"""What does a service see when it is called: by a person, or by another service for somebody?

`CALL_KINDS` is the table: a row for each kind of call, with its source. From its row and the call
that caused it every hop's request context is derived. Keys of the caller: `actors.py`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from simulator.evaluation.keys import (
    ACTIONS_WITHOUT_ENDPOINT_OWNER,
    ACTIONS_WITHOUT_RESOURCE_ACCOUNT,
    find_key,
)
from simulator.evaluation.request import UNKNOWN, ContextValue, ServiceAddress
from simulator.language.arn import parse_arn
from simulator.rules import Forwarding
from simulator.world.actors import Actor, Context, instant_text, principal_keys
from simulator.world.names import Target, service_principal
from simulator.world.organization import organization_paths
from simulator.world.replayed import CallKind
from simulator.world.world import Place, World

Derived = tuple[ContextValue | None, tuple[str, ...]]
"""A key's value (None = absent) and the rules by which it was derived."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The call with which a chain of forwarded calls began.

    Args:
        place: where its caller sat; None: nobody said.
        source_ip: what aws:SourceIp was there.
        through_endpoint: whether it came through a VPC endpoint.
        instant: when it was made.
        long_term: whether it was made with long-term credentials.
    """

    place: Place | None
    source_ip: Derived
    through_endpoint: bool
    instant: datetime.datetime
    long_term: bool


@dataclass(frozen=True, slots=True)
class CallSite:
    """Everything that a hop's context follows from.

    Args:
        calling: the services that forwarded the call so far, in order; the service that makes it
            is the last one. For calls that services make as a role or as themselves only that one.
        cause: the resource of the call that caused this one, for service principals.
    """

    kind: CallKind
    world: World
    actor: Actor
    action: str
    target: Target
    instant: datetime.datetime
    origin: Origin
    calling: tuple[str, ...] = ()
    cause: Target | None = None
    request_keys: Mapping[str, ContextValue] = field(default_factory=dict)


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


def _redacted(site: CallSite) -> Derived:
    return None, ("service-principal-address",)


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

GLOBAL_SERVICES = frozenset(
    [
        "account",
        "artifact",
        "aws-portal",
        "billing",
        "budgets",
        "ce",
        "chatbot",
        "cloudfront",
        "globalaccelerator",
        "health",
        "iam",
        "networkmanager",
        "organizations",
        "route53",
        "route53domains",
        "savingsplans",
        "shield",
        "support",
        "tag",
        "trustedadvisor",
        "waf",
    ]
)
"""Services with one endpoint for all Regions, whose aws:RequestedRegion is us-east-1
(UG reference_policies_condition-keys, aws:RequestedRegion)."""


def direct_source_ip(place: Place | None) -> Derived:
    """aws:SourceIp of a first call."""
    if place is None:
        return UNKNOWN, ()
    return place.address, ()


def derive_context(site: CallSite) -> dict[str, Derived]:
    """Every key that AWS would put into this hop's request, with the rules it leans on."""
    row = CALL_KINDS[site.kind]
    derived: dict[str, Derived] = {
        key: (value, _principal_rules(key, site.actor))
        for key, value in principal_keys(site.actor, site.world).items()
    }
    derived["aws:SourceIp"] = row.source_ip(site)
    derived["aws:ViaAWSService"] = _via(site, row)
    if row.called_via:
        derived.update(_called_via(site))
    if site.kind is CallKind.DIRECT:
        derived.update((key, (value, ())) for key, value in _network_keys(site).items())
    if site.kind is CallKind.FORWARDED:
        derived.update(_forwarded_credentials(site, derived))
    if site.kind is CallKind.SERVICE_PRINCIPAL:
        derived.update((key, (value, ())) for key, value in _cause_keys(site).items())
    for keys in (_request_keys(site), _resource_keys(site), site.request_keys):
        derived.update((key, (value, ())) for key, value in keys.items())
    return derived


def _principal_rules(key: str, actor: Actor) -> tuple[str, ...]:
    without_mfa = (
        key == "aws:MultiFactorAuthPresent"
        and actor.role is not None
        and actor.session is not None
        and not actor.session.mfa
    )
    return ("mfa-in-role-session",) if without_mfa else ()


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


def _network_keys(site: CallSite) -> Context:
    """Keys of a call through a VPC endpoint; unknown where nobody said where the caller sits."""
    place = site.origin.place
    if place is None:
        return dict.fromkeys(("aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp"), UNKNOWN)
    if place.endpoint is None:
        return {}
    keys: Context = {"aws:SourceVpce": place.endpoint}
    if place.vpc is not None:
        keys["aws:SourceVpc"] = place.vpc
    if place.private_address is not None:
        keys["aws:VpcSourceIp"] = place.private_address
    keys.update(
        (key, value) for key, value in _endpoint_owner(site, place).items() if _sends(key, site)
    )
    return keys


def _endpoint_owner(site: CallSite, place: Place) -> Context:
    owner = next(
        (
            account.id
            for account in site.world.accounts.values()
            if place.endpoint in account.endpoints
        ),
        None,
    )
    if owner is None:
        return dict.fromkeys(
            ("aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"), UNKNOWN
        )
    keys: Context = {"aws:VpceAccount": owner}
    if place.vpc is not None:
        region = site.world.region
        keys["aws:SourceVpcArn"] = f"arn:aws:ec2:{region}:{owner}:vpc/{place.vpc}"
    paths = organization_paths(site.world, owner)
    if site.world.organization is not None and paths is not None:
        keys["aws:VpceOrgID"] = site.world.organization.id
        keys["aws:VpceOrgPaths"] = paths
    return keys


def _sends(key: str, site: CallSite) -> bool:
    """Whether the called service is among the few that send a key on the endpoint's owner."""
    action = site.action.lower()
    row = find_key(key)
    services = row.services if row is not None else None
    listed = services is None or action.partition(":")[0] in services
    return listed and action not in ACTIONS_WITHOUT_ENDPOINT_OWNER


def _cause_keys(site: CallSite) -> Context:
    """aws:SourceArn and its like: the resource for which a service calls as itself."""
    if site.cause is None or site.cause.arn == "*":
        return {}
    keys: Context = {"aws:SourceArn": site.cause.arn}
    account = site.cause.account
    if account is not None:
        keys["aws:SourceAccount"] = account
        paths = organization_paths(site.world, account)
        if site.world.organization is not None and paths is not None:
            keys["aws:SourceOrgID"] = site.world.organization.id
            keys["aws:SourceOrgPaths"] = paths
    return keys


def _request_keys(site: CallSite) -> Context:
    return {
        "aws:CurrentTime": instant_text(site.instant),
        "aws:EpochTime": str(int(site.instant.timestamp())),
        "aws:RequestedRegion": requested_region(site.world, site.action, site.target),
        "aws:SecureTransport": "true",
        "aws:UserAgent": UNKNOWN,
    }


def requested_region(world: World, action: str, target: Target) -> str:
    """aws:RequestedRegion: us-east-1 for global services, else the resource's or the world's."""
    if action.lower().partition(":")[0] in GLOBAL_SERVICES:
        return "us-east-1"
    arn = parse_arn(target.arn)
    return arn.region if arn is not None and arn.region else world.region


_TAG_FAMILIES = {"ec2": ("aws", "ec2"), "iam": ("aws", "iam")}
"""Services that send a resource's tags under their own name as well."""


def _resource_keys(site: CallSite) -> Context:
    keys: Context = {}
    account = site.target.account
    if account is not None and site.action.lower() not in ACTIONS_WITHOUT_RESOURCE_ACCOUNT:
        keys["aws:ResourceAccount"] = account
        paths = organization_paths(site.world, account)
        if site.world.organization is not None and paths is not None:
            keys["aws:ResourceOrgID"] = site.world.organization.id
            keys["aws:ResourceOrgPaths"] = paths
    owner = site.target.resource or site.target.role or site.target.user
    if owner is not None:
        service = site.action.lower().partition(":")[0]
        for family in _TAG_FAMILIES.get(service, ("aws",)):
            for key, value in owner.tags.items():
                keys[f"{family}:ResourceTag/{key}"] = value
    return keys
