"""What comes of one call: its context, its authorizations, the record and the session it leaves?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.evaluation.decision import (
    ConditionResult,
    ElementResult,
    StatementResult,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import Credentials
from simulator.world.actors import Actor, Session
from simulator.world.authorizations import Decided, asked_of, authorizations_of, service_trust
from simulator.world.calls import derive_context
from simulator.world.contexts import MFA_AGE, MFA_PRESENT, Derivation, entries_of, overridden
from simulator.world.names import Target, find_role
from simulator.world.parameters import refused_parameter
from simulator.world.replayed import CallKind, HopReplay, InvalidParameter, NotMade, Obtained
from simulator.world.scenario import Hop
from simulator.world.sessions import mfa_of, obtain, request_keys, session_call
from simulator.world.sites import CallSite
from simulator.world.states import HopState, target_of
from simulator.world.trail import predicted_record


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a call.

    Args:
        hop: for the reader.
        derived: its request context with the rules by which it was derived, for the calls below.
        session: the session that it yields.
    """

    hop: HopReplay
    derived: Derivation
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
    trust = () if state.role is None else (service_trust(state, state.role),)
    if any(one.decision.allowed is False for one in trust):
        why = NotMade.ROLE_NOT_ASSUMED
        return Played(_hop(hop, path, state, target, decided=trust, not_made=why), {})
    site = _site(hop, state, target)
    derived = overridden(derive_context(site), hop.overrides)
    if hop.action is None:
        return Played(_hop(hop, path, state, target, assumed=True, derived=derived), derived)
    decided = (*authorizations_of(hop, site, derived, state), *trust)
    played = _hop(hop, path, state, target, decided=decided, derived=derived)
    session = _session(hop, state, target, derived) if played.verdict is Verdict.ALLOW else None
    settles = next(one for one in decided if one.decision is played.decision)
    played = replace(
        played,
        request=decided[0].decision.request,
        trail=predicted_record(site, settles.decision, asked=asked_of(hop), obtained=session),
        obtained=None if session is None else _obtained(session),
        rests_on=_rests_on(settles),
    )
    return Played(played, derived, session)


def _session(hop: Hop, state: HopState, target: Target, derived: Derivation) -> Session | None:
    """The session that an allowed call yields, if it is one that does."""
    call = session_call(hop.action)
    if call is None or hop.session is None:
        return None
    values = {key.lower(): value for key, (value, _) in derived.items()}
    mfa = mfa_of(values.get(MFA_PRESENT.lower()), values.get(MFA_AGE.lower()), state.instant)
    return obtain(hop.session, call, state.actor, target, state.instant, mfa)


def _site(hop: Hop, state: HopState, target: Target) -> CallSite:
    call, asked = session_call(hop.action), asked_of(hop)
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
        carried=state.carried,
        request_keys=request_keys(asked, call, state.actor) if asked and call else {},
    )


def _invalid(hop: Hop, state: HopState, target: Target) -> InvalidParameter | None:
    """The parameter for which AWS refuses the call before it asks a policy."""
    if hop.passes is not None:
        role = find_role(state.world, hop.passes)
        if role is not None and state.actor.account not in (None, role.account):
            return InvalidParameter.ROLE_OF_OTHER_ACCOUNT
    call, asked = session_call(hop.action), asked_of(hop)
    if call is None or asked is None:
        return None
    return refused_parameter(asked, call, state.actor, target)


def _hop(
    hop: Hop,
    path: tuple[int, ...],
    state: HopState,
    target: Target,
    *,
    decided: Sequence[Decided] = (),
    not_made: NotMade | None = None,
    invalid: InvalidParameter | None = None,
    assumed: bool = False,
    derived: Derivation | None = None,
) -> HopReplay:
    played = HopReplay(
        path=path,
        hop=hop,
        kind=state.kind,
        caller=state.label,
        caller_arn=state.actor.principal,
        resource_arn=target.arn,
        request=None,
        context=entries_of(derived, state.above, hop.overrides) if derived is not None else (),
        authorizations=tuple(one.authorization for one in decided),
        verdict=None,
        not_made=not_made,
        assumed=assumed,
        trail=None,
        invalid=invalid,
    )
    decision = played.decision
    made = not_made is None and decision is not None
    return replace(played, verdict=decision.verdict) if made and decision is not None else played


def _obtained(session: Session) -> Obtained:
    return Obtained(
        name=session.name,
        arn=session.principal,
        role_arn=session.role.arn if session.role is not None else None,
        issued=session.issued,
        expires=session.expires,
    )


def _rests_on(settles: Decided) -> tuple[str, ...]:
    """The decision's rules, and those by which keys were derived that it turns on."""
    decision = settles.decision
    rules = list(decision.rests_on)
    by_key = {key.lower(): leans for key, (_, leans) in settles.derived.items() if leans}
    statements = decision.deciding
    if decision.verdict is not Verdict.EXPLICIT_DENY:
        statements = tuple(s for result in decision.results for s in result.statements)
    for statement in statements:
        rules.extend(_leans_of(statement, by_key))
    return tuple(dict.fromkeys(rules))


def _leans_of(statement: StatementResult, by_key: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The rules by which a statement's keys were derived, if all else in it holds."""
    leaning = [one for one in statement.conditions if one.key.lower() in by_key]
    parts: list[ElementResult | ConditionResult] = [
        *statement.elements,
        *(one for one in statement.conditions if one not in leaning),
    ]
    if any(part.holds is Truth.NO for part in parts):
        return
    for condition in leaning:
        yield from by_key[condition.key.lower()]
