"""Which authorizations does one call need, and what comes of each?

A call that hands a role to a service, or tags a session, is several authorizations, each of which
must allow (UG id_roles_use_passrole, id_session-tags).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.evaluation.action_check import without_role_passing
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import Decision
from simulator.evaluation.facts import NO_RESOURCE
from simulator.evaluation.request import UNKNOWN, ContextValue, Credentials, Request
from simulator.world.actors import Actor, actor_of_service
from simulator.world.calls import derive_context
from simulator.world.contexts import Derivation, overridden
from simulator.world.in_play import policies_in_play
from simulator.world.names import Target, find_role, service_principal
from simulator.world.replayed import Authorization, CallKind, Purpose
from simulator.world.scenario import Hop, Overrides, SessionSpec
from simulator.world.sessions import (
    UNSAID,
    SessionCall,
    inherited_tags,
    session_call,
    source_identity,
)
from simulator.world.sites import CallSite
from simulator.world.states import HopState
from simulator.world.world import Role


@dataclass(frozen=True, slots=True)
class Decided:
    """One authorization, with the context from which it was decided."""

    authorization: Authorization
    derived: Derivation

    @property
    def decision(self) -> Decision:
        """What came of it."""
        return self.authorization.decision


def asked_of(hop: Hop) -> SessionSpec | None:
    """What is asked of a call that yields a session; None for all other calls."""
    if session_call(hop.action) is None:
        return None
    return hop.session if hop.session is not None else UNSAID


def _request(actor: Actor, action: str, target: Target, derived: Derivation) -> Request:
    return Request(
        principal=actor.principal,
        action=action,
        resource=target.arn,
        resource_account=target.account,
        credentials=actor.credentials,
        context={key: value for key, (value, _) in derived.items() if value is not None},
        federated_by=actor.user.arn
        if actor.user is not None and actor.credentials is Credentials.FEDERATION_TOKEN
        else None,
    )


def _decide(site: CallSite, action: str, target: Target, derived: Derivation) -> Decision:
    # An endpoint's policy is asked of calls that come through it: not of what services call on,
    # nor of the passing of a role, which is no call.
    through = site.kind is CallKind.DIRECT and action != _PASS_ROLE
    place = site.origin.place if through else None
    return evaluate(
        _request(site.actor, action, target, derived),
        policies_in_play(site.world, site.actor, action, target, place),
        site.world.rules,
    )


def authorizations_of(
    hop: Hop, site: CallSite, derived: Derivation, state: HopState
) -> Iterator[Decided]:
    """Everything that must be allowed for this call, the call itself first."""
    decision = _decide(site, site.action, site.target, derived)
    decision = without_role_passing(decision, asked=hop.passes is not None)
    yield Decided(Authorization(Purpose.CALL, decision), derived)
    if hop.passes is not None:
        role = find_role(site.world, hop.passes)
        if role is None:
            raise LookupError(f"no role {hop.passes!r} in the world")
        yield _pass_role(hop, site, role)
        yield service_trust(replace(state, calling=(hop.service,), cause=site.target), role)
    call, asked = session_call(hop.action), asked_of(hop)
    if call is None or asked is None:
        return
    for purpose, action in _permissions(asked, call, site.actor):
        decision = _decide(site, action, site.target, derived)
        yield Decided(Authorization(purpose, decision), derived)


def _permissions(
    asked: SessionSpec, call: SessionCall, actor: Actor
) -> Iterator[tuple[Purpose, str]]:
    """What a session call needs beside its own action (UG id_session-tags)."""
    if asked.tags or (call.of_role and inherited_tags(actor)):
        yield Purpose.TAG_SESSION, "sts:TagSession"
    if call.of_role and source_identity(asked, actor) is not None:
        yield Purpose.SET_SOURCE_IDENTITY, "sts:SetSourceIdentity"


_PASS_ROLE = "iam:PassRole"


def _pass_role(hop: Hop, site: CallSite, role: Role) -> Decided:
    """iam:PassRole, asked of the caller's policies: no call by itself (id_roles_use_passrole)."""
    target = Target(hop.passes or "", role.arn, role.account, role=role)
    keys: dict[str, ContextValue] = {"iam:PassedToService": service_principal(hop.service)}
    if site.target.arn != NO_RESOURCE:
        keys["iam:AssociatedResourceArn"] = site.target.arn
    passing = replace(site, action=_PASS_ROLE, target=target, request_keys=keys)
    derived = overridden(derive_context(passing), _beside_resource(hop.overrides))
    decision = _decide(passing, _PASS_ROLE, target, derived)
    return Decided(Authorization(Purpose.PASS_ROLE, decision), derived)


def _beside_resource(overrides: Overrides) -> Overrides:
    """What a scenario says of the request, without what it says of the called resource."""

    def kept(key: str) -> bool:
        return not key.lower().partition(":")[2].startswith("resource")

    return Overrides(
        given={key: value for key, value in overrides.given.items() if kept(key)},
        absent=tuple(filter(kept, overrides.absent)),
        unknown=tuple(filter(kept, overrides.unknown)),
    )


def service_trust(state: HopState, role: Role) -> Decided:
    """Whether the role trusts the service that is to use it."""
    service = state.calling[-1]
    target = Target(role.name, role.arn, role.account, role=role)
    site = CallSite(
        kind=CallKind.SERVICE_PRINCIPAL,
        world=state.world,
        actor=actor_of_service(service),
        action="sts:AssumeRole",
        target=target,
        instant=state.instant,
        origin=state.origin,
        calling=(service,),
        cause=state.cause,
        request_keys={"sts:RoleSessionName": UNKNOWN},
    )
    derived = derive_context(site)
    decision = _decide(site, site.action, target, derived)
    return Decided(Authorization(Purpose.SERVICE_TRUST, decision), derived)
