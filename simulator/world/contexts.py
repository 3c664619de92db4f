"""What is in a hop's request context once the scenario has had its say, and what changed there?"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.evaluation.request import UNKNOWN
from simulator.keys import is_many
from simulator.world.replayed import Change, ContextEntry, Origin
from simulator.world.scenario import Overrides
from simulator.world.sites import Derived

Derivation = dict[str, Derived]
"""A request context with the rules by which each key was derived."""

MFA_PRESENT, MFA_AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"


def overridden(derived: Derivation, overrides: Overrides) -> Derivation:
    """The context as the scenario says it is, key names in any case."""
    names = {key.lower(): key for key in derived}

    def spelled(key: str) -> str:
        return names.get(key.lower(), key)

    found = dict(derived)
    for key in overrides.absent:
        found[spelled(key)] = (None, ())
    for key in overrides.unknown:
        found[spelled(key)] = (UNKNOWN, ())
    for key, value in overrides.given.items():
        found[spelled(key)] = (_as_sent(key, value), ())
    told = {key.lower() for key in (*found, *overrides.absent)}
    if _given(overrides, MFA_PRESENT) == "true" and MFA_AGE.lower() not in told:
        found[MFA_AGE] = (UNKNOWN, ())
    return found


def _given(overrides: Overrides, name: str) -> str | tuple[str, ...] | None:
    return next(
        (value for key, value in overrides.given.items() if key.lower() == name.lower()), None
    )


def _as_sent(key: str, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A key that can have several values has a list of them, were it one."""
    return (value,) if isinstance(value, str) and is_many(key) else value


def entries_of(
    derived: Derivation, above: Mapping[str, Derived] | None, overrides: Overrides
) -> tuple[ContextEntry, ...]:
    """Every key that the request has, and those that the call above had, with what changed."""
    given = {key.lower() for key in (*overrides.given, *overrides.absent, *overrides.unknown)}
    keys = dict.fromkeys((*derived, *(above or {})))
    return tuple(_entry(key, derived, above, given=key.lower() in given) for key in keys)


def _entry(
    key: str, derived: Derivation, above: Mapping[str, Derived] | None, *, given: bool
) -> ContextEntry:
    value = derived.get(key, (None, ()))[0]
    was = above.get(key, (None, ()))[0] if above else None
    change = Change.SAME
    if above and value != was:
        change = Change.NEW if was is None else Change.GONE if value is None else Change.REPLACED
    origin = Origin.GIVEN if given else Origin.DERIVED
    return ContextEntry(key, value, change, was, origin)
