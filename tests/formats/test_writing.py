"""A scenario that was written reads back as the same, whatever stands in it."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.edits import PolicyReads
from simulator.analysis.owners import policies_of
from simulator.analysis.whatif import outcomes, whatif
from simulator.formats.scenario import load_scenario
from simulator.formats.writing import scenario_text
from simulator.world.replay import replay
from simulator.world.replayed import Replay

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    folder = tmp_path / "story"
    shutil.copytree(SHIPPED / "source-ip", folder)
    return folder


def written(told: Replay, path: Path, title: str = "written") -> Replay:
    text = scenario_text(told, title, path)
    assert text is not None
    path.write_text(text, encoding="utf-8", newline="\n")
    return replay(load_scenario(path))


@pytest.mark.parametrize("name", ["direct", "deny", "via-aws-service", "assume-role"])
def test_every_shipped_scenario_survives(story: Path, name: str) -> None:
    told = replay(load_scenario(story / f"{name}.yaml"))
    back = written(told, story / "back.yaml")
    assert [one.request.name for one in back.requests] == [
        one.request.name for one in told.requests
    ]
    assert [outcomes(one) for one in back.requests] == [outcomes(one) for one in told.requests]
    assert [one.instant for one in back.requests] == [one.instant for one in told.requests]
    assert back.rules == told.rules
    assert back.as_expected
    assert all(hop.checked for one in back.requests for hop in one.hops)


def test_from_another_folder(story: Path, tmp_path: Path) -> None:
    told = replay(load_scenario(story / "direct.yaml"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    back = written(told, elsewhere / "back.yaml")
    assert [outcomes(one) for one in back.requests] == [outcomes(one) for one in told.requests]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_edited_policy_is_written_out(story: Path, ending: str) -> None:
    before = replay(load_scenario(story / "direct.yaml"))
    source = next(
        policy.source
        for policy in policies_of(before.scenario)
        if policy.source.name.endswith("office-only.json")
    )
    text = source.text.replace("103.15.250.0/24", "198.51.100.0/24").replace("\n", ending)
    told = whatif(before, [PolicyReads(source, text)]).replay
    assert told is not None
    back = written(told, story / "back.yaml")
    assert [outcomes(one) for one in back.requests] == [outcomes(one) for one in told.requests]
    assert source.text == (story / "office-only.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "no",
        "null",
        "1",
        "a: b",
        "# c",
        "it's",
        '"quoted"',
        "a\nb",
        "\x1b[1m",
        "\u202ex",
        "日本",
        "😀",
        "{x}",
        "- y",
        "a b",
        "~",
        "trailing ",
    ],
)
def test_any_title_and_name_survive(story: Path, text: str) -> None:
    told = replay(load_scenario(story / "direct.yaml"))
    first = told.requests[0]
    name = text.strip() or "x"
    renamed = replace(first, request=replace(first.request, name=name))
    back = written(replace(told, requests=(renamed,)), story / "back.yaml", title=text)
    assert back.scenario.title == text
    assert back.requests[0].request.name == name


def test_time_and_console_survive(story: Path) -> None:
    told = replay(load_scenario(story / "direct.yaml"))
    first = told.requests[0]
    at = datetime.datetime(2026, 11, 24, 15, 30, tzinfo=datetime.UTC)
    changed = replace(first.request, at=at, console=True)
    back = written(replace(told, requests=(replace(first, request=changed),)), story / "back.yaml")
    assert back.requests[0].request.at == at
    assert back.requests[0].request.console is True


def test_no_world_file_no_scenario(story: Path) -> None:
    told = replay(load_scenario(story / "direct.yaml"))
    nowhere = replace(told, scenario=replace(told.scenario, path=str(story / "nowhere.yaml")))
    assert scenario_text(nowhere, "x", story / "back.yaml") is None
