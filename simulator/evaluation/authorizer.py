"""The front door: a request and the policies in play become a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simulator.evaluation.action_check import Told, check_action
from simulator.evaluation.authorization import (
    StatementsOf,
    evaluate_type,
    order,
    own_policy,
    settle,
    settling_type,
)
from simulator.evaluation.brief import Briefly
from simulator.evaluation.cached import OutcomeCache
from simulator.evaluation.compiled import CompiledPolicies
from simulator.evaluation.decision import (
    Basis,
    Decision,
    Denial,
    Note,
    PolicyTypeResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.depends import resolve
from simulator.evaluation.facts import Facts, gather
from simulator.evaluation.keys_read import keys_read
from simulator.evaluation.reasons import (
    deciding,
    denial,
    leans_on,
    nearest,
    unread_policies,
)
from simulator.evaluation.request import PolicySet, Request
from simulator.evaluation.special import Outright, is_kms_key, keys_asked, outright
from simulator.evaluation.statements import Evaluate, prepare_policy
from simulator.language.model import Policy, PolicyType
from simulator.rules import TODAY, Rules

if TYPE_CHECKING:
    from pyarrow import RecordBatch


def evaluate(request: Request, policies: PolicySet, rules: Rules = TODAY) -> Decision:
    """Decide one request, and say because of what.

    Nothing is invented: a key that is not in the request's context is missing from the request.

    Args:
        request: what is asked.
        policies: all policies in play.
        rules: which day's AWS is simulated.

    Raises:
        ValueError: the request's principal is none.
    """
    facts = gather(request, rules, has_boundary=policies.boundary is not None)
    return _exactly(facts, policies, prepare_policy)


def _exactly(facts: Facts, policies: PolicySet, statements_of: StatementsOf) -> Decision:
    of_action = check_action(facts)
    decision = decide(facts, policies, statements_of, of_action)
    if decision.verdict is not Verdict.DEPENDS:
        return decision
    return resolve(
        decision,
        facts,
        lambda told: decide(told, policies, statements_of, of_action),
        statements_of,
    )


def decide(
    facts: Facts, policies: PolicySet, statements_of: StatementsOf, of_action: Told
) -> Decision:
    """One pass in three-valued logic: `possible` may still be too wide where keys are unknown.

    Args:
        of_action: what `check_action` has to say.
    """
    results = {type: evaluate_type(type, policies, facts, statements_of) for type in order(facts)}
    row = outright(facts)
    if row is not None:
        return _outright_decision(row, facts, results, of_action)
    said, check = of_action
    found = settle(results, facts)
    possible = found.possible
    if keys_asked(facts):
        possible |= {Verdict.IMPLICIT_DENY}
    verdict = next(iter(possible)) if len(possible) == 1 else Verdict.DEPENDS
    settled_by = settling_type(results, facts, verdict, found)
    decided = deciding(results, facts, verdict, settled_by)
    implicit = Verdict.IMPLICIT_DENY in possible and settled_by is not None
    by_default = verdict is Verdict.ALLOW and not decided
    unread = unread_policies(results) if verdict is Verdict.DEPENDS else ()
    basis = Basis.ROOT_USER if by_default else Basis.UNREADABLE if unread else Basis.POLICY
    return Decision(
        request=facts.request,
        rules=facts.rules,
        verdict=verdict,
        possible=possible,
        settled_by=settled_by if basis is Basis.POLICY else None,
        basis=basis,
        deciding=decided,
        nearest=nearest(results, facts, settled_by) if implicit and settled_by is not None else (),
        results=tuple(results.values()),
        denial=denial(results, facts, verdict, settled_by, decided),
        unread=unread,
        rests_on=leans_on(results, facts, verdict, found),
        notes=_notes(facts, results, verdict) + said,
        check=check,
    )


def _outright_decision(
    row: Outright,
    facts: Facts,
    results: dict[PolicyType, PolicyTypeResult],
    of_action: Told,
) -> Decision:
    said, check = of_action
    denied = row.verdict is not Verdict.ALLOW
    return Decision(
        request=facts.request,
        rules=facts.rules,
        verdict=row.verdict,
        possible=frozenset({row.verdict}),
        settled_by=None,
        basis=row.basis,
        deciding=(),
        nearest=(),
        results=tuple(results.values()),
        denial=Denial(None, explicit=False) if denied else None,
        rests_on=row.rests_on,
        notes=said,
        check=check,
    )


def _notes(
    facts: Facts, results: dict[PolicyType, PolicyTypeResult], verdict: Verdict
) -> tuple[Note, ...]:
    notes = []
    # Whether a grant may be retired is for the grant to say (KMS API_RetireGrant).
    retires = facts.action == "kms:retiregrant"
    if retires or (is_kms_key(facts) and verdict is not Verdict.ALLOW):
        notes.append(Note.KMS_GRANTS)
    stated = own_policy(results).statements + results[PolicyType.ENDPOINT].statements
    if stated and _names_canonical_users(stated):
        notes.append(Note.CANONICAL_USER)
    return tuple(notes)


def _names_canonical_users(statements: Iterable[StatementResult]) -> bool:
    """Whether they name S3's canonical ids, whose accounts nobody knows."""
    return any(
        entry.type == "CanonicalUser"
        for one in statements
        if one.statement.principals is not None
        for entry in one.statement.principals.values
    )


