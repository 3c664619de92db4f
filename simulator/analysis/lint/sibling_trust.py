"""Is there another role, without the address check, that the same caller can assume?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.rule import Finding, Rule, Severity, Witness
from simulator.analysis.lint.stage import Stage, Subject, is_key
from simulator.analysis.lint.trying import more, with_condition
from simulator.evaluation.cells import address_starts, address_text
from simulator.language.model import Effect, Policy, PolicyType, Principal, Principals, Statement
from simulator.source import Span

_MOST = 50
"""Roles that are compared with each other."""


def _checks(stage: Stage) -> Iterator[Finding]:
    trusts = [it for it in stage.subjects if it.type is PolicyType.TRUST]
    if len(trusts) > _MOST:
        return
    checking = [it for it in trusts if _ranges(it.policy)]
    for subject in trusts:
        if not _ranges(subject.policy):
            yield from _beside(stage, subject, checking)


def _ranges(policy: Policy) -> list[str]:
    """The ranges of addresses that the policy names."""
    return [
        value.value
        for statement in policy.statements
        for condition in statement.conditions
        if is_key(condition, "aws:SourceIp")
        for value in condition.values
    ]


def _beside(stage: Stage, subject: Subject, checking: list[Subject]) -> Iterator[Finding]:
    """Principals whom the policy lets in from where a sibling of it does not."""
    for statement in subject.policy.statements:
        if statement.effect is not Effect.ALLOW or statement.principals is None:
            continue
        for entry in statement.principals.values:
            if entry.type != "AWS" or statement.principals.negated:
                continue
            for sibling in checking:
                if sibling.account != subject.account:
                    continue
                witness = _let_in(stage, subject, sibling, statement, entry)
                if witness is not None:
                    yield Finding(
                        RULE.id,
                        entry.value.span,
                        subject,
                        statement,
                        entry.value.value,
                        detail=sibling.owner or sibling.policy.name,
                        related=_first_check(sibling.policy),
                        witness=witness,
                    )
                    break


def _let_in(
    stage: Stage, subject: Subject, sibling: Subject, statement: Statement, entry: Principal
) -> Witness | None:
    """A request of a principal that both trust, from where only the policy lets it in."""
    starts = sorted(address_starts(_ranges(sibling.policy)), key=lambda it: it[1] == 0)
    addresses = [address_text(version, number) for version, number in starts]
    for address in addresses:
        here = _narrowed(subject.policy, entry, address)
        there = _narrowed(sibling.policy, entry, address)
        witness = more([there], [here], subject, stage)
        inside = any(
            more(
                [replace(there, statements=())],
                [_narrowed(sibling.policy, entry, it)],
                sibling,
                stage,
            )
            for it in addresses
            if it != address
        )
        if witness is not None and inside:
            return witness
    return None


def _narrowed(policy: Policy, entry: Principal, address: str) -> Policy:
    """What the policy says to one principal, from one address."""
    found = []
    for statement in policy.statements:
        principals = statement.principals
        if principals is None or principals.negated:
            return replace(policy, statements=())
        if any(_names(it, entry) for it in principals.values):
            only = replace(statement, principals=Principals(False, (entry,), principals.span))
            found.append(with_condition(only, "IpAddress", "aws:SourceIp", address))
    return replace(policy, statements=tuple(found))


def _names(one: Principal, entry: Principal) -> bool:
    return one.type == entry.type and one.value.value == entry.value.value


def _first_check(policy: Policy) -> Span:
    return next(
        condition.span
        for statement in policy.statements
        for condition in statement.conditions
        if is_key(condition, "aws:SourceIp")
    )


RULE = Rule(
    "PRN304",
    "trust-without-siblings-address-check",
    Severity.WARNING,
    "a role without the address check of its sibling",
    "Another role of the account lets the same caller in from some addresses only. Whoever wants "
    "to get around that becomes this role instead, from anywhere.",
    "Give both the same check, or take the caller out of this policy.",
    "UG id_roles_update-role-trust-policy",
    """{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
  "Action": "sts:AssumeRole"
}""",
    """{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"},
  "Action": "sts:AssumeRole",
  "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}
}""",
    _checks,
    needs="another role's trust policy",
)
