"""And, or, not, when part of what is asked may be unknown.

Kleene's three values: unknown stays unknown unless the others settle the matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """Whether something holds. The order is that of `conjunction` and `disjunction`."""

    NO = 0
    UNKNOWN = 1
    YES = 2


def conjunction(truths: Iterable[Truth]) -> Truth:
    """All hold. Of nothing: YES."""
    return min(truths, default=Truth.YES)


def disjunction(truths: Iterable[Truth]) -> Truth:
    """One holds. Of nothing: NO."""
    return max(truths, default=Truth.NO)


def negation(truth: Truth) -> Truth:
    """It does not hold."""
    return Truth(2 - truth)


def truth(holds: bool) -> Truth:
    """A plain answer as one of three."""
    return Truth.YES if holds else Truth.NO
