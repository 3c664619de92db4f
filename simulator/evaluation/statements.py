"""Does a statement apply to a request?

Every element is evaluated even where an earlier one already failed, since the explanation shows
how near a statement came.
"""

from __future__ import annotations

from simulator.evaluation.conditions import evaluate_condition
from simulator.evaluation.decision import (
    Because,
    ElementResult,
    PolicyResult,
    StatementResult,
    ValueResult,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import folded, glob, matcher
from simulator.evaluation.logic import Truth, conjunction, disjunction, negation, truth
from simulator.evaluation.principals import Form, escapes, evaluate_principals
from simulator.evaluation.resources import match_resource
from simulator.language.model import Effect, Patterns, Policy, PolicyType, Statement
from simulator.language.pattern import parse_pattern

NEED_PRINCIPAL = frozenset({PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.ENDPOINT})
"""Where a statement without Principal matches nobody, its siblings still counting
(UG reference_policies_elements_principal)."""


def evaluate_policy(policy: Policy, type: PolicyType, facts: Facts) -> PolicyResult:
    """Each statement of one policy, as a policy of this type."""
    return PolicyResult(
        policy,
        tuple(
            evaluate_statement(statement, policy, type, facts) for statement in policy.statements
        ),
    )


def evaluate_statement(
    statement: Statement,
    policy: Policy,
    type: PolicyType,
    facts: Facts,
) -> StatementResult:
    """One statement: every element and every condition, and whether all of them hold."""
    principal, forms = _principal(statement, type, facts)
    action = _action(statement.actions, facts)
    resource = (
        _resource(statement.resources, policy.version, facts)
        if statement.resources is not None
        else None
    )
    conditions = tuple(
        evaluate_condition(condition, policy.version, facts) for condition in statement.conditions
    )
    elements = [element for element in (principal, action, resource) if element is not None]
    applies = conjunction(
        [*(element.holds for element in elements), *(one.holds for one in conditions)]
    )
    escaped: frozenset[PolicyType] = frozenset()
    if statement.effect is Effect.ALLOW and applies is not Truth.NO:
        escaped = escapes(type, forms, facts)
    return StatementResult(
        type, policy, statement, principal, action, resource, conditions, applies, escaped
    )


def _principal(
    statement: Statement,
    type: PolicyType,
    facts: Facts,
) -> tuple[ElementResult | None, tuple[Form, ...]]:
    if statement.principals is not None:
        return evaluate_principals(statement.principals, facts, statement.effect, type)
    if type not in NEED_PRINCIPAL:
        return None, ()
    missing = ElementResult(
        element="Principal",
        request_value=facts.request.principal,
        tried=(),
        holds=Truth.NO,
        because=Because.NO_ELEMENT,
        span=statement.span,
    )
    return missing, ()


def _action(actions: Patterns, facts: Facts) -> ElementResult:
    """Prefix and name in any case, `*` and `?` (UG reference_policies_elements_action)."""
    asked = facts.request.action.lower()
    tried = tuple(
        ValueResult(
            value.value,
            value.span,
            truth(matches_action(value.value, asked)),
            Because.COMPARED,
        )
        for value in actions.values
    )
    return _element("Action", actions, facts.request.action, tried)


def matches_action(pattern: str, asked: str) -> bool:
    """Whether an action pattern covers an action that is given in lower case."""
    return matcher(folded(glob(parse_pattern(pattern, wildcards=True, variables=False).pieces)))(
        asked
    )


def _resource(resources: Patterns, version: str, facts: Facts) -> ElementResult:
    rests_on: list[str] = []
    tried = []
    for value in resources.values:
        found = match_resource(value.value, version, facts)
        tried.append(
            ValueResult(value.value, value.span, found.holds, found.because, found.compared)
        )
        rests_on.extend(found.rests_on)
    return _element(
        "Resource", resources, facts.resource, tuple(tried), tuple(dict.fromkeys(rests_on))
    )


def _element(
    name: str,
    patterns: Patterns,
    request_value: str,
    tried: tuple[ValueResult, ...],
    rests_on: tuple[str, ...] = (),
) -> ElementResult:
    any_holds = disjunction(value.holds for value in tried)
    because = next((value.because for value in tried if value.holds is any_holds), Because.COMPARED)
    return ElementResult(
        element=f"Not{name}" if patterns.negated else name,
        request_value=request_value,
        tried=tried,
        holds=negation(any_holds) if patterns.negated else any_holds,
        because=because,
        span=patterns.span,
        rests_on=rests_on,
    )
