"""What is read of saved outputs of ``aws organizations``?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.formats.imports.imported import Imported
from simulator.formats.imports.organization_export import read_organization
from tests.formats.imports.dumps import ACCOUNT, OTHER, all_said, document, write

ROOT, UNIT, BELOW = "r-ab12", "ou-ab12-11111111", "ou-ab12-22222222"
ORG = "o-exampleorgid"
MANAGEMENT = "999988887777"


def summary(id_: str, name: str, type_: str = "SERVICE_CONTROL_POLICY") -> dict[str, Any]:
    arn = f"arn:aws:organizations::{MANAGEMENT}:policy/{ORG}/{type_.lower()}/{id_}"
    return {"Id": id_, "Arn": arn, "Name": name, "Type": type_, "AwsManaged": False}


def described(id_: str, name: str, content: Any, type_: str = "SERVICE_CONTROL_POLICY") -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    return {"Policy": {"PolicySummary": summary(id_, name, type_), "Content": text}}


DENY, FULL = "p-deny0001", "p-FullAWSAccess"
RCP = "p-rcp00001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files: dict[str, Any] = {
        "organization": {"Organization": {"Id": ORG, "MasterAccountId": MANAGEMENT}},
        "roots": {"Roots": [{"Id": ROOT, "Name": "Root", "PolicyTypes": []}]},
        f"units-of-{ROOT}": {"OrganizationalUnits": [{"Id": UNIT, "Name": "Work"}]},
        f"units-of-{UNIT}": {"OrganizationalUnits": [{"Id": BELOW, "Name": "Prod"}]},
        f"units-of-{BELOW}": {"OrganizationalUnits": []},
        f"accounts-of-{ROOT}": {"Accounts": [{"Id": MANAGEMENT, "Name": "payer"}]},
        f"accounts-of-{BELOW}": {
            "Accounts": [{"Id": ACCOUNT, "Name": "shop"}, {"Id": OTHER, "Name": "data"}]
        },
        "scps": {"Policies": [summary(DENY, "NoLeaving"), summary(FULL, "FullAWSAccess")]},
        "rcps": {"Policies": [summary(RCP, "Perimeter", "RESOURCE_CONTROL_POLICY")]},
        "deny": described(DENY, "NoLeaving", document("organizations:LeaveOrganization", "Deny")),
        "rcp": described(
            RCP,
            "Perimeter",
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": "*",
                },
            },
            "RESOURCE_CONTROL_POLICY",
        ),
        f"targets-of-{DENY}": {"Targets": [{"TargetId": UNIT, "Type": "ORGANIZATIONAL_UNIT"}]},
        f"targets-of-{RCP}": {"Targets": [{"TargetId": ROOT, "Type": "ROOT"}]},
    }
    for target in (ROOT, UNIT, BELOW, ACCOUNT, OTHER):
        files[f"scps-of-{target}"] = {"Policies": [summary(FULL, "FullAWSAccess")]}
    for name, value in files.items():
        write(tmp_path / f"{name}.json", value)
    return tmp_path


def codes(found: Imported) -> list[str]:
    return [it.code for it in found.diagnostics]


def test_the_tree_and_its_policies(folder: Path) -> None:
    found = read_organization([folder])
    assert codes(found) == []
    organization = found.organization
    assert organization is not None
    assert (organization.id, organization.management) == (ORG, MANAGEMENT)
    root = organization.root
    assert (root.name, root.accounts) == ("Root", (MANAGEMENT,))
    (unit,) = root.units
    (below,) = unit.units
    assert (unit.name, below.name) == (UNIT, BELOW)
    assert below.accounts == (ACCOUNT, OTHER)
    assert [it.name for it in root.scps or ()] == ["FullAWSAccess"]
    assert [it.name for it in unit.scps or ()] == ["FullAWSAccess", "NoLeaving"]
    assert [it.name for it in root.rcps] == ["Perimeter"]
    assert not any(it.unread for it in (*(unit.scps or ()), *root.rcps))
    assert (unit.scps or ())[1].arn is not None
    assert {id_: it.name for id_, it in found.accounts.items()} == {
        MANAGEMENT: "payer",
        ACCOUNT: "shop",
        OTHER: "data",
    }
    assert all_said(found.accounts[ACCOUNT].scps) == all_said(root.scps)


def test_a_policy_without_its_document(folder: Path) -> None:
    (folder / "deny.json").unlink()
    found = read_organization([folder])
    assert codes(found) == ["IMP006"]
    assert found.organization is not None
    (unit,) = found.organization.root.units
    assert [it.unread for it in unit.scps or ()] == [False, True]


def test_a_policy_of_which_only_the_id_is_known(folder: Path) -> None:
    write(folder / "targets-of-p-other001.json", {"Targets": [{"TargetId": UNIT}]})
    found = read_organization([folder])
    assert set(codes(found)) == {"IMP020"}
    assert found.organization is not None
    (unit,) = found.organization.root.units
    assert [it.name for it in unit.scps or () if it.unread] == ["p-other001"]
    assert [it.name for it in unit.rcps if it.unread] == ["p-other001"]


def test_a_level_without_scps_is_said(folder: Path) -> None:
    (folder / f"scps-of-{BELOW}.json").unlink()
    found = read_organization([folder])
    assert [(it.code, it.got) for it in found.diagnostics] == [("IMP019", BELOW)]
    assert found.organization is not None
    assert found.organization.root.units[0].units[0].scps is None


def test_an_account_of_no_known_unit(folder: Path) -> None:
    write(folder / "all.json", {"Accounts": [{"Id": "121212121212", "Name": "lost"}]})
    found = read_organization([folder])
    assert [(it.code, it.got) for it in found.diagnostics] == [
        ("IMP019", "121212121212"),
        ("IMP018", "121212121212"),
    ]


def test_parents_and_children_tell_it_too(folder: Path) -> None:
    (folder / f"accounts-of-{BELOW}.json").unlink()
    write(folder / f"children-{BELOW}.json", {"Children": [{"Id": OTHER, "Type": "ACCOUNT"}]})
    write(folder / f"parents-{ACCOUNT}.json", {"Parents": [{"Id": BELOW, "Type": "X"}]})
    found = read_organization([folder])
    assert found.organization is not None
    assert set(found.organization.root.units[0].units[0].accounts) == {ACCOUNT, OTHER}


def test_a_name_that_does_not_tell(folder: Path) -> None:
    (folder / f"units-of-{BELOW}.json").rename(folder / "units.json")
    write(folder / "units.json", {"OrganizationalUnits": [{"Id": "ou-ab12-33333333"}]})
    write(folder / "targets.json", {"Targets": [{"TargetId": UNIT}]})
    assert codes(read_organization([folder])) == ["IMP016", "IMP016"]


def test_units_in_a_ring_end(folder: Path) -> None:
    write(folder / f"units-of-{BELOW}.json", {"OrganizationalUnits": [{"Id": UNIT}]})
    write(folder / f"units-of-{UNIT}.json", {"OrganizationalUnits": [{"Id": BELOW}]})
    (folder / f"units-of-{ROOT}.json").unlink()
    found = read_organization([folder])
    assert found.organization is not None
    assert found.organization.root.units == ()
    assert codes(found) == ["IMP018", "IMP018"]


def test_units_beyond_any_depth_end(folder: Path) -> None:
    for number in range(2000):
        unit, below = f"ou-ab12-{10**8 + number}", f"ou-ab12-{10**8 + number + 1}"
        write(folder / f"units-of-{unit}.json", {"OrganizationalUnits": [{"Id": below}]})
    write(folder / f"parents-ou-ab12-{10**8}.json", {"Parents": [{"Id": ROOT}]})
    found = read_organization([folder])
    assert "IMP004" in codes(found)
    assert found.organization is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "IMP001"),
        ("[]", "IMP015"),
        ('{"Users": []}', "IMP015"),
        ('{"Policy": {"Content": 5}}', "IMP004"),
        ('{"Accounts": [7]}', "IMP004"),
        ('{"Accounts": [{"Id": "x"}]}', "IMP004"),
        ('{"Organization": null}', "IMP004"),
    ],
)
def test_wrong_files_beside_good_ones(text: str, code: str, folder: Path) -> None:
    write(folder / "wrong.json", text)
    found = read_organization([folder])
    assert codes(found) == [code]
    assert found.organization is not None


def test_no_organization(tmp_path: Path) -> None:
    write(tmp_path / "scps.json", {"Policies": []})
    assert codes(read_organization([tmp_path])) == ["IMP017"]
