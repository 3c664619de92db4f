"""Does an Allow name what it is not for, and so allow all that AWS has and will have?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.rule import Finding, Rule, Severity, Witness
from simulator.analysis.lint.stage import Stage, Subject
from simulator.analysis.lint.trying import more, with_statement
from simulator.language.model import Effect, Patterns, PolicyType, Statement
from simulator.source import Text

_TELLING = (
    "iam:CreateAccessKey",
    "iam:CreatePolicyVersion",
    "organizations:LeaveOrganization",
    "kms:Decrypt",
    "s3:GetObject",
    "ec2:RunInstances",
)
"""Actions that show best what is allowed along."""

_TYPES = (PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION, PolicyType.RESOURCE)
"""An SCP gives nothing: in it NotAction with Allow is a limit like another."""


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement in stage.statements(Effect.ALLOW, *_TYPES):
        if not statement.actions.negated:
            continue
        witness = next(filter(None, _witnesses(stage, subject, statement)), None)
        if witness is not None:
            yield Finding(
                RULE.id, statement.actions.span, subject, statement, "NotAction", witness=witness
            )


def _witnesses(stage: Stage, subject: Subject, statement: Statement) -> Iterator[Witness | None]:
    without = with_statement(subject.policy, statement)
    for action in _TELLING:
        asked = Patterns(False, (Text(action, statement.actions.span),), statement.actions.span)
        listed = replace(statement.actions, negated=False)
        narrowed = replace(statement, actions=asked)
        but = replace(statement, actions=listed, effect=Effect.DENY, conditions=())
        only = with_statement(subject.policy, statement, narrowed, but)
        yield more([without], [only], subject, stage)


RULE = Rule(
    "PRN302",
    "allow-with-not-action",
    Severity.WARNING,
    "an Allow with NotAction",
    "It allows everything that is not listed: in every other service too, and whatever AWS will "
    "add. Lists of what is too dangerous are never complete.",
    "List what is allowed; or allow more and deny the rest by a Deny with NotAction.",
    "UG reference_policies_elements_notaction",
    """{
  "Effect": "Allow",
  "NotAction": "iam:*",
  "Resource": "*"
}""",
    """{
  "Effect": "Allow",
  "Action": ["ec2:*", "s3:*"],
  "Resource": "*"
}""",
    _checks,
)
