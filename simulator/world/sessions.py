"""Which session does a call yield, and which keys are in the call for it?

STS API_AssumeRole, API_GetFederationToken, API_GetSessionToken; UG id_session-tags,
id_credentials_temp_control-access_monitor. One row of `SESSION_CALLS` a call.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from simulator.evaluation.request import UNKNOWN, ContextValue, Credentials
from simulator.language.arn import partition_of
from simulator.world.actors import Actor, Session
from simulator.world.names import Target, role_session_arn
from simulator.world.scenario import SessionSpec

HOUR = datetime.timedelta(hours=1)
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_FEDERATED_NAME = re.compile(r"[\w+=,.@-]{2,32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionCall:
    """One of the STS calls that yield a session.

    Args:
        action: in lower case.
        credentials: what the session counts as.
        default: how long it lasts when nobody says.
        longest: how long it may last at most; None: as long as the role allows.
        of_role: whether it is a session of a role.
        name: what the session's name must be; None: it has none.
        takes: the parameters it knows, as `SessionSpec` calls them.
        source: page of AWS's documentation.
    """

    action: str
    credentials: Credentials
    default: datetime.timedelta
    longest: datetime.timedelta | None
    of_role: bool
    name: re.Pattern[str] | None
    takes: frozenset[str]
    source: str


_ALL = frozenset({"duration", "policies", "tags", "transitive", "source_identity", "external_id"})
_BY_PROVIDER = _ALL - {"external_id"}

SESSION_CALLS: dict[str, SessionCall] = {
    row.action: row
    for row in (
        SessionCall(
            "sts:assumerole",
            Credentials.ASSUMED_ROLE,
            HOUR,
            None,
            True,
            SESSION_NAME,
            _ALL,
            "STS API_AssumeRole",
        ),
        SessionCall(
            "sts:assumerolewithsaml",
            Credentials.SAML,
            HOUR,
            None,
            True,
            SESSION_NAME,
            _BY_PROVIDER,
            "STS API_AssumeRoleWithSAML",
        ),
        SessionCall(
            "sts:assumerolewithwebidentity",
            Credentials.WEB_IDENTITY,
            HOUR,
            None,
            True,
            SESSION_NAME,
            _BY_PROVIDER,
            "STS API_AssumeRoleWithWebIdentity",
        ),
        SessionCall(
            "sts:getsessiontoken",
            Credentials.SESSION_TOKEN,
            12 * HOUR,
            36 * HOUR,
            False,
            None,
            frozenset({"duration"}),
            "STS API_GetSessionToken",
        ),
        SessionCall(
            "sts:getfederationtoken",
            Credentials.FEDERATION_TOKEN,
            12 * HOUR,
            36 * HOUR,
            False,
            _FEDERATED_NAME,
            frozenset({"duration", "policies", "tags"}),
            "STS API_GetFederationToken",
        ),
    )
}

UNSAID = SessionSpec(name="", session_name="")
"""What a call asks for of which a scenario says nothing: its session is not used later."""


def session_call(action: str | None) -> SessionCall | None:
    """The row of an action, None if it yields no session."""
    return SESSION_CALLS.get((action or "").lower())


def inherited_tags(actor: Actor) -> dict[str, str]:
    """The transitive tags that a chained session takes over (UG id_session-tags)."""
    if actor.session is None:
        return {}
    transitive = {key.lower() for key in actor.session.transitive}
    return {key: value for key, value in actor.session.tags.items() if key.lower() in transitive}


def source_identity(spec: SessionSpec, actor: Actor) -> str | None:
    """The source identity of the new session: as set, else the one that sticks to the caller."""
    sticky = actor.session.source_identity if actor.session is not None else None
    return spec.source_identity if spec.source_identity is not None else sticky


def request_keys(spec: SessionSpec, call: SessionCall, actor: Actor) -> dict[str, ContextValue]:
    """Keys that are in the request of the call itself only."""
    keys: dict[str, ContextValue] = {}
    if call.of_role:
        keys["sts:RoleSessionName"] = UNKNOWN if spec is UNSAID else spec.session_name
        identity = source_identity(spec, actor)
        if identity is not None:
            keys["sts:SourceIdentity"] = identity
    if spec.external_id is not None:
        keys["sts:ExternalId"] = spec.external_id
    for key, value in spec.tags.items():
        keys[f"aws:RequestTag/{key}"] = value
    if spec.tags:
        keys["aws:TagKeys"] = tuple(spec.tags)
    if spec.transitive:
        keys["sts:TransitiveTagKeys"] = spec.transitive
    return keys | _claims(call, actor)


_OF_SAML = ("aud", "doc", "iss", "namequalifier", "sub", "sub_type")
_OF_TOKEN = ("amr", "aud", "email", "oaud", "sub")


def _claims(call: SessionCall, actor: Actor) -> dict[str, ContextValue]:
    """What the provider says of the person: unknown, unless the scenario tells.

    UG reference_policies_iam-condition-keys.
    """
    if call.credentials is Credentials.SAML:
        return {f"saml:{name}": UNKNOWN for name in _OF_SAML}
    if call.credentials is not Credentials.WEB_IDENTITY:
        return {}
    provider = actor.principal.partition(":oidc-provider/")[2] or actor.principal
    keys: dict[str, ContextValue] = {f"{provider}:{name}": UNKNOWN for name in _OF_TOKEN}
    return keys | {"aws:FederatedProvider": actor.principal}


def duration_of(spec: SessionSpec, call: SessionCall, actor: Actor) -> datetime.timedelta:
    """How long the session lasts: as asked, else the call's default; of root one hour at most.

    STS API_GetSessionToken, API_GetFederationToken: a longer session of root is shortened.
    """
    duration = spec.duration if spec.duration is not None else call.default
    return min(duration, HOUR) if actor.credentials is Credentials.ROOT else duration


def obtain(
    spec: SessionSpec,
    call: SessionCall,
    actor: Actor,
    target: Target,
    instant: datetime.datetime,
    mfa: Mfa,
) -> Session:
    """The session that an allowed call yields.

    Args:
        spec: what was asked for.
        call: which call it is.
        actor: who made it.
        target: the role, if it is a session of one.
        instant: when.
        mfa: what the call itself said of multi-factor authentication.
    """
    inherited = inherited_tags(actor)
    with_mfa = call.credentials in (Credentials.ASSUMED_ROLE, Credentials.SESSION_TOKEN)
    return Session(
        name=spec.name,
        principal=_principal(spec, call, actor, target),
        account=_account(call, actor, target),
        credentials=call.credentials,
        issued=instant,
        expires=instant + duration_of(spec, call, actor),
        role=target.role if call.of_role else None,
        user=None if call.of_role else actor.user,
        session_name=spec.session_name,
        policies=spec.policies,
        tags=inherited | dict(spec.tags),
        transitive=(*inherited, *spec.transitive),
        source_identity=source_identity(spec, actor) if call.of_role else None,
        provider=actor.principal if call.credentials is Credentials.WEB_IDENTITY else None,
        mfa=mfa.present if with_mfa else None,
        mfa_since=mfa.since if with_mfa else None,
    )


@dataclass(frozen=True, slots=True)
class Mfa:
    """What a call said of multi-factor authentication.

    Args:
        present: ``true``, ``false`` or unknown.
        since: when the caller was authenticated with it, if so.
    """

    present: ContextValue
    since: datetime.datetime | None


def mfa_of(
    present: ContextValue | None, age: ContextValue | None, instant: datetime.datetime
) -> Mfa:
    """Read a call's aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge.

    Args:
        present: the first key's value; None: absent, as with long-term keys.
        age: the second key's value; None or no number: the call itself brought the code.
        instant: when the call is made.
    """
    if present is UNKNOWN:
        return Mfa(UNKNOWN, None)
    if not isinstance(present, str) or present.lower() != "true":
        return Mfa("false", None)
    seconds = int(age) if isinstance(age, str) and age.isascii() and age.isdecimal() else 0
    return Mfa("true", instant - datetime.timedelta(seconds=min(seconds, _LONGEST_MFA)))


_LONGEST_MFA = 10**9
"""Seconds, more than any sign-in lasts, so that no age leads before the calendar."""


def _account(call: SessionCall, actor: Actor, target: Target) -> str:
    return (target.account if call.of_role else actor.account) or ""


def _principal(spec: SessionSpec, call: SessionCall, actor: Actor, target: Target) -> str:
    """The session's ARN: of a role's session without the role's path."""
    if call.of_role:
        return role_session_arn(target.arn, target.account or "", spec.session_name)
    if call.credentials is Credentials.FEDERATION_TOKEN:
        partition = partition_of(actor.principal)
        return f"arn:{partition}:sts::{actor.account}:federated-user/{spec.session_name}"
    return actor.principal


def service_session(
    role_arn: str, account: str, service: str, instant: datetime.datetime
) -> tuple[str, datetime.datetime]:
    """ARN and end of the session in which a service uses a role that was passed to it."""
    return role_session_arn(role_arn, account, f"AWS-{service}"), instant + HOUR
