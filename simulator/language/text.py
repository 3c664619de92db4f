"""Which text do these bytes hold, and is it a text that a policy can be read from?

JSON files are UTF-8 (RFC 8259); a byte order mark is dropped, as everyone drops it.
"""

from __future__ import annotations

import codecs
import re
from itertools import accumulate

from simulator.language.findings import Findings
from simulator.language.problems import Problem
from simulator.source import Source, Span

LARGEST = 4 * 1024 * 1024
"""Bytes, or characters of a text: a hundred times what any AWS service takes."""

DEEPEST = 100
"""Nested brackets: a policy has six."""

_BYTE_ORDER_MARK = "\ufeff"
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_A_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\[\]{}"]+', re.DOTALL)
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def decoded(data: bytes, name: str, largest: int = LARGEST) -> Findings:
    """The text of a file, with what is wrong with it as a text noted in the findings."""
    if len(data) > largest:
        # Enough to show the place; the rest is not worth the time.
        findings = Findings(Source(name, data[:80].decode("utf-8", "replace")))
        _too_large(findings, len(data), largest)
        return findings
    if data.startswith(_WIDE_MARKS) or _looks_wide(data):
        findings = Findings(Source(name, data[:80].decode("latin-1")))
        findings.add(Problem.UTF_16, Span(findings.source, 0, 1), expected=("UTF-8",))
        return findings
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        skipped = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        findings = Findings(Source(name, data[skipped:].decode("utf-8", "replace")))
        at = len(data[skipped : skipped + error.start].decode("utf-8"))
        got = f"0x{data[skipped + error.start]:02x}"
        findings.add(
            Problem.NOT_UTF_8, Span(findings.source, at, at + 1), got=got, expected=("UTF-8",)
        )
        return findings
    return checked(Source(name, text), largest)


def checked(source: Source, largest: int = LARGEST) -> Findings:
    """The same for a text that has been decoded already."""
    text = source.text
    if text.startswith(_BYTE_ORDER_MARK):
        source = Source(source.name, text[1:], source.first_line, source.indent)
        text = source.text
    findings = Findings(source)
    if len(text) > largest:
        _too_large(findings, len(text), largest)
    elif not text or text.isspace():
        findings.add(Problem.EMPTY_DOCUMENT, Span(source, 0, 0), expected=("{",))
    elif (nul := text.find("\0")) != -1:
        findings.add(Problem.NUL, Span(source, nul, nul + 1), got="\0")
    elif surrogate := (None if text.isascii() else _SURROGATE.search(text)):
        findings.add(Problem.LONE_SURROGATE, Span(source, *surrogate.span()), got=surrogate.group())
    else:
        _check_depth(findings)
    return findings


def _too_large(findings: Findings, size: int, largest: int) -> None:
    start = Span(findings.source, 0, min(1, len(findings.source.text)))
    findings.add(Problem.TOO_LARGE, start, got=str(size), detail=str(largest))


def _looks_wide(data: bytes) -> bool:
    """UTF-16 without a mark: each second byte of what must begin as ASCII is zero."""
    head = data[:4]
    return len(head) >= 2 and head.count(0) >= len(head) // 2 and head != b"\0" * len(head)


def _check_depth(findings: Findings) -> None:
    """Find nesting that no policy has before anything spends time on it."""
    text = findings.source.text
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    brackets = _NOT_A_BRACKET.sub("", text).replace('"', "")
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) <= DEEPEST:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        depth += _STEPS.get(match.group(), 0)
        if depth > DEEPEST:
            span = Span(findings.source, *match.span())
            findings.add(Problem.TOO_DEEP, span, got=match.group(), detail=str(DEEPEST))
            return
