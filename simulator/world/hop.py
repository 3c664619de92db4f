"""What comes of one call: its context, its authorizations, the record and the session it leaves?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import Decision, Verdict
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import UNKNOWN, ContextValue, Credentials, Request
from simulator.world.actors import Actor, Session, actor_of_service
from simulator.world.calls import CallSite, Derived, derive_context
from simulator.world.in_play import policies_in_play
from simulator.world.names import Target, find_role, service_principal
from simulator.world.replayed import (
    Authorization,
    CallKind,
    Change,
    ContextEntry,
    HopReplay,
    InvalidParameter,
    NotMade,
    Obtained,
    Purpose,
)
from simulator.world.replayed import Origin as ValueOrigin
from simulator.world.scenario import Hop, Overrides
from simulator.world.sessions import (
    inherited_tags,
    obtain,
    refused_parameter,
    request_keys,
    session_call,
    source_identity,
)
from simulator.world.states import HopState, target_of
from simulator.world.trail import predicted_record
from simulator.world.world import Role

_Context = dict[str, Derived]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a call.

    Args:
        hop: for the reader.
        derived: its request context with the rules by which it was derived, for the calls below.
        session: the session that it yields.
    """

    hop: HopReplay
    derived: _Context
    session: Session | None = None


def cannot_call(label: str) -> Actor:
    """The caller that a session would have been, had it been obtained."""
    return Actor(label, label, None, Credentials.NONE)


def play_not_made(hop: Hop, path: tuple[int, ...], state: HopState, why: NotMade) -> Played:
    """A call that is not made at all."""
    target = target_of(state.world, hop.resource)
    return Played(_hop(hop, path, state, target, not_made=why), {})


def play_hop(hop: Hop, path: tuple[int, ...], state: HopState) -> Played:
    """Make one call.

    Raises:
        LookupError: a resource or role is not in the world.
    """
    target = target_of(state.world, hop.resource)
    invalid = _invalid(hop, state, target)
    if invalid is not None:
        why = NotMade.INVALID_PARAMETER
        return Played(_hop(hop, path, state, target, not_made=why, invalid=invalid), {})
    trust = () if state.role is None else (_service_trust(state, state.role),)
    if any(one.decision.allowed is False for one in trust):
        why = NotMade.ROLE_NOT_ASSUMED
        return Played(_hop(hop, path, state, target, authorizations=trust, not_made=why), {})
    site = _site(hop, state, target)
    derived = _overridden(derive_context(site), hop.overrides)
    if hop.action is None:
        return Played(_hop(hop, path, state, target, assumed=True, derived=derived), derived)
    authorizations = (*_authorizations(hop, site, derived, state), *trust)
    settled = _hop(hop, path, state, target, authorizations=authorizations, derived=derived)
    session = _session(hop, state, target, derived) if settled.verdict is Verdict.ALLOW else None
    decision = settled.decision or authorizations[0].decision
    played = replace(
        settled,
        request=authorizations[0].decision.request,
        trail=predicted_record(site, decision, asked=hop.session, obtained=session),
        obtained=None if session is None else _obtained(session),
        rests_on=_rests_on(decision, derived),
    )
    return Played(played, derived, session)


def _session(hop: Hop, state: HopState, target: Target, derived: _Context) -> Session | None:
    """The session that an allowed call yields, if it is one that does."""
    call = session_call(hop.action)
    if call is None or hop.session is None:
        return None
    mfa = derived.get("aws:MultiFactorAuthPresent", (None, ()))[0] == "true"
    return obtain(hop.session, call, state.actor, target, state.instant, mfa=mfa)


def _site(hop: Hop, state: HopState, target: Target) -> CallSite:
    call = session_call(hop.action)
    asked = hop.session
    return CallSite(
        kind=state.kind,
        world=state.world,
        actor=state.actor,
        action=hop.action or f"{hop.service}:*",
        target=target,
        instant=state.instant,
        origin=state.origin,
        calling=state.forwarded if state.kind is CallKind.FORWARDED else state.calling,
        cause=state.cause,
        request_keys=request_keys(asked, call, state.actor) if asked and call else {},
    )


def _overridden(derived: _Context, overrides: Overrides) -> _Context:
    """The context as the scenario says it is, key names in any case."""
    names = {key.lower(): key for key in derived}

    def spelled(key: str) -> str:
        return names.get(key.lower(), key)

    found = dict(derived)
    for key in overrides.absent:
        found.pop(spelled(key), None)
    for key in overrides.unknown:
        found[spelled(key)] = (UNKNOWN, ())
    for key, value in overrides.given.items():
        found[spelled(key)] = (value, ())
    return found


def _request(actor: Actor, action: str, target: Target, derived: _Context) -> Request:
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


def _decide(site: CallSite, action: str, target: Target, derived: _Context) -> Decision:
    place = site.origin.place if site.kind is CallKind.DIRECT else None
    return evaluate(
        _request(site.actor, action, target, derived),
        policies_in_play(site.world, site.actor, action, target, place),
        site.world.rules,
    )


