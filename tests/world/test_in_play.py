"""Which policies are asked when somebody calls on something?"""

from __future__ import annotations

import pytest

from simulator.world.actors import actor_of_caller, actor_of_service
from simulator.world.in_play import policies_in_play
from simulator.world.names import find_caller, find_place, find_resource

from .conftest import ORGANIZATION, WORLD


def names(policies):
    return None if policies is None else [policy.name for policy in policies]


def in_play(stage, caller, action, resource, place=None, world=WORLD):
    here = stage.world(world)
    who = actor_of_caller(find_caller(here, caller), console=False, instant=here.clock)
    where = find_place(here, place) if place else None
    found = policies_in_play(here, who, action, find_resource(here, resource), where)
    return {
        "identity": names(found.identity),
        "resource": names(found.resource),
        "boundary": names(found.boundary),
        "session": names(found.session),
        "endpoint": names(found.endpoint),
    }


NONE = {"identity": [], "resource": None, "boundary": None, "session": None, "endpoint": None}
BOB = "arn:aws:sts::111122223333:assumed-role/Bob/x"

IN_PLAY = [
    ("user/alice", "s3:ListAllMyBuckets", "*", {"identity": ["all.json"]}),
    # Carol has none of her own: those of her groups.
    ("user/carol", "s3:ListAllMyBuckets", "*", {"identity": ["only-s3.json"]}),
    (
        "user/bounded",
        "s3:ListAllMyBuckets",
        "*",
        {"identity": ["all.json"], "boundary": ["only-s3.json"]},
    ),
    (
        "user/alice",
        "s3:PutObject",
        "bucket",
        {"identity": ["all.json"], "resource": ["bucket.json"]},
    ),
    (
        "user/alice",
        "s3:GetObject",
        "arn:aws:s3:::bucket/a",
        {"identity": ["all.json"], "resource": ["bucket.json"]},
    ),
    ("user/alice", "ec2:StopInstances", "instance/i-0abc", {"identity": ["all.json"]}),
    # A trust policy is asked where the role is assumed, and is no policy on other calls.
    (
        "user/alice",
        "STS:assumerole",
        "role/Bob",
        {"identity": ["all.json"], "resource": ["trust-account.json"]},
    ),
    (
        "user/alice",
        "sts:TagSession",
        "role/Bob",
        {"identity": ["all.json"], "resource": ["trust-account.json"]},
    ),
    ("user/alice", "iam:GetRole", "role/Bob", {"identity": ["all.json"]}),
    ("user/alice", "iam:PassRole", "role/Bob", {"identity": ["all.json"]}),
    (BOB, "s3:ListAllMyBuckets", "*", {"identity": ["all.json"]}),
    ("root", "s3:PutObject", "bucket", {"resource": ["bucket.json"]}),
    ("anonymous", "s3:GetObject", "bucket", {"resource": ["bucket.json"]}),
    ("service/logs", "s3:PutObject", "bucket", {"resource": ["bucket.json"]}),
    ("arn:aws:iam::555566667777:user/eve", "s3:GetObject", "bucket", {"resource": ["bucket.json"]}),
]


@pytest.mark.parametrize(("caller", "action", "resource", "expected"), IN_PLAY)
def test_policies(stage, caller, action, resource, expected):
    assert in_play(stage, caller, action, resource) == NONE | expected


ENDPOINTS = [
    ("vpc", WORLD, ["only-cloudformation.json"]),
    ("office", WORLD, None),
    # Without a policy of its own an endpoint has the default one, which allows all.
    ("vpc", WORLD.replace("vpce-1a2b: {policy: only-cloudformation.json}", "vpce-1a2b: {}"), None),
    ("vpc", WORLD.replace("endpoints:\n      vpce-1a2b", "endpoints:\n      vpce-x"), None),
]


@pytest.mark.parametrize(("place", "world", "expected"), ENDPOINTS)
def test_an_endpoints_policy(stage, place, world, expected):
    found = in_play(stage, "user/alice", "ec2:StopInstances", "instance/i-0abc", place, world)
    assert found["endpoint"] == expected


MEMBERS = [
    ("user/alice", "bucket", 1, 1),
    ("222233334444:user/dave", "bucket", 0, 1),
    ("user/alice", "other-bucket", 1, 0),
    ("user/alice", "*", 1, 1),
    ("anonymous", "bucket", 0, 1),
    ("anonymous", "*", 0, 0),
]


@pytest.mark.parametrize(("caller", "resource", "scps", "rcps"), MEMBERS)
def test_scps_are_of_the_callers_account_and_rcps_of_the_resources(
    stage, caller, resource, scps, rcps
):
    stage.policy(
        "rcp.json",
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"},
        },
    )
    limits = "scps: [all.json]\n      rcps: [rcp.json]\n      accounts: ["
    here = stage.world(WORLD + ORGANIZATION.replace("accounts: [", limits))
    who = actor_of_caller(find_caller(here, caller), console=False, instant=here.clock)
    found = policies_in_play(here, who, "s3:GetObject", find_resource(here, resource), None)
    assert (len(found.scps), len(found.rcps)) == (scps, rcps)


def test_a_service_that_assumes_its_linked_role_is_under_no_rcp(stage):
    stage.policy(
        "rcp.json",
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*"},
        },
    )
    here = stage.world(
        WORLD.replace("    users:\n      alice", "    rcps: [rcp.json]\n    users:\n      alice")
    )
    service = actor_of_service("cloudformation")
    for role, levels in (("role/Linked", 0), ("role/Deployer", 1)):
        target = find_resource(here, role)
        found = policies_in_play(here, service, "sts:AssumeRole", target, None)
        assert len(found.rcps) == levels
