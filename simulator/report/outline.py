"""One decision as a tree: policy type, policy, statement, element, value, each with its place.

`explain` prints it, the terminal app browses it. Nothing is hidden by the tree itself: `outline`
takes either only the path that settled the decision, or everything that was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from simulator.evaluation.decision import (
    ConditionResult,
    Decision,
    ElementResult,
    Part,
    PolicyResult,
    PolicyTypeResult,
    StatementResult,
    ValueResult,
)
from simulator.evaluation.logic import Truth
from simulator.language.model import Effect
from simulator.report.wording.conditions import (
    asked_value,
    condition_name,
    element_words,
    value_remark,
)
from simulator.report.wording.decisions import CANNOT_BE_READ, statement_name
from simulator.report.wording.tables import POLICY_TYPES
from simulator.source import Span, printable


class Branch(StrEnum):
    """What a node of the tree is."""

    TYPE = "type"
    POLICY = "policy"
    STATEMENT = "statement"
    ELEMENT = "element"
    CONDITION = "condition"
    REQUEST = "request"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree.

    Args:
        branch: what it is.
        label: its name, such as ``Action`` or a policy's name; printable.
        text: what is said beside it; printable.
        mark: whether it holds; None where that is no question.
        span: the place it speaks of.
        children: what it is made of.
    """

    branch: Branch
    label: str
    text: str = ""
    mark: Truth | None = None
    span: Span | None = None
    children: tuple[Node, ...] = ()


def outline(decision: Decision, *, everything: bool = False) -> tuple[Node, ...]:
    """The decision's policy types as trees.

    Args:
        everything: all types in play with all their statements; else only the type that settled
            the decision, with the statements that decide or, at an implicit deny, came nearest.
    """
    if everything:
        results = [result for result in decision.results if result.part is Part.IN_PLAY]
        return tuple(_type_node(result, None, decision) for result in results)
    chosen = _path(decision)
    return tuple(
        _type_node(result, chosen, decision)
        for result in decision.results
        if result.type is decision.settled_by
        or any(_is_in(statement, chosen) for statement in result.statements)
    )


def _path(decision: Decision) -> tuple[StatementResult, ...]:
    if decision.deciding:
        return decision.deciding
    if decision.nearest:
        return decision.nearest[:1]
    if decision.unknown:
        return tuple(statement for key in decision.unknown for statement in key.statements)
    return tuple(
        statement
        for result in decision.results
        if result.type is decision.settled_by
        for statement in result.statements
        if statement.statement.effect is Effect.ALLOW and statement.action.holds is not Truth.NO
    )


def _is_in(statement: StatementResult, chosen: Iterable[StatementResult] | None) -> bool:
    return chosen is None or any(one is statement for one in chosen)


def _type_node(
    result: PolicyTypeResult, chosen: tuple[StatementResult, ...] | None, decision: Decision
) -> Node:
    made = (_policy_node(policy, chosen, decision) for policy in result.policies)
    nodes = tuple(node for node in made if node is not None)
    words = POLICY_TYPES[result.type]
    denied = "one denies" if result.denies is Truth.YES else ""
    allowed = _ALLOW[result.allows]
    return Node(Branch.TYPE, words.many, denied or allowed, None, None, nodes)


_ALLOW = {Truth.YES: "one allows", Truth.NO: "none allows", Truth.UNKNOWN: "it depends"}


def _policy_node(
    policy: PolicyResult, chosen: tuple[StatementResult, ...] | None, decision: Decision
) -> Node | None:
    statements = tuple(
        _statement_node(statement, decision)
        for statement in policy.statements
        if _is_in(statement, chosen)
    )
    unread = chosen is None and policy.policy.unread
    if not statements and not unread:
        return None
    text = CANNOT_BE_READ if unread else ""
    return Node(Branch.POLICY, printable(policy.policy.name), text, None, None, statements)


def _statement_node(result: StatementResult, decision: Decision) -> Node:
    children = [
        _element_node(element, decision.request_value(element)) for element in result.elements
    ]
    children += [_condition_node(condition) for condition in result.conditions]
    effect = result.statement.effect.value
    return Node(
        Branch.STATEMENT,
        statement_name(result),
        effect,
        result.applies,
        result.statement.span,
        tuple(children),
    )


def _element_node(element: ElementResult, request_value: str) -> Node:
    values = tuple(_value_node(value) for value in element.tried)
    matched = next((value.span for value in element.tried if value.holds is Truth.YES), None)
    return Node(
        Branch.ELEMENT,
        element.element,
        element_words(element, request_value),
        element.holds,
        matched or element.span,
        values,
    )


def _condition_node(condition: ConditionResult) -> Node:
    asked = Node(Branch.REQUEST, "request", asked_value(condition))
    values = tuple(_value_node(value) for value in condition.tried) or tuple(
        Node(Branch.VALUE, _quoted(value.value), span=value.span)
        for value in condition.written.values
    )
    return Node(
        Branch.CONDITION,
        "Condition",
        condition_name(condition),
        condition.holds,
        condition.span,
        (asked, *values),
    )


def _value_node(value: ValueResult) -> Node:
    return Node(Branch.VALUE, _quoted(value.value), value_remark(value), value.holds, value.span)


def _quoted(value: str) -> str:
    return f'"{printable(value)}"'
