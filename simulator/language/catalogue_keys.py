"""Is there a condition key of this name, and does the condition suit its type and its values?

UG reference_policies_condition-keys, access-analyzer-reference-policy-checks, and for keys with
several values reference_policies_condition-single-vs-multi-valued-context-keys.
"""

from __future__ import annotations

import re

from simulator import services
from simulator.keys import KEYS, Key, Kind, find_key, is_global
from simulator.language.findings import Findings
from simulator.language.model import Condition
from simulator.language.operators import OPERATORS, ValueType
from simulator.language.problems import Problem
from simulator.language.values import readable

VALUE_TYPES = {
    Kind.STRING: ValueType.STRING,
    Kind.ARN: ValueType.ARN,
    Kind.NUMERIC: ValueType.NUMBER,
    Kind.DATE: ValueType.DATE,
    Kind.BOOL: ValueType.BOOLEAN,
    Kind.ADDRESS: ValueType.ADDRESS,
    Kind.BINARY: ValueType.BINARY,
}
"""What operators call the types of keys."""

_NULL = "Null"
_LONGEST = 128
_PREFIX = re.compile(r"[A-Za-z0-9-]+")
"""Not of an identity provider's claims: they begin with its host name, and it alone knows them."""


def check_condition(condition: Condition, prefixes: tuple[str, ...], findings: Findings) -> None:
    """Note what is doubtful about one condition.

    Args:
        condition: one operator on one key.
        prefixes: the services of the statement's actions; none where it is about all of them.
        findings: where it is noted.
    """
    name = condition.key.value
    key = find_key(name)
    if key is None:
        _check_unknown(condition, findings)
        return
    if prefixes and not is_global(key) and not _sent_to(name, prefixes):
        findings.add(
            Problem.KEY_OF_OTHER_SERVICE, condition.key.span, got=name, detail=", ".join(prefixes)
        )
    if condition.base != _NULL:
        _check_operator(condition, key, findings)
        _check_set(condition, key, findings)


def _sent_to(name: str, prefixes: tuple[str, ...]) -> bool:
    own = name.partition(":")[0].lower()
    if "." in own:  # claims go with the session that they led to
        return True
    return any(prefix == own or services.uses_key(prefix, name) for prefix in prefixes)


def _check_unknown(condition: Condition, findings: Findings) -> None:
    name = condition.key.value
    prefix, colon, _ = name.partition(":")
    if not colon or _PREFIX.fullmatch(prefix) is None or len(name) > _LONGEST:
        return
    findings.add(Problem.UNKNOWN_KEY, condition.key.span, got=name, expected=_names(prefix.lower()))


def _names(prefix: str) -> tuple[str, ...]:
    """The keys with this prefix; all global ones for a prefix that no key has."""
    own = tuple(key.name for key in KEYS if key.name.lower().startswith(f"{prefix}:"))
    listed = (*own, *services.key_names(prefix))
    return tuple(dict.fromkeys(listed)) or tuple(key.name for key in KEYS if is_global(key))


def _check_operator(condition: Condition, key: Key, findings: Findings) -> None:
    reads = OPERATORS[condition.base]
    types = {VALUE_TYPES[kind] for kind in key.kinds}
    if reads in types or "*" in key.name:  # what a tag holds is its owner's affair
        return
    # Variables are replaced under String and Arn operators alone: there is no other choice.
    if all("${" in value.value for value in condition.values):
        return
    findings.add(
        Problem.OPERATOR_OF_OTHER_TYPE,
        condition.operator.span,
        got=condition.operator.value,
        detail=f"{key.name} is {' or '.join(key.kinds)}",
        expected=_operators_for(types),
    )
    for value in condition.values:
        text = value.value
        plain = not any(mark in text for mark in ("*", "?", "${"))
        if reads is ValueType.STRING and plain and not any(readable(text, it) for it in types):
            findings.add(Problem.VALUE_OF_OTHER_TYPE, value.span, got=text, expected=sorted(types))


def _operators_for(types: set[ValueType]) -> tuple[str, ...]:
    return tuple(name for name, type_ in OPERATORS.items() if type_ in types and name != _NULL)


def _check_set(condition: Condition, key: Key, findings: Findings) -> None:
    if condition.quantifier is not None and not key.many:
        problem = Problem.SET_OPERATOR_ON_ONE_VALUE
    elif condition.quantifier is None and key.many:
        problem = Problem.SEVERAL_VALUES_WITHOUT_SET_OPERATOR
    else:
        return
    findings.add(problem, condition.operator.span, got=condition.operator.value, detail=key.name)
