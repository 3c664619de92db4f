"""Is the request allowed? AWS's evaluation logic, read from the page and written down step by step.

Source: UG reference_policies_evaluation-logic_policy-eval-denyallow,
reference_policies_evaluation-logic-cross-account. Where they are silent the row of
docs/reference/fidelity.md is named: "rule ID".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import special, unknowns
from .callers import FEDERATED_USER, IDENTITIES, ROLE_SESSION, ROOT, Caller, who_calls
from .conditions import conditions_hold
from .elements import action_matches, resource_matches
from .principals import (
    EVERYTHING,
    GATEWAY_ENDPOINTS,
    Limits,
    limits_of_grant,
    principal_matches,
)
from .values import Answer, Context, Document, NamedPolicy, StatementId, as_list

ORDER = ("rcp", "scp", "endpoint", "resource", "identity", "boundary", "session")
"""The first type that denies is named (rules endpoint-order, message-several-types)."""

PRINCIPAL_TYPES = ("rcp", "endpoint", "resource")
"""Policy types whose statements have a principal element (elements_principal)."""

TODAY = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with every key known, and the policies: what each step below looks at."""

    caller: Caller
    action: str
    resource: str
    context: Context
    policies: dict[str, Any]
    as_of: str
    same_account: bool
    trust: bool
    resource_must_allow: bool


def decide(request: dict[str, Any], policies: dict[str, Any], *, as_of: str = TODAY) -> Answer:
    """The verdict on one request, for every value that unknown keys may have.

    Args:
        request: ``principal``, ``action``, ``resource``; optionally ``resource_account``,
            ``credentials``, ``federated_by`` and ``context`` (text, a list of texts, UNKNOWN or a
            ServiceAddress by key).
        policies: ``identity``: list of (name, document). ``resource``, ``boundary``, ``session``,
            ``endpoint``: such a list, or None where there is no policy. ``scps``, ``rcps``: such
            a list for each level.
        as_of: the day whose rules hold.

    Raises:
        BudgetExceededError: the unknown keys have too many combinations of values.
    """
    answers = [
        decide_known(request, context, policies, as_of)
        for context in unknowns.contexts(request, policies)
    ]
    possible = frozenset(answer.verdict for answer in answers)
    if len(possible) > 1:
        return Answer("depends", possible, None)
    settled = {answer.settled_by for answer in answers}
    return Answer(
        answers[0].verdict,
        possible,
        settled.pop() if len(settled) == 1 else None,
        frozenset().union(*(answer.deciding for answer in answers)),
    )


def decide_known(
    request: dict[str, Any], context: Context, policies: dict[str, Any], as_of: str
) -> Answer:
    """The evaluation logic from the first step to the last, no key unknown."""
    asked = ask(request, context, policies, as_of)
    caller, action, resource = asked.caller, asked.action, asked.resource

    if special.cannot_make(caller, action, context) or special.owned_by_aws(action, resource):
        return _implicit(None)
    if caller.account is not None:
        if special.of_another_partition(caller, resource):
            return _implicit(None)
        if special.own_account_only(action) and not asked.same_account:
            return _implicit(None)
    if special.needs_no_permission(action) and caller.account is not None:
        return _allowed(None, frozenset())

    for policy_type in ORDER:
        denying = statements_that_apply(asked, policy_type, "Deny")
        if denying:
            named = word_for(asked, policy_type)
            return Answer("explicit_deny", frozenset({"explicit_deny"}), named, frozenset(denying))

    for policy_type in ("scp", "endpoint"):
        if not permits(asked, policy_type):
            return _implicit(policy_type)

    if caller.kind in IDENTITIES and asked.same_account:
        return same_account(asked)
    if caller.kind in IDENTITIES:
        return across_accounts(asked)
    if caller.kind == ROOT and asked.same_account and not asked.resource_must_allow:
        return _allowed(None, frozenset())  # "with the exception of the account root user"
    return resource_alone(asked)


def ask(request: dict[str, Any], context: Context, policies: dict[str, Any], as_of: str) -> Asked:
    """The request context (step 1)."""
    action, resource = request["action"], request["resource"]
    caller = who_calls(request, context)
    owner = special.resource_account(resource, request.get("resource_account"), caller)
    trust = special.on_trust_policy(action, resource)
    return Asked(
        caller,
        action,
        resource,
        context,
        policies,
        as_of,
        same_account=caller.account is not None and caller.account == owner,
        trust=trust,
        resource_must_allow=trust or special.on_key_policy(action, resource),
    )


def same_account(asked: Asked) -> Answer:
    """Steps 5 to 8 with the matrix, for users, role sessions and federated users."""
    grants = grants_of_resource(asked)
    if asked.resource_must_allow and not grants and not trusts_itself(asked):
        return _implicit(word_for(asked, "resource"))
    limits = min(grants.values(), key=len) if grants else EVERYTHING
    for policy_type in ("identity", "boundary", "session"):
        if policy_type in limits and not permits(asked, policy_type):
            return _implicit(policy_type)
    identity_is_enough = not asked.resource_must_allow and all(
        permits(asked, policy_type) for policy_type in EVERYTHING
    )
    if "identity" in limits or identity_is_enough:
        return _allowed("identity", statements_that_apply(asked, "identity", "Allow"))
    return _allowed(
        word_for(asked, "resource"),
        {
            statement
            for statement, rest in grants.items()
            if "identity" not in rest and all(permits(asked, limit) for limit in rest)
        },
    )


