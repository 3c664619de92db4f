"""Edits mend what was found and leave what the policy means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.analysis.difference import Relation, difference
from simulator.analysis.lint.editing import remove_item
from simulator.analysis.lint.fixing import edited
from simulator.analysis.lint.registry import LINT_RULES
from simulator.language.model import Policy, PolicyType
from simulator.source import Source, Span
from tests.analysis.lint.looking import findings, fixture

FIXING = [rule.id for rule in LINT_RULES.values() if rule.fixes]


@pytest.mark.parametrize("rule", FIXING)
def test_the_fixed_policy_means_the_same(rule: str, tmp_path: Path) -> None:
    text = fixture(rule, "bad").read_text("utf-8")
    path = tmp_path / "a.json"
    for _ in range(5):
        path.write_text(text, "utf-8")
        found = findings(path, rule)
        if not found:
            break
        text = edited(text, [edit for one in found for edit in one.edits])
    assert found == []
    old, new = Policy.parse(fixture(rule, "bad").read_bytes()), Policy.parse(text)
    assert difference([old], [new], PolicyType.IDENTITY).relation is Relation.EQUIVALENT


@pytest.mark.parametrize("rule", LINT_RULES)
def test_only_rules_that_say_so_mend(rule: str) -> None:
    found = findings(fixture(rule, "bad"), rule)
    assert all(bool(one.edits) is LINT_RULES[rule].fixes for one in found)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('["x", "b"]', ["b"]),
        ('["a", "x"]', ["a"]),
        ('["a",\r\n  "x",\r\n  "b"]', ["a", "b"]),
        ('["x"]', []),
        ('["a", "x", "x"]', ["a"]),
    ],
)
def test_an_item_goes_with_its_comma(text: str, left: list[str]) -> None:
    source = Source("a.json", text)
    starts = [at for at in range(len(text)) if text.startswith('"x"', at)]
    edits = [remove_item(Span(source, at, at + 3)) for at in starts]
    assert json.loads(edited(text, edits)) == left
