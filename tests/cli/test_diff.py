from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from simulator.analysis.difference import Relation
from simulator.cli.analysis_arguments import RELATIONS
from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
DENY, UNLESS = str(STORY / "deny.json"), str(STORY / "deny-unless-via-service.json")


def test_two_policies(calledvia: Run) -> None:
    ran = calledvia("diff", DENY, UNLESS)
    assert ran.code == Exit.OK
    assert "  wider" in ran.out
    assert "gained" in ran.out
    assert "✗ DENY (explicit) → ✗ DENY (implicit)" in ran.out


def test_the_commands_replay_the_difference(calledvia: Run) -> None:
    ran = calledvia("diff", DENY, UNLESS)
    commands = [line for line in ran.out.splitlines() if "calledvia ask" in line]
    outs = [calledvia(*shlex.split(command)[1:], "--format", "concise").out for command in commands]
    assert ["explicit_deny" in out for out in outs] == [True, False]


@pytest.mark.parametrize(
    ("expected", "code"), [("wider", Exit.OK), ("equivalent", Exit.UNEXPECTED)]
)
def test_the_exit_code_follows_the_expectation(calledvia: Run, expected: str, code: Exit) -> None:
    assert calledvia("diff", DENY, UNLESS, "--expect", expected).code == code


def test_relations_are_those_of_analysis() -> None:
    assert tuple(Relation) == RELATIONS


def test_worlds(calledvia: Run) -> None:
    ran = calledvia("diff", str(STORY / "direct.yaml"), str(STORY / "deny.yaml"))
    assert ran.code == Exit.OK
    assert "user/alice, identity-based policies" in ran.out
    assert "role/Bob" not in ran.out
    assert "parts, " in ran.out.splitlines()[-1]


def test_trust_policies(calledvia: Run) -> None:
    old, new = str(STORY / "bob-trust.json"), str(STORY / "shared-bob-trust.json")
    ran = calledvia("diff", old, new, "--format", "concise")
    assert ran.out.startswith("role trust policies: wider; gained: ")
    assert "user/dan sts:AssumeRole on role/" in ran.out


def test_folders(calledvia: Run, tmp_path: Path) -> None:
    for side in ("before", "after"):
        (tmp_path / side).mkdir()
        for name in ("work.json", "bob-trust.json"):
            shutil.copy(STORY / name, tmp_path / side / name)
    assert "equivalent" in calledvia("diff", "before", "after").out
    shutil.copy(STORY / "deny.json", tmp_path / "after")
    ran = calledvia("diff", "before", "after", "--format", "plain")
    assert "Policies: narrower." in ran.out
    assert "bob-trust.json, role trust policies: equivalent." in ran.out


def test_json(calledvia: Run) -> None:
    document = json.loads(calledvia("diff", DENY, UNLESS, "--format", "json").out)
    validator("diff").validate(document)
    assert document["relation"] == "wider"
    assert document["parts"][0]["gained"]["replayed"] is True


def test_bad_input(calledvia: Run) -> None:
    mixed = calledvia("diff", DENY, str(STORY / "world.yaml"))
    assert mixed.code == Exit.BAD_INPUT
    assert "compare two policies" in mixed.err
    missing = calledvia("diff", DENY, "nowhere.json", "--format", "json")
    assert missing.code == Exit.BAD_INPUT
    document = json.loads(missing.out)
    validator("diff").validate(document)
    assert document["relation"] is None


def test_ascii(calledvia: Run) -> None:
    assert calledvia("diff", DENY, UNLESS, "--ascii").out.isascii()
