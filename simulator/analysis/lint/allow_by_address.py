"""Does an Allow by source address leave out what AWS services do for their callers?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, is_key, speaks_of_sts_alone
from simulator.analysis.lint.trying import denies_more, with_condition
from simulator.language.model import Effect, PolicyType

_TYPES = (PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION, PolicyType.SCP)


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.ALLOW, *_TYPES):
        if condition.base != "IpAddress" or condition.if_exists:
            continue
        if not is_key(condition, "aws:SourceIp") or speaks_of_sts_alone(statement):
            continue
        others = tuple(one for one in statement.conditions if one is not condition)
        forwarded = replace(statement, conditions=others)
        forwarded = with_condition(forwarded, "Null", "aws:SourceIp", "true")
        forwarded = with_condition(forwarded, "Bool", "aws:ViaAWSService", "true")
        witness = denies_more(stage, subject, statement, statement, forwarded)
        if witness is not None:
            yield Finding(
                RULE.id, condition.span, subject, statement, condition.key.value, witness=witness
            )


RULE = Rule(
    "SRC102",
    "allow-by-address-leaves-out-services",
    Severity.SUGGESTION,
    "an Allow by source address that leaves out what services do for the caller",
    "When a service calls on with its caller's credentials, the next service does not always see "
    "the caller's address: it sees the calling service's, or none if the caller came through a VPC "
    "endpoint. Then IpAddress does not hold and nothing allows the call.",
    'Add a statement that allows the same with "Bool": {"aws:ViaAWSService": "true"}, or check the '
    "address where a role is assumed.",
    "UG reference_policies_elements_condition_operators; UG access_forward_access_sessions",
    """{
  "Effect": "Allow",
  "Action": "ec2:*",
  "Resource": "*",
  "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}
}""",
    """{
  "Effect": "Allow",
  "Action": "ec2:*",
  "Resource": "*",
  "Condition": {"Bool": {"aws:ViaAWSService": "true"}}
}""",
    _checks,
)
