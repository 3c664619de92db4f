"""What comes out, and which statement decides, where nobody asks for the whole trace?

The policy types are put together as for a trace, but of the statements only those are asked that
name the action, and only whether they apply. Whatever is rare is taken from the whole trace.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simulator.evaluation.authorization import evaluate_type, order, settle, settling_type
from simulator.evaluation.compiled_statements import compile_statement
from simulator.evaluation.decision import (
    Because,
    Decision,
    ElementResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.facts import Facts, gather
from simulator.evaluation.logic import Truth
from simulator.evaluation.principals import escapes, evaluate_principals
from simulator.evaluation.reasons import deciding
from simulator.evaluation.request import PolicySet, Request, every_policy
from simulator.evaluation.special import outright
from simulator.evaluation.statements import NEED_PRINCIPAL, Evaluate, names_action
from simulator.language.model import Effect, Policy, PolicyType, Statement
from simulator.rules import Rules

_KEPT = 65_536
"""How many policies' statements are kept, a policy and an action each."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision in a row: its verdict and the first statement that carries it.

    Args:
        settled_by: None where no policy settles it.
        policy: the deciding statement's policy, by name; None at an implicit deny.
        sid: of the deciding statement, if it has one.
        statement: its place in the policy, from 1.
    """

    verdict: Verdict
    settled_by: PolicyType | None
    policy: str | None
    sid: str | None
    statement: int | None

    @classmethod
    def of(cls, decision: Decision) -> Outcome:
        """A decision in short."""
        return _outcome(decision.verdict, decision.settled_by, decision.deciding)


def _outcome(
    verdict: Verdict, settled_by: PolicyType | None, carrying: Sequence[StatementResult]
) -> Outcome:
    if not carrying:
        return Outcome(verdict, settled_by, None, None, None)
    written = carrying[0].statement
    sid = written.sid.value if written.sid is not None else None
    return Outcome(verdict, settled_by, carrying[0].policy.name, sid, written.index)


class _Named(NamedTuple):
    """The statements of a policy that name an action."""

    policy: int
    type: PolicyType
    action: str


class Briefly:
    """One set of policies, asked for outcomes.

    Args:
        policies: all policies in play.
        rules: which day's AWS is simulated.
        explain: makes the whole trace.
    """

    __slots__ = ("_explain", "_policies", "_rules", "_statements", "_unread")

    def __init__(
        self, policies: PolicySet, rules: Rules, explain: Callable[[Request], Decision]
    ) -> None:
        self._policies = policies
        self._rules = rules
        self._explain = explain
        self._statements: dict[_Named, Sequence[Evaluate]] = {}
        self._unread = any(policy.unread for policy in every_policy(policies))

    def outcome(self, request: Request) -> Outcome:
        """What comes out.

        Raises:
            ValueError: the request's principal is none.
        """
        facts = self._facts(request)
        resource_counts = facts.resource == request.resource
        if self._unread or request.has_unknown or not resource_counts or outright(facts):
            return Outcome.of(self._explain(request))
        action = request.action.lower()

        def naming(policy: Policy, type: PolicyType) -> Sequence[Evaluate]:
            return self._naming(policy, type, action)

        results = {
            type: evaluate_type(type, self._policies, facts, naming) for type in order(facts)
        }
        found = settle(results, facts)
        (verdict,) = found.possible
        settled_by = settling_type(results, facts, verdict, found)
        carrying = deciding(results, facts, verdict, settled_by)
        by_default = verdict is Verdict.ALLOW and not carrying
        return _outcome(verdict, None if by_default else settled_by, carrying)

    def _facts(self, request: Request) -> Facts:
        return gather(request, self._rules, has_boundary=self._policies.boundary is not None)

    def _naming(self, policy: Policy, type: PolicyType, action: str) -> Sequence[Evaluate]:
        key = _Named(id(policy), type, action)
        found = self._statements.get(key)
        if found is None:
            if len(self._statements) >= _KEPT:
                self._statements.clear()
            found = self._statements[key] = tuple(
                self._lean(statement, policy, type)
                for statement in policy.statements
                if names_action(statement, action)
            )
        return found

    def _lean(self, statement: Statement, policy: Policy, type: PolicyType) -> Evaluate:
        """Whether the statement applies to a request for an action that it names."""
        tests = compile_statement(statement, policy, type, self._facts).tests
        principals = statement.principals
        named = ElementResult("Action", (), Truth.YES, Because.COMPARED, statement.actions.span)

        def result(applies: Truth, escaped: frozenset[PolicyType]) -> StatementResult:
            return StatementResult(type, policy, statement, None, named, None, (), applies, escaped)

        no, yes = result(Truth.NO, frozenset()), result(Truth.YES, frozenset())
        if principals is None and type in NEED_PRINCIPAL:
            return lambda facts: no

        def evaluate(facts: Facts) -> StatementResult:
            for test in tests:
                if not test(facts.context, facts.request):
                    return no
            if principals is None:
                return yes
            found, forms = evaluate_principals(principals, facts, statement.effect, type)
            if found.holds is not Truth.YES:
                return no
            if statement.effect is not Effect.ALLOW:
                return yes
            return result(Truth.YES, escapes(type, forms, facts))

        return evaluate
