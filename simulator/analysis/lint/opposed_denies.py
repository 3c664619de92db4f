"""Do two Denies that each spare somebody together spare nobody?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, Subject, is_negated
from simulator.analysis.lint.trying import (
    less,
    same,
    with_condition,
    with_statement,
)
from simulator.language.model import Condition, Effect, Statement

_SPARED = {
    "NotIpAddress": "IpAddress",
    "StringNotEquals": "StringEquals",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
"""The operator that holds for what the other spares."""


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject in stage.subjects:
        denies = [
            statement
            for statement in subject.policy.statements
            if statement.effect is Effect.DENY and len(statement.conditions) == 1
        ]
        for first, second in combinations(denies, 2):
            yield from _opposed(stage, subject, first, second)


def _opposed(
    stage: Stage, subject: Subject, first: Statement, second: Statement
) -> Iterator[Finding]:
    one, other = first.conditions[0], second.conditions[0]
    if one.key.value.lower() != other.key.value.lower():
        return
    if not (_spares(one) and _spares(other)):
        return
    whole = replace(subject.policy, statements=(replace(first, conditions=()),))
    both = replace(subject.policy, statements=(first, second))
    if not same(stage, subject, whole, both):
        return
    values = [value.value for value in one.values]
    spared = with_condition(second, _SPARED[one.base], one.key.value, *values)
    without = with_statement(subject.policy, second)
    only = with_statement(subject.policy, second, spared)
    yield Finding(
        RULE.id,
        other.span,
        subject,
        second,
        other.key.value,
        related=one.span,
        witness=less([without], [only], subject, stage),
    )


def _spares(condition: Condition) -> bool:
    """Whether it holds for all but the values that it lists."""
    return is_negated(condition) and condition.base in _SPARED and condition.quantifier is None


RULE = Rule(
    "CND206",
    "denies-that-spare-nobody",
    Severity.ERROR,
    "two Denies that each spare other values, and together none",
    "Each Deny spares the values that it lists, but the other Deny applies to those: one Deny is "
    "enough, so everything is denied. It is one list that was meant, which spares all its values.",
    "Put the values into one list, under one Deny.",
    "UG reference_policies_condition-logic-multiple-context-keys-or-values",
    """[
  {
    "Effect": "Deny",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-3c4d"}}
  },
  {
    "Effect": "Deny",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-5e6f"}}
  }
]""",
    """{
  "Effect": "Deny",
  "Action": "s3:*",
  "Resource": "*",
  "Condition": {"StringNotEquals": {"aws:SourceVpc": ["vpc-3c4d", "vpc-5e6f"]}}
}""",
    _checks,
)
