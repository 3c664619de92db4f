"""What does an attribute hold, once what is not known yet is laid over what is?"""

from __future__ import annotations

from typing import Any

from simulator.formats.declared.values import Items, Members, Unresolved, Value
from simulator.formats.documents import Scalar
from simulator.source import Span

_DEEPEST = 60

_LITERALS = {True: "true", False: "false"}


def value_of(data: Any, unknown: Any, at: Span, called: str, depth: int = 0) -> Value | None:
    """The value of JSON data; None for null.

    Args:
        data: as it came from JSON, numbers as floats.
        unknown: true where the value is not known yet; else in the shape of the data.
        at: where the resource stands.
        called: what the value is called, for the report if it is not known.
        depth: how deep it is in its resource.
    """
    if unknown is True or depth > _DEEPEST:
        return Unresolved(at, "TFM010", called)
    if isinstance(data, dict) or (data is None and isinstance(unknown, dict) and unknown):
        return _members(data or {}, unknown, at, called, depth)
    if isinstance(data, list):
        over = unknown if isinstance(unknown, list) else []
        items = [
            value_of(item, over[i] if i < len(over) else False, at, called, depth + 1)
            for i, item in enumerate(data)
        ]
        return Items(tuple(item for item in items if item is not None), at)
    return None if data is None else Scalar(text_of(data), at, '"')


def text_of(data: str | float | bool) -> str:
    """A text, number or boolean as JSON writes it, without quotes."""
    if isinstance(data, bool):
        return _LITERALS[data]
    if isinstance(data, float):
        return str(int(data)) if data.is_integer() else str(data)
    return data


def _members(data: dict[str, Any], unknown: Any, at: Span, called: str, depth: int) -> Members:
    over = unknown if isinstance(unknown, dict) else {}
    entries: list[tuple[Scalar, Value]] = []
    for name in dict.fromkeys((*data, *over)):
        inner = f"{called}.{name}" if called else name
        value = value_of(data.get(name), over.get(name, False), at, inner, depth + 1)
        if value is not None:
            entries.append((Scalar(name, at, '"'), value))
    return Members(tuple(entries), at)
