"""Does a Deny name those whom it is not for?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.language.model import Effect


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement in stage.statements(Effect.DENY):
        principals = statement.principals
        if principals is not None and principals.negated:
            yield Finding(RULE.id, principals.span, subject, statement, "NotPrincipal")


RULE = Rule(
    "PRN301",
    "deny-with-not-principal",
    Severity.WARNING,
    "a Deny with NotPrincipal",
    "It denies whoever is listed all the same if they have a permissions boundary, and sessions of "
    "a listed role unless role, account and often the session are listed too. Who is added to "
    "the account later is denied without a word.",
    'Deny "Principal": "*" with ArnNotLike on aws:PrincipalArn, which sees the role behind a '
    "session.",
    "UG reference_policies_elements_notprincipal",
    """{
  "Effect": "Deny",
  "NotPrincipal": {
    "AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:root"]
  },
  "Action": "s3:*",
  "Resource": "arn:aws:s3:::example-reports/*"
}""",
    """{
  "Effect": "Deny",
  "Principal": "*",
  "Action": "s3:*",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/alice"}}
}""",
    _checks,
)
