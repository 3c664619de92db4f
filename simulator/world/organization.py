"""Where does an account stand in its organization, and which policies come from above?

ORG orgs_manage_policies_scps_evaluation: root, each unit on the path, the account itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.evaluation.request import UNKNOWN, ContextValue
from simulator.language.model import Policy
from simulator.world.world import Organization, Unit, World

Context = dict[str, ContextValue]
"""Condition keys and their values."""


def units_above(world: World, account: str) -> tuple[Unit, ...]:
    """The root and the units down to an account, root first; empty outside an organization.

    A management account that no unit names stands in the root.
    """
    if world.organization is None:
        return ()
    root = world.organization.root
    found = _path(root, account)
    if found is None and _is_management(world, account):
        return (root,)
    return found or ()


def _path(unit: Unit, account: str) -> tuple[Unit, ...] | None:
    if account in unit.accounts:
        return (unit,)
    for child in unit.units:
        below = _path(child, account)
        if below is not None:
            return (unit, *below)
    return None


def organization_keys(world: World, account: str, stem: str) -> Context:
    """``aws:PrincipalOrgID`` and ``aws:PrincipalOrgPaths`` and their like.

    Args:
        world: where the account is.
        account: whose organization; without one there are no such keys.
        stem: the keys' names without ``ID`` and ``Paths``.
    """
    units = units_above(world, account)
    if world.organization is None or not units:
        return {}
    return {
        f"{stem}ID": world.organization.id,
        f"{stem}Paths": _entity_path(world.organization, units),
    }


def _entity_path(organization: Organization, units: tuple[Unit, ...]) -> ContextValue:
    """The path of an account (``o-…/r-…/ou-…/``), unknown where units go by names of ours.

    A unit's id holds its root's (ORG API_OrganizationalUnit).
    """
    roots = {found["root"] for name in _names(organization.root) if (found := _UNIT.match(name))}
    below = [unit.name for unit in units[1:]]
    if len(roots) != 1 or not all(_UNIT.match(name) for name in below):
        return UNKNOWN
    return ("/".join((organization.id, f"r-{roots.pop()}", *below, "")),)


_UNIT = re.compile(r"ou-(?P<root>[0-9a-z]{4,32})-[0-9a-z]{8,32}\Z")


def _names(unit: Unit) -> Iterator[str]:
    for child in unit.units:
        yield child.name
        yield from _names(child)


def scp_levels(world: World, account: str) -> tuple[tuple[Policy, ...], ...]:
    """The SCPs that bind principals of an account, level by level.

    A level that names none is no limit. The management account is bound by none
    (ORG orgs_manage_policies_scps).
    """
    if _is_management(world, account):
        return ()
    own = world.accounts[account].scps if account in world.accounts else None
    levels = (*(unit.scps for unit in units_above(world, account)), own)
    return tuple(level for level in levels if level is not None)


def rcp_levels(world: World, account: str) -> tuple[tuple[Policy, ...], ...]:
    """The RCPs that bind an account's resources, by level (ORG orgs_manage_policies_rcps)."""
    if _is_management(world, account):
        return ()
    own = world.accounts[account].rcps if account in world.accounts else ()
    levels = (*(unit.rcps for unit in units_above(world, account)), own)
    return tuple(level for level in levels if level)


def _is_management(world: World, account: str) -> bool:
    return world.organization is not None and world.organization.management == account
