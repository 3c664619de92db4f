from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from simulator.formats.json_schemas import WRITTEN
from tests.cli.conftest import Run

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [*WRITTEN, "run", "lint", "result"])
def test_a_schema(calledvia: Run, name: str) -> None:
    ran = calledvia("schema", name)
    assert ran.code == 0
    Draft202012Validator.check_schema(json.loads(ran.out))


def test_the_names(calledvia: Run) -> None:
    names = calledvia("schema").out.split()
    assert {*WRITTEN, "run", "ask", "lint", "diff"} <= set(names)


def test_no_such_schema(calledvia: Run) -> None:
    ran = calledvia("schema", "worlds\x1b")
    assert ran.code == 2
    assert "no schema worlds\\x1b" in ran.err


def test_the_shipped_files_name_their_schema() -> None:
    for path in REPOSITORY.glob("scenarios/*/*.yaml"):
        last = path.read_text("utf-8").splitlines()[-1]
        lead, _, target = last.partition("$schema=")
        assert lead == "# yaml-language-server: ", path
        assert (path.parent / target).is_file(), path
