from __future__ import annotations

from simulator.report.as_tree import explained_lines
from simulator.report.terminal import Terminal
from tests.report import builders
from tests.report.goldens import assert_golden


def test_the_path_that_settled_it() -> None:
    request = builders.replay().requests[0]
    lines = explained_lines(request.hops[1], 2, builders.REPLACED, Terminal(80), everything=False)
    assert_golden("explain-80.txt", lines)


def test_everything() -> None:
    request = builders.replay().requests[2]
    lines = explained_lines(
        request.hops[0], 1, builders.REPLACED, Terminal(60, ascii=True), everything=True
    )
    assert_golden("explain-all-60.txt", lines)
