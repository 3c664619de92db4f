"""Which session does a call yield, and which parameters does AWS refuse before it asks a policy?

STS API_AssumeRole, API_GetFederationToken, API_GetSessionToken; UG id_session-tags,
id_credentials_temp_control-access_monitor. One row of `SESSION_CALLS` a call.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.evaluation.request import ContextValue, Credentials
from simulator.world.actors import Actor, Session
from simulator.world.names import Target
from simulator.world.replayed import InvalidParameter
from simulator.world.scenario import SessionSpec

_HOUR = datetime.timedelta(hours=1)
_SHORTEST = datetime.timedelta(seconds=900)
_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/\\-]{2,1224}", re.ASCII)
_MOST_TAGS = 50


@dataclass(frozen=True, slots=True)
class SessionCall:
    """One of the STS calls that yield a session.

    Args:
        action: in lower case.
        credentials: what the session counts as.
        default: how long it lasts when nobody says.
        longest: how long it may last at most; None: as long as the role allows.
        of_role: whether it is a session of a role.
        source: page of AWS's documentation.
    """

    action: str
    credentials: Credentials
    default: datetime.timedelta
    longest: datetime.timedelta | None
    of_role: bool
    source: str


SESSION_CALLS: dict[str, SessionCall] = {
    row.action: row
    for row in (
        SessionCall(
            "sts:assumerole", Credentials.ASSUMED_ROLE, _HOUR, None, True, "STS API_AssumeRole"
        ),
        SessionCall(
            "sts:assumerolewithsaml",
            Credentials.SAML,
            _HOUR,
            None,
            True,
            "STS API_AssumeRoleWithSAML",
        ),
        SessionCall(
            "sts:assumerolewithwebidentity",
            Credentials.WEB_IDENTITY,
            _HOUR,
            None,
            True,
            "STS API_AssumeRoleWithWebIdentity",
        ),
        SessionCall(
            "sts:getsessiontoken",
            Credentials.SESSION_TOKEN,
            12 * _HOUR,
            36 * _HOUR,
            False,
            "STS API_GetSessionToken",
        ),
        SessionCall(
            "sts:getfederationtoken",
            Credentials.FEDERATION_TOKEN,
            12 * _HOUR,
            36 * _HOUR,
            False,
            "STS API_GetFederationToken",
        ),
    )
}


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
        keys["sts:RoleSessionName"] = spec.session_name
    if spec.external_id is not None:
        keys["sts:ExternalId"] = spec.external_id
    identity = source_identity(spec, actor)
    if identity is not None:
        keys["sts:SourceIdentity"] = identity
    for key, value in spec.tags.items():
        keys[f"aws:RequestTag/{key}"] = value
    if spec.tags:
        keys["aws:TagKeys"] = tuple(spec.tags)
    if spec.transitive:
        keys["sts:TransitiveTagKeys"] = spec.transitive
    return keys


@dataclass(frozen=True, slots=True)
class _Asked:
    spec: SessionSpec
    call: SessionCall
    actor: Actor
    target: Target
    duration: datetime.timedelta

    @property
    def chained(self) -> bool:
        return self.actor.role is not None or ":assumed-role/" in self.actor.principal

    @property
    def longest(self) -> datetime.timedelta:
        if self.call.longest is not None:
            root = self.actor.credentials is Credentials.ROOT
            return _HOUR if root else self.call.longest
        role = self.target.role
        return role.max_session if role is not None else 12 * _HOUR


def _tag_inherited(asked: _Asked) -> bool:
    inherited = {key.lower() for key in inherited_tags(asked.actor)}
    return any(key.lower() in inherited for key in asked.spec.tags)


def _source_identity_changed(asked: _Asked) -> bool:
    session = asked.actor.session
    had = session.source_identity if session is not None else None
    wanted = asked.spec.source_identity
    return had is not None and wanted is not None and wanted != had


def _source_identity_odd(asked: _Asked) -> bool:
    wanted = asked.spec.source_identity
    return wanted is not None and (not _NAME.fullmatch(wanted) or wanted.startswith("aws:"))


_REFUSED: Mapping[InvalidParameter, Callable[[_Asked], bool]] = {
    InvalidParameter.SESSION_NAME: lambda asked: not _NAME.fullmatch(asked.spec.session_name),
    InvalidParameter.DURATION_TOO_SHORT: lambda asked: asked.duration < _SHORTEST,
    InvalidParameter.CHAINED_OVER_ONE_HOUR: lambda asked: (
        asked.call.of_role and asked.chained and asked.duration > _HOUR
    ),
    InvalidParameter.DURATION_TOO_LONG: lambda asked: asked.duration > asked.longest,
    InvalidParameter.EXTERNAL_ID: lambda asked: (
        asked.spec.external_id is not None and not _EXTERNAL_ID.fullmatch(asked.spec.external_id)
    ),
    InvalidParameter.SOURCE_IDENTITY: _source_identity_odd,
    InvalidParameter.SOURCE_IDENTITY_CHANGED: _source_identity_changed,
    InvalidParameter.TOO_MANY_TAGS: lambda asked: len(asked.spec.tags) > _MOST_TAGS,
    InvalidParameter.TAG_INHERITED: _tag_inherited,
}


def duration_of(spec: SessionSpec, call: SessionCall, actor: Actor) -> datetime.timedelta:
    """How long the session lasts: as asked, else the call's default (of root: one hour)."""
    if spec.duration is not None:
        return spec.duration
    return _HOUR if actor.credentials is Credentials.ROOT else call.default


def refused_parameter(
    spec: SessionSpec, call: SessionCall, actor: Actor, target: Target
) -> InvalidParameter | None:
    """The parameter for which AWS refuses the call whatever the policies say, if there is one."""
    asked = _Asked(spec, call, actor, target, duration_of(spec, call, actor))
    return next((name for name, refuses in _REFUSED.items() if refuses(asked)), None)


def obtain(
    spec: SessionSpec,
    call: SessionCall,
    actor: Actor,
    target: Target,
    instant: datetime.datetime,
    *,
    mfa: bool | None,
) -> Session:
    """The session that an allowed call yields.

    Args:
        mfa: what the call's own aws:MultiFactorAuthPresent said.
    """
    inherited = inherited_tags(actor)
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
        source_identity=source_identity(spec, actor),
        provider=actor.principal if call.credentials is Credentials.WEB_IDENTITY else None,
        mfa=mfa
        if call.credentials in (Credentials.ASSUMED_ROLE, Credentials.SESSION_TOKEN)
        else None,
        chained=actor.role is not None,
    )


def _account(call: SessionCall, actor: Actor, target: Target) -> str:
    return (target.account if call.of_role else actor.account) or ""


def _principal(spec: SessionSpec, call: SessionCall, actor: Actor, target: Target) -> str:
    """The session's ARN: of a role's session without the role's path."""
    if call.of_role:
        name = target.arn.rpartition("/")[2]
        return role_session_arn(target.account or "", name, spec.session_name)
    if call.credentials is Credentials.FEDERATION_TOKEN:
        return f"arn:aws:sts::{actor.account}:federated-user/{spec.session_name}"
    return actor.principal


def role_session_arn(account: str, role: str, session_name: str) -> str:
    """The ARN of a role's session."""
    return f"arn:aws:sts::{account}:assumed-role/{role}/{session_name}"


def service_session(
    role_arn: str, account: str, service: str, instant: datetime.datetime
) -> tuple[str, datetime.datetime]:
    """ARN and end of the session in which a service uses a role that was passed to it."""
    name = role_arn.rpartition("/")[2]
    return role_session_arn(account, name, f"AWS-{service}"), instant + _HOUR
