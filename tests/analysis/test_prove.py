from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from simulator import Policy, load_scenario
from simulator.analysis.address_cells import Doubt
from simulator.analysis.claims import Answer, Claim, Quantity, Side
from simulator.analysis.prove import Proof, prove
from simulator.analysis.routes import Manner, Route, allowed, play_from, through
from simulator.source import Source, Span
from simulator.world.overrides import with_policies
from simulator.world.scenario import Overrides
from simulator.world.world import World
from tests.analysis import worlds

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
OFFICE = ("103.15.250.0/24", "12.148.72.0/23")
SPAN = Span(Source("<claim>", ""), 0, 0)
EXTRA = ("mfa", "age", "time", "tls", "key")
FUZZ_CASES = worlds.FUZZ_CASES
ALICE = ("user/alice",)


def claim(quantity: Quantity, action: str, on: str, **more: object) -> Claim:
    return Claim(quantity, action, on, SPAN, "claim", **more)  # type: ignore[arg-type]


def stopping(quantity: Quantity, **more: object) -> Claim:
    return claim(quantity, "ec2:StopInstances", "instance/i-0abc", **more)


def story(name: str = "assume-role.yaml") -> World:
    scenario = load_scenario(STORY / name)
    return with_policies(scenario.world, scenario.policies)


def alone(*statements: dict[str, object]) -> World:
    """Alice with one policy."""
    policy = Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    world = story("direct.yaml")
    account = world.accounts[worlds.ACCOUNT]
    users = {"alice": replace(account.users["alice"], policies=(policy,))}
    return replace(
        world, networks={}, accounts={worlds.ACCOUNT: replace(account, users=users, roles={})}
    )


def allow(**condition: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}


def test_the_articles_claim_holds() -> None:
    assume = claim(
        Quantity.NO, "sts:AssumeRole", "role/Bob", callers=ALICE, side=Side.OUTSIDE, ranges=OFFICE
    )
    assert prove(story(), assume).answer is Answer.HOLDS
    assert prove(story(), replace(assume, callers=())).answer is Answer.HOLDS
    smaller = prove(story(), replace(assume, ranges=("103.15.250.0/25", "12.148.72.0/23")))
    assert smaller.answer is Answer.FAILS
    assert smaller.witness is not None
    assert smaller.witness.request.place == "103.15.250.128"


def test_who_is_meant_without_callers() -> None:
    shared = claim(
        Quantity.NO, "sts:AssumeRole", "role/SharedBob", side=Side.OUTSIDE, ranges=OFFICE
    )
    found = prove(story(), shared)
    assert found.witness is not None
    assert found.witness.request.tree.acting == "user/dan"
    services = prove(story(), claim(Quantity.SOME, "sts:AssumeRole", "role/Deployer"))
    assert services.witness is not None
    assert services.witness.request.tree.acting == "service/cloudformation"


@pytest.mark.parametrize(
    ("quantity", "more", "answer"),
    [
        (Quantity.EVERY, {"side": Side.INSIDE, "ranges": OFFICE, "directly": True}, Answer.HOLDS),
        (Quantity.EVERY, {"side": Side.INSIDE, "ranges": OFFICE}, Answer.FAILS),
        (Quantity.NO, {"via": "cloudformation"}, Answer.HOLDS),
        (Quantity.SOME, {"side": Side.OUTSIDE, "ranges": OFFICE}, Answer.FAILS),
        (Quantity.SOME, {"side": Side.INSIDE, "ranges": OFFICE}, Answer.HOLDS),
    ],
)
def test_quantities_sides_and_ways(
    quantity: Quantity, more: dict[str, object], answer: Answer
) -> None:
    assert prove(story("direct.yaml"), stopping(quantity, callers=ALICE, **more)).answer is answer


