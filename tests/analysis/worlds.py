"""Small worlds drawn at random, full of addresses: what the laws of analysis are tried on."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from simulator.analysis.blocks import address_text
from simulator.language.model import Policy
from simulator.rules import TODAY, Forwarding
from simulator.source import Source, Span
from simulator.world.scenario import Hop, ScenarioRequest
from simulator.world.world import Account, Endpoint, Place, Resource, Role, User, World

ACCOUNT = "111122223333"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0abc"
CIDRS = (
    "10.0.0.0/8",
    "10.0.0.0/9",
    "10.0.0.7",
    "10.0.0.7/31",
    "103.15.250.0/24",
    "103.15.250.128/25",
    "12.148.72.0/23",
    "0.0.0.0/0",
    "255.255.255.255",
    "2001:db8::/32",
    "2001:db8::1",
    "::ffff:10.0.0.0/104",
    "::/0",
    "not an address",
)
FUZZ_CASES = max(int(os.environ.get("CALLEDVIA_FUZZ_CASES", "100000")) // 50, 1)
"""Worlds that the long tests draw: each is asked about some fifty requests."""

_SPAN = Span(Source("<test>", ""), 0, 0)


def pick(draw: DrawFn, values: Any) -> Any:
    return draw(st.sampled_from(tuple(values)))


@st.composite
def conditions(draw: DrawFn, extra: tuple[str, ...] = ()) -> dict[str, Any]:
    """A Condition block that asks for the address, and now and then for something else."""
    found: dict[str, Any] = {}
    kinds = ("ip", "ip", "ip", "text", "null", "via", "calledvia", *extra)
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=2)):
        suffix = pick(draw, ("", "", "IfExists"))
        if kind == "ip":
            operator = pick(draw, ("IpAddress", "NotIpAddress")) + suffix
            key = pick(draw, ("aws:SourceIp", "aws:sourceip", "aws:VpcSourceIp"))
            values = draw(st.lists(st.sampled_from(CIDRS), min_size=1, max_size=3))
        elif kind == "text":
            operator = pick(draw, ("StringEquals", "StringNotEquals")) + suffix
            key, values = "aws:SourceIp", [pick(draw, CIDRS)]
        elif kind == "null":
            operator, key = "Null", pick(draw, ("aws:SourceIp", "aws:SourceVpce"))
            values = [pick(draw, ("true", "false"))]
        elif kind == "via":
            operator, key = f"Bool{suffix}", "aws:ViaAWSService"
            values = [pick(draw, ("true", "false"))]
        elif kind == "calledvia":
            operator = pick(draw, ("ForAnyValue:StringEquals", "ForAllValues:StringNotEquals"))
            key, values = "aws:CalledVia", ["cloudformation.amazonaws.com"]
        elif kind == "mfa":
            operator, key = f"Bool{suffix}", "aws:MultiFactorAuthPresent"
            values = [pick(draw, ("true", "false"))]
        elif kind == "age":
            operator, key = f"NumericLessThan{suffix}", "aws:MultiFactorAuthAge"
            values = [pick(draw, ("300", "3600"))]
        elif kind == "time":
            operator = pick(draw, ("DateLessThan", "DateGreaterThanEquals"))
            key, values = "aws:CurrentTime", [pick(draw, ("2026-12-01T00:00:00Z", "2027-01-01"))]
        elif kind == "tls":
            operator, key = "Bool", "aws:SecureTransport"
            values = [pick(draw, ("true", "false"))]
        else:
            operator = pick(draw, ("StringLike", "StringNotLike", "StringEquals")) + suffix
            key, values = "ec2:InstanceType", [pick(draw, ("t3.*", "t3.micro", "*"))]
        if key.lower() not in map(str.lower, found.get(operator, ())):
            found.setdefault(operator, {})[key] = values
    return found


@st.composite
def policies(draw: DrawFn, principal: str | None = None, extra: tuple[str, ...] = ()) -> Policy:
    """A policy of a few statements; with a principal, one of a role or resource."""
    statements = []
    for number in range(draw(st.integers(1, 3))):
        statement: dict[str, Any] = {"Sid": f"S{number}", "Effect": pick(draw, ("Allow", "Deny"))}
        if number == 0 and draw(st.booleans()):
            statement["Effect"] = "Allow"
        if principal is not None:
            statement["Principal"] = {"AWS": pick(draw, (principal, ACCOUNT, "*"))}
            statement["Action"] = "sts:AssumeRole"
        else:
            action = pick(draw, ("*", "*", "ec2:*", "ec2:Stop*", "sts:AssumeRole"))
            statement |= {"Action": action, "Resource": pick(draw, ("*", "*", INSTANCE))}
        asked = draw(conditions(extra))
        if asked:
            statement["Condition"] = asked
        statements.append(statement)
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=1)
    return Policy.parse(text, name=f"p{draw(st.integers(0, 9**6))}.json")


@st.composite
def worlds(draw: DrawFn, extra: tuple[str, ...] = ()) -> World:
    """One account with alice, two roles, an instance and an endpoint."""
    forwarding = pick(draw, Forwarding)
    of_service = Policy.parse(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", '
        '"Principal": {"Service": "cloudformation.amazonaws.com"}}}',
        name="deployer-trust.json",
    )
    alice = User(
        "alice",
        ACCOUNT,
        policies=tuple(draw(st.lists(policies(extra=extra), min_size=1, max_size=2))),
        boundary=draw(st.none() | policies(extra=extra)),
    )
    bob = Role("Bob", ACCOUNT, draw(policies(ALICE, extra)), policies=(draw(policies()),))
    deployer = Role("Deployer", ACCOUNT, of_service, policies=(draw(policies()),))
    endpoint = Endpoint("vpce-1", ACCOUNT, draw(st.none() | st.none() | _endpoint_policies()))
    account = Account(
        ACCOUNT,
        users={"alice": alice},
        roles={"Bob": bob, "Deployer": deployer},
        resources={"instance/i-0abc": Resource("instance/i-0abc", INSTANCE, ACCOUNT)},
        endpoints={"vpce-1": endpoint},
    )
    ranges = pick(draw, ((), (), ("10.0.0.7",), ("10.0.0.0/16",)))
    return World(
        rules=replace(TODAY, forwarding=forwarding),
        clock=datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC),
        account=ACCOUNT,
        networks={"vpc": Place("vpc", endpoint="vpce-1", vpc="vpc-1", private_address="10.0.0.9")},
        services={"cloudformation": ranges} if ranges else {},
        accounts={ACCOUNT: account},
    )


@st.composite
def _endpoint_policies(draw: DrawFn) -> Policy:
    asked = draw(conditions())
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
    }
    if asked:
        statement["Condition"] = asked
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    return Policy.parse(text, name="endpoint.json")


def stop(caller: str = "user/alice", via: bool = False, acting: str = "caller") -> ScenarioRequest:
    """Stop the instance; through CloudFormation, whose own call is asked about too."""
    hop = Hop("ec2:StopInstances", "ec2", "instance/i-0abc", caller, _SPAN)
    if via:
        below = replace(hop, acting=acting)
        hop = Hop("cloudformation:UpdateStack", "cloudformation", "*", caller, _SPAN, then=(below,))
    return ScenarioRequest("stop", hop, None, _SPAN)


def addresses() -> st.SearchStrategy[tuple[int, int]]:
    """Any address, and those just at the edges of the ranges that policies name."""
    from simulator.language.addresses import read_network

    edges = set()
    for text in CIDRS:
        network = read_network(text)
        if network is not None:
            top = (1 << (32 if network.version == 4 else 128)) - 1
            for number in (network.first - 1, network.first, network.last, network.last + 1):
                if 0 <= number <= top:
                    edges.add((network.version, number))
    return (
        st.sampled_from(sorted(edges))
        | st.tuples(st.just(4), st.integers(0, (1 << 32) - 1))
        | st.tuples(st.just(6), st.integers(0, (1 << 128) - 1))
    )


def text_of(address: tuple[int, int]) -> str:
    return address_text(*address)
