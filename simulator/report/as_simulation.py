"""What was simulated, in the shape of AWS's ``simulate-custom-policy``.

The shape: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html. AWS does
not say how it counts positions; here lines and columns count from 1, a statement begins at its
brace and ends behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from simulator.analysis.policy_simulation import (
    EVAL_DECISIONS,
    EvalDecision,
    Simulated,
    SimulatedAction,
    type_allows,
)
from simulator.evaluation.decision import StatementResult, Verdict
from simulator.language.arn import parse_arn
from simulator.language.model import PolicyType
from simulator.service_data import read_service

Json = dict[str, Any]

_SOURCE_TYPES: Final = {
    PolicyType.IDENTITY: "IAM Policy",
    PolicyType.RESOURCE: "Resource Policy",
}
"""The policies whose statements are shown; those of SCPs and boundaries are not."""


def simulation_document(simulated: Iterable[SimulatedAction], caller_account: str | None) -> Json:
    """The whole answer.

    Args:
        simulated: what came out; policies are named as AWS names them, ``PolicyInputList.1``.
        caller_account: of the caller, if one was named.
    """
    return {
        "EvaluationResults": [_action(one, caller_account) for one in simulated],
        "IsTruncated": False,
    }


def _action(one: SimulatedAction, caller_account: str | None) -> Json:
    first = one.results[0]
    document = {
        "EvalActionName": one.action,
        "EvalResourceName": _template(one.action),
        "EvalDecision": one.outcome.value,
        "MatchedStatements": _joined(_matched(result) for result in one.results),
        "MissingContextValues": sorted({key for result in one.results for key in result.missing}),
        **_limits(one.results),
    }
    if first.resource == "*":
        return document
    return document | {
        "EvalDecisionDetails": _details(one.results, caller_account),
        "ResourceSpecificResults": [_resource(result, caller_account) for result in one.results],
    }


def _resource(result: Simulated, caller_account: str | None) -> Json:
    return {
        "EvalResourceName": result.resource,
        "EvalResourceDecision": result.outcome.value,
        "MatchedStatements": _matched(result),
        "MissingContextValues": list(result.missing),
        "EvalDecisionDetails": _details([result], caller_account),
        **_limits([result]),
    }


def _template(action: str) -> str:
    """The ARN template of what the action acts on; ``*`` if there is none."""
    prefix, _, name = action.partition(":")
    service = read_service(prefix.lower())
    row = service.actions.get(name.lower())
    if row is None or not row.resources:
        return "*"
    acted_on = next((one for one in row.resources if one.required), row.resources[0])
    return service.resource_types[acted_on.type].arn


def _matched(result: Simulated) -> list[Json]:
    """The statements that settle it."""
    decision = result.decision
    if decision.verdict is Verdict.DEPENDS:
        return []
    return [
        _statement(statement) for statement in decision.deciding if statement.type in _SOURCE_TYPES
    ]


def _statement(result: StatementResult) -> Json:
    span = result.statement.span
    start, end = span.source.position(span.start), span.source.position(span.end)
    return {
        "SourcePolicyId": result.policy.name,
        "SourcePolicyType": _SOURCE_TYPES[result.type],
        "StartPosition": {"Line": start[0], "Column": start[1]},
        "EndPosition": {"Line": end[0], "Column": end[1]},
    }


def _joined(lists: Iterable[list[Json]]) -> list[Json]:
    found: list[Json] = []
    for one in (item for items in lists for item in items):
        if one not in found:
            found.append(one)
    return found


def _limits(results: Sequence[Simulated]) -> Json:
    """Whether what only limits allows it: the boundary, the organization."""
    document: Json = {}
    for type, name, word in (
        (PolicyType.BOUNDARY, "PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary"),
        (PolicyType.SCP, "OrganizationsDecisionDetail", "AllowedByOrganizations"),
    ):
        said = [type_allows(result.decision, type) for result in results]
        if None not in said:
            document[name] = {word: all(said)}
    return document


def _details(results: Sequence[Simulated], caller_account: str | None) -> Json:
    """How each side decides, if caller and resource belong to different accounts; else empty."""
    details: Json = {}
    for result in results:
        decision = result.decision
        arn = parse_arn(result.resource)
        owner = decision.request.resource_account or (arn.account if arn is not None else "")
        if caller_account is None or not owner or owner == caller_account:
            continue
        for type, name in _SOURCE_TYPES.items():
            allows = type_allows(decision, type)
            denies = any(one.type is type for one in decision.deciding) and (
                decision.verdict is Verdict.EXPLICIT_DENY
            )
            said = EvalDecision.ALLOWED if allows else EvalDecision.IMPLICIT_DENY
            details[name] = (EVAL_DECISIONS[decision.verdict] if denies else said).value
    return details
