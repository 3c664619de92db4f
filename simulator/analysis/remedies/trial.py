"""How do the calls fare under a cure, in both network models, and what does it open?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.blocks import Block, union
from simulator.analysis.regions import explore
from simulator.analysis.remedies.cure import Cure
from simulator.analysis.remedies.question import (
    Call,
    Probe,
    Question,
    Wish,
    forwarding_services,
    main_call,
    played,
    silent,
)
from simulator.analysis.routes import (
    Manner,
    Route,
    allowed,
    by_hand,
    chain,
    through,
)
from simulator.rules import Forwarding
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import ScenarioRequest
from simulator.world.states import CALLER

_OTHERS = ("athena", "cloudformation")
"""Services that call with their caller's credentials, to stand for one that no call needs."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of one call.

    Args:
        played: what the user has to make for it, in either network model; nothing where the call
            has no meaning, as that of a role that is not there.
    """

    played: Mapping[Forwarding, tuple[RequestReplay, ...]]

    def allowed(self, model: Forwarding) -> bool | None:
        """Whether it is allowed; None if it depends."""
        return allowed(self.played[model])

    @property
    def works(self) -> bool:
        """Whether it is allowed in both."""
        return bool(self.played) and all(self.allowed(model) is True for model in Forwarding)

    @property
    def opens(self) -> bool:
        """Whether it is not denied in both."""
        return any(self.allowed(model) is not False for model in self.played)


@dataclass(frozen=True, slots=True)
class Reached:
    """From where one way of calling works, in either network model."""

    route: Route
    allowed: Mapping[Forwarding, Block]


@dataclass(frozen=True, slots=True)
class Trial:
    """A cure tried out; or, without one, the policies as they are.

    Args:
        cells: one for each call.
        reached: from where the ways of calling work.
        named: the principals whom the log names for what works.
    """

    cure: Cure | None
    cells: tuple[Cell, ...]
    reached: tuple[Reached, ...]
    named: tuple[str, ...]


def probes(question: Question, cures: Sequence[Cure]) -> tuple[Call, ...]:
    """The calls that nobody wrote."""
    return tuple(_probes(question, cures))


def _probes(question: Question, cures: Sequence[Cure]) -> Iterator[Call]:
    seen = {_shape(call.request) for call in question.calls if call.wish is Wish.UNWANTED}
    for call in question.calls:
        away = replace(call.request, place=question.outside)
        if call.wish is Wish.NEEDED and _shape(away) not in seen:
            seen.add(_shape(away))
            if away.tree.action is None:  # nobody said how the service comes to call
                yield Call(away, Wish.NEITHER, Probe.ASSUMED_OUTSIDE)
            else:
                yield Call(away, Wish.UNWANTED, Probe.OUTSIDE)
    main = main_call(question)
    if main is None:
        return
    hand = replace(by_hand(main), place=question.outside)
    for name, place in question.world.networks.items():
        if place.endpoint is not None:
            yield Call(replace(hand, place=name), Wish.NEITHER, Probe.ENDPOINT)
    if any(cure.becomes is not None for cure in cures):
        yield Call(hand, Wish.NEITHER, Probe.SESSION_OUTSIDE)
    needed = forwarding_services(question.calls)
    other = next((name for name in _OTHERS if name not in needed), None)
    if needed and other is not None:
        inside = replace(hand, place=question.inside)
        yield Call(through(inside, other), Wish.NEITHER, Probe.OTHER_SERVICE)
    for cure in cures:
        if cure.role is not None:
            service = chain(main.tree)[0].service if main.tree.then else "cloudformation"
            yield Call(through(hand, service, cure.role), Wish.NEITHER, Probe.EXEMPT_ROLE)


def _shape(request: ScenarioRequest) -> tuple[object, ...]:
    hops = tuple((hop.action, hop.resource, hop.passes, hop.acting) for hop in chain(request.tree))
    return request.place, request.console, hops


def tried(question: Question, cure: Cure | None, calls: Sequence[Call]) -> Trial:
    """Every call under a cure, or as things are."""
    cells = tuple(_cell(question, cure, call) for call in calls)
    main = main_call(question)
    reached = tuple(_reached(question, cure, main)) if main is not None else ()
    return Trial(cure, cells, reached, _named(calls, cells))


def _cell(question: Question, cure: Cure | None, call: Call) -> Cell:
    world = question.world if cure is None else cure.world
    requests: tuple[ScenarioRequest, ...] = (call.request,)
    if call.probe is Probe.SESSION_OUTSIDE:
        if cure is None or cure.becomes is None:
            return Cell({})
        first, second = cure.requests(call.request)
        requests = (replace(first, place=question.inside), second)
    elif call.probe is Probe.EXEMPT_ROLE:
        if cure is not None and cure.becomes is not None:
            return Cell({})
    elif call.probe is Probe.OTHER_SERVICE and cure is not None and cure.role is not None:
        pass  # it would not be handed the role
    elif cure is not None:
        requests = cure.requests(call.request)
    try:
        return Cell({model: played(world, requests, model) for model in Forwarding})
    except LookupError:  # the role is made only by another cure
        return Cell({})


def _named(calls: Sequence[Call], cells: Sequence[Cell]) -> tuple[str, ...]:
    """Who the predicted records name for the needed calls that are allowed."""
    found: dict[str, None] = {}
    for call, cell in zip(calls, cells, strict=True):
        if call.wish is not Wish.NEEDED or not cell.played:
            continue
        for model in Forwarding:
            trail = cell.played[model][-1].hops[-1].trail
            if cell.allowed(model) and trail is not None:
                found[str(trail["userIdentity"].get("arn", trail["userIdentity"]["type"]))] = None
    return tuple(found)


def _reached(question: Question, cure: Cure | None, main: ScenarioRequest) -> Iterator[Reached]:
    for route in _routes(question, cure, main):
        yield Reached(route, {model: _block(route, model) for model in Forwarding})


def _routes(question: Question, cure: Cure | None, main: ScenarioRequest) -> Iterator[Route]:
    world = question.world if cure is None else cure.world
    hand = silent(by_hand(main))
    if cure is not None and cure.becomes is not None:
        obtain, use = cure.requests(hand)
        name = obtain.tree.resource
        yield Route(Manner.OBTAIN, world, (obtain,), detail=name)
        yield Route(Manner.USE, world, (replace(obtain, place=question.inside), use), detail=name)
        return
    yield Route(Manner.DIRECT, world, (hand,))
    if main.tree.then:
        requests = (main,) if cure is None else cure.requests(main)
        role = cure.role if cure is not None else None
        forwarded = requests[0].tree.then[0].acting == CALLER
        manner = Manner.FORWARDED if forwarded else Manner.SERVICE_ROLE
        yield Route(manner, world, requests, detail=role or main.tree.service)


def _block(route: Route, model: Forwarding) -> Block:
    world = replace(route.world, rules=route.world.rules.with_forwarding(model))
    regions = explore(replace(route, world=world)).regions
    return union(region.block for region in regions if region.allowed is True)
