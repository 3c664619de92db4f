"""The world as a scenario changes it: policies put in place of an owner's, nothing else touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from simulator.world.names import find_resource, find_role
from simulator.world.scenario import PolicyOverride
from simulator.world.world import Account, World


def with_policies(world: World, policies: Mapping[str, PolicyOverride]) -> World:
    """The world with policies replaced.

    Args:
        policies: by owner as written: ``user/N``, ``group/N``, ``role/N``, a resource's short
            name, or any of them after ``ACCOUNT:``.

    Raises:
        KeyError: there is no such owner.
    """
    for owner, override in policies.items():
        world = _with_owner(world, owner, override)
    return world


def _with_owner(world: World, owner: str, override: PolicyOverride) -> World:
    account, name = _home(world, owner)
    kind, _, rest = name.partition("/")
    if kind == "user" and rest in account.users:
        user = account.users[rest]
        changed = replace(
            user,
            policies=user.policies if override.identity is None else override.identity,
            boundary=override.boundary or user.boundary,
        )
        return _with_account(world, replace(account, users={**account.users, rest: changed}))
    if kind == "group" and rest in account.groups:
        group = account.groups[rest]
        policies = group.policies if override.identity is None else override.identity
        groups = {**account.groups, rest: replace(group, policies=policies)}
        return _with_account(world, replace(account, groups=groups))
    if kind == "role" and rest in account.roles:
        role = account.roles[rest]
        new_role = replace(
            role,
            policies=role.policies if override.identity is None else override.identity,
            boundary=override.boundary or role.boundary,
            trust=override.trust or role.trust,
        )
        return _with_account(world, replace(account, roles={**account.roles, rest: new_role}))
    resource = account.resources[name]
    new_resource = replace(resource, policy=override.resource or resource.policy)
    resources = {**account.resources, name: new_resource}
    return _with_account(world, replace(account, resources=resources))


def _home(world: World, owner: str) -> tuple[Account, str]:
    """The account that an owner is in, and its name there."""
    account, colon, name = owner.partition(":")
    if colon and account in world.accounts:
        return world.accounts[account], name
    target = find_resource(world, owner)
    role = find_role(world, owner)
    home = role.account if role is not None else target.account if target is not None else None
    return world.accounts[home or world.account or ""], owner


def _with_account(world: World, account: Account) -> World:
    return replace(world, accounts={**world.accounts, account.id: account})
