"""What do the policies of one world say to a call of the log, decided fast?

Policies in play are compiled once for all calls that meet the same ones. Keys that no statement
about the action asks for are left out where they are unknown, so that only calls whose verdict may
hang on them take the slow road.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from simulator.evaluation.authorizer import Authorizer
from simulator.evaluation.decision import Decision, Verdict
from simulator.evaluation.request import ContextValue, PolicySet, Request, every_policy, is_open
from simulator.evaluation.resources import is_everything
from simulator.evaluation.special import TRUST_ACTIONS
from simulator.evaluation.statements import names_action
from simulator.evaluation.variables import VERSION_WITH_VARIABLES, variables_in
from simulator.language.model import Policy, Statement
from simulator.world.actors import Actor
from simulator.world.in_play import policies_in_play
from simulator.world.names import Target
from simulator.world.world import Place, World

_SETS = 4096
_MET = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the policies of one world say.

    Args:
        allowed: None where it hangs on what nobody told.
        decision: where it was made on the slow road.
        asked: what was asked, for an explanation later.
        authorizer: who was asked.
    """

    verdict: Verdict
    allowed: bool | None
    decision: Decision | None
    asked: Request
    authorizer: Authorizer

    def explained(self) -> Decision:
        """The whole decision."""
        return self.decision or self.authorizer.explain(self.asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the statements about one action ask for.

    Args:
        keys: condition keys, in lower case.
        resources: whether one of them names single resources.
    """

    keys: frozenset[str]
    resources: bool


@dataclass(slots=True)
class PoliciesInPlay:
    """One set of policies, compiled, and what its statements ask for by action.

    Args:
        key: the same for the same policies, whichever world they are asked in.
    """

    key: tuple[object, ...]
    authorizer: Authorizer
    _asked: dict[str, Asked] = field(default_factory=dict)

    def asked(self, action: str) -> Asked:
        """What the statements about an action ask for."""
        found = self._asked.get(action)
        if found is None:
            found = self._asked[action] = _asked_of(self.authorizer.policies, action)
        return found

    def answer(self, request: Request) -> Answer:
        """What comes of a request."""
        if not request.has_unknown:
            verdict = self.authorizer.decide(request)
            if verdict is not Verdict.DEPENDS:
                allowed = verdict is Verdict.ALLOW
                return Answer(verdict, allowed, None, request, self.authorizer)
        decision = self.authorizer.explain(request)
        return Answer(decision.verdict, decision.allowed, decision, request, self.authorizer)


@dataclass(slots=True)
class Asking:
    """The policies of one world, set by set as calls meet them."""

    world: World
    _sets: OrderedDict[tuple[object, ...], PoliciesInPlay] = field(default_factory=OrderedDict)
    _met: dict[tuple[object, ...], PoliciesInPlay] = field(default_factory=dict)

    def policies(
        self, actor: Actor, action: str, target: Target, place: Place | None
    ) -> PoliciesInPlay:
        """The policies that AWS would ask about such a call."""
        met = (
            actor.principal,
            target.account,
            target.resource.arn if target.resource is not None else None,
            target.role.arn if target.role is not None and action.lower() in TRUST_ACTIONS else "",
            place.endpoint if place is not None else None,
            actor.service is not None and target.role is not None,
        )
        found = self._met.get(met)
        if found is None:
            if len(self._met) >= _MET:
                self._met.clear()
            found = self._met[met] = self._set(
                policies_in_play(self.world, actor, action, target, place)
            )
        return found

    def _set(self, policies: PolicySet) -> PoliciesInPlay:
        """The one compiled set of these policies."""
        key = _key(policies)
        known = self._sets.get(key)
        if known is not None:
            self._sets.move_to_end(key)
            return known
        if len(self._sets) >= _SETS:
            self._sets.popitem(last=False)
        made = self._sets[key] = PoliciesInPlay(key, Authorizer(policies, self.world.rules))
        return made


def _key(policies: PolicySet) -> tuple[object, ...]:
    """The policies by identity: the world, or the set itself, keeps them alive."""

    def ids(found: tuple[Policy, ...] | None) -> tuple[int, ...] | None:
        return None if found is None else tuple(map(id, found))

    return (
        ids(policies.identity),
        ids(policies.resource),
        ids(policies.boundary),
        ids(policies.session),
        tuple(map(ids, policies.scps)),
        tuple(map(ids, policies.rcps)),
        ids(policies.endpoint),
    )


def same_policies(one: PoliciesInPlay, other: PoliciesInPlay) -> bool:
    """Whether two worlds ask the very same policies."""
    return one.key == other.key


def pruned(context: Mapping[str, ContextValue], asked: frozenset[str]) -> dict[str, ContextValue]:
    """The context without the unknown keys that nobody asks for."""
    return {
        key: value for key, value in context.items() if not is_open(value) or key.lower() in asked
    }


def _asked_of(policies: PolicySet, action: str) -> Asked:
    keys: set[str] = set()
    resources = False
    lowered = action.lower()
    for policy in every_policy(policies):
        for statement in policy.statements:
            if names_action(statement, lowered):
                keys.update(_keys(statement, policy.version))
                resources = resources or _names_resources(statement)
    return Asked(frozenset(keys), resources)


def _keys(statement: Statement, version: str) -> Iterator[str]:
    for condition in statement.conditions:
        yield condition.key.value.lower()
    texts = [value.value for one in statement.conditions for value in one.values]
    if statement.resources is not None:
        texts += [value.value for value in statement.resources.values]
    if version == VERSION_WITH_VARIABLES:
        for text in texts:
            yield from (key.lower() for key in variables_in(text))


def _names_resources(statement: Statement) -> bool:
    found = statement.resources
    if found is None:
        return False
    return found.negated or not any(is_everything(value.value) for value in found.values)
