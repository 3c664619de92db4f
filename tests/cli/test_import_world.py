"""``calledvia import``, and the same sources on other commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from simulator.formats.world import load_world
from tests.cli.conftest import Run
from tests.formats.imports import dumps
from tests.formats.imports.dumps import ACCOUNT, OTHER, dump, inline, managed, write

READ_ONLY = {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
ASK = "user/alice s3:GetObject on arn:aws:s3:::bucket/key from 192.0.2.7"


@pytest.fixture
def details(tmp_path: Path) -> Path:
    return write(
        tmp_path / "details.json",
        dump(
            users=[
                dumps.user("alice", UserPolicyList=[inline("Get", dumps.document("s3:Get*"))]),
                dumps.user("bob", AttachedManagedPolicies=[READ_ONLY]),
            ],
            roles=[
                dumps.role(
                    "AWSReservedSSO_Admin_0123456789abcdef",
                    Path="/aws-reserved/sso.amazonaws.com/eu-west-1/",
                    RolePolicyList=[inline("All", dumps.document("*"))],
                )
            ],
        ),
    )


def test_import_writes_a_world(calledvia: Run, details: Path, tmp_path: Path) -> None:
    ran = calledvia("import", "--account-details", str(details), "-o", "out/world.yaml")
    assert ran.code == Exit.PARTLY_READ
    assert "1 account, 2 users" in ran.out
    assert "policies attached that could not be read: 1" in ran.out
    before = details.read_text("utf-8").partition('"arn:aws:iam::aws:policy/ReadOnlyAccess"')[0]
    place = f"details.json:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    assert ran.err.startswith(f"{place}: IMP006 ")
    assert len(ran.err.splitlines()) == 1
    world = load_world(tmp_path / "out" / "world.yaml")
    assert set(world.accounts[ACCOUNT].users) == {"alice", "bob"}
    assert (tmp_path / "out" / "world" / ACCOUNT / "user" / "alice" / "Get.json").is_file()
    assert calledvia("check", "out/world.yaml").code == Exit.OK
    again = calledvia("import", "--account-details", str(details), "-o", "out/world.yaml")
    assert again.code == Exit.BAD_INPUT
    assert "is there already" in again.err


def test_the_written_world_answers_as_the_dump_does(calledvia: Run, details: Path) -> None:
    calledvia("import", "--account-details", str(details), "-o", "world.yaml")
    for line in (ASK, ASK.replace("alice", "bob"), ASK.replace("Get", "Put")):
        asked = [
            json.loads(calledvia("ask", line, *given, "--format", "json").out)
            for given in (("--world", "world.yaml"), ("--account-details", str(details)))
        ]
        hops = [one["result"]["hops"][0] for one in asked]
        assert hops[0]["verdict"] == hops[1]["verdict"]


def test_an_unread_policy_is_named(calledvia: Run, details: Path) -> None:
    line = ASK.replace("alice", "bob")
    ran = calledvia("ask", line, "--account-details", str(details))
    assert ran.code == Exit.OK
    assert "DEPENDS" in ran.out
    assert "depends on ReadOnlyAccess, which cannot be read" in ran.out
    assert "IMP006" in ran.err
    proved = calledvia(
        "prove",
        "no request by user/bob can s3:GetObject on arn:aws:s3:::bucket/key",
        "--account-details",
        str(details),
    )
    assert "UNKNOWN" in proved.out
    assert "ReadOnlyAccess" in proved.out
    reached = calledvia("reach", line.partition(" from")[0], "--account-details", str(details))
    assert reached.code == Exit.OK
    assert "WORKS" not in reached.out
    flips = calledvia("why-not", line, "--account-details", str(details))
    assert flips.code == Exit.OK


def test_a_permission_set_by_its_name(calledvia: Run, details: Path) -> None:
    line = "sso/Admin/alice@example.com ec2:StopInstances on * from 192.0.2.7"
    ran = calledvia("ask", line, "--account-details", str(details), "--expect", "allow")
    assert ran.code == Exit.OK


def test_sources_are_added_to_a_world(started: Run, details: Path, tmp_path: Path) -> None:
    organization = tmp_path / "org"
    values = {
        "organization": {"Organization": {"Id": "o-example", "MasterAccountId": OTHER}},
        "accounts-of-r-ab12": {"Accounts": [{"Id": ACCOUNT, "Name": "shop"}]},
    }
    for name, value in values.items():
        write(organization / f"{name}.json", value)
    write(tmp_path / "plain" / "carol.json", dumps.document("s3:*"))
    ran = started(
        "ask",
        ASK.replace("192.0.2.7", "office").replace("alice", "carol"),
        *("--world", "world.yaml", "--account-details", str(details)),
        *("--organization", str(organization), "--policies", "plain", "--expect", "allow"),
    )
    assert ran.code == Exit.OK, ran.err


def test_a_file_cut_short_leaves_the_others(calledvia: Run, details: Path, tmp_path: Path) -> None:
    whole = json.dumps(dump(users=[dumps.user("eve", OTHER)], policies=[managed("x", {})]))
    write(tmp_path / "cut.json", whole[:-20])
    both = ("--account-details", "details.json", "cut.json", "--account", ACCOUNT)
    assert calledvia("ask", ASK, *both).code == Exit.OK  # nobody asked about the other account
    ran = calledvia("ask", f"{OTHER}:{ASK}", *both)
    assert ran.code == Exit.BAD_INPUT
    assert "IMP001" in ran.err
    ran = calledvia("import", *both, "-o", "world.yaml")
    assert ran.code == Exit.PARTLY_READ
    assert "IMP001" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "world.yaml"), "nothing to make a world of"),
        (("--account-details", "details.json", "-o", "world.txt"), "has to end in .yaml"),
        (("--account-details", "gone.json", "-o", "world.yaml"), "no account was found"),
        (("--account-details", "details.json", "--account", "1", "-o", "w.yaml"), "not account id"),
        (("--account-details", "details.json", "--region", "?", "-o", "w.yaml"), "not Region"),
    ],
)
def test_bad_input(calledvia: Run, details: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = calledvia("import", *arguments)
    assert ran.code == Exit.BAD_INPUT
    assert said in ran.err


def test_policies_and_sources_do_not_go_together(calledvia: Run, details: Path) -> None:
    ran = calledvia("ask", ASK, "--policy", "x.json", "--account-details", str(details))
    assert ran.code == Exit.BAD_INPUT
    assert "--policy" in ran.err
