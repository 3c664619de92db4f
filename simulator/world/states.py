"""With what is a call made: who the service sees, through whom it came, where the chain began?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simulator.evaluation.request import Credentials
from simulator.world.actors import Actor, Session, actor_of_service
from simulator.world.calls import CARRIED, REDACTED, service_address
from simulator.world.names import Target, find_resource, find_role
from simulator.world.replayed import CallKind
from simulator.world.scenario import Hop
from simulator.world.sessions import service_session
from simulator.world.sites import Derived, Origin
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
        carried: see `CallSite`.
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
    carried: Mapping[str, Derived] = field(default_factory=dict)
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
            origin=_origin_as_told(hop, state, derived),
            carried={**state.carried, **_carried(hop, derived)},
        )
    calling = (hop.service,)
    if child.acting == SERVICE:
        return replace(
            shared,
            kind=CallKind.SERVICE_PRINCIPAL,
            actor=actor_of_service(hop.service),
            label=hop.service,
            origin=service_origin(state.instant),
            calling=calling,
            forwarded=(),
            carried={},
        )
    return _as_role(child, shared, calling)


def service_origin(instant: datetime.datetime) -> Origin:
    """Where a call begins that a service makes as itself."""
    return Origin(None, REDACTED, False, instant, long_term=False)


def _told(hop: Hop) -> frozenset[str]:
    """The keys, in lower case, of which the scenario says on a call what they hold."""
    overrides = hop.overrides
    keys = (*overrides.given, *overrides.absent, *overrides.unknown)
    return frozenset(key.lower() for key in keys)


def _origin_as_told(hop: Hop, state: HopState, derived: Mapping[str, Derived]) -> Origin:
    """The chain's beginning, from the address that the scenario gives its first call."""
    if state.kind is CallKind.FORWARDED or "aws:sourceip" not in _told(hop):
        return state.origin
    told = next((it for key, it in derived.items() if key.lower() == "aws:sourceip"), (None, ()))
    return replace(state.origin, source_ip=told, through_endpoint=False)


def _carried(hop: Hop, derived: Mapping[str, Derived]) -> dict[str, Derived]:
    """What a scenario says of the caller goes on to the calls that services forward for it."""
    spelled = {key.lower(): key for key in derived}
    told = sorted(key for key in _told(hop) if key.startswith(CARRIED))
    return {
        spelled.get(key, key): derived[spelled[key]] if key in spelled else (None, ())
        for key in told
    }


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
        carried={},
        role=role,
    )
