"""Which combinations of patterns can one text match, and which text shows it?

A text is read letter by letter by all patterns at once; every state that can be reached tells one
combination. All letters that no pattern names behave alike, so one stands for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.evaluation.arns import COLON, bound, letters_of
from simulator.evaluation.globs import Glob
from simulator.language.pattern import Wildcard

STRANGER = "~"
"""The letter that stands for all that no pattern names, where no pattern names it."""

_STATES = 20_000

Signature = tuple[bool, ...]
_Positions = frozenset[int]


class TooManyStates(Exception):  # noqa: N818  (an answer, not a fault)
    """The patterns overlap in more ways than the budget lets us look at."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A pattern letter by letter.

    Args:
        bound: which letters are wildcards that do not stand for a colon.
    """

    letters: Sequence[str | Wildcard]
    bound: frozenset[int]


def witnesses(
    patterns: Sequence[Glob], *, segments: bool = False
) -> dict[tuple[Signature, bool], str]:
    """For every combination of patterns that some text matches (and no other): such a text.

    Args:
        segments: whether the patterns are matched as `arns.arn_matcher` does, a colon being the
            end of a segment.

    Returns:
        A text by the patterns that it matches and whether it has a letter that no pattern names:
        one that has is equal to no text written in a policy.

    Raises:
        TooManyStates: there are more combinations of states than the budget allows.
    """
    rows = [_row(pattern, segments) for pattern in patterns]
    named = {letter for row in rows for letter in row.letters if isinstance(letter, str)}
    alphabet = sorted({*named, *(COLON if segments else "")})
    stranger = next(c for c in _strangers() if c not in alphabet)
    start = (tuple(_spread({0}, row) for row in rows), False)
    reached = {start: ""}
    queue = deque([start])
    found: dict[tuple[Signature, bool], str] = {}
    while queue:
        state = queue.popleft()
        positions, strange = state
        text = reached[state]
        signature = tuple(
            len(row.letters) in here for row, here in zip(rows, positions, strict=True)
        )
        found.setdefault((signature, strange), text)
        for letter in (*alphabet, stranger):
            following = (
                tuple(_step(here, row, letter) for row, here in zip(rows, positions, strict=True)),
                strange or letter == stranger,
            )
            if following not in reached:
                if len(reached) >= _STATES:
                    raise TooManyStates
                reached[following] = text + letter
                queue.append(following)
    return found


def _strangers() -> Sequence[str]:
    return (STRANGER, *(chr(point) for point in range(0x100, 0x300)))


def _row(pattern: Glob, segments: bool) -> _Row:
    letters = letters_of(pattern)
    return _Row(letters, bound(letters) if segments else frozenset())


def _spread(positions: set[int], row: _Row) -> _Positions:
    """The positions and those that a star lets one reach without a letter."""
    # No two stars stand side by side.
    stars = {at for at in positions if row.letters[at : at + 1] == [Wildcard.ANY]}
    return frozenset(positions | {at + 1 for at in stars})


def _step(positions: _Positions, row: _Row, letter: str) -> _Positions:
    moved = set()
    for at in positions:
        if at == len(row.letters) or (letter == COLON and at in row.bound):
            continue
        if row.letters[at] is Wildcard.ANY:
            moved.add(at)
        elif row.letters[at] is Wildcard.ONE or row.letters[at] == letter:
            moved.add(at + 1)
    return _spread(moved, row)