def test_a_call_without_an_address_is_outside_and_not_inside() -> None:
    world = alone(allow(Null={"aws:SourceIp": "true"}))
    outside = stopping(Quantity.NO, callers=ALICE, side=Side.OUTSIDE, ranges=OFFICE)
    found = prove(world, outside)
    assert found.answer is Answer.FAILS
    assert found.witness is not None
    assert found.witness.request.tree.overrides.absent == ("aws:SourceIp",)
    assert prove(world, replace(outside, side=Side.INSIDE)).answer is Answer.HOLDS


def test_an_endpoint_that_the_world_does_not_have() -> None:
    world = alone(allow(StringEquals={"aws:SourceVpce": "vpce-evil"}))
    found = prove(world, stopping(Quantity.NO, callers=ALICE, directly=True))
    assert found.witness is not None
    assert found.witness.request.tree.overrides.given == {"aws:SourceVpce": "vpce-evil"}


def test_keys_that_only_have_true_and_false() -> None:
    deny = {**allow(Bool={"aws:SecureTransport": "false"}), "Effect": "Deny"}
    never = {**allow(Bool={"aws:SecureTransport": "true"}), "Effect": "Deny"}
    anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    world = alone(anything, deny, never)
    assert prove(world, stopping(Quantity.NO, callers=ALICE, directly=True)).answer is Answer.HOLDS


def test_multi_factor_authentication_is_the_callers_choice() -> None:
    world = alone(allow(Bool={"aws:MultiFactorAuthPresent": "true"}))
    found = prove(world, stopping(Quantity.NO, callers=ALICE, directly=True))
    assert found.witness is not None
    assert found.witness.request.tree.overrides.given == {"aws:MultiFactorAuthPresent": "true"}
    without = Overrides(absent=("aws:MultiFactorAuthPresent",))
    fixed = stopping(Quantity.NO, callers=ALICE, where=without)
    assert prove(world, fixed).answer is Answer.HOLDS


def test_time_goes_on_from_the_worlds_clock() -> None:
    later = alone(allow(DateGreaterThan={"aws:CurrentTime": "2027-03-01T00:00:00Z"}))
    found = prove(later, stopping(Quantity.NO, callers=ALICE, directly=True))
    assert found.witness is not None
    assert found.witness.request.at == datetime.datetime(2027, 3, 1, 0, 0, 1, tzinfo=datetime.UTC)
    before = alone(allow(DateLessThan={"aws:CurrentTime": "2020-03-01T00:00:00Z"}))
    assert prove(before, stopping(Quantity.NO, callers=ALICE)).answer is Answer.HOLDS


def test_values_that_no_policy_names_count_too() -> None:
    world = alone(allow(StringNotLike={"ec2:InstanceType": ["t3.*", "m5.*"]}))
    found = prove(world, stopping(Quantity.SOME, callers=ALICE, directly=True))
    assert found.answer is Answer.HOLDS
    every = prove(world, stopping(Quantity.EVERY, callers=ALICE, directly=True))
    assert every.witness is not None
    value = every.witness.request.tree.overrides.given["ec2:InstanceType"]
    assert str(value).startswith(("t3.", "m5."))


def test_chains_of_services_are_told_apart() -> None:
    world = alone(
        allow(
            StringEquals={"aws:CalledViaFirst": "athena.amazonaws.com"},
            **{"ForAnyValue:StringEquals": {"aws:CalledVia": "glue.amazonaws.com"}},
        )
    )
    found = prove(world, stopping(Quantity.NO, callers=ALICE))
    assert found.witness is not None
    hop, services = found.witness.request.tree, []
    while hop.then:
        services.append(hop.service)
        hop = hop.then[0]
    assert services[0] == "athena"
    assert "glue" in services


@pytest.mark.parametrize(
    ("condition", "doubt"),
    [
        ({"StringLike": {"aws:SourceIp": "10.*"}}, Doubt.ADDRESS_AS_TEXT),
        ({"StringEquals": {"aws:userid": "AIDA1"}}, Doubt.UNKNOWN_KEY),
        (
            {"StringLike": {"ec2:InstanceType": [f"*{n}?*{n + 1}?*" for n in range(12)]}},
            Doubt.CELLS,
        ),
    ],
)
def test_unknown_and_why(condition: dict[str, object], doubt: Doubt) -> None:
    found = prove(alone(allow(**condition)), stopping(Quantity.NO, callers=ALICE, directly=True))
    assert found.answer is Answer.UNKNOWN
    assert doubt in {reason.doubt for reason in found.reasons}