def across_accounts(asked: Asked) -> Answer:
    """Two evaluations, both must allow; no form of principal replaces the identity policy."""
    for policy_type in ("identity", "boundary", "session"):
        if not permits(asked, policy_type):
            return _implicit(policy_type)
    if not grants_of_resource(asked):
        return _implicit(word_for(asked, "resource"))
    return _allowed("identity", statements_that_apply(asked, "identity", "Allow"))


def resource_alone(asked: Asked) -> Answer:
    """Services, anonymous callers, providers, root users of other accounts, and of KMS keys."""
    grants = grants_of_resource(asked)
    named = word_for(asked, "resource")
    return _allowed(named, set(grants)) if grants else _implicit(named)


def trusts_itself(asked: Asked) -> bool:
    """Until 2022-09-21 a role trusted itself (rule role-self-trust): as if it named itself
    by its account, so that its identity policy must allow."""
    itself = asked.caller.role == asked.resource and asked.caller.kind == ROLE_SESSION
    return asked.trust and itself and asked.as_of < special.SELF_TRUST_UNTIL


def grants_of_resource(asked: Asked) -> dict[StatementId, Limits]:
    """The applying Allows of the resource's policy, each with the limits of its best row."""
    found: dict[StatementId, Limits] = {}
    for level in levels(asked, "resource"):
        for statement_id, statement, version in statements(level, word_for(asked, "resource")):
            limits = limits_of_grant(statement, asked.caller, trust=asked.trust)
            if limits is not None and applies(asked, "resource", "Allow", statement, version):
                found[statement_id] = limits
    return found


def permits(asked: Asked, policy_type: str) -> bool:
    """Whether a policy type lets the request pass: it is not there, or allows at every level."""
    if not is_there(asked, policy_type):
        return True
    return all(
        any(
            applies(asked, policy_type, "Allow", statement, version)
            for _, statement, version in statements(level, policy_type)
        )
        for level in levels(asked, policy_type)
    )


def statements_that_apply(asked: Asked, policy_type: str, effect: str) -> set[StatementId]:
    """All statements of a policy type with this effect that apply to the request."""
    return {
        statement_id
        for level in levels(asked, policy_type)
        for statement_id, statement, version in statements(level, word_for(asked, policy_type))
        if applies(asked, policy_type, effect, statement, version)
    }


def is_there(asked: Asked, policy_type: str) -> bool:
    """Whether policies of this type bind the caller at all (UG access_policies)."""
    caller, given = asked.caller, asked.policies
    if policy_type == "rcp":
        return special.rcps_bind(caller, asked.action, asked.resource, asked.as_of)
    if policy_type == "scp":
        return special.scps_bind(caller) and bool(given["scps"])
    if policy_type == "identity":
        return caller.kind in IDENTITIES
    if policy_type == "boundary":
        return caller.kind in IDENTITIES and given["boundary"] is not None
    if policy_type == "session":
        # A GetFederationToken session without session policies: they allow nothing.
        if caller.kind == FEDERATED_USER:
            return True
        return caller.kind == ROLE_SESSION and given["session"] is not None
    return given[policy_type] is not None


def levels(asked: Asked, policy_type: str) -> list[list[NamedPolicy]]:
    """The policies of a type, by level; but for SCPs and RCPs there is one level."""
    if not is_there(asked, policy_type):
        return []
    if policy_type in ("scp", "rcp"):
        return list(asked.policies[f"{policy_type}s"])
    return [asked.policies[policy_type] or []]


def statements(
    level: list[NamedPolicy], policy_type: str
) -> list[tuple[StatementId, Document, str]]:
    """Statement by statement, with the document's version (reference_policies_elements_version)."""
    return [
        ((policy_type, name, place), statement, document.get("Version", "2008-10-17"))
        for name, document in level
        for place, statement in enumerate(as_list(document.get("Statement", [])), start=1)
    ]


def applies(asked: Asked, policy_type: str, effect: str, statement: Document, version: str) -> bool:
    """Whether each element of a statement matches (reference_policies_elements)."""
    return (
        statement["Effect"] == effect
        and (policy_type not in PRINCIPAL_TYPES or speaks_of_caller(asked, policy_type, statement))
        and action_matches(statement, asked.action)
        and resource_matches(statement, asked.resource, asked.context, version)
        and conditions_hold(statement, asked.context, version)
    )


def speaks_of_caller(asked: Asked, policy_type: str, statement: Document) -> bool:
    """The principal elements, as this policy type reads them."""
    return principal_matches(
        statement,
        asked.caller,
        has_boundary=asked.policies["boundary"] is not None,
        gateway=policy_type == "endpoint" and special.service_of(asked.action) in GATEWAY_ENDPOINTS,
    )


def word_for(asked: Asked, policy_type: str) -> str:
    """A role's resource-based policy is called its trust policy."""
    return "trust" if policy_type == "resource" and asked.trust else policy_type


def _implicit(settled_by: str | None) -> Answer:
    return Answer("implicit_deny", frozenset({"implicit_deny"}), settled_by)


def _allowed(settled_by: str | None, deciding: set[StatementId] | frozenset[StatementId]) -> Answer:
    return Answer("allow", frozenset({"allow"}), settled_by, frozenset(deciding))
