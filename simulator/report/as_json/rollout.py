"""What a log comes to under old and new policies, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.analysis.logs.rollout import Deciding, Group, Outcome, Rollout
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.report.as_rollout import Files
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def rollout_document(
    rollout: Rollout | None,
    files: Files,
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
) -> Json:
    """``calledvia/rollout/1``; without a rollout only what was wrong."""
    found: Json = {"schema": "calledvia/rollout/1", "program": __version__}
    if rollout is not None:
        found |= _rollout(rollout, files, names)
    return found | {
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _rollout(rollout: Rollout, files: Files, names: Names) -> Json:
    agreement = rollout.agreement
    return {
        "forwarding": rollout.forwarding.value,
        "compared": rollout.compared,
        "events": {
            "all": rollout.events,
            "mapped": rollout.mapped,
            "decided": rollout.decided - rollout.depends,
            "depends": rollout.depends,
            "not_placed": {reason.value: n for reason, n in rollout.not_placed.items()},
            "not_mapped": rollout.not_mapped,
            "renamed": rollout.renamed,
            "resource_not_told": rollout.guessed,
        },
        "unmapped": [
            {"reason": one.reason.value, "source": one.source, "name": one.name, "count": count}
            for one, count in rollout.unmapped.items()
        ],
        "agreement": {
            "judged": agreement.judged,
            "same": agreement.same,
            "share": round(agreement.same / agreement.judged, 6) if agreement.judged else None,
            "denied_only_by_policies": agreement.denied_only_by_policies,
            "denied_only_in_log": agreement.denied_only_in_log,
        },
        "forwarded": {
            "calls": rollout.forwarded,
            "joined": rollout.joined,
            "share": round(rollout.joined / rollout.forwarded, 6) if rollout.forwarded else None,
        },
        "groups": [_group(group, files, names) for group in rollout.groups],
        "matrix": [
            {"account": account, **{outcome.value: row.get(outcome, 0) for outcome in Outcome}}
            for account, row in rollout.matrix.items()
        ],
        "accepted": {"calls": rollout.accepted, "groups": rollout.accepted_groups},
        "not_kept_apart": rollout.beyond,
    }


def _group(group: Group, files: Files, names: Names) -> Json:
    key, example = group.key, group.example
    file = files.get(group.number)
    return {
        "number": group.number,
        "id": key.id,
        "outcome": key.outcome.value,
        "account": key.account,
        "principal": key.principal,
        "action": key.action,
        "via": key.via,
        "count": group.count,
        "first": group.first,
        "last": group.last,
        "deciding": _deciding(key.deciding, names),
        "example": {
            "file": None if file is None else names.file(file),
            "resource": example.request.tree.resource,
            "time": example.time,
            "old": example.old.value,
            "new": example.new.value,
        },
    }


def _deciding(deciding: Deciding, names: Names) -> Json:
    return {
        "verdict": deciding.verdict.value,
        "type": None if deciding.type is None else deciding.type.value,
        "basis": deciding.basis.value,
        "policy": names.file(deciding.policy) if deciding.policy else None,
        "statement": deciding.statement or None,
        "span": names.span(deciding.span),
        "operator": deciding.operator or None,
        "key": deciding.key or None,
        "unknown": list(deciding.keys),
    }
