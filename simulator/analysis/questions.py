"""How is a question about policies itself put as a policy?

What one set allows and another does not: the statements of one, denied by what the other allows.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.callers import somebody
from simulator.analysis.spaces import ACCOUNT
from simulator.evaluation.decision import StatementResult
from simulator.evaluation.facts import NO_RESOURCE, acts_on_nothing
from simulator.evaluation.request import Request
from simulator.language.arn import partition_named
from simulator.language.model import Effect, Policy, Statement

SOME_ACTION = "s3:GetObject"
"""An action that nothing but policies decides."""


def as_question(request: Request) -> Request:
    """The request for policies that ask for no action, made by somebody whom they alone bind."""
    resource = NO_RESOURCE if acts_on_nothing(request.action) else request.resource
    return replace(
        request,
        principal=somebody(partition_named(resource)).principal,
        federated_by=None,
        action=SOME_ACTION,
        resource=resource,
    )


def as_policies(open_statements: tuple[StatementResult, ...]) -> tuple[Policy, ...]:
    """The statements in policies of their own: who and what is meant has been found out.

    Asked with an action that policies alone decide, none of them is passed over.
    """
    return tuple(
        replace(
            one.policy,
            statements=(replace(one.statement, principals=None, actions=_ANY_ACTION),),
        )
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
_ANY_ACTION = ALL[0].statements[0].actions
ALL_OF_ACCOUNT = _parsed(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", '
    f'"Principal": {{"AWS": "{ACCOUNT}"}}}}}}'
)
"""So that calls of which the resource's own policy must allow are allowed too."""
