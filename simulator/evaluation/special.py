"""Which calls are not decided by policies as others are?

Tables: calls that no policy decides, resource policies that must always allow, services that RCPs
govern, callers that a policy type does not bind. Each row has its source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.evaluation.decision import Basis, Exemption, Presence, Verdict
from simulator.evaluation.facts import SERVICE_LINKED, CallerKind, Facts
from simulator.evaluation.own_account import OWN_ACCOUNT_ONLY
from simulator.evaluation.rcp_services import governed_services
from simulator.evaluation.request import UNKNOWN, Credentials
from simulator.language.arn import partition_of
from simulator.language.model import PolicyType

UNSIGNED = frozenset({"sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})
TRUST_ACTIONS = UNSIGNED | {
    "sts:assumerole",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
}
"""Actions that a role's trust policy governs (STS API_AssumeRole and its siblings)."""

MFA_KEY = "aws:MultiFactorAuthPresent"


@dataclass(frozen=True, slots=True)
class Outright:
    """A call whose verdict no policy changes.

    Args:
        basis: what the verdict stands on.
        verdict: what it is.
        services: the prefixes of the services whose calls can be such; None: any.
        applies: whether a request to one of them is such a call.
        source: page of AWS's documentation.
        rests_on: rules it leans on.
    """

    basis: Basis
    verdict: Verdict
    services: frozenset[str] | None
    applies: Callable[[Facts], bool]
    source: str
    rests_on: tuple[str, ...] = ()


def _credentials_cannot(credentials: Credentials, but: frozenset[str]) -> Callable[[Facts], bool]:
    return lambda facts: facts.credentials is credentials and facts.action not in but


NO_CALLS = frozenset({"iam:passrole"})
"""Permissions that are asked for within other calls and are no calls themselves."""

_ROLE_CREDENTIALS = frozenset(
    {Credentials.ASSUMED_ROLE, Credentials.SAML, Credentials.WEB_IDENTITY}
)
_TOKEN_ACTIONS = frozenset({"sts:getfederationtoken", "sts:getsessiontoken"})


def _role_session_asks_for_token(facts: Facts) -> bool:
    return facts.credentials in _ROLE_CREDENTIALS and facts.action in _TOKEN_ACTIONS


def _session_token_without_mfa(facts: Facts) -> bool:
    return (
        facts.credentials is Credentials.SESSION_TOKEN
        and facts.action not in NO_CALLS
        and facts.asked(MFA_KEY) is not Presence.UNKNOWN
        and facts.values(MFA_KEY) != ("true",)
    )


def _signed(facts: Facts) -> bool:
    """Whether an identity of an account signed the call."""
    return facts.caller.account is not None


def _from_another_account(facts: Facts) -> bool:
    return facts.action in OWN_ACCOUNT_ONLY and _signed(facts) and not facts.same_account


def _from_another_partition(facts: Facts) -> bool:
    """Whether caller and resource are of two partitions, between which nothing can be granted."""
    return (
        _signed(facts)
        and facts.arn is not None
        and facts.arn.partition != partition_of(facts.caller.arn)
    )


def _signed_for_unsigned(facts: Facts) -> bool:
    return facts.action in UNSIGNED and facts.caller.kind not in (
        CallerKind.ANONYMOUS,
        CallerKind.IDENTITY_PROVIDER,
    )


_READING = ("get", "list", "describe", "generate", "simulate")


def _changes_what_aws_owns(facts: Facts) -> bool:
    """Changes to AWS's managed policies, reserved roles and KMS aliases of AWS's own keys."""
    action, arn = facts.action, facts.arn
    name = action.partition(":")[2]
    if name.startswith(_READING):
        return False
    if arn is None:
        return False
    if facts.service == "iam":
        policy = arn.account == "aws" and arn.resource.startswith("policy/")
        role = arn.resource.startswith("role/aws-reserved/") and action != "iam:passrole"
        return policy or role
    return facts.service == "kms" and arn.resource.startswith("alias/aws/") and "alias" in name


_IAM, _STS = frozenset({"iam"}), frozenset({"sts"})
_OWN_ACCOUNT = frozenset(action.partition(":")[0] for action in OWN_ACCOUNT_ONLY)

