"""Do the benchmarks ask what they say? Nothing here is timed."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from benchmarks import plot, questions, report
from benchmarks.peers import CALLEDVIA
from benchmarks.questions import Question
from benchmarks.report import Bar, Line, Result
from benchmarks.rounds import measure
from benchmarks.tools import by_hand, calledvia

QUESTIONS = {
    "article": questions.article(),
    "account": questions.account(),
    "statements": questions.statements(40),
    "ranges": questions.ranges(300),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_request_is_asked_twice_and_some_are_allowed(name: str) -> None:
    question = QUESTIONS[name]
    asked = [question.request(number) for number in range(400)]
    assert len({json.dumps(one, sort_keys=True) for one in asked}) == len(asked)
    prepared = calledvia.prepare(question.policies)
    verdicts = [calledvia.decide(prepared, calledvia.request(prepared, one)) for one in asked]
    assert 100 < verdicts.count("allow") < 300
    traced = [calledvia.explain(prepared, calledvia.request(prepared, one)) for one in asked[:40]]
    assert traced == verdicts[:40]


def test_the_account_is_as_large_as_the_page_says() -> None:
    policies = QUESTIONS["account"].policies
    sizes = [len(one["document"]["Statement"]) for one in policies["identity"]]
    assert (sizes, len(policies["scps"])) == ([20] * 10, 3)
    assert policies["boundary"]
    assert policies["resource"]


def test_by_hand_is_the_articles_policy() -> None:
    question = QUESTIONS["article"]
    ours, theirs = calledvia.prepare(question.policies), by_hand.prepare(question.policies)
    for number in range(200):
        asked = question.request(number)
        verdict = calledvia.decide(ours, calledvia.request(ours, asked))
        assert by_hand.decide(theirs, by_hand.request(theirs, asked)) == verdict


def test_a_tool_that_ends_is_told_and_the_others_are_measured() -> None:
    def request(number: int) -> dict[str, object]:
        return {**questions.article().request(number), "principal": 7}

    broken = Question("broken", questions.article().policies, request)
    (found,) = measure(broken, [CALLEDVIA], rounds=1)
    assert (found.rates, found.problem) == ((), "its process ended")


def test_what_is_written_can_be_read(tmp_path) -> None:
    line = Line("ranges", "a <tool>", ((2, 100_000.0), (100, 3.0)))
    result = Result("a case", ("tool", "rate"), (("x", "1"),), (Bar("fast", "9", True),))
    report.write([result], tmp_path)
    assert json.loads((tmp_path / "results.json").read_text("utf-8"))["bars"][0]["reached"]
    assert "| fast | 9 | yes |" in (tmp_path / "results.md").read_text("utf-8")
    assert ElementTree.fromstring(plot.draw([line])).tag.endswith("svg")
