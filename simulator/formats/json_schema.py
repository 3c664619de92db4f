"""Which JSON Schema says of a file what its declaration says, for editors?

The schema is made from the shapes that read the file, never written by hand. It says what can be
said of one node alone: keys, kinds of node, choices, patterns. Whether a name exists, a policy
parses or a date is one, only `calledvia check` tells.

YAML gives editors numbers, booleans and nothing at all where our loaders see text: all of them are
text here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.formats.schema import (
    Again,
    Choice,
    ListOf,
    Literal,
    MapOf,
    OneOf,
    Record,
    Shape,
    Value,
    Word,
    Written,
)
from simulator.formats.shapes import MANAGED, PolicyOf

Json = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = ["string", "number", "boolean"]
_TEXT_OR_NOTHING: Final = [*_TEXT, "null"]
_NAME = re.compile("[a-z]+")


def json_schema(shape: Record, name: str) -> Json:
    """The schema of a whole file.

    Args:
        shape: its declaration.
        name: of the format, such as ``world``.
    """
    drawn = _Drawing()
    body = drawn.record(shape)
    schema = {
        "$schema": DIALECT,
        "$id": f"{name}.schema.json",
        "title": f"calledvia {name}",
        **body,
    }
    return schema | {"$defs": dict(sorted(drawn.named.items()))} if drawn.named else schema


@dataclass(slots=True)
class _Drawing:
    """One schema being made; records with a name of one word are drawn once and referred to."""

    named: dict[str, Json] = field(default_factory=dict)
    _shapes: dict[str, Shape[Any]] = field(default_factory=dict)

    def draw(self, shape: Shape[Any]) -> Json:
        """The schema of a shape.

        Raises:
            TypeError: there is no row for such a shape.
        """
        row = _ROWS.get(type(shape))
        if row is None:
            raise TypeError(f"no JSON Schema for {type(shape).__name__}")
        return row(self, shape)

    def refer(self, name: str, shape: Shape[Any], draw: Callable[[], Json]) -> Json:
        """A reference to a definition, which is drawn when it is first met."""
        known = self._shapes.setdefault(name, shape)
        if known is not shape:
            return draw()
        if name not in self.named:
            self.named[name] = {}  # it can hold itself
            self.named[name] = draw()
        return {"$ref": f"#/$defs/{name}"}

    def record(self, shape: Record) -> Json:
        """A mapping with these keys and no other."""
        required = [part.name for part in shape.fields if part.required]
        drawn: Json = {
            "type": "object",
            "properties": {part.name: self.draw(part.shape) for part in shape.fields},
            "additionalProperties": False,
        }
        return drawn | {"required": required} if required else drawn


def _record(drawing: _Drawing, shape: Record) -> Json:
    if _NAME.fullmatch(shape.wanted) is None:
        return drawing.record(shape)
    return drawing.refer(shape.wanted, shape, lambda: drawing.record(shape))


def _again(drawing: _Drawing, shape: Again) -> Json:
    inner = shape.shape()
    if isinstance(inner, Record):
        return drawing.draw(inner)
    return drawing.refer(shape.wanted, inner, lambda: drawing.draw(inner))


def _written(drawing: _Drawing, shape: Written) -> Json:
    return {"description": shape.wanted, "type": _TEXT_OR_NOTHING}


def _word(drawing: _Drawing, shape: Word) -> Json:
    pattern = shape.pattern
    takes_nothing = pattern is None or pattern.fullmatch("") is not None
    drawn: Json = {
        "description": shape.wanted,
        "type": _TEXT_OR_NOTHING if takes_nothing else _TEXT,
    }
    if pattern is not None and _is_shared(pattern):
        drawn["pattern"] = f"^(?:{pattern.pattern})$"
    return drawn


def _is_shared(pattern: re.Pattern[str]) -> bool:
    """Whether it means the same in ECMAScript: backslashes and flags may not."""
    return "\\" not in pattern.pattern and not pattern.flags & re.DOTALL


def _value(drawing: _Drawing, shape: Value[Any]) -> Json:
    if shape.convert(shape.wanted) is not None:  # it is the one text that can stand there
        return {"enum": [shape.wanted, *_as_number(shape.wanted)]}
    return {"description": shape.wanted, "type": _TEXT}


def _as_number(text: str) -> list[int]:
    return [int(text)] if text.isdigit() else []


def _choice(drawing: _Drawing, shape: Choice[Any]) -> Json:
    return {"enum": list(shape.words)}


def _literal(drawing: _Drawing, shape: Literal[Any]) -> Json:
    return {"const": shape.word}


def _list(drawing: _Drawing, shape: ListOf[Any]) -> Json:
    return {"type": "array", "items": drawing.draw(shape.item)}


def _map(drawing: _Drawing, shape: MapOf[Any]) -> Json:
    drawn: Json = {"type": "object", "additionalProperties": drawing.draw(shape.value)}
    key = drawing.draw(shape.key)
    return drawn | {"propertyNames": {"pattern": key["pattern"]}} if "pattern" in key else drawn


def _one_of(drawing: _Drawing, shape: OneOf) -> Json:
    shapes = (shape.text, shape.items, shape.mapping)
    return {"anyOf": [drawing.draw(one) for one in shapes if one is not None]}


def _policy(drawing: _Drawing, shape: PolicyOf) -> Json:
    """A path, the text of a policy, or a file with an ARN; JSON in braces is a mapping in YAML.

    Policies of all types look alike to an editor.
    """
    written = {"type": "object", "required": ["Statement"]}
    drawn = {"anyOf": [{"type": _TEXT}, drawing.record(MANAGED), written]}
    return drawing.refer(shape.wanted, MANAGED, lambda: drawn)


_ROWS: Final[Mapping[type, Callable[[_Drawing, Any], Json]]] = {
    Again: _again,
    Choice: _choice,
    ListOf: _list,
    Literal: _literal,
    MapOf: _map,
    OneOf: _one_of,
    PolicyOf: _policy,
    Record: _record,
    Value: _value,
    Word: _word,
    Written: _written,
}