OUTRIGHT: tuple[Outright, ...] = (
    Outright(
        Basis.SESSION_CANNOT,
        Verdict.IMPLICIT_DENY,
        _STS,
        _role_session_asks_for_token,
        "UG id_credentials_sts-comparison",
    ),
    Outright(
        Basis.SESSION_CANNOT,
        Verdict.IMPLICIT_DENY,
        _IAM,
        _credentials_cannot(Credentials.FEDERATION_TOKEN, NO_CALLS),
        "UG id_credentials_sts-comparison",
    ),
    Outright(
        Basis.SESSION_CANNOT,
        Verdict.IMPLICIT_DENY,
        _STS,
        _credentials_cannot(Credentials.FEDERATION_TOKEN, frozenset({"sts:getcalleridentity"})),
        "UG id_credentials_sts-comparison",
    ),
    Outright(
        Basis.SESSION_CANNOT,
        Verdict.IMPLICIT_DENY,
        _IAM,
        _session_token_without_mfa,
        "UG id_credentials_sts-comparison",
    ),
    Outright(
        Basis.SESSION_CANNOT,
        Verdict.IMPLICIT_DENY,
        _STS,
        _credentials_cannot(
            Credentials.SESSION_TOKEN,
            frozenset({"sts:assumerole", "sts:getcalleridentity"}) | (TRUST_ACTIONS - UNSIGNED),
        ),
        "UG id_credentials_sts-comparison; STS API_GetSessionToken",
        ("session-token-limits",),
    ),
    Outright(
        Basis.ROOT_CANNOT,
        Verdict.IMPLICIT_DENY,
        _STS,
        lambda facts: (
            facts.caller.kind is CallerKind.ROOT
            and facts.action in ("sts:assumerole", "sts:assumeroot")
        ),
        "UG id_credentials_sts-comparison; STS API_AssumeRoot",
    ),
    Outright(
        Basis.USER_CANNOT,
        Verdict.IMPLICIT_DENY,
        _STS,
        _signed_for_unsigned,
        "STS API_AssumeRoleWithSAML, API_AssumeRoleWithWebIdentity",
    ),
    Outright(
        Basis.NO_PERMISSION_NEEDED,
        Verdict.ALLOW,
        _STS,
        lambda facts: facts.action == "sts:getcalleridentity" and _signed(facts),
        "STS API_GetCallerIdentity",
    ),
    Outright(
        Basis.NO_PERMISSION_NEEDED,
        Verdict.ALLOW,
        _STS,
        lambda facts: facts.action == "sts:getsessiontoken" and _signed(facts),
        "UG id_credentials_temp_control-access_getsessiontoken",
        ("get-session-token-rcp",),
    ),
    Outright(
        Basis.OTHER_PARTITION,
        Verdict.IMPLICIT_DENY,
        None,
        _from_another_partition,
        "UG access_policies-cross-account-resource-access",
    ),
    Outright(
        Basis.OWN_ACCOUNT_ONLY,
        Verdict.IMPLICIT_DENY,
        _OWN_ACCOUNT,
        _from_another_account,
        "KMS kms-api-permissions-reference; SQS sqs-basic-examples-of-sqs-policies; S3 "
        "API_PutBucketPolicy",
    ),
    Outright(
        Basis.AWS_OWNED,
        Verdict.IMPLICIT_DENY,
        frozenset({"iam", "kms"}),
        _changes_what_aws_owns,
        "UG access_policies_managed-vs-inline",
        ("aws-owned",),
    ),
)


def outright(facts: Facts) -> Outright | None:
    """The row that decides this request whatever policies say, if there is one."""
    service = facts.service
    for row in OUTRIGHT:
        if (row.services is None or service in row.services) and row.applies(facts):
            return row
    return None


def keys_asked(facts: Facts) -> tuple[str, ...]:
    """Unknown keys that could make a row here apply."""
    asks = (
        facts.credentials is Credentials.SESSION_TOKEN
        and facts.service == "iam"
        and facts.action not in NO_CALLS
    )
    return (MFA_KEY,) if asks and facts.context.get(MFA_KEY.lower()) is UNKNOWN else ()


def resource_policy_type(facts: Facts) -> PolicyType:
    """Whether the resource's own policy is a role trust policy."""
    arn = facts.arn
    role = arn is not None and arn.service == "iam" and arn.resource.startswith("role/")
    return PolicyType.TRUST if role and facts.action in TRUST_ACTIONS else PolicyType.RESOURCE


