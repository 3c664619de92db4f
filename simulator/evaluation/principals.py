"""Whom does the element Principal name, and what does a grant to that name escape?

UG reference_policies_elements_principal, reference_policies_elements_notprincipal; the matrix of
reference_policies_evaluation-logic_policy-eval-denyallow is the table `ESCAPES`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from simulator.evaluation.decision import Because, ElementResult, Presence, ValueResult
from simulator.evaluation.facts import CallerKind, Facts
from simulator.evaluation.logic import Truth, disjunction, negation
from simulator.evaluation.special import UNSIGNED
from simulator.language.arn import parse_arn
from simulator.language.model import Effect, PolicyType, Principal, Principals

_ACCOUNT = re.compile(r"[0-9]{12}")
_UNIQUE_ID = re.compile(r"A(?:IDA|ROA)[A-Z0-9]+")


class Form(StrEnum):
    """The rows of the matrix: how a principal element can name a caller."""

    USER = "user"
    USER_OF_FEDERATED = "user_of_federated"
    ITSELF = "itself"
    ROLE = "role"
    EVERYONE = "everyone"
    ACCOUNT = "account"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Named:
    """Whether one entry names the caller, and in which form."""

    holds: Truth
    because: Because
    form: Form | None = None
    rests_on: tuple[str, ...] = ()


_NOBODY = Named(Truth.NO, Because.OTHER_PRINCIPAL)

_I, _B, _S = PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION

ESCAPES: dict[tuple[Form, CallerKind], frozenset[PolicyType]] = {
    (Form.USER, CallerKind.USER): frozenset({_I, _B}),
    (Form.USER_OF_FEDERATED, CallerKind.FEDERATED_USER): frozenset({_I}),
    (Form.ITSELF, CallerKind.FEDERATED_USER): frozenset({_I, _B, _S}),
    (Form.ROLE, CallerKind.ROLE_SESSION): frozenset({_I}),
    (Form.ITSELF, CallerKind.ROLE_SESSION): frozenset({_I, _B, _S}),
    (Form.EVERYONE, CallerKind.USER): frozenset({_I, _B}),
    (Form.EVERYONE, CallerKind.ROLE_SESSION): frozenset({_I, _B, _S}),
    (Form.EVERYONE, CallerKind.FEDERATED_USER): frozenset({_I, _B}),
}
"""Which implicit denies a grant in the same account makes irrelevant, by the form in which it names
the caller. A pair that is not here (an account, for any of its principals) escapes none; root,
services and anonymous callers have no policies of their own to escape.
Source: UG reference_policies_evaluation-logic_policy-eval-denyallow, the rows of its matrix."""


GATEWAY_SERVICES = frozenset({"dynamodb", "s3"})
"""Services with gateway endpoints, in whose policies an account is its root user only
(PrivateLink vpc-endpoints-access)."""


def named(entry: Principal, facts: Facts, type: PolicyType, effect: Effect) -> Named:
    """Whether one entry of a principal element names the caller.

    Args:
        type: of the policy that the entry stands in.
        effect: of its statement.
    """
    value = entry.value.value
    if value == "*" and entry.type in ("*", "AWS"):
        if effect is Effect.ALLOW and type is PolicyType.TRUST and _unsigned(facts):
            return _NOBODY
        return Named(Truth.YES, Because.EVERYONE, Form.EVERYONE, _rules_of_star(entry, facts, type))
    match entry.type:
        case "AWS":
            return _named_by_aws(value, facts)
        case "Service":
            return _same(facts, CallerKind.SERVICE, value in _service_names(facts), Form.SERVICE)
        case "Federated":
            same = _unsigned(facts) and value in _providers(facts)
            return Named(Truth.YES, Because.SAME_PRINCIPAL, Form.ITSELF) if same else _NOBODY
    return _NOBODY


def _unsigned(facts: Facts) -> bool:
    """Whether an identity provider vouches for the caller, whom a trust policy must then name
    (STS API_AssumeRoleWithSAML, API_AssumeRoleWithWebIdentity)."""
    return facts.caller.kind is CallerKind.IDENTITY_PROVIDER or (
        facts.caller.kind is CallerKind.ANONYMOUS and facts.request.action.lower() in UNSIGNED
    )


def _providers(facts: Facts) -> tuple[object, ...]:
    """The provider: as the request's principal says, else as its key says."""
    if facts.caller.kind is CallerKind.IDENTITY_PROVIDER:
        return (facts.caller.arn,)
    return facts.values("aws:FederatedProvider")


