"""Which request shows that a statement does something else than was meant?

A rule says what was probably meant by changing the statement. If the policy with the change gives
any request more or less than the policy as it is, `difference` finds that request exactly; if it
gives none, or nobody can tell, there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulator.analysis.difference import Relation, Shown, difference
from simulator.analysis.lint.rule import Witness
from simulator.analysis.lint.stage import Stage, Subject
from simulator.language.model import Condition, Policy, Statement
from simulator.language.operators import read_operator
from simulator.source import Text

MOST = 40
"""Statements of a policy that are compared: with more it takes too long to be sure."""

_LONGEST = 12_000
_MOST_KEYS = 4
_BUDGET = 150
_SETTLED = "aws:principal"
_DECIDED = ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")
_OWNED = (":aws:policy", "/aws-reserved/", "/aws-service-role/", "alias/aws/")


def comparable(policy: Policy) -> bool:
    """Whether the policy is small enough to be compared again and again."""
    return len(policy.statements) <= MOST and len(policy.source.text) <= _LONGEST


def same(stage: Stage, subject: Subject, old: Policy, new: Policy) -> bool:
    """Whether two policies surely say the same; False if nobody can tell, or not in time."""
    if not _can_tell(old):
        return False
    compared = difference([old], [new], subject.type, stage.rules, _BUDGET)
    return compared.relation is Relation.EQUIVALENT


def _can_tell(policy: Policy) -> bool:
    """Whether `difference` looks at every request that the policy can tell apart.

    It does not look at all callers where a policy that names callers asks who they are, nor at
    calls that are decided outright, without policies; with many keys it takes too long.
    """
    statements = policy.statements
    keys = {it.key.value.lower() for statement in statements for it in statement.conditions}
    named = any(statement.principals is not None for statement in statements)
    return (
        comparable(policy)
        and len(keys) <= _MOST_KEYS
        and not (named and any(key.startswith(_SETTLED) for key in keys))
        and not any(map(_speaks_of_outright, statements))
    )


def _speaks_of_outright(statement: Statement) -> bool:
    """Whether it is about calls of STS beside the common ones, or about what AWS owns."""
    actions = (value.value.lower() for value in statement.actions.values)
    resources = statement.resources.values if statement.resources is not None else ()
    return any(it.startswith("sts:") and it not in _DECIDED for it in actions) or any(
        mark in value.value for value in resources for mark in _OWNED
    )


def with_statement(policy: Policy, old: Statement, *new: Statement) -> Policy:
    """The policy with others in the place of one statement."""
    statements: list[Statement] = []
    for statement in policy.statements:
        statements += new if statement is old else (statement,)
    return replace(policy, statements=tuple(statements))


def with_condition(statement: Statement, operator: str, key: str, *values: str) -> Statement:
    """The statement with one condition more; it stands nowhere, so it has the statement's place."""
    name = read_operator(operator)
    assert name is not None
    added = Condition(
        Text(operator, statement.span),
        name.base,
        name.quantifier,
        name.if_exists,
        Text(key, statement.span),
        tuple(Text(value, statement.span) for value in values),
        statement.span,
    )
    return replace(statement, conditions=(*statement.conditions, added))


def with_operator(statement: Statement, condition: Condition, operator: str) -> Statement:
    """The statement with another operator in one condition."""
    name = read_operator(operator)
    assert name is not None
    changed = replace(
        condition,
        operator=Text(operator, condition.operator.span),
        base=name.base,
        quantifier=name.quantifier,
        if_exists=name.if_exists,
    )
    conditions = tuple(changed if one is condition else one for one in statement.conditions)
    return replace(statement, conditions=conditions)


def allows_more(
    stage: Stage, subject: Subject, statement: Statement, *meant: Statement
) -> Witness | None:
    """A request that the policy allows, or does not deny, and would not if it said what is meant.

    Args:
        meant: what stands in the place of the statement.
    """
    changed = with_statement(subject.policy, statement, *meant)
    return more([changed], [subject.policy], subject, stage)


def denies_more(
    stage: Stage, subject: Subject, statement: Statement, *meant: Statement
) -> Witness | None:
    """A request that the policy denies, or does not allow, and would if it said what is meant."""
    changed = with_statement(subject.policy, statement, *meant)
    return less([changed], [subject.policy], subject, stage)


def alone(policy: Policy, *statements: Statement) -> Policy:
    """The policy with no other statements than these."""
    return replace(policy, statements=statements)


def more(
    old: Sequence[Policy], new: Sequence[Policy], subject: Subject, stage: Stage
) -> Witness | None:
    """A request to which the new policies give more than the old ones."""
    if not comparable(subject.policy):
        return None
    return _witness(difference(old, new, subject.type, stage.rules, _BUDGET).gained)


def less(
    old: Sequence[Policy], new: Sequence[Policy], subject: Subject, stage: Stage
) -> Witness | None:
    """A request to which the new policies give less than the old ones."""
    if not comparable(subject.policy):
        return None
    return _witness(difference(old, new, subject.type, stage.rules, _BUDGET).lost)


def _witness(shown: Shown | None) -> Witness | None:
    if shown is None:
        return None
    return Witness(shown.request, shown.absent, shown.new, shown.old)
