"""How does AWS word a denial? One row a policy type, for writing messages and for reading them.

The wording is AWS's own, so that a message from a terminal or a log can be searched for as it
stands. `report` and the predicted trail write messages; `decode` reads them back from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SOURCE = "UG troubleshoot_access-denied#access-denied-{}-examples"


@dataclass(frozen=True, slots=True)
class DenialWording:
    """What AWS's message calls one policy type.

    Args:
        type: a value of `PolicyType`.
        implicit: the noun in "because no … allows the … action"; None where AWS documents no
            implicit denial.
        explicit: article and noun in "with an explicit deny in …".
        names_arn: whether the explicit form ends in the policy's ARN since 2026 (rule
            ``message-policy-arn``).
        source: page of AWS's documentation.
    """

    type: str
    implicit: str | None
    explicit: str
    names_arn: bool
    source: str


_ROWS = (
    DenialWording(
        "identity",
        "identity-based policy",
        "an identity-based policy",
        True,
        _SOURCE.format("identity-based-policy"),
    ),
    DenialWording(
        "resource",
        "resource-based policy",
        "a resource-based policy",
        False,
        _SOURCE.format("resource-based-policy"),
    ),
    DenialWording(
        "trust",
        "role trust policy",
        "the role trust policy",
        False,
        _SOURCE.format("role-trust-policy"),
    ),
    DenialWording(
        "boundary",
        "permissions boundary",
        "a permissions boundary",
        True,
        _SOURCE.format("permissions-boundary"),
    ),
    DenialWording(
        "session", "session policy", "a session policy", True, _SOURCE.format("session-policy")
    ),
    DenialWording(
        "scp",
        "service control policy",
        "a service control policy",
        True,
        _SOURCE.format("scp"),
    ),
    DenialWording("rcp", None, "a resource control policy", True, _SOURCE.format("rcp")),
    DenialWording(
        "endpoint",
        "VPC endpoint policy",
        "a VPC endpoint policy",
        False,
        _SOURCE.format("vpc-endpoint"),
    ),
)

DENIAL_WORDINGS: Final[dict[str, DenialWording]] = {row.type: row for row in _ROWS}

SERVICES_WITH_ENCODED_MESSAGES: Final = frozenset({"ec2"})
"""Prefixes of services that add an encoded part, which `sts:DecodeAuthorizationMessage` reads.

STS API_DecodeAuthorizationMessage says only that certain actions do; EC2's are known to.
"""


def denied_message(
    user_arn: str,
    action: str,
    resource: str | None,
    type: str | None,
    explicit: bool,
    policy_arn: str | None = None,
    with_arn: bool = False,
) -> str:
    """AWS's access-denied message, in one line.

    Args:
        user_arn: the principal that is denied.
        action: as AWS spells it, such as ``ec2:StopInstances``.
        resource: its ARN. None or ``*`` leaves the resource out, as AWS's examples do for actions
            without a resource type.
        type: a value of `PolicyType`; None when no policy denies, and the message gives no reason.
        explicit: by a Deny statement, or for want of an Allow.
        policy_arn: of the policy that denies explicitly, if it has one.
        with_arn: whether the form of 2026 is in force (rule ``message-policy-arn``).

    Raises:
        KeyError: there is no such policy type.

    Source: UG troubleshoot_access-denied.
    """
    message = f"User: {user_arn} is not authorized to perform: {action}"
    if resource is not None and resource != "*":
        message += f" on resource: {resource}"
    if type is None:
        return message
    wording = DENIAL_WORDINGS[type]
    if explicit:
        message += f" with an explicit deny in {wording.explicit}"
        return (
            f"{message}: {policy_arn}" if with_arn and wording.names_arn and policy_arn else message
        )
    if wording.implicit is None:
        return message
    return f"{message} because no {wording.implicit} allows the {action} action"
