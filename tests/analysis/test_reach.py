from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Policy, load_scenario
from simulator.analysis import trimming
from simulator.analysis.address_cells import Doubt
from simulator.analysis.blocks import EVERYWHERE, block_of_texts, intersection, union
from simulator.analysis.reach import Reach, WayReached, boundaries, reach
from simulator.analysis.regions import Region, explore
from simulator.analysis.routes import Manner, Route, allowed, play_from
from simulator.cli.quick_world import quick_world
from simulator.formats.one_line import parse_request
from simulator.rules import Forwarding
from simulator.world.overrides import with_policies
from simulator.world.world import World
from tests.analysis import worlds

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
OFFICE = ("12.148.72.0/23", "103.15.250.0/24")
BY_HAND = "user/alice ec2:StopInstances on instance/i-0abc"
ON_ARN = f"user/alice ec2:StopInstances on {worlds.INSTANCE}"
FUZZ_CASES = worlds.FUZZ_CASES


def story(name: str) -> World:
    scenario = load_scenario(STORY / name)
    return with_policies(scenario.world, scenario.policies)


def way(answer: Reach, manner: Manner, detail: str = "") -> WayReached:
    return next(w for w in answer.ways if w.route.manner is manner and w.route.detail == detail)


def test_the_office_by_hand_and_nowhere_through_services() -> None:
    answer = reach(story("direct.yaml"), parse_request(BY_HAND))
    assert way(answer, Manner.DIRECT).allowed.cidrs == OFFICE
    assert not way(answer, Manner.FORWARDED, "cloudformation").allowed
    assert way(answer, Manner.FORWARDED, "cloudformation").elsewhere == block_of_texts(OFFICE)
    assert not way(answer, Manner.ENDPOINT, "vpc").allowed
    assert way(answer, Manner.SERVICE_ROLE, "role/Deployer").allowed == EVERYWHERE
    assert answer.reasons == ()


def test_becoming_a_role_and_what_its_session_can_do_are_two_answers() -> None:
    answer = reach(story("assume-role.yaml"), parse_request(BY_HAND))
    assert way(answer, Manner.OBTAIN, "role/Bob").allowed.cidrs == OFFICE
    assert way(answer, Manner.USE, "role/Bob").allowed == EVERYWHERE
    assert not any(w.route.detail == "role/Deputy" for w in answer.ways)


def test_each_region_names_the_statement_that_decides() -> None:
    answer = reach(story("assume-role.yaml"), parse_request(BY_HAND))
    obtain = way(answer, Manner.OBTAIN, "role/Bob").regions
    labels = {r.allowed: [(Path(s.policy.name).name, s.label) for s in r.carrying] for r in obtain}
    assert labels[False] == [("bob-trust.json", "statement 2")]
    assert labels[True][0] == ("bob-trust.json", "statement 1")


def test_a_chain_is_asked_about_call_by_call() -> None:
    line = f"{BY_HAND} via cloudformation:UpdateStack on stack/web"
    forwarded = reach(story("direct.yaml"), parse_request(line)).ways[1]
    assert {(r.hop.hop.action, r.allowed) for r in forwarded.regions} == {
        ("cloudformation:UpdateStack", False),
        ("ec2:StopInstances", False),
    }
    office = next(r for r in forwarded.regions if r.hop.hop.action == "ec2:StopInstances")
    assert office.block.cidrs == OFFICE


def test_a_session_of_a_scenario() -> None:
    scenario = load_scenario(STORY / "assume-role.yaml")
    line = "bob ec2:StopInstances on instance/i-0abc"
    answer = reach(scenario.world, parse_request(line), scenario.requests[:1])
    assert way(answer, Manner.DIRECT).allowed == EVERYWHERE


def test_private_addresses_behind_an_endpoint() -> None:
    policy = Policy.parse(
        json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.1.0/24"}},
                },
            }
        )
    )
    world = story("direct.yaml")
    account = world.accounts[worlds.ACCOUNT]
    alice = account.users["alice"]
    users = {**account.users, "alice": replace(alice, policies=(policy,))}
    world = replace(world, accounts={worlds.ACCOUNT: replace(account, users=users)})
    answer = reach(world, parse_request(BY_HAND))
    assert way(answer, Manner.ENDPOINT, "vpc").allowed.cidrs == ("10.0.1.0/24",)
    assert not way(answer, Manner.DIRECT).allowed


def of_policy(*statements: dict[str, object]) -> WayReached:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    request = parse_request(ON_ARN)
    return reach(quick_world(request, [Policy.parse(text)], None), request).ways[0]


@pytest.mark.parametrize(
    ("condition", "doubt"),
    [
        ({"StringLike": {"aws:SourceIp": "10.*"}}, Doubt.ADDRESS_AS_TEXT),
        ({"StringEquals": {"ec2:Region": "${aws:SourceIp}"}}, Doubt.ADDRESS_AS_VARIABLE),
    ],
)
def test_what_is_no_range_is_in_doubt(condition: dict[str, object], doubt: Doubt) -> None:
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    found = of_policy(allow)
    assert [reason.doubt for reason in found.reasons] == [doubt]


def test_an_address_within_a_resource_is_in_doubt() -> None:
    found = of_policy(
        {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:SourceIp}"}
    )
    assert [reason.doubt for reason in found.reasons] == [Doubt.ADDRESS_AS_VARIABLE]


