"""How is a question about policies itself put as a policy?

What one set allows and another does not: the statements of one, denied by what the other allows.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.spaces import ACCOUNT
from simulator.evaluation.decision import StatementResult
from simulator.language.model import Effect, Policy, Statement


def as_policies(open_statements: tuple[StatementResult, ...]) -> tuple[Policy, ...]:
    """The statements in policies of their own; who is meant has been found out already."""
    return tuple(
        replace(one.policy, statements=(replace(one.statement, principals=None),))
        for one in open_statements
    )


def turned(policies: tuple[Policy, ...], effect: Effect, become: Effect) -> tuple[Policy, ...]:
    """The statements of one effect, with another."""
    return tuple(
        replace(policy, statements=tuple(_with_effect(it, become) for it in policy.statements))
        for policy in policies
        if all(statement.effect is effect for statement in policy.statements)
    )


def _with_effect(statement: Statement, effect: Effect) -> Statement:
    return replace(statement, effect=effect)


def _parsed(text: str) -> tuple[Policy, ...]:
    return (Policy.parse(text, name="<everything>"),)


ALL = _parsed(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)
ALL_OF_ACCOUNT = _parsed(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", '
    f'"Principal": {{"AWS": "{ACCOUNT}"}}}}}}'
)
"""So that calls of which the resource's own policy must allow are allowed too."""
