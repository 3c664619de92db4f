"""Which checks does a log come to, for the formats of CI?

A group of newly denied calls fails; newly allowed ones and those that depend are noted.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.logs.rollout import Group, Outcome, Rollout
from simulator.report.as_rollout import Files
from simulator.report.checks import Check, CheckRule, Level
from simulator.report.checks import Outcome as Result
from simulator.report.terminal import Marks
from simulator.report.wording.rollout import (
    OUTCOMES,
    call_words,
    deciding_words,
    replay_words,
    total_words,
    when_words,
)
from simulator.report.wording.values import counted

_PAGE = "UG reference_policies_evaluation-logic"

RULES = {
    Outcome.NEWLY_DENIED: CheckRule(
        "newly-denied",
        "calls of the log would be denied under the new policies",
        "Replay the example and change the new policy, or accept the group into the baseline.",
        _PAGE,
    ),
    Outcome.NEWLY_ALLOWED: CheckRule(
        "newly-allowed",
        "calls of the log that were denied would be allowed under the new policies",
        "Replay the example and see whether that is meant.",
        _PAGE,
    ),
    Outcome.DEPENDS: CheckRule(
        "depends",
        "what becomes of calls depends on keys that the log does not have",
        "Replay the example with a value for the key.",
        _PAGE,
    ),
}

REPLAYED = CheckRule("rollout", "a log was replayed under the new policies")


def rollout_checks(rollout: Rollout, files: Files) -> Iterator[Check]:
    """A check for each group; one that passes where nothing is newly denied."""
    for group in rollout.groups:
        yield _group_check(group, files)
    if not rollout.of(Outcome.NEWLY_DENIED):
        yield Check(REPLAYED, "rollout", total_words(rollout), Result.PASSED)


def _group_check(group: Group, files: Files) -> Check:
    key = group.key
    denied = key.outcome is Outcome.NEWLY_DENIED
    deciding = deciding_words(key.deciding, Marks.SPOKEN)
    file = files.get(group.number)
    details = [when_words(group), deciding]
    if file is not None:
        details.append(f"replay: {replay_words(file)}")
    calls = counted(group.count, "call")
    return Check(
        rule=RULES[key.outcome],
        suite="rollout",
        name=f"{OUTCOMES[key.outcome][0]}: {call_words(key)}",
        outcome=Result.FAILED if denied else Result.NOTED,
        message=f"{calls} {OUTCOMES[key.outcome][0]}: {call_words(key)}: {deciding}",
        span=key.deciding.span,
        level=Level.ERROR if denied else Level.NOTE,
        details=tuple(details),
        fingerprint=key.id,
    )
