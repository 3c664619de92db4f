"""What is said of checks, in words: the kinds of check that no other table has, and the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simulator.report.checks import Check, CheckRule, Level, Outcome
from simulator.report.wording.values import counted

EXPECTATION = CheckRule(
    "unmet-expectation",
    "a request comes out otherwise than its scenario expects",
    "See which statement decides, then change the policy, or the expectation if the policy is "
    "right.",
    "UG reference_policies_evaluation-logic",
)
CLAIM = CheckRule(
    "claim-not-as-expected",
    "a claim about all requests is not found as expected",
    "Replay the request that shows it, then change the policy, or the claim if the policy is "
    "right.",
    "UG reference_policies_evaluation-logic",
)
LINT = CheckRule("lint", "something in the policy is doubtful")
"""The kind of the check that a policy passes in which nothing was found."""

NOTHING_FOUND = "nothing found"
"""The suite of such policies."""

OTHER_PLACE = "the other place"

_WORDS = {
    Outcome.PASSED: "as expected",
    Outcome.FAILED: "not as expected",
    Outcome.UNREADABLE: "not readable",
    Outcome.NOTED: "noted",
}


def outcome_words(check: Check) -> str:
    """How it came out; a finding has nothing that it was expected to be, so its level is said."""
    if check.outcome is Outcome.FAILED and check.rule not in (EXPECTATION, CLAIM):
        return check.level.value
    return _WORDS[check.outcome]


def summary_words(checks: Sequence[Check]) -> str:
    """How many checks there are and how they came out."""
    counts = Counter(map(outcome_words, checks))
    said = [
        counted(number, words) if words in set(Level) else f"{number:,} {words}"
        for words, number in counts.items()
    ]
    return ", ".join([counted(len(checks), "check"), *said])
