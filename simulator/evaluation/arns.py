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
COLON = ":"


@lru_cache(maxsize=_COMPILED)
def arn_matcher(pattern: Glob) -> Matcher:
    """A function that tells whether a whole text matches, colons being what they are in ARNs."""
    letters = letters_of(pattern)
    if not bound(letters):
        return matcher(pattern)
    expression = re.compile(_expression(letters), re.DOTALL)
    return lambda text: expression.fullmatch(text) is not None


def letters_of(pattern: Glob) -> list[str | Wildcard]:
    """The pattern letter by letter, several stars in a row as one."""
    found: list[str | Wildcard] = []
    for piece in pattern:
        for letter in piece if isinstance(piece, str) else (piece,):
            if letter is not Wildcard.ANY or not found or found[-1] is not Wildcard.ANY:
                found.append(letter)
    return found


def bound(letters: Sequence[str | Wildcard]) -> frozenset[int]:
    """Which letters are wildcards that must stay within their segment."""
    return frozenset(number for number in range(len(letters)) if _within(letters, number))


def _within(letters: Sequence[str | Wildcard], number: int) -> bool:
    if letters[number] is Wildcard.ONE:
        return True
    at_end = number + 1 == len(letters) or letters[number + 1] == COLON
    return letters[number] is Wildcard.ANY and not at_end


def _expression(letters: Sequence[str | Wildcard]) -> str:
    """A regular expression in which no star is tried again once the next stretch is found.

    A stretch is what stands between two stars that run on. The leftmost place for it is always the
    best one; only the last stretch must end where the text ends.
    """
    stretches = [""]
    for number, segment in enumerate(_segments(letters)):
        runs_on = bool(segment) and segment[-1] is Wildcard.ANY
        stretches[-1] += (COLON if number else "") + _segment(segment, runs_on=runs_on)
        if runs_on:
            stretches.append("")
    first, *others = stretches
    if not others:
        return first
    middle = "".join(f"(?>.*?{stretch})" for stretch in others[:-1])
    return f"{first}{middle}.*{others[-1]}"


def _segments(letters: Sequence[str | Wildcard]) -> list[list[str | Wildcard]]:
    """What stands between the colons."""
    found: list[list[str | Wildcard]] = [[]]
    for letter in letters:
        if letter == COLON:
            found.append([])
        else:
            found[-1].append(letter)
    return found


def _segment(letters: Sequence[str | Wildcard], *, runs_on: bool) -> str:
    """One segment without the star that runs on from it.

    Within it too the leftmost place is the best one, but for the last stretch of a segment that
    does not run on: that must end where the segment ends.
    """
    stretches = [""]
    for letter in letters[:-1] if runs_on else letters:
        if letter is Wildcard.ANY:
            stretches.append("")
        else:
            stretches[-1] += "[^:]" if letter is Wildcard.ONE else re.escape(str(letter))
    first, *others = stretches
    if not others:
        return first
    inner = others if runs_on else others[:-1]
    found = first + "".join(f"(?>[^:]*?{stretch})" for stretch in inner)
    return found if runs_on else f"{found}[^:]*{others[-1]}"
