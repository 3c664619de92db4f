"""Whose policies does a scenario replace, and can those owners have such policies?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from simulator.formats.loading import Findings
from simulator.formats.schema import Entry, Fields
from simulator.language.model import Policy
from simulator.world.names import (
    find_caller,
    find_resource,
    find_role,
)
from simulator.world.scenario import PolicyOverride
from simulator.world.world import World

_GROUP = re.compile(r"(?:(?P<account>[0-9]{12}):)?group/(?P<name>.+)", re.DOTALL)

_ALLOWED = {
    "user": ("identity", "boundary"),
    "group": ("identity",),
    "role": ("identity", "boundary", "trust"),
    "resource": ("resource",),
}
"""Which policies each kind of owner can have."""

Override = tuple[Policy, ...] | Fields


def override_of(value: Override) -> PolicyOverride:
    """What was read for one owner."""
    if isinstance(value, tuple):
        return PolicyOverride(identity=value)
    return PolicyOverride(
        identity=value["identity"],
        boundary=value["boundary"],
        trust=value["trust"],
        resource=value["resource"],
    )


def report_owners(
    overrides: Mapping[str, Entry[Override]], world: World, findings: Findings
) -> None:
    """Report owners that the world does not have, and policies that their kind cannot have."""
    for owner, entry in overrides.items():
        kind = _kind_of(owner, world)
        if kind is None:
            findings.report("WLD023", entry.key.span, got=owner, expected=_owners(world))
            continue
        if isinstance(entry.value, tuple):
            if "identity" not in _ALLOWED[kind]:
                findings.report(
                    "WLD024", entry.key.span, got="identity", expected=_ALLOWED[kind], detail=kind
                )
            continue
        for part in entry.value.given:
            if part in entry.value.values and part not in _ALLOWED[kind]:
                findings.report(
                    "WLD024",
                    entry.value.span_of(part),
                    got=part,
                    expected=_ALLOWED[kind],
                    detail=kind,
                )


def _kind_of(owner: str, world: World) -> str | None:
    caller = find_caller(world, owner)
    if caller is not None and caller.user is not None:
        return "user"
    if find_role(world, owner) is not None:
        return "role"
    if _is_group(owner, world):
        return "group"
    target = find_resource(world, owner)
    return "resource" if target is not None and target.resource is not None else None


def _is_group(owner: str, world: World) -> bool:
    match = _GROUP.fullmatch(owner)
    account = world.accounts.get(match["account"] or world.account or "") if match else None
    return match is not None and account is not None and match["name"] in account.groups


def _owners(world: World) -> Iterator[str]:
    """Every owner of policies by the shortest name that means it, for hints."""
    for account in world.accounts.values():
        kinds = {"user": account.users, "group": account.groups, "role": account.roles}
        names = [f"{kind}/{name}" for kind, of_kind in kinds.items() for name in of_kind]
        prefix = "" if account.id == world.account else f"{account.id}:"
        yield from (f"{prefix}{name}" for name in (*names, *account.resources))
