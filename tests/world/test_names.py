"""What a name in a call means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.world.names import (
    caller_names,
    find_caller,
    find_place,
    find_resource,
    find_role,
    place_names,
    resource_names,
    role_names,
    service_principal,
)
from simulator.world.world import Role, World

HOME, OTHER = "111122223333", "222233334444"
FAR = "555566667777"


def iam(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:{name}"


def sts(account: str, name: str) -> str:
    return f"arn:aws:sts::{account}:{name}"


# The text, the principal, its account, and what the world knows of it.
CALLERS = [
    ("user/alice", iam(HOME, "user/alice"), HOME, "alice"),
    ("user/carol", iam(HOME, "user/staff/carol"), HOME, "carol"),
    (f"{HOME}:user/alice", iam(HOME, "user/alice"), HOME, "alice"),
    (f"{OTHER}:user/dave", iam(OTHER, "user/dave"), OTHER, "dave"),
    (iam(HOME, "user/staff/carol"), iam(HOME, "user/staff/carol"), HOME, "carol"),
    (iam(FAR, "user/eve"), iam(FAR, "user/eve"), FAR, None),
    ("root", iam(HOME, "root"), HOME, None),
    (f"{OTHER}:root", iam(OTHER, "root"), OTHER, None),
    (iam(FAR, "root"), iam(FAR, "root"), FAR, None),
    ("anonymous", "*", None, None),
    ("service/cloudformation", "cloudformation.amazonaws.com", None, "cloudformation"),
    (sts(HOME, "assumed-role/Bob/x"), sts(HOME, "assumed-role/Bob/x"), HOME, "Bob"),
    (sts(FAR, "assumed-role/Bob/x"), sts(FAR, "assumed-role/Bob/x"), FAR, None),
    (sts(HOME, "federated-user/x"), sts(HOME, "federated-user/x"), HOME, None),
    (iam(HOME, "saml-provider/Corp"), iam(HOME, "saml-provider/Corp"), None, "provider"),
    (iam(HOME, "oidc-provider/x.com"), iam(HOME, "oidc-provider/x.com"), None, "provider"),
    ("accounts.google.com", "accounts.google.com", None, "provider"),
]


@pytest.mark.parametrize(("text", "principal", "account", "known"), CALLERS)
def test_callers(stage, text, principal, account, known):
    caller = find_caller(stage.world(), text)
    assert (caller.label, caller.principal, caller.account) == (text, principal, account)
    knows = [
        caller.user.name if caller.user else None,
        caller.role.name if caller.role else None,
        caller.service,
        "provider" if caller.provider else None,
    ]
    assert [it for it in knows if it] == ([known] if known else [])


NO_CALLERS = [
    "",
    "alice",
    "user/nobody",
    "user/",
    "role/Bob",
    "group/readers",
    "222233334444:user/alice",
    "333344445555:user/alice",
    "arn:aws:iam::111122223333:role/work/Bob",
    "arn:aws:iam::111122223333:group/readers",
    "arn:aws:s3:::bucket",
    "arn:nonsense",
    "google.com",
]


@pytest.mark.parametrize("text", NO_CALLERS)
def test_no_callers(stage, text):
    assert find_caller(stage.world(), text) is None


RESOURCES = [
    ("*", "*", None, None),
    ("bucket", "arn:aws:s3:::bucket", HOME, "bucket"),
    (f"{HOME}:bucket", "arn:aws:s3:::bucket", HOME, "bucket"),
    ("arn:aws:s3:::bucket", "arn:aws:s3:::bucket", HOME, "bucket"),
    # A short name that only another account has.
    ("other-bucket", "arn:aws:s3:::other", OTHER, "other-bucket"),
    ("role/Bob", iam(HOME, "role/work/Bob"), HOME, "Bob"),
    (iam(HOME, "role/work/Bob"), iam(HOME, "role/work/Bob"), HOME, "Bob"),
    ("user/carol", iam(HOME, "user/staff/carol"), HOME, "carol"),
    (iam(HOME, "user/alice"), iam(HOME, "user/alice"), HOME, "alice"),
    ("arn:aws:s3:::strange", "arn:aws:s3:::strange", None, None),
    ("arn:aws:sqs:us-east-1:555566667777:q", "arn:aws:sqs:us-east-1:555566667777:q", FAR, None),
    # What lies in a bucket is the bucket's owner's, and under its policy.
    ("arn:aws:s3:::bucket/a/b.csv", "arn:aws:s3:::bucket/a/b.csv", HOME, "bucket"),
    ("arn:aws:s3:::other/a", "arn:aws:s3:::other/a", OTHER, "other-bucket"),
    ("arn:aws:s3:::bucket-2/a", "arn:aws:s3:::bucket-2/a", None, None),
]


@pytest.mark.parametrize(("text", "arn", "account", "known"), RESOURCES)
def test_resources(stage, text, arn, account, known):
    target = find_resource(stage.world(), text)
    assert (target.label, target.arn, target.account) == (text, arn, account)
    knows = [
        target.resource.short if target.resource else None,
        target.role.name if target.role else None,
        target.user.name if target.user else None,
    ]
    assert [it for it in knows if it] == ([known] if known else [])


def test_an_object_has_its_buckets_policy_and_not_its_tags(stage):
    world = stage.world()
    bucket = find_resource(world, "bucket").resource
    within = find_resource(world, "arn:aws:s3:::bucket/a").resource
    assert within.policy is bucket.policy is not None
    assert (bucket.tags, within.tags) == ({"kind": "data"}, {})
    assert within.arn == "arn:aws:s3:::bucket/a"


@pytest.mark.parametrize(
    "text", ["", "none", "role/None", "user/", "222233334444:bucket", "333344445555:x", "arn:x"]
)
def test_no_resources(stage, text):
    assert find_resource(stage.world(), text) is None


ROLES = [
    ("role/Bob", "Bob"),
    (f"{HOME}:role/Bob", "Bob"),
    (f"{OTHER}:role/Guest", "Guest"),
    (iam(HOME, "role/work/Bob"), "Bob"),
    (iam(OTHER, "role/Guest"), "Guest"),
    ("role/Guest", None),
    ("Bob", None),
    ("user/alice", None),
    (iam(HOME, "role/Bob"), None),
    ("333344445555:role/Bob", None),
]


@pytest.mark.parametrize(("text", "name"), ROLES)
def test_roles(stage, text, name):
    role = find_role(stage.world(), text)
    assert (role.name if role else None) == name


def test_places(stage):
    world = stage.world()
    assert find_place(world, "office").address == "103.15.250.7"
    assert find_place(world, "vpc").endpoint == "vpce-1a2b"
    assert find_place(world, "2001:db8::1").address == "2001:db8::1"
    for text in ("nowhere", "10.0.0.0/8", "1.2.3", ""):
        assert find_place(world, text) is None


def test_names_for_hints_lead_to_what_they_name(stage):
    world = stage.world()
    assert {"user/alice", "root", f"{OTHER}:user/dave", f"{OTHER}:root", "anonymous"} <= set(
        caller_names(world)
    )
    assert all(find_caller(world, name) for name in caller_names(world))
    assert "role/Bob" in role_names(world)
    assert f"{OTHER}:role/Guest" in role_names(world)
    assert all(find_role(world, name) for name in role_names(world))
    assert {"bucket", "role/Bob", "user/alice", f"{OTHER}:other-bucket", "*"} <= set(
        resource_names(world)
    )
    assert all(find_resource(world, name) for name in resource_names(world))
    assert place_names(world) == ("office", "home", "vpc")


def test_service_principals():
    assert service_principal("ec2") == "ec2.amazonaws.com"


SET = "AWSReservedSSO_Admin_0123456789abcdef"
SSO_PATH = "/aws-reserved/sso.amazonaws.com/eu-west-1/"


def with_permission_sets(world: World, *names: str) -> World:
    account = world.accounts[HOME]
    trust = account.roles["Bob"].trust
    roles = {name: Role(name, HOME, trust, SSO_PATH) for name in names}
    changed = replace(account, roles={**account.roles, **roles})
    return replace(world, accounts={**world.accounts, HOME: changed})


@pytest.mark.parametrize(
    "text",
    [
        "sso/Admin",
        f"{HOME}:sso/Admin",
        "role/AWSReservedSSO_Admin",
        f"role/{SET}",
        f"arn:aws:iam::{HOME}:role{SSO_PATH}{SET}",
    ],
)
def test_a_permission_sets_role(stage, text):
    there = with_permission_sets(stage.world(), SET, "AWSReservedSSO_AdminMore_0123456789abcdef")
    role, target = find_role(there, text), find_resource(there, text)
    assert role is not None
    assert role.name == SET
    assert target is not None
    assert target.role is role


def test_a_session_of_a_permission_set(stage):
    there = with_permission_sets(stage.world(), SET)
    caller = find_caller(there, "sso/Admin/alice@example.com")
    assert caller is not None
    assert caller.principal == sts(HOME, f"assumed-role/{SET}/alice@example.com")
    assert caller.role is there.accounts[HOME].roles[SET]
    assert find_caller(there, "sso/Admin") is None
    assert find_caller(there, "sso/Nobody/alice") is None


def test_two_roles_of_one_permission_set_are_none(stage):
    there = with_permission_sets(stage.world(), SET, f"{SET[:-1]}0")
    assert find_role(there, "sso/Admin") is None
    assert find_role(there, "sso/Adm") is None
