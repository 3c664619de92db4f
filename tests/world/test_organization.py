"""Which policies come from above, and what an account's place in its organization is called."""

from __future__ import annotations

import pytest

from simulator.evaluation.request import UNKNOWN
from simulator.world.organization import organization_keys, rcp_levels, scp_levels, units_above

BARE = 'as_of: 2026-11-24\naccount: "111122223333"\n'
ACCOUNTS = """
accounts:
  "111122223333":
    users: {alice: {policies: [all.json]}}
    scps: %s
    rcps: %s
  "222233334444":
    users: {dave: {policies: [all.json]}}
    resources: {other: {arn: "arn:aws:sqs:us-east-1:222233334444:q"}}
  "999988887777":
    users: {boss: {policies: [all.json]}}
"""
TREE = """
organization:
  id: o-exampleorgid
  management: "999988887777"
  scps: %s
  rcps: [rcp.json]
  accounts: ["222233334444"]
  units:
    ou-ab12-11111111:
      scps: %s
      units:
        ou-ab12-22222222:
          rcps: [rcp.json, rcp.json]
          accounts: ["111122223333"]
"""


def world(stage, root="none", unit="none", own="none", rcps="[]", tree=TREE):
    stage.policy(
        "all.json",
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
    )
    return stage.world(BARE + (tree % (root, unit) if tree else "") + ACCOUNTS % (own, rcps))


RCP = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"},
}


@pytest.fixture(autouse=True)
def _rcp(stage):
    stage.policy("rcp.json", RCP)
    stage.policy(
        "s3.json",
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        },
    )


# Root, unit, account: `none` is no limit and so no level; an empty list is one that allows nothing.
LEVELS = [
    ("none", "none", "none", []),
    ("[all.json]", "none", "none", [["all.json"]]),
    ("none", "[]", "none", [[]]),
    ("[all.json]", "[s3.json, all.json]", "[]", [["all.json"], ["s3.json", "all.json"], []]),
]


@pytest.mark.parametrize(("root", "unit", "own", "expected"), LEVELS)
def test_scps_level_by_level(stage, root, unit, own, expected):
    found = scp_levels(world(stage, root, unit, own), "111122223333")
    assert [[policy.name for policy in level] for level in found] == expected


def test_the_account_that_stands_in_the_root(stage):
    found = scp_levels(world(stage, "[all.json]", "[s3.json]"), "222233334444")
    assert [[policy.name for policy in level] for level in found] == [["all.json"]]


VERDICTS = [
    ("none", "none", "none", "allow", None),
    ("[all.json]", "[all.json]", "[all.json]", "allow", None),
    ("[all.json]", "[]", "[all.json]", "implicit_deny", "scp"),
    ("[all.json]", "[s3.json]", "[all.json]", "implicit_deny", "scp"),
    ("[]", "none", "none", "implicit_deny", "scp"),
]


@pytest.mark.parametrize(("root", "unit", "own", "verdict", "settled"), VERDICTS)
def test_every_level_must_allow_but_not_in_the_management_account(
    stage, root, unit, own, verdict, settled
):
    world(stage, root, unit, own)
    text = (stage.folder / "world.yaml").read_text(encoding="utf-8").removeprefix("calledvia: 1\n")
    hop = stage.first("user/alice ec2:DescribeInstances on *", world=text)
    assert hop.verdict == verdict
    if settled:
        assert hop.decision.settled_by == settled
    boss = stage.first("999988887777:user/boss ec2:DescribeInstances on *", world=text)
    assert boss.verdict == "allow"


def test_rcps_bind_resources_of_members(stage):
    here = world(stage, rcps="[rcp.json]")
    names = [[policy.name for policy in level] for level in rcp_levels(here, "111122223333")]
    assert names == [["rcp.json"], ["rcp.json", "rcp.json"], ["rcp.json"]]
    assert len(rcp_levels(here, "222233334444")) == 1
    assert rcp_levels(here, "999988887777") == ()
    assert rcp_levels(here, "555566667777") == ()


CALLS = [
    ("user/alice sqs:SendMessage on other", "explicit_deny"),
    # Without a resource the caller's own account counts: the management account has none.
    ("user/alice sqs:ListQueues on *", "explicit_deny"),
    ("999988887777:user/boss sqs:ListQueues on *", "allow"),
    ("999988887777:user/boss sqs:SendMessage on other", "explicit_deny"),
]


@pytest.mark.parametrize(("call", "verdict"), CALLS)
def test_whose_rcps_bind_a_call(stage, call, verdict):
    world(stage)
    text = (stage.folder / "world.yaml").read_text(encoding="utf-8").removeprefix("calledvia: 1\n")
    hop = stage.first(call, world=text)
    assert hop.verdict == verdict
    if call.endswith("*") and verdict != "allow":
        assert "rcp-without-resource-type" in hop.rests_on


def test_units_from_the_root_down(stage):
    here = world(stage)
    names = [unit.name for unit in units_above(here, "111122223333")]
    assert names == ["Root", "ou-ab12-11111111", "ou-ab12-22222222"]
    assert [unit.name for unit in units_above(here, "222233334444")] == ["Root"]
    # The management account is a member even if no unit names it.
    assert [unit.name for unit in units_above(here, "999988887777")] == ["Root"]
    assert units_above(here, "555566667777") == ()
    assert units_above(world(stage, tree=""), "111122223333") == ()


NAMED = TREE.replace("ou-ab12-11111111", "Prod")
PATHS = [
    (TREE, "111122223333", ("o-exampleorgid/r-ab12/ou-ab12-11111111/ou-ab12-22222222/",)),
    (TREE, "222233334444", ("o-exampleorgid/r-ab12/",)),
    (TREE, "999988887777", ("o-exampleorgid/r-ab12/",)),
    # Names of ours are in no path of AWS's; the root's id is in that of any unit.
    (NAMED, "111122223333", UNKNOWN),
    (NAMED, "222233334444", ("o-exampleorgid/r-ab12/",)),
    (NAMED.replace("ou-ab12-22222222", "Web"), "222233334444", UNKNOWN),
]


@pytest.mark.parametrize(("tree", "account", "path"), PATHS)
def test_paths(stage, tree, account, path):
    assert organization_keys(world(stage, tree=tree), account, "aws:PrincipalOrg") == {
        "aws:PrincipalOrgID": "o-exampleorgid",
        "aws:PrincipalOrgPaths": path,
    }


@pytest.mark.parametrize("tree", [TREE, ""])
def test_outside_there_are_no_keys(stage, tree):
    assert organization_keys(world(stage, tree=tree), "555566667777", "aws:ResourceOrg") == {}
