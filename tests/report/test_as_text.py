from __future__ import annotations

import pytest

from simulator.report.as_text import run_lines
from simulator.report.layout import display_width
from simulator.report.selection import grouped
from simulator.report.terminal import Terminal
from tests.report import builders
from tests.report.goldens import assert_golden


@pytest.mark.parametrize("width", [80, 60, 40])
def test_brief_and_opened_requests(width: int) -> None:
    lines = run_lines(grouped([builders.replay()]), Terminal(width), verbose=False)
    assert_golden(f"run-{width}.txt", lines)


def test_one_request_opens_up() -> None:
    one = builders.only(builders.replay(), 0)
    assert_golden("one-80.txt", run_lines(grouped([one]), Terminal(80), verbose=False))


def test_ascii() -> None:
    one = builders.only(builders.replay(), 0)
    lines = list(run_lines(grouped([one]), Terminal(80, ascii=True), verbose=False))
    assert_golden("one-ascii.txt", lines)
    assert "".join(lines).isascii()


@pytest.mark.parametrize("width", [40, 60, 80, 140])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, verbose: bool) -> None:
    for line in run_lines(grouped([builders.replay()]), Terminal(width), verbose=verbose):
        whole = line.startswith("User: ") or line.strip().startswith("scenarios/")
        assert whole or display_width(line) <= width, line


def test_colour_only_where_asked() -> None:
    groups = grouped([builders.replay()])
    plain = "\n".join(run_lines(groups, Terminal(80), verbose=True))
    coloured = "\n".join(run_lines(groups, Terminal(80, colour=True), verbose=True))
    assert "\x1b" not in plain
    assert "\x1b[31m✗ DENY (explicit)\x1b[0m" in coloured


def test_aws_message_is_one_line() -> None:
    one = builders.only(builders.replay(), 0)
    lines = list(run_lines(grouped([one]), Terminal(40), verbose=False))
    message = next(line for line in lines if line.startswith("User: "))
    assert message.endswith("because no identity-based policy allows the ec2:StopInstances action")
