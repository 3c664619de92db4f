"""Does a condition hold?

UG reference_policies_elements_condition_operators,
…condition-logic-multiple-context-keys-or-values,
…condition-single-vs-multi-valued-context-keys. Values of one key are alternatives; under a negated
operator none may match. What a missing key does follows from three facts: whether the operator is
negated, whether it carries IfExists, and which set operator it has. A condition is prepared once,
its values read, and then asked for each request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from simulator.evaluation.decision import Because, ConditionResult, Presence, ValueResult
from simulator.evaluation.facts import Facts, Values, presence_of, values_of
from simulator.evaluation.globs import is_star
from simulator.evaluation.logic import Truth, disjunction, negation, truth
from simulator.evaluation.operators import NULL, OPERATORS, Operator, read_boolean
from simulator.evaluation.request import UNKNOWN, ContextValue, ServiceAddress
from simulator.evaluation.service_address import lies_in
from simulator.evaluation.variables import (
    VERSION_WITH_VARIABLES,
    Replaced,
    variables_in,
    with_values,
    without_variables,
)
from simulator.language.addresses import Network
from simulator.language.model import Condition, Quantifier
from simulator.language.pattern import parse_pattern

Evaluate = Callable[[Facts], ConditionResult]

_RESULTS_KEPT = 256
"""Values of a key for which a prepared condition keeps what came out."""

_COMPARISONS_KEPT = 4096
_MOST_SHARED = 64
"""Values of a policy up to which conditions that say the same share what comes out."""


def prepare_condition(condition: Condition, version: str) -> Evaluate:
    """One operator on one key, ready to be asked for each request.

    Args:
        version: of the policy document, which decides whether variables are replaced.
    """
    key = condition.key.value.lower()
    if condition.base == NULL:
        return lambda facts: _null(condition, facts.context.get(key))
    operator = OPERATORS[condition.base]
    if_missing, rests_on = without_the_key(condition, operator)
    tried = lru_cache(maxsize=_RESULTS_KEPT)(partial(_tried, condition))
    present = Presence.PRESENT

    def told(given: ContextValue | None, compare: _Compare) -> ConditionResult:
        if given is UNKNOWN:
            return _unknown(condition, if_missing, rests_on)
        if given is None or given == ():
            because = _absence(condition, given)
            return ConditionResult(
                condition, Presence.ABSENT, (), (), because, if_missing, rests_on
            )
        came = compare(given)
        outcomes = tried(came.outcomes)
        return ConditionResult(
            condition, present, came.given, outcomes, came.because, came.holds, came.rests_on
        )

    texts = tuple(value.value for value in condition.values)
    comparison = _shared_comparison if len(texts) <= _MOST_SHARED else _comparison
    compare_fixed = comparison(operator, condition.quantifier, texts, version)
    if compare_fixed is not None:
        return lambda facts: told(facts.context.get(key), compare_fixed)
    prepared = [_prepared(text, operator, version) for text in texts]

    def evaluate(facts: Facts) -> ConditionResult:
        values = [value if isinstance(value, _Value) else value(facts) for value in prepared]
        compare = partial(_compared, operator, condition.quantifier, values)
        return told(facts.context.get(key), compare)

    return evaluate


def keys_of_condition(condition: Condition, version: str) -> Iterator[str]:
    """The keys, in lower case, that make a difference to a condition: its own, and variables'."""
    yield condition.key.value.lower()
    with_variables = version == VERSION_WITH_VARIABLES and condition.base != NULL
    if with_variables and OPERATORS[condition.base].variables:
        for value in condition.values:
            yield from (key.lower() for key in variables_in(value.value))


def _absence(condition: Condition, given: ContextValue | None) -> Because:
    """Why there is nothing to compare: an empty list in the request counts as no key at all."""
    if not condition.values:
        return Because.NO_POLICY_VALUES
    return Because.KEY_ABSENT if given is None else Because.EMPTY_SET


def without_the_key(condition: Condition, operator: Operator) -> tuple[Truth, tuple[str, ...]]:
    """Whether the condition holds when the request has no such key, and what that rests on."""
    quantifier = condition.quantifier
    empty = () if condition.values else ("empty-value-list",)
    if condition.if_exists:
        leans = quantifier is Quantifier.FOR_ANY_VALUE and condition.values
        return Truth.YES, ("for-any-value-if-exists",) if leans else empty
    if quantifier is Quantifier.FOR_ALL_VALUES:
        return Truth.YES, empty
    if quantifier is Quantifier.FOR_ANY_VALUE or not condition.values:
        return Truth.NO, empty
    return truth(operator.negated), ()


def _unknown(condition: Condition, if_missing: Truth, rests_on: tuple[str, ...]) -> ConditionResult:
    """The key may be there or not: certain only where a present key could not change it."""
    certain = not condition.values and if_missing is Truth.NO
    holds = Truth.NO if certain else Truth.UNKNOWN
    tried = tuple(
        ValueResult(value, Truth.UNKNOWN, Because.KEY_UNKNOWN) for value in condition.values
    )
    because = Because.KEY_UNKNOWN
    return ConditionResult(condition, Presence.UNKNOWN, (), tried, because, holds, rests_on)


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """What came out for one value of the policy; the same is one object (`_outcome`).

    Args:
        compared: what was compared, where variables were replaced.
    """

    holds: Truth
    because: Because
    compared: str | None


