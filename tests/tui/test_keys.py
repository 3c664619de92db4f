"""One table of keys: no key twice in a place, every action exists, help and docs have every row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from simulator.tui.app import CalledVia
from simulator.tui.keys import KEYS, Where, keys_for
from simulator.tui.screens.compare import Compare
from simulator.tui.screens.explorer import Explorer
from simulator.tui.screens.lesson import LessonScreen
from simulator.tui.widgets.chain_pane import ChainPane
from simulator.tui.widgets.form import WhatIfForm
from simulator.tui.widgets.scenario_pane import ScenarioTree
from simulator.tui.widgets.source_pane import PolicyEditor, SourceView
from simulator.tui.widgets.why_pane import WhyPane, WhyTree

HOMES: dict[Where, type] = {
    Where.EVERYWHERE: CalledVia,
    Where.EXPLORER: Explorer,
    Where.SCENARIOS: ScenarioTree,
    Where.CHAIN: ChainPane,
    Where.WHY: WhyTree,
    Where.WHY_TABS: WhyPane,
    Where.SOURCE: SourceView,
    Where.EDITOR: PolicyEditor,
    Where.WHAT_IF: WhatIfForm,
    Where.COMPARE: Compare,
    Where.LESSON: LessonScreen,
}
# tmux and screen take these for themselves.
TAKEN = {"ctrl+a", "ctrl+b", "ctrl+j", "ctrl+o", "ctrl+s"}


def test_every_place_is_known() -> None:
    assert set(HOMES) == set(Where)


@pytest.mark.parametrize("where", list(Where))
def test_no_key_has_two_meanings_in_one_place(where: Where) -> None:
    pressed = Counter(key for row in keys_for(where) for key in row.keys.split(","))
    assert [key for key, count in pressed.items() if count > 1] == []


def test_ids_are_unique_and_no_multiplexer_takes_a_key() -> None:
    assert len({row.id for row in KEYS}) == len(KEYS)
    assert not TAKEN & {key for row in KEYS for key in row.keys.split(",")}


@pytest.mark.parametrize("row", [row for row in KEYS if not row.built_in], ids=lambda row: row.id)
def test_every_action_exists_where_its_key_works(row: object) -> None:
    key = next(one for one in KEYS if one is row)
    name = key.action.partition("(")[0]
    assert hasattr(HOMES[key.where], f"action_{name}"), key


def test_every_sentence_is_one() -> None:
    for row in KEYS:
        assert row.sentence.endswith("."), row.id
        assert row.sentence[0].isupper(), row.id


def test_what_is_hinted_at_fits_into_a_footer() -> None:
    for where in Where:
        hints = [f"{row.shown} {row.brief}" for row in keys_for(where) if row.hinted]
        assert len("  ".join(hints[:3])) < 60, where


def test_the_reference_page_has_every_row() -> None:
    page = Path("docs/reference/app-keys.md").read_text(encoding="utf-8")
    for row in KEYS:
        assert row.sentence in page, row.id
