"""Who makes a call, and which condition keys does that settle?

UG reference_policies_condition-keys, properties of the principal: one derivation a key.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.evaluation.request import UNKNOWN, ContextValue, Credentials
from simulator.language.model import Policy
from simulator.world.names import ANONYMOUS, Caller, service_principal
from simulator.world.organization import Context, organization_keys
from simulator.world.world import Role, User, World


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary credentials that a call yielded.

    Args:
        name: how the scenario names them.
        role: the role, for sessions of one.
        user: the user, for sessions of GetSessionToken and GetFederationToken.
        principal: the session's ARN; for GetSessionToken the user's own.
        policies: session policies; None = none passed.
        tags: session tags, inherited ones included.
        transitive: keys of those that go on to chained sessions.
        mfa: its aws:MultiFactorAuthPresent; None: the key is absent.
        mfa_since: when that authentication was made, if it was.
    """

    name: str
    principal: str
    account: str
    credentials: Credentials
    issued: datetime.datetime
    expires: datetime.datetime
    role: Role | None = None
    user: User | None = None
    session_name: str = ""
    policies: tuple[Policy, ...] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str | None = None
    provider: str | None = None
    mfa: ContextValue | None = "false"
    mfa_since: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever a service sees as the caller of one call.

    Args:
        label: as people name it.
        principal: as `Request.principal` takes it.
        console: signed in to the console: temporary credentials of a user.
        signed_in: when that was.
    """

    label: str
    principal: str
    account: str | None
    credentials: Credentials
    user: User | None = None
    role: Role | None = None
    session: Session | None = None
    service: str | None = None
    console: bool = False
    signed_in: datetime.datetime | None = None


def actor_of_caller(caller: Caller, *, console: bool, instant: datetime.datetime) -> Actor:
    """The actor that a name of the world means; an ARN of a session has no session policies."""
    if caller.label == ANONYMOUS:
        credentials = Credentials.NONE
    elif caller.service is not None:
        credentials = Credentials.SERVICE
    elif caller.provider:
        credentials = Credentials.NONE
    elif ":assumed-role/" in caller.principal:
        credentials = Credentials.ASSUMED_ROLE
    elif ":federated-user/" in caller.principal:
        credentials = Credentials.FEDERATION_TOKEN
    elif caller.principal.endswith(":root"):
        credentials = Credentials.ROOT
    else:
        credentials = Credentials.LONG_TERM
    return Actor(
        label=caller.label,
        principal=caller.principal,
        account=caller.account,
        credentials=credentials,
        user=caller.user,
        role=caller.role,
        service=caller.service,
        console=console,
        signed_in=instant if console else None,
    )


def actor_of_session(session: Session, *, console: bool = False) -> Actor:
    """The actor that a session's credentials make, in the console after Switch Role too."""
    return Actor(
        label=session.name,
        principal=session.principal,
        account=session.account,
        credentials=session.credentials,
        user=session.user,
        role=session.role,
        session=session,
        console=console,
    )


def actor_of_service(prefix: str) -> Actor:
    """A service calling as itself."""
    return Actor(
        label=prefix,
        principal=service_principal(prefix),
        account=None,
        credentials=Credentials.SERVICE,
        service=prefix,
    )


def principal_keys(actor: Actor, world: World, instant: datetime.datetime) -> Context:
    """Every key that follows from who calls.

    Args:
        actor: who calls.
        world: whose organization counts.
        instant: when, for the age of credentials.
    """
    if actor.credentials is Credentials.NONE:
        return {
            "aws:PrincipalAccount": "anonymous",
            "aws:PrincipalType": "Anonymous",
            "aws:userid": "anonymous",
        }
    if actor.service is not None:
        return {
            "aws:PrincipalIsAWSService": "true",
            "aws:PrincipalServiceName": actor.principal,
            "aws:PrincipalServiceNamesList": (actor.principal,),
            # Always there, says the guide; only AWS can tell what they hold.
            "aws:PrincipalAccount": UNKNOWN,
            "aws:PrincipalType": UNKNOWN,
            "aws:userid": UNKNOWN,
        }
    keys: Context = {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": principal_arn(actor),
        "aws:PrincipalType": _principal_type(actor),
        "aws:userid": _userid(actor),
    }
    if actor.account is not None:
        keys["aws:PrincipalAccount"] = actor.account
        keys.update(organization_keys(world, actor.account, "aws:PrincipalOrg"))
    if ":user/" in actor.principal:
        keys["aws:username"] = actor.principal.rpartition("/")[2]
    for key, value in principal_tags(actor).items():
        keys[f"aws:PrincipalTag/{key}"] = value
    return keys | _credential_keys(actor, instant)


