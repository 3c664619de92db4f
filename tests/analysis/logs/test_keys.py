from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.logs.callers import Placed
from simulator.analysis.logs.calls import Call, call_of, context_of
from simulator.analysis.logs.event import Event
from simulator.analysis.logs.index import WorldIndex
from simulator.analysis.logs.joining import Beginning
from simulator.analysis.logs.keys import RECORD_KEYS
from simulator.analysis.logs.untold import lists_key
from simulator.evaluation.request import UNKNOWN, ServiceAddress
from simulator.keys import find_key
from simulator.world.world import World
from tests.analysis.logs.conftest import MakeWorld
from tests.analysis.logs.records import HOME, OFFICE, STOPPING, event, session, user

SERVICE = "cloudformation.amazonaws.com"


def context(world: World, one: Event, beginning: Beginning | None = None) -> dict[str, Any]:
    call = call_of(one, WorldIndex(world), beginning)
    assert isinstance(call, Call)
    assert isinstance(call.placed, Placed)
    assert call.told is not None
    index = WorldIndex(world)
    return context_of(call, call.told, call.placed, index.target(call.resources.arns[0]))


def stopping(identity: dict[str, Any], **more: Any) -> Event:
    return event("ec2:StopInstances", identity, parameters=STOPPING, **more)


def test_a_direct_call(make_world: MakeWorld) -> None:
    found = context(make_world(), stopping(user()))
    assert found["aws:SourceIp"] == OFFICE
    assert found["aws:ViaAWSService"] == "false"
    assert found["aws:UserAgent"] == "aws-cli/2"
    assert found["aws:CurrentTime"] == "2026-10-02T10:00:00Z"
    assert found["aws:PrincipalTag/team"] == "ops"
    assert found["aws:userid"] == "AIDAEXAMPLE"
    for absent in ("aws:CalledVia", "aws:SourceVpce", "aws:MultiFactorAuthPresent"):
        assert absent not in found


def test_never_what_a_client_says_of_its_address(make_world: MakeWorld) -> None:
    forwarded_for = {"additionalEventData": {"x-forwarded-for": HOME}, "X-Forwarded-For": HOME}
    found = context(make_world(), stopping(user(), **forwarded_for))
    assert found["aws:SourceIp"] == OFFICE
    assert HOME not in found.values()


@pytest.mark.parametrize("address", [SERVICE, "AWS Internal", "", None, "203.0.113.007"])
def test_what_is_no_address_is_none(make_world: MakeWorld, address: str | None) -> None:
    found = context(make_world(), stopping(user(), sourceIPAddress=address))
    assert found["aws:SourceIp"] is UNKNOWN


def test_through_an_endpoint(make_world: MakeWorld) -> None:
    named = stopping(user(), address="10.0.1.9", vpcEndpointId="vpce-1a2b")
    found = context(make_world(), named)
    assert "aws:SourceIp" not in found
    assert found["aws:SourceVpce"] == "vpce-1a2b"
    assert found["aws:VpcSourceIp"] == "10.0.1.9"
    assert found["aws:SourceVpc"] == "vpc-3c4d"
    other = context(make_world(), stopping(user(), vpcEndpointId="vpce-9"))
    assert other["aws:SourceVpc"] is UNKNOWN


def test_a_forwarded_call_has_the_address_of_the_first(make_world: MakeWorld) -> None:
    world, one = make_world(), stopping(user(invokedBy=SERVICE))
    found = context(world, one, Beginning(OFFICE, None))
    assert found["aws:SourceIp"] == OFFICE
    assert found["aws:ViaAWSService"] == "true"
    assert found["aws:CalledVia"] == (SERVICE,)
    assert found["aws:CalledViaFirst"] == found["aws:CalledViaLast"] == SERVICE
    through = context(world, one, Beginning("10.0.1.9", "vpce-1a2b"))
    assert "aws:SourceIp" not in through
    alone = context(world, one)
    assert alone["aws:SourceIp"] is UNKNOWN
    assert alone["aws:CalledVia"] is UNKNOWN
    assert alone["aws:CalledViaLast"] == SERVICE


def test_where_services_put_their_own_address(make_world: MakeWorld) -> None:
    one = stopping(user(invokedBy=SERVICE))
    found = context(make_world(forwarding="replaced"), one, Beginning(OFFICE, None))
    assert found["aws:SourceIp"] == ServiceAddress("cloudformation")


def test_a_service_that_is_not_named(make_world: MakeWorld) -> None:
    for forwarding in ("preserved", "replaced"):
        world = make_world(forwarding=forwarding)
        found = context(world, stopping(user(invokedBy="AWS Internal")))
        assert found["aws:ViaAWSService"] == "true"
        for key in ("aws:SourceIp", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"):
            assert found[key] is UNKNOWN


def test_a_service_role_and_its_trust(make_world: MakeWorld) -> None:
    found = context(make_world(), stopping(session(invokedBy=SERVICE)))
    assert found["aws:ViaAWSService"] == "false"
    assert found["aws:SourceIp"] == ServiceAddress("cloudformation")
    forwarded = context(make_world(), stopping(session(invokedBy="athena.amazonaws.com")))
    assert forwarded["aws:ViaAWSService"] == "true"


def test_a_session(make_world: MakeWorld) -> None:
    found = context(make_world(), stopping(session()))
    assert found["aws:MultiFactorAuthPresent"] == "false"
    assert found["aws:TokenIssueTime"] == "2026-10-02T09:00:00Z"
    assert found["aws:PrincipalArn"] == "arn:aws:iam::111122223333:role/Bob"
    for absent in ("aws:SourceIdentity", "aws:FederatedProvider", "aws:MultiFactorAuthAge"):
        assert absent not in found
    with_mfa = session()
    with_mfa["sessionContext"]["attributes"]["mfaAuthenticated"] = "true"
    with_mfa["sessionContext"]["sourceIdentity"] = "alice"
    told = context(make_world(), stopping(with_mfa))
    assert told["aws:MultiFactorAuthPresent"] == "true"
    assert told["aws:MultiFactorAuthAge"] is UNKNOWN
    assert told["aws:SourceIdentity"] == "alice"


def test_parameters_that_keys_hold(make_world: MakeWorld) -> None:
    asked = {"roleArn": "arn:aws:iam::111122223333:role/Bob", "roleSessionName": "x"}
    found = context(make_world(), event("sts:AssumeRole", user(), parameters=asked))
    assert found["sts:RoleSessionName"] == "x"
    assert "sts:ExternalId" not in found
    denied = context(make_world(), event("sts:AssumeRole", user()))
    assert denied["sts:ExternalId"] is UNKNOWN


def test_every_row_is_of_a_key_that_there_is() -> None:
    ours = [row.key for row in RECORD_KEYS if row.key.startswith("aws:")]
    assert [key for key in ours if find_key(key) is None] == []
    assert len(set(ours)) == len(ours)


@pytest.mark.parametrize(
    ("action", "key", "listed"),
    [
        ("s3:ListBucket", "s3:prefix", True),
        ("s3:GetObject", "s3:prefix", False),
        ("s3:GetObject", "s3:existingobjecttag/team", True),
        ("ec2:RunInstances", "ec2:instancetype", True),
        ("ec2:CreateTags", "aws:requesttag/team", True),
        ("nosuch:Do", "nosuch:key", True),
    ],
)
def test_a_services_key_is_absent_where_aws_does_not_list_it(
    action: str, key: str, listed: bool
) -> None:
    assert lists_key(action, key) is listed
