"""Which request of a scenario is one call of a log, so that replaying it comes out alike?

One direct call whose context says in words what the record told of it: a call that a service made
is written with the keys that it had (aws:ViaAWSService, aws:CalledVia), since the first call of its
chain may not be in the log, or be denied itself by now.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.logs.asking import Answer, PoliciesInPlay
from simulator.analysis.logs.callers import Placed
from simulator.analysis.logs.calls import Call, network_of
from simulator.analysis.logs.keys import is_address
from simulator.analysis.routes import nowhere_written
from simulator.evaluation.request import (
    UNKNOWN,
    ContextValue,
    Credentials,
    Request,
    ServiceAddress,
)
from simulator.world.calls import derive_context
from simulator.world.names import Target
from simulator.world.networks import direct_source_ip
from simulator.world.replayed import CallKind
from simulator.world.scenario import Hop, Overrides, ScenarioRequest
from simulator.world.sessions import UNSAID, request_keys, session_call
from simulator.world.sites import CallSite, Origin
from simulator.world.states import service_origin
from simulator.world.world import Place, World

_ADDRESSES = (
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "100.64.0.1",
    "240.0.0.1",
    "2001:db8::1",
)
"""Addresses that stand for a service's: of ranges that no policy has a reason to name (RFC 5737,
6598, 1112, 3849); the first that comes out like the service's own is taken."""

_ALWAYS = frozenset({"aws:sourceip", "aws:viaawsservice", "aws:calledvia"})
"""Keys that tell what kind of call it is, written where they differ though nobody asks for them."""


def example_request(
    call: Call,
    placed: Placed,
    target: Target,
    world: World,
    policies: PoliciesInPlay,
    answer: Answer,
    asked: frozenset[str],
    name: str,
) -> ScenarioRequest:
    """The request of a scenario that replays a call.

    Args:
        call: the call.
        placed: its caller.
        target: the resource of it that settles what comes out.
        world: with the new policies.
        policies: the new policies in play.
        answer: what they say.
        asked: the keys, in lower case, that old or new policies ask for.
        name: what the request is called.
    """
    place, _ = named_place(call, world)
    derived = _derived(call, placed, target, world, place)
    wanted = _with_addresses(answer, policies)
    overrides = _differing(derived, wanted, asked)
    service = call.action.partition(":")[0].lower()
    span = nowhere_written("log")
    hop = Hop(call.action, service, target.label, placed.name, span, overrides=overrides)
    at = call.instant if call.instant.tzinfo is not None else None
    return ScenarioRequest(name, hop, place.name if place is not None else None, span, at=at)


def named_place(call: Call, world: World) -> tuple[Place | None, bool]:
    """The place as a scenario can name it, and whether the world has it: a network, or an address.

    A call through an endpoint that no network names comes from a network of the endpoint's own
    name, in a VPC that nobody told.
    """
    event = call.event
    if call.kind is not CallKind.DIRECT:
        return None, True
    if event.endpoint is not None:
        found = network_of(event.endpoint, world)
        if found is not None:
            return found, True
        address = event.address if is_address(event.address) else _SOMEWHERE
        return Place(event.endpoint, None, event.endpoint, _SOME_VPC, address), False
    return (call.place, True) if is_address(event.address) else (None, True)


_SOMEWHERE, _SOME_VPC = "10.0.0.1", "vpc-00000000"


def _derived(
    call: Call, placed: Placed, target: Target, world: World, place: Place | None
) -> dict[str, ContextValue]:
    """The context that a replay would derive by itself."""
    actor = placed.actor
    kind = CallKind.DIRECT if actor.service is None else CallKind.SERVICE_PRINCIPAL
    origin = Origin(
        place,
        direct_source_ip(place, console=False),
        place is not None and place.endpoint is not None,
        call.instant,
        long_term=actor.credentials in (Credentials.LONG_TERM, Credentials.ROOT),
    )
    session = session_call(call.action)
    site = CallSite(
        kind=kind,
        world=world,
        actor=actor,
        action=call.action,
        target=target,
        instant=call.instant,
        origin=service_origin(call.instant) if actor.service is not None else origin,
        request_keys=request_keys(UNSAID, session, actor) if session is not None else {},
    )
    derived = derive_context(site)
    return {key: value for key, (value, _) in derived.items() if value is not None}


def _with_addresses(answer: Answer, policies: PoliciesInPlay) -> Mapping[str, ContextValue]:
    """The context that was asked about, a service's address as one that comes out alike."""
    asked = answer.asked
    held = [key for key, value in asked.context.items() if isinstance(value, ServiceAddress)]
    if not held:
        return asked.context
    for address in (*_ADDRESSES, UNKNOWN):
        context = {**asked.context, **dict.fromkeys(held, address)}
        again = Request(
            principal=asked.principal,
            action=asked.action,
            resource=asked.resource,
            resource_account=asked.resource_account,
            credentials=asked.credentials,
            context=context,
        )
        if policies.answer(again).verdict is answer.verdict:
            return context
    return asked.context


def stand_in(request: ScenarioRequest, answer: Answer) -> str | None:
    """The address in an example that stands for a service's own, which is no number."""
    if not any(isinstance(it, ServiceAddress) for it in answer.asked.context.values()):
        return None
    found = request.tree.overrides.given.get("aws:SourceIp")
    return found if isinstance(found, str) else None


def _differing(
    derived: Mapping[str, ContextValue],
    wanted: Mapping[str, ContextValue],
    asked: frozenset[str],
) -> Overrides:
    given: dict[str, str | tuple[str, ...]] = {}
    absent, unknown = [], []
    spelled = {key.lower(): key for key in (*derived, *wanted)}
    have = {key.lower(): value for key, value in derived.items()}
    want = {key.lower(): value for key, value in wanted.items()}
    for key, name in spelled.items():
        value = want.get(key)
        if value == have.get(key) or (key not in asked and key not in _ALWAYS):
            continue
        if value is None:
            absent.append(name)
        elif isinstance(value, (str, tuple)):
            given[name] = value
        else:
            unknown.append(name)
    return Overrides(given, tuple(absent), tuple(unknown))
