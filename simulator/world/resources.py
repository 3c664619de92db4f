"""Which condition keys do the called resource, its account and the Region settle?

UG reference_policies_condition-keys, properties of the resource and aws:RequestedRegion; the keys
that single services send are those of `SERVICE_KEYS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.evaluation.facts import NO_RESOURCE
from simulator.evaluation.request import UNKNOWN, ContextValue
from simulator.keys import ACTIONS_WITHOUT_RESOURCE_ACCOUNT
from simulator.language.arn import parse_arn
from simulator.world.names import Target
from simulator.world.organization import Context, organization_keys
from simulator.world.replayed import CallKind
from simulator.world.sites import CallSite
from simulator.world.world import World

GLOBAL_SERVICES = frozenset(
    [
        "account",
        "artifact",
        "aws-portal",
        "billing",
        "budgets",
        "ce",
        "cloudfront",
        "health",
        "iam",
        "organizations",
        "route53",
        "route53domains",
        "savingsplans",
        "shield",
        "support",
        "trustedadvisor",
        "waf",
    ]
)
"""Services with one endpoint for all Regions, whose aws:RequestedRegion is us-east-1
(UG reference_policies_condition-keys, aws:RequestedRegion)."""

_TAG_FAMILIES = frozenset(
    [
        "autoscaling",
        "ec2",
        "ecr",
        "ecr-public",
        "ecs",
        "elasticloadbalancing",
        "elasticmapreduce",
        "iam",
        "ram",
        "sagemaker",
        "secretsmanager",
        "ssm",
    ]
)
"""Services that send a resource's tags under their own name as well (Service Authorization
Reference: ``ec2:ResourceTag/…`` and the like)."""


def requested_region(world: World, action: str, target: Target) -> str:
    """aws:RequestedRegion: us-east-1 for global services, else the resource's or the world's."""
    if action.lower().partition(":")[0] in GLOBAL_SERVICES:
        return "us-east-1"
    arn = parse_arn(target.arn)
    return arn.region if arn is not None and arn.region else world.region


def resource_account(site: CallSite) -> str | None:
    """The account that owns what is called; a call on no resource stays in the caller's own."""
    if site.target.arn == NO_RESOURCE:
        return site.actor.account
    return site.target.account


def resource_keys(site: CallSite) -> Context:
    """Everything that follows from the resource."""
    keys = {**_account_keys(site), **_service_keys(site)}
    owner = site.target.resource or site.target.role or site.target.user
    if owner is not None:
        families = ("aws", site.service) if site.service in _TAG_FAMILIES else ("aws",)
        for family in families:
            for key, value in owner.tags.items():
                keys[f"{family}:ResourceTag/{key}"] = value
    return keys


def _account_keys(site: CallSite) -> Context:
    if site.action.lower() in ACTIONS_WITHOUT_RESOURCE_ACCOUNT:
        return {}
    account = resource_account(site)
    if account is None:
        return dict.fromkeys(
            ("aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"), UNKNOWN
        )
    organization = organization_keys(site.world, account, "aws:ResourceOrg")
    return {"aws:ResourceAccount": account, **organization}


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """A key that one service sends and whose value follows from the call.

    Args:
        service: the prefix of the service that is called.
        key: its name.
        value: what it holds; None: the request does not have it.
        source: page of AWS's documentation.
    """

    service: str
    key: str
    value: Callable[[CallSite], ContextValue | None]
    source: str


def _via_service(site: CallSite) -> ContextValue | None:
    if site.kind is not CallKind.FORWARDED:
        return None
    region = requested_region(site.world, site.action, site.target)
    return f"{site.calling[-1]}.{region}.amazonaws.com"


def _callers_account(site: CallSite) -> ContextValue | None:
    return site.actor.account


SERVICE_KEYS = (
    ServiceKey("kms", "kms:CallerAccount", _callers_account, "KMS conditions-kms"),
    ServiceKey("kms", "kms:ViaService", _via_service, "KMS conditions-kms"),
    ServiceKey("s3", "s3:ResourceAccount", resource_account, "S3 list_amazons3"),
)


def _service_keys(site: CallSite) -> Context:
    rows = (row for row in SERVICE_KEYS if row.service == site.service)
    found = ((row.key, row.value(site)) for row in rows)
    return {key: value for key, value in found if value is not None}


@dataclass(frozen=True, slots=True)
class SessionKey:
    """A key of a role's session that tells for which resource a service uses the role.

    Args:
        service: the prefix of the service that uses the role.
        key: its name.
        source: page of AWS's documentation.
    """

    service: str
    key: str
    source: str


_GLOBAL = "UG reference_policies_condition-keys"

SESSION_KEYS = (
    SessionKey("codebuild", "codebuild:ProjectArn", _GLOBAL),
    SessionKey("ec2", "ec2:SourceInstanceArn", _GLOBAL),
    SessionKey("lambda", "lambda:SourceFunctionArn", _GLOBAL),
)


def service_role_keys(site: CallSite) -> Context:
    """For which function, instance or project a service uses its role."""
    arn = parse_arn(site.cause.arn) if site.cause is not None else None
    if arn is None or site.cause is None:
        return {}
    return {
        row.key: site.cause.arn
        for row in SESSION_KEYS
        if row.service == site.calling[-1] == arn.service
    }


_OF_CAUSE = ("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths")


def cause_keys(site: CallSite) -> Context:
    """aws:SourceArn and its like: the resource for which a service calls as itself."""
    if site.cause is None or site.cause.arn == NO_RESOURCE:
        return dict.fromkeys(_OF_CAUSE, UNKNOWN)
    keys: Context = {"aws:SourceArn": site.cause.arn}
    account = site.cause.account
    if account is None:
        return keys | dict.fromkeys(_OF_CAUSE[1:], UNKNOWN)
    return keys | {
        "aws:SourceAccount": account,
        **organization_keys(site.world, account, "aws:SourceOrg"),
    }
