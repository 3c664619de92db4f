"""Each type of policy has its own limit, and one of them has a day."""

from __future__ import annotations

import datetime

import pytest

from simulator.analysis.lint.running import lint
from simulator.analysis.lint.stage import Stage, Subject
from simulator.language.model import Policy, PolicyType
from simulator.rules import TODAY, Rules


def of_size(characters: int) -> Policy:
    head = '{"Version":"2012-10-17","Id":"'
    tail = '","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'
    return Policy.parse(head + "x" * (characters - len(head + tail)) + tail)


def found(policy: Policy, type: PolicyType, rules: Rules = TODAY) -> list[tuple[str, str]]:
    stage = Stage((Subject(policy, type),), None, rules)
    return [(one.got, one.detail) for one in lint(stage, ("SIZ501",))]


@pytest.mark.parametrize(
    ("type", "limit"),
    [
        (PolicyType.IDENTITY, 10_240),
        (PolicyType.BOUNDARY, 6_144),
        (PolicyType.TRUST, 2_048),
        (PolicyType.SESSION, 2_048),
        (PolicyType.SCP, 10_240),
        (PolicyType.RCP, 5_120),
        (PolicyType.ENDPOINT, 20_480),
    ],
)
def test_limits(type: PolicyType, limit: int) -> None:
    assert found(of_size(limit), type) == []
    assert found(of_size(limit + 1), type) == [(str(limit + 1), str(limit))]


def test_before_its_day_an_scp_was_smaller() -> None:
    last = Rules(as_of=datetime.date(2026, 5, 14))
    assert found(of_size(5_121), PolicyType.SCP, last) == [("5121", "5120")]
    assert found(of_size(5_121), PolicyType.SCP, Rules(datetime.date(2026, 5, 15))) == []


def test_white_space_counts_for_organizations_alone() -> None:
    wide = Policy.parse(of_size(5_000).source.text.replace(",", "," + " " * 100))
    assert found(wide, PolicyType.BOUNDARY) == []
    assert found(wide, PolicyType.RCP) == [("5400", "5120")]
