"""Which actions does a service take from principals of its own account alone?

Whatever both sides' policies allow, these fail across accounts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnAccountOnly:
    """Some actions of one service.

    Args:
        service: the service's prefix.
        names: the actions' names.
        source: page of AWS's documentation that says so.
    """

    service: str
    names: tuple[str, ...]
    source: str


_ROWS = (
    OwnAccountOnly(
        "kms",
        (
            "CancelKeyDeletion",
            "CreateAlias",
            "DeleteAlias",
            "DeleteImportedKeyMaterial",
            "DisableKey",
            "DisableKeyRotation",
            "EnableKey",
            "EnableKeyRotation",
            "GetKeyLastUsage",
            "GetKeyPolicy",
            "GetParametersForImport",
            "ImportKeyMaterial",
            "ListKeyPolicies",
            "ListKeyRotations",
            "ListResourceTags",
            "PutKeyPolicy",
            "ReplicateKey",
            "RotateKeyOnDemand",
            "ScheduleKeyDeletion",
            "TagResource",
            "UntagResource",
            "UpdateAlias",
            "UpdateKeyDescription",
            "UpdatePrimaryRegion",
        ),
        "KMS kms-api-permissions-reference (cross-account use)",
    ),
    OwnAccountOnly(
        "sqs",
        (
            "AddPermission",
            "CancelMessageMoveTask",
            "CreateQueue",
            "DeleteQueue",
            "ListMessageMoveTasks",
            "ListQueueTags",
            "RemovePermission",
            "SetQueueAttributes",
            "StartMessageMoveTask",
            "TagQueue",
            "UntagQueue",
        ),
        "SQS sqs-basic-examples-of-sqs-policies (example 4)",
    ),
    OwnAccountOnly(
        "s3",
        ("DeleteBucketPolicy", "GetBucketPolicy", "PutBucketPolicy"),
        "S3 API_DeleteBucketPolicy, API_GetBucketPolicy, API_PutBucketPolicy",
    ),
)

OWN_ACCOUNT_ONLY: dict[str, OwnAccountOnly] = {
    f"{row.service}:{name}".lower(): row for row in _ROWS for name in row.names
}
"""By action, in lower case."""
