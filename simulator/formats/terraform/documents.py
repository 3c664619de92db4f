"""Which policy does a data source ``aws_iam_policy_document`` make that is read only later?

From its page in the documentation of Terraform's AWS provider. What is read already has its JSON.
"""

from __future__ import annotations

from simulator.formats.declared.values import Items, Members, Unresolved, Value, each
from simulator.formats.documents import Scalar
from simulator.formats.terraform.opening import Resource
from simulator.formats.terraform.values import value_of
from simulator.source import Span

_ELEMENTS = {
    "sid": "Sid",
    "effect": "Effect",
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}
_OTHERS = (
    "source_policy_documents",
    "override_policy_documents",
    "source_json",
    "override_json",
)
"""Other documents that this one is laid over, or that are laid over it."""


def document_of(one: Resource) -> Value:
    """The policy of a data source, unknown as far as its statements are."""
    at = one.span
    json = one.values.get("json")
    if isinstance(json, str):
        return Scalar(json, at, '"')
    whole = value_of(one.values, one.unknown, at, one.address)
    if not isinstance(whole, Members) or any(each(whole.get(name)) for name in _OTHERS):
        return Unresolved(at, "TFM010", one.address)
    statements = whole.get("statement")
    if not isinstance(statements, Items):
        return Unresolved(at, "TFM010", one.address)
    items = Items(tuple(_statement(part, at) for part in statements.items), at)
    return Members(
        ((_text("Version", at), _text("2012-10-17", at)), (_text("Statement", at), items)), at
    )


def _statement(block: Value, at: Span) -> Value:
    if not isinstance(block, Members):
        return block
    entries: list[tuple[Scalar, Value]] = []
    if block.get("effect") is None:
        entries.append((_text("Effect", at), _text("Allow", at)))
    for key, value in block.entries:
        element = _ELEMENTS.get(key.value)
        if element is not None and not _is_empty(value):
            entries.append((_text(element, at), value))
        elif key.value in _PRINCIPALS and not _is_empty(value):
            entries.append((_text(_PRINCIPALS[key.value], at), _principals(value, at)))
    conditions = block.get("condition")
    if conditions is not None and not _is_empty(conditions):
        entries.append((_text("Condition", at), _conditions(conditions, at)))
    return Members(tuple(entries), at)


def _is_empty(value: Value) -> bool:
    return (isinstance(value, Scalar) and not value.value) or (
        isinstance(value, Items) and not value.items
    )


def _principals(blocks: Value, at: Span) -> Value:
    """Types and identifiers; type ``*`` is everyone."""
    entries: dict[str, tuple[Value, ...]] = {}
    for block in each(blocks):
        type_ = block.get("type") if isinstance(block, Members) else None
        identifiers = block.get("identifiers") if isinstance(block, Members) else None
        if not isinstance(type_, Scalar) or identifiers is None:
            return Unresolved(at, "TFM010", "principals")
        if type_.value == "*":
            return _text("*", at)
        entries[type_.value] = (*entries.get(type_.value, ()), *each(identifiers))
    return Members(
        tuple((_text(type_, at), Items(items, at)) for type_, items in entries.items()), at
    )


def _conditions(blocks: Value, at: Span) -> Value:
    operators: dict[str, dict[str, tuple[Value, ...]]] = {}
    for block in each(blocks):
        if not isinstance(block, Members):
            return Unresolved(at, "TFM010", "condition")
        test, variable = block.get("test"), block.get("variable")
        if not isinstance(test, Scalar) or not isinstance(variable, Scalar):
            return Unresolved(at, "TFM010", "condition")
        keys = operators.setdefault(test.value, {})
        keys[variable.value] = (*keys.get(variable.value, ()), *each(block.get("values")))
    return Members(
        tuple(
            (
                _text(test, at),
                Members(
                    tuple((_text(key, at), Items(items, at)) for key, items in keys.items()), at
                ),
            )
            for test, keys in operators.items()
        ),
        at,
    )


def _text(value: str, at: Span) -> Scalar:
    return Scalar(value, at, '"')
