"""With what is a call made: who the service sees, through whom it came, where the chain began?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.evaluation.request import Credentials
from simulator.world.actors import Actor, Session, actor_of_service
from simulator.world.calls import Derived, Origin, service_address
from simulator.world.names import Target, find_resource, find_role
from simulator.world.replayed import CallKind
from simulator.world.scenario import Hop
from simulator.world.sessions import service_session
from simulator.world.world import Role, World

CALLER, SERVICE = "caller", "service"
"""Who makes a call below another: the same caller, forwarded; or the service as itself."""


@dataclass(frozen=True, slots=True)
class HopState:
    """What a hop is played with.

    Args:
        label: the caller as people name it.
        calling: the services through which the call came, the one that makes it last.
        forwarded: those of them that passed on the caller's credentials.
        cause: the resource of the call above.
        above: the context of the call above.
        role: the role that the service above must assume to make this call.
    """

    world: World
    instant: datetime.datetime
    kind: CallKind
    actor: Actor
    label: str
    origin: Origin
    calling: tuple[str, ...] = ()
    forwarded: tuple[str, ...] = ()
    cause: Target | None = None
    above: Mapping[str, Derived] | None = None
    role: Role | None = None


def target_of(world: World, text: str) -> Target:
    """The resource of a call.

    Raises:
        LookupError: it is not in the world.
    """
    target = find_resource(world, text)
    if target is None:
        raise LookupError(f"no resource {text!r} in the world")
    return target


def state_below(child: Hop, hop: Hop, state: HopState, derived: Mapping[str, Derived]) -> HopState:
    """The state in which a call below another is made.

    Args:
        child: the call below.
        hop: the call above.
        state: with what the call above was made.
        derived: what the call above saw; empty where it was not made.

    Raises:
        LookupError: the role as which the service calls is not in the world.
    """
    shared = replace(state, cause=target_of(state.world, hop.resource), above=derived, role=None)
    if child.acting == CALLER:
        forwarded = (*state.forwarded, hop.service)
        return replace(
            shared,
            kind=CallKind.FORWARDED,
            calling=(*state.calling, hop.service),
            forwarded=forwarded,
        )
    calling = (hop.service,)
    if child.acting == SERVICE:
        return replace(
            shared,
            kind=CallKind.SERVICE_PRINCIPAL,
            actor=actor_of_service(hop.service),
            label=hop.service,
            calling=calling,
            forwarded=(),
        )
    return _as_role(child, shared, calling)


def _as_role(child: Hop, state: HopState, calling: tuple[str, ...]) -> HopState:
    role = find_role(state.world, child.acting)
    if role is None:
        raise LookupError(f"no role {child.acting!r} in the world")
    kind = CallKind.SERVICE_LINKED_ROLE if role.service_linked else CallKind.SERVICE_ROLE
    principal, expires = service_session(role.arn, role.account, calling[-1], state.instant)
    session = Session(
        name=child.acting,
        principal=principal,
        account=role.account,
        credentials=Credentials.ASSUMED_ROLE,
        issued=state.instant,
        expires=expires,
        role=role,
        session_name=principal.rpartition("/")[2],
    )
    actor = Actor(
        child.acting, principal, role.account, Credentials.ASSUMED_ROLE, role=role, session=session
    )
    # What the service forwards with the role's credentials begins here, not with the user.
    address = service_address(state.world, calling[-1])
    return replace(
        state,
        kind=kind,
        actor=actor,
        label=child.acting,
        origin=Origin(None, (address, ()), False, state.instant, long_term=False),
        calling=calling,
        forwarded=(),
        role=role,
    )
