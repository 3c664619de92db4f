"""Does a negated operator open an Allow to requests that do not have the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, is_negated
from simulator.analysis.lint.trying import allows_more, with_condition
from simulator.language.model import Effect


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.ALLOW):
        if not is_negated(condition):
            continue
        if condition.if_exists or condition.quantifier is not None:
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
