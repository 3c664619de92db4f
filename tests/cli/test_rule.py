from __future__ import annotations

import pytest

from simulator.analysis.lint.registry import LINT_RULES
from simulator.analysis.lint.rule import Rule
from simulator.cli.exits import Exit
from simulator.diagnostics import DIAGNOSTICS
from simulator.rules import RULES
from tests.cli.conftest import Run


@pytest.mark.parametrize("rule", LINT_RULES.values(), ids=lambda rule: rule.id)
def test_a_lint_rule_is_shown_with_its_examples(calledvia: Run, rule: Rule) -> None:
    ran = calledvia("rule", rule.id)
    assert ran.code == Exit.OK
    assert ran.out.startswith(f"{rule.id} {rule.name}\n")
    for term in ("why", "what to do", "source"):
        assert f"\n{term}" in ran.out
    for example in (rule.avoid, rule.prefer):
        for line in example.splitlines():
            assert line in ran.out


@pytest.mark.parametrize("name", [*DIAGNOSTICS, *RULES])
def test_every_row_is_shown(calledvia: Run, name: str) -> None:
    ran = calledvia("rule", name)
    assert ran.code == Exit.OK
    assert ran.out.startswith(f"{name}\n")
    assert "source" in ran.out


def test_in_any_case(calledvia: Run) -> None:
    assert calledvia("rule", "pol014").out == calledvia("rule", "POL014").out


def test_a_near_miss(calledvia: Run) -> None:
    ran = calledvia("rule", "forwardng")
    assert ran.code == Exit.BAD_INPUT
    assert ran.err.endswith("perhaps: forwarding\n")


def test_part_of_a_name(calledvia: Run) -> None:
    assert "trust-star" in calledvia("rule", "star").err


def test_nothing_like_it(calledvia: Run) -> None:
    assert calledvia("rule", "\x1b[2J").err == "there is no rule \\x1b[2J\n"
