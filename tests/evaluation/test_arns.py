"""Do ARN patterns match as the page says, told by the slowest possible matcher?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.evaluation.arns import arn_matcher
from simulator.evaluation.globs import glob, matcher
from simulator.language.pattern import parse_pattern


def slowly(pattern: str, text: str, *, within_segments: bool) -> bool:
    """Letter by letter; a star that ends no segment stays within its segment."""
    if not pattern:
        return not text
    head, rest = pattern[0], pattern[1:]
    if head == "*":
        stays = within_segments and rest.lstrip("*")[:1] not in ("", ":")
        for end in range(len(text) + 1):
            if slowly(rest, text[end:], within_segments=within_segments):
                return True
            if end < len(text) and stays and text[end] == ":":
                return False
        return False
    if not text:
        return False
    any_letter = not within_segments or text[0] != ":"
    fits = any_letter if head == "?" else head == text[0]
    return fits and slowly(rest, text[1:], within_segments=within_segments)


PATTERNS = st.text("ab:*?", max_size=8)
TEXTS = st.text("ab:", max_size=10)


@settings(max_examples=1500, deadline=None)
@given(PATTERNS, TEXTS)
def test_the_rest_of_an_arn(pattern: str, text: str) -> None:
    pieces = glob(parse_pattern(pattern, wildcards=True, variables=False).pieces)
    assert arn_matcher(pieces)(text) is slowly(pattern, text, within_segments=True)


@settings(max_examples=1000, deadline=None)
@given(PATTERNS, TEXTS)
def test_wildcards_over_any_character(pattern: str, text: str) -> None:
    pieces = glob(parse_pattern(pattern, wildcards=True, variables=False).pieces)
    assert matcher(pieces)(text) is slowly(pattern, text, within_segments=False)
