"""Does a text match a pattern with `*` and `?`?

In time linear in the text for each stretch between stars, without backtracking over stars: the
leftmost place for each stretch is always the best one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from simulator.language.pattern import Piece, Variable, Wildcard

Glob = tuple[str | Wildcard, ...]
"""A pattern without variables."""

Matcher = Callable[[str], bool]

_COMPILED = 8192


def glob(pieces: Sequence[Piece]) -> Glob:
    """The pieces of a pattern that has no variables.

    Raises:
        ValueError: a variable is left in it.
    """
    if any(isinstance(piece, Variable) for piece in pieces):
        raise ValueError("the pattern has variables")
    return tuple(piece for piece in pieces if not isinstance(piece, Variable))


def glob_text(pattern: Glob) -> str:
    """The pattern as text, wildcards as their characters."""
    return "".join(piece if isinstance(piece, str) else piece.value for piece in pattern)


def is_star(pattern: Glob) -> bool:
    """Whether the pattern is one or more `*` and nothing else."""
    return bool(pattern) and all(piece is Wildcard.ANY for piece in pattern)


def has_wildcard(pattern: Glob) -> bool:
    """Whether the pattern has a `*` or a `?`."""
    return any(isinstance(piece, Wildcard) for piece in pattern)


def folded(pattern: Glob) -> Glob:
    """The pattern for matching without regard to case: against lower-case text."""
    return tuple(piece.lower() if isinstance(piece, str) else piece for piece in pattern)


@lru_cache(maxsize=_COMPILED)
def matcher(pattern: Glob) -> Matcher:
    """A function that tells whether a whole text matches."""
    stretches = _stretches(pattern)
    if len(stretches) == 1:
        return _exactly(stretches[0])
    first, *middle, last = stretches
    return _with_stars(first, [stretch for stretch in middle if stretch], last)


def _stretches(pattern: Glob) -> list[Glob]:
    """What stands between the stars; empty where a star begins or ends the pattern."""
    found: list[list[str | Wildcard]] = [[]]
    for piece in pattern:
        if piece is Wildcard.ANY:
            found.append([])
        else:
            found[-1].append(piece)
    return [tuple(stretch) for stretch in found]


def _exactly(stretch: Glob) -> Matcher:
    if not stretch:
        return lambda text: text == ""
    if len(stretch) == 1 and isinstance(stretch[0], str):
        return stretch[0].__eq__
    expression = _expression(stretch)
    return lambda text: expression.fullmatch(text) is not None


def _with_stars(first: Glob, middle: Sequence[Glob], last: Glob) -> Matcher:
    begins = _expression(first)
    finders = [_expression(stretch) for stretch in middle]
    ends = _expression(last)
    length = sum(len(piece) if isinstance(piece, str) else 1 for piece in last)

    def matches(text: str) -> bool:
        found = begins.match(text)
        if found is None:
            return False
        for finder in finders:
            found = finder.search(text, found.end())
            if found is None:
                return False
        start = len(text) - length
        return start >= found.end() and ends.fullmatch(text, start) is not None

    return matches


def _expression(stretch: Glob) -> re.Pattern[str]:
    # Every character matches `?`, line ends too: hence DOTALL.
    return re.compile(
        "".join(re.escape(piece) if isinstance(piece, str) else "." for piece in stretch),
        re.DOTALL,
    )


def split_at(pattern: Glob, separator: str, parts: int) -> list[Glob]:
    """The pattern cut at a separator, the last of `parts` parts keeping further ones."""
    found: list[list[str | Wildcard]] = [[]]
    for piece in pattern:
        if isinstance(piece, Wildcard):
            found[-1].append(piece)
            continue
        first, *rest = piece.split(separator, parts - len(found))
        if first:
            found[-1].append(first)
        found.extend([text] if text else [] for text in rest)
    return [tuple(part) for part in found]


def joined(parts: Sequence[Glob]) -> Glob:
    """The parts as one pattern, with colons between them again."""
    pieces: list[str | Wildcard] = []
    for number, part in enumerate(parts):
        for piece in (":", *part) if number else part:
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return tuple(pieces)
