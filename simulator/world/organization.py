"""Where does an account stand in its organization, and which policies come from above?

ORG orgs_manage_policies_scps_evaluation: root, each unit on the path, the account itself.
"""

from __future__ import annotations

from simulator.language.model import Policy
from simulator.world.world import Unit, World


def units_above(world: World, account: str) -> tuple[Unit, ...]:
    """The root and the units down to an account, root first; empty outside an organization."""
    if world.organization is None:
        return ()
    return _path(world.organization.root, account) or ()


def _path(unit: Unit, account: str) -> tuple[Unit, ...] | None:
    if account in unit.accounts:
        return (unit,)
    for child in unit.units:
        below = _path(child, account)
        if below is not None:
            return (unit, *below)
    return None


def organization_paths(world: World, account: str) -> tuple[str, ...] | None:
    """aws:PrincipalOrgPaths and the like (``o-…/r-…/ou-…/``); None outside an organization."""
    if world.organization is None:
        return None
    units = units_above(world, account)
    if not units:
        return None
    return ("/".join((world.organization.id, *(unit.name for unit in units), "")),)


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
