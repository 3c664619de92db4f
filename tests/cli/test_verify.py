"""What verify-plan asks is what a replay decides: our own simulator stands in for AWS's."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from simulator.report.wording.simulations import UNASKABLE
from tests.cli.conftest import Run

REPOSITORY = Path(__file__).parents[2]
SCENARIOS = REPOSITORY / "scenarios"


def commands(script: str) -> list[tuple[list[str], str]]:
    """The arguments of each command of a plan, and the file that takes its answer."""
    lines = [line for line in script.splitlines() if line.startswith("aws ")]
    found = []
    for line in lines:
        *words, arrow, file = shlex.split(line)
        assert words[:3] == ["aws", "iam", "simulate-custom-policy"]
        assert arrow == ">"
        found.append((words[3:], file))
    return found


def answer_all(calledvia: Run, script: str, folder: Path) -> int:
    folder.mkdir()
    asked = {file: words for words, file in commands(script)}
    for file, words in asked.items():
        ran = calledvia("simulate", *words)
        assert ran.code == 0, ran.err
        (folder / file).write_text(ran.out, "utf-8")
    return len(asked)


@pytest.mark.parametrize("folder", ["source-ip", "within-limits"])
def test_round_trip(calledvia: Run, folder: str, tmp_path: Path) -> None:
    paths = str(SCENARIOS / folder)
    plan = calledvia("verify-plan", paths)
    assert plan.code == 0
    answers = tmp_path / "answers"
    number = answer_all(calledvia, plan.out, answers)
    assert number > 5
    ran = calledvia("verify", str(answers), "--scenarios", paths)
    assert (ran.code, ran.out) == (0, f"{number} answers compared, all alike.\n"), ran.out


def test_the_plan_says_what_aws_cannot_be_asked(calledvia: Run) -> None:
    plan = calledvia("verify-plan")
    assert plan.out.startswith("#!/bin/sh\n")
    assert "# not asked: AWS's simulator does not evaluate role trust policies" in plan.out
    assert "# not asked: a policy asks for the address of an AWS service" in plan.out
    assert set(plan.out.splitlines()) >= {"# not asked: the call is not made here, or only assumed"}
    limits = calledvia("verify-plan", str(SCENARIOS / "within-limits")).out
    assert "# partly: AWS says whether SCPs allow it, but never which statement" in limits


def test_every_reason_has_words() -> None:
    assert set(UNASKABLE) == set(type(next(iter(UNASKABLE))))


def test_a_difference_is_found(started: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answer_all(started, started("verify-plan", "office.yaml").out, answers)
    one = sorted(answers.iterdir())[0]
    document = json.loads(one.read_text("utf-8"))
    result = document["EvaluationResults"][0]
    ours = result["EvalDecision"]
    result["ResourceSpecificResults"] = []
    result["EvalDecision"] = "explicitDeny"
    one.write_text(json.dumps(document), "utf-8")
    ran = started("verify", "answers", "--scenarios", "office.yaml")
    assert ran.code == 1
    assert f"AWS answers explicitDeny, here it is {ours}" in ran.out
    assert "1 different" in ran.out
    assert "office.yaml:" in ran.out


def test_an_answer_to_a_case_that_has_changed_is_not_compared(started: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answer_all(started, started("verify-plan", "office.yaml").out, answers)
    text = Path("office-only.json").read_text("utf-8")
    changed = text.replace("/24", "/25")
    assert changed != text
    Path("office-only.json").write_text(changed, "utf-8")
    ran = started("verify", "answers", "--scenarios", "office.yaml")
    assert ran.code == 2
    assert "answers no case that there is now" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "EvaluationResults"),
        ('{"EvaluationResults": [{}]}', "EvalDecision"),
    ],
)
def test_an_answer_that_cannot_be_read(started: Run, tmp_path: Path, text: str, said: str) -> None:
    answers = tmp_path / "answers"
    assert answer_all(started, started("verify-plan", "office.yaml").out, answers) > 1
    sorted(answers.iterdir())[0].write_text(text, "utf-8")
    ran = started("verify", "answers", "--scenarios", "office.yaml")
    assert ran.code == 3
    assert said in ran.err


def test_no_text_of_a_file_becomes_a_command(started: Run) -> None:
    world = Path("world.yaml").read_text("utf-8")
    assert "office:" in world
    scenario = {
        "calledvia": 1,
        "title": "$(touch title)",
        "world": "world.yaml",
        "requests": [
            {
                "name": "x\ntouch name\x1b[2J\u202e",
                "call": "user/alice ec2:StopInstances on "
                "arn:aws:ec2:us-east-1:111122223333:instance/';touch${IFS}it;' from office",
            }
        ],
    }
    Path("hostile.yaml").write_text(json.dumps(scenario), "utf-8")
    plan = started("verify-plan", "hostile.yaml")
    assert plan.code == 0, plan.err
    assert all(line.startswith(("#", "aws iam ")) for line in plan.out.splitlines() if line)
    assert not {"\x1b", "\u202e"} & set(plan.out)
    ((words, _),) = commands(plan.out)
    assert "arn:aws:ec2:us-east-1:111122223333:instance/';touch${IFS}it;'" in words


def test_who_has_no_policies_is_asked_about_too(started: Run, tmp_path: Path) -> None:
    world = Path("world.yaml")
    policies = [line for line in world.read_text("utf-8").splitlines() if "policies:" in line]
    assert policies
    world.write_text(world.read_text("utf-8").replace("[office-only.json]", "[]"), "utf-8")
    Path("nobody.yaml").write_text(
        "calledvia: 1\nworld: world.yaml\nrequests:\n"
        "  - {name: one, call: user/alice ec2:StopInstances on * from office}\n",
        "utf-8",
    )
    plan = started("verify-plan", "nobody.yaml")
    assert answer_all(started, plan.out, tmp_path / "answers") == 1
    ran = started("verify", "answers", "--scenarios", "nobody.yaml")
    assert (ran.code, ran.out) == (0, "1 answer compared, all alike.\n")
