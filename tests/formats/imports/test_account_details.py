"""What is read of the output of ``aws iam get-account-authorization-details``?"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from simulator.formats.imports.account_details import read_account_details
from simulator.formats.imports.imported import Imported, world_of
from simulator.world.world import Account
from tests.formats.imports import dumps
from tests.formats.imports.dumps import ACCOUNT, OTHER, attached, dump, inline, managed, write

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "accounts"


def read(*files: Path) -> tuple[Account, Imported]:
    found = read_account_details(files)
    return found.accounts[ACCOUNT], found


def codes(found: Imported) -> list[str]:
    return [it.code for it in (*found.diagnostics, *found.later())]


def touched(account: Account) -> list[Any]:
    """Everything in an account, which is read by that."""
    return [*account.users.values(), *account.groups.values(), *account.roles.values()]


def test_users_groups_roles(tmp_path: Path) -> None:
    account, found = read(
        write(
            tmp_path / "details.json",
            dump(
                users=[
                    dumps.user(
                        "alice",
                        Path="/staff/",
                        UserPolicyList=[inline("Office", dumps.document())],
                        GroupList=["ops"],
                        Tags=[{"Key": "team", "Value": "blue"}],
                        PermissionsBoundary={
                            "PermissionsBoundaryType": "Policy",
                            "PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/Edge",
                        },
                    )
                ],
                groups=[dumps.group("ops", AttachedManagedPolicies=[attached("Shared")])],
                roles=[dumps.role("Bob", AttachedManagedPolicies=[attached("Shared")])],
                policies=[
                    managed("Shared", dumps.document("ec2:*"), dumps.document("s3:*"), default=2),
                    managed("Edge", dumps.document("iam:*")),
                ],
            ),
        )
    )
    alice, ops, bob = account.users["alice"], account.groups["ops"], account.roles["Bob"]
    assert alice.arn == f"arn:aws:iam::{ACCOUNT}:user/staff/alice"
    assert alice.groups == ("ops",)
    assert alice.tags == {"team": "blue"}
    assert [policy.name for policy in alice.policies] == ["user/alice/Office"]
    assert alice.boundary is not None
    assert alice.boundary.arn == f"arn:aws:iam::{ACCOUNT}:policy/Edge"
    assert alice.boundary.statements[0].actions.values[0].value == "iam:*"
    assert [policy.arn for policy in ops.policies] == [f"arn:aws:iam::{ACCOUNT}:policy/Shared"]
    assert ops.policies[0].statements[0].actions.values[0].value == "s3:*"
    assert bob.trust.statements[0].actions.values[0].value == "sts:AssumeRole"
    assert bob.max_session == datetime.timedelta(hours=1)
    assert codes(found) == []


@pytest.mark.parametrize("indent", [None, 2, 4])
def test_places_are_those_in_the_dump(tmp_path: Path, indent: int | None) -> None:
    file = tmp_path / "details.json"
    policy = dumps.document("s3:PutObject")
    value = dump(
        users=[dumps.user("alice", UserPolicyList=[inline("é", {}), inline("Office", policy)])]
    )
    file.write_text(json.dumps(value, indent=indent, ensure_ascii=False), encoding="utf-8")
    account, _ = read(file)
    span = account.users["alice"].policies[1].statements[0].actions.values[0].span
    before = file.read_text(encoding="utf-8").partition('"s3:PutObject"')[0]
    assert span.line == before.count("\n") + 1
    assert span.column == len(before) - before.rfind("\n")
    assert span.source.name.endswith("details.json")
    assert span.source.line(span.line)[span.column - 1 :].startswith('"s3:PutObject"')


def test_encoded_documents(tmp_path: Path) -> None:
    """As the API itself returns them; a plain JSON text is one too."""
    text = json.dumps(dumps.document("s3:Plain"))
    account, found = read(
        write(
            tmp_path / "details.json",
            dump(
                users=[
                    dumps.user(
                        "alice",
                        UserPolicyList=[
                            inline("Office", dumps.encoded(dumps.document("s3:Get+Object"))),
                            inline("Plain", text),
                        ],
                    )
                ],
                roles=[
                    dumps.role("Bob", AssumeRolePolicyDocument=dumps.encoded(dumps.TRUST)),
                ],
            ),
        )
    )
    office, plain = account.users["alice"].policies
    assert office.statements[0].actions.values[0].value == "s3:Get+Object"
    assert office.source.name.endswith("details.json#user/alice/Office")
    assert plain.source.text == text
    assert not account.roles["Bob"].trust.unread
    assert codes(found) == []


def test_an_encoded_dump_says_the_same(tmp_path: Path) -> None:
    """Each document of the sample, encoded, is the policy that it was."""
    sample = SAMPLES / "example-authz-details.json"
    if not sample.is_file():
        pytest.skip("the sample of an account dump is not here")
    value = json.loads(sample.read_text(encoding="utf-8"))

    def with_texts(part: Any) -> Any:
        if isinstance(part, list):
            return [with_texts(it) for it in part]
        if not isinstance(part, dict):
            return part
        return {
            key: dumps.encoded(it) if key.endswith("Document") else with_texts(it)
            for key, it in part.items()
        }

    other = write(tmp_path / "encoded.json", with_texts(value))
    (plain, _), (encoded, _) = (
        world_of([read_account_details([path])]) for path in (sample, other)
    )
    assert dumps.described(plain) == dumps.described(encoded)
    assert not [
        policy
        for owner in touched(plain.accounts["012345678901"])
        for policy in owner.policies
        if policy.unread
    ]


def test_an_attached_policy_without_its_document(tmp_path: Path) -> None:
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    given = [{"PolicyName": "ReadOnlyAccess", "PolicyArn": arn}]
    account, found = read(
        write(
            tmp_path / "details.json",
            dump(
                users=[dumps.user(name, AttachedManagedPolicies=given) for name in "ab"],
                roles=[dumps.role("Bob", AttachedManagedPolicies=given)],
            ),
        )
    )
    for owner in touched(account):
        assert [(it.name, it.arn, it.unread) for it in owner.policies] == [
            ("ReadOnlyAccess", arn, True)
        ]
    (said,) = found.later()
    assert (said.code, said.got, said.span.text) == ("IMP006", arn, f'"{arn}"')


def test_what_cannot_be_read_stays_unread(tmp_path: Path) -> None:
    account, found = read(
        write(
            tmp_path / "details.json",
            dump(
                users=[
                    dumps.user(
                        "alice",
                        UserPolicyList=[
                            inline("Wrong", {"Statement": [{"Effect": "Maybe"}]}),
                            inline("Cut", dumps.encoded(dumps.document())[:-20]),
                            inline("Number", 5),
                            {"PolicyName": "Nothing"},
                            inline("Good", dumps.document()),
                        ],
                        GroupList=["gone"],
                        PermissionsBoundary={"PermissionsBoundaryType": "Policy"},
                    )
                ],
                roles=[
                    dumps.role("Bob", AssumeRolePolicyDocument=None),
                    {
                        key: value
                        for key, value in dumps.role("Eve").items()
                        if key != "AssumeRolePolicyDocument"
                    },
                    dumps.role("Old", AttachedManagedPolicies=[attached("Versions")]),
                ],
                policies=[managed("Versions", dumps.document(), default=7)],
            ),
        )
    )
    alice = account.users["alice"]
    unread = {policy.name for policy in alice.policies if policy.unread}
    assert unread == {
        "user/alice/Wrong",
        "user/alice/Cut",
        "user/alice/Number",
        "user/alice/Nothing",
        "group/gone",
    }
    assert alice.boundary is not None
    assert alice.boundary.unread
    assert account.roles["Bob"].trust.unread
    assert account.roles["Eve"].trust.unread
    assert account.roles["Old"].policies[0].unread
    assert sorted(codes(found)) == ["IMP005"] * 8 + ["IMP007"]


def test_pages_of_one_account(tmp_path: Path) -> None:
    first = dump(
        users=[dumps.user("alice", AttachedManagedPolicies=[attached("Shared")])],
        IsTruncated=True,
        Marker="abc",
    )
    last = dump(
        users=[dumps.user("bob")],
        policies=[managed("Shared", dumps.document())],
        IsTruncated=False,
    )
    one, two = write(tmp_path / "1.json", first), write(tmp_path / "2.json", last)
    account, found = read(one, two)
    assert set(account.users) == {"alice", "bob"}
    assert not account.users["alice"].policies[0].unread
    assert codes(found) == []
    account, found = read(one)
    assert account.users["alice"].policies[0].unread
    assert codes(found) == ["IMP006", "IMP009"]


def test_a_folder_with_a_file_for_each_account(tmp_path: Path) -> None:
    write(tmp_path / "a.json", dump(users=[dumps.user("alice")]))
    write(tmp_path / "sub" / "b.json", dump(users=[dumps.user("bob", OTHER)]))
    found = read_account_details([tmp_path])
    assert {id_: set(it.users) for id_, it in found.accounts.items()} == {
        ACCOUNT: {"alice"},
        OTHER: {"bob"},
    }


def test_an_account_is_read_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for account in (ACCOUNT, OTHER):
        users = [
            dumps.user(name, account, UserPolicyList=[inline("P", dumps.document())])
            for name in ("alice", "bob")
        ]
        write(tmp_path / f"{account}.json", dump(users=users))
    found = read_account_details([tmp_path])
    (tmp_path / f"{OTHER}.json").unlink()
    parsed: list[str] = []

    def noted(value: Any, name: str, *rest: Any) -> Any:
        parsed.append(name)
        return policy_of(value, name, *rest)

    from simulator.formats.imports import account_identities
    from simulator.formats.imports.policy_text import policy_of

    monkeypatch.setattr(account_identities, "policy_of", noted)
    account = found.accounts[ACCOUNT]
    assert list(account.users) == ["alice", "bob"]
    assert parsed == []
    assert account.users["alice"] is account.users["alice"]
    assert parsed == ["user/alice/P"]
    assert codes(found) == []
    assert not found.accounts[OTHER].users
    assert codes(found) == ["FIL001"]


def _first(*keys: str) -> Iterable[Any]:
    return [{"UserName": "x", "Arn": f"arn:aws:iam::{ACCOUNT}:user/x", **dict.fromkeys(keys, 7)}]


WRONG: dict[str, tuple[Any, list[str]]] = {
    "no name": (dump(users=[{"Arn": f"arn:aws:iam::{ACCOUNT}:user/x"}]), ["IMP004"]),
    "a name that is none": (dump(users=[dumps.user("../x")]), ["IMP004"]),
    "no object": (dump(users=[dumps.user("x"), 5]), ["IMP004"]),
    "a path that is none": (dump(users=[dumps.user("x", Path="staff")]), ["IMP004"]),
    "lists of wrong types": (
        dump(users=_first("GroupList", "Tags", "UserPolicyList", "Path")),
        ["IMP004"] * 4,
    ),
    "of another account": (
        dump(users=[dumps.user("x"), dumps.user("y", OTHER)]),
        ["IMP013"],
    ),
    "a name twice": (dump(users=[dumps.user("x"), dumps.user("x")]), ["IMP008"]),
    "a key that nobody knows": (
        dump(users=[dumps.user("x", Mood="good"), dumps.user("y", Mood="bad")], More=[1, 2]),
        ["IMP010", "IMP010"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_said(name: str, tmp_path: Path) -> None:
    value, expected = WRONG[name]
    account, found = read(write(tmp_path / "details.json", value))
    touched(account)
    assert codes(found) == expected


UNUSABLE = {
    "empty": ("", ["IMP001"]),
    "no JSON": ("hello", ["IMP001"]),
    "a list": ("[]", ["IMP001"]),
    "another document": ('{"Statement": []}', ["IMP002"]),
    "an account without anything": (json.dumps(dump()), ["IMP003"]),
    "deep": ('{"UserDetailList": ' + "[" * 100_000, ["IMP001"]),
    "a long number": ('{"UserDetailList": [' + "9" * 10_000 + "]}", ["IMP004", "IMP003"]),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_files_that_are_no_dump(name: str, tmp_path: Path) -> None:
    text, expected = UNUSABLE[name]
    found = read_account_details([write(tmp_path / "details.json", text)])
    assert not found.accounts
    assert codes(found) == expected


def test_a_missing_file(tmp_path: Path) -> None:
    assert codes(read_account_details([tmp_path / "gone.json"])) == ["FIL001"]


def test_half_a_dump_is_an_error_wherever_it_ends(tmp_path: Path) -> None:
    whole = json.dumps(
        dump(
            users=[dumps.user("alice", UserPolicyList=[inline("P", dumps.document())])],
            roles=[dumps.role("Bob")],
        )
    )
    file = tmp_path / "details.json"
    for end in range(len(whole)):
        file.write_text(whole[:end], encoding="utf-8")
        found = read_account_details([file])
        for account in found.accounts.values():
            touched(account)
        assert "IMP001" in codes(found), whole[:end][-40:]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    whole = json.dumps(dump(users=[dumps.user("alice")])).encode()
    file = tmp_path / "details.json"
    for data, code in ((whole.replace(b"alice", b"al\xffce"), "FIL004"), (b"\xff\xfe{", "FIL005")):
        file.write_bytes(data)
        found = read_account_details([file])
        assert not any(account.users for account in found.accounts.values())
        assert codes(found) == [code]


def test_a_policy_that_iam_would_refuse(tmp_path: Path) -> None:
    """A policy that is wrong in many ways is one warning, with the first reason."""
    policy = {"Statement": [{"Effect": 1, "Action": 2}] * 20}
    account, found = read(
        write(
            tmp_path / "details.json",
            dump(users=[dumps.user("alice", UserPolicyList=[inline("P", policy)])]),
        )
    )
    (read_,) = account.users["alice"].policies
    assert read_.unread
    (said,) = found.later()
    assert said.detail.startswith("POL0")
    assert said.span.line > 1
