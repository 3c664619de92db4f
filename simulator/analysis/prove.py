"""Does a claim hold of all requests that it speaks of, and if not, which request shows it?

For each case (`cases.py`) the addresses come in regions (`regions.py`), instants in stretches, and
condition keys that are open are left unknown: `evaluation.depends` says exactly what can come out
then. A request that shows something is found by telling one unknown key after the other, and is
played before it is shown. Where a split is not exact the answer is *unknown*.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from simulator.analysis.address_cells import Doubt, Reason, statements_of
from simulator.analysis.blocks import EVERYWHERE
from simulator.analysis.cases import Case, cases
from simulator.analysis.claims import Answer, Claim, Quantity
from simulator.analysis.freedom import instants, open_keys, plausible
from simulator.analysis.regions import Region, pieces
from simulator.analysis.routes import Route, allowed, leaf, play_from
from simulator.evaluation.decision import UnknownKey, Verdict
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import Hop, Overrides, ScenarioRequest
from simulator.world.world import World

BUDGET = 4096
"""How many times requests are played at most."""

Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that shows what is said of it.

    Args:
        request: it alone; the requests before it yield its session.
        played: what came of it.
    """

    request: ScenarioRequest
    played: RequestReplay


@dataclass(frozen=True, slots=True)
class Proof:
    """What is found of a claim.

    Args:
        claim: the claim.
        answer: whether it holds.
        witness: the request that refutes it; of ``some request`` the one that shows it.
        reasons: why the answer is unknown.
        played: how many requests were played.
    """

    claim: Claim
    answer: Answer
    witness: Witness | None = None
    reasons: tuple[Reason, ...] = ()
    played: int = 0


def prove(world: World, claim: Claim, earlier: Sequence[ScenarioRequest] = ()) -> Proof:
    """Find out whether a claim holds.

    Args:
        world: in which world.
        claim: its names must exist there.
        earlier: requests that yield a session that the claim names.

    Raises:
        LookupError: a caller or resource is not in the world.
    """
    search = _Search(wanted=claim.quantity is not Quantity.EVERY)
    for case in cases(world, claim, earlier):
        witness = search.in_case(case)
        if witness is not None:
            found = Answer.HOLDS if claim.quantity is Quantity.SOME else Answer.FAILS
            return Proof(claim, found, witness, played=search.played)
        if search.played > BUDGET:
            search.reasons[Reason(Doubt.BUDGET, f"{BUDGET:,}")] = None
            break
    if search.reasons:
        reasons = tuple(search.reasons)
        return Proof(claim, Answer.UNKNOWN, reasons=reasons, played=search.played)
    answer = Answer.FAILS if claim.quantity is Quantity.SOME else Answer.HOLDS
    return Proof(claim, answer, played=search.played)


