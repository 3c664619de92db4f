"""Can a list under a negated operator be read as: any of these will do?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, is_negated
from simulator.analysis.lint.trying import denies_more
from simulator.language.model import Condition, Effect, Statement

_MOST = 10
"""Values: a longer list is nobody's either-or."""


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.ALLOW):
        if not is_negated(condition) or not 2 <= len(condition.values) <= _MOST:
            continue
        witness = denies_more(stage, subject, statement, *_value_by_value(statement, condition))
        if witness is not None:
            yield Finding(
                RULE.id,
                condition.span,
                subject,
                statement,
                condition.operator.value,
                detail=condition.key.value,
                witness=witness,
            )


def _value_by_value(statement: Statement, condition: Condition) -> Iterator[Statement]:
    """What the statement would be if one of the values were enough."""
    for value in condition.values:
        single = replace(condition, values=(value,))
        yield replace(
            statement,
            conditions=tuple(single if it is condition else it for it in statement.conditions),
        )


RULE = Rule(
    "CND205",
    "negated-list-means-none-of",
    Severity.SUGGESTION,
    "a list under a negated operator, of which none may match",
    "Of a list one value is enough, but under a negated operator none may match: the condition "
    "says neither this nor that, and not: anything but this, or anything but that.",
    "Nothing, if neither of the values is meant to pass; else one statement for each value.",
    "UG reference_policies_condition-logic-multiple-context-keys-or-values",
    """{
  "Effect": "Allow",
  "Action": "ec2:StopInstances",
  "Resource": "*",
  "Condition": {
    "StringNotEquals": {"aws:ResourceTag/stage": ["production", "audit"]},
    "Null": {"aws:ResourceTag/stage": "false"}
  }
}""",
    """{
  "Effect": "Allow",
  "Action": "ec2:StopInstances",
  "Resource": "*",
  "Condition": {"StringEquals": {"aws:ResourceTag/stage": ["test", "development"]}}
}""",
    _checks,
)
