"""What becomes of one call under the old and the new policies, and in which group does it stand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from simulator.analysis.logs.asking import Answer, Asking, PoliciesInPlay, pruned, same_policies
from simulator.analysis.logs.callers import NotPlaced, Placed
from simulator.analysis.logs.calls import Call, context_of, passes_tags
from simulator.analysis.logs.examples import example_request, named_place, stand_in
from simulator.analysis.logs.index import WorldIndex
from simulator.analysis.logs.keys import TIME_KEYS, Told
from simulator.analysis.logs.rollout import CHANGES, Deciding, Example, GroupKey, Outcome
from simulator.analysis.logs.untold import untold
from simulator.evaluation.decision import ConditionResult, Decision, StatementResult, Verdict
from simulator.evaluation.facts import NO_RESOURCE
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import Request
from simulator.evaluation.special import TRUST_ACTIONS
from simulator.world.names import Target
from simulator.world.world import World

_CALLERS = 20_000

RESOURCE = "resource"
"""What stands among the unknown keys where the record does not tell the resource."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a call.

    Args:
        old_allowed: None where it hangs on what nobody told.
        account: the caller's; None for services and anonymous callers.
        asked: the keys, in lower case, that old or new policies ask for.
        anywhere: whether it is the same on every resource that the world does not have: no policy
            asks which it is.
        key: the group in which its like stand; None where nothing changes.
        example: the call as the group's example would have it; None likewise.
    """

    outcome: Outcome
    old_allowed: bool | None
    account: str | None
    asked: frozenset[str]
    anywhere: bool
    key: GroupKey | None = None
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One resource of a call, asked about on both sides."""

    target: Target
    old: Answer
    new: Answer
    policies: PoliciesInPlay
    keys: frozenset[str]
    resources: bool
    guess_matters: bool


@dataclass(slots=True)
class Sides:
    """The old world and the new one, asked side by side."""

    old: WorldIndex
    new: WorldIndex
    asking_old: Asking
    asking_new: Asking
    _in_both: dict[str, Placed] = field(default_factory=dict)
    _wherever: dict[object, Decided] = field(default_factory=dict)

    @classmethod
    def of(cls, old: World, new: World) -> Sides:
        """Two worlds that differ in nothing but their policies."""
        return cls(WorldIndex(old), WorldIndex(new), Asking(old), Asking(new))

    def decide(self, call: Call) -> Decided | NotPlaced:
        """What becomes of a call, or why it cannot be asked."""
        placed, told = call.placed, call.told
        if not isinstance(placed, Placed) or told is None:
            return placed if isinstance(placed, NotPlaced) else NotPlaced.CALLER_NOT_IN_WORLD
        targets = [self.old.target(arn) for arn in call.resources.arns]
        circumstances = _circumstances(call, placed, told, targets)
        if circumstances in self._wherever:
            return self._wherever[circumstances]
        decided = self._decided(call, placed, targets)
        if circumstances is not None and isinstance(decided, Decided) and decided.anywhere:
            if len(self._wherever) >= _CALLERS:
                self._wherever.clear()
            self._wherever[circumstances] = decided
        return decided

    def _decided(
        self, call: Call, placed: Placed, targets: Sequence[Target]
    ) -> Decided | NotPlaced:
        asked = []
        for target in targets:
            if call.action.lower() in TRUST_ACTIONS and target.role is None:
                return NotPlaced.ROLE_NOT_IN_WORLD
            if target.resource is None and target.role is None and _must_be_known(call, placed):
                return NotPlaced.RESOURCE_NOT_IN_WORLD
            asked.append(self._ask(call, placed, target))
        old = _together([one.old.allowed for one in asked])
        new = _together([one.new.allowed for one in asked])
        if any(one.guess_matters for one in asked):
            old = new = None
        outcome = _outcome(old, new)
        keys = frozenset().union(*(one.keys for one in asked))
        anywhere = not any(one.resources for one in asked) and not any(map(_of_resource, keys))
        plain = Decided(outcome, old, placed.account, keys, anywhere)
        if outcome not in CHANGES:
            return plain
        settles = next((one for one in asked if one.new.allowed is new), asked[0])
        return self._changed(call, placed, settles, plain)

    def _ask(self, call: Call, placed: Placed, target: Target) -> _Asked:
        assert call.told is not None
        context = context_of(call, call.told, placed, target)
        theirs = self._in_new(placed)
        new_target = self.new.target(target.arn)
        before = self.asking_old.policies(placed.actor, call.action, target, call.place)
        after = self.asking_new.policies(theirs.actor, call.action, new_target, call.place)
        both = before.asked(call.action).keys | after.asked(call.action).keys
        missing = untold(
            both,
            context,
            call.action,
            target,
            tags_may_be_passed=placed.actor.role is not None and passes_tags(placed.actor.role),
        )
        request = Request(
            principal=placed.actor.principal,
            action=call.action,
            resource=target.arn,
            resource_account=target.account,
            credentials=placed.actor.credentials,
            context=pruned({**context, **missing}, both),
        )
        old = before.answer(request)
        new = old if same_policies(before, after) else after.answer(request)
        named = before.asked(call.action).resources or after.asked(call.action).resources
        return _Asked(target, old, new, after, both, named, call.resources.guessed and named)

    def _in_new(self, placed: Placed) -> Placed:
        """The same caller with the policies of the new world."""
        found = self._in_both.get(placed.name)
        if found is None:
            if len(self._in_both) >= _CALLERS:
                self._in_both.clear()
            found = self._in_both[placed.name] = self._found_in_new(placed)
        return found

    def _found_in_new(self, placed: Placed) -> Placed:
        actor = placed.actor
        if actor.user is not None:
            user = self.new.user(actor.user.arn, actor.user.account)
            return replace(placed, actor=replace(actor, user=user))
        if actor.role is not None:
            role = self.new.session_role(actor.role.account, actor.role.name)
            return replace(placed, actor=replace(actor, role=role))
        return placed

    def _changed(self, call: Call, placed: Placed, settles: _Asked, plain: Decided) -> Decided:
        decision = settles.new.explained()
        deciding = deciding_of(decision, guessed=settles.guess_matters)
        key = GroupKey(
            plain.outcome, placed.account, placed.label, call.action, call.calling, deciding
        )
        request = example_request(
            call,
            self._in_new(placed),
            self.new.target(settles.target.arn),
            self.new.world,
            settles.policies,
            settles.new,
            settles.keys,
            f"{placed.label} {call.action}",
        )
        place, named = named_place(call, self.new.world)
        example = Example(
            request=request,
            old=settles.old.verdict,
            new=settles.new.verdict,
            time=call.event.time,
            network=None if named else place,
            stand_in=stand_in(request, settles.new),
        )
        return replace(plain, key=key, example=example)


