"""What does the parser hand over: a document as names, values and lists, with their places?

The shapes are the same wherever in a policy they stand; which names and values may stand there is
for the modules that walk over them. What the grammar lets pass although JSON does not (commas too
many or too few, missing quotes, a name twice) is noted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lark import Token

from simulator.language.escapes import unescaped
from simulator.language.findings import Findings
from simulator.language.problems import Problem
from simulator.source import Span, Text

_AFTER = " \t\r\n,:"
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class JsonType(StrEnum):
    """JSON's types, as a person calls them."""

    STRING = "a string"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    NULL = "null"
    OBJECT = "an object"
    LIST = "a list"


_LITERALS = {"true": JsonType.BOOLEAN, "false": JsonType.BOOLEAN, "null": JsonType.NULL}


@dataclass(slots=True)
class Braces:
    """An object: the token that opens it, names and values in turn, the token that closes it."""

    children: list[Node]


@dataclass(slots=True)
class Brackets:
    """A list that holds other things than strings: its values between its two tokens.

    A list of strings is a single token.
    """

    children: list[Node]


Node = Token | Braces | Brackets


class Member(NamedTuple):
    """A name and its value in an object."""

    name: Text
    value: Node


class Scalar(NamedTuple):
    """A string, number, boolean or null as text, and which of them it is."""

    text: Text
    type: JsonType


class Reader:
    """Reads nodes of one document into its findings."""

    __slots__ = ("_source", "findings")

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._source = findings.source

    def span(self, node: Node | Text) -> Span:
        """From the first character of a value to its last."""
        if isinstance(node, Text):
            return node.span
        first, last = _ends(node)
        return Span(self._source, _start(first), _start(last) + len(last.rstrip(_AFTER)))

    def opening(self, node: Braces) -> Span:
        """The brace that opens an object: where something is missing in it."""
        start = self.span(node).start
        return Span(self._source, start, start + 1)

    def type_of(self, node: Node | Text) -> JsonType:
        """Which of JSON's types a value has."""
        if isinstance(node, Text):
            return JsonType.STRING
        if isinstance(node, Braces):
            return JsonType.OBJECT
        if isinstance(node, Brackets) or node.type == "STRINGS":
            return JsonType.LIST
        if node.type == "STRING":
            return JsonType.STRING
        written = node.rstrip(_AFTER)
        return _LITERALS.get(
            written, JsonType.NUMBER if _NUMBER.fullmatch(written) else JsonType.STRING
        )

    def peek(self, node: Braces, terminal: str) -> Node | None:
        """The value of the name that is this terminal of the grammar; nothing is noted."""
        names = node.children[1:-1:2]
        for name, value in zip(names, node.children[2:-1:2], strict=True):
            if isinstance(name, Token) and name.type == terminal:
                return value
        return None

    def members(self, node: Braces) -> list[Member]:
        """Names and values of an object, the first of each name."""
        children = node.children
        names, values = children[1:-1:2], children[2:-1:2]
        self._check_commas(children[0], values)
        members: dict[str, Member] = {}
        for key, value in zip(names, values, strict=True):
            assert isinstance(key, Token)
            name = self._text(key)
            if name.value in members:
                first = members[name.value].name.span
                self.findings.add(Problem.DUPLICATE_NAME, name.span, got=name.value, related=first)
            else:
                members[name.value] = Member(name, value)
        return list(members.values())

    def values(self, node: Node) -> Sequence[Node | Text]:
        """What stands in a list; a value that is none is a list of one."""
        if isinstance(node, Brackets):
            self._check_commas(node.children[0], node.children[1:-1])
            return node.children[1:-1]
        if isinstance(node, Token) and node.type == "STRINGS":
            return list(self._strings(node))
        return [node]

    def scalar(self, node: Node | Text) -> Scalar | None:
        """A value as text, None if it is an object or a list."""
        if isinstance(node, Text):
            return Scalar(node, JsonType.STRING)
        type_ = self.type_of(node)
        if type_ in (JsonType.OBJECT, JsonType.LIST):
            return None
        assert isinstance(node, Token)
        return Scalar(self._text(node, quoted=type_ is JsonType.STRING), type_)

    def _text(self, token: Token, quoted: bool = True) -> Text:
        written = token.rstrip(_AFTER)
        start = _start(token)
        if written[0] == '"':
            return self._string(written, start)
        span = Span(self._source, start, start + len(written))
        if quoted:
            expected = (f'"{written}"', *_LITERALS)
            self.findings.add(Problem.UNQUOTED, span, got=written, expected=expected)
        return Text(written, span)

    def _string(self, written: str, start: int) -> Text:
        value = written[1:-1]
        if "\\" in value:
            value = unescaped(value, start + 1, self.findings)
        return Text(value, Span(self._source, start, start + len(written)))

    def _strings(self, token: Token) -> Iterator[Text]:
        start = _start(token)
        after = 1
        found = False
        for match in _STRING.finditer(token):
            first, last = match.span()
            self._check_gap(token[after:first], start + after, between=found)
            yield self._string(match.group(), start + first)
            after, found = last, True
        self._check_end(token[after : token.rindex("]")], start + after, found)

    def _check_commas(self, opening: Node, values: Sequence[Node]) -> None:
        """Between two values one comma, after the last none."""
        assert isinstance(opening, Token)
        self._check_gap(opening[1:], _start(opening) + 1, between=False)
        for value in values:
            _, closing = _ends(value)
            length = len(closing.rstrip(_AFTER))
            gap, at = closing[length:], _start(closing) + length
            if value is values[-1]:
                self._check_end(gap, at, True)
            else:
                self._check_gap(gap, at, between=True)

    def _check_gap(self, gap: str, start: int, between: bool) -> None:
        commas = gap.count(",")
        if commas == between:
            return
        if not commas:
            self.findings.add(
                Problem.MISSING_COMMA, Span(self._source, start, start + 1), expected=(",",)
            )
        for at in _commas(gap)[int(between) :]:
            self._note_comma(Problem.EXTRA_COMMA, start + at)

    def _check_end(self, gap: str, start: int, found: bool) -> None:
        for number, at in enumerate(_commas(gap)):
            trailing = found and not number
            problem = Problem.TRAILING_COMMA if trailing else Problem.EXTRA_COMMA
            self._note_comma(problem, start + at)

    def _note_comma(self, problem: Problem, at: int) -> None:
        self.findings.add(problem, Span(self._source, at, at + 1), got=",")


def _start(token: Token) -> int:
    assert token.start_pos is not None
    return token.start_pos


def _ends(node: Node) -> tuple[Token, Token]:
    """The first and the last token of a node."""
    if isinstance(node, Token):
        return node, node
    first, last = node.children[0], node.children[-1]
    assert isinstance(first, Token)
    assert isinstance(last, Token)
    return first, last


def _commas(gap: str) -> list[int]:
    return [at for at, character in enumerate(gap) if character == ","]
