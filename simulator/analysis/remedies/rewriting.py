"""How is a policy rewritten: a restriction taken out, or an exception put beside it?

Policies are rewritten as JSON documents and parsed again, so that every draft is a policy that IAM
would store.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.analysis.remedies.restrictions import binding_condition
from simulator.language.model import Effect, Policy, PolicyType, Statement

Json = dict[str, Any]
Values = str | list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition to be added: operator, key, values."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exemption:
    """Which requests shall need no address.

    Args:
        allow: holds for just these requests; for a second Allow beside a restricted one.
        deny: fails for just these; for a Deny that shall not apply to them. A Deny is narrowed by a
            condition that holds for all other requests, those without the key too.
        suffix: what the Sid of a second Allow ends with.
    """

    allow: tuple[Asked, ...]
    deny: tuple[Asked, ...]
    suffix: str


def drafted(name: str, type: PolicyType, *statements: Mapping[str, Any]) -> Policy:
    """A policy that is made here."""
    listed = list(statements)
    document = {
        "Version": "2012-10-17",
        "Statement": listed[0] if len(listed) == 1 else listed,
    }
    return _parsed(document, name, type)


def with_exemption(policy: Policy, type: PolicyType, exemption: Exemption) -> Policy:
    """The policy with the exemption beside every restriction that it has."""
    document = _document(policy)
    statements: list[Json] = []
    for statement, written in zip(policy.statements, document["Statement"], strict=True):
        statements.append(written)
        if binding_condition(statement) is None:
            continue
        if statement.effect is Effect.DENY:
            _add(written, exemption.deny)
            continue
        second = copy.deepcopy(written)
        _remove(second, statement)
        _add(second, exemption.allow)
        if "Sid" in second:
            second["Sid"] = _free(f"{second['Sid']}{exemption.suffix}", document["Statement"])
        statements.append(second)
    return _parsed({**document, "Statement": statements}, policy.name, type)


def without_restriction(policy: Policy, type: PolicyType) -> Policy | None:
    """The policy asking for no address: an Allow without the condition, no Deny that had it.

    Returns:
        None: nothing of it is left.
    """
    document = _document(policy)
    statements = []
    for statement, written in zip(policy.statements, document["Statement"], strict=True):
        if binding_condition(statement) is not None:
            if statement.effect is Effect.DENY:
                continue  # without its condition it would deny from everywhere
            _remove(written, statement)
        statements.append(written)
    if not statements:
        return None
    return _parsed({**document, "Statement": statements}, policy.name, type)


def _document(policy: Policy) -> Json:
    document: Json = json.loads(str(policy))
    return document


def _parsed(document: Mapping[str, Any], name: str, type: PolicyType) -> Policy:
    return Policy.parse(json.dumps(document, indent=2, ensure_ascii=False), name, type=type)


def _add(statement: Json, asked: Sequence[Asked]) -> None:
    conditions: dict[str, dict[str, Values]] = statement.setdefault("Condition", {})
    for one in asked:
        keys = conditions.setdefault(one.operator, {})
        values = list(one.values)
        keys[one.key] = values[0] if len(values) == 1 else values


def _remove(written: Json, statement: Statement) -> None:
    condition = binding_condition(statement)
    assert condition is not None
    keys = written["Condition"][condition.operator.value]
    del keys[condition.key.value]
    if not keys:
        del written["Condition"][condition.operator.value]
    if not written["Condition"]:
        del written["Condition"]


def _free(sid: str, statements: Sequence[Json]) -> str:
    taken = {statement.get("Sid") for statement in statements}
    number = 2
    found = sid
    while found in taken:
        found, number = f"{sid}{number}", number + 1
    return found
