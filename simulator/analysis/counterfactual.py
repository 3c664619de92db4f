"""Which smallest sets of changes to a request would flip what came out of it?

Every set is played before it is told, and none of its proper subsets flips the request. Addresses
are not tried one by one: for each set of other changes the regions tell from where it would flip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from simulator.analysis.address_cells import Reason
from simulator.analysis.blocks import NOWHERE, Block, difference, union
from simulator.analysis.carrying import carrying
from simulator.analysis.changes import Change, ChangeKind, changed, changes_of, compatible
from simulator.analysis.regions import explore
from simulator.analysis.routes import Manner, Route, allowed, play_from, settling_hop
from simulator.evaluation.decision import StatementResult, Verdict
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import ScenarioRequest
from simulator.world.world import World

MOST_CHANGES = 2
"""Changes in one set, an address not counted."""

_MOST_TRIED = 400


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """One smallest set of changes.

    Args:
        changes: all of them together flip the request.
        route: the request as changed.
        played: what came of it.
    """

    changes: tuple[Change, ...]
    route: Route
    played: tuple[RequestReplay, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What would flip a request, and what carries its outcome.

    Args:
        played: the request as it is.
        flips: the sets of changes, smallest first.
        carrying: a smallest set of statements with which the deciding call fares the same.
        other_model: whether the other network model flips it, which is not the caller's to choose.
        reasons: why there may be other sets.
        complete: whether all sets of up to `MOST_CHANGES` changes and an address were tried.
    """

    played: RequestReplay
    flips: tuple[Counterfactual, ...]
    carrying: tuple[StatementResult, ...]
    other_model: bool
    reasons: tuple[Reason, ...] = ()
    complete: bool = True


def why_not(
    world: World,
    request: ScenarioRequest,
    earlier: Sequence[ScenarioRequest] = (),
    *,
    bare: bool = False,
) -> WhyNot:
    """What would flip a request?

    Args:
        world: in which world, the policies of a scenario applied.
        request: as it is.
        earlier: requests that yield the session that makes it.
        bare: whether single condition keys can be changed: of a request that stands alone.

    Raises:
        LookupError: a caller, role, resource or place is not in the world.
    """
    route = _bound(Route(Manner.DIRECT, world, (*earlier, request)))
    played = play_from(route, None)[-1]
    search = _Search(route, wanted=played.allowed is not True)
    flips = search.flips(
        changes_of(route, played, to_allow=search.wanted, bare=bare and not earlier)
    )
    decision = settling_hop((played,)).decision
    return WhyNot(
        played,
        tuple(flips),
        carrying(decision) if decision is not None else (),
        _in_the_other_model(played) is search.wanted and played.allowed is not search.wanted,
        tuple(search.reasons),
        search.complete,
    )


def _bound(route: Route) -> Route:
    """The route with only the earlier requests that yield the session, each at its instant."""
    whole = replace(route, moving=len(route.requests))
    played = play_from(whole, None)
    request = replace(route.request, at=played[-1].instant)
    needed: list[ScenarioRequest] = []
    caller = request.tree.acting
    for one in reversed(played[:-1]):
        session = one.request.tree.session
        if session is not None and session.name == caller:
            needed.insert(0, replace(one.request, at=one.instant))
            caller = one.request.tree.acting
    return replace(route, requests=(*needed, request))


def _in_the_other_model(played: RequestReplay) -> bool | None:
    verdicts = [
        hop.counterpart.verdict
        for hop in played.hops
        if hop.counterpart is not None and not hop.assumed
    ]
    if all(verdict is Verdict.ALLOW for verdict in verdicts):
        return True
    return None if Verdict.DEPENDS in verdicts else False


_Set = frozenset[Change]


@dataclass(slots=True)
class _Search:
    """Tries sets of changes, smaller ones first.

    Args:
        route: the request as it is.
        wanted: what it is to come to: allowed, or not.
        from_where: for each set tried, from where it would flip the request.
    """

    route: Route
    wanted: bool
    reasons: dict[Reason, None] = field(default_factory=dict)
    from_where: dict[_Set, Block] = field(default_factory=dict)
    found: list[_Set] = field(default_factory=list)
    complete: bool = True

    def flips(self, changes: Iterable[Change]) -> list[Counterfactual]:
        """Every smallest set, those of fewer changes first."""
        singles = list(changes)
        told: list[Counterfactual] = []
        for size in range(MOST_CHANGES + 1):
            for chosen in combinations(singles, size):
                told += self._tried(frozenset(chosen))
        order = list(ChangeKind)
        return sorted(
            told,
            key=lambda one: (
                len(one.changes),
                [order.index(change.kind) for change in one.changes],
            ),
        )

    def _tried(self, chosen: _Set) -> list[Counterfactual]:
        if not compatible(chosen) or any(smaller <= chosen for smaller in self.found):
            return []
        if len(self.from_where) >= _MOST_TRIED:
            self.complete = False
            return []
        trial = changed(self.route, chosen)
        told = []
        if chosen:
            one = self._flipped(trial, chosen)
            if one is not None:
                self.found.append(chosen)
                return [one]
        self.from_where[chosen] = block = self._block(trial, chosen)
        smaller = [self.from_where.get(frozenset(it), NOWHERE) for it in _proper_subsets(chosen)]
        own = difference(block, union(smaller))
        if own:
            moved = frozenset({*chosen, Change(ChangeKind.ADDRESS, block=own)})
            one = self._flipped(changed(self.route, moved), moved)
            if one is not None:
                told.append(one)
        return told

    def _flipped(self, trial: Route, changes: _Set) -> Counterfactual | None:
        """The set with what came of it, if it flips the request."""
        played = play_from(trial, None)
        if not self._flips(played):
            return None
        order = list(ChangeKind)
        ordered = sorted(changes, key=lambda change: order.index(change.kind))
        return Counterfactual(tuple(ordered), trial, played)

    def _flips(self, played: tuple[RequestReplay, ...]) -> bool:
        outcome = allowed(played)
        if self.wanted:
            return outcome is True
        # Denied by a policy; a call that cannot be made at all is no answer.
        return outcome is False and settling_hop(played).not_made is None

    def _block(self, trial: Route, chosen: _Set) -> Block:
        """From where the trial comes out as wanted."""
        if any(change.kind is ChangeKind.PLACE for change in chosen):
            return NOWHERE
        explored = explore(trial)
        self.reasons.update(dict.fromkeys(explored.reasons))
        return union(one.block for one in explored.regions if self._flips(one.played))


def _proper_subsets(chosen: _Set) -> Iterable[tuple[Change, ...]]:
    for size in range(len(chosen)):
        yield from combinations(chosen, size)
