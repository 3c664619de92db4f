"""Whatever stands in a dump or an export: diagnostics, and never an exception."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.diagnostics import DIAGNOSTICS
from simulator.formats.imports.account_details import read_account_details
from simulator.formats.imports.imported import world_of
from simulator.formats.imports.organization_export import read_organization
from simulator.formats.imports.world_writing import world_files
from tests.formats.imports import dumps
from tests.formats.imports.dumps import ACCOUNT, attached, dump, inline, managed

GOOD = dump(
    users=[
        dumps.user(
            "alice",
            UserPolicyList=[inline("Office", dumps.document())],
            AttachedManagedPolicies=[attached("Shared")],
            GroupList=["ops"],
            Tags=[{"Key": "team", "Value": "blue"}],
            PermissionsBoundary={"PermissionsBoundaryArn": f"arn:aws:iam::{ACCOUNT}:policy/Shared"},
        )
    ],
    groups=[dumps.group("ops", GroupPolicyList=[inline("Ops", dumps.encoded(dumps.document()))])],
    roles=[dumps.role("Bob", RolePolicyList=[inline("Bob", dumps.document())])],
    policies=[managed("Shared", dumps.document())],
)
EXPORT = {
    "Organization": {"Id": "o-example", "MasterAccountId": ACCOUNT},
    "Roots": [{"Id": "r-ab12"}],
    "OrganizationalUnits": [{"Id": "ou-ab12-11111111"}],
    "Accounts": [{"Id": ACCOUNT, "Name": "shop"}],
    "Policies": [{"Id": "p-deny0001", "Name": "x", "Type": "SERVICE_CONTROL_POLICY"}],
    "Policy": {"PolicySummary": {"Id": "p-deny0001", "Name": "x"}, "Content": "{}"},
    "Targets": [{"TargetId": ACCOUNT}],
}
ODD = st.sampled_from(
    [None, True, 7, 1e400, "", "\x00", "\ud800", "../../x", "%7B%", "{", [], {}, [[]], {"a": 1}]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a document."""
    if not isinstance(value, (dict, list)):
        return [path]
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(place for key, it in parts for place in places(it, (*path, key)))]


@st.composite
def spoilt(draw: st.DrawFn, good: Any) -> str:
    """A document in which a few values are replaced, and that may end anywhere."""
    value = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([it for it in places(value) if it]))
        into = value
        for step in way:
            into = into[step]
        into[last] = copy.deepcopy(draw(ODD))
    text = json.dumps(value)
    return text[: draw(st.sampled_from([len(text)] * 3 + [len(text) // 2, len(text) - 2]))]


def codes_are_known(codes: list[str]) -> None:
    assert all(code in DIAGNOSTICS for code in codes)


@settings(max_examples=150, deadline=None)
@given(spoilt(GOOD))
def test_dumps(text: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "details.json"
        file.write_text(text, encoding="utf-8")
        found = read_account_details([file])
        world, said = world_of([found])
        files = world_files(world, "world")
    assert all(".." not in name and not name.startswith("/") for name in files)
    codes_are_known([it.code for it in (*said, *found.later())])
    for account in world.accounts.values():
        assert all("/" not in name for name in (*account.users, *account.roles))


@settings(max_examples=100, deadline=None)
@given(spoilt(EXPORT))
def test_exports(text: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "of-r-ab12.json"
        file.write_text(text, encoding="utf-8")
        found = read_organization([file])
        world_files(world_of([found])[0], "world")
    codes_are_known([it.code for it in found.diagnostics])
