"""In which small ways could a policy be wrong?

Every mutant is the policy with one change of a kind that people make or miss: something dropped, a
range or a pattern too wide, Deny for Allow. They come in the order of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from simulator.language.addresses import read_network
from simulator.language.model import (
    Condition,
    Effect,
    Patterns,
    Policy,
    Principals,
    Statement,
)
from simulator.source import Span, Text

_IF_EXISTS = "IfExists"


class Mutation(StrEnum):
    """The kinds of changes."""

    STATEMENT_DROPPED = "statement_dropped"
    EFFECT_FLIPPED = "effect_flipped"
    VALUE_DROPPED = "value_dropped"
    ACTION_WIDENED = "action_widened"
    RESOURCE_WIDENED = "resource_widened"
    CONDITION_DROPPED = "condition_dropped"
    CIDR_WIDENED = "cidr_widened"
    IF_EXISTS_TOGGLED = "if_exists_toggled"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one change.

    Args:
        original: what was changed.
        policy: what came of it; positions are those of the original.
        span: where the change is.
        old: what stood there, such as the value or the condition's operator and key.
        new: what stands there now; empty if it was dropped.
    """

    mutation: Mutation
    original: Policy
    policy: Policy
    span: Span
    old: str
    new: str = ""


_Change = tuple[Statement | None, Span, str, str]
"""The statement changed (None: dropped), where, what stood there, and what stands there now."""


def mutants(policy: Policy) -> tuple[Mutant, ...]:
    """Every mutant of a policy, in the order of the text."""
    found = []
    for number, statement in enumerate(policy.statements):
        for mutation, make in _MAKERS.items():
            for changed, span, old, new in make(statement):
                others = list(policy.statements)
                others[number : number + 1] = [changed] if changed is not None else []
                mutated = replace(policy, statements=tuple(others))
                found.append(Mutant(mutation, policy, mutated, span, old, new))
    return tuple(sorted(found, key=lambda mutant: mutant.span.start))


def _dropped(statement: Statement) -> Iterator[_Change]:
    sid = statement.sid.value if statement.sid is not None else ""
    yield None, statement.span, sid or f"statement {statement.index}", ""


def _flipped(statement: Statement) -> Iterator[_Change]:
    other = Effect.DENY if statement.effect is Effect.ALLOW else Effect.ALLOW
    changed = replace(statement, effect=other)
    yield changed, statement.effect_span, statement.effect.value, other.value


def _without_a_value(statement: Statement) -> Iterator[_Change]:
    principals = statement.principals
    if principals is not None and len(principals.values) > 1:
        for principal in principals.values:
            kept = tuple(one for one in principals.values if one is not principal)
            changed = replace(
                statement, principals=Principals(principals.negated, kept, principals.span)
            )
            yield changed, principal.value.span, principal.value.value, ""
    for value, left in _each_left_out(statement.actions.values):
        actions = replace(statement.actions, values=left)
        yield replace(statement, actions=actions), value.span, value.value, ""
    resources = statement.resources
    for value, left in _each_left_out(resources.values if resources is not None else ()):
        assert resources is not None
        changed = replace(statement, resources=replace(resources, values=left))
        yield changed, value.span, value.value, ""
    for condition in statement.conditions:
        for value, left in _each_left_out(condition.values):
            changed = _with(statement, condition, replace(condition, values=left))
            yield changed, value.span, value.value, ""


def _each_left_out(values: tuple[Text, ...]) -> Iterator[tuple[Text, tuple[Text, ...]]]:
    if len(values) > 1:
        for value in values:
            yield value, tuple(one for one in values if one is not value)


def _any_action(statement: Statement) -> Iterator[_Change]:
    widened = _widened(statement.actions)
    if widened is not None:
        old = ", ".join(value.value for value in statement.actions.values)
        yield replace(statement, actions=widened), statement.actions.span, old, "*"


def _any_resource(statement: Statement) -> Iterator[_Change]:
    resources = statement.resources
    widened = _widened(resources) if resources is not None else None
    if resources is not None and widened is not None:
        old = ", ".join(value.value for value in resources.values)
        yield replace(statement, resources=widened), resources.span, old, "*"


def _widened(patterns: Patterns) -> Patterns | None:
    if not patterns.negated and any(value.value == "*" for value in patterns.values):
        return None
    return Patterns(negated=False, values=(Text("*", patterns.span),), span=patterns.span)


def _without_a_condition(statement: Statement) -> Iterator[_Change]:
    for condition in statement.conditions:
        old = f"{condition.operator.value} {condition.key.value}"
        yield _with(statement, condition, None), condition.span, old, ""


def _wider_ranges(statement: Statement) -> Iterator[_Change]:
    for condition in statement.conditions:
        if condition.base not in ("IpAddress", "NotIpAddress"):
            continue
        for number, value in enumerate(condition.values):
            wider = _one_bit_wider(value.value)
            if wider is None:
                continue
            values = list(condition.values)
            values[number] = Text(wider, value.span)
            changed = _with(statement, condition, replace(condition, values=tuple(values)))
            yield changed, value.span, value.value, wider


def _one_bit_wider(text: str) -> str | None:
    network = read_network(text)
    if network is None:
        return None
    address, _, _ = text.partition("/")
    width = 32 if network.version == 4 else 128
    prefix = width - (network.last - network.first + 1).bit_length() + 1
    return f"{address}/{prefix - 1}" if prefix > 0 else None


def _other_if_exists(statement: Statement) -> Iterator[_Change]:
    for condition in statement.conditions:
        if condition.base != "Bool":
            continue
        old = condition.operator.value
        new = old.removesuffix(_IF_EXISTS) if condition.if_exists else old + _IF_EXISTS
        changed = replace(
            condition,
            operator=Text(new, condition.operator.span),
            if_exists=not condition.if_exists,
        )
        yield _with(statement, condition, changed), condition.operator.span, old, new


def _with(statement: Statement, old: Condition, new: Condition | None) -> Statement:
    conditions = (new if one is old else one for one in statement.conditions)
    return replace(statement, conditions=tuple(one for one in conditions if one is not None))


_MAKERS: Mapping[Mutation, Callable[[Statement], Iterator[_Change]]] = {
    Mutation.STATEMENT_DROPPED: _dropped,
    Mutation.EFFECT_FLIPPED: _flipped,
    Mutation.VALUE_DROPPED: _without_a_value,
    Mutation.ACTION_WIDENED: _any_action,
    Mutation.RESOURCE_WIDENED: _any_resource,
    Mutation.CONDITION_DROPPED: _without_a_condition,
    Mutation.CIDR_WIDENED: _wider_ranges,
    Mutation.IF_EXISTS_TOGGLED: _other_if_exists,
}
