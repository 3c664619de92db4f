"""Does a Deny by source address also deny what AWS services do for their callers?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, is_key, speaks_of_sts_alone
from simulator.analysis.lint.trying import alone, less, with_condition
from simulator.language.model import Effect, PolicyType, Statement

_TYPES = (
    PolicyType.IDENTITY,
    PolicyType.BOUNDARY,
    PolicyType.SESSION,
    PolicyType.RESOURCE,
    PolicyType.SCP,
    PolicyType.RCP,
)
"""Services do not assume their callers' roles for them, nor do they use their endpoints."""


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.DENY, *_TYPES):
        if condition.base != "NotIpAddress" or not is_key(condition, "aws:SourceIp"):
            continue
        if _names_services(statement) or speaks_of_sts_alone(statement):
            continue
        forwarded = with_condition(statement, "Null", "aws:SourceIp", "true")
        forwarded = with_condition(forwarded, "Bool", "aws:ViaAWSService", "true")
        nothing = alone(subject.policy)
        witness = less([nothing], [alone(subject.policy, forwarded)], subject, stage)
        if witness is not None:
            yield Finding(
                RULE.id, condition.span, subject, statement, condition.key.value, witness=witness
            )


def _names_services(statement: Statement) -> bool:
    """Whether the author has thought of services, and excepts those that are named."""
    return any(it.key.value.lower().startswith("aws:calledvia") for it in statement.conditions)


RULE = Rule(
    "SRC101",
    "deny-by-address-breaks-services",
    Severity.WARNING,
    "a Deny by source address that also denies what services do for the caller",
    "When a service calls on with its caller's credentials, the next service sees the caller, and "
    "not always the caller's address: the calling service's, or none if the caller came through a "
    "VPC endpoint. NotIpAddress holds without the key too, so the Deny applies: a stack cannot be "
    "updated, a query cannot read its bucket.",
    'Add "Bool": {"aws:ViaAWSService": "false"}, or except single services by aws:CalledVia; or '
    "check the address where a role is assumed.",
    "UG reference_policies_examples_aws_deny-ip; UG access_forward_access_sessions",
    """{
  "Effect": "Deny",
  "Action": "*",
  "Resource": "*",
  "Condition": {"NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"}}
}""",
    """{
  "Effect": "Deny",
  "Action": "*",
  "Resource": "*",
  "Condition": {
    "NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"},
    "Bool": {"aws:ViaAWSService": "false"}
  }
}""",
    _checks,
)
