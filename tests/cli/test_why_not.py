from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
DIRECT = str(STORY / "direct.yaml")
HER_STACK = (
    "user/alice ec2:StopInstances on instance/i-0abc from office "
    "via cloudformation:UpdateStack on stack/web"
)


def test_what_would_flip_her_stack(calledvia: Run) -> None:
    ran = calledvia("why-not", HER_STACK, "--world", DIRECT)
    assert ran.code == Exit.OK
    assert ran.out.splitlines()[0].startswith("✗ DENY (implicit)")
    assert "  1  made by hand, not via cloudformation: ✓ ALLOW" in ran.out
    assert "made as role/Bob: ✓ ALLOW" in ran.out
    assert "forwarding = preserved: AWS decides that, not the caller" in ran.out


def test_what_carries_it(calledvia: Run) -> None:
    request = "user/alice sts:AssumeRole on role/Bob from home"
    ran = calledvia("why-not", request, "--world", str(STORY / "world.yaml"))
    assert "statement 2 (Deny) of the role trust policy" in ran.out
    assert "from 12.148.72.0/23 103.15.250.0/24: ✓ ALLOW" in ran.out


def test_explain_says_it_of_a_chosen_request(calledvia: Run) -> None:
    chosen = calledvia("explain", DIRECT, "her stack")
    assert "would flip it (each was tried)" in chosen.out
    assert "made by hand" in chosen.out
    assert "would flip it" not in calledvia("explain", DIRECT).out
    other_hop = calledvia("explain", DIRECT, "her stack", "--hop", "1")
    assert "would flip it" not in other_hop.out


def test_one_line_each_and_sentences(calledvia: Run) -> None:
    concise = calledvia("why-not", HER_STACK, "--world", DIRECT, "--format", "concise").out
    assert concise.splitlines()[0] == "made by hand, not via cloudformation: allowed"
    plain = calledvia("why-not", HER_STACK, "--world", DIRECT, "--format", "plain").out
    assert "Would flip it: made as role/Bob: allowed." in plain
    explained = calledvia("explain", DIRECT, "her stack", "--format", "plain").out
    assert "Would flip it: made as role/Bob: allowed." in explained


def test_nothing_flips_it(calledvia: Run) -> None:
    ran = calledvia("why-not", "root ec2:StopInstances on instance/i-0abc", "--world", DIRECT)
    assert ran.code == Exit.OK
    assert "nothing that the caller can change" in ran.out


@pytest.mark.parametrize("request_", [HER_STACK, "nonsense"])
def test_json(calledvia: Run, request_: str) -> None:
    ran = calledvia("why-not", request_, "--world", DIRECT, "--format", "json")
    document = json.loads(ran.out)
    validator("why-not").validate(document)
    assert document["exit"] == ran.code
    assert (document["answer"] is None) is (request_ == "nonsense")


def test_json_of_explain(calledvia: Run) -> None:
    document = json.loads(calledvia("explain", DIRECT, "her stack", "--format", "json").out)
    validator("explain").validate(document)
    assert document["would_flip"][0]["flips"][0]["changes"][0]["kind"] == "by_hand"


def test_with_nothing_to_decide_by(calledvia: Run) -> None:
    ran = calledvia("why-not", HER_STACK)
    assert ran.code == Exit.BAD_INPUT
    assert "calledvia why-not REQUEST --world FILE" in ran.err
