"""What did somebody write who took JSON for something else, and what did they mean?

Comments, typographic quotes, spaces from web pages: each is noted, and put right in a copy of the
text that has the same length, so that the rest of the document can be read and every place in it
keeps its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from simulator.language.findings import Findings
from simulator.language.problems import Problem
from simulator.source import Span

_TYPOGRAPHIC = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_SINGLE = "'`\u2018\u2019\u201a\u201b\u00b4"
_SPACES = (
    "\x0b\x0c\x1c-\x1f\x85\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff"
)
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class _Mistake:
    """One kind of token that is not JSON.

    Args:
        pattern: what it looks like, where no string is open.
        problem: how it is noted; None for a string, within which only control characters are.
        meant: text of the same length that JSON knows.
    """

    pattern: str
    problem: Problem | None
    meant: Callable[[str], str]


def _blank(text: str) -> str:
    return " " * len(text)


def _quoted(text: str) -> str:
    """The same between straight quotes; quotes within would close it."""
    if len(text) < 2:
        return '"'
    return '"' + text[1:-1].replace('"', "'") + '"'


def _without_controls(text: str) -> str:
    return _CONTROL.sub("_", text)


# The first that fits is taken, so that nothing within a string counts as a comment.
_MISTAKES = (
    _Mistake(
        rf'"[^"\\\n{_TYPOGRAPHIC}]*+[{_TYPOGRAPHIC}](?=[ \t\r]*+(?:[:,\]}}\n]|\Z))',
        Problem.TYPOGRAPHIC_QUOTES,
        _quoted,
    ),
    _Mistake(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"', None, _without_controls),
    _Mistake(r'"[^\n]*+', Problem.UNCLOSED_STRING, str),
    _Mistake(
        rf'[{_TYPOGRAPHIC}][^"\n{_TYPOGRAPHIC}]*+["{_TYPOGRAPHIC}]',
        Problem.TYPOGRAPHIC_QUOTES,
        _quoted,
    ),
    _Mistake(rf"[{_SINGLE}][^\n{_SINGLE}]*+[{_SINGLE}]", Problem.SINGLE_QUOTES, _quoted),
    _Mistake(rf"[{_TYPOGRAPHIC}]", Problem.TYPOGRAPHIC_QUOTES, _quoted),
    _Mistake(r"//[^\n]*+|\#[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", Problem.COMMENT, _blank),
    _Mistake(rf"[{_SPACES}]++", Problem.ODD_SPACE, _blank),
)
_TOKEN = re.compile("|".join(f"({mistake.pattern})" for mistake in _MISTAKES))


def repaired(findings: Findings) -> str:
    """The document as JSON, as far as it goes, each mistake noted in the findings."""

    def put_right(match: re.Match[str]) -> str:
        mistake = _MISTAKES[(match.lastindex or 1) - 1]
        text = match.group()
        if mistake.problem is None:
            _note_controls(match, findings)
        else:
            span = Span(findings.source, match.start(), match.start() + len(text.rstrip("\r")))
            findings.add(mistake.problem, span, got=span.text)
        return mistake.meant(text)

    return _TOKEN.sub(put_right, findings.source.text)


def _note_controls(string: re.Match[str], findings: Findings) -> None:
    for control in _CONTROL.finditer(string.group()):
        at = string.start() + control.start()
        findings.add(
            Problem.CONTROL_CHARACTER, Span(findings.source, at, at + 1), got=control.group()
        )
