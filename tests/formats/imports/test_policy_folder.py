"""Whose are the policies of a plain folder?"""

from __future__ import annotations

from pathlib import Path

from simulator.formats.imports.policy_folder import read_policy_folders
from tests.formats.imports.dumps import ACCOUNT, TRUST, document, write


def test_places_say_whose_they_are(tmp_path: Path) -> None:
    for place in (
        "alice",
        "user/bob/office",
        "user/bob/boundary",
        "group/ops/work",
        "role/Bob/more",
        "role/New/work",
    ):
        write(tmp_path / f"{place}.json", document())
    write(tmp_path / "role/Bob/trust.json", TRUST)
    write(tmp_path / "else/where/it.json", document())
    write(tmp_path / "user/bob/cut.json", '{"Version": "2012-10')
    found = read_policy_folders([tmp_path], ACCOUNT)
    account = found.accounts[ACCOUNT]
    alice, bob = account.users["alice"], account.users["bob"]
    assert [it.unread for it in alice.policies] == [False]
    assert [it.unread for it in bob.policies] == [True, False]
    assert bob.boundary is not None
    assert len(account.groups["ops"].policies) == 1
    assert [it.unread for it in account.roles["Bob"].policies] == [False]
    assert not account.roles["Bob"].trust.unread
    assert account.roles["New"].trust.unread
    assert [it.code for it in found.diagnostics] == ["IMP021", "IMP005", "IMP022"]


def test_no_such_folder(tmp_path: Path) -> None:
    found = read_policy_folders([tmp_path / "gone"], ACCOUNT)
    assert [it.code for it in found.diagnostics] == ["FIL001"]
