from __future__ import annotations

from simulator.report import as_concise, as_plain
from simulator.report.selection import grouped
from tests.report import builders
from tests.report.goldens import assert_golden


def test_concise() -> None:
    assert_golden("run-concise.txt", as_concise.run_lines(grouped([builders.replay()])))


def test_plain() -> None:
    lines = list(as_plain.run_lines(grouped([builders.replay()])))
    assert_golden("run-plain.txt", lines)
    assert not set("✓✗│├└▸◂^|") & set("".join(lines))
