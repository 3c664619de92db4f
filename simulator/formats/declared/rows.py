"""Which properties of a declared thing hold what? The shapes of the rows; each format fills them.

A property that a format does not have is left empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from simulator.formats.declared.declaration import Declaration
from simulator.language.model import PolicyType


class Owner(StrEnum):
    """Who can have identity-based policies."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"


Targets = tuple[tuple[str, Owner], ...]
"""Properties that name users, groups or roles, and which of these."""


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A type that declares users, groups or roles.

    Args:
        owner: which of these.
        trust: the role's trust policy.
        inline: the list of its inline policies, each with a name and a document.
        inline_name: the name within such an entry.
        inline_document: the document within such an entry.
        managed: the ARNs of its managed policies.
        boundary: the ARN of its permissions boundary.
        groups: the names of the user's groups.
        tags: its tags.
        max_session: the longest session, in seconds.
    """

    type: str
    owner: Owner
    trust: str = ""
    inline: str = ""
    inline_name: str = ""
    inline_document: str = ""
    managed: str = ""
    boundary: str = ""
    groups: str = ""
    tags: str = ""
    max_session: str = ""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A type that gives users, groups or roles a policy.

    Args:
        targets: to whom.
        document: the policy itself.
        name: the policy's name.
        arn: or the ARN of a managed policy.
        declares: whether the thing is a managed policy, which others may name too.
    """

    type: str
    targets: Targets = ()
    document: str = ""
    name: str = ""
    arn: str = ""
    declares: bool = False


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A type that puts users into groups."""

    type: str
    users: str
    groups: str


@dataclass(frozen=True, slots=True)
class ResourcePolicyRow:
    """A type that gives a resource a policy.

    Args:
        document: the policy.
        target: the property that names the resource.
        of: the type of the resource named, to tell its ARN where it is declared elsewhere.
    """

    type: str
    document: str
    target: str
    of: str


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A type that adds one statement to a function's policy.

    Args:
        function: the property that names the function.
        of: the type of functions.
        principal: who may call: an account, an ARN, a service or ``*``.
        action: what.
        conditions: property, operator and key of each condition that it can ask for.
    """

    type: str
    function: str
    of: str
    principal: str
    action: str
    conditions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """A type that gives a VPC endpoint a policy.

    Args:
        document: the policy.
        endpoint: the property that names the endpoint; empty where the thing is the endpoint.
    """

    type: str
    document: str
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationRows:
    """The types of AWS Organizations, and where they hold what.

    Args:
        organization: the organization itself.
        management: its property with the id of the management account.
        policy: a policy.
        document: what it says.
        policy_type: which type it has.
        policy_targets: what it is attached to, where the policy itself says so.
        attachment: what attaches a policy; empty where nothing but the policy does.
        attached: which policy.
        target: to what.
        unit: an organizational unit.
        account: an account.
        parent: where a unit or an account stands.
    """

    organization: str
    management: str
    policy: str
    document: str
    policy_type: str
    policy_targets: str
    attachment: str
    attached: str
    target: str
    unit: str
    account: str
    parent: str

    @property
    def types(self) -> frozenset[str]:
        """Every type that there is."""
        return frozenset((self.organization, self.policy, self.attachment, self.unit, self.account))


ORGANIZATION_POLICY_TYPES = {
    "SERVICE_CONTROL_POLICY": PolicyType.SCP,
    "RESOURCE_CONTROL_POLICY": PolicyType.RCP,
}
"""Types of an organization's policies that decide about access; all others do not."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one format, by type."""

    identities: tuple[IdentityRow, ...]
    grants: tuple[GrantRow, ...]
    memberships: tuple[MembershipRow, ...]
    resource_policies: tuple[ResourcePolicyRow, ...]
    permissions: tuple[PermissionRow, ...]
    endpoints: tuple[EndpointRow, ...]
    organization: OrganizationRows

    def types(self) -> frozenset[str]:
        """Every type that a row is about."""
        tables: tuple[tuple[_Row, ...], ...] = (
            self.identities,
            self.grants,
            self.memberships,
            self.resource_policies,
            self.permissions,
            self.endpoints,
        )
        return frozenset(row.type for table in tables for row in table) | self.organization.types


class _Row(Protocol):
    @property
    def type(self) -> str: ...


R = TypeVar("R", bound=_Row)


def rows_of(
    declarations: Iterable[Declaration], rows: Iterable[R]
) -> Iterator[tuple[Declaration, R]]:
    """Each declaration that there is a row for, with the row."""
    by_type = {row.type: row for row in rows}
    for declaration in declarations:
        if declaration.type in by_type:
            yield declaration, by_type[declaration.type]
