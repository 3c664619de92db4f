from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
WORLD = str(STORY / "world.yaml")
HOLDS = (
    "no request by user/alice outside 103.15.250.0/24 12.148.72.0/23 can sts:AssumeRole on role/Bob"
)
FAILS = "no request outside 103.15.250.0/24 12.148.72.0/23 can sts:AssumeRole on role/SharedBob"
UNKNOWN = "no request by user/alice can ec2:StopInstances on instance/i-0abc"
BY_USERID = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow", "Action": "*", "Resource": "*",
    "Condition": {"StringEquals": {"aws:userid": "AIDAEXAMPLE"}}
  }
}
"""


@pytest.mark.parametrize(
    ("claim", "code", "word"),
    [(HOLDS, Exit.OK, "✓ HOLDS"), (FAILS, Exit.UNEXPECTED, "✗ FAILS")],
)
def test_one_line(calledvia: Run, claim: str, code: Exit, word: str) -> None:
    ran = calledvia("prove", claim, "--world", WORLD)
    assert ran.code == code
    assert word in ran.out


def test_a_counterexample_can_be_replayed(calledvia: Run) -> None:
    ran = calledvia("prove", FAILS, "--world", WORLD)
    command = next(line for line in ran.out.splitlines() if "calledvia ask" in line)
    replayed = calledvia(*shlex.split(command)[1:], "--expect", "allow")
    assert replayed.code == Exit.OK


def test_the_shipped_claims_come_out_as_expected(calledvia: Run) -> None:
    ran = calledvia("prove", str(STORY / "claims.yaml"))
    assert ran.code == Exit.OK
    assert "claims, all as expected" in ran.out
    commands = [line for line in ran.out.splitlines() if "calledvia ask" in line]
    for command in commands:
        assert calledvia(*shlex.split(command)[1:], "--expect", "allow").code == Exit.OK
    assert len(commands) == ran.out.count("✗ FAILS")


def test_unknown_says_why(started: Run, tmp_path: Path) -> None:
    (tmp_path / "office-only.json").write_text(BY_USERID, "utf-8")
    ran = started("prove", UNKNOWN, "--world", "world.yaml")
    assert ran.code == Exit.UNEXPECTED
    assert "? UNKNOWN" in ran.out
    assert "it depends on aws:userid, which nobody can tell" in ran.out


def test_one_line_each_and_sentences(calledvia: Run) -> None:
    concise = calledvia("prove", FAILS, "--world", WORLD, "--format", "concise").out
    assert concise.startswith("<claim>:1:1: fails: ")
    assert "not so: user/dan sts:AssumeRole on role/SharedBob from 198.51.100.7" in concise
    plain = calledvia("prove", HOLDS, FAILS, "--world", WORLD, "--format", "plain").out
    assert "It holds." in plain
    assert "Not so: user/dan" in plain


def test_ascii(calledvia: Run) -> None:
    assert calledvia("prove", HOLDS, FAILS, "--world", WORLD, "--ascii").out.isascii()


def test_json(calledvia: Run) -> None:
    ran = calledvia("prove", HOLDS, FAILS, "--world", WORLD, "--format", "json")
    document = json.loads(ran.out)
    validator("prove").validate(document)
    assert [one["answer"] for one in document["claims"]] == ["holds", "fails"]
    assert document["claims"][0]["witness"] is None
    assert document["claims"][1]["witness"]["allowed"] is True
    assert document["summary"] == {"claims": 2, "unexpected": 1}
    assert document["exit"] == ran.code == Exit.UNEXPECTED


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((HOLDS,), "a claim in one line needs a world"),
        (("no request", "--world", WORLD), "CLM002"),
        (("nowhere.yaml",), "FIL001"),
        ((HOLDS, "--world", "nowhere.yaml"), "FIL001"),
        ((HOLDS.replace("alice", "nobody"), "--world", WORLD), "REQ006"),
    ],
)
def test_bad_input(calledvia: Run, arguments: tuple[str, ...], word: str) -> None:
    ran = calledvia("prove", *arguments)
    assert ran.code == Exit.BAD_INPUT
    assert word in ran.err


def test_check_reads_claims(calledvia: Run) -> None:
    assert calledvia("check", str(STORY / "claims.yaml")).code == Exit.OK