_outcome = lru_cache(maxsize=_COMPARISONS_KEPT)(_Outcome)


def _tried(condition: Condition, outcomes: tuple[_Outcome, ...]) -> tuple[ValueResult, ...]:
    """The outcomes with the values as this condition has them."""
    return tuple(
        ValueResult(value, one.holds, one.because, one.compared)
        for value, one in zip(condition.values, outcomes, strict=True)
    )


class _Value:
    """A value of the policy, read for one request, or for all if it has no variable.

    Attributes:
        replaced: with its variables replaced.
        policy: as the operator compares it; None where it is not of the operator's type.
        of_text: rules on which any look at it leans.
        of_value: rules on which a comparison with it leans.
        yes: what comes out where it matches.
        no: what comes out where it does not.
    """

    __slots__ = ("no", "of_text", "of_value", "policy", "replaced", "yes")

    def __init__(
        self, text: str, replaced: Replaced, operator: Operator, more: tuple[str, ...]
    ) -> None:
        self.replaced = replaced
        self.policy = None if replaced.glob is None else operator.read_policy(replaced.glob)
        self.of_text = (*replaced.rests_on, *more)
        self.of_value: tuple[str, ...] = ()
        if self.policy is not None:
            self.of_value = operator.policy_rules(replaced.text or text)
        self.yes = self.outcome(Truth.YES)
        self.no = self.outcome(Truth.NO)

    def outcome(self, holds: Truth, because: Because = Because.COMPARED) -> _Outcome:
        """What came out for it."""
        return _outcome(holds, because, self.replaced.text)


_Prepared = _Value | Callable[[Facts], _Value]


def _prepared(value: str, operator: Operator, version: str) -> _Prepared:
    pieces = parse_pattern(
        value,
        wildcards=operator.wildcards,
        variables=operator.variables and version == VERSION_WITH_VARIABLES,
    ).pieces
    doubtful = operator.name == "Bool" and "${" in value
    more = ("variable-in-bool",) if doubtful else ()

    def read(facts: Facts) -> _Value:
        return _Value(value, with_values(pieces, facts), operator, more)

    fixed = without_variables(pieces)
    return read if fixed is None else _Value(value, Replaced(fixed), operator, more)


@dataclass(frozen=True, slots=True)
class _Came:
    """What came out of a condition on a key that is there, wherever the condition stands.

    Args:
        given: the key's values.
        outcomes: one for each value of the policy.
    """

    given: Values
    outcomes: tuple[_Outcome, ...]
    because: Because
    holds: Truth
    rests_on: tuple[str, ...]


_Compare = Callable[[ContextValue], _Came]


def _comparison(
    operator: Operator, quantifier: Quantifier | None, texts: tuple[str, ...], version: str
) -> _Compare | None:
    """The comparison with the values of a policy; None where their variables need the request."""
    prepared = [_prepared(text, operator, version) for text in texts]
    values = [value for value in prepared if isinstance(value, _Value)]
    if len(values) < len(prepared):
        return None
    return lru_cache(maxsize=_RESULTS_KEPT)(partial(_compared, operator, quantifier, values))


_shared_comparison = lru_cache(maxsize=_COMPARISONS_KEPT)(_comparison)
"""Policies say the same over and over: the office's ranges, say."""


def _compared(
    operator: Operator,
    quantifier: Quantifier | None,
    values: Sequence[_Value],
    value: ContextValue,
) -> _Came:
    given = values_of(value)
    if not values:
        return _Came(given, (), Because.NO_POLICY_VALUES, Truth.NO, ("empty-value-list",))
    rules: list[str] = []
    for policy_value in values:
        rules += policy_value.of_text
    outcomes, matched = _matched(operator, values, [_Given(operator, one) for one in given], rules)
    holds, because, leans = _quantified(operator, quantifier, matched, value)
    if because is Because.COMPARED:
        because = _reason(outcomes)
    rules.extend(leans)
    rests_on = tuple(dict.fromkeys(rules)) if rules else ()
    return _Came(given, outcomes, because, holds, rests_on)


class _Given:
    """A value of the request, read once for all values of the policy."""

    __slots__ = ("read", "rules", "value")

    def __init__(self, operator: Operator, value: str | ServiceAddress) -> None:
        self.value = value
        self.read: Any = None
        self.rules: tuple[str, ...] = ()
        if isinstance(value, str):
            self.read = operator.read_request(value)
            self.rules = operator.request_rules(value)


def _matched(
    operator: Operator, values: Sequence[_Value], given: list[_Given], rules: list[str]
) -> tuple[tuple[_Outcome, ...], list[Truth]]:
    """What came out for each value of the policy, and whether any matches each given one."""
    matched = [Truth.NO] * len(given)
    outcomes = []
    for value in values:
        told: _Outcome | None = None
        for number, one in enumerate(given):
            outcome = _compare(operator, value, one, rules)
            if outcome.holds > matched[number]:
                matched[number] = outcome.holds
            if told is None or outcome.holds > told.holds:
                told = outcome
        assert told is not None, "a key that is there has a value"
        outcomes.append(told)
    return tuple(outcomes), matched


