"""Whom do Principal and NotPrincipal name, and what does a grant to that form not escape?

Source: UG reference_policies_elements_principal, reference_policies_elements_notprincipal,
reference_policies_evaluation-logic_policy-eval-denyallow. Where they are silent the
row of docs/reference/fidelity.md is named: "rule ID".
"""

from __future__ import annotations

import re

from .callers import (
    ANONYMOUS,
    FEDERATED_USER,
    IDENTITIES,
    PROVIDER,
    ROLE_SESSION,
    ROOT,
    SERVICE,
    USER,
    Caller,
)
from .values import Document, as_list

Limits = frozenset[str]
"""The policy types whose implicit deny still denies, in spite of the grant."""

NOTHING: Limits = frozenset()
SESSION: Limits = frozenset({"session"})
BOUNDARY_AND_SESSION: Limits = frozenset({"boundary", "session"})
EVERYTHING: Limits = frozenset({"identity", "boundary", "session"})

GATEWAY_ENDPOINTS = ("s3", "dynamodb")

_ACCOUNT = re.compile(r"arn:[^:]+:iam::([0-9]{12}):root|([0-9]{12})")

Entry = tuple[str, str]
"""``("AWS", ARN)``, ``("Service", name)``…; ``("*", "*")`` for the bare star."""


def entries(element: str | dict[str, str | list[str]]) -> list[Entry]:
    """The principals of an element one by one (elements_principal, "How to specify")."""
    if isinstance(element, str):
        return [("*", element)]
    return [(kind, value) for kind, values in element.items() for value in as_list(values)]


def account_of(entry: Entry) -> str | None:
    """Account id and ``…:root`` are the same thing: the account ("AWS account principals")."""
    found = _ACCOUNT.fullmatch(entry[1]) if entry[0] == "AWS" else None
    return (found.group(1) or found.group(2)) if found else None


def is_everyone(entry: Entry) -> bool:
    """``"*"`` and ``{"AWS": "*"}`` ("All principals")."""
    return entry in (("*", "*"), ("AWS", "*"))


def names_user(entry: Entry, caller: Caller) -> bool:
    """ "IAM user principals"; a stored unique id counts as the ARN of that same user."""
    if entry[0] != "AWS" or caller.kind != USER:
        return False
    return entry[1] in (caller.principal, caller.unique_id)


def names_user_of_federated(entry: Entry, caller: Caller) -> bool:
    """The user who called GetFederationToken (rule federated-user-issuer)."""
    return entry[0] == "AWS" and caller.kind == FEDERATED_USER and entry[1] == caller.user


def names_role(entry: Entry, caller: Caller) -> bool:
    """ "IAM role principals": by ARN with path, without known path by name (rule role-path)."""
    if entry[0] != "AWS" or caller.kind != ROLE_SESSION:
        return False
    if entry[1] == caller.unique_id:
        return True
    if caller.role is not None:
        return entry[1] == caller.role
    start = f"arn:{caller.partition}:iam::{caller.account}:role/"
    return entry[1].startswith(start) and entry[1].split("/")[-1] == caller.name


def names_session(entry: Entry, caller: Caller) -> bool:
    """ "Role session principals" and "AWS STS federated user principals"."""
    is_session = caller.kind in (ROLE_SESSION, FEDERATED_USER)
    return entry[0] == "AWS" and is_session and entry[1] == caller.principal


def names_account(entry: Entry, caller: Caller) -> bool:
    """ "AWS account principals": every principal of the account, its root user too."""
    return caller.account is not None and account_of(entry) == caller.account


def names_service(entry: Entry, caller: Caller) -> bool:
    """ "AWS service principals": the very name; regional names are other names."""
    return caller.kind == SERVICE and entry == ("Service", caller.principal)


def names_provider(entry: Entry, caller: Caller) -> bool:
    """ "OIDC federated principals", "SAML federated principals"."""
    return caller.kind == PROVIDER and entry == ("Federated", caller.principal)


