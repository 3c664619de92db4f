"""Lessons that ship can be taught: every question has an answer, every fix a solution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from simulator.analysis.edits import PolicyReads
from simulator.analysis.owners import policies_of
from simulator.analysis.whatif import whatif
from simulator.formats.check import check_file
from simulator.formats.finding import find_lessons
from simulator.formats.kinds import Kind
from simulator.formats.lessons import Ask, Lesson, Step, read_lesson
from simulator.report.wording.lessons import ANSWERS, is_deciding, is_right, statement_choices
from simulator.report.wording.replays import settling_hop
from simulator.world.replay import replay
from simulator.world.replayed import HopReplay

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
PATHS = find_lessons(SHIPPED)


def lesson(path: Path) -> Lesson:
    loaded = read_lesson(path)
    assert loaded.value is not None, loaded.diagnostics
    assert loaded.diagnostics == ()
    return loaded.value


def steps(*asks: Ask) -> list[tuple[str, Step]]:
    return [
        (f"{one.order}.{number}", step)
        for one in map(lesson, PATHS)
        for number, step in enumerate(one.steps, 1)
        if step.ask in asks
    ]


def hop_of(step: Step) -> HopReplay:
    played = replay(step.scenario)
    request = next(one for one in played.requests if one.request.name == step.request)
    return request.hops[step.hop - 1] if step.hop is not None else settling_hop(request)


def test_the_course() -> None:
    lessons = sorted((lesson(path) for path in PATHS), key=lambda one: one.order)
    assert [one.order for one in lessons] == list(range(1, 10))
    assert all(one.steps for one in lessons)
    assert all(step.say and step.reveal for one in lessons for step in one.steps)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_check_reads_lessons(path: Path) -> None:
    assert check_file(path) == (Kind.LESSON, ())


@pytest.mark.parametrize(("where", "step"), steps(Ask.VERDICT))
def test_every_prediction_has_a_right_answer_and_a_wrong_one(where: str, step: Step) -> None:
    answers = {answer: is_right(answer, hop_of(step)) for answer in ANSWERS}
    assert answers["allow"] is not answers["deny"], where


@pytest.mark.parametrize(("where", "step"), steps(Ask.STATEMENT))
def test_every_question_for_a_statement_has_one(where: str, step: Step) -> None:
    decision = hop_of(step).decision
    assert decision is not None
    right = [text for text, one in statement_choices(decision) if is_deciding(one, decision)]
    assert len(right) == 1, (where, right)


SOLUTIONS: dict[str, tuple[str, str]] = {
    "1.5": ('"12.148.72.0/23"', '"12.148.72.0/23", "198.51.100.0/24"'),
    "2.4": (
        '"Statement": {',
        '"Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": '
        '{"Bool": {"aws:ViaAWSService": "true"}}}, {',
    ),
    "4.4": ('"NotIpAddress"', '"Bool": {"aws:ViaAWSService": "false"}, "NotIpAddress"'),
    "7.4": (
        '"Statement": [',
        '"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", '
        '"Condition": {"NotIpAddress": {"aws:SourceIp": ["103.15.250.0/24"]}}},',
    ),
}
"""What is replaced by what; a list that is opened is closed at the end."""


@pytest.mark.parametrize(("where", "step"), steps(Ask.FIX))
def test_every_fix_is_needed_and_can_be_made(where: str, step: Step) -> None:
    played = replay(step.scenario)
    assert not met(step, played.requests), f"{where} is right before anything is edited"
    sources = {policy.source.name: policy.source for policy in policies_of(step.scenario)}
    source = sources[step.edit[0]]
    before, after = SOLUTIONS[where]
    assert before in source.text
    text = source.text.replace(before, after, 1)
    if after.endswith(", {"):
        text = text.rstrip().removesuffix("}") + "]}"
    result = whatif(played, [PolicyReads(source, text)])
    assert result.replay is not None, result.refused
    assert met(step, result.replay.requests), where


def met(step: Step, requests: Sequence[object]) -> bool:
    got = {one.request.name: one.allowed for one in requests}  # type: ignore[attr-defined]
    return all(got[name] is True for name in step.allow) and all(
        got[name] is False for name in step.deny
    )


def test_a_folder_without_lessons(tmp_path: Path) -> None:
    assert find_lessons(tmp_path) == []
    assert find_lessons(SHIPPED / "source-ip" / "direct.yaml") == []
