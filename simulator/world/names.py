"""Which caller, resource or place does a name in a call mean?

Short names (`user/alice`, `role/Bob`, `instance/i-0abc`, `office`) resolve in the world's own
account; `222233334444:user/dave` names another; full ARNs and addresses always work. `sso/Admin` is
the role that Identity Center made in the account for a permission set. Sessions are not known here:
they exist only from the call that yields them (`replay.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from simulator.evaluation.facts import FEDERATED_PROVIDERS
from simulator.language.addresses import read_address
from simulator.language.arn import parse_arn, partition_named
from simulator.world.world import Account, Place, Resource, Role, User, World

_ELSEWHERE = re.compile(r"(?P<account>\d{12}):(?P<name>.+)", re.ASCII | re.DOTALL)
_PROVIDERS = ("saml-provider", "oidc-provider")
ANONYMOUS = "anonymous"
ROOT = "root"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a first call.

    Args:
        label: the name as written.
        principal: as `Request.principal` takes it.
        account: the caller's account; None for services and anonymous callers.
        user: the user, if the world has it.
        role: the role, if the principal is a role session written as an ARN.
        service: the prefix, for a service principal.
        provider: an identity provider, for the calls in which a role is assumed with its word.
    """

    label: str
    principal: str
    account: str | None
    user: User | None = None
    role: Role | None = None
    service: str | None = None
    provider: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The resource of a call.

    Args:
        label: the name as written.
        arn: its ARN, or ``*``.
        account: the account that owns it; None where nobody says.
        resource: the world's entry, if it has one.
        role: the role, where the resource is one.
    """

    label: str
    arn: str
    account: str | None
    resource: Resource | None = None
    role: Role | None = None
    user: User | None = None


def service_principal(prefix: str) -> str:
    """The service principal of a service prefix (UG reference_policies_elements_principal)."""
    return f"{prefix}.amazonaws.com"


def role_session_arn(role_arn: str, account: str, session_name: str) -> str:
    """The ARN of a role's session, which is without the role's path."""
    name = role_arn.rpartition("/")[2]
    return f"arn:{partition_named(role_arn)}:sts::{account}:assumed-role/{name}/{session_name}"


def find_caller(world: World, text: str) -> Caller | None:
    """The caller that a name means, None if the world has none of this name."""
    if text == ANONYMOUS:
        return Caller(text, "*", None)
    if text.startswith("service/"):
        prefix = text.removeprefix("service/")
        return Caller(text, service_principal(prefix), None, service=prefix)
    if text in FEDERATED_PROVIDERS:
        return Caller(text, text, None, provider=True)
    if text.startswith("arn:"):
        return _caller_of_arn(world, text)
    account, name = _account_and_name(world, text)
    if account is None:
        return None
    if name == ROOT:
        return Caller(text, f"arn:{account.partition}:iam::{account.id}:root", account.id)
    if name.startswith("user/"):
        user = account.users.get(name.removeprefix("user/"))
        return None if user is None else Caller(text, user.arn, account.id, user=user)
    return _session_of_permission_set(account, name, text)


def _session_of_permission_set(account: Account, name: str, label: str) -> Caller | None:
    """Who signs in through Identity Center: ``sso/N/SESSION``, the session's name being theirs."""
    named, _, session = name.rpartition("/")
    role = _role_in(account, named) if named.startswith("sso/") else None
    if role is None or not session:
        return None
    principal = role_session_arn(role.arn, role.account, session)
    return Caller(label, principal, account.id, role=role)


def _caller_of_arn(world: World, text: str) -> Caller | None:
    arn = parse_arn(text)
    if arn is None:
        return None
    account = world.accounts.get(arn.account)
    kind, _, rest = arn.resource.partition("/")
    if kind in _PROVIDERS and arn.service == "iam":
        return Caller(text, text, None, provider=True)
    user = role = None
    if account is not None and kind == "user":
        user = _with_arn(account.users, text)
    if account is not None and kind == "assumed-role":
        role = account.roles.get(rest.partition("/")[0])
    if arn.service not in ("iam", "sts") or kind not in (
        "user",
        "assumed-role",
        "federated-user",
        ROOT,
    ):
        return None
    return Caller(text, text, arn.account, user=user, role=role)


def find_role(world: World, text: str) -> Role | None:
    """The role that ``role/N``, ``222233334444:role/N`` or a role's ARN means."""
    if text.startswith("arn:"):
        arn = parse_arn(text)
        home = world.accounts.get(arn.account) if arn is not None else None
        return _with_arn(home.roles, text) if home is not None else None
    account, name = _account_and_name(world, text)
    return None if account is None else _role_in(account, name)


_OF_PERMISSION_SET = "AWSReservedSSO_"
_SUFFIX = re.compile("_[0-9a-f]{16}")


