"""What does the element Condition ask for?

UG reference_policies_elements_condition and …_condition_operators.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.language.model import Condition
from simulator.language.operators import (
    OPERATORS,
    OperatorName,
    ValueType,
    operators_like,
    read_operator,
)
from simulator.language.problems import Problem
from simulator.language.reading import NEWER, Reading
from simulator.language.tree import Braces, JsonType, Member, Node
from simulator.language.values import readable
from simulator.language.variables import check_variables, has_placeholder
from simulator.source import Span, Text

_WITH_VARIABLES = frozenset({ValueType.STRING, ValueType.ARN})
_VALUE_TYPES = (JsonType.STRING, JsonType.NUMBER, JsonType.BOOLEAN)


def read_conditions(node: Node, reading: Reading) -> tuple[Condition, ...]:
    """The conditions of one statement, their problems noted."""
    if not isinstance(node, Braces):
        reading.wrong_type(node, JsonType.OBJECT)
        return ()
    conditions: list[Condition] = []
    for member in reading.reader.members(node):
        conditions.extend(_read_operator(member, reading))
    return tuple(conditions)


def _read_operator(member: Member, reading: Reading) -> Iterator[Condition]:
    written, node = member
    if not isinstance(node, Braces):
        reading.wrong_type(node, JsonType.OBJECT)
        return
    comparisons = reading.reader.members(node)
    if not comparisons:
        # IAM does not even look at the operator's name then.
        reading.findings.add(Problem.OPERATOR_WITHOUT_KEYS, written.span, got=written.value)
        return
    operator = read_operator(written.value)
    if operator is None:
        reading.findings.add(
            Problem.UNKNOWN_OPERATOR,
            written.span,
            got=written.value,
            expected=operators_like(written.value),
        )
    elif operator.base == "Null" and operator.if_exists:
        reading.findings.add(
            Problem.NULL_IF_EXISTS, written.span, got=written.value, expected=("Null",)
        )
    seen: dict[str, Text] = {}
    with reading.findings.within(written.value):
        for key, values in comparisons:
            _check_key(key, seen, reading)
            condition = _read_comparison(written, operator, key, values, reading)
            if condition is not None:
                yield condition


def _check_key(key: Text, seen: dict[str, Text], reading: Reading) -> None:
    first = seen.setdefault(key.value.lower(), key)
    if first is not key:
        reading.findings.add(Problem.DUPLICATE_KEY, key.span, got=key.value, related=first.span)
    if ":" not in key.value:
        reading.findings.add(Problem.KEY_WITHOUT_PREFIX, key.span, got=key.value)
    reading.check_characters(key)


def _read_comparison(
    written: Text, operator: OperatorName | None, key: Text, node: Node, reading: Reading
) -> Condition | None:
    with reading.findings.within(key.value):
        values = _read_values(operator, node, reading)
    if operator is None:
        return None
    return Condition(
        operator=written,
        base=operator.base,
        quantifier=operator.quantifier,
        if_exists=operator.if_exists,
        key=key,
        values=values,
        span=Span(reading.findings.source, key.span.start, reading.reader.span(node).end),
    )


def _read_values(operator: OperatorName | None, node: Node, reading: Reading) -> tuple[Text, ...]:
    values: list[Text] = []
    types: set[JsonType] = set()
    entries = reading.reader.values(node)
    if not entries:
        reading.findings.add(Problem.NO_VALUES, reading.reader.span(node))
    for entry in entries:
        scalar = reading.reader.scalar(entry)
        if scalar is None or scalar.type is JsonType.NULL:
            reading.wrong_type(entry, *_VALUE_TYPES)
            continue
        types.add(scalar.type)
        values.append(scalar.text)
        reading.check_characters(scalar.text)
        if operator is not None:
            _check_value(operator, scalar.text, reading)
    if len(types) > 1:
        reading.findings.add(
            Problem.MIXED_TYPES, reading.reader.span(node), got=", ".join(sorted(types))
        )
    return tuple(values)


def _check_value(operator: OperatorName, text: Text, reading: Reading) -> None:
    type_ = OPERATORS[operator.base]
    if "${" not in text.value and type_ is not ValueType.STRING and readable(text.value, type_):
        return
    if has_placeholder(text, reading):
        return
    with_variables = type_ in _WITH_VARIABLES
    if check_variables(text, reading, read=with_variables):
        return
    if "${" in text.value and with_variables and reading.version == NEWER:
        return
    if readable(text.value, type_):
        return
    problem = Problem.NOT_AN_ADDRESS if type_ is ValueType.ADDRESS else Problem.UNREADABLE_VALUE
    reading.findings.add(problem, text.span, got=text.value, expected=(type_,))
