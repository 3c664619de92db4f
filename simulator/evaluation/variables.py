"""What does a policy's string say once its variables are replaced?

UG reference_policies_variables: only single-valued keys, only in documents of version 2012-10-17,
a default in quotes. A value's own `*` is the character (rule ``variable-value-wildcard``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.evaluation.decision import Because, Presence
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Glob, glob_text
from simulator.language.pattern import Piece, Variable, Wildcard, parse_pattern

VERSION_WITH_VARIABLES = "2012-10-17"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A policy's string with its variables replaced.

    Args:
        glob: what is left; None where a variable has no value.
        because: VARIABLE_ABSENT or VARIABLE_UNKNOWN where `glob` is None.
        text: what is compared, where a variable was replaced; else None.
        widest: where a variable is unknown: the string with `*` in its place, which matches
            whatever the string can match.
        rests_on: rules leaned on.
    """

    glob: Glob | None
    because: Because = Because.COMPARED
    text: str | None = None
    widest: Glob = ()
    rests_on: tuple[str, ...] = ()


def variables_in(text: str) -> Iterator[str]:
    """The keys of the variables that stand in a policy's string of version 2012-10-17."""
    if "${" in text:
        for piece in parse_pattern(text, wildcards=True, variables=True).pieces:
            if isinstance(piece, Variable):
                yield piece.key


def without_variables(written: tuple[Piece, ...]) -> Glob | None:
    """The string that is the same for every request; None where it has a variable."""
    pieces = tuple(piece for piece in written if not isinstance(piece, Variable))
    return pieces if len(pieces) == len(written) else None


def with_values(written: tuple[Piece, ...], facts: Facts) -> Replaced:
    """Put this request's values in the place of variables."""
    fixed = without_variables(written)
    if fixed is not None:
        return Replaced(fixed)
    pieces: list[str | Wildcard] = []
    missing = unknown = False
    rests_on: tuple[str, ...] = ()
    for piece in written:
        if not isinstance(piece, Variable):
            pieces.append(piece)
            continue
        presence = facts.asked(piece.key)
        values = facts.values(piece.key)
        if presence is Presence.UNKNOWN:
            unknown = True
            pieces.append(Wildcard.ANY)
        elif len(values) == 1 and not facts.given_as_list(piece.key) and isinstance(values[0], str):
            pieces.append(values[0])
            if Wildcard.ANY.value in values[0] or Wildcard.ONE.value in values[0]:
                rests_on = ("variable-value-wildcard",)
        elif piece.default is not None:
            pieces.append(piece.default)
        else:
            missing = True
    if missing:
        return Replaced(None, Because.VARIABLE_ABSENT, rests_on=("variable-missing",))
    pattern = merged(pieces)
    if unknown:
        return Replaced(None, Because.VARIABLE_UNKNOWN, widest=pattern)
    return Replaced(pattern, text=glob_text(pattern), rests_on=rests_on)


def merged(pieces: list[str | Wildcard]) -> Glob:
    """The pieces with neighbouring texts put together and empty ones left out."""
    found: list[str | Wildcard] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)
