"""What do texts, tags and numbers among a thing's properties say?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from simulator.formats.declared.declaration import Declaration
from simulator.formats.declared.policies import report_unresolved
from simulator.formats.declared.values import Items, Members, Unresolved, Value, each, is_null
from simulator.formats.documents import Scalar
from simulator.formats.loading import Findings
from simulator.source import Text


def property_of(declaration: Declaration, name: str) -> Value | None:
    """A property; None if it is not there, says nothing, or the format has none of its kind.

    Args:
        declaration: whose.
        name: its name; names within a property follow after dots; empty for none.
    """
    value: Value | None = declaration.properties if name else None
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Members) else value
    return None if value is None or is_null(value) else value


def text_of(value: Value | None, findings: Findings) -> Text | None:
    """A text; None if there is none, with a diagnostic if it is not known or of another type."""
    match value:
        case Scalar():
            return Text(value.value, value.span)
        case Unresolved():
            report_unresolved((value,), findings)
        case Items() | Members():
            findings.report("DCL002", value.span)
    return None


def texts_of(value: Value | None, findings: Findings) -> Iterator[Text]:
    """The texts of a list, or the one text that stands in its place."""
    for part in each(value):
        text = text_of(part, findings)
        if text is not None:
            yield text


def tags_of(value: Value | None, findings: Findings) -> dict[str, str]:
    """Tags, written as a mapping or as a list of ``Key`` and ``Value``."""
    if isinstance(value, Members) and value.get("Key") is None:
        pairs: list[tuple[Value | None, Value | None]] = list(value.entries)
    else:
        pairs = [
            (part.get("Key"), part.get("Value")) if isinstance(part, Members) else (part, None)
            for part in each(value)
        ]
    tags: dict[str, str] = {}
    for key, held in pairs:
        name, text = text_of(key, findings), text_of(held, findings)
        if name is not None and text is not None:
            tags[name.value] = text.value
    return tags


_AN_HOUR = datetime.timedelta(hours=1)


def session_of(value: Value | None, findings: Findings) -> datetime.timedelta:
    """The longest session of a role, in seconds; an hour if nothing is said (API CreateRole)."""
    text = text_of(value, findings)
    if text is None:
        return _AN_HOUR
    if not text.value.isascii() or not text.value.isdigit() or len(text.value) > 6:
        findings.report("DCL002", text.span, got=text.value)
        return _AN_HOUR
    return datetime.timedelta(seconds=int(text.value))
