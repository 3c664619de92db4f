"""Does a value of the element Resource cover the resource asked for?

UG reference_policies_elements_resource, reference-arns: part by part, `/` an ordinary character,
case-sensitive; variables only after the fifth colon. A `*` that ends the Region or the account may
run on past colons (rule ``arn-crossing``).
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.evaluation.decision import Because
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Glob, glob, has_wildcard, joined, matcher, split_at
from simulator.evaluation.logic import Truth
from simulator.evaluation.operators import ARN_PARTS
from simulator.evaluation.variables import replaced
from simulator.language.pattern import Wildcard, parse_pattern

NO_RESOURCE = "*"
_PARTITION, _SERVICE, _REGION, _ACCOUNT, _RESOURCE = range(1, ARN_PARTS)
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
    asked = facts.request.resource
    if value and not value.strip("*"):
        return Covered(Truth.YES)
    if asked == NO_RESOURCE:
        return Covered(Truth.NO, Because.NO_RESOURCE)
    parts = asked.split(":", ARN_PARTS - 1)
    given = value.split(":", ARN_PARTS - 1)
    if given[0] != "arn" or len(given) < 2 or len(parts) < ARN_PARTS or parts[0] != "arn":
        return Covered(Truth.NO)
    patterns = [_plain(part) for part in given[:_RESOURCE]]
    if len(patterns) > _SERVICE and has_wildcard(patterns[_SERVICE]):
        return Covered(Truth.NO, rests_on=("arn-wildcard-place",))
    last = (
        replaced(given[_RESOURCE], version, facts, wildcards=True)
        if len(given) == ARN_PARTS
        else None
    )
    if last is not None and last.glob is None:
        # Whatever the variable says, the parts before it must fit.
        holds, rests_on = _compare([*patterns, last.widest or _STAR], parts)
        if not holds:
            return Covered(Truth.NO)
        unknown = last.because is Because.VARIABLE_UNKNOWN
        return Covered(
            Truth.UNKNOWN if unknown else Truth.NO,
            last.because,
            rests_on=(*last.rests_on, *rests_on),
        )
    if last is not None and last.glob is not None:
        patterns.append(last.glob)
    # An incomplete ARN is filled up (UG reference_policies_elements_resource).
    patterns += [_STAR] * (ARN_PARTS - len(patterns))
    holds, rests_on = _compare(patterns, parts)
    return Covered(
        Truth.YES if holds else Truth.NO,
        compared=_whole(given, last.text if last else None),
        rests_on=(*(last.rests_on if last else ()), *rests_on),
    )


def _plain(part: str) -> Glob:
    return glob(parse_pattern(part, wildcards=True, variables=False).pieces)


def _whole(given: list[str], text: str | None) -> str | None:
    """The value with its variables replaced, where there were any."""
    return None if text is None else ":".join((*given[:_RESOURCE], text))


def _oddly_placed(patterns: list[Glob]) -> bool:
    """Whether a wildcard stands in the partition or in the resource's type.

    ARNs without an account (S3) have no type before the first slash.
    """
    if has_wildcard(patterns[_PARTITION]):
        return True
    type, *rest = split_at(patterns[_RESOURCE], "/", 2)
    return bool(patterns[_ACCOUNT]) and bool(rest) and has_wildcard(type)


def _compare(patterns: list[Glob], parts: list[str]) -> tuple[bool, tuple[str, ...]]:
    """Whether the patterns fit the parts one by one, or with a part-final star running on."""
    leans = ("arn-wildcard-place",) if _oddly_placed(patterns) else ()
    fits = [matcher(pattern)(part) for pattern, part in zip(patterns, parts, strict=True)]
    if all(fits):
        return True, leans
    for number in (_REGION, _ACCOUNT):
        if not all(fits[:number]):
            break
        ends_in_star = bool(patterns[number]) and patterns[number][-1] is Wildcard.ANY
        if ends_in_star and matcher(joined(patterns[number:]))(":".join(parts[number:])):
            return True, (*leans, "arn-crossing")
    return False, ()