def names(entry: Entry, caller: Caller) -> bool:
    """Whether one form matches the caller, in a Deny as in an Allow (rule deny-principal-forms)."""
    return is_everyone(entry) or any(
        form(entry, caller)
        for form in (
            names_user,
            names_user_of_federated,
            names_role,
            names_session,
            names_account,
            names_service,
            names_provider,
        )
    )


def limits_of_entry(entry: Entry, caller: Caller, *, trust: bool) -> Limits | None:
    """What an implicit deny still limits, form by form (policy-eval-denyallow).

    None: this form grants the caller nothing.
    """
    if is_everyone(entry):
        if caller.kind == PROVIDER:
            return None  # only `Federated` lets a provider's user in
        limits = SESSION if caller.kind == FEDERATED_USER else NOTHING
    elif names_user(entry, caller) or names_session(entry, caller):
        limits = NOTHING
    elif names_user_of_federated(entry, caller) or names_role(entry, caller):
        limits = BOUNDARY_AND_SESSION
    elif names_account(entry, caller):
        limits = EVERYTHING
    elif names_service(entry, caller) or names_provider(entry, caller):
        limits = NOTHING
    else:
        return None
    if caller.kind not in IDENTITIES:
        return NOTHING  # the root user, services and strangers have no such policies
    # In trust policies the boundary always limits: rule trust-boundary.
    return limits | {"boundary"} if trust else limits


def limits_of_grant(statement: Document, caller: Caller, *, trust: bool) -> Limits | None:
    """Several forms: the best row wins. Every row's limits contain those of every better row."""
    if "NotPrincipal" in statement:
        listed = any(names(entry, caller) for entry in entries(statement["NotPrincipal"]))
        return None if listed else limits_of_entry(("*", "*"), caller, trust=trust)
    rows = [
        limits
        for entry in entries(statement.get("Principal", {}))
        if (limits := limits_of_entry(entry, caller, trust=trust)) is not None
    ]
    return min(rows, key=len) if rows else None


def principal_matches(
    statement: Document, caller: Caller, *, has_boundary: bool, gateway: bool
) -> bool:
    """Whether the principal elements let the statement speak of this caller.

    Args:
        has_boundary: whether the caller has a permissions boundary.
        gateway: whether this is a gateway endpoint's policy, where an account means its root user
            only (PrivateLink vpc-endpoints-access).
    """
    if "NotPrincipal" in statement:
        listed = entries(statement["NotPrincipal"])
        if statement["Effect"] == "Allow":
            return not any(names(entry, caller) for entry in listed)
        return not is_exempt(listed, caller, has_boundary=has_boundary)
    if "Principal" not in statement:
        return False  # a statement without it speaks of nobody
    for entry in entries(statement["Principal"]):
        if gateway and account_of(entry) is not None:
            if caller.kind == ROOT and names_account(entry, caller):
                return True
        elif names(entry, caller):
            return True
    return False


def is_exempt(listed: list[Entry], caller: Caller, *, has_boundary: bool) -> bool:
    """Whom a Deny with NotPrincipal spares (elements_notprincipal; rules not-principal-…).

    Whoever has a boundary is never spared. A user needs user and account in the list, a role
    session role and account, a federated user its own or its user's ARN and account.
    """
    if has_boundary and caller.kind in IDENTITIES:
        return False
    if any(is_everyone(entry) for entry in listed):
        return True
    if caller.kind in (SERVICE, PROVIDER, ANONYMOUS):
        return any(
            names_service(entry, caller) or names_provider(entry, caller) for entry in listed
        )
    if not any(names_account(entry, caller) for entry in listed):
        return False
    if caller.kind == ROOT:
        return True
    if caller.kind == ROLE_SESSION:
        return any(names_role(entry, caller) for entry in listed)
    return any(
        names_user(entry, caller)
        or names_user_of_federated(entry, caller)
        or names_session(entry, caller)
        for entry in listed
    )
