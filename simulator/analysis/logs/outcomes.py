"""What does a record say happened: was the call allowed or denied?"""

from __future__ import annotations

DENIALS = frozenset(
    [
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Client.UnauthorizedOperation",
        "Forbidden",
        "NotAuthorized",
        "NotAuthorizedException",
        "UnauthorizedAccess",
        "UnauthorizedAccessException",
        "UnauthorizedOperation",
        "VpceAccessDenied",
    ]
)
"""The error codes of a call that policies denied. What services call it is their own; CloudTrail's
list of common codes has AccessDenied and UnauthorizedOperation (IAM's troubleshooting pages, EC2
errors-overview, SNS and Glue API references have the others)."""

DRY_RUNS = frozenset({"Client.DryRunOperation", "DryRunOperation"})
"""The error codes of a call that was allowed and only tried (EC2 errors-overview)."""


def was_allowed(error_code: str | None) -> bool | None:
    """Whether the call was allowed; None where another error leaves that open.

    A throttled or malformed call fails before anybody asks a policy, one on a thing that is not
    there mostly after: neither says anything.
    """
    if error_code is None or error_code in DRY_RUNS:
        return True
    return False if error_code in DENIALS else None


def agrees(decision_allowed: bool | None, logged: bool | None) -> bool | None:
    """Whether policies and record say the same; None where one of them leaves it open."""
    if decision_allowed is None or logged is None:
        return None
    return decision_allowed is logged
