"""Does a statement apply to a request?

Every element is evaluated even where an earlier one already failed, since the explanation shows
how near a statement came.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from simulator.evaluation.conditions import prepare_condition
from simulator.evaluation.decision import (
    Because,
    ElementResult,
    StatementResult,
    ValueResult,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import folded, glob, matcher
from simulator.evaluation.logic import Truth, negation, truth
from simulator.evaluation.principals import Form, escapes, evaluate_principals
from simulator.evaluation.resources import prepare_resource
from simulator.language.model import Effect, Patterns, Policy, PolicyType, Statement
from simulator.language.pattern import parse_pattern

NEED_PRINCIPAL = frozenset({PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.ENDPOINT})
"""Where a statement without Principal matches nobody, its siblings still counting
(UG reference_policies_elements_principal)."""


Evaluate = Callable[[Facts], StatementResult]
"""A statement, ready to be asked for each request."""

_ACTIONS_KEPT = 256
"""Actions whose result a prepared statement keeps: it does not change from request to request."""


def prepare_statement(statement: Statement, policy: Policy, type: PolicyType) -> Evaluate:
    """Read a statement once: every element and every condition, and whether all of them hold."""
    action_of = lru_cache(maxsize=_ACTIONS_KEPT)(partial(_action, statement.actions))
    resources = statement.resources
    resource_of = _resource(resources, policy.version) if resources is not None else None
    conditions_of = [prepare_condition(one, policy.version) for one in statement.conditions]
    escaping = statement.effect is Effect.ALLOW
    nobody: frozenset[PolicyType] = frozenset()

    def evaluate(facts: Facts) -> StatementResult:
        principal, forms = _principal(statement, type, facts)
        action = action_of(facts.request.action)
        resource = resource_of(facts) if resource_of is not None else None
        conditions = tuple([evaluate_condition(facts) for evaluate_condition in conditions_of])
        applies = action.holds
        for part in (principal, resource, *conditions):
            if part is not None and part.holds < applies:
                applies = part.holds
        may_grant = escaping and applies is not Truth.NO
        escaped = escapes(type, forms, facts) if may_grant else nobody
        return StatementResult(
            type, policy, statement, principal, action, resource, conditions, applies, escaped
        )

    return evaluate


def prepare_policy(policy: Policy, type: PolicyType) -> tuple[Evaluate, ...]:
    """Each statement of one policy, as a policy of this type."""
    return tuple(prepare_statement(statement, policy, type) for statement in policy.statements)


def evaluate_statement(
    statement: Statement, policy: Policy, type: PolicyType, facts: Facts
) -> StatementResult:
    """A statement, asked once."""
    return prepare_statement(statement, policy, type)(facts)


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


def _action(actions: Patterns, action: str) -> ElementResult:
    """Prefix and name in any case, `*` and `?` (UG reference_policies_elements_action)."""
    asked = action.lower()
    tried = tuple(
        ValueResult(
            value.value,
            value.span,
            truth(matches_action(value.value, asked)),
            Because.COMPARED,
        )
        for value in actions.values
    )
    return _element("Action", actions, action, tried)


def names_action(statement: Statement, asked: str) -> bool:
    """Whether a statement's Action or NotAction holds for an action given in lower case."""
    hit = any(matches_action(value.value, asked) for value in statement.actions.values)
    return hit is not statement.actions.negated


def matches_action(pattern: str, asked: str) -> bool:
    """Whether an action pattern covers an action that is given in lower case."""
    return matcher(folded(glob(parse_pattern(pattern, wildcards=True, variables=False).pieces)))(
        asked
    )


def _resource(resources: Patterns, version: str) -> Callable[[Facts], ElementResult]:
    prepared = [prepare_resource(value, version) for value in resources.values]

    def evaluate(facts: Facts) -> ElementResult:
        tried = []
        rules: tuple[str, ...] = ()
        for covers in prepared:
            found = covers(facts)
            tried.append(found.result)
            rules += found.rests_on
        rests_on = tuple(dict.fromkeys(rules)) if rules else ()
        return _element("Resource", resources, facts.resource, tuple(tried), rests_on)

    return evaluate


def _element(
    name: str,
    patterns: Patterns,
    request_value: str,
    tried: tuple[ValueResult, ...],
    rests_on: tuple[str, ...] = (),
) -> ElementResult:
    any_holds, because = Truth.NO, tried[0].because if tried else Because.COMPARED
    for value in tried:
        if value.holds > any_holds:
            any_holds, because = value.holds, value.because
    return ElementResult(
        f"Not{name}" if patterns.negated else name,
        request_value,
        tried,
        negation(any_holds) if patterns.negated else any_holds,
        because,
        patterns.span,
        rests_on,
    )