def _quantified(
    operator: Operator,
    quantifier: Quantifier | None,
    matched: list[Truth],
    given: ContextValue,
) -> tuple[Truth, Because, tuple[str, ...]]:
    satisfied = [negation(one) for one in matched] if operator.negated else matched
    if quantifier is Quantifier.FOR_ANY_VALUE:
        return max(satisfied), Because.COMPARED, ()
    if quantifier is Quantifier.FOR_ALL_VALUES:
        empty_text = "" in values_of(given)
        return min(satisfied), Because.COMPARED, ("null-dataset",) if empty_text else ()
    listed = isinstance(given, tuple)
    leans = ("plain-operator-on-several-values",) if listed else ()
    if len(matched) > 1:
        return truth(operator.negated), Because.SEVERAL_VALUES, leans
    return satisfied[0], Because.COMPARED, leans


def _reason(outcomes: tuple[_Outcome, ...]) -> Because:
    """What all values have in common, where they do; a match otherwise needs no more words."""
    first = outcomes[0].because
    for one in outcomes:
        if one.because is not first:
            return Because.COMPARED
    return first


def _compare(operator: Operator, left: _Value, right: _Given, rests_on: list[str]) -> _Outcome:
    """One value of the policy with one of the request."""
    policy, request = left.policy, right.read
    if policy is None or request is None:
        return _incomparable(operator, left, right, rests_on)
    if left.of_value:
        rests_on.extend(left.of_value)
    if right.rules:
        rests_on.extend(right.rules)
    if operator.holds(policy, request):
        return left.yes
    if operator.not_of_type is Because.NOT_AN_ADDRESS and policy.version != request[0]:
        return left.outcome(Truth.NO, Because.OTHER_FAMILY)
    return left.no


def _incomparable(operator: Operator, left: _Value, right: _Given, rests_on: list[str]) -> _Outcome:
    """One of the two is no value of the operator's type, or nobody knows it as one."""
    if left.replaced.glob is None:
        certain = left.replaced.because is Because.VARIABLE_ABSENT
        return left.outcome(Truth.NO if certain else Truth.UNKNOWN, left.replaced.because)
    if left.policy is None:
        rests_on.append("invalid-value")
        return left.outcome(Truth.NO, Because.INVALID_POLICY_VALUE)
    if isinstance(right.value, ServiceAddress):
        return _compare_address(operator, left, right.value, rests_on)
    rests_on.append("invalid-value")
    return left.outcome(Truth.NO, operator.not_of_type)


def _compare_address(
    operator: Operator, value: _Value, address: ServiceAddress, rests_on: list[str]
) -> _Outcome:
    """A value of the policy with a service's address, which lies somewhere in its ranges."""
    policy = value.policy
    if address.ranges and isinstance(policy, Network):
        held = lies_in(address, policy)
        because = Because.KEY_UNKNOWN if held is Truth.UNKNOWN else Because.COMPARED
        return value.outcome(held, because)
    rests_on.append("service-address")
    return value.outcome(truth(_holds_all(operator, policy)), Because.SERVICE_ADDRESS)


def _holds_all(operator: Operator, policy: object) -> bool:
    """Whether a value of the policy takes in every value: a service's address is in no other.

    For addresses a range of length 0, for strings the pattern `*`.
    """
    if isinstance(policy, Network):
        return policy.prefix == 0
    return operator.wildcards and isinstance(policy, tuple) and is_star(policy)


def _null(condition: Condition, value: ContextValue | None) -> ConditionResult:
    """Null asks for presence; under set operators its answer is fixed (AA)."""
    asked, given = presence_of(value), values_of(value)
    rests_on = ("null-dataset",) if "" in given else ()
    if condition.quantifier is not None:
        holds = truth(condition.quantifier is Quantifier.FOR_ALL_VALUES)
        return ConditionResult(condition, asked, given, (), Because.COMPARED, holds, rests_on)
    because = {
        Presence.PRESENT: Because.COMPARED,
        Presence.ABSENT: _absence(condition, value),
        Presence.UNKNOWN: Because.KEY_UNKNOWN,
    }[asked]
    tried = []
    for text in condition.values:
        wants_absent = read_boolean(text.value)
        if wants_absent is None:
            rests_on = ("invalid-value", *rests_on)
            one, reason = Truth.NO, Because.INVALID_POLICY_VALUE
        elif asked is Presence.UNKNOWN:
            one, reason = Truth.UNKNOWN, because
        else:
            one, reason = truth(wants_absent is (asked is Presence.ABSENT)), because
        tried.append(ValueResult(text, one, reason))
    if {read_boolean(text.value) for text in condition.values} >= {True, False}:
        holds = Truth.YES
    else:
        holds = disjunction(one.holds for one in tried)
    if not condition.values:
        because, rests_on = Because.NO_POLICY_VALUES, ("empty-value-list",)
    return ConditionResult(condition, asked, given, tuple(tried), because, holds, rests_on)
