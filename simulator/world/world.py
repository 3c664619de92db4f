"""The accounts, principals, resources and networks in which calls are made.

A `World` is a value: loaded by `formats`, asked by `replay`. Names are as people write them
(`user/alice`, `role/Bob`, `instance/i-0abc`); `names.py` resolves them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.language.model import Policy
from simulator.rules import Rules

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller sits: a public address, or a VPC endpoint.

    Args:
        name: its name in the world, or the address itself.
        address: public address; None when the call comes through a VPC endpoint.
        endpoint: id of the VPC endpoint (``vpce-…``).
        vpc: id of the VPC.
        private_address: the caller's address inside the VPC.
    """

    name: str
    address: str | None = None
    endpoint: str | None = None
    vpc: str | None = None
    private_address: str | None = None


AWS = "aws"
"""The partition of most Regions."""


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user; `policies` are its own, those of its groups come with the groups."""

    name: str
    account: str
    path: str = "/"
    policies: tuple[Policy, ...] = ()
    groups: tuple[str, ...] = ()
    boundary: Policy | None = None
    tags: Tags = field(default_factory=dict)
    partition: str = AWS

    @property
    def arn(self) -> str:
        """The user's ARN, path included."""
        return f"arn:{self.partition}:iam::{self.account}:user{self.path}{self.name}"


@dataclass(frozen=True, slots=True)
class Group:
    """An IAM group."""

    name: str
    account: str
    path: str = "/"
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role.

    Args:
        max_session: the longest session that may be asked for.
    """

    name: str
    account: str
    trust: Policy
    path: str = "/"
    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    tags: Tags = field(default_factory=dict)
    max_session: datetime.timedelta = datetime.timedelta(hours=1)
    partition: str = AWS

    @property
    def arn(self) -> str:
        """The role's ARN, path included."""
        return f"arn:{self.partition}:iam::{self.account}:role{self.path}{self.name}"

    @property
    def service_linked(self) -> bool:
        """Whether an AWS service owns the role: its path says so."""
        return self.path.startswith("/aws-service-role/")


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: `account` owns it, whatever its ARN says."""

    short: str
    arn: str
    account: str
    policy: Policy | None = None
    tags: Tags = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A VPC endpoint; without a policy of its own it has the default one, which allows all."""

    id: str
    account: str
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One AWS account. `scps` and `rcps` are those attached to the account itself.

    Args:
        scps: None = no organization limits here; empty = the level allows nothing.
        partition: the one that it is scoped to (UG reference-arns).
    """

    id: str
    name: str | None = None
    users: Mapping[str, User] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    scps: tuple[Policy, ...] | None = None
    rcps: tuple[Policy, ...] = ()
    partition: str = AWS


@dataclass(frozen=True, slots=True)
class Unit:
    """The root of an organization or an organizational unit.

    Args:
        name: ``Root`` for the root.
        scps: None = no limit at this level; empty = the level allows nothing.
        accounts: ids of the accounts directly in it.
    """

    name: str
    scps: tuple[Policy, ...] | None = None
    rcps: tuple[Policy, ...] = ()
    accounts: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization: its id (``o-…``), its management account and the tree under its root."""

    id: str
    management: str
    root: Unit


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a scenario's calls can touch.

    Args:
        rules: which day's AWS, which network model.
        clock: where `aws:CurrentTime` begins, with a zone.
        account: completes short names; None when several accounts are there and none was named.
        region: completes short names; the accounts are of its partition.
        services: a service's real ranges (CIDR texts or addresses), in place of "CloudFormation's
            address", by service prefix.
    """

    rules: Rules
    clock: datetime.datetime
    account: str | None
    region: str = "us-east-1"
    networks: Mapping[str, Place] = field(default_factory=dict)
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organization: Organization | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
