"""Does evaluation stay quick, and linear, on input that was made to hurt?

The bounds are wide: they tell linear from quadratic, not fast from slow.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from simulator import Authorizer, Policy, PolicySet, Request, Verdict, evaluate

ALICE = "arn:aws:iam::111122223333:user/alice"
LONG = 100_000


def policy(**statement: Any) -> Policy:
    document = {"Effect": "Allow", "Action": "*", "Resource": "*", **statement}
    return Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": document}))


def within(seconds: float, run: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    result = run()
    assert time.perf_counter() - start < seconds
    return result


def ask(*policies: Policy, resource: str = "*", **context: Any) -> Verdict:
    request = Request(ALICE, "s3:GetObject", resource, context=context)
    policy_set = PolicySet(identity=list(policies))
    verdict = evaluate(request, policy_set).verdict
    assert Authorizer(policy_set).decide(request) is verdict
    return verdict


@pytest.mark.parametrize(
    "pattern",
    ["*a*a*a*a*b", "*" + "a*" * 200 + "b", "?" * 50 + "*b", "*ab*ab*b"],
    ids=lambda text: text[:8],
)
@pytest.mark.parametrize(
    "text", ["a" * LONG, "ab" * (LONG // 2) + "c", "b" * LONG + "a"], ids=lambda text: text[:8]
)
def test_wildcards_against_long_text(pattern: str, text: str) -> None:
    like = policy(Condition={"StringLike": {"aws:UserAgent": pattern}})
    assert within(5, lambda: ask(like, **{"aws:UserAgent": text})) is Verdict.IMPLICIT_DENY


@pytest.mark.parametrize(
    "pattern",
    ["*a*a*a*b", "*a*:*a*:*b", "a*b:*", "*:*:*:*b", "?" * 20 + "*b"],
    ids=lambda text: text[:8],
)
@pytest.mark.parametrize(
    "text",
    ["a" * LONG, "a:" * (LONG // 2), ":" * LONG, "ab" * (LONG // 2) + "c"],
    ids=lambda text: text[:8],
)
def test_wildcards_in_long_arns(pattern: str, text: str) -> None:
    within(
        5, lambda: ask(policy(Resource=f"arn:aws:s3:::{pattern}"), resource=f"arn:aws:s3:::{text}")
    )


def test_ten_thousand_statements() -> None:
    statements = [
        {"Effect": "Allow", "Action": f"service{n}:Get*", "Resource": f"arn:aws:s3:::bucket{n}/*"}
        for n in range(10_000)
    ]
    many = Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    assert within(20, lambda: ask(many)) is Verdict.IMPLICIT_DENY


def test_a_hundred_thousand_ranges() -> None:
    ranges = [f"{10 + n // 65536}.{n // 256 % 256}.{n % 256}.0/24" for n in range(LONG)]
    office = policy(Condition={"IpAddress": {"aws:SourceIp": ranges}})
    assert within(20, lambda: ask(office, **{"aws:SourceIp": "11.5.5.5"})) is Verdict.ALLOW
    assert within(20, lambda: ask(office, **{"aws:SourceIp": "9.5.5.5"})) is Verdict.IMPLICIT_DENY


def test_a_hundred_thousand_values_of_a_key() -> None:
    tags = [f"tag{n}" for n in range(LONG)]
    keys = policy(Condition={"ForAllValues:StringEquals": {"aws:TagKeys": tags[:100]}})
    assert within(20, lambda: ask(keys, **{"aws:TagKeys": tags[:1000]})) is Verdict.IMPLICIT_DENY


def test_numbers_of_a_hundred_thousand_digits() -> None:
    most = policy(Condition={"NumericLessThan": {"s3:max-keys": "9" * LONG}})
    assert within(5, lambda: ask(most, **{"s3:max-keys": "8" * LONG})) is Verdict.ALLOW
