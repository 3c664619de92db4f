"""From exactly which addresses does a call work, in each way of making it?

Addresses come in regions (`regions.py`). For a role there are two answers: from where the caller
can become it, and from where the session then works.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.address_cells import Reason
from simulator.analysis.blocks import EVERYWHERE, Block, address_text, union
from simulator.analysis.regions import Explored, Region, explore
from simulator.analysis.routes import (
    Manner,
    Route,
    as_session,
    becoming,
    by_hand,
    chain,
    play_from,
    roles_to_become,
    services_named,
    services_of_role,
    through,
)
from simulator.rules import Forwarding
from simulator.world.scenario import ScenarioRequest
from simulator.world.states import CALLER, SERVICE
from simulator.world.world import World


@dataclass(frozen=True, slots=True)
class WayReached:
    """How one way of making the call fares from each address.

    Args:
        route: the way.
        regions: of all addresses; behind an endpoint, of those inside the VPC.
        reasons: what is in doubt.
        elsewhere: from where it works in the other network model, where that differs.
    """

    route: Route
    regions: tuple[Region, ...]
    reasons: tuple[Reason, ...] = ()
    elsewhere: Block | None = None

    @property
    def allowed(self) -> Block:
        """The addresses from which it works."""
        return union(region.block for region in self.regions if region.allowed is True)


@dataclass(frozen=True, slots=True)
class Reach:
    """The answer.

    Args:
        world: in which world.
        request: what was asked about, as written.
        ways: one for each way of making the call.
    """

    world: World
    request: ScenarioRequest
    ways: tuple[WayReached, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is in doubt anywhere."""
        return tuple(dict.fromkeys(reason for way in self.ways for reason in way.reasons))


def reach(world: World, request: ScenarioRequest, earlier: Sequence[ScenarioRequest] = ()) -> Reach:
    """From where does a call work?

    Args:
        world: who and what there is.
        request: the call; its place does not matter. With ``via``, the chain is asked about, and
            the call by hand.
        earlier: requests that yield the session that makes the call.

    Raises:
        LookupError: a caller, role or resource is not in the world.
    """
    request = replace(request, place=None)
    before = tuple(earlier)
    own = [*_own_ways(world, request, before)]
    ways = [*own, *_endpoints(world, own[0])]
    if not before:
        ways += _roles(world, request)
    return Reach(world, request, tuple(ways))


def _own_ways(
    world: World, request: ScenarioRequest, before: tuple[ScenarioRequest, ...]
) -> Iterator[WayReached]:
    direct = by_hand(request)
    yield _explored(Route(Manner.DIRECT, world, (*before, direct)))
    if len(chain(request.tree)) > 1:
        yield _explored(Route(_manner(request), world, (*before, request), detail=_detail(request)))
        return
    for service in services_named(world):
        forwarded = through(direct, service)
        yield _explored(Route(Manner.FORWARDED, world, (*before, forwarded), detail=service))
    for name, role in roles_to_become(world):
        for service in services_of_role(role):
            as_role = through(direct, service, name)
            route = Route(Manner.SERVICE_ROLE, world, (*before, as_role), detail=name)
            yield _explored(route)


def _manner(request: ScenarioRequest) -> Manner:
    acting = {hop.acting for hop in chain(request.tree)[1:]}
    return Manner.SERVICE_ROLE if acting - {CALLER, SERVICE} else Manner.FORWARDED


def _detail(request: ScenarioRequest) -> str:
    hops = chain(request.tree)
    roles = [hop.acting for hop in hops[1:] if hop.acting not in (CALLER, SERVICE)]
    return roles[-1] if roles else hops[0].service


def _endpoints(world: World, direct: WayReached) -> Iterator[WayReached]:
    for name, place in world.networks.items():
        if place.endpoint is None:
            continue
        *before, request = direct.route.requests
        route = replace(
            direct.route,
            manner=Manner.ENDPOINT,
            requests=(*before, replace(request, place=name)),
            detail=name,
            private=place.private_address is not None,
        )
        yield _explored(route)


def _roles(world: World, request: ScenarioRequest) -> Iterator[WayReached]:
    """Becoming each role that the caller can become, and what its session can do then."""
    for name, _ in roles_to_become(world):
        obtain = becoming(request, name)
        obtained = _explored(Route(Manner.OBTAIN, world, (obtain,), detail=name))
        if not obtained.allowed:
            continue
        yield obtained
        from_there = replace(obtain, place=obtained.allowed.first)
        use = (from_there, as_session(request))
        yield _explored(Route(Manner.USE, world, use, detail=name))


def _explored(route: Route) -> WayReached:
    place = route.world.networks.get(route.request.place or "")
    if route.manner is Manner.ENDPOINT and not route.private:
        # Nothing is known of addresses inside: all fare as the place does.
        assert place is not None
        found = Explored((Region(EVERYWHERE, play_from(route, None)),))
    else:
        found = explore(route)
    reached = WayReached(route, found.regions, found.reasons)
    if len(chain(route.request.tree)) == 1:
        return reached
    there = next(other for other in Forwarding if other is not route.world.rules.forwarding)
    rules = route.world.rules.with_forwarding(there)
    other = explore(replace(route, world=replace(route.world, rules=rules)))
    allowed = WayReached(route, other.regions).allowed
    return replace(reached, elsewhere=None if allowed == reached.allowed else allowed)


def boundaries(ways: Sequence[WayReached]) -> tuple[tuple[int, str], ...]:
    """Where anything changes, in order: version of IP, and the first address after the change."""
    starts = {
        (span.version, span.first)
        for way in ways
        if not way.route.private and way.route.manner is not Manner.ENDPOINT
        for region in way.regions
        for span in region.block.ranges
    }
    return tuple((version, address_text(version, first)) for version, first in sorted(starts))