def test_an_address_compared_as_a_plain_text_is_exact() -> None:
    found = of_policy(
        {
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceIp": ["10.0.0.7", "10.0.0.8/32", "::0001"]}},
        }
    )
    assert found.allowed.cidrs == ("10.0.0.7",)
    assert found.reasons == ()


def test_too_many_pieces_are_said_and_not_dropped() -> None:
    world, request = story("direct.yaml"), parse_request(BY_HAND)
    found = explore(Route(Manner.DIRECT, world, (request,)), most=1)
    assert [reason.doubt for reason in found.reasons] == [Doubt.BUDGET]


def ten_thousand() -> list[str]:
    four = [f"{a}.{b}.{c}.0/24" for a in range(20, 29) for b in range(10) for c in range(0, 200, 2)]
    return [*four, *(f"2001:db8:{n:x}::/48" for n in range(2, 2002, 2))]


@pytest.mark.parametrize("statements", [1, 50])
def test_ten_thousand_ranges_in_two_seconds(statements: int) -> None:
    cidrs = ten_thousand()
    assert len(cidrs) == 10_000
    each = len(cidrs) // statements
    started = time.perf_counter()
    found = of_policy(
        *(
            {
                "Effect": "Allow",
                "Action": "*",
                "Resource": "*",
                "Condition": {"IpAddress": {"aws:SourceIp": cidrs[start : start + each]}},
            }
            for start in range(0, len(cidrs), each)
        )
    )
    allowed_from = found.allowed.cidrs
    seconds = time.perf_counter() - started
    assert sorted(allowed_from) == sorted(cidrs)
    # The bar is 2 s on a machine of its own; shared ones are slow at times.
    assert seconds < 6, f"{seconds:.2f} s"


def test_boundaries_are_where_something_changes() -> None:
    found = reach(story("direct.yaml"), parse_request(BY_HAND))
    public = [w for w in found.ways if w.route.manner is not Manner.ENDPOINT]
    assert boundaries(public) == (
        (4, "0.0.0.0"),
        (4, "12.148.72.0"),
        (4, "12.148.74.0"),
        (4, "103.15.250.0"),
        (4, "103.15.251.0"),
        (6, "::"),
    )


# The law: whatever the address, a region says what a replay from there says.


def routes(world: World) -> list[Route]:
    ways = [worlds.stop(), worlds.stop(via=True), worlds.stop(via=True, acting="role/Deployer")]
    found = [Route(Manner.DIRECT, world, (request,)) for request in ways]
    answer = reach(world, worlds.stop())
    return [*found, *(one.route for one in answer.ways)]


def agrees(world: World, points: list[tuple[int, int]]) -> None:
    for route in routes(world):
        if route.manner is Manner.ENDPOINT and not route.private:
            continue
        regions = explore(route).regions
        assert union(region.block for region in regions) == EVERYWHERE
        assert sum(len(region.block.ranges) for region in regions) >= len(EVERYWHERE.ranges)
        for point in points:
            (region,) = [one for one in regions if one.block.covers(*point)]
            played = play_from(route, worlds.text_of(point))
            assert outcome(Region(region.block, played)) == outcome(region), (route, point)
            assert allowed(played) is region.allowed


def outcome(region: Region) -> tuple[object, ...]:
    hop = region.hop
    labels = [(one.policy.name, one.statement.index) for one in region.carrying]
    return hop.verdict, hop.not_made, hop.path, labels


@settings(max_examples=60)
@given(worlds.worlds(), st.lists(worlds.addresses(), min_size=5, max_size=5))
def test_regions_agree_with_replays(world: World, points: list[tuple[int, int]]) -> None:
    agrees(world, points)


@settings(max_examples=60)
@given(worlds.worlds())
def test_lists_cut_down_give_the_same(world: World) -> None:
    for route in routes(world):
        if route.manner is Manner.ENDPOINT and not route.private:
            continue
        whole = explore(route)
        with mock.patch.object(trimming, "LONG", 0):
            cut = explore(route)
        assert [(one.block, outcome(one)) for one in cut.regions] == [
            (one.block, outcome(one)) for one in whole.regions
        ]


@pytest.mark.fuzz
@settings(max_examples=FUZZ_CASES)
@given(worlds.worlds(), st.lists(worlds.addresses(), min_size=20, max_size=20))
def test_regions_agree_with_replays_at_length(world: World, points: list[tuple[int, int]]) -> None:
    agrees(world, points)


@settings(max_examples=30)
@given(worlds.worlds())
def test_regions_do_not_overlap(world: World) -> None:
    for one in reach(world, worlds.stop()).ways:
        for number, region in enumerate(one.regions):
            for other in one.regions[number + 1 :]:
                assert not intersection(region.block, other.block)


@settings(max_examples=30)
@given(worlds.worlds())
def test_the_other_network_model_is_told_where_it_differs(world: World) -> None:
    there = next(one for one in Forwarding if one is not world.rules.forwarding)
    other = replace(world, rules=world.rules.with_forwarding(there))
    detail = "cloudformation"
    here = way(reach(world, worlds.stop()), Manner.FORWARDED, detail)
    elsewhere = way(reach(other, worlds.stop()), Manner.FORWARDED, detail)
    assert (here.allowed if here.elsewhere is None else here.elsewhere) == elsewhere.allowed
    assert (here.elsewhere is None) is (here.allowed == elsewhere.allowed)