def _authorizations(
    hop: Hop, site: CallSite, derived: _Context, state: HopState
) -> Iterator[Authorization]:
    """Everything that must be allowed for this call, the call itself first."""
    yield Authorization(Purpose.CALL, _decide(site, site.action, site.target, derived))
    if hop.passes is not None:
        role = find_role(site.world, hop.passes)
        if role is None:
            raise LookupError(f"no role {hop.passes!r} in the world")
        yield _pass_role(hop, site, role)
        yield _service_trust(replace(state, calling=(hop.service,), cause=site.target), role)
    call = session_call(hop.action)
    if call is None or hop.session is None or not call.of_role:
        return
    if hop.session.tags or inherited_tags(site.actor):
        tagging = _decide(site, "sts:TagSession", site.target, derived)
        yield Authorization(Purpose.TAG_SESSION, tagging)
    if source_identity(hop.session, site.actor) is not None:
        setting = _decide(site, "sts:SetSourceIdentity", site.target, derived)
        yield Authorization(Purpose.SET_SOURCE_IDENTITY, setting)


def _pass_role(hop: Hop, site: CallSite, role: Role) -> Authorization:
    """iam:PassRole, asked of the caller's policies: no call by itself (id_roles_use_passrole)."""
    target = Target(hop.passes or "", role.arn, role.account, role=role)
    keys: dict[str, ContextValue] = {"iam:PassedToService": service_principal(hop.service)}
    if site.target.arn != "*":
        keys["iam:AssociatedResourceArn"] = site.target.arn
    passing = replace(site, action="iam:PassRole", target=target, request_keys=keys)
    derived = derive_context(passing)
    return Authorization(Purpose.PASS_ROLE, _decide(passing, "iam:PassRole", target, derived))


def _service_trust(state: HopState, role: Role) -> Authorization:
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
    )
    decision = _decide(site, site.action, target, derive_context(site))
    return Authorization(Purpose.SERVICE_TRUST, decision)


def _invalid(hop: Hop, state: HopState, target: Target) -> InvalidParameter | None:
    """The parameter for which AWS refuses the call before it asks a policy."""
    if hop.passes is not None:
        role = find_role(state.world, hop.passes)
        if role is not None and state.actor.account not in (None, role.account):
            return InvalidParameter.ROLE_OF_OTHER_ACCOUNT
    call = session_call(hop.action)
    if call is None or hop.session is None:
        return None
    return refused_parameter(hop.session, call, state.actor, target)


def _hop(
    hop: Hop,
    path: tuple[int, ...],
    state: HopState,
    target: Target,
    *,
    authorizations: tuple[Authorization, ...] = (),
    not_made: NotMade | None = None,
    invalid: InvalidParameter | None = None,
    assumed: bool = False,
    derived: _Context | None = None,
) -> HopReplay:
    played = HopReplay(
        path=path,
        hop=hop,
        kind=state.kind,
        caller=state.label,
        caller_arn=state.actor.principal,
        resource_arn=target.arn,
        request=None,
        context=_entries(derived, state.above, hop.overrides) if derived is not None else (),
        authorizations=authorizations,
        verdict=None,
        not_made=not_made,
        assumed=assumed,
        trail=None,
        invalid=invalid,
    )
    decision = played.decision
    made = not_made is None and decision is not None
    return replace(played, verdict=decision.verdict) if made and decision is not None else played


def _entries(
    derived: _Context, above: Mapping[str, Derived] | None, overrides: Overrides
) -> tuple[ContextEntry, ...]:
    given = {key.lower() for key in (*overrides.given, *overrides.absent, *overrides.unknown)}
    keys = dict.fromkeys((*derived, *(above or {})))
    return tuple(_entry(key, derived, above, given=key.lower() in given) for key in keys)


def _entry(
    key: str, derived: _Context, above: Mapping[str, Derived] | None, *, given: bool
) -> ContextEntry:
    value = derived.get(key, (None, ()))[0]
    was = above.get(key, (None, ()))[0] if above else None
    change = Change.SAME
    if above and value != was:
        change = Change.NEW if was is None else Change.GONE if value is None else Change.REPLACED
    origin = ValueOrigin.GIVEN if given else ValueOrigin.DERIVED
    return ContextEntry(key, value, change, was, origin)


def _obtained(session: Session) -> Obtained:
    return Obtained(
        name=session.name,
        arn=session.principal,
        role_arn=session.role.arn if session.role is not None else None,
        issued=session.issued,
        expires=session.expires,
    )


def _rests_on(decision: Decision, derived: _Context) -> tuple[str, ...]:
    """The decision's rules, and those by which keys were derived that its statements ask for."""
    rules = list(decision.rests_on)
    by_key = {key.lower(): leans for key, (_, leans) in derived.items() if leans}
    statements = [s for result in decision.results for s in result.statements]
    for statement in statements:
        if all(element.holds is not Truth.NO for element in statement.elements):
            for condition in statement.conditions:
                rules.extend(by_key.get(condition.key.lower(), ()))
    return tuple(dict.fromkeys(rules))
