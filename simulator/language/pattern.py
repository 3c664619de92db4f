"""What does a string of a policy match: which parts are text, wildcards, variables?

`grammar/pattern.lark` is the grammar. What a variable stands for is settled by whoever has a
request; here it is only named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from itertools import groupby

from lark import Lark, Token

from simulator.shipped import shipped

_CACHED = 4096


class Wildcard(Enum):
    """The two wildcards."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """A policy variable.

    Args:
        key: the condition key whose value takes its place, as written.
        default: what takes its place where the request has no such key, if the policy says.
    """

    key: str
    default: str | None


Piece = str | Wildcard | Variable


@dataclass(frozen=True, slots=True)
class Pattern:
    """A string of a policy, taken apart.

    Args:
        pieces: from left to right; no two texts stand side by side, none is empty.
    """

    pieces: tuple[Piece, ...]


@lru_cache(maxsize=_CACHED)
def parse_pattern(text: str, *, wildcards: bool, variables: bool) -> Pattern:
    """Take a string of a policy apart.

    Args:
        text: the string, JSON's escapes resolved.
        wildcards: whether ``*`` and ``?`` are wildcards here (else they are plain text).
        variables: whether ``${…}`` are variables here (else they are plain text), as in documents
            of version 2012-10-17. A ``${`` that begins no well-formed variable is plain text.
    """
    starred = wildcards and ("*" in text or "?" in text)
    variable = variables and "${" in text
    if not starred and not variable:
        return Pattern((text,) if text else ())
    tokens = _tokens(text, "pattern" if variables else "pattern_2008")
    return Pattern(tuple(_merged(_piece(token, wildcards) for token in tokens)))


def loose_dollars(text: str) -> tuple[int, ...]:
    """Where a ``${`` stands that begins no well-formed variable."""
    places = []
    at = 0
    for token in _tokens(text, "pattern"):
        if token.type == "DOLLAR" and text.startswith("${", at):
            places.append(at)
        at += len(token)
    return tuple(places)


def _tokens(text: str, start: str) -> Iterator[Token]:
    return _parser().parse(text, start=start).scan_values(lambda child: isinstance(child, Token))


def _piece(token: Token, wildcards: bool) -> Piece:
    text = str(token)
    match token.type:
        case "ANY" | "ONE" if wildcards:
            return Wildcard(text)
        case "SPECIAL":
            return text[2:-1]
        case "VARIABLE":
            key, comma, default = text[2:-1].partition(", '")
            return Variable(key, default[:-1] if comma else None)
    return text


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces, texts that stand side by side as one."""
    for is_text, group in groupby(pieces, lambda piece: isinstance(piece, str)):
        if is_text:
            yield "".join(str(piece) for piece in group)
        else:
            yield from group


@cache
def _parser() -> Lark:
    grammar = (shipped("grammar") / "pattern.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        start=["pattern", "pattern_2008"],
        propagate_positions=False,
        maybe_placeholders=False,
    )
