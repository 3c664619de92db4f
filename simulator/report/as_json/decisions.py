"""One decision as JSON: the whole tree, from the verdict to each value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.evaluation.decision import (
    ConditionResult,
    Decision,
    ElementResult,
    LevelResult,
    PolicyResult,
    PolicyTypeResult,
    StatementResult,
    UnknownKey,
    ValueResult,
    Verdict,
)
from simulator.evaluation.needs import ActionCheck
from simulator.evaluation.request import UNKNOWN, ContextValue, Request, ServiceAddress
from simulator.report.as_json.names import Names
from simulator.report.wording.decisions import aws_message

Json = dict[str, Any]


def decision_json(decision: Decision, names: Names) -> Json:
    """The decision; statements that decide are named by type, policy and number."""
    return {
        "verdict": decision.verdict.value,
        "allowed": decision.allowed,
        "possible": [verdict.value for verdict in Verdict if verdict in decision.possible],
        "settled_by": decision.settled_by.value if decision.settled_by else None,
        "basis": decision.basis.value,
        "denial": _denial(decision),
        "deciding": [reference_json(statement, names) for statement in decision.deciding],
        "nearest": [reference_json(statement, names) for statement in decision.nearest],
        "unknown": [_unknown(key, names) for key in decision.unknown],
        "unread": [names.file(policy.name) for policy in decision.unread],
        "rests_on": list(decision.rests_on),
        "notes": [note.value for note in decision.notes],
        "check": _check(decision.check),
        "request": _request(decision.request),
        "types": [_type(result, decision, names) for result in decision.results],
    }


def _check(check: ActionCheck) -> Json:
    return {
        "nearest": check.nearest,
        "acts_on": list(check.acts_on),
        "needs": [
            {"action": need.action, "on": list(need.on), "when": need.when.value}
            for need in check.needs
        ],
    }


def value_json(value: ContextValue | None) -> Any:
    """Text, a list, None for an absent key; a service's address and an unknown are objects."""
    if isinstance(value, ServiceAddress):
        return {"service_address": value.service}
    if isinstance(value, tuple):
        return [value_json(item) for item in value]
    return {"unknown": True} if value is UNKNOWN else value


def _denial(decision: Decision) -> Json | None:
    denial = decision.denial
    if denial is None:
        return None
    return {
        "type": denial.type.value if denial.type else None,
        "explicit": denial.explicit,
        "policy_arn": denial.policy_arn,
        "message": aws_message(decision),
        "rests_on": list(denial.rests_on),
    }


def reference_json(statement: StatementResult, names: Names) -> Json:
    """A statement by type, policy, Sid and number."""
    written = statement.statement
    return {
        "type": statement.type.value,
        "policy": names.file(statement.policy.name),
        "sid": written.sid.value if written.sid is not None else None,
        "statement": written.index,
        "span": names.span(written.span),
    }


def _unknown(unknown: UnknownKey, names: Names) -> Json:
    return {
        "key": unknown.key,
        "statements": [reference_json(statement, names) for statement in unknown.statements],
        "answers": [
            {
                "value": value_json(answer.value),
                "others": answer.others,
                "ranges": list(answer.ranges),
                "verdicts": [verdict.value for verdict in Verdict if verdict in answer.verdicts],
            }
            for answer in unknown.answers
        ],
    }


def _request(request: Request) -> Json:
    return {
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "resource_account": request.resource_account,
        "credentials": request.credentials.value if request.credentials else None,
        "federated_by": request.federated_by,
        "context": context_json(request.context),
    }


def context_json(context: Mapping[str, ContextValue]) -> Json:
    """A request context, by key."""
    return {key: value_json(value) for key, value in context.items()}


def _type(result: PolicyTypeResult, decision: Decision, names: Names) -> Json:
    return {
        "type": result.type.value,
        "part": result.part.value,
        "exemption": result.exemption.value if result.exemption else None,
        "allows": result.allows.name.lower(),
        "denies": result.denies.name.lower(),
        "levels": [_level(level, decision, names) for level in result.levels],
    }


def _level(level: LevelResult, decision: Decision, names: Names) -> Json:
    return {
        "allows": level.allows.name.lower(),
        "denies": level.denies.name.lower(),
        "policies": [_policy(policy, decision, names) for policy in level.policies],
    }


def _policy(result: PolicyResult, decision: Decision, names: Names) -> Json:
    return {
        "name": names.file(result.policy.name),
        "arn": result.policy.arn,
        "unread": result.policy.unread,
        "statements": [_statement(statement, decision, names) for statement in result.statements],
    }


def _statement(result: StatementResult, decision: Decision, names: Names) -> Json:
    written = result.statement
    return {
        "sid": written.sid.value if written.sid is not None else None,
        "statement": written.index,
        "effect": written.effect.value,
        "applies": result.applies.name.lower(),
        "escapes": sorted(type_.value for type_ in result.escapes),
        "span": names.span(written.span),
        "elements": [_element(element, decision, names) for element in result.elements],
        "conditions": [_condition(condition, names) for condition in result.conditions],
    }


def _element(element: ElementResult, decision: Decision, names: Names) -> Json:
    return {
        "element": element.element,
        "request_value": decision.request_value(element),
        "holds": element.holds.name.lower(),
        "because": element.because.value,
        "rests_on": list(element.rests_on),
        "span": names.span(element.span),
        "values": [_value(value, names) for value in element.tried],
    }


def _condition(condition: ConditionResult, names: Names) -> Json:
    return {
        "operator": condition.operator,
        "key": condition.key,
        "asked": condition.asked.value,
        "request_values": [value_json(value) for value in condition.request_values],
        "holds": condition.holds.name.lower(),
        "because": condition.because.value,
        "rests_on": list(condition.rests_on),
        "span": names.span(condition.span),
        "operator_span": names.span(condition.operator_span),
        "values": [_value(value, names) for value in condition.tried],
    }


def _value(value: ValueResult, names: Names) -> Json:
    return {
        "value": value.value,
        "compared": value.compared,
        "holds": value.holds.name.lower(),
        "because": value.because.value,
        "span": names.span(value.span),
    }
