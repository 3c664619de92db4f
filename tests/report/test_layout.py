from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.report.layout import cut_middle, display_width, pad, with_place, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("✓ ALLOW", 7), ("", 0), ("ｗ", 2)],
)
def test_width_is_that_of_the_terminal(text: str, width: int) -> None:
    assert display_width(text) == width


def test_pad_counts_columns() -> None:
    assert pad("日本", 6) == "日本  "
    assert pad("abcdef", 3) == "abcdef"


def test_cut_middle_keeps_both_ends() -> None:
    assert cut_middle("arn:aws:iam::111122223333:user/alice", 20) == "arn:aws:ia…ser/alice"
    assert cut_middle("short", 20) == "short"


@given(st.text(alphabet="ab 日\u0301", max_size=60), st.integers(8, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="ab日", max_size=60), st.integers(4, 40))
def test_cut_texts_fit(text: str, width: int) -> None:
    assert display_width(cut_middle(text, width)) <= width


def test_a_place_stands_at_the_margin_and_is_never_cut() -> None:
    assert with_place("short", "a.json:1:2", 20) == [("short     ", "a.json:1:2")]
    assert with_place("x" * 15, "a.json:1:2", 20) == [("x" * 15, ""), (" " * 10, "a.json:1:2")]
    assert with_place("short", "long/" * 10, 20)[-1] == ("", "long/" * 10)