def _rules_of_star(entry: Principal, facts: Facts, type: PolicyType) -> tuple[str, ...]:
    if type is PolicyType.TRUST and entry.type == "*":
        return ("trust-star",)
    leans = facts.caller.kind is CallerKind.SERVICE and type is PolicyType.RESOURCE
    return ("service-principal-star",) if leans else ()


def _only_root(found: Named, facts: Facts, type: PolicyType) -> bool:
    gateway = (
        type is PolicyType.ENDPOINT
        and facts.request.action.lower().partition(":")[0] in GATEWAY_SERVICES
    )
    return gateway and found.form is Form.ACCOUNT and facts.caller.kind is not CallerKind.ROOT


def _same(facts: Facts, kind: CallerKind, same: bool, form: Form) -> Named:
    if facts.caller.kind is kind and same:
        return Named(Truth.YES, Because.SAME_PRINCIPAL, form)
    return _NOBODY


def _service_names(facts: Facts) -> tuple[object, ...]:
    return (facts.caller.arn, *facts.values("aws:PrincipalServiceNamesList"))


def _named_by_aws(value: str, facts: Facts) -> Named:
    caller = facts.caller
    if _UNIQUE_ID.fullmatch(value):
        return _named_by_unique_id(value, facts)
    arn = parse_arn(value)
    account = value if _ACCOUNT.fullmatch(value) else None
    if arn is not None and arn.service == "iam" and arn.resource == "root":
        account = arn.account
    if account is not None:
        if caller.account == account:
            return Named(Truth.YES, Because.ACCOUNT_OF_CALLER, Form.ACCOUNT)
        return _NOBODY
    if arn is None:
        return _NOBODY
    if value == caller.arn and caller.role_arn is None:
        form = Form.USER if caller.kind is CallerKind.USER else Form.ITSELF
        return Named(Truth.YES, Because.SAME_PRINCIPAL, form)
    if arn.service == "iam" and arn.resource.startswith("role/"):
        return _named_by_role(value, facts)
    if arn.service == "iam" and arn.resource.startswith("user/"):
        return _named_by_user_of_federated(value, facts)
    return _NOBODY


def _named_by_unique_id(value: str, facts: Facts) -> Named:
    """A stored unique id counts as its ARN, while that same user or role exists."""
    if facts.asked("aws:userid") is Presence.UNKNOWN:
        return Named(Truth.UNKNOWN, Because.KEY_UNKNOWN)
    userids = [one for one in facts.values("aws:userid") if isinstance(one, str)]
    caller = facts.caller
    if caller.kind is CallerKind.USER and value in userids:
        return Named(Truth.YES, Because.SAME_PRINCIPAL, Form.USER)
    if caller.kind is CallerKind.ROLE_SESSION and value in [u.partition(":")[0] for u in userids]:
        return Named(Truth.YES, Because.ROLE_OF_SESSION, Form.ROLE)
    return _NOBODY


def _named_by_role(value: str, facts: Facts) -> Named:
    """A role's ARN names the role's sessions. A session's ARN has no path: the key has it."""
    caller = facts.caller
    if caller.kind is not CallerKind.ROLE_SESSION:
        return _NOBODY
    if facts.asked("aws:PrincipalArn") is Presence.UNKNOWN and caller.role_arn is None:
        fits = _same_role_name(value, facts)
        return Named(Truth.UNKNOWN, Because.KEY_UNKNOWN, Form.ROLE) if fits else _NOBODY
    known = [arn for arn in facts.values("aws:PrincipalArn") if isinstance(arn, str)]
    if caller.role_arn is not None:
        known = known or [caller.role_arn]
    if known:
        same = value in known
        return Named(Truth.YES, Because.ROLE_OF_SESSION, Form.ROLE) if same else _NOBODY
    if not _same_role_name(value, facts):
        return _NOBODY
    has_path = value.count("/") > 1
    return Named(Truth.YES, Because.ROLE_OF_SESSION, Form.ROLE, ("role-path",) if has_path else ())


def _same_role_name(value: str, facts: Facts) -> bool:
    """Whether account and name fit, which name one role whatever its path."""
    arn = parse_arn(value)
    return (
        arn is not None
        and arn.account == facts.caller.account
        and arn.resource.rpartition("/")[2] == facts.caller.name
    )


