"""Whom does a CloudTrail record name?

CloudTrail cloudtrail-event-reference-user-identity. Unique ids of users and roles are AWS's own, so
`principalId` is there only where it is made of what we know.
"""

from __future__ import annotations

from typing import Any

from simulator.evaluation.request import Credentials
from simulator.world.actors import Actor, instant_text
from simulator.world.names import service_principal
from simulator.world.replayed import CallKind
from simulator.world.sessions import session_call
from simulator.world.sites import CallSite

Record = dict[str, Any]


def user_identity(site: CallSite) -> Record:
    """Who the record names: the caller's own identity, and `invokedBy` where a service calls."""
    actor = site.actor
    identity: Record = {"type": _identity_type(site)}
    if actor.service is not None:
        return identity | {"invokedBy": actor.principal}
    if identity["type"] in _BY_PROVIDER.values():
        return identity | {"identityProvider": _issuer_name(actor.principal)}
    if actor.credentials is Credentials.NONE:
        return identity | {"principalId": "", "accountId": "anonymous"}
    if actor.credentials in _IDS:
        identity["principalId"] = _IDS[actor.credentials].format(
            account=actor.account, name=actor.principal.rpartition("/")[2]
        )
    identity["arn"] = actor.principal
    identity["accountId"] = actor.account
    if identity["type"] == "IAMUser":
        identity["userName"] = actor.principal.rpartition("/")[2]
    context = _session_context(site)
    if context:
        identity["sessionContext"] = context
    if site.calling:
        identity["invokedBy"] = service_principal(site.calling[-1])
    return identity


_IDS = {Credentials.ROOT: "{account}", Credentials.FEDERATION_TOKEN: "{account}:{name}"}

_TYPES = {
    Credentials.ROOT: "Root",
    Credentials.FEDERATION_TOKEN: "FederatedUser",
    Credentials.NONE: "AWSAccount",
}

_BY_PROVIDER = {
    Credentials.SAML: "SAMLUser",
    Credentials.WEB_IDENTITY: "WebIdentityUser",
}
"""The caller of the two calls that an identity provider vouches for, by what they yield."""


def _identity_type(site: CallSite) -> str:
    actor = site.actor
    if actor.service is not None:
        return "AWSService"
    call = session_call(site.action)
    if actor.credentials is Credentials.NONE and call and call.credentials in _BY_PROVIDER:
        return _BY_PROVIDER[call.credentials]
    found = _TYPES.get(actor.credentials)
    if found is not None:
        return found
    return "AssumedRole" if ":assumed-role/" in actor.principal else "IAMUser"


def _issuer_name(provider: str) -> str:
    """An OIDC provider's own name in its ARN; others as they are."""
    return provider.partition(":oidc-provider/")[2] or provider


def _session_context(site: CallSite) -> Record:
    """Issuer and attributes of temporary credentials."""
    actor, session = site.actor, site.actor.session
    context: Record = {}
    issuer = _issuer(actor)
    if issuer:
        context["sessionIssuer"] = issuer
    if session is not None and session.provider is not None:
        context["webIdFederationData"] = {"federatedProvider": _issuer_name(session.provider)}
    issued = session.issued if session is not None else actor.signed_in
    if issued is None and site.kind is CallKind.FORWARDED and site.origin.long_term:
        issued = site.origin.instant
    if issued is not None:
        mfa = session is not None and session.mfa == "true"
        context["attributes"] = {
            "creationDate": instant_text(issued),
            "mfaAuthenticated": "true" if mfa else "false",
        }
    if session is not None and session.source_identity is not None:
        context["sourceIdentity"] = session.source_identity
    return context


def _issuer(actor: Actor) -> Record:
    """The role, or the user that called GetFederationToken, whose session it is."""
    role, user = actor.role, actor.user
    if role is not None:
        return {
            "type": "Role",
            "arn": role.arn,
            "accountId": role.account,
            "userName": role.name,
        }
    if user is not None and actor.credentials is Credentials.FEDERATION_TOKEN:
        return {
            "type": "IAMUser",
            "arn": user.arn,
            "accountId": user.account,
            "userName": user.name,
        }
    return {}
