"""How is a policy that a template writes in YAML, or with functions in it, handed to our grammar?

As JSON text of its own whose every name and value stands on the line, and where there is room at
the column, on which the template has it: so every place in the policy is one in the template.
"""

from __future__ import annotations

import json

from simulator.formats.declared.values import Items, Members, Unresolved, Value, is_null
from simulator.formats.documents import Scalar
from simulator.source import Source, Span

_OPENINGS = ("'", '"', "[", "{")


def placed(value: Value) -> Source:
    """The JSON text of a value in which everything is known."""
    writer = _Writer(value.span)
    writer.write(value)
    return writer.source()


class _Writer:
    """A text that grows, and knows on which line and column of the template it is."""

    def __init__(self, start: Span) -> None:
        self._name = start.source.name
        self._first = self._line = start.line
        self._column = 1
        self._parts: list[str] = []

    def source(self) -> Source:
        return Source(self._name, "".join(self._parts), self._first)

    def write(self, value: Value) -> None:
        match value:
            case Scalar():
                written = "null" if is_null(value) else json.dumps(value.value, ensure_ascii=False)
                self._at(value.span, written, 1)
            case Items():
                self._at(value.span, "[", 1)
                for number, item in enumerate(value.items):
                    self._add("," if number else "")
                    self.write(item)
                self._add("]")
            case Members():
                self._at(value.span, "{", 2)
                for number, (name, part) in enumerate(value.entries):
                    self._add("," if number else "")
                    self._at(name.span, json.dumps(name.value, ensure_ascii=False), 1)
                    self._add(":")
                    self.write(part)
                self._add("}")
            case Unresolved():
                raise AssertionError(value)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._column += len(text)

    def _at(self, span: Span, text: str, before: int) -> None:
        """Add a text where the span begins, or as soon after it as there is room.

        Args:
            span: where the template has it.
            text: what to add.
            before: by how much sooner where YAML needs no quote or bracket, and JSON does.
        """
        line, column = span.source.position(span.start)
        if span.source.text[span.start : span.start + 1] not in _OPENINGS:
            column = max(1, column - before)
        if line > self._line:
            self._parts.append("\n" * (line - self._line))
            self._line, self._column = line, 1
        if line == self._line and column > self._column:
            self._add(" " * (column - self._column))
        self._add(text)
