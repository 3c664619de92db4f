"""Which rules does AWS have for single services, calls and credentials?"""

from __future__ import annotations

import re

from .callers import (
    FEDERATED_USER,
    IDENTITIES,
    PROVIDER,
    ROLE_SESSION,
    ROOT,
    SERVICE,
    SERVICE_LINKED_PATH,
    UNSIGNED_CALLS,
    USER,
    Caller,
)
from .values import Context

ON_A_TRUST_POLICY = (
    "sts:assumerole",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
    *UNSIGNED_CALLS,
)
"""Calls whose resource-based policy is the role's trust policy (UG id_session-tags)."""

SELF_TRUST_UNTIL = "2022-09-21"
RCPS_SINCE = "2024-11-13"
RCPS_BEYOND_LAUNCH_SINCE = "2025-01-01"

RCP_SERVICES_AT_LAUNCH = frozenset({"kms", "s3", "secretsmanager", "sqs", "sts"})
RCP_SERVICES = RCP_SERVICES_AT_LAUNCH | frozenset(
    {
        "aoss",
        "appconfig",
        "appstream",
        "autoscaling",
        "autoscaling-plans",
        "budgets",
        "clouddirectory",
        "cloudfront",
        "cloudsearch",
        "cloudtrail-data",
        "codeartifact",
        "codebuild",
        "codecommit",
        "codepipeline",
        "cognito-identity",
        "cognito-idp",
        "comprehend",
        "comprehendmedical",
        "compute-optimizer",
        "cost-optimization-hub",
        "dax",
        "dsql",
        "dynamodb",
        "ecr",
        "ecr-public",
        "events",
        "firehose",
        "fis",
        "fms",
        "gamelift",
        "health",
        "inspector-scan",
        "kendra",
        "kinesisvideo",
        "logs",
        "memorydb",
        "networkmonitor",
        "notifications",
        "opensearch",
        "pca-connector-ad",
        "personalize",
        "polly",
        "pricing",
        "resource-groups",
        "rolesanywhere",
        "servicediscovery",
        "signin",
        "support",
        "swf",
        "textract",
        "timestream-influxdb",
        "transcribe",
        "transfer",
        "translate",
        "wafv2",
        "workspaces",
        "xray",
    }
)
"""ORG orgs_manage_policies_rcps, autumn 2026."""


def service_of(action: str) -> str:
    """The prefix of an action."""
    return action.split(":")[0].lower()


def is_role(resource: str) -> bool:
    """Whether the resource is an IAM role."""
    return re.fullmatch(r"arn:[^:]+:iam::[0-9]{12}:role/.+", resource) is not None


def on_trust_policy(action: str, resource: str) -> bool:
    """Whether the resource's policy is a role trust policy."""
    return action.lower() in ON_A_TRUST_POLICY and is_role(resource)


def on_key_policy(action: str, resource: str) -> bool:
    """Whether KMS's rule for keys holds (KMS key-policy-default)."""
    is_key = re.fullmatch(r"arn:[^:]+:kms:[^:]*:[^:]*:key/.+", resource) is not None
    return service_of(action) == "kms" and is_key


def needs_no_permission(action: str) -> bool:
    """`sts:GetCallerIdentity` and `sts:GetSessionToken`: no policy matters (sts-comparison)."""
    return action.lower() in ("sts:getcalleridentity", "sts:getsessiontoken")


def cannot_make(caller: Caller, action: str, context: Context) -> bool:
    """Calls that these credentials can never make (UG id_credentials_sts-comparison)."""
    call = action.lower()
    if call == "sts:getcalleridentity":
        return False
    if call in UNSIGNED_CALLS:
        return caller.kind != PROVIDER
    if caller.kind == ROOT and call in ("sts:assumerole", "sts:assumeroot"):
        return True
    of_sts, of_iam = call.startswith("sts:"), call.startswith("iam:") and call != "iam:passrole"
    if caller.kind == ROLE_SESSION:
        return call in ("sts:getfederationtoken", "sts:getsessiontoken")
    if caller.kind == FEDERATED_USER:
        return of_sts or of_iam
    if caller.credentials == "session-token":
        with_mfa = context.get("aws:multifactorauthpresent") in ("true", ["true"])
        return (of_iam and not with_mfa) or (of_sts and call not in ON_A_TRUST_POLICY)
    return call == "sts:getsessiontoken" and caller.kind not in (USER, ROOT)


