"""A scenario's policies in place of the world's."""

from __future__ import annotations

import pytest

from simulator.language.model import Policy
from simulator.world.names import find_resource
from simulator.world.overrides import with_policies
from simulator.world.scenario import PolicyOverride

HOME, OTHER = "111122223333", "222233334444"


def policy(stage, name: str) -> Policy:
    text = (stage.folder / "all.json").read_text(encoding="utf-8")
    return Policy.parse(text, name=name)


OWNERS = [
    ("user/alice", "user/alice"),
    ("user/carol", "user/carol"),
    (f"{OTHER}:user/dave", f"{OTHER}:user/dave"),
    (f"arn:aws:iam::{HOME}:user/staff/carol", "user/carol"),
    ("role/Bob", "role/Bob"),
    (f"arn:aws:iam::{HOME}:role/work/Bob", "role/Bob"),
    (f"{OTHER}:role/Guest", f"{OTHER}:role/Guest"),
]


@pytest.mark.parametrize(("owner", "name"), OWNERS)
def test_identity_policies_and_boundaries(stage, owner, name):
    world, new = stage.world(), policy(stage, "new.json")
    before = find_resource(world, name)
    replaced = with_policies(world, {owner: PolicyOverride(identity=(new,))})
    after = find_resource(replaced, name)
    assert [it.name for it in (after.user or after.role).policies] == ["new.json"]
    assert (after.user or after.role).boundary == (before.user or before.role).boundary
    bound = find_resource(with_policies(world, {owner: PolicyOverride(boundary=new)}), name)
    assert (bound.user or bound.role).boundary.name == "new.json"
    assert (bound.user or bound.role).policies == (before.user or before.role).policies


def test_an_empty_list_takes_all_policies_away(stage):
    replaced = with_policies(stage.world(), {"user/alice": PolicyOverride(identity=())})
    assert find_resource(replaced, "user/alice").user.policies == ()


def test_trust(stage):
    world, new = stage.world(), policy(stage, "new.json")
    role = find_resource(with_policies(world, {"role/Bob": PolicyOverride(trust=new)}), "role/Bob")
    assert role.role.trust.name == "new.json"
    assert role.role.policies == find_resource(world, "role/Bob").role.policies


@pytest.mark.parametrize("owner", ["group/readers", f"{HOME}:group/readers"])
def test_groups(stage, owner):
    new = policy(stage, "new.json")
    replaced = with_policies(stage.world(), {owner: PolicyOverride(identity=(new,))})
    (found,) = replaced.accounts[HOME].groups["readers"].policies
    assert found.name == "new.json"


@pytest.mark.parametrize(
    ("owner", "account", "short"),
    [
        ("bucket", HOME, "bucket"),
        ("arn:aws:s3:::bucket", HOME, "bucket"),
        ("other-bucket", OTHER, "other-bucket"),
        (f"{OTHER}:other-bucket", OTHER, "other-bucket"),
        # What is said of an object is said of its bucket's policy.
        ("arn:aws:s3:::bucket/a", HOME, "bucket"),
    ],
)
def test_resources(stage, owner, account, short):
    world, new = stage.world(), policy(stage, "new.json")
    replaced = with_policies(world, {owner: PolicyOverride(resource=new)})
    before, after = (it.accounts[account].resources[short] for it in (world, replaced))
    assert after.policy.name == "new.json"
    assert (after.arn, after.tags) == (before.arn, before.tags)


def test_nothing_else_changes(stage):
    world, new = stage.world(), policy(stage, "new.json")
    replaced = with_policies(world, {"user/alice": PolicyOverride(identity=(new,))})
    assert replaced.accounts[OTHER] is world.accounts[OTHER]
    assert replaced.accounts[HOME].roles is world.accounts[HOME].roles
    assert replaced.accounts[HOME].users["carol"] is world.accounts[HOME].users["carol"]
    assert with_policies(world, {}) is world


@pytest.mark.parametrize("owner", ["user/nobody", "group/none", "arn:aws:s3:::strange", "*", ""])
def test_owners_that_the_world_does_not_have(stage, owner):
    with pytest.raises(LookupError):
        with_policies(stage.world(), {owner: PolicyOverride()})


def test_in_a_scenario(stage):
    requests = "  - {name: one, call: user/alice ec2:DescribeInstances on *}\n"
    assert stage.hops(requests)[0].verdict == "allow"
    for owner in ("user/alice", f"arn:aws:iam::{HOME}:user/alice"):
        settings = f'policies: {{"{owner}": [only-s3.json]}}'
        assert stage.hops(requests, settings=settings)[0].verdict == "implicit_deny"
