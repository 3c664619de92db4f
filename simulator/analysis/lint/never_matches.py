"""Is there a request at all to which the statement applies?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, Subject
from simulator.analysis.lint.trying import alone, same
from simulator.language.model import Statement


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement in stage.statements():
        if matches_nothing(stage, subject, statement):
            yield Finding(RULE.id, statement.span, subject, statement)


def matches_nothing(stage: Stage, subject: Subject, statement: Statement) -> bool:
    """Whether it is sure that no request can match: otherwise, or if nobody can tell, False."""
    return same(stage, subject, alone(subject.policy, statement), alone(subject.policy))


RULE = Rule(
    "STM401",
    "statement-never-matches",
    Severity.WARNING,
    "a statement that no request can match",
    "Its elements and conditions exclude each other: whatever a request holds, the statement does "
    "not apply. A Deny of this kind protects nothing.",
    "See which condition contradicts which: all of them must hold at once.",
    "UG reference_policies_condition-logic-multiple-context-keys-or-values",
    """{
  "Effect": "Deny",
  "Action": "ec2:*",
  "Resource": "*",
  "Condition": {
    "IpAddress": {"aws:SourceIp": "103.15.250.0/24"},
    "NotIpAddress": {"aws:SourceIp": "103.15.0.0/16"}
  }
}""",
    """{
  "Effect": "Deny",
  "Action": "ec2:*",
  "Resource": "*",
  "Condition": {
    "IpAddress": {"aws:SourceIp": "103.15.0.0/16"},
    "NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"}
  }
}""",
    _checks,
)
