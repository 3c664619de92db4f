"""Does a value of the element Resource cover the resource asked for?

UG reference_policies_elements_resource, reference-arns: segment by segment between colons, `/` an
ordinary character, case-sensitive. A `*` that ends a segment may run on past colons, another one
may not; where that decides, the verdict leans on rule ``arn-crossing``.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.evaluation.arns import arn_matcher
from simulator.evaluation.decision import Because
from simulator.evaluation.facts import NO_RESOURCE as NO_RESOURCE
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Glob, glob_text, has_wildcard, joined, matcher, split_at
from simulator.evaluation.logic import Truth, truth
from simulator.evaluation.operators import ARN_PARTS
from simulator.evaluation.variables import VERSION_WITH_VARIABLES, Replaced, with_values
from simulator.language.pattern import Piece, Variable, Wildcard, parse_pattern

_ARN, _PARTITION, _SERVICE, _REGION, _ACCOUNT, _RESOURCE = range(ARN_PARTS)
_STAR: Glob = (Wildcard.ANY,)


@dataclass(frozen=True, slots=True)
class Covered:
    """Whether one value of the policy covers the resource."""

    holds: Truth
    because: Because = Because.COMPARED
    compared: str | None = None
    rests_on: tuple[str, ...] = ()


def match_resource(value: str, version: str, facts: Facts) -> Covered:
    """Compare one value of Resource or NotResource with the request's resource."""
    asked = facts.resource
    if value and not value.strip("*"):
        return Covered(Truth.YES)
    if asked == NO_RESOURCE:
        return Covered(Truth.NO, Because.NO_RESOURCE)
    parts = asked.split(":", ARN_PARTS - 1)
    pieces = parse_pattern(
        value, wildcards=True, variables=version == VERSION_WITH_VARIABLES
    ).pieces
    given = _split(pieces)
    if given[_ARN] != ("arn",) or len(given) < 2 or len(parts) < ARN_PARTS or parts[_ARN] != "arn":
        return Covered(Truth.NO)
    if any(isinstance(piece, Variable) for part in given[:_RESOURCE] for piece in part):
        return Covered(Truth.NO, rests_on=("variable-place",))
    filled = [with_values(part, facts) for part in given]
    if len(filled) > _SERVICE and has_wildcard(filled[_SERVICE].glob or ()):
        return Covered(Truth.NO, rests_on=("arn-wildcard-place",))
    return _covered(given, filled, parts)


def _split(pieces: tuple[Piece, ...]) -> list[tuple[Piece, ...]]:
    """The parts between the first five colons of the text; a variable's own colons do not count."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            found[-1].append(piece)
            continue
        first, *rest = piece.split(":", ARN_PARTS - len(found))
        if first:
            found[-1].append(first)
        found.extend([text] if text else [] for text in rest)
    return [tuple(part) for part in found]


def _covered(given: list[tuple[Piece, ...]], filled: list[Replaced], parts: list[str]) -> Covered:
    leans = [rule for one in filled for rule in one.rests_on]
    # An incomplete ARN is filled up (UG reference-arns).
    missing = [_STAR] * (ARN_PARTS - len(filled))
    patterns = [*(one.widest if one.glob is None else one.glob for one in filled), *missing]
    holds, rules = _compare(patterns, parts)
    open_part = next((one for one in filled if one.glob is None), None)
    if open_part is not None:
        # Whatever the variable says, the other parts must fit.
        unknown = holds and open_part.because is Because.VARIABLE_UNKNOWN
        return Covered(
            Truth.UNKNOWN if unknown else Truth.NO, open_part.because, rests_on=tuple(leans)
        )
    replaced = any(one.text is not None for one in filled)
    compared = glob_text(joined(patterns[: len(given)])) if replaced else None
    return Covered(truth(holds), compared=compared, rests_on=(*leans, *rules))


def _compare(patterns: list[Glob], parts: list[str]) -> tuple[bool, tuple[str, ...]]:
    """Whether the patterns fit, and which rules that leans on."""
    fits = [matcher(pattern)(part) for pattern, part in zip(patterns, parts, strict=True)]
    if not all(fits[:_REGION]):
        return False, ()
    holds = arn_matcher(joined(patterns[_REGION:]))(":".join(parts[_REGION:]))
    rules = []
    if holds and _oddly_placed(patterns):
        rules.append("arn-wildcard-place")
    if holds is not all(fits):
        rules.append("arn-crossing")
    return holds, tuple(rules)


def _oddly_placed(patterns: list[Glob]) -> bool:
    """Whether a wildcard stands in the partition or in the resource's type.

    ARNs without an account (S3) have no type before the first slash.
    """
    if has_wildcard(patterns[_PARTITION]):
        return True
    type, *rest = split_at(patterns[_RESOURCE], "/", 2)
    return bool(patterns[_ACCOUNT]) and bool(rest) and has_wildcard(type)
