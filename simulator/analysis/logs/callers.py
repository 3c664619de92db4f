"""Who calls, in the words of the world: which user, role session, root, service or provider?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from simulator.analysis.logs.actions import service_of
from simulator.analysis.logs.event import Event, Identity
from simulator.analysis.logs.index import WorldIndex
from simulator.analysis.logs.kinds import calling_service
from simulator.evaluation.facts import FEDERATED_PROVIDERS
from simulator.language.arn import parse_arn, partition_of_region
from simulator.world.actors import Actor, actor_of_caller, actor_of_service
from simulator.world.names import ANONYMOUS, Caller, role_session_arn
from simulator.world.world import Role


class NotPlaced(StrEnum):
    """Why a request cannot be decided though it is known what was asked."""

    CALLER_NOT_IN_WORLD = "caller_not_in_world"
    CALLER_OF_OTHER_ACCOUNT = "caller_of_other_account"
    ROLE_NOT_IN_WORLD = "role_not_in_world"
    RESOURCE_NOT_IN_WORLD = "resource_not_in_world"


@dataclass(frozen=True, slots=True)
class Placed:
    """A caller of a log in the world.

    Args:
        actor: as the services see it.
        name: as a request of a scenario names it: an ARN, ``service/PREFIX`` or ``anonymous``.
        label: as people name it, all sessions of a role alike: ``user/alice``, ``role/Bob``.
        account: its own account; None for services and anonymous callers.
    """

    actor: Actor
    name: str
    label: str
    account: str | None


def session_role(event: Event, index: WorldIndex) -> Role | None:
    """The role whose session calls, if the world has it."""
    arn = parse_arn(_arn_of(event))
    kind, _, rest = arn.resource.partition("/") if arn is not None else ("", "", "")
    if arn is None or kind != "assumed-role":
        return None
    return index.session_role(arn.account, rest.partition("/")[0])


def place(event: Event, index: WorldIndex, instant: datetime.datetime) -> Placed | NotPlaced:
    """The caller of an event."""
    identity = event.identity
    if identity is None or identity.type == "AWSService" or not (identity.type or identity.arn):
        return _service(event)
    if identity.type in ("SAMLUser", "WebIdentityUser"):
        return _provider(identity, event, instant)
    arn = _arn_of(event)
    if identity.type == "AWSAccount" and not arn:
        return _of_account(identity, instant)
    return _of_arn(arn, index, instant)


def _service(event: Event) -> Placed | NotPlaced:
    # A record of a service that assumes a role names it in invokedBy, or as the source alone.
    prefix = calling_service(event) or service_of(event.source)
    return Placed(actor_of_service(prefix), f"service/{prefix}", f"service/{prefix}", None)


def _provider(identity: Identity, event: Event, instant: datetime.datetime) -> Placed | NotPlaced:
    name = identity.identity_provider or ""
    if not name:
        return NotPlaced.CALLER_NOT_IN_WORLD
    if ":" not in name and "." in name and name not in FEDERATED_PROVIDERS:
        partition = partition_of_region(event.region or "")
        name = f"arn:{partition}:iam::{event.recipient or ''}:oidc-provider/{name}"
    caller = Caller(name, name, None, provider=True)
    return Placed(actor_of_caller(caller, console=False, instant=instant), name, name, None)


def _of_account(identity: Identity, instant: datetime.datetime) -> Placed | NotPlaced:
    """A caller that the record names by its account alone: another's, or nobody at all."""
    if (identity.account or "").lower() in ("anonymous", "anonymous_principal"):
        caller = Caller(ANONYMOUS, "*", None)
        actor = actor_of_caller(caller, console=False, instant=instant)
        return Placed(actor, ANONYMOUS, ANONYMOUS, None)
    return NotPlaced.CALLER_OF_OTHER_ACCOUNT


def _of_arn(text: str, index: WorldIndex, instant: datetime.datetime) -> Placed | NotPlaced:
    arn = parse_arn(text)
    if arn is None or index.account(arn.account) is None:
        return NotPlaced.CALLER_NOT_IN_WORLD
    kind, _, rest = arn.resource.partition("/")
    label = f"{kind}/{rest}"
    user = role = None
    if kind == "user":
        user = index.user(text, arn.account)
        label = f"user/{rest.rpartition('/')[2]}"
    elif kind == "assumed-role":
        name, _, session = rest.partition("/")
        role = index.session_role(arn.account, name)
        if role is not None:
            label = f"role/{role.name}"
            text = role_session_arn(role.arn, arn.account, session)
    elif kind in ("root", "federated-user"):
        label = kind if kind == "root" else label
    if user is None and role is None and kind not in ("root", "federated-user"):
        return NotPlaced.CALLER_NOT_IN_WORLD
    if arn.account != index.world.account:
        label = f"{arn.account}:{label}"
    caller = Caller(text, text, arn.account, user=user, role=role)
    actor = actor_of_caller(caller, console=False, instant=instant)
    return Placed(actor, text, label, arn.account)


def _arn_of(event: Event) -> str:
    """The caller's ARN; of the account itself its root's, which records may leave out."""
    identity = event.identity
    if identity is None:
        return ""
    if identity.arn is None and identity.type == "Root" and identity.account:
        return f"arn:{partition_of_region(event.region or '')}:iam::{identity.account}:root"
    return identity.arn or ""
