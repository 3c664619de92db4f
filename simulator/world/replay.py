"""What happens when a scenario's calls are made, one after the other?

Each request is a tree: a service makes a call only if the call above it was allowed. Sessions and
the clock carry over from request to request. Everything is played in both network models, so that
a hop knows whether it rests on the one that is set.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from simulator.evaluation.request import Credentials
from simulator.rules import Forwarding
from simulator.world.actors import Actor, Session, actor_of_caller, actor_of_session
from simulator.world.expectations import in_force, mismatches
from simulator.world.hop import cannot_call, play_hop, play_not_made
from simulator.world.names import find_caller, find_place
from simulator.world.networks import direct_source_ip
from simulator.world.overrides import with_policies
from simulator.world.replayed import (
    CallKind,
    Counterpart,
    HopReplay,
    NotMade,
    Replay,
    RequestReplay,
)
from simulator.world.scenario import Hop, Scenario, ScenarioRequest
from simulator.world.sites import Origin
from simulator.world.states import HopState, service_origin, state_below
from simulator.world.world import Place, World


def replay(scenario: Scenario, world: World | None = None) -> Replay:
    """Play a scenario.

    Args:
        scenario: what to play.
        world: where; None: in the scenario's own world. Policies that the scenario puts in place
            of the world's apply in both. Scenarios that this one replays keep their own.

    Raises:
        LookupError: a caller, role, resource or place is not in the world (loading a scenario
            checks them).
    """
    if scenario.replays:
        parts = [replay(part) for part in scenario.replays]
        requests = tuple(request for part in parts for request in part.requests)
        return Replay(scenario, scenario.world.rules, requests)
    stage = with_policies(world or scenario.world, scenario.policies)
    here = stage.rules.forwarding
    there = next(other for other in Forwarding if other is not here)
    other_stage = replace(stage, rules=stage.rules.with_forwarding(there))
    played = [
        _judged(request, counterpart, here, there)
        for request, counterpart in zip(
            _play(scenario, stage), _play(scenario, other_stage), strict=True
        )
    ]
    return Replay(scenario, stage.rules, tuple(played))


def _judged(
    request: RequestReplay, counterpart: RequestReplay, here: Forwarding, there: Forwarding
) -> RequestReplay:
    """The request with each hop held against its expectation and its other self."""
    return replace(
        request,
        hops=tuple(
            _judged_hop(hop, other, here, there)
            for hop, other in zip(request.hops, counterpart.hops, strict=True)
        ),
    )


def _judged_hop(hop: HopReplay, other: HopReplay, here: Forwarding, there: Forwarding) -> HopReplay:
    rests = (hop.verdict, hop.not_made) != (other.verdict, other.not_made)
    if rests:
        hop = replace(hop, rests_on=("forwarding", *hop.rests_on))
        other = replace(other, rests_on=("forwarding", *other.rests_on))
    expect = hop.hop.expect
    missed = mismatches(in_force(expect, here), hop, here)
    if expect is not None and there in expect.under:
        told = replace(other, hop=replace(other.hop, trail={}))
        missed += mismatches(expect.under[there], told, there)
    return replace(
        hop,
        counterpart=Counterpart(there, other.verdict, other.not_made),
        mismatches=missed,
        checked=expect is not None or bool(hop.hop.trail),
    )


@dataclass(slots=True)
class _Course:
    """What carries over from request to request."""

    world: World
    instant: datetime.datetime
    sessions: dict[str, Session | None] = field(default_factory=dict)


def _play(scenario: Scenario, world: World) -> Iterator[RequestReplay]:
    course = _Course(world, world.clock)
    for request in scenario.requests:
        yield _play_request(scenario, request, course)


def _play_request(scenario: Scenario, request: ScenarioRequest, course: _Course) -> RequestReplay:
    course.instant = request.at if request.at is not None else course.instant + request.after
    hops: list[HopReplay] = []
    state, hindrance = _first_state(request, course)
    _play_tree(request.tree, (1,), state, hindrance, course, hops)
    return RequestReplay(request, course.instant, tuple(hops), scenario)


def _first_state(request: ScenarioRequest, course: _Course) -> tuple[HopState, NotMade | None]:
    place = _place(course.world, request.place)
    actor, hindrance = _first_actor(request, course)
    if actor.service is not None:
        kind, origin = CallKind.SERVICE_PRINCIPAL, service_origin(course.instant)
    else:
        kind = CallKind.DIRECT
        origin = Origin(
            place=place,
            source_ip=direct_source_ip(place, console=actor.console),
            through_endpoint=place is not None and place.endpoint is not None,
            instant=course.instant,
            long_term=actor.credentials in _LONG_TERM and not actor.console,
        )
    state = HopState(course.world, course.instant, kind, actor, request.tree.acting, origin)
    return state, hindrance


_LONG_TERM = (Credentials.LONG_TERM, Credentials.ROOT)


def _first_actor(request: ScenarioRequest, course: _Course) -> tuple[Actor, NotMade | None]:
    name = request.tree.acting
    if name in course.sessions:
        session = course.sessions[name]
        if session is None or session.issued > course.instant:
            return cannot_call(name), NotMade.SESSION_NEVER_OBTAINED
        expired = session.expires <= course.instant
        actor = actor_of_session(session, console=request.console)
        return actor, NotMade.SESSION_EXPIRED if expired else None
    caller = find_caller(course.world, name)
    if caller is None:
        raise LookupError(f"no caller {name!r} in the world")
    return actor_of_caller(caller, console=request.console, instant=course.instant), None


def _place(world: World, text: str | None) -> Place | None:
    if text is None:
        return None
    place = find_place(world, text)
    if place is None:
        raise LookupError(f"no place {text!r} in the world")
    return place


def _play_tree(
    hop: Hop,
    path: tuple[int, ...],
    state: HopState,
    hindrance: NotMade | None,
    course: _Course,
    hops: list[HopReplay],
) -> None:
    """Play one call, then those that its service makes because of it."""
    played = (
        play_hop(hop, path, state)
        if hindrance is None
        else play_not_made(hop, path, state, hindrance)
    )
    if hop.session is not None:
        # Asked for again and refused, the session of before is still there.
        before = course.sessions.get(hop.session.name)
        course.sessions[hop.session.name] = played.session or before
    hops.append(played.hop)
    decision = played.hop.decision
    denied = decision is not None and decision.allowed is False
    stopped = NotMade.CALL_ABOVE_DENIED if denied or played.hop.not_made is not None else None
    for number, child in enumerate(hop.then, start=1):
        below = state_below(child, hop, state, played.derived)
        _play_tree(child, (*path, number), below, stopped, course, hops)
