"""Do the evaluator and the oracle say the same of a case, and because of the same statements?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from simulator import UNKNOWN, Authorizer, Decision, Policy, PolicySet, Request, evaluate
from simulator import ServiceAddress as OurServiceAddress
from simulator.evaluation.decision import Note
from tests.oracle import oracle
from tests.oracle.values import UNKNOWN as ORACLES_UNKNOWN
from tests.oracle.values import Answer, BudgetExceededError, NamedPolicy, ServiceAddress


def request_of(given: dict[str, Any]) -> Request:
    """The oracle's request as ours."""
    context = {key: _value(value) for key, value in given["context"].items()}
    return Request(**{**given, "context": context})


def _value(value: Any) -> Any:
    if value is ORACLES_UNKNOWN:
        return UNKNOWN
    return OurServiceAddress(value.service) if isinstance(value, ServiceAddress) else value


def policies_of(given: dict[str, Any]) -> PolicySet:
    """The oracle's policies as ours."""
    flat = {name: _parsed(given[name]) for name in ("identity", "resource", "boundary", "session")}
    levels = {name: [_parsed(level) for level in given[name]] for name in ("scps", "rcps")}
    return PolicySet(**flat, **levels, endpoint=_parsed(given["endpoint"]))


def _parsed(named: list[NamedPolicy] | None) -> list[Policy] | None:
    if named is None:
        return None
    return [Policy.parse(json.dumps(document), name=name) for name, document in named]


def differences(case: dict[str, Any]) -> Iterator[str]:
    """What the two say differently; nothing where they agree."""
    request, policies = request_of(case["request"]), policies_of(case["policies"])
    decision = evaluate(request, policies)
    fast = Authorizer(policies).decide(request)
    if fast is not decision.verdict:
        yield f"Authorizer.decide says {fast}, evaluate {decision.verdict}"
    try:
        answer = oracle.decide(case["request"], case["policies"])
    except BudgetExceededError:
        return
    possible = {verdict.value for verdict in decision.possible}
    if Note.BUDGET_EXCEEDED in decision.notes:
        if not answer.possible <= possible:
            yield f"possible: {sorted(possible)} lacks some of {sorted(answer.possible)}"
        return
    if possible != answer.possible:
        yield f"possible: {sorted(possible)}, the oracle: {sorted(answer.possible)}"
    elif ORACLES_UNKNOWN not in case["request"]["context"].values():
        # Of unknown keys each value can have its own reasons, which the two sum up differently.
        yield from _of_reasons(decision, answer)


def _of_reasons(decision: Decision, answer: Answer) -> Iterator[str]:
    """Settling type and deciding statements.

    Where the resource's own policy and the caller's both suffice, either may be named as settling
    an allow; the statements of the one that the oracle names must be among ours all the same.
    """
    settled = decision.settled_by.value if decision.settled_by is not None else None
    if settled != answer.settled_by and answer.verdict != "allow":
        yield f"settled by {settled}, the oracle: {answer.settled_by}"
    ours = {
        (statement.type.value, statement.policy.name, statement.statement.index)
        for statement in decision.deciding
    }
    of_type = {one for one in ours if one[0] in (answer.settled_by, "trust")}
    if answer.verdict == "explicit_deny":
        of_type = {one for one in ours if one[0] == answer.settled_by}
    if not answer.deciding <= ours:
        yield f"deciding: {sorted(ours)}, the oracle: {sorted(answer.deciding)}"
    if answer.verdict == "explicit_deny" and of_type != answer.deciding:
        yield f"deciding: {sorted(of_type)}, the oracle: {sorted(answer.deciding)}"
