from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.coverage import Piece
from simulator.analysis.mutants import Mutation
from simulator.analysis.remedies.cure import Kind, NotDrafted
from simulator.analysis.remedies.fix import Fix, fix
from simulator.analysis.remedies.question import Probe, Wish, question_of
from simulator.formats.scenario import load_scenario
from simulator.report import as_remedies
from simulator.report.terminal import Terminal
from simulator.report.wording.coverage import MISSED, MUTATIONS
from simulator.report.wording.remedies import CURES, NOT_DRAFTED, OPENED, PROBES, WISHES

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"


def test_everything_has_words() -> None:
    assert set(CURES) == set(Kind)
    assert set(NOT_DRAFTED) == set(NotDrafted)
    assert set(PROBES) == set(OPENED) == set(Probe)
    assert set(WISHES) == set(Wish)
    assert set(MISSED) == set(Piece)
    assert set(MUTATIONS) == set(Mutation)


def _hostile() -> Fix:
    scenario = load_scenario(STORY / "direct.yaml")
    named = (replace(one, name=f"\x1b]0;x\x07\u202e{one.name}") for one in scenario.requests)
    question = question_of(replace(scenario, requests=tuple(named)))
    assert question is not None
    return fix(question)


@pytest.mark.parametrize("width", [40, 80])
def test_names_steer_no_terminal_and_lines_fit(width: int) -> None:
    found = _hostile()
    lines = [
        *as_remedies.text_lines(found, Terminal(width=width)),
        *as_remedies.plain_lines(found),
        *as_remedies.concise_lines(found),
    ]
    assert not any(mark in line for line in lines for mark in "\x1b\x07\u202e")
    drawn = list(as_remedies.text_lines(found, Terminal(width=width)))
    assert max(map(len, drawn)) <= max(width, 80)
