"""Does a value of the element Resource cover the resource asked for?

UG reference_policies_elements_resource, reference-arns: segment by segment between colons, `/` an
ordinary character, case-sensitive. A `*` that ends a segment may run on past colons, another one
may not; where that decides, the verdict leans on rule ``arn-crossing``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from simulator.evaluation.arns import arn_matcher
from simulator.evaluation.decision import Because, ValueResult
from simulator.evaluation.facts import NO_RESOURCE as NO_RESOURCE
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Glob, glob_text, has_wildcard, joined, matcher, split_at
from simulator.evaluation.logic import Truth, truth
from simulator.evaluation.operators import ARN_PARTS
from simulator.evaluation.variables import (
    VERSION_WITH_VARIABLES,
    Replaced,
    with_values,
    without_variables,
)
from simulator.language.arn import Arn
from simulator.language.pattern import Piece, Wildcard, parse_pattern
from simulator.source import Text

_ARN, _PARTITION, _SERVICE, _REGION, _ACCOUNT, _RESOURCE = range(ARN_PARTS)
_RESULTS = 64
_STAR: Glob = (Wildcard.ANY,)


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """Whether one value of the policy covers the resource, and which rules that leans on.

    A value tells the same few of them over and over, so each equals itself alone.
    """

    result: ValueResult
    rests_on: tuple[str, ...] = ()


Covers = Callable[[Facts], Covered]


def is_everything(value: str) -> bool:
    """Whether a value of Resource is `*`, once or several times."""
    return value != "" and not value.strip("*")


def prepare_resource(value: Text, version: str) -> Covers:
    """One value of Resource or NotResource, ready to be compared with each request's resource."""
    tell = _teller(value)
    if is_everything(value.value):
        everything = tell(Truth.YES)
        return lambda facts: everything
    no_resource, other = tell(Truth.NO, Because.NO_RESOURCE), tell(Truth.NO)
    pieces = parse_pattern(
        value.value, wildcards=True, variables=version == VERSION_WITH_VARIABLES
    ).pieces
    compare, service = _prepared(_split(pieces), tell)

    def covers(facts: Facts) -> Covered:
        arn = facts.arn
        if arn is None:
            return no_resource if facts.resource == NO_RESOURCE else other
        if service is not None and arn.service != service:
            return other  # as most are
        return compare(arn, facts)

    return covers


_Tell = Callable[..., Covered]


def _teller(value: Text) -> _Tell:
    """Makes what is told of the value; the same few results over and over."""

    @lru_cache(maxsize=_RESULTS)
    def tell(
        holds: Truth,
        because: Because = Because.COMPARED,
        compared: str | None = None,
        rests_on: tuple[str, ...] = (),
    ) -> Covered:
        return Covered(ValueResult(value, holds, because, compared), rests_on)

    return tell


_Compare = Callable[[Arn, Facts], Covered]


def _prepared(given: list[tuple[Piece, ...]], tell: _Tell) -> tuple[_Compare, str | None]:
    """The comparison with a whole ARN, and the only service with whose ARNs it need be made."""
    if given[_ARN] != ("arn",) or len(given) < 2:
        return _always(tell(Truth.NO)), None
    if any(without_variables(part) is None for part in given[:_RESOURCE]):
        return _always(tell(Truth.NO, rests_on=("variable-place",))), None
    if len(given) > _SERVICE and has_wildcard(without_variables(given[_SERVICE]) or ()):
        return _always(tell(Truth.NO, rests_on=("arn-wildcard-place",))), None
    fixed = [glob for part in given if (glob := without_variables(part)) is not None]
    if len(fixed) < len(given):
        return (
            lambda arn, facts: _filled([with_values(part, facts) for part in given], tell)(arn),
            None,
        )
    compare = _filled([Replaced(glob) for glob in fixed], tell)
    service = glob_text(fixed[_SERVICE]) if len(fixed) > _SERVICE else None
    return lambda arn, facts: compare(arn), service


def _always(covered: Covered) -> _Compare:
    return lambda arn, facts: covered


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


def _filled(filled: list[Replaced], tell: _Tell) -> Callable[[Arn], Covered]:
    """The comparison once variables are replaced, part by part."""
    leans = tuple(rule for one in filled for rule in one.rests_on)
    # An incomplete ARN is filled up (UG reference-arns).
    missing = [_STAR] * (ARN_PARTS - len(filled))
    patterns = [*(one.widest if one.glob is None else one.glob for one in filled), *missing]
    open_part = next((one for one in filled if one.glob is None), None)
    if open_part is not None:
        because, unknown = open_part.because, open_part.because is Because.VARIABLE_UNKNOWN
        widest = matcher(joined(patterns))

        def may_cover(arn: Arn) -> Covered:
            # Whatever the variable says, and colons can be in it, the other parts must fit.
            holds = Truth.UNKNOWN if unknown and widest(str(arn)) else Truth.NO
            return tell(holds, because, rests_on=leans)

        return may_cover
    fits = _fitting(patterns)
    replaced = any(one.text is not None for one in filled)
    compared = glob_text(joined(patterns[: len(filled)])) if replaced else None
    plain_yes, plain_no = (
        tell(holds, Because.COMPARED, compared, leans) for holds in (Truth.YES, Truth.NO)
    )

    def covers(arn: Arn) -> Covered:
        holds, rules = fits(arn)
        if rules:
            return tell(truth(holds), Because.COMPARED, compared, leans + rules)
        return plain_yes if holds else plain_no

    return covers


def _fitting(patterns: list[Glob]) -> Callable[[Arn], tuple[bool, tuple[str, ...]]]:
    """Whether the patterns fit an ARN, and which rules that leans on."""
    partition, service = matcher(patterns[_PARTITION]), matcher(patterns[_SERVICE])
    region, account, resource = (matcher(pattern) for pattern in patterns[_REGION:])
    rest = arn_matcher(joined(patterns[_REGION:]))
    oddly_placed = ("arn-wildcard-place",) if _oddly_placed(patterns) else ()
    plain = not any(has_wildcard(pattern) for pattern in patterns[_REGION:])

    def fits(arn: Arn) -> tuple[bool, tuple[str, ...]]:
        if not (service(arn.service) and partition(arn.partition)):
            return False, ()
        holds = rest(f"{arn.region}:{arn.account}:{arn.resource}")
        if plain:
            return holds, oddly_placed if holds else ()
        each = region(arn.region) and account(arn.account) and resource(arn.resource)
        rules = oddly_placed if holds else ()
        return holds, rules if holds is each else (*rules, "arn-crossing")

    return fits


def _oddly_placed(patterns: list[Glob]) -> bool:
    """Whether a wildcard stands in the partition or in the resource's type.

    ARNs without an account (S3) have no type before the first slash.
    """
    if has_wildcard(patterns[_PARTITION]):
        return True
    type, *rest = split_at(patterns[_RESOURCE], "/", 2)
    return bool(patterns[_ACCOUNT]) and bool(rest) and has_wildcard(type)
