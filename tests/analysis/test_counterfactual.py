from __future__ import annotations

import datetime
import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from simulator import Policy, load_scenario
from simulator.analysis.carrying import carrying
from simulator.analysis.changes import ChangeKind, changed
from simulator.analysis.counterfactual import WhyNot, why_not
from simulator.analysis.routes import Manner, Route, allowed, play_from, settling_hop
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.request import PolicySet, Request
from simulator.formats.one_line import parse_request
from simulator.world.overrides import with_policies
from simulator.world.scenario import ScenarioRequest
from simulator.world.world import World
from tests.analysis import worlds

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
OFFICE = ("12.148.72.0/23", "103.15.250.0/24")
FUZZ_CASES = worlds.FUZZ_CASES


def of_story(file: str, name: str) -> WhyNot:
    scenario = load_scenario(STORY / file)
    number = next(n for n, one in enumerate(scenario.requests) if one.name == name)
    world = with_policies(scenario.world, scenario.policies)
    return why_not(world, scenario.requests[number], scenario.requests[:number])


def said(answer: WhyNot) -> list[tuple[str, ...]]:
    return [
        tuple(
            f"{one.kind}:{' '.join(one.block.cidrs) if one.block else one.detail}"
            for one in flip.changes
        )
        for flip in answer.flips
    ]


def test_the_story() -> None:
    answer = of_story("direct.yaml", "her stack stops an instance")
    assert said(answer) == [
        ("by_hand:cloudformation",),
        ("as_role:role/Bob",),
        ("as_role:role/SharedBob",),
    ]
    assert answer.other_model
    assert answer.complete


def test_an_address_is_told_as_all_of_them() -> None:
    answer = of_story("assume-role.yaml", "becomes Bob, from home")
    assert said(answer) == [(f"address:{' '.join(OFFICE)}",)]
    assert [one.label for one in answer.carrying] == ["statement 2"]
    assert not answer.other_model


def test_an_allowed_request_has_what_would_deny_it() -> None:
    answer = of_story("direct.yaml", "office")
    kinds = [[one.kind for one in flip.changes] for flip in answer.flips]
    assert kinds == [[ChangeKind.THROUGH], [ChangeKind.ADDRESS], [ChangeKind.PLACE]]


def test_a_session_keeps_the_call_that_yields_it() -> None:
    answer = of_story("assume-role.yaml", "until it expires")
    assert settling_hop((answer.played,)).not_made is not None
    assert answer.carrying == ()


def of_policy(line: str, *statements: dict[str, object], bare: bool = True) -> WhyNot:
    policy = Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    scenario = load_scenario(STORY / "direct.yaml")
    account = scenario.world.accounts[worlds.ACCOUNT]
    users = {"alice": replace(account.users["alice"], policies=(policy,))}
    alone = replace(account, users=users, roles={})
    world = replace(scenario.world, accounts={worlds.ACCOUNT: alone}, networks={})
    return why_not(world, parse_request(line), bare=bare)


def allow(**condition: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}


BY_HAND = "user/alice ec2:StopInstances on instance/i-0abc from 198.51.100.7"


def test_two_changes_where_one_is_not_enough() -> None:
    answer = of_policy(
        BY_HAND,
        allow(
            IpAddress={"aws:SourceIp": "10.0.0.0/8"},
            Bool={"aws:MultiFactorAuthPresent": "true"},
        ),
    )
    assert said(answer) == [("address:10.0.0.0/8", "mfa:")]


def test_another_time() -> None:
    answer = of_policy(BY_HAND, allow(DateGreaterThan={"aws:CurrentTime": "2027-01-01T00:00:00Z"}))
    (flip,) = answer.flips
    assert flip.changes[0].at == datetime.datetime(2027, 1, 1, 0, 0, 1, tzinfo=datetime.UTC)


def test_single_keys_only_of_a_bare_request() -> None:
    statement = allow(StringEquals={"ec2:InstanceType": "t3.micro"})
    answer = of_policy(BY_HAND, statement)
    assert [(one.detail, one.value) for flip in answer.flips for one in flip.changes] == [
        ("ec2:InstanceType", "t3.micro")
    ]
    assert of_policy(BY_HAND, statement, bare=False).flips == ()
    chain = f"{BY_HAND} via cloudformation"
    assert of_policy(chain, statement).flips == ()


def test_nobody_is_told_to_set_what_aws_derives() -> None:
    answer = of_policy(BY_HAND, allow(Bool={"aws:ViaAWSService": "true"}))
    assert not any(one.kind is ChangeKind.KEY for flip in answer.flips for one in flip.changes)


# The laws: each set flips, none of its proper subsets does, and nothing carries without need.


def check(world: World, request: ScenarioRequest, *, bare: bool) -> None:
    answer = why_not(world, request, bare=bare)
    route = Route(Manner.DIRECT, world, (replace(request, at=answer.played.instant),))
    wanted = answer.played.allowed is not True
    event(f"to be {'allowed' if wanted else 'denied'}: {len(answer.flips)} sets")

    def flips(changes: tuple[object, ...]) -> bool:
        played = play_from(changed(route, changes), None)  # type: ignore[arg-type]
        if wanted:
            return allowed(played) is True
        return allowed(played) is False and settling_hop(played).not_made is None

    for flip in answer.flips:
        assert flips(flip.changes), flip.changes
        for size in range(len(flip.changes)):
            for some in combinations(flip.changes, size):
                assert not flips(some), (flip.changes, some)
    assert len({one.changes for one in answer.flips}) == len(answer.flips)


@settings(max_examples=40)
@given(worlds.worlds(("mfa", "time", "key")), worlds.addresses(), st.booleans(), st.booleans())
def test_smallest_sets(world: World, address: tuple[int, int], via: bool, bare: bool) -> None:
    check(world, replace(worlds.stop(via=via), place=worlds.text_of(address)), bare=bare)


@pytest.mark.fuzz
@settings(max_examples=FUZZ_CASES)
@given(
    worlds.worlds(("mfa", "age", "time", "tls", "key")),
    worlds.addresses(),
    st.booleans(),
    st.booleans(),
)
def test_smallest_sets_at_length(
    world: World, address: tuple[int, int], via: bool, bare: bool
) -> None:
    check(world, replace(worlds.stop(via=via), place=worlds.text_of(address)), bare=bare)


@settings(max_examples=60)
@given(worlds.worlds(("mfa", "key")), worlds.addresses())
def test_carrying_statements_cannot_be_spared(world: World, address: tuple[int, int]) -> None:
    request = replace(worlds.stop(), place=worlds.text_of(address))
    (played,) = play_from(Route(Manner.DIRECT, world, (request,)), None)
    decision = settling_hop((played,)).decision
    assert decision is not None
    found = carrying(decision)
    event(f"{decision.verdict}: {len(found)}")
    assert all(one in [s for r in decision.results for s in r.statements] for one in found)
    denying = decision.verdict.value == "explicit_deny"
    assert (len(found) == 1) or not denying
    assert bool(found) is (decision.verdict.value in ("allow", "explicit_deny"))


def test_each_side_and_each_level_has_one_that_carries() -> None:
    anything = Policy.parse(
        '{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "*", '
        '"Resource": "*"}, {"Sid": "B", "Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}'
    )
    request = Request(worlds.ALICE, "ec2:StopInstances", worlds.INSTANCE)
    policies = PolicySet(identity=[anything], boundary=[anything], scps=[[anything], [anything]])
    found = carrying(evaluate(request, policies))
    assert sorted(one.type.value for one in found) == ["boundary", "identity", "scp", "scp"]
