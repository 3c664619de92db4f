"""Who calls? The request's principal read as one of the kinds that the policies tell apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .values import Context

USER, ROLE_SESSION, FEDERATED_USER = "user", "role session", "federated user"
ROOT, SERVICE, ANONYMOUS, PROVIDER = "root", "service", "anonymous", "identity provider"

IDENTITIES = (USER, ROLE_SESSION, FEDERATED_USER)
"""Callers that have identity policies and may have a boundary (UG access_policies)."""

UNSIGNED_CALLS = ("sts:assumerolewithsaml", "sts:assumerolewithwebidentity")
SERVICE_LINKED_PATH = "/aws-service-role/"

_CREDENTIALS = {
    USER: "long-term",
    ROLE_SESSION: "assumed-role",
    FEDERATED_USER: "federation-token",
    ROOT: "root",
    SERVICE: "service",
    ANONYMOUS: "none",
    PROVIDER: "none",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The one who calls.

    Attributes:
        kind: one of the words above.
        principal: as in the request: an ARN, a service, a provider, ``*``.
        account: the account in the ARN; None for services, providers and anonymous callers.
        partition: of the ARN.
        credentials: how they were got.
        name: of a role session's role.
        role: of a role session: the role's ARN with its path, if `aws:PrincipalArn` tells it.
        user: of a federated user: the ARN of the user who called GetFederationToken.
        unique_id: the part of `aws:userid` that is a user's or role's id.
    """

    kind: str
    principal: str
    account: str | None
    partition: str
    credentials: str
    name: str | None = None
    role: str | None = None
    user: str | None = None
    unique_id: str | None = None

    @property
    def service_linked(self) -> bool:
        """A service-linked role is known by its path (UG id_roles_create-service-linked-role)."""
        return self.role is not None and f":role{SERVICE_LINKED_PATH}" in self.role


def who_calls(request: dict[str, Any], context: Context) -> Caller:
    """UG reference_policies_elements_principal: the kinds of principals."""
    principal = request["principal"]
    if request["action"].lower() in UNSIGNED_CALLS and not _signed(principal):
        provider = context.get("aws:federatedprovider") if principal == "*" else principal
        return Caller(PROVIDER, provider if isinstance(provider, str) else "*", None, "", "none")
    kind = _kind(principal)
    credentials = request.get("credentials") or _CREDENTIALS[kind]
    if kind in (SERVICE, ANONYMOUS):
        return Caller(kind, principal, None, "", credentials)
    _, partition, _, _, account, path = principal.split(":", 5)
    name = path.split("/")[1] if kind == ROLE_SESSION else None
    return Caller(
        kind,
        principal,
        account,
        partition,
        credentials,
        name=name,
        role=_role_arn(partition, account, name, context),
        user=request.get("federated_by") if kind == FEDERATED_USER else None,
        unique_id=_unique_id(kind, context),
    )


def _signed(principal: str) -> bool:
    return principal.startswith("arn:") and "-provider/" not in principal


def _kind(principal: str) -> str:
    if principal == "*":
        return ANONYMOUS
    if not principal.startswith("arn:"):
        return SERVICE
    resource = principal.split(":", 5)[5]
    if resource == "root":
        return ROOT
    kinds = {"user": USER, "assumed-role": ROLE_SESSION, "federated-user": FEDERATED_USER}
    return kinds[resource.split("/")[0]]


def _role_arn(partition: str, account: str, name: str | None, context: Context) -> str | None:
    """The session's ARN has no path: `aws:PrincipalArn` has it (condition-keys-principalarn)."""
    arn = context.get("aws:principalarn")
    if name is None or not isinstance(arn, str):
        return None
    of_this_role = re.fullmatch(
        rf"arn:{partition}:iam::{account}:role/(.*/)?{re.escape(name)}", arn
    )
    return arn if of_this_role else None


def _unique_id(kind: str, context: Context) -> str | None:
    """`aws:userid` is AIDA… of a user, AROA…:session of a role session (policy-vars, table)."""
    userid = context.get("aws:userid")
    if not isinstance(userid, str):
        return None
    if kind == USER:
        return userid
    return userid.split(":")[0] if kind == ROLE_SESSION else None