@dataclass(slots=True)
class _Search:
    """Looks for a request that comes out as wanted.

    Args:
        wanted: allowed, or not.
        reasons: why there may be one that was not found.
    """

    wanted: bool
    reasons: dict[Reason, None] = field(default_factory=dict)
    played: int = 0

    def in_case(self, case: Case) -> Witness | None:
        """A request of the case, if there is one."""
        if case.block is not None and not case.block:
            return None
        first = self._with_unknown(case.route, case.unknown)
        for at in self._instants(case, first):
            route = first if at is None else _at(first, at)
            witness = self._in_regions(case, route)
            if witness is not None or self.played > BUDGET:
                return witness
        return None

    def _instants(self, case: Case, route: Route) -> Iterable[datetime.datetime | None]:
        """When the call is made: as it is, then in each stretch of time that policies tell."""
        played = self._play(route, case.block.first if case.block else None)
        begin = played[-1].instant
        moments = instants(statements_of(played), begin, self.reasons)
        return [None, *(at for at in moments if at != begin)]

    def _with_unknown(self, route: Route, unknown: tuple[str, ...]) -> Route:
        """The route with keys of the asked call unknown."""
        request = route.request
        tree = _with_overrides(request.tree, lambda it: _marked(it, unknown))
        return replace(route, requests=(*route.requests[:-1], replace(request, tree=tree)))

    def _in_regions(self, case: Case, route: Route) -> Witness | None:
        """A request of the route from some address; keys that turn out to be open become so."""
        todo = [route]
        while todo:
            current = todo.pop()
            asked: tuple[str, ...] = ()
            for region in self._regions(case, current):
                asked = self._newly_open(case, region, current)
                if asked:
                    break
                witness = self._in_region(case, current, region)
                if witness is not None or self.played > BUDGET:
                    return witness
            if asked:
                todo.append(self._with_unknown(current, asked))
        return None

    def _regions(self, case: Case, route: Route) -> Iterator[Region]:
        if case.block is None:
            yield Region(EVERYWHERE, self._play(route, None))
            return
        for region in pieces(route, case.block, self.reasons):
            self.played += 1
            yield region

    def _newly_open(self, case: Case, region: Region, route: Route) -> tuple[str, ...]:
        hops = [hop for hop in region.played[-1].hops if not hop.hop.then]
        if not hops:
            return ()
        already = {key.lower() for key in leaf(route.request.tree).overrides.unknown}
        found = open_keys(hops[0], statements_of(region.played[-1:]), session=case.known_session)
        return tuple(key for key in found if key.lower() not in already)

    def _in_region(self, case: Case, route: Route, region: Region) -> Witness | None:
        address = region.block.typical if case.block is not None else None
        witness = self._told(case, route, address, region.played)
        if witness is None or case.exact:
            return witness
        self.reasons[Reason(Doubt.ENDPOINT_OF_CHAIN, witness.request.tree.service)] = None
        return None

    def _told(
        self, case: Case, route: Route, address: str | None, played: tuple[RequestReplay, ...]
    ) -> Witness | None:
        """Tell one unknown key after the other until the request comes out as wanted, or cannot."""
        outcome = allowed(played)
        if outcome is self.wanted:
            return self._confirmed(route, address)
        if outcome is not None or self.played > BUDGET:
            return None
        key = self._open_key(route, played[-1])
        if key is None:
            return None
        for answer in key.answers:
            fits = (
                Verdict.ALLOW in answer.verdicts
                if self.wanted
                else answer.verdicts != {Verdict.ALLOW}
            )
            if not fits:
                continue
            if not plausible(key.key, answer.value, endpoint=bool(case.unknown)):
                self._doubt_shortened(key)
                continue
            told = _with_value(route, key.key, answer.value)
            witness = self._told(case, told, address, self._play(told, address))
            if witness is not None:
                return witness
        return None

    def _doubt_shortened(self, key: UnknownKey) -> None:
        """Of many answers only one for each set of verdicts is listed: others may be plausible."""
        if len({answer.verdicts for answer in key.answers}) == len(key.answers) > 2:
            self.reasons[Reason(Doubt.CELLS, key.key)] = None

    def _open_key(self, route: Route, played: RequestReplay) -> UnknownKey | None:
        """The next key to tell; None with a reason if it is not ours to tell."""
        hop = next(one for one in played.hops if one.decision and one.decision.allowed is None)
        assert hop.decision is not None
        for key in hop.decision.unknown:
            mine = {name.lower() for name in leaf(route.request.tree).overrides.unknown}
            if not hop.hop.then and key.key.lower() in mine and key.answers and len(hop.path) == 1:
                return key
        for key in hop.decision.unknown:
            doubt = Doubt.UNKNOWN_KEY if key.answers else Doubt.CELLS
            self.reasons[Reason(doubt, key.key)] = None
        for policy in hop.decision.unread:
            self.reasons[Reason(Doubt.UNREAD_POLICY, policy.name)] = None
        return None

    def _confirmed(self, route: Route, address: str | None) -> Witness | None:
        """The request without the keys that make no difference, played once more."""
        request = route.request
        tree = _with_overrides(request.tree, lambda it: replace(it, unknown=()))
        if address is not None and route.private:
            if not tree.then:
                tree = _with_overrides(tree, lambda it: _valued(it, "aws:VpcSourceIp", address))
        elif address is not None:
            request = replace(request, place=address)
        bare = replace(request, tree=tree)
        played = self._play(replace(route, requests=(*route.requests[:-1], bare)), None)
        if allowed(played) is self.wanted:
            return Witness(bare, played[-1])
        keys = ", ".join(leaf(route.request.tree).overrides.unknown)
        self.reasons[Reason(Doubt.UNKNOWN_KEY, keys)] = None
        return None

    def _play(self, route: Route, address: str | None) -> tuple[RequestReplay, ...]:
        self.played += 1
        return play_from(route, address)


def _at(route: Route, instant: datetime.datetime) -> Route:
    """The route with the call made at an instant."""
    request = replace(route.request, at=instant)
    return replace(route, requests=(*route.requests[:-1], request))


def _with_value(route: Route, key: str, value: Value) -> Route:
    """The route with one key of the asked call told."""
    tree = _with_overrides(route.request.tree, lambda it: _valued(it, key, value))
    return replace(route, requests=(*route.requests[:-1], replace(route.request, tree=tree)))


def _with_overrides(hop: Hop, change: Callable[[Overrides], Overrides]) -> Hop:
    """The chain with the overrides of its last call changed."""
    if hop.then:
        return replace(hop, then=(_with_overrides(hop.then[0], change),))
    return replace(hop, overrides=change(hop.overrides))


def _marked(overrides: Overrides, keys: tuple[str, ...]) -> Overrides:
    """Keys unknown, but for those that are told."""
    told = {key.lower() for key in (*overrides.given, *overrides.absent, *overrides.unknown)}
    return replace(
        overrides,
        unknown=(*overrides.unknown, *(key for key in keys if key.lower() not in told)),
    )


def _valued(overrides: Overrides, key: str, value: Value) -> Overrides:
    """One key told: its value, or that it is absent."""
    unknown = tuple(name for name in overrides.unknown if name.lower() != key.lower())
    if value is None:
        return replace(overrides, unknown=unknown, absent=(*overrides.absent, key))
    return replace(overrides, unknown=unknown, given={**overrides.given, key: value})
