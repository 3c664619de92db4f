"""How is a condition tested fast, once its policy is known?

The rows of `operators.py` again, with all that the policy settles settled beforehand: values read,
ranges merged and sorted, names in sets. What is rare in a request (several values under a plain
operator, a service's address, a variable) is left to `conditions.py`, so that one rule stands in
one place. A property test holds both roads together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from simulator.evaluation.conditions import prepare_condition, without_the_key
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Glob, glob, has_wildcard, is_star, matcher
from simulator.evaluation.logic import Truth
from simulator.evaluation.operators import NULL, OPERATORS, Operator, read_boolean
from simulator.evaluation.request import ContextValue, Request
from simulator.evaluation.variables import VERSION_WITH_VARIABLES
from simulator.language.addresses import Network, address_number, read_network
from simulator.language.model import Condition, Quantifier
from simulator.language.pattern import Wildcard, parse_pattern

Context = dict[str, ContextValue]
Test = Callable[[Context, Request], bool]
"""Whether a part of a statement holds for a request without unknown keys."""

FactsOf = Callable[[Request], Facts]

_Matches = Callable[[str], bool]


def always(context: Context, request: Request) -> bool:
    """The test of what holds whatever is asked, which need not be made."""
    return True


def never(context: Context, request: Request) -> bool:
    """The test of what never holds, beside which no other need be made."""
    return False


def compile_condition(condition: Condition, version: str, facts_of: FactsOf) -> Test:
    """A test for one condition.

    Args:
        version: of the document, which decides whether variables are replaced.
        facts_of: makes the facts of a request, for what is left to `conditions.py`.
    """
    key = condition.key.value.lower()
    evaluate = prepare_condition(condition, version)

    def slow(context: Context, request: Request) -> bool:
        return evaluate(facts_of(request)).holds is Truth.YES

    if condition.base == NULL:
        return _null(condition, key)
    operator = OPERATORS[condition.base]
    if operator.variables and version == VERSION_WITH_VARIABLES and _has_variable(condition):
        return slow
    missing = without_the_key(condition, operator)[0] is Truth.YES
    if not condition.values:
        return _absent(key) if missing else never
    satisfied = _satisfied(operator, [value.value for value in condition.values])
    if condition.quantifier is None:
        return _plain(key, satisfied, missing, slow)
    combine = any if condition.quantifier is Quantifier.FOR_ANY_VALUE else all
    return _quantified(key, satisfied, missing, combine, slow)


def _has_variable(condition: Condition) -> bool:
    return any("${" in value.value for value in condition.values)


def _null(condition: Condition, key: str) -> Test:
    if condition.quantifier is not None:
        return always if condition.quantifier is Quantifier.FOR_ALL_VALUES else never
    wanted = {read_boolean(value.value) for value in condition.values}
    if wanted >= {True, False}:
        return always
    if wanted.isdisjoint((True, False)):
        return never
    return lambda context, request: (context.get(key, ()) == ()) in wanted


def _absent(key: str) -> Test:
    return lambda context, request: context.get(key, ()) == ()


def _plain(key: str, satisfied: _Matches, missing: bool, slow: Test) -> Test:
    def test(context: Context, request: Request) -> bool:
        value = context.get(key)
        if type(value) is str:
            return satisfied(value)
        if value is None or value == ():
            return missing
        return slow(context, request)

    return test


def _quantified(
    key: str,
    satisfied: _Matches,
    missing: bool,
    combine: Callable[[map[bool]], bool],
    slow: Test,
) -> Test:
    def test(context: Context, request: Request) -> bool:
        value = context.get(key)
        if type(value) is str:
            return satisfied(value)
        if value is None or value == ():
            return missing
        if type(value) is tuple:
            return combine(map(satisfied, value))
        return slow(context, request)

    return test


def _satisfied(operator: Operator, values: Sequence[str]) -> _Matches:
    """Whether one request value satisfies the operator, its negation included."""
    matches = _MATCHES.get(operator.name, _any_holds)(operator, values)
    if not operator.negated:
        return matches
    return lambda value: not matches(value)


def _any_holds(operator: Operator, values: Sequence[str]) -> _Matches:
    """Any operator: the policy's values read beforehand, those that cannot be read left out."""
    read = [
        policy
        for value in values
        if (policy := operator.read_policy(_glob(value, operator))) is not None
    ]
    read_request, holds = operator.read_request, operator.holds

    def matches(value: str) -> bool:
        request = read_request(value)
        return request is not None and any(holds(policy, request) for policy in read)

    return matches


def _glob(value: str, operator: Operator) -> Glob:
    return glob(parse_pattern(value, wildcards=operator.wildcards, variables=False).pieces)


def _one_of(operator: Operator, values: Sequence[str]) -> _Matches:
    return frozenset(values).__contains__


def _one_of_ignoring_case(operator: Operator, values: Sequence[str]) -> _Matches:
    names = frozenset(value.lower() for value in values)
    return lambda value: value.lower() in names


def _like_one_of(operator: Operator, values: Sequence[str]) -> _Matches:
    globs = [_glob(value, operator) for value in values]
    if any(is_star(pattern) for pattern in globs):
        return lambda value: True
    names = frozenset("".join(map(str, pattern)) for pattern in globs if not has_wildcard(pattern))
    prefixes = tuple(str(pattern[0]) for pattern in globs if is_prefix(pattern))
    others = [
        matcher(pattern) for pattern in globs if has_wildcard(pattern) and not is_prefix(pattern)
    ]

    def matches(value: str) -> bool:
        return value in names or value.startswith(prefixes) or any(other(value) for other in others)

    return matches


def is_prefix(pattern: Glob) -> bool:
    """Whether the pattern is some text and then a star."""
    return len(pattern) == 2 and isinstance(pattern[0], str) and pattern[1] is Wildcard.ANY


def _in_ranges(operator: Operator, values: Sequence[str]) -> _Matches:
    networks = [network for value in values if (network := read_network(value)) is not None]
    ranges = {version: _ranges(networks, version) for version in (4, 6)}

    def matches(value: str) -> bool:
        address = address_number(value)
        if address is None:
            return False
        version, number = address
        firsts, lasts = ranges[version]
        at = bisect_right(firsts, number) - 1
        return at >= 0 and number <= lasts[at]

    return matches


def _ranges(networks: Sequence[Network], version: int) -> tuple[list[int], list[int]]:
    """First and last numbers of sorted ranges that neither overlap nor touch, of one family."""
    firsts: list[int] = []
    lasts: list[int] = []
    ordered = sorted((n.first, n.last) for n in networks if n.version == version)
    for first, last in ordered:
        if lasts and first <= lasts[-1] + 1:
            lasts[-1] = max(lasts[-1], last)
        else:
            firsts.append(first)
            lasts.append(last)
    return firsts, lasts


_MATCHES: dict[str, Callable[[Operator, Sequence[str]], _Matches]] = {
    "StringEquals": _one_of,
    "StringNotEquals": _one_of,
    "StringEqualsIgnoreCase": _one_of_ignoring_case,
    "StringNotEqualsIgnoreCase": _one_of_ignoring_case,
    "StringLike": _like_one_of,
    "StringNotLike": _like_one_of,
    "IpAddress": _in_ranges,
    "NotIpAddress": _in_ranges,
}
"""Operators for which all values of the policy can be tried at once."""
