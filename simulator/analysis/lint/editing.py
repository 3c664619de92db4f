"""What is to change in a policy's text so that it says the same without what was found?"""

from __future__ import annotations

import json
import re

from simulator.analysis.lint.rule import Edit
from simulator.source import Span

_COMMA_AFTER = re.compile(r"\s*,\s*")


def replace_text(span: Span, text: str) -> Edit:
    """Another string in the place of one."""
    return Edit(span, json.dumps(text, ensure_ascii=False))


def remove_item(span: Span) -> Edit:
    """A list without one of its items, and without the comma that belonged to it."""
    text = span.source.text
    before = text[: span.start].rstrip()
    if before.endswith(","):
        return Edit(span._replace(start=len(before) - 1), "")
    after = _COMMA_AFTER.match(text, span.end)
    return Edit(span if after is None else span._replace(end=after.end()), "")