def _named_by_user_of_federated(value: str, facts: Facts) -> Named:
    """A user's ARN names the sessions that the user got by GetFederationToken."""
    if facts.caller.kind is not CallerKind.FEDERATED_USER:
        return _NOBODY
    issuer = facts.request.federated_by
    if issuer is None:
        return Named(Truth.NO, Because.OTHER_PRINCIPAL, rests_on=("federated-user-issuer",))
    if issuer != value:
        return _NOBODY
    return Named(Truth.YES, Because.USER_OF_FEDERATED, Form.USER_OF_FEDERATED)


def evaluate_principals(
    principals: Principals,
    facts: Facts,
    effect: Effect,
    type: PolicyType,
) -> tuple[ElementResult, tuple[Form, ...]]:
    """The element Principal or NotPrincipal, and in which forms it names the caller."""
    results = [
        _NOBODY if not principals.negated and _only_root(one, facts, type) else one
        for one in (named(entry, facts, type, effect) for entry in principals.values)
    ]
    tried = tuple(
        ValueResult(entry.value, one.holds, one.because)
        for entry, one in zip(principals.values, results, strict=True)
    )
    if principals.negated:
        holds, because, rests_on = _not_listed(results, facts, effect)
        forms: tuple[Form, ...] = (Form.EVERYONE,)
    else:
        holds = disjunction(one.holds for one in results)
        because = next(
            (one.because for one in results if one.holds is holds), Because.OTHER_PRINCIPAL
        )
        rests_on = tuple(rule for one in results for rule in one.rests_on)
        if effect is Effect.DENY and because is Because.ACCOUNT_OF_CALLER:
            rests_on = (*rests_on, *_account_denied(facts))
        forms = tuple(one.form for one in results if one.form is not None)
    result = ElementResult(
        element="NotPrincipal" if principals.negated else "Principal",
        tried=tried,
        holds=holds,
        because=because,
        span=principals.span,
        rests_on=tuple(dict.fromkeys(rests_on)),
    )
    return result, forms


def _account_denied(facts: Facts) -> tuple[str, ...]:
    """An account in a Deny: that it names each of its principals is only implied."""
    return () if facts.caller.kind is CallerKind.ROOT else ("deny-principal-forms",)


def _not_listed(
    results: list[Named], facts: Facts, effect: Effect
) -> tuple[Truth, Because, tuple[str, ...]]:
    """NotPrincipal: everyone but those listed, who must be listed with all that they stand in.

    UG reference_policies_elements_notprincipal: a Deny with it always denies a principal that has
    a permissions boundary; to exempt a user, list user and account; to exempt a session, list
    session, role and account.
    """
    listed = {one.form: one for one in results if one.holds is not Truth.NO and one.form}
    if effect is Effect.ALLOW:
        return negation(disjunction(one.holds for one in results)), Because.COMPARED, ()
    if facts.has_boundary:
        return Truth.YES, Because.HAS_BOUNDARY, ()
    if Form.EVERYONE in listed:
        return Truth.NO, Because.EVERYONE, ("not-principal-star",)
    kind = facts.caller.kind
    if kind in (CallerKind.ROOT, CallerKind.SERVICE):
        return negation(disjunction(one.holds for one in results)), Because.COMPARED, ()
    if kind is CallerKind.ROLE_SESSION:
        inner, whole = {Form.ITSELF, Form.ROLE}, {Form.ROLE, Form.ACCOUNT}
        leans = () if Form.ITSELF in listed else ("not-principal-role-and-account",)
    else:
        inner = {Form.USER, Form.USER_OF_FEDERATED, Form.ITSELF}
        whole, leans = {Form.ACCOUNT}, ()
    if whole <= listed.keys() and inner & listed.keys():
        unsure = any(one.holds is Truth.UNKNOWN for one in listed.values())
        return Truth.UNKNOWN if unsure else Truth.NO, Because.SAME_PRINCIPAL, leans
    partly = bool(inner & listed.keys())
    return Truth.YES, Because.OTHER_PRINCIPAL, ("not-principal-inner-only",) if partly else ()


def escapes(
    type: PolicyType,
    forms: tuple[Form, ...],
    facts: Facts,
) -> frozenset[PolicyType]:
    """Which implicit denies an Allow that names the caller in these forms makes irrelevant.

    The best form wins. Across accounts none: there the caller's own side must allow as well. In a
    trust policy the boundary always limits (rule ``trust-boundary``).
    """
    if type not in (PolicyType.RESOURCE, PolicyType.TRUST) or not forms:
        return frozenset()
    if facts.caller.account is not None and not facts.same_account:
        return frozenset()
    kind = facts.caller.kind
    found = max((ESCAPES.get((form, kind), frozenset()) for form in forms), key=len)
    return found - {_B} if type is PolicyType.TRUST else found
