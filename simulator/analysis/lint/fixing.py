"""What does a policy's text become when the safe edits are made?"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.analysis.lint.rule import Edit


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made; of two that overlap the later one is left for another time."""
    written: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda it: (it.span.start, it.span.end)):
        if edit.span.start >= at:
            written += (text[at : edit.span.start], edit.text)
            at = edit.span.end
    return "".join((*written, text[at:]))
