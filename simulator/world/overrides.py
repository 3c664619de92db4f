"""The world as a scenario changes it: policies put in place of an owner's, nothing else touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from simulator.language.model import Policy
from simulator.world.names import find_resource
from simulator.world.scenario import PolicyOverride
from simulator.world.world import Account, World

_GROUP = re.compile(r"(?:(?P<account>[0-9]{12}):)?group/(?P<name>.+)", re.DOTALL)


def with_policies(world: World, policies: Mapping[str, PolicyOverride]) -> World:
    """The world with policies replaced.

    Args:
        policies: by owner as written: ``user/N``, ``group/N``, ``role/N``, a resource's short
            name, any of them after ``ACCOUNT:``, or an ARN.

    Raises:
        KeyError: there is no such owner.
    """
    for owner, override in policies.items():
        world = _with_owner(world, owner, override)
    return world


def _with_owner(world: World, owner: str, override: PolicyOverride) -> World:
    match = _GROUP.fullmatch(owner)
    home = world.accounts.get(match["account"] or world.account or "") if match else None
    if match is not None and home is not None and match["name"] in home.groups:
        return _with_group(world, home, match["name"], override)
    target = find_resource(world, owner)
    if target is None:
        raise KeyError(owner)
    account = world.accounts[target.account or ""]
    if target.user is not None:
        user = replace(
            target.user,
            policies=_or(override.identity, target.user.policies),
            boundary=override.boundary or target.user.boundary,
        )
        return with_account(world, replace(account, users={**account.users, user.name: user}))
    if target.role is not None:
        role = replace(
            target.role,
            policies=_or(override.identity, target.role.policies),
            boundary=override.boundary or target.role.boundary,
            trust=override.trust or target.role.trust,
        )
        return with_account(world, replace(account, roles={**account.roles, role.name: role}))
    if target.resource is None:
        raise KeyError(owner)
    short = target.resource.short
    resource = replace(account.resources[short], policy=override.resource or target.resource.policy)
    resources = {**account.resources, short: resource}
    return with_account(world, replace(account, resources=resources))


def _with_group(world: World, account: Account, name: str, override: PolicyOverride) -> World:
    group = account.groups[name]
    changed = replace(group, policies=_or(override.identity, group.policies))
    return with_account(world, replace(account, groups={**account.groups, name: changed}))


def _or(given: tuple[Policy, ...] | None, had: tuple[Policy, ...]) -> tuple[Policy, ...]:
    return had if given is None else given


def with_account(world: World, account: Account) -> World:
    """The world with an account in place of the one of the same number."""
    return replace(world, accounts={**world.accounts, account.id: account})
