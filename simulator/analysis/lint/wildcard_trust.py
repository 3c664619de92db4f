"""Can anybody in AWS assume the role?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.trying import more, with_statement
from simulator.language.model import Condition, Effect, PolicyType, Principal, Principals
from simulator.source import Text

_STRANGER = "arn:aws:iam::999999999999:user/somebody"
_TELL_WHO = ("aws:principal", "aws:userid", "aws:username", "aws:sourceidentity", "aws:sourceorg")
"""How keys begin that say who calls; the address and what callers know do not."""


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement in stage.statements(Effect.ALLOW, PolicyType.TRUST):
        principals = statement.principals
        if principals is None or principals.negated:
            continue
        star = next((it for it in principals.values if it.value.value == "*"), None)
        if star is None or any(map(_tells_who, statement.conditions)):
            continue
        stranger = Principals(
            False, (Principal("AWS", Text(_STRANGER, star.value.span)),), principals.span
        )
        narrowed = replace(statement, principals=stranger)
        without = with_statement(subject.policy, statement)
        only = with_statement(subject.policy, statement, narrowed)
        witness = more([without], [only], subject, stage)
        if witness is not None:
            yield Finding(RULE.id, star.value.span, subject, statement, "*", witness=witness)


def _tells_who(condition: Condition) -> bool:
    return condition.key.value.lower().startswith(_TELL_WHO)


RULE = Rule(
    "PRN303",
    "wildcard-trust",
    Severity.ERROR,
    "a role that anybody can assume",
    "The star is not everyone in the account: it is everyone in AWS, with an account of theirs. An "
    "external id or an address narrows it, but neither says who calls.",
    "Name accounts, users, roles or services; or add aws:PrincipalOrgID if all of an organization "
    "are meant.",
    "UG reference_policies_elements_principal",
    """{
  "Effect": "Allow",
  "Principal": {"AWS": "*"},
  "Action": "sts:AssumeRole"
}""",
    """{
  "Effect": "Allow",
  "Principal": {"AWS": "*"},
  "Action": "sts:AssumeRole",
  "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}
}""",
    _checks,
    analyzer_ids=("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",),
)
