"""What a project says about linting, what a baseline holds, which policies paths name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.analysis.lint.running import lint
from simulator.formats.baseline import BaselineError
from simulator.formats.lint_baseline import print_baseline, read_baseline
from simulator.formats.lint_settings import SettingsError, read_lint_settings
from simulator.formats.lint_stages import read_lint_stages
from simulator.language.model import PolicyType
from tests.analysis.lint.looking import findings, fixture

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"


def test_the_nearest_settings_count(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.calledvia.lint]\nselect = ["SRC"]\nignore = ["SRC102"]\n'
        '[tool.calledvia.lint.per-file-ignores]\n"old/*.json" = ["STM"]\n"x.json" = ["CND"]\n',
        "utf-8",
    )
    settings = read_lint_settings(inner)
    assert (settings.select, settings.ignore) == (("SRC",), ("SRC102",))
    assert settings.ignored_in(str(tmp_path / "old" / "y.json")) == ("STM",)
    assert settings.ignored_in(str(inner / "x.json")) == ("CND",)
    assert settings.ignored_in(str(inner / "y.json")) == ()
    (tmp_path / "a" / ".calledvia.toml").write_text("[lint]\n", "utf-8")
    assert read_lint_settings(inner).select == ()


def test_a_project_file_without_our_table_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n", "utf-8")
    assert read_lint_settings(tmp_path).select == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[lint]\nselekt = []\n", "selekt"),
        ('[lint]\nselect = "SRC"\n', "select"),
        ("[lint]\nignore = [1]\n", "ignore"),
        ("lint = 1\n", "lint"),
        ("[lint]\nper-file-ignores = []\n", "per-file-ignores"),
        ('[lint.per-file-ignores]\n"a" = "SRC"\n', "a"),
        ("[lint\n", ""),
    ],
)
def test_settings_that_mean_nothing(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / ".calledvia.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_lint_settings(tmp_path)
    assert caught.value.key == key
    assert bool(caught.value.problem) is not bool(key)


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = findings(fixture("SRC103", "bad"))
    path = tmp_path / "lint.json"
    path.write_text(print_baseline(found), "utf-8")
    assert read_baseline(path) == {one.fingerprint for one in found}
    assert print_baseline(reversed(found)) == path.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "x", "findings": []}'])
def test_what_is_no_baseline(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lint.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BaselineError):
        read_baseline(path)


def test_a_folder_has_its_worlds_and_the_policies_beside_them() -> None:
    stages = dict(read_lint_stages([str(STORY)], None).stages)
    (world,) = (stage for path, stage in stages.items() if path)
    in_world = {subject.policy.name for subject in world.subjects}
    alone = {subject.policy.name for subject in stages[""].subjects}
    assert any(name.endswith("bob-trust.json") for name in in_world)
    assert any(name.endswith("deny.json") for name in alone)
    assert not in_world & alone


def test_policies_of_a_world_have_owners_and_types() -> None:
    ((_, stage),) = read_lint_stages([str(STORY / "world.yaml")], None).stages
    told = {(subject.owner, subject.type) for subject in stage.subjects}
    assert ("role/Bob", PolicyType.TRUST) in told
    assert ("user/alice", PolicyType.IDENTITY) in told


def test_what_cannot_be_read_is_told_and_the_rest_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"Statement": 1}', "utf-8")
    (tmp_path / "b.json").write_text(fixture("PRN302", "bad").read_text("utf-8"), "utf-8")
    (tmp_path / "package.json").write_text(json.dumps({"name": "x"}), "utf-8")
    read = read_lint_stages([str(tmp_path)], None)
    assert {it.span.source.name.rpartition("/")[2] for it in read.diagnostics} == {"a.json"}
    assert [one.rule for _, stage in read.stages for one in lint(stage)] == ["PRN302"]
