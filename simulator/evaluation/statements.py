"""Does a statement apply to a request?

Every element is evaluated even where an earlier one already failed, since the explanation shows
how near a statement came.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from simulator.evaluation.conditions import keys_of_condition, prepare_condition
from simulator.evaluation.decision import (
    Because,
    ConditionResult,
    ElementResult,
    StatementResult,
    ValueResult,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Matcher, folded, glob, matcher
from simulator.evaluation.logic import Truth, negation, truth
from simulator.evaluation.principals import Form, escapes, evaluate_principals
from simulator.evaluation.resources import Covered, prepare_resource
from simulator.language.model import Effect, Patterns, Policy, PolicyType, Statement
from simulator.language.pattern import parse_pattern

NEED_PRINCIPAL = frozenset({PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.ENDPOINT})
"""Where a statement without Principal matches nobody, its siblings still counting
(UG reference_policies_elements_principal)."""


Evaluate = Callable[[Facts], StatementResult]
"""A statement, ready to be asked for each request."""

_ACTIONS_KEPT = 256
"""Actions whose result a prepared statement keeps: it does not change from request to request."""

_RESULTS_KEPT = 32
"""Results that a prepared statement, or an element of it, keeps: most requests give the same."""

_POLICIES_KEPT = 128
_STATEMENTS_KEPT = 200
"""Statements of a policy up to which it is kept: a larger one would take much memory."""

_ESCAPES_NONE: frozenset[PolicyType] = frozenset()


def prepare_statement(statement: Statement, policy: Policy, type: PolicyType) -> Evaluate:
    """Read a statement once: every element and every condition, and whether all of them hold."""
    action_of = _action(statement.actions)
    resources = statement.resources
    resource_of = _resource(resources, policy.version) if resources is not None else _no_resource
    conditions_of = [prepare_condition(one, policy.version) for one in statement.conditions]
    keys_read = tuple(
        {key for one in statement.conditions for key in keys_of_condition(one, policy.version)}
    )
    made: dict[tuple[object, ...], StatementResult] = {}

    def evaluate(facts: Facts) -> StatementResult:
        action = action_of(facts.action)
        resource = resource_of(facts)
        # Its parts live as long as the result that is kept, so that their ids stay their own.
        alike = (id(action), id(resource), *map(facts.context.get, keys_read))
        found = made.get(alike)
        if found is None:
            if len(made) >= _RESULTS_KEPT:
                made.clear()
            conditions = tuple([condition_of(facts) for condition_of in conditions_of])
            applies = _all_hold(action, resource, conditions)
            found = made[alike] = StatementResult(
                type, policy, statement, None, action, resource, conditions, applies
            )
        return found

    if statement.principals is None and type not in NEED_PRINCIPAL:
        return evaluate
    principal_of = _principal(statement, type)
    grants = statement.effect is Effect.ALLOW

    def evaluate_with_principal(facts: Facts) -> StatementResult:
        result = evaluate(facts)
        principal, forms = principal_of(facts)
        applies = min(result.applies, principal.holds)
        may_grant = grants and applies is not Truth.NO
        escaped = escapes(type, forms, facts) if may_grant else _ESCAPES_NONE
        return StatementResult(
            type,
            policy,
            statement,
            principal,
            result.action,
            result.resource,
            result.conditions,
            applies,
            escaped,
        )

    return evaluate_with_principal


def _no_resource(facts: Facts) -> None:
    return None


def _all_hold(
    action: ElementResult,
    resource: ElementResult | None,
    conditions: tuple[ConditionResult, ...],
) -> Truth:
    applies = action.holds
    if resource is not None and resource.holds < applies:
        applies = resource.holds
    for condition in conditions:
        if condition.holds < applies:
            applies = condition.holds
    return applies


class _Same:
    """A policy that is the same as itself alone: comparing whole policies would take longer."""

    __slots__ = ("policy",)

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return id(self.policy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.policy is other.policy


def prepare_policy(policy: Policy, type: PolicyType) -> tuple[Evaluate, ...]:
    """Each statement of one policy, as a policy of this type.

    A what-if asks the same few policies again and again, so the last ones are kept.
    """
    prepare = _prepared if len(policy.statements) <= _STATEMENTS_KEPT else _prepared_anew
    return prepare(_Same(policy), type)


def _prepared_anew(same: _Same, type: PolicyType) -> tuple[Evaluate, ...]:
    policy = same.policy
    return tuple(prepare_statement(statement, policy, type) for statement in policy.statements)


_prepared = lru_cache(maxsize=_POLICIES_KEPT)(_prepared_anew)


def evaluate_statement(
    statement: Statement, policy: Policy, type: PolicyType, facts: Facts
) -> StatementResult:
    """A statement, asked once."""
    return prepare_statement(statement, policy, type)(facts)


_Named = tuple[ElementResult, tuple[Form, ...]]


def _principal(statement: Statement, type: PolicyType) -> Callable[[Facts], _Named]:
    principals, effect = statement.principals, statement.effect
    if principals is not None:
        return lambda facts: evaluate_principals(principals, facts, effect, type)
    missing = ElementResult(
        element="Principal",
        tried=(),
        holds=Truth.NO,
        because=Because.NO_ELEMENT,
        span=statement.span,
    )
    return lambda facts: (missing, ())


def _action(actions: Patterns) -> Callable[[str], ElementResult]:
    """Prefix and name in any case, `*` and `?` (UG reference_policies_elements_action)."""
    matchers = [action_matcher(value.value) for value in actions.values]

    @lru_cache(maxsize=_RESULTS_KEPT)
    def element(*matched: bool) -> ElementResult:
        tried = tuple(
            ValueResult(value, truth(hit), Because.COMPARED)
            for value, hit in zip(actions.values, matched, strict=True)
        )
        return _element("Action", actions, tried)

    return lru_cache(maxsize=_ACTIONS_KEPT)(
        lambda asked: element(*[matches(asked) for matches in matchers])
    )


def names_action(statement: Statement, asked: str) -> bool:
    """Whether a statement's Action or NotAction holds for an action given in lower case."""
    hit = any(action_matcher(value.value)(asked) for value in statement.actions.values)
    return hit is not statement.actions.negated


def action_matcher(pattern: str) -> Matcher:
    """Tells whether an action pattern covers an action that is given in lower case."""
    return matcher(folded(glob(parse_pattern(pattern, wildcards=True, variables=False).pieces)))


def _resource(resources: Patterns, version: str) -> Callable[[Facts], ElementResult]:
    prepared = [prepare_resource(value, version) for value in resources.values]

    @lru_cache(maxsize=_RESULTS_KEPT)
    def element(*covered: Covered) -> ElementResult:
        rules = dict.fromkeys(rule for one in covered for rule in one.rests_on)
        tried = tuple(one.result for one in covered)
        return _element("Resource", resources, tried, tuple(rules))

    if len(prepared) == 1:
        (only,) = prepared
        return lambda facts: element(only(facts))
    return lambda facts: element(*[covers(facts) for covers in prepared])


def _element(
    name: str,
    patterns: Patterns,
    tried: tuple[ValueResult, ...],
    rests_on: tuple[str, ...] = (),
) -> ElementResult:
    any_holds, because = Truth.NO, tried[0].because if tried else Because.COMPARED
    for value in tried:
        if value.holds > any_holds:
            any_holds, because = value.holds, value.because
    return ElementResult(
        f"Not{name}" if patterns.negated else name,
        tried,
        negation(any_holds) if patterns.negated else any_holds,
        because,
        patterns.span,
        rests_on,
    )
