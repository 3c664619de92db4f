from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.goldens import assert_golden
from tests.report.test_as_json import validator

REPOSITORY = Path(__file__).parents[2]


def test_the_story_comes_out_as_expected(calledvia: Run) -> None:
    ran = calledvia("run")
    assert ran.code == Exit.OK
    assert ran.out.splitlines()[-1].endswith("all as expected")
    headings = [line.partition(" · ")[0] for line in ran.out.splitlines() if " · " in line]
    assert headings[:4] == ["direct", "deny", "via-aws-service", "assume-role"]
    assert "today ▸ direct" in headings


def test_elapsed_time_and_hints_are_talk(started: Run) -> None:
    ran = started("run", "office.yaml")
    assert ran.err.endswith(" s\n")
    assert "calledvia run office.yaml -k WORDS" in ran.err
    assert " s\n" not in ran.out.splitlines()[-1]


def test_one_chosen_request_opens_up(calledvia: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    ran = calledvia("run", "scenarios/source-ip/direct.yaml", "-k", "her stack")
    assert ran.code == Exit.OK
    assert_golden("story-her-stack.txt", ran.out.splitlines())


def test_earlier_requests_are_played_though_not_shown(
    calledvia: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)
    ran = calledvia("run", "scenarios/source-ip/assume-role.yaml", "-k", "Bob stops an instance")
    assert ran.code == Exit.OK
    assert "ALLOW" in ran.out
    assert "becomes Bob, from the office" not in ran.out


def test_no_such_words(started: Run) -> None:
    ran = started("run", "office.yaml", "-k", "nowhere")
    assert ran.code == Exit.BAD_INPUT
    assert ran.out == ""
    assert "office: by hand, from home" in ran.err


def test_an_expectation_that_is_not_met(started: Run, tmp_path: Path) -> None:
    scenario = tmp_path / "office.yaml"
    text = scenario.read_text("utf-8").replace("verdict: implicit_deny", "verdict: allow")
    scenario.write_text(text, "utf-8")
    ran = started("run", "office.yaml")
    assert ran.code == Exit.UNEXPECTED
    assert "expected allow, got implicit_deny" in ran.out
    assert "office.yaml:12:13" in ran.out
    assert "1 not as expected" in ran.out


def test_one_file_of_a_folder_cannot_be_read(started: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("calledvia: 1\nrequests: [\n", "utf-8")
    ran = started("run", ".")
    assert ran.code == Exit.PARTLY_READ
    assert "3 requests" in ran.out
    assert "broken.yaml" in ran.err


@pytest.mark.parametrize("format_", ["text", "concise", "plain", "json"])
def test_a_path_that_is_not_there(calledvia: Run, format_: str) -> None:
    ran = calledvia("run", "nowhere.yaml", "--format", format_)
    assert ran.code == Exit.BAD_INPUT
    if format_ == "json":
        assert json.loads(ran.out)["diagnostics"][0]["code"] == "FIL001"
    else:
        assert "nowhere.yaml" in ran.err
        assert ran.out == ""


def test_json_of_the_whole_story_fits_the_schema(
    calledvia: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = calledvia("run", "--format", "json")
    document = json.loads(there.out)
    validator("run").validate(document)
    assert document["exit"] == there.code == Exit.OK
    assert document["rules"] is None
    assert document["results"][0]["file"] == "scenarios/source-ip/direct.yaml"
    monkeypatch.chdir(REPOSITORY)
    assert calledvia("run", "--format", "json").out == there.out


def test_every_denial_names_statement_key_values_and_place(calledvia: Run) -> None:
    """Issue bars: policy, Sid or number, key, compared values, file and line."""
    document = json.loads(calledvia("run", "--format", "json").out)
    lines = calledvia("run", "--format", "concise").out.splitlines()
    for result, line in zip(document["results"], lines, strict=False):
        denied = [hop for hop in result["hops"] if (hop["verdict"] or "").endswith("_deny")]
        if not denied:
            continue
        decision = denied[0]["decision"]
        named = decision["deciding"] or decision["nearest"][:1]
        if not named:
            assert "no statement that allows names" in line or "fails on" in line
            continue
        assert named[0]["sid"] or f"statement {named[0]['statement']}" in line
        assert f"{Path(named[0]['span']['file']).name}:" in line
        key = "iam:PassedToService" if "passed to EC2" in line else "aws:SourceIp"
        assert key in line
        for rule in denied[0]["rests_on"]:
            assert f"rests on {rule}" in line or rule in line


def test_verbose_opens_all(started: Run) -> None:
    ran = started("run", "office.yaml", "--verbose")
    assert ran.out.count("└▸") == 3


def test_ascii(started: Run) -> None:
    ran = started("run", "office.yaml", "-v", "--ascii")
    assert ran.out.isascii()
    assert "[DENY] (implicit)" in ran.out


def test_a_reader_that_stops_reading() -> None:
    command = f'"{sys.executable}" -m simulator run -v | head -1'
    if os.name == "nt":
        pytest.skip("no head")
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=REPOSITORY)
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1
