"""Which whole records are in a text of JSON that is too large to hold, or not all there?

Record by record with the decoder of the standard library, which says where each one ends: slower
than the whole file at once, but it needs no more than one record at a time and stops only where the
text does.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

_BEGINS = re.compile(r'\s*\{\s*"Records"\s*:\s*\[|\s*\[')
_BOM = b"\xef\xbb\xbf"
_BETWEEN = re.compile(r"[\s,]*")
_LONGEST = 16 * 2**20
"""Characters of one record: CloudTrail's own limit is a fortieth of it."""


class BrokenTextError(ValueError):
    """The text ends within a record, or is no JSON there."""


def stream_records(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The records of a file, an array or lines, as JSON texts.

    Args:
        chunks: the text in UTF-8, in pieces of any size.

    Raises:
        BrokenTextError: after the last whole record.
    """
    chunks = iter(chunks)
    head = next(chunks, b"")
    chunks = chain([head], chunks)
    yield from _lines(chunks) if _is_of_lines(head) else _values(chunks)


def _is_of_lines(head: bytes) -> bool:
    """Whether a text has a record on each line: its first line is a whole object."""
    line, end, _ = head.removeprefix(_BOM).partition(b"\n")
    if not end or not line.startswith(b"{"):
        return False
    return _is_whole(line)


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The records of a text that has one on each line, ten times as fast as looking for them."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            found = line.removeprefix(_BOM).strip()
            if found:
                yield found
    last = rest.strip()
    if last and not _is_whole(last):
        raise BrokenTextError("the text ends within a record")
    if last:
        yield last


def _values(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The records of a file or an array, one after the other."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
    scan = json.JSONDecoder().raw_decode
    text, at, begun, closed = "", 0, False, False
    for chunk in chunks:
        text, at = text[at:] + decode(chunk), 0
        if not begun:
            text = text.removeprefix("\ufeff")
            match = _BEGINS.match(text)
            at, begun = match.end() if match is not None else 0, True
        while not closed:
            at = _after_gap(text, at)
            if at >= len(text):
                break
            if text[at] == "]":
                closed = True
                break
            try:
                _, end = scan(text, at)
            except (json.JSONDecodeError, RecursionError) as error:
                if len(text) - at > _LONGEST or text[at] != "{":
                    raise BrokenTextError(str(error)) from error
                break
            yield text[at:end].encode("utf-8", "surrogatepass")
            at = end
    if not closed and _after_gap(text, at) < len(text):
        raise BrokenTextError("the text ends within a record")


def _after_gap(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found is not None else at
