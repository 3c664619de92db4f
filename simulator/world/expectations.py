"""Did a hop come out as the scenario expects?

FORMATS: several statements deciding alike, an expectation holds if it fits one of them; at an
implicit deny Sid and key mean the nearest statement and its failing keys.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.evaluation.decision import (
    Because,
    ConditionResult,
    Decision,
    StatementResult,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.rules import Forwarding
from simulator.world.replayed import HopReplay, Mismatch
from simulator.world.scenario import Expectation
from simulator.world.trail import field_of

NOT_MADE = "not_made"
_DENIALS = {Verdict.EXPLICIT_DENY.value, Verdict.IMPLICIT_DENY.value, NOT_MADE}
ABSENT = "absent"


def in_force(expect: Expectation | None, forwarding: Forwarding) -> Expectation | None:
    """What is expected in a network model: its own words for it, else the plain ones."""
    return None if expect is None else expect.under.get(forwarding, expect)


def mismatches(
    expect: Expectation | None, hop: HopReplay, forwarding: Forwarding
) -> tuple[Mismatch, ...]:
    """Everything that is not as expected, of the verdict and of the predicted record."""
    missed = [] if expect is None else list(_missed(expect, hop))
    for path, text in hop.hop.trail.items():
        got = field_of(hop.trail, path)
        not_made = expect is not None and expect.verdict == NOT_MADE
        if got != text.value and not not_made:
            missed.append((f"trail.{path}", text.value, (got if got is not None else ABSENT,)))
    span = expect.span if expect is not None else None
    return tuple(
        Mismatch(
            field,
            expected,
            got,
            forwarding,
            hop.hop.trail[field.removeprefix("trail.")].span
            if field.startswith("trail.")
            else span,
        )
        for field, expected, got in missed
    )


_Missed = tuple[str, str, tuple[str, ...]]


def outcome(hop: HopReplay) -> str:
    """What a hop came to, in the words of scenarios."""
    if hop.verdict is not None:
        return hop.verdict.value
    return "assumed" if hop.assumed else NOT_MADE


def _missed(expect: Expectation, hop: HopReplay) -> Iterator[_Missed]:
    got = outcome(hop)
    if expect.verdict is not None and not _same_verdict(expect.verdict, got):
        yield "verdict", expect.verdict, (got,)
    lacking = tuple(rule for rule in expect.rests_on if rule not in hop.rests_on)
    if lacking:
        yield "rests_on", ", ".join(lacking), hop.rests_on or ("none",)
    decision = hop.decision
    if hop.not_made is not None:
        yield from _missed_of_not_made(expect, hop)
    elif decision is not None:
        yield from _best_fit(expect, decision)


def _same_verdict(expected: str, got: str) -> bool:
    return expected == got or (expected == "deny" and got in _DENIALS - {NOT_MADE})


def _missed_of_not_made(expect: Expectation, hop: HopReplay) -> Iterator[_Missed]:
    reasons = [hop.not_made.value] if hop.not_made is not None else []
    if hop.invalid is not None:
        reasons.append(hop.invalid.value)
    if expect.because is not None and expect.because not in reasons:
        yield "because", expect.because, tuple(reasons)


def _best_fit(expect: Expectation, decision: Decision) -> Iterator[_Missed]:
    """What does not fit the statement that fits best."""
    candidates = decision.deciding or _open(decision) or decision.nearest[:1]
    if not candidates:
        yield from _without_statement(expect, decision)
        return
    fits = [list(_unfit(expect, statement, decision)) for statement in candidates]
    yield from min(fits, key=len)


def _open(decision: Decision) -> tuple[StatementResult, ...]:
    """Where the verdict depends: the statements that ask for what is unknown."""
    found = [statement for unknown in decision.unknown for statement in unknown.statements]
    return tuple(s for number, s in enumerate(found) if s not in found[:number])


def _without_statement(expect: Expectation, decision: Decision) -> Iterator[_Missed]:
    settled = decision.settled_by.value if decision.settled_by is not None else "none"
    if expect.type is not None and expect.type != settled:
        yield "type", expect.type, (settled,)
    for field in ("policy", "sid", "key"):
        wanted = getattr(expect, field)
        if wanted is not None:
            yield field, str(wanted), ("none",)
    if expect.because not in (None, decision.basis.value):
        yield "because", str(expect.because), (decision.basis.value,)


def _unfit(
    expect: Expectation, statement: StatementResult, decision: Decision
) -> Iterator[_Missed]:
    settled = decision.settled_by.value if decision.settled_by is not None else "none"
    if expect.type is not None and expect.type not in (statement.type.value, settled):
        yield "type", expect.type, (statement.type.value,)
    if expect.policy is not None and not _same_policy(expect, statement):
        yield "policy", expect.policy, (statement.policy.name,)
    if expect.sid is not None and not _same_sid(expect.sid, statement):
        yield "sid", str(expect.sid), (statement.label,)
    asked = [one.key for one in decision.unknown if statement in one.statements]
    keys = tuple(dict.fromkeys((*(one.key for one in _telling(statement)), *asked)))
    if expect.key is not None and expect.key.lower() not in [key.lower() for key in keys]:
        yield "key", expect.key, keys or ("none",)
    reasons = tuple(dict.fromkeys(reason.value for reason in _reasons(statement)))
    if expect.because is not None and expect.because not in (*reasons, decision.basis.value):
        yield "because", expect.because, reasons or ("none",)


def _same_policy(expect: Expectation, statement: StatementResult) -> bool:
    name = statement.policy.name
    if expect.policy_path is not None and name == expect.policy_path:
        return True
    return expect.policy is not None and (
        name == expect.policy or name.endswith(f"/{expect.policy}")
    )


def _same_sid(wanted: str | int, statement: StatementResult) -> bool:
    if isinstance(wanted, int):
        return statement.statement.index == wanted
    sid = statement.statement.sid
    return sid is not None and sid.value == wanted


def _telling(statement: StatementResult) -> tuple[ConditionResult, ...]:
    """The conditions that tell why: all of a statement that applies, else the failing ones."""
    if statement.applies is Truth.YES:
        return statement.conditions
    return tuple(one for one in statement.conditions if one.holds is not Truth.YES)


def _reasons(statement: StatementResult) -> Iterator[Because]:
    for condition in _telling(statement):
        yield condition.because
        yield from (value.because for value in condition.tried)
    for element in statement.elements:
        if element.holds is not Truth.YES or statement.applies is Truth.YES:
            yield element.because
