"""Which shape must a node have, and what value does it make?

A format is declared as a tree of shapes: `Record` for a mapping with named fields, `MapOf` and
`ListOf` for many of a kind, `Word`, `Value` and `Choice` for texts, `OneOf` where the kind of node
tells which. Reading a node by a shape gives a value or reports what is wrong where it stands;
what the node says that cannot be read alone (a name that must exist) is left to its loader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as ReadMapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from simulator.formats.documents import Mapping, Node, Scalar, Sequence
from simulator.formats.reading import Reading
from simulator.source import Span, Text

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_KINDS = {Scalar: "text", Sequence: "list", Mapping: "mapping"}


class Shape(Protocol[T_co]):
    """What can stand in one place of a document."""

    @property
    def wanted(self) -> str:
        """What stands there, in the words of the format's reference."""
        ...

    def read(self, node: Node, reading: Reading) -> T_co | None:
        """The value of a node; None, with diagnostics, if it has not this shape."""
        ...


def kind(node: Node) -> str:
    """Text, list or mapping."""
    return _KINDS[type(node)]


def _opening(node: Node) -> Span:
    """Where a collection starts: the whole of it can be a page."""
    return node.span._replace(end=min(node.span.end, node.span.start + 1))


def _mistyped(node: Node, wanted: str, reading: Reading) -> None:
    span = node.span if isinstance(node, Scalar) else _opening(node)
    got = node.value if isinstance(node, Scalar) else ""
    reading.findings.report("WLD002", span, got=got, expected=(wanted,), detail=kind(node))


@dataclass(frozen=True, slots=True)
class Written:
    """Any text, with the way it is written."""

    wanted: str = "text"

    def read(self, node: Node, reading: Reading) -> Scalar | None:
        """The scalar itself."""
        if isinstance(node, Scalar):
            return node
        _mistyped(node, self.wanted, reading)
        return None


@dataclass(frozen=True, slots=True)
class Word:
    """A text, of which its place matters: names that must be found, paths, texts to show.

    Args:
        wanted: what stands there.
        pattern: what it must look like as a whole.
        code: the diagnostic if it does not.
    """

    wanted: str = "text"
    pattern: re.Pattern[str] | None = None
    code: str = "WLD013"

    def read(self, node: Node, reading: Reading) -> Text | None:
        """The text with its place."""
        if not isinstance(node, Scalar):
            _mistyped(node, self.wanted, reading)
            return None
        if self.pattern is not None and not self.pattern.fullmatch(node.value):
            reading.findings.report(self.code, node.span, got=node.value)
            return None
        return Text(node.value, node.span)


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A text that names a value of some other type.

    Args:
        wanted: what stands there.
        convert: the value; None if the text names none.
        code: the diagnostic in that case.
    """

    wanted: str
    convert: Callable[[str], T | None]
    code: str

    def read(self, node: Node, reading: Reading) -> T | None:
        """The value that the text names."""
        if not isinstance(node, Scalar):
            _mistyped(node, self.wanted, reading)
            return None
        value = self.convert(node.value)
        if value is None:
            reading.findings.report(self.code, node.span, got=node.value)
        return value


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One of a few words, each standing for a value."""

    words: ReadMapping[str, T]

    @property
    def wanted(self) -> str:
        """The words."""
        return " | ".join(self.words)

    def read(self, node: Node, reading: Reading) -> T | None:
        """What the word stands for."""
        if not isinstance(node, Scalar):
            _mistyped(node, self.wanted, reading)
            return None
        if node.value not in self.words:
            reading.findings.report("WLD004", node.span, got=node.value, expected=self.words)
            return None
        return self.words[node.value]


@dataclass(frozen=True, slots=True)
class Literal(Generic[T]):
    """One word that can stand in place of another kind of value.

    Args:
        word: the word.
        value: what it stands for.
        wanted: the word, and what else can stand there.
    """

    word: str
    value: T
    wanted: str

    def read(self, node: Node, reading: Reading) -> T | None:
        """What the word stands for."""
        if isinstance(node, Scalar) and node.value == self.word:
            return self.value
        _mistyped(node, self.wanted, reading)
        return None


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T]):
    """A list of one shape; what cannot be read is left out."""

    item: Shape[T]

    @property
    def wanted(self) -> str:
        """A list, and of what."""
        return f"[{self.item.wanted}]"

    def read(self, node: Node, reading: Reading) -> tuple[T, ...] | None:
        """The values, in order."""
        if not isinstance(node, Sequence):
            _mistyped(node, self.wanted, reading)
            return None
        values = []
        for number, item in enumerate(node.items, 1):
            with reading.findings.inside(_label(item, number)):
                value = self.item.read(item, reading)
            if value is not None:
                values.append(value)
        return tuple(values)


