from __future__ import annotations

from dataclasses import replace

from simulator.report.selection import grouped, told_before, with_name, with_words
from simulator.world.replayed import Replay
from tests.report import builders


def names(groups: object) -> list[str]:
    return [request.request.name for group in groups for request in group.requests]  # type: ignore[attr-defined]


def test_all_words_must_be_there_in_any_case() -> None:
    groups = grouped([builders.replay()])
    assert names(with_words(groups, ["STACK", "her"])) == ["her stack stops an instance"]
    assert names(with_words(groups, ["stack", "outside"])) == []
    assert len(names(with_words(groups, []))) == 4


def test_words_of_the_scenario_count() -> None:
    groups = grouped([builders.replay()])
    assert names(with_words(groups, ["direct", "outside"])) == ["outside, denied"]


def test_a_name_is_the_whole_name() -> None:
    groups = grouped([builders.replay()])
    assert names(with_name(groups, "only shown")) == ["only shown"]
    assert names(with_name(groups, "only")) == []


def test_replayed_scenarios_are_groups_of_their_own() -> None:
    first = builders.replay()
    today = replace(builders.scenario(), name="today", path="today.yaml")
    again = Replay(today, builders.TODAY, first.requests)
    groups = grouped([first, again])
    assert [(group.replayed.name, group.scenario.name) for group in groups] == [
        ("direct", "direct"),
        ("today", "direct"),
    ]
    told = told_before(groups[1], groups)
    assert [request.request.name for request in told] == ["outside, denied", "only shown"]
    assert told_before(groups[0], groups) == ()
