"""Does a condition hold?

UG reference_policies_elements_condition_operators,
…condition-logic-multiple-context-keys-or-values,
…condition-single-vs-multi-valued-context-keys. Values of one key are alternatives; under a negated
operator none may match. What a missing key does follows from three facts: whether the operator is
negated, whether it carries IfExists, and which set operator it has.
"""

from __future__ import annotations

from simulator.evaluation.decision import Because, ConditionResult, Presence, ValueResult
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import is_star
from simulator.evaluation.logic import Truth, conjunction, disjunction, negation, truth
from simulator.evaluation.operators import NULL, OPERATORS, Operator, read_boolean
from simulator.evaluation.request import ServiceAddress
from simulator.evaluation.service_address import lies_in
from simulator.evaluation.variables import Replaced, replaced
from simulator.language.addresses import Network
from simulator.language.model import Condition, Quantifier
from simulator.source import Text


def evaluate_condition(condition: Condition, version: str, facts: Facts) -> ConditionResult:
    """One operator on one key, against the request.

    Args:
        version: of the policy document, which decides whether variables are replaced.
    """
    if condition.base == NULL:
        return _null(condition, facts)
    operator = OPERATORS[condition.base]
    asked = facts.asked(condition.key.value)
    if asked is Presence.PRESENT:
        return _compared(condition, operator, version, facts)
    if_missing, rests_on = without_the_key(condition, operator)
    if asked is Presence.ABSENT:
        return _result(condition, facts, (), _absence(condition, facts), if_missing, rests_on)
    return _unknown(condition, facts, if_missing, rests_on)


def _absence(condition: Condition, facts: Facts) -> Because:
    """Why there is nothing to compare: an empty list in the request counts as no key at all."""
    if not condition.values:
        return Because.NO_POLICY_VALUES
    empty = facts.given_as_list(condition.key.value)
    return Because.EMPTY_SET if empty else Because.KEY_ABSENT


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


def _unknown(
    condition: Condition, facts: Facts, if_missing: Truth, rests_on: tuple[str, ...]
) -> ConditionResult:
    """The key may be there or not: certain only where a present key could not change it."""
    certain = not condition.values and if_missing is Truth.NO
    holds = Truth.NO if certain else Truth.UNKNOWN
    tried = tuple(
        ValueResult(value.value, value.span, Truth.UNKNOWN, Because.KEY_UNKNOWN)
        for value in condition.values
    )
    return _result(condition, facts, tried, Because.KEY_UNKNOWN, holds, rests_on)


def _compared(
    condition: Condition, operator: Operator, version: str, facts: Facts
) -> ConditionResult:
    values = facts.values(condition.key.value)
    rests_on: list[str] = []
    policy_values = [
        (value, _replaced(value, operator, version, facts, rests_on)) for value in condition.values
    ]
    # One row a policy value, in it one result a request value.
    table = [
        [_compare(operator, value, left, right, rests_on) for right in values]
        for value, left in policy_values
    ]
    tried = tuple(_value_result(*pair, row) for pair, row in zip(policy_values, table, strict=True))
    if not table:
        return _result(
            condition, facts, (), Because.NO_POLICY_VALUES, Truth.NO, ("empty-value-list",)
        )
    # One column a request value: does any value of the policy match it?
    matched = [disjunction(row[number][0] for row in table) for number in range(len(values))]
    holds, because, leans = _quantified(condition, operator, facts, matched)
    rests_on.extend(leans)
    if because is Because.COMPARED:
        because = _reason(holds, operator, tried)
    return _result(condition, facts, tried, because, holds, tuple(dict.fromkeys(rests_on)))


def _quantified(
    condition: Condition, operator: Operator, facts: Facts, matched: list[Truth]
) -> tuple[Truth, Because, tuple[str, ...]]:
    satisfied = [negation(one) for one in matched] if operator.negated else matched
    if condition.quantifier is Quantifier.FOR_ANY_VALUE:
        return disjunction(satisfied), Because.COMPARED, ()
    if condition.quantifier is Quantifier.FOR_ALL_VALUES:
        empty_text = "" in facts.values(condition.key.value)
        return conjunction(satisfied), Because.COMPARED, ("null-dataset",) if empty_text else ()
    listed = facts.given_as_list(condition.key.value)
    leans = ("plain-operator-on-several-values",) if listed else ()
    if len(matched) > 1:
        return truth(operator.negated), Because.SEVERAL_VALUES, leans
    return satisfied[0], Because.COMPARED, leans


def _reason(holds: Truth, operator: Operator, tried: tuple[ValueResult, ...]) -> Because:
    """What all values have in common, where they do; a match otherwise needs no more words."""
    reasons = {value.because for value in tried}
    return reasons.pop() if len(reasons) == 1 else Because.COMPARED


