"""The same calls under several remedies: the story in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.analysis.comparison import Cell, Comparison, Row, compare, same_outcome
from simulator.formats.scenario import load_scenario
from simulator.report.terminal import Marks
from simulator.report.wording.screens import cell_words, logged_name, other_model_words
from simulator.rules import Forwarding

STORY = Path(__file__).resolve().parents[2] / "scenarios" / "source-ip"
NAMES = ("direct", "deny", "via-aws-service", "assume-role", "today")


@pytest.fixture(scope="module")
def found() -> dict[Forwarding, Comparison]:
    scenarios = [load_scenario(STORY / f"{name}.yaml") for name in NAMES]
    return {model: compare(scenarios, "user/alice", model) for model in Forwarding}


def row(comparison: Comparison, name: str) -> Row:
    return next(one for one in comparison.rows if one.request.name == name)


def words(one: Row) -> list[str]:
    return [cell_words(cell, Marks.SYMBOL)[0] for cell in one.cells]


def test_the_columns(found: dict[Forwarding, Comparison]) -> None:
    names = [remedy.name for remedy in found[Forwarding.REPLACED].remedies]
    assert names == [
        "direct",
        "deny",
        "via-aws-service",
        "via-aws-service, carol's",
        "assume-role",
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("office", ["✓", "✓", "✓", "✓", "✓ as Bob"]),
        ("outside", ["✗ implicit", "✗ explicit", "✗ explicit", "✗ explicit", "✗ AssumeRole"]),
        ("her stack stops an instance", ["✗ implicit", "✗ explicit", "✓", "✓", "✓ as Bob"]),
        ("the session works from anywhere", ["n/a", "n/a", "n/a", "n/a", "✓ exposed!"]),
        ("Bob stops an instance", ["n/a", "n/a", "n/a", "n/a", "✓"]),
        ("Bob's session has expired", ["n/a", "n/a", "n/a", "n/a", "– not made"]),
    ],
)
def test_the_story_under_replaced(
    found: dict[Forwarding, Comparison], name: str, told: list[str]
) -> None:
    assert words(row(found[Forwarding.REPLACED], name)) == told


def test_what_the_other_network_model_changes(found: dict[Forwarding, Comparison]) -> None:
    here, there = found[Forwarding.REPLACED], found[Forwarding.PRESERVED]
    her_stack = row(there, "her stack stops an instance")
    assert words(her_stack) == ["✓", "✓", "✓", "✓", "✓ as Bob"]
    assert row(here, "her stack stops an instance").stands_out
    assert not her_stack.stands_out
    assert other_model_words(here, there) == (
        "f → preserved: otherwise then: her stack stops an instance; "
        "a query reads a file (ViaAWSService)"
    )
    assert other_model_words(here, here) == "f → replaced: all comes out the same"


def test_whom_the_log_names(found: dict[Forwarding, Comparison]) -> None:
    her_stack = row(found[Forwarding.REPLACED], "her stack stops an instance")
    assert [logged_name(cell) for cell in her_stack.cells] == ["alice"] * 4 + ["Bob's session"]


def test_each_call_is_told_once(found: dict[Forwarding, Comparison]) -> None:
    names = [one.request.name for one in found[Forwarding.REPLACED].rows]
    assert len(names) == len(set(names))
    assert "office (ViaAWSService)" not in names


def test_cells_without_a_call_are_alike() -> None:
    assert same_outcome(Cell(None, None), Cell(None, None))
