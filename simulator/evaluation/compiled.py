"""How is a set of policies compiled once and asked many times?

For each caller and action a plan is made: which statements can matter, and in what order. Then a
decision only tests resources and conditions. Whatever is rare (unknown keys, policies that nobody
could read, role assumption, KMS keys, root, services, sessions that cannot make a call) takes the
traced road of `authorizer.py`. The two are held together by a property test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from simulator.evaluation.compiled_conditions import Context, Test
from simulator.evaluation.compiled_statements import (
    ActionIndex,
    CompiledStatement,
    compile_statement,
)
from simulator.evaluation.decision import Verdict
from simulator.evaluation.facts import CallerKind, Facts, acts_on_nothing, gather
from simulator.evaluation.logic import Truth
from simulator.evaluation.own_account import OWN_ACCOUNT_ONLY
from simulator.evaluation.principals import escapes, evaluate_principals
from simulator.evaluation.request import Credentials, PolicySet, Request, every_policy
from simulator.evaluation.resources import NO_RESOURCE
from simulator.evaluation.special import (
    HAVE_POLICIES,
    TRUST_ACTIONS,
    exemption,
    needs_session_policies,
    outright,
)
from simulator.evaluation.statements import NEED_PRINCIPAL
from simulator.language.arn import partition_of
from simulator.language.model import Effect, Policy, PolicyType, Principals
from simulator.rules import Rules

Tests = tuple[Test, ...]

_PLANS = 4096
_OWN_RULES = {
    "iam": (":aws:policy/", ":role/aws-reserved/"),
    "kms": (":key/", ":alias/aws/"),
}
"""What is in the ARNs of resources that have rules of their own (`special.py`), by service."""

_ALLOW, _EXPLICIT, _IMPLICIT = Verdict.ALLOW, Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY
_I, _B, _S = PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION


Limits = frozenset[PolicyType]


@dataclass(frozen=True, slots=True)
class Grant:
    """An Allow of the resource's own policy that names the caller, or may.

    Args:
        applies: whether it does, as far as resource and conditions go.
        limits: in the same account, the caller's policy types that must allow all the same; of a
            request, where naming the caller takes more than its ARN (None: it is not named).
    """

    applies: Test
    limits: Callable[[Request], Limits | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What remains to be tested for one caller and action.

    Args:
        slow: the traced road decides.
        account: the caller's.
        arns: how the ARNs of the caller's partition begin; those of others the traced road denies.
        own_account_only: only principals of the resource's account can make the call.
        denied: whether a Deny applies; None where none can.
        guards: levels of SCPs, and the endpoint's policy: each must allow.
        own: whether identity policies, boundary and session policies allow, as far as they limit.
        grants: of the resource's own policy.
        own_rules: what is in the ARNs of resources that the traced road decides.
        may_be_linked: the caller can be a service-linked role, which its ARN does not tell.
        acts_on_nothing: the action has no resource, so that AWS asks about ``*`` alone.
    """

    slow: bool
    account: str | None = None
    arns: str = ""
    own_account_only: bool = False
    denied: Test | None = None
    guards: tuple[Test, ...] = ()
    own: tuple[tuple[PolicyType, Test], ...] = ()
    grants: tuple[Grant, ...] = ()
    own_rules: tuple[str, ...] = ()
    may_be_linked: bool = False
    acts_on_nothing: bool = False


_SLOW = Plan(slow=True)


def _asks_context(principals: Principals, facts: Facts) -> bool:
    """Whether naming the caller takes more than the caller's own ARN.

    A role's path, a stored unique id and the user behind a federated session are in the request.
    """
    kind = facts.caller.kind
    for entry in principals.values:
        value = entry.value.value
        if value.startswith(("AIDA", "AROA")):
            return True
        if kind is CallerKind.ROLE_SESSION and ":role/" in value:
            return True
        if kind is CallerKind.FEDERATED_USER and ":user/" in value:
            return True
    return False


