"""Is deciding by what is read of a request the same as deciding by all of it?"""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from simulator import Authorizer, Policy, PolicySet, Request, Verdict
from simulator.evaluation.brief import Briefly, Outcome
from simulator.evaluation.cached import OutcomeCache
from simulator.evaluation.keys_read import Projection, keys_read
from simulator.evaluation.request import Credentials
from simulator.rules import TODAY, Rules
from tests.differential.comparison import policies_of, request_of
from tests.oracle.strategies import cases

OFFICE = """{"Version": "2012-10-17", "Statement": [
    {"Sid": "Home", "Effect": "Allow", "Action": "s3:GetObject",
     "Resource": "arn:aws:s3:::home/${aws:username}/*",
     "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}]}"""
ALICE = "arn:aws:iam::111122223333:user/alice"


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_what_is_read_decides(case: dict[str, Any]) -> None:
    request, policies = request_of(case["request"]), policies_of(case["policies"])
    authorizer = Authorizer(policies)
    projection = Projection(keys_read(policies, TODAY))
    read = projection.of(request)
    alike = projection.request(read)
    assert projection.of(alike) == read
    whole, part = authorizer.explain(request), authorizer.explain(alike)
    assert (part.verdict, part.possible) == (whole.verdict, whole.possible)
    assert Outcome.of(part) == Outcome.of(whole)
    assert Briefly(policies, TODAY, authorizer.explain).outcome(alike) == Outcome.of(whole)
    assert authorizer.decide(alike) is whole.verdict


def _ask(address: str, **context: str) -> Request:
    told = {"aws:SourceIp": address, "aws:username": "alice", **context}
    return Request(ALICE, "s3:GetObject", "arn:aws:s3:::home/alice/x", context=told)


def test_keys_of_conditions_and_variables_are_read() -> None:
    policies = PolicySet(identity=Policy.parse(OFFICE))
    assert Authorizer(policies).keys == {"aws:sourceip", "aws:username"}


def _policy(**more: Any) -> Policy:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", **more}
    return Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": statement}))


def _granting(**principal: str) -> PolicySet:
    return PolicySet(resource=_policy(Principal=principal))


EVERYTHING = _policy()


@pytest.mark.parametrize(
    ("policies", "rules", "keys"),
    [
        (PolicySet(identity=EVERYTHING), TODAY, set()),
        (_granting(AWS="111122223333"), TODAY, set()),
        (
            _granting(AWS="arn:aws:iam::111122223333:role/Bob"),
            TODAY,
            {"aws:principalarn"},
        ),
        (_granting(AWS="AIDACKCEVSQ6C2EXAMPLE"), TODAY, {"aws:userid"}),
        (
            _granting(Service="s3.amazonaws.com"),
            TODAY,
            {"aws:principalservicenameslist"},
        ),
        (PolicySet(scps=[[EVERYTHING]]), TODAY, {"aws:principalarn"}),
        (PolicySet(rcps=[[EVERYTHING]]), TODAY, {"aws:principalarn"}),
        (PolicySet(), Rules(as_of=datetime.date(2020, 11, 24)), {"aws:principalarn"}),
    ],
)
def test_what_tells_of_the_caller_is_read(
    policies: PolicySet, rules: Rules, keys: set[str]
) -> None:
    assert Authorizer(policies, rules).keys == keys


def test_a_session_token_is_asked_for_mfa_whatever_the_policies_say() -> None:
    authorizer = Authorizer(PolicySet(identity=EVERYTHING))
    verdicts = [
        authorizer.outcomes.outcome(
            Request(
                ALICE,
                "iam:GetUser",
                ALICE,
                credentials=Credentials.SESSION_TOKEN,
                context={"aws:MultiFactorAuthPresent": mfa},
            )
        ).verdict
        for mfa in (True, False)
    ]
    assert verdicts == [Verdict.ALLOW, Verdict.IMPLICIT_DENY]


def test_a_key_that_nobody_reads_makes_no_second_entry() -> None:
    authorizer = Authorizer(PolicySet(identity=Policy.parse(OFFICE, "office")))
    cache = authorizer.outcomes
    first = cache.outcome(_ask("192.0.2.1", **{"aws:UserAgent": "a"}))
    assert first == Outcome(
        verdict=Verdict.ALLOW,
        settled_by=authorizer.explain(_ask("192.0.2.1")).settled_by,
        policy="office",
        sid="Home",
        statement=1,
    )
    assert cache.outcome(_ask("192.0.2.1", **{"AWS:useragent": "b"})) is first
    assert cache.outcome(_ask("198.51.100.1")).verdict is Verdict.IMPLICIT_DENY
    assert (cache.use.hits, cache.use.misses, cache.use.hit_rate) == (1, 2, 1 / 3)


def test_no_more_is_kept_than_said() -> None:
    authorizer = Authorizer(PolicySet(identity=Policy.parse(OFFICE)))
    cache = OutcomeCache(
        lambda request: Outcome.of(authorizer.explain(request)), authorizer.keys, most=2
    )
    for last in range(5):
        cache.outcome(_ask(f"192.0.2.{last}"))
    assert (cache.use.size, cache.use.most, cache.use.hit_rate) == (2, 2, 0.0)
