"""Which combinations of patterns can one text match, and which text shows it?

A text is read letter by letter by all patterns at once; every state that can be reached tells one
combination. All letters that no pattern names behave alike, so one stands for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from simulator.evaluation.globs import Glob
from simulator.language.pattern import Wildcard

STRANGER = "~"
"""The letter that stands for all that no pattern names, where no pattern names it."""

_STATES = 20_000

Signature = tuple[bool, ...]
_Positions = frozenset[int]


class TooManyStates(Exception):  # noqa: N818  (an answer, not a fault)
    """The patterns overlap in more ways than the budget lets us look at."""


def witnesses(patterns: Sequence[Glob]) -> dict[tuple[Signature, bool], str]:
    """For every combination of patterns that some text matches (and no other): such a text.

    Returns:
        A text by the patterns that it matches and whether it has a letter that no pattern names:
        one that has is equal to no text written in a policy.

    Raises:
        TooManyStates: there are more combinations of states than the budget allows.
    """
    letters = [_letters(pattern) for pattern in patterns]
    alphabet = sorted({letter for row in letters for letter in row if isinstance(letter, str)})
    stranger = next(c for c in _strangers() if c not in alphabet)
    start = (tuple(_spread({0}, row) for row in letters), False)
    reached = {start: ""}
    queue = deque([start])
    found: dict[tuple[Signature, bool], str] = {}
    while queue:
        state = queue.popleft()
        positions, strange = state
        text = reached[state]
        signature = tuple(len(row) in here for row, here in zip(letters, positions, strict=True))
        found.setdefault((signature, strange), text)
        for letter in (*alphabet, stranger):
            following = (
                tuple(
                    _step(here, row, letter) for row, here in zip(letters, positions, strict=True)
                ),
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


def _letters(pattern: Glob) -> list[str | Wildcard]:
    """The pattern letter by letter."""
    return [
        letter for piece in pattern for letter in (piece if isinstance(piece, str) else (piece,))
    ]


def _spread(positions: set[int], row: list[str | Wildcard]) -> _Positions:
    """The positions and those that a star lets one reach without a letter."""
    found = set(positions)
    todo = list(positions)
    while todo:
        at = todo.pop()
        if at < len(row) and row[at] is Wildcard.ANY and at + 1 not in found:
            found.add(at + 1)
            todo.append(at + 1)
    return frozenset(found)


def _step(positions: _Positions, row: list[str | Wildcard], letter: str) -> _Positions:
    moved = set()
    for at in positions:
        if at == len(row):
            continue
        if row[at] is Wildcard.ANY:
            moved.add(at)
        elif row[at] is Wildcard.ONE or row[at] == letter:
            moved.add(at + 1)
    return _spread(moved, row)