def _role_in(account: Account, name: str) -> Role | None:
    """The role of an account that ``role/N`` means, or ``sso/N`` for a permission set's.

    A role of Identity Center is called AWSReservedSSO, the permission set, and 16 digits that
    differ from account to account and change when it is provisioned anew: they may be left out
    (IAM Identity Center User Guide, referencingpermissionsets).
    """
    kind, _, rest = name.partition("/")
    if kind == "sso":
        rest = _OF_PERMISSION_SET + rest
    elif kind != "role":
        return None
    if rest in account.roles or not rest.startswith(_OF_PERMISSION_SET):
        return account.roles.get(rest)
    fits = [
        role
        for role in account.roles
        if role.startswith(rest) and _SUFFIX.fullmatch(role, len(rest))
    ]
    return account.roles[fits[0]] if len(fits) == 1 else None


_Owner = TypeVar("_Owner", User, Role)


def _with_arn(owners: Mapping[str, _Owner], arn: str) -> _Owner | None:
    """The user or role of this ARN; the name at its end is unique, whatever the path."""
    found = owners.get(arn.rpartition("/")[2])
    return found if found is not None and found.arn == arn else None


def find_resource(world: World, text: str) -> Target | None:
    """The resource that a short name, ``role/N``, ``user/N``, an ARN or ``*`` means."""
    if text == "*":
        return Target(text, text, None)
    if text.startswith("arn:"):
        return _target_of_arn(world, text)
    account, name = _account_and_name(world, text)
    homes = [account] if account is not None else []
    if account is None or name == text:
        homes += [other for other in world.accounts.values() if other is not account]
    for home in homes:
        target = _target_in(home, name, text)
        if target is not None:
            return target
    return None


def _target_in(account: Account, name: str, label: str) -> Target | None:
    resource = account.resources.get(name)
    if resource is not None:
        return Target(label, resource.arn, resource.account, resource=resource)
    kind, _, rest = name.partition("/")
    role = _role_in(account, name)
    if role is not None:
        return Target(label, role.arn, role.account, role=role)
    if kind == "user" and rest in account.users:
        user = account.users[rest]
        return Target(label, user.arn, user.account, user=user)
    return None


def _target_of_arn(world: World, text: str) -> Target | None:
    arn = parse_arn(text)
    if arn is None:
        return None
    for account in world.accounts.values():
        for resource in account.resources.values():
            if resource.arn == text:
                return Target(text, text, resource.account, resource=resource)
    owner = world.accounts.get(arn.account) if arn.service == "iam" else None
    if owner is not None:
        role, user = _with_arn(owner.roles, text), _with_arn(owner.users, text)
        if role is not None or user is not None:
            return Target(text, text, owner.id, role=role, user=user)
    home = _home_of(world, text)
    if home is not None:
        within = replace(home, arn=text, tags={})
        return Target(text, text, home.account, resource=within)
    return Target(text, text, arn.account or None)


_WITHIN = re.compile(r"arn:[^:]*:(?:s3:::|dynamodb:[^:]*:[0-9]{12}:table/)[^/]+(?=/)")


def _home_of(world: World, text: str) -> Resource | None:
    """The bucket of an S3 object, the table of a DynamoDB index: their policy governs it too.

    Service Authorization Reference, resource types of S3 and DynamoDB.
    """
    found = _WITHIN.match(text)
    if found is None:
        return None
    target = _target_of_arn(world, found.group())
    return target.resource if target is not None else None


def find_place(world: World, text: str) -> Place | None:
    """The place that a name of the world's networks, or an address, means."""
    if text in world.networks:
        return world.networks[text]
    return Place(text, address=text) if read_address(text) is not None else None


def _account_and_name(world: World, text: str) -> tuple[Account | None, str]:
    elsewhere = _ELSEWHERE.fullmatch(text)
    if elsewhere is not None:
        return world.accounts.get(elsewhere["account"]), elsewhere["name"]
    return world.accounts.get(world.account or ""), text


def caller_names(world: World) -> tuple[str, ...]:
    """Every caller of the world by the shortest name that means it, for hints."""
    return (
        *_qualified(world, lambda account: [*(f"user/{name}" for name in account.users), ROOT]),
        ANONYMOUS,
    )


def role_names(world: World) -> tuple[str, ...]:
    """Every role of the world by the shortest name that means it, for hints."""
    return _qualified(world, lambda account: [f"role/{name}" for name in account.roles])


def resource_names(world: World) -> tuple[str, ...]:
    """Every resource of the world by the shortest name that means it, for hints."""
    return (
        *_qualified(
            world,
            lambda account: [
                *account.resources,
                *(f"role/{name}" for name in account.roles),
                *(f"user/{name}" for name in account.users),
            ],
        ),
        "*",
    )


def place_names(world: World) -> tuple[str, ...]:
    """Every place of the world, for hints."""
    return tuple(world.networks)


def _qualified(world: World, names_of: Callable[[Account], list[str]]) -> tuple[str, ...]:
    return tuple(
        name if account.id == world.account else f"{account.id}:{name}"
        for account in world.accounts.values()
        for name in names_of(account)
    )
