"""How many values are in a decision? Looking at each leaves nothing to be made later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from simulator import Policy, Request, Rules
from simulator.language.model import Condition, Statement
from simulator.source import Source, Text

_GIVEN = (Policy, Statement, Condition, Text, Request, Rules, Source)
"""What was given to the decision and not made by it."""

_Open = Callable[[Any], tuple[Any, ...]]
_OPEN: dict[type, _Open] = {frozenset: tuple}
"""How the values inside a value of a type are reached."""
_LEAVES: set[type] = set()
"""Types with nothing inside."""


def leaves(value: Any) -> int:
    """The values that are reached through the fields of a decision, down to texts and enums."""
    found = 0
    level = [value]
    while level:
        below: list[Any] = []
        for one in level:
            kind = type(one)
            if kind in _LEAVES:
                found += 1
            elif kind is tuple:
                below += one
            else:
                inside = _OPEN.get(kind) or _learned(kind)
                if inside is None:
                    found += 1
                else:
                    below += inside(one)
        level = below
    return found


def _learned(kind: type) -> _Open | None:
    """What is to be known of a type, when the first value of it is met."""
    inside = _opened(kind)
    if inside is None:
        _LEAVES.add(kind)
    else:
        _OPEN[kind] = inside
    return inside


def _opened(kind: type) -> _Open | None:
    if not is_dataclass(kind) or issubclass(kind, _GIVEN):
        return None
    # What is made of other fields and says nothing new is no part of the comparison.
    names = [field.name for field in fields(kind) if field.compare]
    get = attrgetter(*names)
    return (lambda one: (get(one),)) if len(names) == 1 else get
