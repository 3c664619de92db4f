"""Is a role handed to services that cannot use it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from simulator.analysis.difference import Relation, difference
from simulator.analysis.lint.rule import Finding, Rule, Severity, Witness
from simulator.analysis.lint.stage import Stage, Subject, is_key
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import Verdict
from simulator.evaluation.request import PolicySet, Request
from simulator.evaluation.statements import action_matcher
from simulator.language.arn import parse_arn
from simulator.language.model import Effect, Policy, PolicyType, Principals, Statement
from simulator.source import Text
from simulator.world.world import Role

_PASS = "iam:passrole"
_POSITIVE = ("StringEquals", "StringEqualsIgnoreCase")


class Unreachable(StrEnum):
    """Why the role cannot be used."""

    NO_ROLE = "no_role"
    OTHER_ACCOUNT = "other_account"
    TRUSTS_NO_SERVICE = "trusts_no_service"
    DOES_NOT_TRUST = "does_not_trust"


def _checks(stage: Stage) -> Iterator[Finding]:
    if stage.world is None:
        return
    for subject, statement in stage.statements(Effect.ALLOW, PolicyType.IDENTITY):
        if statement.resources is None or statement.resources.negated or not _passes(statement):
            continue
        for value in statement.resources.values:
            if not any(mark in value.value for mark in "*?$"):
                yield from _of_role(stage, subject, statement, value)


def _passes(statement: Statement) -> bool:
    """Whether the statement speaks of PassRole; one that allows everything does not mean it."""
    return not statement.actions.negated and any(
        value.value.lower().startswith("iam:p") and action_matcher(value.value)(_PASS)
        for value in statement.actions.values
    )


def _of_role(
    stage: Stage, subject: Subject, statement: Statement, value: Text
) -> Iterator[Finding]:
    arn = parse_arn(value.value)
    assert stage.world is not None
    if arn is None or arn.account not in stage.world.accounts:
        return
    found = Finding(RULE.id, value.span, subject, statement, value.value)
    roles = stage.world.accounts[arn.account].roles.values()
    role = next((it for it in roles if it.arn == value.value), None)
    if role is None:
        yield replace(found, detail=Unreachable.NO_ROLE)
        return
    if subject.account and arn.account != subject.account:
        yield replace(found, detail=Unreachable.OTHER_ACCOUNT)
        return
    passed_to = _services(statement)
    services = passed_to or _trusted(role.trust)
    if any(_may_trust(stage, role, service) for service in services):
        return
    reason = Unreachable.DOES_NOT_TRUST if passed_to else Unreachable.TRUSTS_NO_SERVICE
    yield replace(
        found,
        detail=":".join((reason, *passed_to)),
        related=role.trust.statements[0].span if role.trust.statements else None,
        witness=_refused(stage, role, passed_to[0]) if passed_to else None,
    )


def _services(statement: Statement) -> tuple[str, ...]:
    """The services that the role may be passed to; none if the statement does not say."""
    return tuple(
        value.value
        for condition in statement.conditions
        if is_key(condition, "iam:PassedToService") and condition.base in _POSITIVE
        for value in condition.values
    )


def _trusted(trust: Policy) -> tuple[str, ...]:
    """The services that the trust policy names."""
    return tuple(
        entry.value.value
        for statement in trust.statements
        if statement.principals is not None
        for entry in statement.principals.values
        if entry.type == "Service"
    )


def _may_trust(stage: Stage, role: Role, service: str) -> bool:
    """Whether the trust policy allows the service anything, or nobody can tell."""
    found = []
    for statement in role.trust.statements:
        principals = statement.principals
        if principals is None or principals.negated:
            return True
        named = tuple(it for it in principals.values if it.value.value in (service, "*"))
        if named:
            only = Principals(False, named, principals.span)
            found.append(replace(statement, principals=only))
    narrowed = replace(role.trust, statements=tuple(found))
    nothing = replace(role.trust, statements=())
    compared = difference([nothing], [narrowed], PolicyType.TRUST, stage.rules)
    return compared.gained is not None or compared.relation is Relation.UNKNOWN


def _refused(stage: Stage, role: Role, service: str) -> Witness | None:
    """The service's own call, which the trust policy does not allow."""
    request = Request(service, "sts:AssumeRole", role.arn)
    verdict = evaluate(request, PolicySet(resource=[role.trust]), stage.rules).verdict
    if verdict is Verdict.ALLOW:
        return None
    return Witness(request, (), verdict, Verdict.ALLOW)


RULE = Rule(
    "PRN305",
    "unreachable-pass-role",
    Severity.WARNING,
    "iam:PassRole for a role that no service can use then",
    "iam:PassRole lets a caller hand a role to a service; the service must be able to assume it. A "
    "role that is not there, is another account's, or does not trust the service is not handed "
    "on: the call that needs it fails later, and elsewhere.",
    "Let the role's trust policy name the service of iam:PassedToService, or correct the ARN.",
    "UG id_roles_use_passrole",
    """{
  "Effect": "Allow",
  "Action": "iam:PassRole",
  "Resource": "arn:aws:iam::111122223333:role/Deployer",
  "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
}""",
    """{
  "Effect": "Allow",
  "Action": "iam:PassRole",
  "Resource": "arn:aws:iam::111122223333:role/Deployer",
  "Condition": {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
}""",
    _checks,
    needs="a world with the role",
)
