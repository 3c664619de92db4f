"""What is asked: one request as one service sees it, and the policies that are in play.

`Request` holds what the caller of `evaluate` knows and nothing that AWS would add: a key that is
not in `context` is missing from the request. `world` fills in what AWS would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from simulator.language.model import Policy, PolicyType


class _Unknown:
    """The type of `UNKNOWN`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""The value of a context key that may be there or not, with a value that nobody told."""


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """The address of an AWS service, which is no number that we know.

    It lies in every range of length 0 and in no other that a policy names (rule
    ``service-address``).

    Args:
        service: the service's prefix, such as ``cloudformation``.
        ranges: CIDR texts in which the world says that it lies. A range that a policy names then
            holds it or not, or nobody knows, if it holds a part of them.
    """

    service: str
    ranges: tuple[str, ...] = ()


ContextValue = str | ServiceAddress | _Unknown | tuple[str, ...]


def is_open(value: ContextValue | None) -> bool:
    """Whether a key can hold one value or another: unknown, or an address in a service's ranges."""
    return value is UNKNOWN or (isinstance(value, ServiceAddress) and bool(value.ranges))


class Credentials(StrEnum):
    """How the caller got its credentials, which decides what a resource-based policy can give."""

    LONG_TERM = "long-term"
    SESSION_TOKEN = "session-token"
    ASSUMED_ROLE = "assumed-role"
    SAML = "saml"
    WEB_IDENTITY = "web-identity"
    FEDERATION_TOKEN = "federation-token"
    ROOT = "root"
    SERVICE = "service"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Request:
    """One API call as the service that is called sees it.

    Args:
        principal: the caller's ARN (user, role session, federated user, account root), a service
            principal such as ``cloudformation.amazonaws.com``, or ``*`` for an anonymous caller.
        action: such as ``ec2:StopInstances``; upper and lower case do not matter.
        resource: ARN of the resource, or ``*`` for actions that have none.
        resource_account: the account that owns the resource; None: the one in its ARN, and if
            there is none (S3), the caller's.
        credentials: how the caller got its credentials; None: as the ARN says.
        context: condition keys and their values. A string is a single value, a list a multi-valued
            key, UNKNOWN says that nobody knows. Booleans and numbers are taken as their JSON text.
        federated_by: the ARN of the user who called GetFederationToken, for a federated user's
            session, whose own ARN does not say.
        by_key: the context by lower-case key; made, not given.
        has_unknown: whether some key can hold this or that (`is_open`); made, not given.

    Raises:
        TypeError: a context value is neither text, a number, a boolean, a sequence of those,
            UNKNOWN nor a ServiceAddress.
    """

    principal: str
    action: str
    resource: str
    resource_account: str | None = None
    credentials: Credentials | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    federated_by: str | None = None
    by_key: dict[str, ContextValue] = field(init=False, repr=False, compare=False)
    has_unknown: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        if self.credentials is not None:
            set_field(self, "credentials", Credentials(self.credentials))
        context = {key: _context_value(key, value) for key, value in self.context.items()}
        set_field(self, "context", context)
        # Key names are matched in any case.
        set_field(self, "by_key", {key.lower(): value for key, value in context.items()})
        set_field(self, "has_unknown", any(is_open(value) for value in context.values()))


def _context_value(key: str, value: Any) -> ContextValue:
    if isinstance(value, (str, ServiceAddress)) or value is UNKNOWN:
        return value
    if isinstance(value, (bool, int, float)):
        return _scalar(value)
    if isinstance(value, Iterable) and not isinstance(value, (bytes, Mapping)):
        items = tuple(value)
        if all(isinstance(item, (str, bool, int, float)) for item in items):
            return tuple(_scalar(item) for item in items)
    raise TypeError(
        f"context[{key!r}] is {type(value).__name__}: expected text, a number, a boolean, "
        "a list of those, UNKNOWN or a ServiceAddress"
    )


def _scalar(value: str | bool | int | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


Levels = tuple[tuple[Policy, ...], ...]
"""Policies of one type, level by level: of an organization several, else one."""


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The policies in play for a request.

    Args:
        identity: the caller's own: of the user and its groups, or of the role.
        resource: the resource's own policy; for `sts:AssumeRole` the role's trust policy.
        boundary: the permissions boundary. None: there is none; an empty list allows nothing.
        session: the session policies. None: none was passed; an empty list allows nothing.
        scps: of the principal's organization, level by level: root, OUs, account. Empty: no
            organization; an empty level allows nothing.
        rcps: of the resource's organization, level by level; AWS's RCPFullAWSAccess is implied.
        endpoint: the policy of the VPC endpoint the call came through. None: no endpoint, or one
            with the default policy, which allows all.
        levels: the policies of each type that is there, level by level; made, not given. The
            resource's own is there as a trust policy too, since a call decides which it is.
    """

    identity: tuple[Policy, ...] = ()
    resource: tuple[Policy, ...] | None = None
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    scps: tuple[tuple[Policy, ...], ...] = ()
    rcps: tuple[tuple[Policy, ...], ...] = ()
    endpoint: tuple[Policy, ...] | None = None
    levels: dict[PolicyType, Levels] = field(init=False, repr=False, compare=False)

    def __init__(
        self,
        identity: Policy | Sequence[Policy] = (),
        resource: Policy | Sequence[Policy] | None = None,
        boundary: Policy | Sequence[Policy] | None = None,
        session: Policy | Sequence[Policy] | None = None,
        scps: Sequence[Sequence[Policy]] | None = None,
        rcps: Sequence[Sequence[Policy]] | None = None,
        endpoint: Policy | Sequence[Policy] | None = None,
    ) -> None:
        set_field = object.__setattr__
        set_field(self, "identity", _policies(identity) or ())
        set_field(self, "resource", _policies(resource))
        set_field(self, "boundary", _policies(boundary))
        set_field(self, "session", _policies(session))
        set_field(self, "scps", tuple(tuple(level) for level in scps or ()))
        set_field(self, "rcps", tuple(tuple(level) for level in rcps or ()))
        set_field(self, "endpoint", _policies(endpoint))
        single = {
            PolicyType.ENDPOINT: self.endpoint,
            PolicyType.RESOURCE: self.resource,
            PolicyType.TRUST: self.resource,
            PolicyType.IDENTITY: self.identity,
            PolicyType.BOUNDARY: self.boundary,
            PolicyType.SESSION: self.session,
        }
        levels = {PolicyType.RCP: self.rcps, PolicyType.SCP: self.scps}
        there = {type: (level,) for type, level in single.items() if level is not None}
        set_field(self, "levels", {type: found for type, found in levels.items() if found} | there)


def _policies(value: Policy | Sequence[Policy] | None) -> tuple[Policy, ...] | None:
    if value is None:
        return None
    return (value,) if isinstance(value, Policy) else tuple(value)


def every_policy(policies: PolicySet) -> Iterator[Policy]:
    """All policies in play."""
    single = (
        policies.identity,
        policies.resource,
        policies.boundary,
        policies.session,
        policies.endpoint,
    )
    for level in (*single, *policies.scps, *policies.rcps):
        yield from level or ()
