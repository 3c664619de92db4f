"""How can a call be made: from which place, through which services, as whom?

A route is a list of requests of which the last is the one that is asked about; those before it
yield the session that it is made with. Playing it at an address tells how the call fares there.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from simulator.source import Source, Span
from simulator.world.names import find_place, find_role, role_names
from simulator.world.replay import replay
from simulator.world.replayed import HopReplay, RequestReplay
from simulator.world.scenario import Hop, Overrides, Scenario, ScenarioRequest, SessionSpec
from simulator.world.states import CALLER
from simulator.world.world import Role, World

SESSION = "session"
"""How a session is called that the question itself obtains."""

_VARIED = "~"


class Manner(StrEnum):
    """How the call that is asked about is made."""

    DIRECT = "direct"
    FORWARDED = "forwarded"
    SERVICE_ROLE = "service_role"
    ENDPOINT = "endpoint"
    OBTAIN = "obtain"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Route:
    """One way of making the call.

    Args:
        manner: which kind of way.
        world: in which world.
        requests: what is played, the request that is asked about last.
        moving: how many of them, from the last on, are made from the address that is asked about;
            the others stay where they are.
        detail: the service, the role or the place that makes the difference.
        private: whether the address is one inside a VPC, behind the endpoint that the place names.
    """

    manner: Manner
    world: World
    requests: tuple[ScenarioRequest, ...]
    moving: int = 1
    detail: str = ""
    private: bool = False

    @property
    def request(self) -> ScenarioRequest:
        """The request that is asked about."""
        return self.requests[-1]


def scenario_of(route: Route) -> Scenario:
    """The route as a scenario, each request where it is."""
    return Scenario("route", None, route.request.span.source.name, route.world, route.requests)


def play_from(
    route: Route, address: str | None, scenario: Scenario | None = None
) -> tuple[RequestReplay, ...]:
    """The route's moving requests, played from an address; None: from where they are.

    Args:
        scenario: the route's, with lists of ranges cut down for the address; None: as it is.
    """
    scenario = scenario or scenario_of(route)
    world, place = scenario.world, address
    if address is not None and route.private:
        stays = find_place(world, route.request.place or "")
        assert stays is not None
        inside = replace(stays, name=_VARIED, private_address=address)
        world = replace(world, networks={**world.networks, _VARIED: inside})
        place = _VARIED
    fixed = len(route.requests) - route.moving
    requests = tuple(
        request if number < fixed or place is None else replace(request, place=place)
        for number, request in enumerate(scenario.requests)
    )
    return replay(replace(scenario, world=world, requests=requests)).requests[fixed:]


def allowed(played: tuple[RequestReplay, ...]) -> bool | None:
    """Whether all requests are allowed; None if it depends."""
    found = [one.allowed for one in played]
    if all(found):
        return True
    return False if False in found else None


def settling_hop(played: tuple[RequestReplay, ...]) -> HopReplay:
    """The call that decides: the first that is not allowed, else the last."""
    hops = [hop for one in played for hop in one.hops]
    for hop in hops:
        if not hop.assumed and (hop.decision is None or hop.decision.allowed is not True):
            return hop
    return hops[-1]


def leaf(hop: Hop) -> Hop:
    """The last call of a chain: the one that a one-line request asks about."""
    while hop.then:
        hop = hop.then[0]
    return hop


def chain(hop: Hop) -> tuple[Hop, ...]:
    """The calls of a chain, the first one first."""
    found = [hop]
    while found[-1].then:
        found.append(found[-1].then[0])
    return tuple(found)


def by_hand(request: ScenarioRequest) -> ScenarioRequest:
    """The same call made by the caller directly."""
    last = leaf(request.tree)
    tree = replace(last, acting=request.tree.acting, overrides=request.tree.overrides)
    return replace(request, tree=tree)


def through(request: ScenarioRequest, service: str, acting: str = CALLER) -> ScenarioRequest:
    """The same call made by a service, of whose own call nothing else is known.

    Args:
        acting: ``caller`` if it is forwarded, or the role as which the service makes it.
    """
    hop = request.tree
    below = replace(hop, acting=acting, overrides=Overrides())
    above = Hop(
        action=None,
        service=service,
        resource="*",
        acting=hop.acting,
        span=hop.span,
        overrides=hop.overrides,
        then=(below,),
    )
    return replace(request, tree=above)


def becoming(request: ScenarioRequest, role: str) -> ScenarioRequest:
    """The call by which the request's caller becomes a role."""
    caller = request.tree.acting
    name = "".join(c for c in caller.rpartition("/")[2] if c.isalnum() or c in "+=,.@-_")
    spec = SessionSpec(
        name=SESSION, session_name=(name + "--")[:64] if len(name) < 2 else name[:64]
    )
    hop = Hop("sts:AssumeRole", "sts", role, caller, request.span, session=spec)
    return replace(request, name=f"becomes {role}", tree=hop, at=None)


def as_session(request: ScenarioRequest, name: str = SESSION) -> ScenarioRequest:
    """The same call made with a session's credentials."""
    return replace(request, tree=replace(request.tree, acting=name), after=datetime.timedelta(0))


def roles_to_become(world: World) -> Iterator[tuple[str, Role]]:
    """Every role of the world that is no service's own, by its short name."""
    for name in role_names(world):
        role = find_role(world, name)
        if role is not None and not role.service_linked:
            yield name, role


def services_of_role(role: Role) -> tuple[str, ...]:
    """The services that a role's trust policy names as its principals."""
    found: dict[str, None] = {}
    for statement in role.trust.statements:
        for entry in statement.principals.values if statement.principals is not None else ():
            prefix, dot, _ = entry.value.value.partition(".")
            if entry.type == "Service" and dot:
                found[prefix] = None
    return tuple(found)


def services_named(world: World) -> tuple[str, ...]:
    """The services through which calls may come: those that roles trust."""
    found: dict[str, None] = {}
    for _, role in roles_to_become(world):
        found.update(dict.fromkeys(services_of_role(role)))
    return tuple(found)


def nowhere_written(name: str) -> Span:
    """The place of a request that nobody wrote."""
    return Span(Source(f"<{name}>", ""), 0, 0)
