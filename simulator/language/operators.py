"""Which condition operators are there, and what do they read their values as?

Source: UG reference_policies_elements_condition_operators. How they compare is no matter of the
language.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from simulator.language.model import Quantifier


class ValueType(StrEnum):
    """What the values of an operator are."""

    STRING = "a string"
    NUMBER = "a number"
    DATE = "a date, as 2026-11-24T10:00:00Z or in seconds since 1970"
    BOOLEAN = "true or false"
    BINARY = "base-64"
    ADDRESS = "an address or a range such as 203.0.113.0/24"
    ARN = "an ARN of six parts"


OPERATORS: dict[str, ValueType] = {
    "StringEquals": ValueType.STRING,
    "StringNotEquals": ValueType.STRING,
    "StringEqualsIgnoreCase": ValueType.STRING,
    "StringNotEqualsIgnoreCase": ValueType.STRING,
    "StringLike": ValueType.STRING,
    "StringNotLike": ValueType.STRING,
    "NumericEquals": ValueType.NUMBER,
    "NumericNotEquals": ValueType.NUMBER,
    "NumericLessThan": ValueType.NUMBER,
    "NumericLessThanEquals": ValueType.NUMBER,
    "NumericGreaterThan": ValueType.NUMBER,
    "NumericGreaterThanEquals": ValueType.NUMBER,
    "DateEquals": ValueType.DATE,
    "DateNotEquals": ValueType.DATE,
    "DateLessThan": ValueType.DATE,
    "DateLessThanEquals": ValueType.DATE,
    "DateGreaterThan": ValueType.DATE,
    "DateGreaterThanEquals": ValueType.DATE,
    "Bool": ValueType.BOOLEAN,
    "BinaryEquals": ValueType.BINARY,
    "IpAddress": ValueType.ADDRESS,
    "NotIpAddress": ValueType.ADDRESS,
    "ArnEquals": ValueType.ARN,
    "ArnLike": ValueType.ARN,
    "ArnNotEquals": ValueType.ARN,
    "ArnNotLike": ValueType.ARN,
    "Null": ValueType.BOOLEAN,
}

_IF_EXISTS = "IfExists"


class OperatorName(NamedTuple):
    """An operator as written, taken apart.

    Args:
        base: the operator itself.
        quantifier: its set operator, if there is one.
        if_exists: whether the suffix is there.
    """

    base: str
    quantifier: Quantifier | None
    if_exists: bool


def read_operator(written: str) -> OperatorName | None:
    """Take the name of an operator apart; None if there is none of this name, letter by letter."""
    prefix, colon, rest = written.partition(":")
    quantifier = None
    if colon:
        try:
            quantifier = Quantifier(prefix)
        except ValueError:
            return None
        written = rest
    base = written.removesuffix(_IF_EXISTS)
    if base not in OPERATORS:
        return None
    return OperatorName(base, quantifier, base != written)


def operators_like(written: str) -> tuple[str, ...]:
    """The operators that could stand in place of this name, with its own prefix and suffix.

    They are what a near miss is looked for among: an error in the base is found with or without
    prefix, one in the prefix too.
    """
    _, colon, rest = written.rpartition(":")
    # No operator but those with the suffix has these two letters.
    suffix = _IF_EXISTS if "if" in rest.lower() else ""
    prefixes = tuple(f"{quantifier}:" for quantifier in Quantifier) if colon else ("",)
    return tuple(
        f"{prefix}{base}{suffix}"
        for prefix in prefixes
        for base in OPERATORS
        if not (suffix and base == "Null")
    )
