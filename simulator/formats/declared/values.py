"""What does a property of a declared thing hold, as far as it is known before it is deployed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.formats.documents import Scalar
from simulator.source import Span


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that nobody knows yet.

    Args:
        span: where it is used.
        code: the diagnostic that says why it is not known.
        got: what it hangs on, such as the name of a function.
    """

    span: Span
    code: str
    got: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Members:
    """Names and values, in the order of the text, each name once."""

    entries: tuple[tuple[Scalar, Value], ...]
    span: Span

    def get(self, name: str) -> Value | None:
        """The value of a name, None if it is not there."""
        return next((value for key, value in self.entries if key.value == name), None)


Value = Scalar | Items | Members | Unresolved


def is_null(value: Value) -> bool:
    """Whether it is JSON's or YAML's way to say nothing."""
    return isinstance(value, Scalar) and value.plain and value.value in ("", "~", "null")


def each(value: Value | None) -> tuple[Value, ...]:
    """The parts of a list; a value that is none is a list of one."""
    match value:
        case None:
            return ()
        case Items():
            return value.items
    return () if is_null(value) else (value,)


def unresolved_in(value: Value) -> Iterator[Unresolved]:
    """Everything in a value that is not known, in the order of the text."""
    waiting: list[Value] = [value]
    while waiting:
        match waiting.pop():
            case Unresolved() as found:
                yield found
            case Items(items=items):
                waiting.extend(reversed(items))
            case Members(entries=entries):
                waiting.extend(part for _, part in reversed(entries))
