"""One request of a replay as JSON: its hops, what each service saw, and what was expected."""

from __future__ import annotations

from typing import Any

from simulator.report.as_json.decisions import decision_json, value_json
from simulator.report.as_json.names import Names
from simulator.report.selection import Group
from simulator.rules import Rules
from simulator.world.actors import instant_text
from simulator.world.replayed import (
    Authorization,
    ContextEntry,
    Counterpart,
    HopReplay,
    Mismatch,
    Obtained,
    RequestReplay,
)

Json = dict[str, Any]


def rules_json(rules: Rules) -> Json:
    """Which day's AWS was simulated, and the network model."""
    return {"as_of": rules.as_of.isoformat(), "forwarding": rules.forwarding.value}


def request_json(
    request: RequestReplay, group: Group, names: Names, hop_number: int | None = None
) -> Json:
    """One request.

    Args:
        hop_number: only this hop, from 1; None: all.
    """
    hops = request.hops if hop_number is None else request.hops[hop_number - 1 : hop_number]
    return {
        "file": names.file(request.scenario.path),
        "scenario": group.scenario.name,
        "title": group.scenario.title,
        "replayed_by": None if group.replayed is group.scenario else group.replayed.name,
        "rules": rules_json(group.rules),
        "request": request.request.name,
        "span": names.span(request.request.span),
        "at": instant_text(request.instant),
        "allowed": request.allowed,
        "as_expected": request.as_expected,
        "hops": [hop_json(hop, names) for hop in hops],
    }


def hop_json(hop: HopReplay, names: Names) -> Json:
    """One call: `decision` is the one that settles it, `others` are what else it needed."""
    settling = next(
        (one for one in hop.authorizations if one.decision is hop.decision),
        None,
    )
    return {
        "path": list(hop.path),
        "kind": hop.kind.value,
        "caller": hop.caller,
        "principal": hop.caller_arn,
        "action": hop.hop.action,
        "service": hop.hop.service,
        "resource": hop.hop.resource,
        "resource_arn": hop.resource_arn,
        "verdict": hop.verdict.value if hop.verdict else None,
        "assumed": hop.assumed,
        "not_made": hop.not_made.value if hop.not_made else None,
        "invalid": hop.invalid.value if hop.invalid else None,
        "rests_on": list(hop.rests_on),
        "checked": hop.checked,
        "mismatches": [_mismatch(mismatch, names) for mismatch in hop.mismatches],
        "context": [_context(entry) for entry in hop.context],
        "purpose": settling.purpose.value if settling else None,
        "decision": decision_json(settling.decision, names) if settling else None,
        "others": [_authorization(one, names) for one in hop.authorizations if one is not settling],
        "counterpart": _counterpart(hop.counterpart),
        "obtained": _obtained(hop.obtained),
        "trail": hop.trail,
    }


def _authorization(authorization: Authorization, names: Names) -> Json:
    return {
        "purpose": authorization.purpose.value,
        "decision": decision_json(authorization.decision, names),
    }


def _context(entry: ContextEntry) -> Json:
    return {
        "key": entry.key,
        "value": value_json(entry.value),
        "change": entry.change.value,
        "was": value_json(entry.was),
        "origin": entry.origin.value,
    }


def _mismatch(mismatch: Mismatch, names: Names) -> Json:
    return {
        "field": mismatch.field,
        "expected": mismatch.expected,
        "got": list(mismatch.got),
        "forwarding": mismatch.forwarding.value,
        "span": names.span(mismatch.span),
    }


def _counterpart(counterpart: Counterpart | None) -> Json | None:
    if counterpart is None:
        return None
    return {
        "forwarding": counterpart.forwarding.value,
        "verdict": counterpart.verdict.value if counterpart.verdict else None,
        "not_made": counterpart.not_made.value if counterpart.not_made else None,
    }


def _obtained(obtained: Obtained | None) -> Json | None:
    if obtained is None:
        return None
    return {
        "name": obtained.name,
        "arn": obtained.arn,
        "role_arn": obtained.role_arn,
        "issued": instant_text(obtained.issued),
        "expires": instant_text(obtained.expires),
    }
