"""Does an IfExists open an Allow to requests that do not have the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.trying import allows_more, with_condition
from simulator.language.model import Effect


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.ALLOW):
        if not condition.if_exists:
            continue
        meant = with_condition(statement, "Null", condition.key.value, "false")
        witness = allows_more(stage, subject, statement, meant)
        if witness is not None:
            yield Finding(
                RULE.id,
                condition.operator.span,
                subject,
                statement,
                condition.operator.value,
                detail=condition.key.value,
                witness=witness,
            )


RULE = Rule(
    "CND201",
    "if-exists-opens",
    Severity.WARNING,
    "an Allow that requests without the key pass",
    "With IfExists a condition holds when the request does not have the key. In a Deny that is the "
    "careful choice; in an Allow it lets through whatever cannot be checked.",
    "Use the operator without IfExists, or allow the requests without the key in a statement of "
    "their own.",
    "UG reference_policies_elements_condition_operators (IfExists)",
    """{
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {"IpAddressIfExists": {"aws:SourceIp": "103.15.250.0/24"}}
}""",
    """{
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}
}""",
    _checks,
)
