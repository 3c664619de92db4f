"""Does a negated operator open an Allow to requests that do not have the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, is_negated
from simulator.analysis.lint.without_the_key import passed_without_the_key
from simulator.language.model import Condition


def _concerns(condition: Condition) -> bool:
    return is_negated(condition) and not condition.if_exists and condition.quantifier is None


def _checks(stage: Stage) -> Iterator[Finding]:
    return passed_without_the_key(stage, RULE.id, _concerns)


RULE = Rule(
    "CND203",
    "negated-operator-without-key",
    Severity.WARNING,
    "an Allow with a negated operator that requests without the key pass",
    "A negated operator holds when the request does not have the key at all: what was to keep some "
    "values out lets through everything that has none.",
    'Add "Null": {"KEY": "false"}, so that the key has to be there, or allow what is wanted by a '
    "positive operator.",
    "UG reference_policies_elements_condition_operators",
    """{
  "Effect": "Allow",
  "Action": "s3:PutObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {"StringNotEquals": {"s3:x-amz-acl": "public-read"}}
}""",
    """{
  "Effect": "Allow",
  "Action": "s3:PutObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {
    "StringNotEquals": {"s3:x-amz-acl": "public-read"},
    "Null": {"s3:x-amz-acl": "false"}
  }
}""",
    _checks,
)