def principal_arn(actor: Actor) -> ContextValue:
    """aws:PrincipalArn: of a role session the role's ARN, whose path only the world tells."""
    if actor.role is not None:
        return actor.role.arn
    return UNKNOWN if ":assumed-role/" in actor.principal else actor.principal


def _principal_type(actor: Actor) -> str:
    if actor.credentials is Credentials.ROOT:
        return "Account"
    if actor.credentials is Credentials.FEDERATION_TOKEN:
        return "FederatedUser"
    return "AssumedRole" if ":assumed-role/" in actor.principal else "User"


def _userid(actor: Actor) -> ContextValue:
    """Unique ids of users and roles are AWS's own: only AWS can tell them."""
    if actor.credentials is Credentials.ROOT and actor.account is not None:
        return actor.account
    if actor.credentials is Credentials.FEDERATION_TOKEN:
        return f"{actor.account}:{actor.principal.rpartition('/')[2]}"
    return UNKNOWN


def principal_tags(actor: Actor) -> dict[str, str]:
    """Tags of the user or role, session tags overriding those of the same name in any case."""
    owner = actor.role if actor.role is not None else actor.user
    own = dict(owner.tags) if owner is not None else {}
    session = dict(actor.session.tags) if actor.session is not None else {}
    overridden = {key.lower() for key in session}
    return {key: own[key] for key in own if key.lower() not in overridden} | session


_TEMPORARY = (":assumed-role/", ":federated-user/")


def _credential_keys(actor: Actor, instant: datetime.datetime) -> Context:
    """Keys that come with temporary credentials."""
    session = actor.session
    if session is not None:
        return _session_keys(session, instant)
    if any(kind in actor.principal for kind in _TEMPORARY):
        # A session named by its ARN alone: when and how it was obtained, nobody said.
        keys: Context = {"aws:TokenIssueTime": UNKNOWN}
        if actor.credentials is Credentials.ASSUMED_ROLE:
            keys |= dict.fromkeys(_OF_ROLE_SESSION, UNKNOWN)
        return keys
    if actor.console and actor.signed_in is not None:
        return {
            "aws:MultiFactorAuthPresent": "false",
            "aws:TokenIssueTime": instant_text(actor.signed_in),
        }
    return {}


_OF_ROLE_SESSION = (
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:SourceIdentity",
)


def _session_keys(session: Session, instant: datetime.datetime) -> Context:
    keys: Context = {"aws:TokenIssueTime": instant_text(session.issued)}
    if session.mfa is not None:
        keys["aws:MultiFactorAuthPresent"] = session.mfa
    if session.mfa is UNKNOWN:
        keys["aws:MultiFactorAuthAge"] = UNKNOWN
    elif session.mfa_since is not None:
        age = (instant - session.mfa_since) // datetime.timedelta(seconds=1)
        keys["aws:MultiFactorAuthAge"] = str(age)
    if session.source_identity is not None:
        keys["aws:SourceIdentity"] = session.source_identity
    if session.provider is not None and session.credentials is Credentials.WEB_IDENTITY:
        keys["aws:FederatedProvider"] = session.provider
    return keys


def instant_text(instant: datetime.datetime) -> str:
    """An instant as condition keys and CloudTrail write it, in UTC."""
    return instant.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
