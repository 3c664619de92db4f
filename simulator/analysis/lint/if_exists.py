"""Does an IfExists open an Allow to requests that do not have the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.without_the_key import passed_without_the_key
from simulator.language.model import Condition


def _concerns(condition: Condition) -> bool:
    return condition.if_exists


def _checks(stage: Stage) -> Iterator[Finding]:
    return passed_without_the_key(stage, RULE.id, _concerns)


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