def _same_account(request: Request, account: str | None) -> bool:
    """Whether the caller's account owns the resource, as `facts.gather` finds its owner."""
    if request.resource_account is not None:
        return request.resource_account == account
    parts = request.resource.split(":", 5)
    owned = len(parts) == 6 and parts[0] == "arn" and parts[4].isdigit()
    return not owned or parts[4] == account


def _one_applies(statements: tuple[Tests, ...]) -> Test:
    """Whether one of the statements applies, as one test: most callers have few for an action."""
    if any(not tests for tests in statements):
        return lambda context, request: True
    if len(statements) == 1:
        return _all_hold(statements[0])

    def one_applies(context: Context, request: Request) -> bool:
        for tests in statements:
            for test in tests:
                if not test(context, request):
                    break
            else:
                return True
        return False

    return one_applies


def _all_hold(tests: Tests) -> Test:
    if len(tests) == 1:
        return tests[0]

    return lambda context, request: all(test(context, request) for test in tests)


class CompiledPolicies:
    """One set of policies under one set of rules, ready to be asked."""

    __slots__ = ("_indexes", "_plans", "_policies", "_rules", "_unread")

    def __init__(self, policies: PolicySet, rules: Rules) -> None:
        self._policies = policies
        self._rules = rules
        self._plans: dict[tuple[str, str, Credentials | None], Plan] = {}
        self._unread = any(policy.unread for policy in every_policy(policies))
        self._indexes = {
            type: [self._index(level, type) for level in levels]
            for type, levels in policies.levels.items()
            if type is not PolicyType.TRUST  # which the traced road decides
        }

    def _index(self, policies: tuple[Policy, ...], type: PolicyType) -> ActionIndex:
        return ActionIndex(
            [
                compile_statement(statement, policy, type, self._facts)
                for policy in policies
                for statement in policy.statements
            ]
        )

    def _facts(self, request: Request) -> Facts:
        return gather(request, self._rules, has_boundary=self._policies.boundary is not None)

    def verdict(self, request: Request) -> Verdict | None:
        """The verdict, or None where the traced road must decide."""
        if self._unread:
            return None
        key = (request.principal, request.action, request.credentials)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._remember(key, request)
        context = request.by_key
        if plan.slow or request.has_unknown:
            return None
        resource = request.resource
        if not resource.startswith(plan.arns) and resource.startswith("arn:"):
            return None
        if plan.acts_on_nothing and resource != NO_RESOURCE:
            return None
        for fragment in plan.own_rules:
            if fragment in resource:
                return None
        if plan.may_be_linked and "/aws-service-role/" in str(context.get("aws:principalarn", "")):
            return None
        same = _same_account(request, plan.account)
        if plan.own_account_only and not same:
            return None
        if plan.denied is not None and plan.denied(context, request):
            return _EXPLICIT
        for allows in plan.guards:
            if not allows(context, request):
                return _IMPLICIT
        lacking = []
        for type, allows in plan.own:
            if not allows(context, request):
                lacking.append(type)
        if same and not lacking:
            return _ALLOW
        if not plan.grants or (not same and lacking):
            return _IMPLICIT
        return self._granted(plan, lacking if same else [], context, request)

    def _granted(
        self, plan: Plan, lacking: list[PolicyType], context: Context, request: Request
    ) -> Verdict:
        """Whether a grant of the resource's own policy is not limited by the types lacking."""
        for grant in plan.grants:
            limits = grant.limits(request)
            if limits is None or not limits.isdisjoint(lacking):
                continue
            if grant.applies(context, request):
                return _ALLOW
        return _IMPLICIT

    def _remember(self, key: tuple[str, str, Credentials | None], request: Request) -> Plan:
        if len(self._plans) >= _PLANS:
            self._plans.clear()
        plan = self._plans[key] = self._plan(request)
        return plan

    def _plan(self, request: Request) -> Plan:
        """Settle all that caller and action settle."""
        bare = Request(
            request.principal,
            request.action,
            NO_RESOURCE,
            credentials=request.credentials,
        )
        facts = self._facts(bare)
        action = request.action.lower()
        if (
            facts.caller.kind not in HAVE_POLICIES
            or action in TRUST_ACTIONS
            or (facts.service == "iam" and facts.credentials is Credentials.SESSION_TOKEN)
            or outright(facts) is not None
        ):
            return _SLOW
        named: dict[PolicyType, list[list[CompiledStatement]]] = {
            type: [index.naming(action) for index in indexes]
            for type, indexes in self._indexes.items()
        }
        if needs_session_policies(facts):
            named.setdefault(_S, [[]])
        bound = {type: levels for type, levels in named.items() if exemption(type, facts) is None}
        denies = tuple(
            tests
            for levels in bound.values()
            for level in levels
            for statement in level
            if (tests := self._tests(statement, Effect.DENY, facts)) is not None
        )
        return Plan(
            slow=False,
            account=facts.caller.account,
            arns=f"arn:{partition_of(facts.caller.arn)}:",
            own_account_only=action in OWN_ACCOUNT_ONLY,
            denied=_one_applies(denies) if denies else None,
            guards=tuple(
                self._allowing(level, facts)
                for type in (PolicyType.SCP, PolicyType.ENDPOINT)
                for level in bound.get(type, ())
            ),
            own=tuple(
                (type, self._allowing(bound[type][0], facts))
                for type in (_I, _B, _S)
                if type in bound
            ),
            grants=tuple(self._grants(bound.get(PolicyType.RESOURCE, [[]])[0], facts)),
            own_rules=_OWN_RULES.get(facts.service, ()),
            may_be_linked=facts.caller.kind is CallerKind.ROLE_SESSION
            and bool(self._policies.scps or self._policies.rcps),
            acts_on_nothing=acts_on_nothing(action),
        )

    def _allowing(self, level: Iterable[CompiledStatement], facts: Facts) -> Test:
        found = (self._tests(statement, Effect.ALLOW, facts) for statement in level)
        return _one_applies(tuple(tests for tests in found if tests is not None))

    def _tests(self, compiled: CompiledStatement, effect: Effect, facts: Facts) -> Tests | None:
        """What is left to test of a statement; None where it cannot apply."""
        if compiled.statement.effect is not effect:
            return None
        principals = compiled.statement.principals
        if principals is None:
            needs = compiled.type in NEED_PRINCIPAL
            return None if needs else compiled.tests
        if _asks_context(principals, facts):
            return (self._principal_test(compiled, principals), *compiled.tests)
        result, _ = evaluate_principals(principals, facts, effect, compiled.type)
        return compiled.tests if result.holds is Truth.YES else None

    def _principal_test(self, compiled: CompiledStatement, principals: Principals) -> Test:
        def test(context: Context, request: Request) -> bool:
            facts = self._facts(request)
            effect = compiled.statement.effect
            result, _ = evaluate_principals(principals, facts, effect, compiled.type)
            return result.holds is Truth.YES

        return test

    def _grants(self, level: Iterable[CompiledStatement], facts: Facts) -> Iterator[Grant]:
        """Grants with the limits that they do not escape, the best row of each."""
        for compiled in level:
            principals = compiled.statement.principals
            if compiled.statement.effect is not Effect.ALLOW or principals is None:
                continue
            if _asks_context(principals, facts):
                yield Grant(_all_hold(compiled.tests), self._limits_of_request(principals))
            else:
                yield Grant(_all_hold(compiled.tests), _constant(_limits(principals, facts)))

    def _limits_of_request(self, principals: Principals) -> Callable[[Request], Limits | None]:
        return lambda request: _limits(principals, self._facts(request))


def _constant(limits: Limits | None) -> Callable[[Request], Limits | None]:
    return lambda request: limits


def _limits(principals: Principals, facts: Facts) -> Limits | None:
    """The limits that a grant to these principals leaves, as in one account; None: not named."""
    result, forms = evaluate_principals(principals, facts, Effect.ALLOW, PolicyType.RESOURCE)
    if result.holds is not Truth.YES:
        return None
    same = replace(facts, resource_account=facts.caller.account)
    return frozenset({_I, _B, _S}) - escapes(PolicyType.RESOURCE, forms, same)
