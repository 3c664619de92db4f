"""In which world is a request made of which only the policies are known?

In it is just what the request names: the caller has the policies without a Principal, the resource
of the last call has the one with it. Names without an account are in account 111122223333, of the
partition of the ARNs that the request names.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simulator.language.arn import parse_arn
from simulator.language.model import Policy
from simulator.rules import TODAY
from simulator.source import Source
from simulator.world.scenario import Hop, ScenarioRequest
from simulator.world.world import AWS, Account, Resource, Role, User, World

ACCOUNT = "111122223333"
"""An account that AWS's documentation uses in its examples."""

_NOON = datetime.time(12, tzinfo=datetime.UTC)
_NO_POLICY = "<no policy>"
_NOBODY = Policy(_NO_POLICY, "2012-10-17", None, (), Source(_NO_POLICY, ""))
"""A trust policy that trusts nobody: nobody asks it, the session is there already."""


def last_resource(request: ScenarioRequest) -> str:
    """What the last call is about, as written; only it can have a policy here."""
    return list(_chain(request.tree))[-1].resource


def is_role(resource: str) -> bool:
    """Whether the name means a role, whose policy of this kind is its trust policy."""
    arn = parse_arn(resource)
    return (resource if arn is None else arn.resource).startswith("role/")


def quick_world(
    request: ScenarioRequest, own: Sequence[Policy], of_resource: Policy | None
) -> World:
    """The world of a request.

    Args:
        request: as read from one line.
        own: the caller's policies.
        of_resource: the policy of the last call's resource, the trust policy if that is a role.
    """
    resources = [hop.resource for hop in _chain(request.tree)]
    arns = filter(None, map(parse_arn, (request.tree.acting, *resources)))
    partition = next((arn.partition for arn in arns), AWS)
    cast = _Cast(partition)
    cast.add_caller(request.tree.acting, tuple(own))
    for resource in dict.fromkeys(resources):
        cast.add_resource(resource, of_resource if resource == resources[-1] else None)
    return World(
        rules=TODAY,
        clock=datetime.datetime.combine(TODAY.as_of, _NOON),
        account=ACCOUNT,
        accounts=cast.accounts(),
    )


def _chain(hop: Hop) -> Iterator[Hop]:
    yield hop
    for caused in hop.then:
        yield from _chain(caused)


@dataclass(slots=True)
class _Cast:
    """Who and what the request names, each with its account.

    Args:
        partition: of names that are no ARNs.
    """

    partition: str
    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)

    def add_caller(self, name: str, policies: tuple[Policy, ...]) -> None:
        """A user, or the role of a session; other callers have no policies of their own."""
        arn = parse_arn(name)
        account, named = (ACCOUNT, name) if arn is None else (arn.account, arn.resource)
        partition = self.partition if arn is None else arn.partition
        kind, _, rest = named.partition("/")
        if kind == "user":
            path, user = _path_and_name(rest)
            self.users.append(User(user, account, path, policies, partition=partition))
        elif kind == "assumed-role":
            role = rest.partition("/")[0]
            self.roles.append(Role(role, account, _NOBODY, policies=policies, partition=partition))

    def add_resource(self, name: str, policy: Policy | None) -> None:
        """A role, or a resource by its ARN; other names stay unknown."""
        arn = parse_arn(name)
        account = ACCOUNT if arn is None else arn.account or ACCOUNT
        if is_role(name):
            path, role = _path_and_name((name if arn is None else arn.resource)[len("role/") :])
            partition = self.partition if arn is None else arn.partition
            self.roles.append(Role(role, account, policy or _NOBODY, path, partition=partition))
        elif arn is not None:
            self.resources.append(Resource(name, name, account, policy))

    def accounts(self) -> dict[str, Account]:
        """The accounts of all of them, and the one for names without."""
        members: tuple[User | Role | Resource, ...]
        members = (*self.users, *self.roles, *self.resources)
        partitions = {user.account: user.partition for user in self.users}
        partitions |= {role.account: role.partition for role in self.roles}
        return {
            id_: Account(
                id_,
                users={user.name: user for user in self.users if user.account == id_},
                roles={role.name: role for role in self.roles if role.account == id_},
                resources={one.short: one for one in self.resources if one.account == id_},
                partition=partitions.get(id_, self.partition),
            )
            for id_ in dict.fromkeys((ACCOUNT, *(member.account for member in members)))
        }


def _path_and_name(text: str) -> tuple[str, str]:
    path, _, name = text.rpartition("/")
    return (f"/{path}/" if path else "/"), name
