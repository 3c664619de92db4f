"""Every value of analysis has its words."""

from __future__ import annotations

from enum import StrEnum

import pytest

from simulator.analysis.address_cells import Doubt
from simulator.analysis.changes import ChangeKind
from simulator.analysis.claims import Answer
from simulator.analysis.difference import Relation
from simulator.analysis.routes import Manner
from simulator.report.wording import claims, differences, flips, reach


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (reach.MANNERS, Manner),
        (reach.DOUBTS, Doubt),
        (claims.ANSWERS, Answer),
        (differences.RELATIONS, Relation),
        (flips.CHANGES, ChangeKind),
    ],
)
def test_tables_are_total(table: dict[StrEnum, object], values: type[StrEnum]) -> None:
    assert list(table) == list(values)
