from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator


@pytest.fixture
def wrong(started: Run, tmp_path: Path) -> Run:
    policy = tmp_path / "office-only.json"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace('"IpAddress"', '"IpAdress"'), "utf-8")
    odd = text.replace("203.0.113.0/24", "203.0.113.0/33")
    (tmp_path / "odd.json").write_text(odd, "utf-8")
    return started


def test_nothing_wrong(started: Run) -> None:
    ran = started("check", "world.yaml", "office.yaml", "office-only.json")
    assert ran.code == Exit.OK
    assert ran.out == "no problems in 3 files.\n"


def test_an_error(wrong: Run) -> None:
    ran = wrong("check", "office-only.json")
    assert ran.code == Exit.BAD_INPUT
    assert "--> office-only.json:10:9" in ran.out
    assert 'did you mean "IpAddress"?' in ran.out
    assert "calledvia rule POL014" in ran.out
    assert ran.out.endswith("\n1 error in office-only.json; nothing was evaluated.\n")


def test_a_scenario_with_a_policy_that_is_wrong(wrong: Run) -> None:
    ran = wrong("check", "office.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "1 error in office-only.json" in ran.out


def test_warnings_alone_do_not_fail(wrong: Run) -> None:
    ran = wrong("check", "odd.json", "--format", "concise")
    assert ran.code == Exit.OK
    assert ran.out.startswith("odd.json:11:27: POL")
    assert ran.out.endswith("1 warning in odd.json.\n")


def test_the_type_decides_what_may_be_there(started: Run) -> None:
    assert started("check", "office-only.json", "--type", "identity").code == Exit.OK
    assert started("check", "office-only.json", "--type", "trust").code == Exit.BAD_INPUT


def test_json(wrong: Run) -> None:
    ran = wrong("check", "office-only.json", "odd.json", "--format", "json")
    document = json.loads(ran.out)
    validator("check").validate(document)
    assert document["summary"] == {"errors": 1, "warnings": 1}
    assert document["exit"] == ran.code == Exit.BAD_INPUT
