"""Does ForAllValues open an Allow to requests that have no value of the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.without_the_key import passed_without_the_key
from simulator.language.model import Condition, Quantifier


def _concerns(condition: Condition) -> bool:
    return condition.quantifier is Quantifier.FOR_ALL_VALUES and not condition.if_exists


def _checks(stage: Stage) -> Iterator[Finding]:
    return passed_without_the_key(stage, RULE.id, _concerns)


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