def _label(item: Node, number: int) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    return name.value if isinstance(name, Scalar) else str(number)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One entry of a mapping with free keys."""

    key: Text
    value: T


@dataclass(frozen=True, slots=True)
class MapOf(Generic[T]):
    """A mapping with free keys and values of one shape; what cannot be read is left out."""

    key: Shape[Text]
    value: Shape[T]

    @property
    def wanted(self) -> str:
        """A mapping, and of what."""
        return f"{{{self.key.wanted}: {self.value.wanted}}}"

    def read(self, node: Node, reading: Reading) -> dict[str, Entry[T]] | None:
        """The entries by key, in order."""
        if not isinstance(node, Mapping):
            _mistyped(node, self.wanted, reading)
            return None
        entries: dict[str, Entry[T]] = {}
        for name, item in node.entries:
            key = self.key.read(name, reading)
            with reading.findings.inside(name.value):
                value = self.value.read(item, reading)
            if key is not None and value is not None:
                entries[key.value] = Entry(key, value)
        return entries


@dataclass(frozen=True, slots=True)
class Field:
    """One named entry of a `Record`.

    Args:
        name: its key.
        shape: what stands there.
        required: whether it must be there.
        default: its value where it is not.
    """

    name: str
    shape: Shape[Any]
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Fields:
    """What a `Record` was read as."""

    span: Span
    values: ReadMapping[str, Any]
    given: ReadMapping[str, Node] = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def span_of(self, name: str) -> Span:
        """Where a field's value stands; the record itself where it is left out."""
        return self.given[name].span if name in self.given else self.span


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with named fields; any other key is an error."""

    wanted: str
    fields: tuple[Field, ...]

    def read(self, node: Node, reading: Reading) -> Fields | None:
        """The fields' values, defaults where they are left out or cannot be read."""
        if not isinstance(node, Mapping):
            _mistyped(node, self.wanted, reading)
            return None
        known = {part.name: part for part in self.fields}
        values: dict[str, Any] = {part.name: part.default for part in self.fields}
        misspelt: set[str | None] = set()
        for name, item in node.entries:
            part = known.get(name.value)
            if part is None:
                hint = reading.findings.report("WLD001", name.span, got=name.value, expected=known)
                misspelt.add(hint)
                continue
            with reading.findings.inside(part.name):
                value = part.shape.read(item, reading)
            if value is not None:
                values[part.name] = value
        given = {name.value: item for name, item in node.entries}
        at = node.entries[0][0].span if node.entries else _opening(node)
        for part in self.fields:
            if part.required and part.name not in given and part.name not in misspelt:
                reading.findings.report("WLD003", at, got=part.name)
        return Fields(at, values, given)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A shape for each kind of node that can stand there."""

    text: Shape[Any] | None = None
    items: Shape[Any] | None = None
    mapping: Shape[Any] | None = None

    @property
    def wanted(self) -> str:
        """All of them."""
        shapes = (self.text, self.items, self.mapping)
        return " | ".join(shape.wanted for shape in shapes if shape is not None)

    def read(self, node: Node, reading: Reading) -> Any:
        """The value by the shape for the node's kind."""
        shape = {Scalar: self.text, Sequence: self.items, Mapping: self.mapping}[type(node)]
        if shape is None:
            _mistyped(node, self.wanted, reading)
            return None
        return shape.read(node, reading)


@dataclass(frozen=True, slots=True)
class Again:
    """A shape that holds itself, such as a call in the calls that it causes."""

    wanted: str
    shape: Callable[[], Shape[Any]]

    def read(self, node: Node, reading: Reading) -> Any:
        """The value by that shape."""
        return self.shape().read(node, reading)
