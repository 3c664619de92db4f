"""Do two sets of policies say the same, and if not, which request shows the difference?

One set is narrower than another if it nowhere allows what the other does not, and everywhere denies
what the other denies: then it allows no more in whatever company. All requests fall into classes by
the statements that action, resource and principal leave open; in each class the keys are unknown,
and `evaluation.depends` says exactly whether some values of them tell the sets apart. For that the
question is itself put as a policy: what one set allows, denied by all that the other allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import product

from simulator.analysis.address_cells import (
    ADDRESS_KEYS,
    Doubt,
    Reason,
    doubts,
    named_blocks,
    split,
)
from simulator.analysis.blocks import EVERYWHERE
from simulator.analysis.callers import SOMEBODY, Who, callers
from simulator.analysis.freedom import keys_asked, plausible
from simulator.analysis.questions import (
    ALL,
    ALL_OF_ACCOUNT,
    SOME_ACTION,
    as_policies,
    as_question,
    turned,
)
from simulator.analysis.spaces import ACCOUNT, actions, fitting, resources, treated_specially
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.cells import ANOTHER, OTHER
from simulator.evaluation.decision import (
    Decision,
    Note,
    StatementResult,
    UnknownKey,
    Verdict,
)
from simulator.evaluation.facts import gather
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import UNKNOWN, ContextValue, PolicySet, Request
from simulator.evaluation.special import outright
from simulator.evaluation.statements import evaluate_statement
from simulator.evaluation.variables import variables_in
from simulator.language.model import Effect, Policy, PolicyType
from simulator.rules import TODAY, Rules

BUDGET = 20_000
"""How many requests are decided at most."""

_FUTILE = 8
"""After how many requests whose keys have too many values to try no more are looked at."""

_OTHERS = (OTHER, ANOTHER)


class Relation(StrEnum):
    """How the new set stands to the old one."""

    EQUIVALENT = "equivalent"
    NARROWER = "narrower"
    WIDER = "wider"
    INCOMPARABLE = "incomparable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shown:
    """A request on which the sets differ.

    Args:
        request: as it was decided; of its keys only those are told that make the difference.
        absent: keys that must be missing from it.
        old: what the old set alone makes of it.
        new: what the new set alone makes of it.
    """

    request: Request
    absent: tuple[str, ...]
    old: Verdict
    new: Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """What is found.

    Args:
        lost: a request to which the new set gives less; None: there is none, or none was found.
        gained: a request to which it gives more.
        reasons: why there may be others.
    """

    lost: Shown | None = None
    gained: Shown | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def relation(self) -> Relation:
        """How the new set stands to the old one."""
        if self.lost is not None and self.gained is not None:
            return Relation.INCOMPARABLE
        if self.reasons:
            return Relation.UNKNOWN
        if self.lost is not None:
            return Relation.NARROWER
        return Relation.EQUIVALENT if self.gained is None else Relation.WIDER


def difference(
    old: Sequence[Policy],
    new: Sequence[Policy],
    type: PolicyType,
    rules: Rules = TODAY,
    budget: int = BUDGET,
) -> Difference:
    """Compare two sets of policies of one type.

    Args:
        type: as which their principals are read.
        rules: which day's AWS is simulated.
        budget: how many requests are decided at most.
    """
    if [_meaning(policy) for policy in old] == [_meaning(policy) for policy in new]:
        return Difference()
    if unread := tuple(Reason(Doubt.UNREAD_POLICY, it.name) for it in (*old, *new) if it.unread):
        return Difference(reasons=unread)
    return _Comparing(tuple(old), tuple(new), type, rules, budget).difference()


def _meaning(policy: Policy) -> tuple[str, str, str]:  # unread ones are alike by their names
    return policy.version, str(policy), policy.name if policy.unread else ""


@dataclass(frozen=True, slots=True)
class _Class:
    """Requests that the same statements leave open.

    Args:
        absent: address keys that it lacks.
        old: statements of the old set that can apply, without their principals.
        new: the same of the new set.
    """

    request: Request
    absent: tuple[str, ...]
    old: tuple[Policy, ...]
    new: tuple[Policy, ...]


@dataclass(slots=True)
class _Comparing:
    """One comparison."""

    old: tuple[Policy, ...]
    new: tuple[Policy, ...]
    type: PolicyType
    rules: Rules
    budget: int
    reasons: dict[Reason, None] = field(default_factory=dict)
    decided: int = 0
    undecided: int = 0

    def difference(self) -> Difference:
        """Look for a request either way."""
        lost = gained = None
        for one in self._classes():
            lost = lost or self._less(one, one.old, one.new)
            gained = gained or self._less(one, one.new, one.old)
            if lost and gained:
                break
            if self.decided > self.budget or self.undecided > _FUTILE:
                break
        if self.decided > self.budget:
            self.reasons[Reason(Doubt.BUDGET, f"{self.budget:,}")] = None
        return Difference(lost, self._turned(gained), tuple(self.reasons))

    @staticmethod
    def _turned(shown: Shown | None) -> Shown | None:
        """What was found with the sets the other way round."""
        return None if shown is None else replace(shown, old=shown.new, new=shown.old)

    def _less(
        self, one: _Class, more: tuple[Policy, ...], less: tuple[Policy, ...]
    ) -> Shown | None:
        """A request of the class to which `less` gives less than `more`."""
        allowed_before = (*more, *turned(less, Effect.ALLOW, Effect.DENY))
        denied_now = (
            *turned(more, Effect.DENY, Effect.DENY),
            *turned(less, Effect.DENY, Effect.ALLOW),
        )
        for question in (allowed_before, denied_now):
            told = self._told(as_question(one.request), question)
            if told is not None:
                return Shown(
                    replace(one.request, context=_bare(told).context),
                    (
                        *one.absent,
                        *(key for key in one.request.context if key not in told.context),
                    ),
                    old=self._verdict(told, more),
                    new=self._verdict(told, less),
                )
        return None

    def _told(self, request: Request, question: tuple[Policy, ...]) -> Request | None:
        """The request with its unknown keys told so that the question is allowed, if it can be."""
        decision = self._decide(request, question)
        if Verdict.ALLOW not in decision.possible:
            return None
        if decision.verdict is Verdict.ALLOW:
            return request
        if Note.BUDGET_EXCEEDED in decision.notes or not decision.unknown:
            self.undecided += 1
            for key in decision.unknown:
                self.reasons[Reason(Doubt.CELLS, key.key)] = None
            return None
        return self._with_one_told(request, decision.unknown[0], question)

    def _with_one_told(
        self, request: Request, key: UnknownKey, question: tuple[Policy, ...]
    ) -> Request | None:
        # A value that a policy names says more than another, and than none.
        for answer in sorted(key.answers, key=lambda it: (it.value is None, it.value in _OTHERS)):
            if Verdict.ALLOW not in answer.verdicts:
                continue
            if not plausible(key.key, answer.value, endpoint=False):
                continue
            if self.decided > self.budget:
                return None
            context = {
                name: value
                for name, value in request.context.items()
                if name.lower() != key.key.lower()
            }
            if answer.value is not None:
                context[key.key] = answer.value
            told = self._told(replace(request, context=context), question)
            if told is not None:
                return told
        return None

    def _decide(self, request: Request, policies: tuple[Policy, ...]) -> Decision:
        """What policies alone make of a request: all else allows it."""
        self.decided += 1
        everything = PolicySet(identity=ALL, resource=ALL_OF_ACCOUNT, boundary=policies)
        return evaluate(request, everything, self.rules)

    def _verdict(self, request: Request, policies: tuple[Policy, ...]) -> Verdict:
        return self._decide(_bare(request), policies).verdict

    def _classes(self) -> Iterator[_Class]:
        """Every class of requests, one request each."""
        both = (*self.old, *self.new)
        act = self._told_apart(actions(both, self.reasons), lambda it: self._request(action=it))
        on = self._told_apart(resources(both, self.reasons), lambda it: self._request(resource=it))
        seen: set[object] = set()
        for who, alike, targets in product(self._callers(both), act, on):
            if self.decided > self.budget or self.undecided > _FUTILE:
                return
            self.decided += 1
            request = self._decided_by_policies(who, alike, targets)
            if request is None:
                continue
            old, new = self._open(request, self.old), self._open(request, self.new)
            # Where a key stands within a resource, the very text counts.
            text = request.resource if any(map(_is_unsure, (*old, *new))) else ""
            key = (who.keys, text, tuple(map(_identity, old)), tuple(map(_identity, new)))
            if key in seen or not (old or new):
                continue
            seen.add(key)
            for context, absent in self._contexts(who, (*old, *new)):
                asked = replace(request, context=context)
                yield _Class(asked, absent, as_policies(old), as_policies(new))

    def _callers(self, both: tuple[Policy, ...]) -> Iterator[Who]:
        """Callers, their keys open again that stand within resources: those have other texts."""
        within = {key.lower() for key in _keys_of_variables(both)}
        for who in callers(both, self.reasons):
            settled = tuple(pair for pair in who.keys if pair[0].lower() not in within)
            yield replace(who, keys=settled)

    def _decided_by_policies(
        self, who: Who, acts: tuple[str, ...], targets: tuple[str, ...]
    ) -> Request | None:
        """A call with an action and a resource of these, that is not decided outright; or none."""
        for action, resource in fitting(acts, targets):
            request = self._request(who, action, resource)
            if outright(gather(request, self.rules, has_boundary=False)) is None:
                return request
        return None

    def _contexts(
        self, who: Who, statements: tuple[StatementResult, ...]
    ) -> Iterator[tuple[dict[str, ContextValue], tuple[str, ...]]]:
        """What a request can have: addresses told, one for each piece, and other keys unknown.

        With each the address keys that are absent.
        """
        settled = {name.lower() for name, _ in who.keys}
        asked = [key for key in keys_asked(statements) if key.lower() not in settled]
        by_address = [key for key in asked if key.lower() in ADDRESS_KEYS]
        self.reasons.update(dict.fromkeys(doubts(statements) if by_address else ()))
        pieces = split(EVERYWHERE, named_blocks(statements, {}, set())) if by_address else ()
        values = [*(piece.typical for piece in pieces), None]
        for chosen in product(values, repeat=len(by_address)):
            context: dict[str, ContextValue] = dict.fromkeys(asked, UNKNOWN)
            for key, value in zip(by_address, chosen, strict=True):
                del context[key]
                if value is not None:
                    context[key] = value
            absent = [key for key, value in zip(by_address, chosen, strict=True) if value is None]
            yield {**context, **dict(who.keys)}, tuple(absent)

    def _request(
        self, who: Who = SOMEBODY, action: str = SOME_ACTION, resource: str = "*"
    ) -> Request:
        return Request(
            who.principal,
            action,
            resource,
            ACCOUNT,
            federated_by=who.federated_by,
            context=dict(who.keys),
        )

    def _told_apart(
        self, texts: tuple[str, ...], asking: Callable[[str], Request]
    ) -> list[tuple[str, ...]]:
        """The texts in sets that every statement treats alike."""
        found: dict[object, list[str]] = {}
        for text in texts:
            results = self._results(asking(text), (*self.old, *self.new))
            treated = tuple(
                (one.action.holds, one.resource.holds if one.resource is not None else None)
                for one in results
            )
            special = treated_specially(asking(text).action)
            key = (treated, special, text if any(map(_is_unsure, results)) else "")
            found.setdefault(key, []).append(text)
        return [tuple(alike) for alike in found.values()]

    def _results(
        self, request: Request, policies: tuple[Policy, ...]
    ) -> tuple[StatementResult, ...]:
        """Every statement, its conditions apart, against a request of which no key is told."""
        unknown = dict.fromkeys(_keys_of_variables(policies), UNKNOWN)
        asked = replace(request, context={**unknown, **request.context})
        facts = gather(asked, self.rules, has_boundary=False)
        return tuple(
            replace(
                # Only who, what and on what is asked: conditions can have thousands of values.
                evaluate_statement(replace(it, conditions=()), policy, self.type, facts),
                statement=it,
            )
            for policy in policies
            for it in policy.statements
        )

    def _open(self, request: Request, policies: tuple[Policy, ...]) -> tuple[StatementResult, ...]:
        """The statements that principal, action and resource do not rule out."""
        found = []
        for result in self._results(request, policies):
            if all(element.holds is not Truth.NO for element in result.elements):
                found.append(result)
                if result.principal is not None and result.principal.holds is Truth.UNKNOWN:
                    span = result.principal.span
                    self.reasons[Reason(Doubt.UNKNOWN_KEY, "Principal", span)] = None
        return tuple(found)


def _keys_of_variables(policies: tuple[Policy, ...]) -> tuple[str, ...]:
    """The keys that stand within resources."""
    found: dict[str, None] = {}
    for policy in policies:
        for statement in policy.statements:
            values = statement.resources.values if statement.resources is not None else ()
            for value in values:
                found.update(dict.fromkeys(variables_in(value.value)))
    return tuple(found)


def _is_unsure(result: StatementResult) -> bool:
    return result.resource is not None and result.resource.holds is Truth.UNKNOWN


def _identity(result: StatementResult) -> tuple[int, int]:
    return id(result.policy), result.statement.index


def _bare(request: Request) -> Request:
    """The request without the keys that make no difference."""
    told = {key: value for key, value in request.context.items() if value is not UNKNOWN}
    return replace(request, context=told)