def test_a_session_with_a_known_origin() -> None:
    scenario = load_scenario(STORY / "assume-role.yaml")
    bob = stopping(Quantity.EVERY, callers=("bob",), via="cloudformation")
    assert prove(scenario.world, bob, scenario.requests[:1]).answer is Answer.HOLDS
    expired = stopping(Quantity.NO, callers=("bob",))
    assert prove(scenario.world, expired, scenario.requests[:1]).answer is Answer.FAILS


# The laws: what is proved has no counterexample, and a counterexample is one.


@st.composite
def claims(draw: DrawFn) -> Claim:
    side = draw(st.none() | st.sampled_from(Side))
    return stopping(
        draw(st.sampled_from(Quantity)),
        callers=ALICE,
        side=side,
        ranges=tuple(draw(st.lists(st.sampled_from(worlds.CIDRS[:9]), min_size=1, max_size=2)))
        if side
        else (),
        directly=draw(st.booleans()),
    )


@st.composite
def requests(draw: DrawFn, world: World, made: Claim) -> Route:
    """A request that the claim speaks of, with keys as they come."""
    request = worlds.stop()
    given: dict[str, str] = {}
    keys = {
        "aws:MultiFactorAuthPresent": ("true", "false"),
        "aws:MultiFactorAuthAge": ("1", "299", "300", "4000"),
        "aws:SecureTransport": ("true", "false"),
        "ec2:InstanceType": ("t3.micro", "t3.large", "m5.large", ""),
    }
    for key, values in keys.items():
        if draw(st.booleans()):
            given[key] = draw(st.sampled_from(values))
    request = replace(request, tree=replace(request.tree, overrides=Overrides(given=given)))
    if not made.directly and draw(st.booleans()):
        request = through(worlds.stop(), draw(st.sampled_from(["cloudformation", "glue"])))
    if draw(st.booleans()):
        seconds = draw(st.integers(0, 60 * 86400))
        request = replace(request, at=world.clock + datetime.timedelta(seconds=seconds))
    address = draw(worlds.addresses())
    inside = made.block.covers(*address)
    if made.through_endpoints and (draw(st.integers(0, 4)) == 0 or not inside):
        request = replace(request, place="vpc")
    else:
        place = worlds.text_of(address) if inside else made.block.first
        request = replace(request, place=place)
    return Route(Manner.DIRECT, world, (request,))


def check(proof: Proof, made: Claim, world: World, tried: list[Route]) -> None:
    event(f"{made.quantity} {proof.answer}")
    if proof.witness is not None:
        route = Route(Manner.DIRECT, world, (proof.witness.request,))
        assert allowed(play_from(route, None)) is (made.quantity is not Quantity.EVERY)
        return
    assert (proof.answer is Answer.UNKNOWN) is bool(proof.reasons)
    if proof.answer is Answer.UNKNOWN:
        return
    refuting = made.quantity is not Quantity.EVERY
    for route in tried:
        assert allowed(play_from(route, None)) is not refuting, route.request


@settings(max_examples=60)
@given(st.data(), worlds.worlds(EXTRA), claims())
def test_proofs(data: st.DataObject, world: World, made: Claim) -> None:
    if not made.block and not made.through_endpoints:
        return
    tried = [data.draw(requests(world, made)) for _ in range(12)] if made.block else []
    check(prove(world, made), made, world, tried)


@pytest.mark.fuzz
@settings(max_examples=FUZZ_CASES)
@given(st.data(), worlds.worlds(EXTRA), claims())
def test_proofs_at_length(data: st.DataObject, world: World, made: Claim) -> None:
    tried = [data.draw(requests(world, made)) for _ in range(50)] if made.block else []
    check(prove(world, made), made, world, tried)
