"""Does the Condition of a statement hold?

Source: UG reference_policies_elements_condition_operators,
reference_policies_condition-single-vs-multi-valued-context-keys,
reference_policies_condition-logic-multiple-context-keys-or-values. Where they are silent the row of
docs/reference/fidelity.md is named: "rule ID".
"""

from __future__ import annotations

import operator as compare
from collections.abc import Callable
from typing import Any

from . import parsing, patterns
from .patterns import Token, Wild
from .values import Context, Document, Known, ServiceAddress, Single, as_list, json_text

NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "Equals": compare.eq,
    "LessThan": compare.lt,
    "LessThanEquals": compare.le,
    "GreaterThan": compare.gt,
    "GreaterThanEquals": compare.ge,
}
POSITIVE = (
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    *(f"Numeric{order}" for order in ORDERS),
    *(f"Date{order}" for order in ORDERS),
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "ArnEquals",
    "ArnLike",
)


def split_operator(written: str) -> tuple[str, str, bool]:
    """``ForAnyValue:StringLikeIfExists`` as set operator ("" if none), base operator, IfExists."""
    quantifier, colon, rest = written.partition(":")
    if not colon:
        quantifier, rest = "", written
    base = rest.removesuffix("IfExists")
    return quantifier, base, base != rest


def conditions_hold(statement: Document, context: Context, version: str) -> bool:
    """All operators AND all keys (condition-logic-multiple-context-keys-or-values)."""
    return all(
        condition_holds(written, key, as_list(values), context, version)
        for written, by_key in statement.get("Condition", {}).items()
        for key, values in by_key.items()
    )


def values_of_key(key: str, context: Context) -> list[Single]:
    """The request's values of a key; an empty set of values is a missing key (null-dataset)."""
    found: Known | None = context.get(key.lower())
    if found is None:
        return []
    return list(found) if isinstance(found, list) else [found]


def condition_holds(
    written: str, key: str, policy_values: list[Any], context: Context, version: str
) -> bool:
    """One operator on one key (Conditions_IfExists, condition-forallvalues, -foranyvalue)."""
    quantifier, base, if_exists = split_operator(written)
    request_values = values_of_key(key, context)
    missing = not request_values
    texts = [json_text(value) for value in policy_values]

    if base == "Null":
        return _null_holds(quantifier, texts, missing)
    if not texts:
        # Rule empty-value-list: IfExists and ForAllValues match only without the key, others never.
        return missing and (if_exists or quantifier == "ForAllValues")

    negated = base in NEGATED
    if missing:
        if if_exists or quantifier == "ForAllValues":
            return True
        return negated and quantifier != "ForAnyValue"

    positive = NEGATED.get(base, base)

    def satisfies(request_value: Single) -> bool:
        listed = any(
            value_matches(positive, text, request_value, context, version) for text in texts
        )
        return listed != negated

    if quantifier == "ForAllValues":
        return all(satisfies(value) for value in request_values)
    if quantifier == "ForAnyValue":
        return any(satisfies(value) for value in request_values)
    if len(request_values) > 1:
        return negated  # rule plain-operator-on-several-values
    return satisfies(request_values[0])


def _null_holds(quantifier: str, texts: list[str], missing: bool) -> bool:
    """ "Condition operator to check existence of condition keys"; with set operators: AA."""
    if quantifier == "ForAllValues":
        return True
    if quantifier == "ForAnyValue":
        return False
    return any(parsing.boolean(text) is missing for text in texts)


def value_matches(
    base: str, text: str, request_value: Single, context: Context, version: str
) -> bool:
    """One value of the policy against one of the request, for a positive operator."""
    if base == "IpAddress":
        return _in_range(text, request_value)
    if isinstance(request_value, ServiceAddress):
        return False  # no text at all: of no other operator's type
    if base.startswith(("String", "Arn")):
        return _text_matches(base, text, request_value, context, version)
    if base.startswith("Numeric"):
        return _in_order(base.removeprefix("Numeric"), parsing.number, request_value, text)
    if base.startswith("Date"):
        return _in_order(base.removeprefix("Date"), parsing.date, request_value, text)
    if base == "Bool":
        return _in_order("Equals", parsing.boolean, request_value, text)
    if base == "BinaryEquals":
        return _in_order("Equals", parsing.binary, request_value, text)
    raise ValueError(f"no such operator: {base}")


def _in_order(
    order: str, read: Callable[[str], Any], request_value: str, policy_value: str
) -> bool:
    """The request's value stands on the left: NumericLessThan 10 holds for 9."""
    left, right = read(request_value), read(policy_value)
    return left is not None and right is not None and ORDERS[order](left, right)


def _in_range(text: str, request_value: Single) -> bool:
    """ "IP address condition operators"; the families never match each other."""
    within = parsing.network(text)
    if within is None:
        return False
    if isinstance(request_value, ServiceAddress):
        return within.prefixlen == 0
    address = parsing.address(request_value)
    return address is not None and address.version == within.version and address in within


def _text_matches(base: str, text: str, request_value: str, context: Context, version: str) -> bool:
    """ "String condition operators" and "ARN condition operators": the two that take variables."""
    tokens = patterns.read(
        text,
        context,
        wildcards=base in ("StringLike", "ArnEquals", "ArnLike"),
        variables=version == "2012-10-17",
    )
    if tokens is None:
        return False  # a variable without value equals nothing (reference_policies_variables)
    if base == "StringEqualsIgnoreCase":
        return "".join(map(str, tokens)).lower() == request_value.lower()
    if base in ("StringEquals", "StringLike"):
        return patterns.glob(tokens, request_value)
    return arn_matches(tokens, request_value)


def arn_matches(tokens: list[Token], arn: str) -> bool:
    """Six parts, each compared alone; only the sixth may hold colons; `*` alone is any ARN."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return False
    if tokens == [Wild.MANY]:
        return True
    wanted = patterns.split_at_colons(tokens, 6)
    return len(wanted) == 6 and all(map(patterns.glob, wanted, parts))
