"""Which values of `world` do the readings of a world file stand for?

Nothing is checked here: these are readings in which nothing was found wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.formats.schema import Entry, Fields
from simulator.formats.shapes import NO_LIMIT, texts
from simulator.language.model import Policy
from simulator.source import Text
from simulator.world.world import (
    Account,
    Endpoint,
    Group,
    Organization,
    Place,
    Resource,
    Role,
    Unit,
    User,
)

_ROOT = "Root"


def place_of(name: str, value: str | Fields) -> Place:
    """A network: an address, or a VPC endpoint."""
    if isinstance(value, str):
        return Place(name, address=value)
    return Place(
        name,
        endpoint=value["endpoint"].value,
        vpc=value["vpc"].value,
        private_address=value["address"],
    )


def account_of(id: str, fields: Fields, partition: str) -> Account:
    """An account with all that is in it.

    Args:
        partition: the one that it is scoped to.
    """
    name: Text | None = fields["name"]
    users: Mapping[str, Entry[Fields]] = fields["users"]
    groups: Mapping[str, Entry[Fields]] = fields["groups"]
    roles: Mapping[str, Entry[Fields]] = fields["roles"]
    resources: Mapping[str, Entry[Fields]] = fields["resources"]
    endpoints: Mapping[str, Entry[Fields]] = fields["endpoints"]
    return Account(
        id=id,
        name=name.value if name is not None else None,
        users={key: _user(key, id, entry.value, partition) for key, entry in users.items()},
        groups={
            key: Group(key, id, _path(entry.value), entry.value["policies"])
            for key, entry in groups.items()
        },
        roles={key: _role(key, id, entry.value, partition) for key, entry in roles.items()},
        resources={key: _resource(key, id, entry.value) for key, entry in resources.items()},
        endpoints={
            key: Endpoint(key, id, entry.value["policy"]) for key, entry in endpoints.items()
        },
        scps=_scps(fields),
        rcps=fields["rcps"],
        partition=partition,
    )


def organization_of(fields: Fields) -> Organization:
    """The organization: its root is the unit that its mapping describes."""
    return Organization(fields["id"].value, fields["management"].value, _unit(_ROOT, fields))


def _unit(name: str, fields: Fields) -> Unit:
    units: Mapping[str, Entry[Fields]] = fields["units"]
    return Unit(
        name=name,
        scps=_scps(fields),
        rcps=fields["rcps"],
        accounts=tuple(account.value for account in fields["accounts"]),
        units=tuple(_unit(key, entry.value) for key, entry in units.items()),
    )


def _scps(fields: Fields) -> tuple[Policy, ...] | None:
    scps: Any = fields["scps"]
    return None if scps is NO_LIMIT else scps


def _path(fields: Fields) -> str:
    path: Text | None = fields["path"]
    return path.value if path is not None else "/"


def _user(name: str, account: str, fields: Fields, partition: str) -> User:
    return User(
        name=name,
        account=account,
        path=_path(fields),
        policies=fields["policies"],
        groups=tuple(group.value for group in fields["groups"]),
        boundary=fields["boundary"],
        tags=texts(fields["tags"]),
        partition=partition,
    )


def _role(name: str, account: str, fields: Fields, partition: str) -> Role:
    return Role(
        name=name,
        account=account,
        trust=fields["trust"],
        path=_path(fields),
        policies=fields["policies"],
        boundary=fields["boundary"],
        tags=texts(fields["tags"]),
        max_session=fields["max_session"],
        partition=partition,
    )


def _resource(short: str, account: str, fields: Fields) -> Resource:
    return Resource(short, fields["arn"], account, fields["policy"], texts(fields["tags"]))
