from __future__ import annotations

from pathlib import Path

import pytest

from simulator.formats.check import check_file
from simulator.formats.files import LIMIT
from simulator.formats.finding import find_scenarios
from simulator.formats.kinds import Kind
from simulator.formats.names import check_names
from simulator.formats.one_line import parse_request
from simulator.formats.world import load_world
from simulator.language.model import PolicyType

STORY = Path(__file__).parent / "story"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("world.yaml", Kind.WORLD),
        ("assume-role.yaml", Kind.SCENARIO),
        ("become-bob.json", Kind.POLICY),
    ],
)
def test_kinds(name: str, kind: Kind) -> None:
    assert check_file(STORY / name) == (kind, ())


def test_the_type_of_a_policy_is_checked() -> None:
    assert check_file(STORY / "bob-trust.json", PolicyType.TRUST) == (Kind.POLICY, ())
    assert check_file(STORY / "bob-trust.json", PolicyType.IDENTITY)[1]


@pytest.mark.parametrize(
    ("name", "text", "kind", "code"),
    [
        ("x.yaml", "a: b\n", Kind.UNKNOWN, "FIL008"),
        ("x.yaml", "", Kind.UNKNOWN, "FIL007"),
        ("x.yaml", '{"Version": "2012-10-17"}', Kind.POLICY, "POL011"),
        ("x.json", "", Kind.POLICY, "POL001"),
        ("x.json", "// a comment\n{}", Kind.POLICY, "POL023"),
        ("x", "calledvia: 1\n", Kind.WORLD, "WLD003"),
        ("x.json", "{calledvia: 1}", Kind.WORLD, "WLD003"),
        ("x.yaml", "calledvia: 1\nclaims: []\n", Kind.CLAIMS, "WLD003"),
        ("x.yaml", "calledvia: 1\nsteps: []\n", Kind.LESSON, "WLD003"),
    ],
)
def test_kinds_by_content(
    name: str,
    text: str,
    kind: Kind,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text, encoding="utf-8")
    found, diagnostics = check_file(name)
    assert found is kind
    assert code in {diagnostic.code for diagnostic in diagnostics}


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_too_large(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"#" * (LIMIT + 1))
    ((found,), size) = (check_file(path)[1], LIMIT)
    assert found.code == "FIL006"
    path.write_bytes(b"#" * size)
    assert "FIL006" not in {diagnostic.code for diagnostic in check_file(path)[1]}


def test_missing_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("direct.yaml").write_text("calledvia: 1\n", encoding="utf-8")
    kind, (found,) = check_file("dirct.yaml")
    assert (kind, found.code, found.nearest) == (Kind.UNKNOWN, "FIL001", "direct.yaml")
    assert [it.code for it in check_file(tmp_path)[1]] == ["FIL002"]


def test_scenarios_of_a_folder(tmp_path: Path) -> None:
    for name, text in {
        "b.yaml": "calledvia: 1\nworld: w.yaml\nrequests: []\n",
        "a/today.yml": "calledvia: 1\nworld: w.yaml\nreplays: []\n",
        "a/broken.yaml": "calledvia: 1\nrequests: [\n",
        "world.yaml": "calledvia: 1\naccounts: {}\n",
        "claims.yaml": "calledvia: 1\nclaims: []\n",
        "other.yaml": "services: [requests]\n",
        "garbage.yaml": "\x00",
        "policy.json": "{}",
        ".hidden/c.yaml": "calledvia: 1\nrequests: []\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in find_scenarios(tmp_path)]
    assert found == ["a/broken.yaml", "a/today.yml", "b.yaml"]
    assert find_scenarios(tmp_path / "b.yaml") == [tmp_path / "b.yaml"]
    assert find_scenarios(tmp_path / "nowhere") == [tmp_path / "nowhere"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("user/alice ec2:StopInstances on instance/i-0abc from office", []),
        ("bob ec2:StopInstances on arn:aws:ec2:us-east-1:111122223333:instance/i-1 from ::1", []),
        ("user/alice ec2:StopInstances on * via cloudformation as role/Bob via s3 as service", []),
        ("alice ec2:StopInstances on i-0abc from here", ["REQ006", "REQ008", "REQ009"]),
        (
            "bobby ec2:StopInstances on * via cloudformation:X on stack as role/B",
            ["REQ006", "REQ008", "REQ010"],
        ),
    ],
)
def test_names_of_a_line(text: str, codes: list[str]) -> None:
    world = load_world(STORY / "world.yaml")
    found = check_names(parse_request(text), world, sessions={"bob"})
    assert sorted(diagnostic.code for diagnostic in found) == codes
