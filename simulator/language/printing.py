"""How is a policy written as JSON?

The form is canonical: the same policy gives the same text, and that text parses to the same
meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from simulator.language.model import Condition, Patterns, Policy, Principals, Statement
from simulator.language.principals import EVERYONE
from simulator.source import Text

_Json = str | list[str] | dict[str, "_Json"]


def print_policy(policy: Policy) -> str:
    """The document as indented JSON; condition values that were numbers or booleans as strings."""
    document: dict[str, object] = {"Version": policy.version}
    if policy.id is not None:
        document["Id"] = policy.id.value
    document["Statement"] = [_statement(statement) for statement in policy.statements]
    return json.dumps(document, indent=2, ensure_ascii=False)


def _statement(statement: Statement) -> dict[str, _Json]:
    elements: dict[str, _Json] = {}
    if statement.sid is not None:
        elements["Sid"] = statement.sid.value
    elements["Effect"] = statement.effect.value
    if statement.principals is not None:
        elements[_name("Principal", statement.principals)] = _principals(statement.principals)
    elements[_name("Action", statement.actions)] = _listed(statement.actions.values)
    if statement.resources is not None:
        elements[_name("Resource", statement.resources)] = _listed(statement.resources.values)
    if statement.conditions:
        elements["Condition"] = _conditions(statement.conditions)
    return elements


def _name(element: str, value: Patterns | Principals) -> str:
    return f"Not{element}" if value.negated else element


def _principals(principals: Principals) -> _Json:
    by_type: dict[str, list[str]] = {}
    for principal in principals.values:
        by_type.setdefault(principal.type, []).append(principal.value.value)
    if EVERYONE in by_type:
        return EVERYONE
    return {type_: _single(values) for type_, values in by_type.items()}


def _conditions(conditions: Iterable[Condition]) -> _Json:
    operators: dict[str, dict[str, _Json]] = {}
    for condition in conditions:
        keys = operators.setdefault(condition.operator.value, {})
        keys[condition.key.value] = _listed(condition.values)
    return {operator: dict(keys) for operator, keys in operators.items()}


def _listed(values: Iterable[Text]) -> _Json:
    return _single([value.value for value in values])


def _single(values: list[str]) -> _Json:
    return values[0] if len(values) == 1 else values
