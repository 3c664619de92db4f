"""How do several sources make one world?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from simulator.formats.imports.account_details import read_account_details
from simulator.formats.imports.imported import Imported, ReadLater, world_of
from simulator.formats.imports.world_writing import world_files
from simulator.formats.world import load_world
from simulator.language.model import Policy
from simulator.world.world import Account, Organization, Unit, User
from tests.formats.imports import dumps
from tests.formats.imports.dumps import ACCOUNT, OTHER, dump, write


def test_the_only_account_completes_names() -> None:
    one = Imported({ACCOUNT: Account(ACCOUNT)})
    two = Imported({OTHER: Account(OTHER)})
    assert world_of([one])[0].account == ACCOUNT
    assert world_of([one, two])[0].account is None
    world, _ = world_of([one, two], account=OTHER, as_of=datetime.date(2022, 1, 2))
    assert world.account == OTHER
    assert world.rules.as_of == world.clock.date() == datetime.date(2022, 1, 2)


def test_what_sources_say_of_one_account_is_put_together(tmp_path: Path) -> None:
    file = write(tmp_path / "details.json", dump(users=[dumps.user("alice"), dumps.user("bob")]))
    scp = Policy.unreadable("scp")
    world, said = world_of(
        [
            Imported({ACCOUNT: Account(ACCOUNT, "shop", scps=(scp,))}),
            read_account_details([file]),
            Imported({ACCOUNT: Account(ACCOUNT, users={"bob": User("bob", ACCOUNT, "/new/")})}),
        ]
    )
    account = world.accounts[ACCOUNT]
    assert (account.name, account.scps) == ("shop", (scp,))
    assert account.users["alice"].path == "/"
    assert account.users["bob"].path == "/new/"
    assert [(it.code, it.got) for it in said] == [("IMP011", "user/bob")]


def test_limits_alone_do_not_make_an_account_be_read() -> None:
    def fail() -> dict[str, User]:
        raise AssertionError("read")

    users = ReadLater(fail, lambda name, part: part)
    world, _ = world_of(
        [
            Imported({ACCOUNT: Account(ACCOUNT, users=users)}),
            Imported({ACCOUNT: Account(ACCOUNT, "shop")}),
        ]
    )
    assert world.accounts[ACCOUNT].users is users


def test_a_second_organization_is_said() -> None:
    first, second = (Organization(id_, ACCOUNT, Unit("Root")) for id_ in ("o-1", "o-2"))
    world, said = world_of([Imported(organization=first), Imported(organization=second)])
    assert world.organization is first
    assert [(it.code, it.got) for it in said] == [("IMP012", "o-2")]


def test_an_account_is_of_the_partition_that_its_arns_name(tmp_path: Path) -> None:
    text = json.dumps(dump(users=[dumps.user("alice")], roles=[dumps.role("Bob")]))
    file = tmp_path / "details.json"
    file.write_text(text.replace("arn:aws:", "arn:aws-us-gov:"), encoding="utf-8")
    world, said = world_of(
        [Imported({ACCOUNT: Account(ACCOUNT, "shop")}), read_account_details([file])]
    )
    account = world.accounts[ACCOUNT]
    assert said == ()
    assert (account.name, account.partition) == ("shop", "aws-us-gov")
    assert world.region == "us-gov-west-1"
    for name, content in world_files(world, "world").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    again = load_world(tmp_path / "world.yaml").accounts[ACCOUNT]
    for one in (account, again):
        assert one.users["alice"].arn == f"arn:aws-us-gov:iam::{ACCOUNT}:user/alice"
        assert one.roles["Bob"].arn == f"arn:aws-us-gov:iam::{ACCOUNT}:role/Bob"


def test_a_region_that_is_told_stays(tmp_path: Path) -> None:
    china = Account(ACCOUNT, partition="aws-cn")
    assert world_of([Imported({ACCOUNT: china})])[0].region == "cn-north-1"
    assert world_of([Imported({ACCOUNT: china})], region="cn-northwest-1")[0].region == (
        "cn-northwest-1"
    )
