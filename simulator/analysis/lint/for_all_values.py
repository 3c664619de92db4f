"""Does ForAllValues open an Allow to requests that have no value of the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.trying import allows_more, with_condition
from simulator.language.model import Effect, Quantifier


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.ALLOW):
        if condition.quantifier is not Quantifier.FOR_ALL_VALUES or condition.if_exists:
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
    "CND202",
    "for-all-values-allows-none",
    Severity.WARNING,
    "an Allow with ForAllValues that requests without the key pass",
    "ForAllValues holds when every value of the request is in the list, and of no values that is "
    "always true: a request without the key passes.",
    'Add "Null": {"KEY": "false"}, so that the key has to be there; use ForAnyValue if one value '
    "is enough.",
    "UG reference_policies_condition-single-vs-multi-valued-context-keys",
    """{
  "Effect": "Allow",
  "Action": "ec2:CreateTags",
  "Resource": "*",
  "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}
}""",
    """{
  "Effect": "Allow",
  "Action": "ec2:CreateTags",
  "Resource": "*",
  "Condition": {
    "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]},
    "Null": {"aws:TagKeys": "false"}
  }
}""",
    _checks,
)
