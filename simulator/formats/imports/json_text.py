"""What stands where in a JSON text, without walking through all of it?

A dump of an account can have 50 MB, so that no node is made of each value: the decoder of the
standard library, which is written in C, finds where a value ends and what it says, and only objects
that somebody looks into are taken apart, each member with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.formats.loading import Findings
from simulator.source import Source, Span

_SPACE = re.compile(r"[ \t\r\n]*")
# Numbers are of no use to us, and the length of an integer is limited: none can fail as a float.
_DECODER = json.JSONDecoder(parse_int=float, strict=False)
_NAMES: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "true or false",
    float: "a number",
    type(None): "null",
}


class NotJsonError(ValueError):
    """The text is not JSON.

    Attributes:
        span: where it stops to be.
        detail: what the decoder says.
    """

    def __init__(self, span: Span, detail: str) -> None:
        super().__init__(f"{span.location}: {detail}")
        self.span = span
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a JSON text.

    Args:
        source: the text.
        start: where it begins.
        end: where it ends.
        data: what it says: texts, dicts, lists, floats for numbers.
    """

    source: Source
    start: int
    end: int
    data: Any

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.source, self.start, self.end)

    @property
    def opening(self) -> Span:
        """Where it begins: the whole of it can be a page."""
        whole = not isinstance(self.data, (dict, list))
        return Span(self.source, self.start, self.end if whole else self.start + 1)

    @property
    def kind(self) -> str:
        """Which of JSON's types it has."""
        return _NAMES[type(self.data)]

    def members(self) -> dict[str, Value]:
        """The members of an object, the last of each name, as JSON's decoders take them."""
        return {name.data: value for name, value in members_at(self.source, self.start)}

    def items(self) -> Iterator[Value]:
        """The items of a list."""
        return items_at(self.source, self.start)


def value_at(source: Source, at: int) -> Value:
    """The value that begins at an offset, or after white space there.

    Raises:
        NotJsonError: there is none.
    """
    start = _after_space(source, at)
    try:
        data, end = _DECODER.raw_decode(source.text, start)
    except json.JSONDecodeError as error:
        raise NotJsonError(_place(source, error.pos), error.msg) from None
    except StopIteration as error:
        raise NotJsonError(_place(source, error.value), "Expecting value") from None
    except RecursionError:
        raise NotJsonError(_place(source, start), "nested too deep") from None
    return Value(source, start, end, data)


def members_at(source: Source, at: int) -> Iterator[tuple[Value, Value]]:
    """Names and values of the object that begins at an offset, in order, one after the other.

    Raises:
        NotJsonError: it ends in the middle, or is none.
    """
    ended = [at]
    for at in _parts(source, "{}", ended):
        name, start = _name(source, at)
        value = value_at(source, start)
        ended[0] = value.end
        yield name, value


def items_at(source: Source, at: int) -> Iterator[Value]:
    """The items of the list that begins at an offset, one after the other.

    Raises:
        NotJsonError: it ends in the middle, or is none.
    """
    return _items(source, [at])


def listed(source: Source) -> Iterator[tuple[Value, Value]]:
    """The items of all lists of an object that is a whole text, with the name of their list.

    One item is held at a time, however large the lists; a member that is no list comes itself.

    Raises:
        NotJsonError: the text is no object.
    """
    ended = [_after_space(source, 0)]
    for at in _parts(source, "{}", ended):
        name, start = _name(source, at)
        ended[0] = start
        if source.text[start : start + 1] == "[":
            for item in _items(source, ended):
                yield name, item
        else:
            value = value_at(source, start)
            ended[0] = value.end
            yield name, value
    _expect_end(source, ended[0])


def read_json(source: Source, findings: Findings) -> Value | None:
    """The whole text as one value; None with a diagnostic if it is not JSON."""
    try:
        value = value_at(source, 0)
        _expect_end(source, value.end)
    except NotJsonError as error:
        report_not_json(error, findings)
        return None
    return value


def report_not_json(error: NotJsonError, findings: Findings) -> None:
    """Report a text that is not JSON."""
    findings.report("IMP001", error.span, detail=error.detail)


def _items(source: Source, ended: list[int]) -> Iterator[Value]:
    for at in _parts(source, "[]", ended):
        value = value_at(source, at)
        ended[0] = value.end
        yield value


def _name(source: Source, at: int) -> tuple[Value, int]:
    """The name of a member, and where its value begins."""
    name = value_at(source, at)
    if not isinstance(name.data, str):
        raise NotJsonError(_place(source, name.start), "Expecting a name in double quotes")
    colon = _after_space(source, name.end)
    if source.text[colon : colon + 1] != ":":
        raise NotJsonError(_place(source, colon), "Expecting ':' delimiter")
    return name, _after_space(source, colon + 1)


def _parts(source: Source, brackets: str, ended: list[int]) -> Iterator[int]:
    """Where each part of an object or a list begins.

    Args:
        ended: where the object or list begins; whoever takes a part says here where that ended, and
            finds here at last where the whole did.
    """
    text, at = source.text, ended[0]
    if text[at : at + 1] != brackets[0]:
        raise NotJsonError(_place(source, at), f"Expecting '{brackets[0]}'")
    at = _after_space(source, at + 1)
    while text[at : at + 1] != brackets[1]:
        yield at
        at = _after_space(source, ended[0])
        if text[at : at + 1] == ",":
            at = _after_space(source, at + 1)
            if text[at : at + 1] == brackets[1]:
                raise NotJsonError(_place(source, at), "Expecting value")
        elif text[at : at + 1] != brackets[1]:
            raise NotJsonError(_place(source, at), "Expecting ',' delimiter")
    ended[0] = at + 1


def _expect_end(source: Source, at: int) -> None:
    after = _after_space(source, at)
    if after < len(source.text):
        raise NotJsonError(_place(source, after), "Extra data")


def _after_space(source: Source, at: int) -> int:
    found = _SPACE.match(source.text, at)
    return found.end() if found is not None else at


def _place(source: Source, at: int) -> Span:
    at = min(at, len(source.text))
    return Span(source, at, min(at + 1, len(source.text)))


def json_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that paths name, those in folders sorted."""
    for path in paths:
        if path.is_dir():
            yield from sorted(it for it in path.rglob("*.json") if it.is_file())
        else:
            yield path
