"""Does a Deny that asks for false miss the requests that do not have the key?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.trying import allows_more, with_operator
from simulator.language.model import Effect


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions(Effect.DENY):
        if condition.operator.value != "Bool":
            continue
        if [value.value.lower() for value in condition.values] != ["false"]:
            continue
        meant = with_operator(statement, condition, "BoolIfExists")
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
    "CND204",
    "bool-deny-misses-missing-key",
    Severity.WARNING,
    "a Deny that requests without the key escape",
    "Bool compares nothing when the key is missing, so the Deny does not apply. Requests signed "
    "with long-term access keys have no aws:MultiFactorAuthPresent at all: a Deny that asks for "
    "false does not touch them.",
    "Use BoolIfExists; where requests without the key are to pass, say so by a statement of their "
    "own.",
    "UG reference_policies_condition-keys (aws:MultiFactorAuthPresent)",
    """{
  "Effect": "Deny",
  "Action": "iam:*",
  "Resource": "*",
  "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
}""",
    """{
  "Effect": "Deny",
  "Action": "iam:*",
  "Resource": "*",
  "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
}""",
    _checks,
)
