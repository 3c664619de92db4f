from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simulator.cli import coverage
from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STORY, LIMITS = str(SCENARIOS / "source-ip"), str(SCENARIOS / "within-limits")


def test_marks_stand_beside_the_lines(calledvia: Run) -> None:
    ran = calledvia("coverage", f"{STORY}/assume-role.yaml")
    assert ran.code == Exit.OK
    assert '  ✗   21 |             "12.148.72.0/23"' in ran.out
    assert '  ✓   20 |             "103.15.250.0/24",' in ran.out
    assert "by 1 scenario and 0 claims" in ran.out


def test_the_story_leaves_nothing_out(calledvia: Run) -> None:
    ran = calledvia("coverage", STORY, LIMITS)
    assert "100 % of 108 points in 17 policies, by 9 scenarios and 7 claims" in ran.out


def test_ascii_and_plain_have_no_art(calledvia: Run) -> None:
    assert calledvia("coverage", LIMITS, "--ascii").out.isascii()
    assert calledvia("coverage", LIMITS, "--format", "plain").out.isascii()


@pytest.mark.parametrize(("minimum", "code"), [("50", Exit.OK), ("100", Exit.UNEXPECTED)])
def test_the_minimum(calledvia: Run, minimum: str, code: Exit) -> None:
    ran = calledvia("coverage", f"{STORY}/assume-role.yaml", "--min", minimum)
    assert ran.code == code


def test_survivors(calledvia: Run) -> None:
    ran = calledvia("coverage", LIMITS, "--mutants", "--format", "concise")
    assert ran.code == Exit.OK
    assert ": survives: " in ran.out
    assert "found out" in ran.out.splitlines()[-1]
    assert calledvia("coverage", LIMITS, "--mutants", "--min", "99").code == Exit.UNEXPECTED


def test_json_follows_its_schema(calledvia: Run, tmp_path: Path) -> None:
    document = json.loads(calledvia("coverage", LIMITS, "--mutants", "--format", "json").out)
    validator("coverage").validate(document)
    mutants = document["mutants"]
    told = len(mutants["survived"]) + len(mutants["equivalent"]) + mutants["found_out"]
    assert mutants["tried"] == told
    nothing = json.loads(calledvia("coverage", str(tmp_path), "--format", "json").out)
    validator("coverage").validate(nothing)
    assert nothing["exit"] == Exit.BAD_INPUT


def test_it_stops_when_the_time_is_over(calledvia: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "SECONDS", 0)
    ran = calledvia("coverage", LIMITS, "--mutants", "--format", "json")
    mutants = json.loads(ran.out)["mutants"]
    assert mutants["tried"] == 1
    assert mutants["untried"] > 1


def test_a_suite_that_fails_judges_no_mutants(calledvia: Run, tmp_path: Path) -> None:
    shutil.copytree(LIMITS, tmp_path / "suite")
    file = tmp_path / "suite" / "limits.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("verdict: explicit_deny", "verdict: allow"), "utf-8")
    ran = calledvia("coverage", str(tmp_path / "suite"), "--mutants")
    assert ran.code == Exit.UNEXPECTED
    assert "no mutants were tried" in ran.err
    assert "found out" not in ran.out


def test_what_cannot_be_read_is_told(calledvia: Run, tmp_path: Path) -> None:
    shutil.copytree(LIMITS, tmp_path / "suite")
    (tmp_path / "suite" / "broken.yaml").write_text("calledvia: 1\nrequests: 3\n", "utf-8")
    ran = calledvia("coverage", str(tmp_path / "suite"))
    assert ran.code == Exit.PARTLY_READ
    assert "broken.yaml" in ran.err