class Authorizer:
    """One set of policies, asked many times.

    Args:
        policies: all policies in play.
        rules: which day's AWS is simulated.
    """

    __slots__ = ("_compiled", "_outcomes", "_prepared", "policies", "rules")

    def __init__(self, policies: PolicySet, rules: Rules = TODAY) -> None:
        self.policies = policies
        self.rules = rules
        self._compiled = CompiledPolicies(policies, rules)
        self._prepared: dict[tuple[int, PolicyType], Sequence[Evaluate]] = {}
        self._outcomes: OutcomeCache | None = None

    def __reduce__(self) -> tuple[type[Authorizer], tuple[PolicySet, Rules]]:
        """Sent elsewhere, it is compiled anew there."""
        return Authorizer, (self.policies, self.rules)

    @property
    def keys(self) -> frozenset[str]:
        """The context keys that the policies read, in lower case: no other changes a decision.

        One is not among them: a session token is asked for MFA whatever the policies say.
        """
        return self.outcomes.keys

    @property
    def outcomes(self) -> OutcomeCache:
        """What came out of requests so far, for requests alike; its `use` tells its hit rate."""
        if self._outcomes is None:
            briefly = Briefly(self.policies, self.rules, self.explain)
            keys = keys_read(self.policies, self.rules)
            self._outcomes = OutcomeCache(briefly.outcome, keys)
        return self._outcomes

    def decide(self, request: Request) -> Verdict:
        """The verdict alone: the fast road, on which no trace is built.

        Raises:
            ValueError: the request's principal is none.
        """
        verdict = self._compiled.verdict(request)
        return self.explain(request).verdict if verdict is None else verdict

    def explain(self, request: Request) -> Decision:
        """The whole decision, the same that `evaluate` makes."""
        facts = gather(request, self.rules, has_boundary=self.policies.boundary is not None)
        return _exactly(facts, self.policies, self._statements)

    def decide_batch(self, batch: RecordBatch) -> RecordBatch:
        """A table of requests with what comes out for each; see `batch.decide_batch`.

        Raises:
            ImportError: pyarrow is not installed.
            ValueError: a column is missing, or there twice, or has the name of one that is added.
            TypeError: a column has a type that no request can have.
        """
        from simulator.evaluation.batch import decide_batch

        return decide_batch(batch, self.outcomes)

    def _statements(self, policy: Policy, type: PolicyType) -> Sequence[Evaluate]:
        """A policy's statements, read once; `policies` keeps it, so that its id stays its own."""
        found = self._prepared.get((id(policy), type))
        if found is None:
            found = self._prepared[id(policy), type] = prepare_policy(policy, type)
        return found