def owned_by_aws(action: str, resource: str) -> bool:
    """Changes to what AWS owns fail whatever policies say (rule aws-owned)."""
    name = action.split(":")[-1].lower()
    reads = (
        name.startswith(("get", "list", "describe", "simulate", "generate")) or name == "passrole"
    )
    if reads:
        return False
    if service_of(action) == "iam":
        owned = r"arn:[^:]+:iam::(aws:policy|[0-9]*:role/aws-reserved)/.+"
        return re.fullmatch(owned, resource) is not None
    return service_of(action) == "kms" and ":alias/aws/" in resource


KMS_IN_ITS_ACCOUNT = (
    "cancelkeydeletion createalias deletealias deleteimportedkeymaterial disablekey "
    "disablekeyrotation enablekey enablekeyrotation getkeylastusage getkeypolicy "
    "getparametersforimport importkeymaterial listkeypolicies listkeyrotations listresourcetags "
    "putkeypolicy replicatekey rotatekeyondemand schedulekeydeletion tagresource untagresource "
    "updatealias updatekeydescription updateprimaryregion"
)
SQS_IN_ITS_ACCOUNT = (
    "addpermission cancelmessagemovetask createqueue deletequeue listmessagemovetasks listqueues "
    "listqueuetags removepermission setqueueattributes startmessagemovetask tagqueue untagqueue"
)
S3_IN_ITS_ACCOUNT = "deletebucketpolicy getbucketpolicy putbucketpolicy"


def own_account_only(action: str) -> bool:
    """Calls that fail across accounts (KMS kms-api-permissions-reference; SQS
    sqs-basic-examples-of-sqs-policies, example 4; S3 API_PutBucketPolicy and its siblings)."""
    service, _, name = action.lower().partition(":")
    listed = {"kms": KMS_IN_ITS_ACCOUNT, "sqs": SQS_IN_ITS_ACCOUNT, "s3": S3_IN_ITS_ACCOUNT}
    return name in listed.get(service, "").split()


def of_another_partition(caller: Caller, resource: str) -> bool:
    """Delegation ends at the partition (UG access_policies-cross-account-resource-access)."""
    return resource.startswith("arn:") and resource.split(":")[1] != caller.partition


def scps_bind(caller: Caller) -> bool:
    """ORG orgs_manage_policies_scps: users, roles and root users of member accounts."""
    return caller.kind in (*IDENTITIES, ROOT) and not caller.service_linked


def rcps_bind(caller: Caller, action: str, resource: str, as_of: str) -> bool:
    """ORG orgs_manage_policies_rcps: every caller, for the services that support them."""
    if as_of < RCPS_SINCE or caller.service_linked:
        return False
    assumes_service_linked = (
        caller.kind == SERVICE
        and on_trust_policy(action, resource)
        and f":role{SERVICE_LINKED_PATH}" in resource
    )
    if assumes_service_linked or action.lower() == "kms:retiregrant":
        return False
    all_services = as_of >= RCPS_BEYOND_LAUNCH_SINCE
    return service_of(action) in (RCP_SERVICES if all_services else RCP_SERVICES_AT_LAUNCH)


def resource_account(resource: str, owner: str | None, caller: Caller) -> str | None:
    """The owner if told, else the account in the ARN, else the caller's.

    ``aws`` in an ARN's account field is no account: what AWS manages is there for every account.
    """
    if owner is not None:
        return owner
    parts = resource.split(":", 5)
    written = parts[4] if len(parts) == 6 else ""
    return written if re.fullmatch(r"[0-9]{12}", written) else caller.account
