"""Does the rest of an ARN, from its Region on, match a pattern?

UG reference_policies_elements_resource: wildcards stand for characters within the segments between
colons; only a `*` that is the last character of a segment can run on past colons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from simulator.evaluation.globs import Glob, Matcher, matcher
from simulator.language.pattern import Wildcard

_COMPILED = 4096
_COLON = ":"


@lru_cache(maxsize=_COMPILED)
def arn_matcher(pattern: Glob) -> Matcher:
    """A function that tells whether a whole text matches, colons being what they are in ARNs."""
    letters = _letters(pattern)
    if not any(_within(letters, number) for number in range(len(letters))):
        return matcher(pattern)
    expression = re.compile(_expression(letters), re.DOTALL)
    return lambda text: expression.fullmatch(text) is not None


def _letters(pattern: Glob) -> list[str | Wildcard]:
    """The pattern letter by letter, several stars in a row as one."""
    found: list[str | Wildcard] = []
    for piece in pattern:
        for letter in piece if isinstance(piece, str) else (piece,):
            if letter is not Wildcard.ANY or not found or found[-1] is not Wildcard.ANY:
                found.append(letter)
    return found


def _within(letters: Sequence[str | Wildcard], number: int) -> bool:
    """Whether the letter is a wildcard that must stay within its segment."""
    if letters[number] is Wildcard.ONE:
        return True
    at_end = number + 1 == len(letters) or letters[number + 1] == _COLON
    return letters[number] is Wildcard.ANY and not at_end


def _expression(letters: Sequence[str | Wildcard]) -> str:
    """A regular expression in which no star is tried again once the next stretch is found.

    The leftmost place for what follows a star is always the best one, but for the last stretch of a
    segment, which must end where the segment ends.
    """
    segments: list[list[str | Wildcard]] = [[]]
    for letter in letters:
        if letter == _COLON:
            segments.append([])
        else:
            segments[-1].append(letter)
    return _COLON.join(_segment(segment) for segment in segments)


def _segment(letters: Sequence[str | Wildcard]) -> str:
    runs_on = bool(letters) and letters[-1] is Wildcard.ANY
    stretches: list[str] = [""]
    for letter in letters[:-1] if runs_on else letters:
        if letter is Wildcard.ANY:
            stretches.append("")
        else:
            stretches[-1] += "[^:]" if letter is Wildcard.ONE else re.escape(str(letter))
    first, *others = stretches
    if not others:
        return first + (".*" if runs_on else "")
    inner = others if runs_on else others[:-1]
    found = first + "".join(f"(?>[^:]*?{stretch})" for stretch in inner)
    return found + (".*" if runs_on else f"[^:]*{others[-1]}")