def _replaced(
    value: Text, operator: Operator, version: str, facts: Facts, rests_on: list[str]
) -> Replaced:
    found = replaced(
        value.value,
        version,
        facts,
        wildcards=operator.wildcards,
        variables=operator.variables,
    )
    rests_on.extend(found.rests_on)
    if operator.name == "Bool" and "${" in value.value:
        rests_on.append("variable-in-bool")
    return found


def _compare(
    operator: Operator,
    value: Text,
    left: Replaced,
    right: str | ServiceAddress,
    rests_on: list[str],
) -> tuple[Truth, Because]:
    """One value of the policy with one of the request."""
    if left.glob is None:
        certain = left.because is Because.VARIABLE_ABSENT
        return (Truth.NO if certain else Truth.UNKNOWN), left.because
    policy = operator.read_policy(left.glob)
    if policy is None:
        rests_on.append("invalid-value")
        return Truth.NO, Because.INVALID_POLICY_VALUE
    if isinstance(right, ServiceAddress) and right.ranges and isinstance(policy, Network):
        held = lies_in(right, policy)
        return held, Because.KEY_UNKNOWN if held is Truth.UNKNOWN else Because.COMPARED
    if isinstance(right, ServiceAddress):
        rests_on.append("service-address")
        return truth(_holds_all(operator, policy)), Because.SERVICE_ADDRESS
    request = operator.read_request(right)
    if request is None:
        rests_on.append("invalid-value")
        return Truth.NO, operator.not_of_type
    rests_on.extend(operator.rests_on(left.text or value.value, right))
    holds = operator.holds(policy, request)
    if not holds and operator.not_of_type is Because.NOT_AN_ADDRESS:
        other = policy.version != request.version
        return Truth.NO, Because.OTHER_FAMILY if other else Because.COMPARED
    return truth(holds), Because.COMPARED


def _holds_all(operator: Operator, policy: object) -> bool:
    """Whether a value of the policy takes in every value: a service's address is in no other.

    For addresses a range of length 0, for strings the pattern `*`.
    """
    if isinstance(policy, Network):
        return policy.prefix == 0
    return operator.wildcards and isinstance(policy, tuple) and is_star(policy)


def _value_result(value: Text, left: Replaced, row: list[tuple[Truth, Because]]) -> ValueResult:
    holds = disjunction(one for one, _ in row)
    because = next(reason for one, reason in row if one is holds)
    return ValueResult(value.value, value.span, holds, because, left.text)


def _null(condition: Condition, facts: Facts) -> ConditionResult:
    """Null asks for presence; under set operators its answer is fixed (AA)."""
    asked = facts.asked(condition.key.value)
    rests_on = ("null-dataset",) if "" in facts.values(condition.key.value) else ()
    if condition.quantifier is not None:
        holds = truth(condition.quantifier is Quantifier.FOR_ALL_VALUES)
        return _result(condition, facts, (), Because.COMPARED, holds, rests_on)
    because = {
        Presence.PRESENT: Because.COMPARED,
        Presence.ABSENT: _absence(condition, facts),
        Presence.UNKNOWN: Because.KEY_UNKNOWN,
    }[asked]
    tried = []
    for value in condition.values:
        wants_absent = read_boolean(value.value)
        if wants_absent is None:
            rests_on = ("invalid-value", *rests_on)
            one, reason = Truth.NO, Because.INVALID_POLICY_VALUE
        elif asked is Presence.UNKNOWN:
            one, reason = Truth.UNKNOWN, because
        else:
            one, reason = truth(wants_absent is (asked is Presence.ABSENT)), because
        tried.append(ValueResult(value.value, value.span, one, reason))
    if {read_boolean(value.value) for value in condition.values} >= {True, False}:
        holds = Truth.YES
    else:
        holds = disjunction(value.holds for value in tried)
    if not condition.values:
        because, rests_on = Because.NO_POLICY_VALUES, ("empty-value-list",)
    return _result(condition, facts, tuple(tried), because, holds, rests_on)


def _result(
    condition: Condition,
    facts: Facts,
    tried: tuple[ValueResult, ...],
    because: Because,
    holds: Truth,
    rests_on: tuple[str, ...],
) -> ConditionResult:
    return ConditionResult(
        operator=condition.operator.value,
        key=condition.key.value,
        asked=facts.asked(condition.key.value),
        request_values=facts.values(condition.key.value),
        tried=tried,
        because=because,
        holds=holds,
        span=condition.span,
        operator_span=condition.operator.span,
        rests_on=rests_on,
    )
