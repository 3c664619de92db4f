"""Cedar, policies translated.

A condition key is an attribute of Cedar's context, and so are action and resource, since Cedar
matches texts with a star only there. One permit for each Allow where there are identity policies
alone; else a single permit that asks for an Allow at each level.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import cedarpy

_OPERATORS = {
    "IpAddress": ("{key}.isInRange(ip({value}))", False),
    "NotIpAddress": ("{key}.isInRange(ip({value}))", True),
    "StringEquals": ("{key} == {value}", False),
    "StringNotEquals": ("{key} == {value}", True),
    "StringLike": ("{key} like {value}", False),
    "Bool": ("{key} == {value}", False),
}
_ADDRESS = "aws:SourceIp"


def prepare(policies: dict[str, Any]) -> tuple[Any, Any]:
    """Cedar's policies, parsed."""
    levels = [
        policies["identity"],
        *([policies["boundary"]] if policies["boundary"] is not None else []),
        *policies["scps"],
    ]
    resource = [policies["resource"]] if policies["resource"] is not None else []
    denies = [_statement(one) for level in [*levels, resource] for one in _of(level, "Deny")]
    allows = [[_statement(one) for one in _of(level, "Allow")] for level in levels]
    if len(allows) > 1:
        every = " && ".join(f"({_any(level)})" for level in allows)
        # A grant of the resource's own policy to somebody else is none to the caller.
        allows = [[every]]
    rules = [f"permit(principal, action, resource) when {{ {one} }};" for one in allows[0]]
    rules += [f"forbid(principal, action, resource) when {{ {one} }};" for one in denies]
    entities = cedarpy.Entities.from_json_str("[]")
    return cedarpy.PolicySet.from_str("\n".join(rules)), entities


def _of(level: Iterable[dict[str, Any]], effect: str) -> list[dict[str, Any]]:
    return [
        statement
        for named in level
        for statement in _list(named["document"]["Statement"])
        if statement["Effect"] == effect
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _any(parts: Iterable[str]) -> str:
    """One of them, in brackets so that however many there are, they are not deep: Cedar gives up on
    what is nested too deeply."""
    level = list(parts)
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [f"({' || '.join(pair)})" for pair in pairs]
    return level[0] if level else "false"


def _statement(statement: dict[str, Any]) -> str:
    parts = [
        _texts("context.action", [text.lower() for text in _list(statement["Action"])]),
        _texts("context.resource", _list(statement["Resource"])),
    ]
    for operator, block in statement.get("Condition", {}).items():
        parts += [_condition(operator, key, _list(values)) for key, values in block.items()]
    return " && ".join(f"({part})" for part in parts)


def _texts(attribute: str, patterns: list[str]) -> str:
    if "*" in patterns:
        return "true"
    return _any(
        f"{attribute} like {json.dumps(one)}" if "*" in one else f"{attribute} == {json.dumps(one)}"
        for one in patterns
    )


def _condition(operator: str, key: str, values: list[str]) -> str:
    form, negated = _OPERATORS[operator]
    attribute = f"context[{json.dumps(key)}]"
    one = _any(form.format(key=attribute, value=json.dumps(value)) for value in values)
    there = f"context has {json.dumps(key)}"
    return f"!({there} && ({one}))" if negated else f"{there} && ({one})"


def request(prepared: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """A request with its context as JSON, as the library hands it on."""
    context = {
        key: {"__extn": {"fn": "ip", "arg": value}} if key == _ADDRESS else value
        for key, value in asked["context"].items()
    }
    context |= {"action": asked["action"].lower(), "resource": asked["resource"]}
    return {
        "principal": 'User::"alice"',
        "action": 'Action::"call"',
        "resource": 'Resource::"it"',
        "context": json.dumps(context),
    }


def decide(prepared: tuple[Any, Any], request: dict[str, Any]) -> str:
    """The verdict; it does not say of which kind a denial is."""
    policies, entities = prepared
    return "allow" if cedarpy.is_authorized(request, policies, entities).allowed else "deny"
