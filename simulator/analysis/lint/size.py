"""Is the policy larger than AWS stores one of its type?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, Subject
from simulator.language.model import Policy, PolicyType
from simulator.rules import Rules
from simulator.source import Span

_SPACE = re.compile(r"[ \t\r\n]+")
_OPENING = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """How large a policy may be.

    Args:
        characters: the most.
        space: whether white space counts.
        since: the dated rule from which on this row holds.
    """

    characters: int
    space: bool = False
    since: str | None = None


LIMITS: dict[PolicyType, tuple[Limit, ...]] = {
    PolicyType.IDENTITY: (Limit(10_240),),
    PolicyType.BOUNDARY: (Limit(6_144),),
    PolicyType.TRUST: (Limit(2_048),),
    PolicyType.SESSION: (Limit(2_048),),
    PolicyType.SCP: (Limit(10_240, space=True, since="scp-size"), Limit(5_120, space=True)),
    PolicyType.RCP: (Limit(5_120, space=True),),
    PolicyType.ENDPOINT: (Limit(20_480, space=True),),
}
"""The newest row first. The limit of an identity-based policy is that of a role's inline policies:
whether it will be managed (6,144), a user's (2,048) or a group's (5,120) the policy does not say.

Source: UG reference_iam-quotas; ORG orgs_reference_limits; PrivateLink vpc-endpoints-access.
"""

_OF_SERVICE = {"s3": Limit(20_480, space=True), "kms": Limit(32_768, space=True)}
"""Of resource-based policies, by the service. Source: S3 BucketRestrictions, KMS limits."""


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject in stage.subjects:
        limit = _limit(subject, stage.rules)
        text = subject.policy.source.text
        size = len(text.strip()) if limit is not None and limit.space else len(_SPACE.sub("", text))
        if limit is not None and size > limit.characters:
            start = len(text) - len(text.lstrip())
            span = Span(subject.policy.source, start, start + _OPENING)
            yield Finding(RULE.id, span, subject, got=str(size), detail=str(limit.characters))


def _limit(subject: Subject, rules: Rules) -> Limit | None:
    if subject.type is PolicyType.RESOURCE:
        services = _services(subject.policy)
        return _OF_SERVICE.get(next(iter(services))) if len(services) == 1 else None
    return next(it for it in LIMITS[subject.type] if it.since is None or rules.in_force(it.since))


def _services(policy: Policy) -> set[str]:
    return {
        value.value.partition(":")[0].lower()
        for statement in policy.statements
        for value in statement.actions.values
    }


RULE = Rule(
    "SIZ501",
    "policy-too-large",
    Severity.ERROR,
    "a policy larger than AWS stores",
    "AWS refuses it when it is attached or created. IAM does not count white space, Organizations "
    "and most services do. Trust policies can be larger once AWS has raised the account's quota.",
    "Shorten it by wildcards, or divide it: a role takes ten managed policies.",
    "UG reference_iam-quotas; ORG orgs_reference_limits",
    "",
    "",
    _checks,
    analyzer_ids=(
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    ),
)