def _must_be_known(call: Call, placed: Placed) -> bool:
    """Whether nothing but the resource's own policy can allow a call.

    Callers of no account; all callers of a KMS key (KMS key-policies).
    """
    of_key = call.action.startswith("kms:") and call.resources.arns != (NO_RESOURCE,)
    return placed.account is None or of_key


_OWN_RULES = ("iam:", "kms:", "sts:")
"""Services some of whose resources have rules of their own (`evaluation.special`)."""


def _circumstances(
    call: Call, placed: Placed, told: Told, targets: Sequence[Target]
) -> tuple[object, ...] | None:
    """All that policies can ask about a call but its resource; None where that matters anyway."""
    target = targets[0]
    owned = target.resource or target.role or target.user
    if len(targets) > 1 or owned is not None or call.action.startswith(_OWN_RULES):
        return None
    event, session = call.event, told.session
    return (
        placed.name,
        call.action,
        call.kind,
        call.calling,
        target.account,
        target.arn == NO_RESOURCE,
        call.resources.guessed,
        told.beginning,
        event.address,
        event.endpoint,
        event.region,
        told.attributes.mfa_authenticated,
        session.source_identity,
        session.federation,
        told.event.identity.principal if told.event.identity is not None else None,
    )


def _of_resource(key: str) -> bool:
    """Whether a key, in lower case, may hold another value for another resource or event."""
    if key in _PER_EVENT:
        return True
    return not key.startswith("aws:") or key.startswith(_PER_RESOURCE)


_PER_EVENT = TIME_KEYS | {"aws:useragent", "aws:tokenissuetime"}
_PER_RESOURCE = ("aws:resource", "aws:requesttag/", "aws:tagkeys", "aws:referer")


def _together(answers: Sequence[bool | None]) -> bool | None:
    """Whether a call is allowed all of whose resources must be."""
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _outcome(old: bool | None, new: bool | None) -> Outcome:
    if old is None or new is None:
        return Outcome.DEPENDS
    if old is new:
        return Outcome.STILL_ALLOWED if new else Outcome.STILL_DENIED
    return Outcome.NEWLY_ALLOWED if new else Outcome.NEWLY_DENIED


def deciding_of(decision: Decision, *, guessed: bool = False) -> Deciding:
    """What decides, in the words that groups are made of.

    Args:
        decision: under the new policies.
        guessed: whether it hangs on a resource that the record does not tell.
    """
    verdict = Verdict.DEPENDS if guessed else decision.verdict
    keys = tuple(sorted((unknown.key for unknown in decision.unknown), key=str.lower))
    if guessed:
        return Deciding(verdict, keys=(RESOURCE, *keys))
    found = Deciding(verdict, decision.settled_by, decision.basis, keys=keys)
    statements = decision.deciding or decision.nearest
    if verdict is Verdict.DEPENDS or not statements:
        return found
    first = statements[0]
    condition = _condition(first, verdict)
    return replace(
        found,
        policy=first.policy.name,
        statement=first.label,
        span=condition.span if condition is not None else first.statement.span,
        operator=condition.operator if condition is not None else "",
        key=condition.key if condition is not None else "",
    )


def _condition(statement: StatementResult, verdict: Verdict) -> ConditionResult | None:
    """The condition that tells: one that failed of a missed Allow, else the first."""
    conditions = statement.conditions
    if verdict is Verdict.IMPLICIT_DENY:
        conditions = tuple(one for one in conditions if one.holds is not Truth.YES)
    return conditions[0] if conditions else None