def must_allow(facts: Facts) -> bool:
    """Whether the resource's own policy must allow even within one account.

    Role trust policies and KMS key policies (STS API_AssumeRole; KMS key-policy-default).
    """
    return resource_policy_type(facts) is PolicyType.TRUST or is_kms_key(facts)


def trusts_itself(facts: Facts) -> bool:
    """Whether a role assumes itself on a day when its trust policy had not to say so.

    Rule ``role-self-trust``.
    """
    if (
        facts.rules.in_force("role-self-trust")
        or resource_policy_type(facts) is not PolicyType.TRUST
    ):
        return False
    roles = (*facts.values("aws:PrincipalArn"), facts.caller.role_arn)
    return facts.caller.kind is CallerKind.ROLE_SESSION and facts.resource in roles


def is_kms_key(facts: Facts) -> bool:
    """Whether the call is on a KMS key, which its key policy guards."""
    arn = facts.arn
    return (
        facts.service == "kms"
        and arn is not None
        and arn.service == "kms"
        and arn.resource.startswith("key/")
    )


def _assumes_service_linked(facts: Facts) -> bool:
    """Whether a service assumes a service-linked role, which RCPs do not keep it from."""
    return (
        facts.caller.kind is CallerKind.SERVICE
        and facts.action == "sts:assumerole"
        and SERVICE_LINKED in facts.request.resource
    )


def _rcp_exemption(facts: Facts) -> Exemption | None:
    if not facts.rules.in_force("rcp"):
        return Exemption.NOT_YET
    if facts.service_linked or _assumes_service_linked(facts):
        return Exemption.SERVICE_LINKED_ROLE
    if (
        facts.service not in governed_services(facts.rules.as_of)
        or facts.action == "kms:retiregrant"
    ):
        return Exemption.SERVICE_NOT_COVERED
    return None


def _scp_exemption(facts: Facts) -> Exemption | None:
    return {
        CallerKind.SERVICE: Exemption.SERVICE_PRINCIPAL,
        CallerKind.ANONYMOUS: Exemption.ANONYMOUS,
        CallerKind.IDENTITY_PROVIDER: Exemption.UNSIGNED,
    }.get(facts.caller.kind) or (Exemption.SERVICE_LINKED_ROLE if facts.service_linked else None)


ROOT_KEEPS = frozenset({"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"})
"""What the root user of a bucket's account can always do as far as the bucket's own policy goes, so
that nobody locks it out (S3 API_GetBucketPolicy, API_PutBucketPolicy, API_DeleteBucketPolicy)."""


def _resource_exemption(facts: Facts) -> Exemption | None:
    keeps = (
        facts.caller.kind is CallerKind.ROOT and facts.same_account and facts.action in ROOT_KEEPS
    )
    return Exemption.ROOT_KEEPS_BUCKET_POLICY if keeps else None


HAVE_POLICIES = frozenset({CallerKind.USER, CallerKind.ROLE_SESSION, CallerKind.FEDERATED_USER})
"""Callers that have policies of their own (UG access_policies)."""


def _identity_exemption(facts: Facts) -> Exemption | None:
    return None if facts.caller.kind in HAVE_POLICIES else Exemption.NO_IDENTITY_POLICIES


_EXEMPTIONS: dict[PolicyType, Callable[[Facts], Exemption | None]] = {
    PolicyType.RCP: _rcp_exemption,
    PolicyType.SCP: _scp_exemption,
    PolicyType.RESOURCE: _resource_exemption,
    PolicyType.IDENTITY: _identity_exemption,
    PolicyType.BOUNDARY: _identity_exemption,
    PolicyType.SESSION: _identity_exemption,
}
"""Callers and calls that policies of a type do not bind: ORG orgs_manage_policies_scps and
orgs_manage_policies_rcps; root users, services and anonymous callers have no identity policies."""


def exemption(type: PolicyType, facts: Facts) -> Exemption | None:
    """Why policies of this type do not bind this request, if they do not."""
    ask = _EXEMPTIONS.get(type)
    return ask(facts) if ask is not None else None


def needs_session_policies(facts: Facts) -> bool:
    """Whether a session to which no session policies were passed is allowed nothing.

    A federated user's (UG id_credentials_temp_control-access_getfederationtoken).
    """
    return facts.credentials is Credentials.FEDERATION_TOKEN
