"""Which characters do the escapes of a JSON string stand for?"""

from __future__ import annotations

import re

from simulator.language.findings import Findings
from simulator.language.problems import Problem
from simulator.source import Span

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.?))", re.DOTALL)
_SIMPLE = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def unescaped(raw: str, start: int, findings: Findings) -> str:
    """The characters that a string with escapes means.

    Args:
        raw: what stands between the quotes.
        start: where it begins in the source.
        findings: where escapes that JSON does not know are noted.
    """

    def meant(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if match[2] not in _SIMPLE:
            span = Span(findings.source, start + match.start(), start + match.end())
            findings.add(Problem.BAD_ESCAPE, span, got=match.group())
            return match[2]
        return _SIMPLE[match[2]]

    text = _ESCAPE.sub(meant, raw)
    if text.isascii():
        return text
    text = _PAIR.sub(_joined, text)
    if half := _SURROGATE.search(text):
        span = Span(findings.source, start, start + len(raw))
        findings.add(Problem.LONE_SURROGATE, span, got=f"\\u{ord(half.group()):04x}")
    return _SURROGATE.sub("_", text)


def _joined(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16", "surrogatepass").decode("utf-16")
