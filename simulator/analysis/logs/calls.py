"""Which request of the world does an event tell of?

The first half of the fold: nothing is decided here. Everything that a request follows from is put
together once for each distinct event.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from simulator.analysis.logs.actions import ActionName, NoAction, action_of
from simulator.analysis.logs.callers import NotPlaced, Placed, place, session_role
from simulator.analysis.logs.event import Event
from simulator.analysis.logs.index import WorldIndex
from simulator.analysis.logs.joining import Beginning
from simulator.analysis.logs.keys import Told, instant_of, recorded
from simulator.analysis.logs.kinds import NoRequest, kind_of, no_request, signs_of
from simulator.analysis.logs.resources import Resources, parameters_of, resources_of
from simulator.analysis.logs.untold import parameter_keys
from simulator.evaluation.request import UNKNOWN, ContextValue
from simulator.language.model import Effect
from simulator.world.calls import derive_context
from simulator.world.names import Target
from simulator.world.replayed import CallKind
from simulator.world.sessions import session_call
from simulator.world.sites import CallSite, Origin
from simulator.world.world import Place, Role, World

_UNNAMED = "aws-internal"
"""The prefix of a service that the record does not name, where one is needed."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that an event tells of, with everything that its requests follow from.

    Args:
        event: the event.
        action: the action that IAM asks about.
        renamed: whether the event goes by another name.
        kind: which kind of call it is.
        resources: each is asked about by itself.
        calling: see `Told`.
        placed: the caller in the world, or why there is none.
        told: what the record tells; None without a caller.
        instant: when it was made.
        place: where a direct call comes from.
    """

    event: Event
    action: str
    renamed: bool
    kind: CallKind
    resources: Resources
    calling: str | None
    placed: Placed | NotPlaced
    told: Told | None
    instant: datetime.datetime
    place: Place | None


def call_of(
    event: Event, index: WorldIndex, beginning: Beginning | None
) -> Call | NoAction | NoRequest:
    """The call that an event tells of, or why it tells of none.

    Args:
        event: the event.
        index: the world in which it is asked.
        beginning: from where the first call of its chain came, if that is known.
    """
    missing = no_request(event)
    if missing is not None:
        return missing
    action = action_of(event.source, event.name)
    if not isinstance(action, ActionName):
        return action
    role = session_role(event, index)
    signs = signs_of(event, lambda service: _trusts(role, service))
    kind = kind_of(signs)
    instant = instant_of(event.time) or index.world.clock
    placed = place(event, index, instant)
    parameters = parameters_of(event)
    told = None
    if isinstance(placed, Placed):
        calling = signs.calling
        if calling is None and kind is not CallKind.DIRECT:
            calling = placed.actor.service or _owner_of(placed)
        told = Told(event, kind, placed.actor, index.world, calling, beginning, parameters)
    return Call(
        event=event,
        action=action.name,
        renamed=action.renamed,
        kind=kind,
        resources=resources_of(event, action.name, parameters),
        calling=told.calling if told is not None else signs.calling,
        placed=placed,
        told=told,
        instant=instant,
        place=_place(event, index.world) if kind is CallKind.DIRECT else None,
    )


def _owner_of(placed: Placed) -> str:
    """The service that a service-linked role belongs to: its path names it."""
    role = placed.actor.role
    parts = role.path.split("/") if role is not None else []
    return parts[2].partition(".")[0] if len(parts) > 2 else ""


def _trusts(role: Role | None, service: str) -> bool:
    """Whether a role trusts a service; of one that is not named, whether it trusts any."""
    if role is None:
        return False
    named = {
        principal.value.value.partition(".")[0]
        for statement in role.trust.statements
        if statement.effect is Effect.ALLOW and statement.principals is not None
        for principal in statement.principals.values
        if principal.type == "Service"
    }
    return service in named if service else bool(named)


def passes_tags(role: Role | None) -> bool:
    """Whether sessions of a role can have tags of their own: its trust policy allows passing some.

    Source: UG id_session-tags.
    """
    if role is None:
        return True
    return any(
        statement.effect is Effect.ALLOW
        and any(_covers_tagging(value.value) for value in statement.actions.values)
        for statement in role.trust.statements
    )


def _covers_tagging(action: str) -> bool:
    return action.lower() in ("*", "sts:*", "sts:tagsession") or "tag" in action.lower()


def _place(event: Event, world: World) -> Place | None:
    """Where a direct call comes from: a network of the world, an endpoint, or an address."""
    if event.endpoint is None:
        address = event.address
        return Place(address, address=address) if address else None
    named = network_of(event.endpoint, world)
    if named is not None:
        return named
    return Place(event.endpoint, endpoint=event.endpoint, private_address=event.address)


def network_of(endpoint: str, world: World) -> Place | None:
    """The first network of the world behind a VPC endpoint."""
    return next((it for it in world.networks.values() if it.endpoint == endpoint), None)


def context_of(call: Call, told: Told, placed: Placed, target: Target) -> dict[str, ContextValue]:
    """Every key of the request about one of a call's resources, as far as they are told."""
    calling = (told.calling or _UNNAMED,) if call.kind is not CallKind.DIRECT else ()
    site = CallSite(
        kind=call.kind,
        world=told.world,
        actor=placed.actor,
        action=call.action,
        target=target,
        instant=call.instant,
        origin=Origin(call.place, (UNKNOWN, ()), False, call.instant, long_term=False),
        calling=calling,
        request_keys=_request_keys(told, call.action),
    )
    derived = {key: value for key, (value, _) in derive_context(site).items()}
    return recorded(told, derived)


def _request_keys(told: Told, action: str) -> dict[str, ContextValue]:
    keys = parameter_keys(told, action.partition(":")[0].lower())
    session = session_call(action)
    if session is not None and session.of_role:
        keys.setdefault("sts:RoleSessionName", UNKNOWN)
    return keys
