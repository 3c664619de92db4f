"""Does a policy ask for the public address of requests that come through a VPC endpoint?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.rule import Finding, Rule, Severity, Witness
from simulator.analysis.lint.stage import Stage, Subject, is_key
from simulator.analysis.lint.trying import alone, less, with_condition
from simulator.language.model import Condition, Effect, PolicyType, Statement
from simulator.world.world import Place

_NETWORK_KEYS = ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")
_POSITIVE = ("StringEquals", "StringLike", "StringEqualsIgnoreCase", "IpAddress")
_CALLERS = (
    PolicyType.IDENTITY,
    PolicyType.BOUNDARY,
    PolicyType.SESSION,
    PolicyType.RESOURCE,
    PolicyType.SCP,
    PolicyType.RCP,
)


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject, statement, condition in stage.conditions():
        if condition.base == "Null" or not is_key(condition, "aws:SourceIp"):
            continue
        if subject.type is PolicyType.ENDPOINT or _asks_for_both(statement, condition):
            yield Finding(RULE.id, condition.span, subject, statement, condition.key.value)
        elif statement.effect is Effect.DENY and condition.base == "NotIpAddress":
            yield from _denies_networks(stage, subject, statement, condition)


def _asks_for_both(statement: Statement, condition: Condition) -> bool:
    """Whether one request would need a public address and an endpoint."""
    if condition.base != "IpAddress" or condition.if_exists:
        return False
    return any(
        one.key.value.lower() in _NETWORK_KEYS and one.base in _POSITIVE and not one.if_exists
        for one in statement.conditions
    )


def _denies_networks(
    stage: Stage, subject: Subject, statement: Statement, condition: Condition
) -> Iterator[Finding]:
    """A finding for the first network of the world whose requests are denied for no address."""
    if stage.world is None or subject.type not in _CALLERS:
        return
    for place in stage.world.networks.values():
        witness = _denied(stage, subject, statement, place) if place.endpoint is not None else None
        if witness is not None:
            yield Finding(
                RULE.id,
                condition.span,
                subject,
                statement,
                condition.key.value,
                detail=place.name,
                witness=witness,
            )
            return


def _denied(stage: Stage, subject: Subject, statement: Statement, place: Place) -> Witness | None:
    narrowed = with_condition(statement, "Null", "aws:SourceIp", "true")
    for operator, key, value in (
        ("StringEquals", "aws:SourceVpce", place.endpoint),
        ("StringEquals", "aws:SourceVpc", place.vpc),
        ("IpAddress", "aws:VpcSourceIp", place.private_address),
    ):
        if value is not None and any(is_key(one, key) for one in statement.conditions):
            narrowed = with_condition(narrowed, operator, key, value)
    only = alone(subject.policy, narrowed)
    witness = less([alone(subject.policy)], [only], subject, stage)
    return None if witness is None else replace(witness, place=place.name)


RULE = Rule(
    "SRC104",
    "source-address-behind-endpoint",
    Severity.WARNING,
    "aws:SourceIp for requests that come through a VPC endpoint",
    "A request through a VPC endpoint has no aws:SourceIp: IpAddress never holds, NotIpAddress "
    "always does. In an endpoint's own policy the key is of no use, beside aws:SourceVpc it "
    "contradicts it, and a Deny by address alone denies every network that uses an endpoint.",
    "Ask for aws:SourceVpc or aws:SourceVpce, and for aws:VpcSourceIp where the address within the "
    "VPC matters; in a Deny ask for both with IfExists operators, so that either way in is enough.",
    "UG reference_policies_condition-keys (aws:SourceIp, aws:VpcSourceIp)",
    """{
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {
    "IpAddress": {"aws:SourceIp": "103.15.250.0/24"},
    "StringEquals": {"aws:SourceVpc": "vpc-3c4d"}
  }
}""",
    """{
  "Effect": "Allow",
  "Action": "s3:GetObject",
  "Resource": "arn:aws:s3:::example-reports/*",
  "Condition": {
    "IpAddress": {"aws:VpcSourceIp": "10.0.1.0/24"},
    "StringEquals": {"aws:SourceVpc": "vpc-3c4d"}
  }
}""",
    _checks,
)
