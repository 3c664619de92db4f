"""Does a pattern with wildcards and policy variables match a text?

A pattern is read into single characters and the two wildcards. What a variable brings in is
characters only: a `*` in its value is no wildcard (rule variable-value-wildcard).
"""

from __future__ import annotations

import re
from enum import Enum

from .values import Context

_VARIABLE = re.compile(r"\$\{(?:([*?$])|([^{},*?$]+)(?:, '([^']*)')?)\}")


class Wild(Enum):
    """The two wildcards (reference_policies_elements_resource)."""

    MANY = "*"
    ONE = "?"


Token = str | Wild


def plain(text: str) -> list[Token]:
    """Each character stands for itself."""
    return list(text)


def with_wildcards(text: str) -> list[Token]:
    """`*` and `?` are wildcards."""
    wild = {"*": Wild.MANY, "?": Wild.ONE}
    return [wild.get(character, character) for character in text]


def value_of_variable(key: str, default: str | None, context: Context) -> str | None:
    """UG reference_policies_variables: single-valued keys only, else the default."""
    value = context.get(key.lower())
    return value if isinstance(value, str) else default


def read(text: str, context: Context, *, wildcards: bool, variables: bool) -> list[Token] | None:
    """A pattern as tokens; None when a variable in it has no value (reference_policies_variables).

    Args:
        text: as written in the policy.
        context: where variables find their values.
        wildcards: whether `*` and `?` are wildcards here.
        variables: whether ``${…}`` is replaced here; never in documents of version 2008-10-17.
    """
    characters = with_wildcards if wildcards else plain
    if not variables:
        return characters(text)
    tokens: list[Token] = []
    position = 0
    for found in _VARIABLE.finditer(text):
        tokens += characters(text[position : found.start()])
        special, key, default = found.groups()
        value = special if special else value_of_variable(key, default, context)
        if value is None:
            return None
        tokens += plain(value)
        position = found.end()
    return tokens + characters(text[position:])


def variables_in(text: str) -> list[str]:
    """The lower-case keys of the variables in a string."""
    return [found.group(2).lower() for found in _VARIABLE.finditer(text) if found.group(2)]


def glob(tokens: list[Token], text: str) -> bool:
    """Whether the whole text matches; wildcards stand for any character, newline included."""
    if not tokens:
        return not text
    head, rest = tokens[0], tokens[1:]
    if head is Wild.MANY:
        if Wild.MANY not in rest and Wild.ONE not in rest:
            tail = "".join(str(token) for token in rest)
            return text.endswith(tail)
        return any(glob(rest, text[skip:]) for skip in range(len(text) + 1))
    if not text:
        return False
    return (head is Wild.ONE or head == text[0]) and glob(rest, text[1:])


def split_at_colons(tokens: list[Token], most: int) -> list[list[Token]]:
    """The parts between literal colons, at most `most` of them: the last keeps its colons."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token == ":" and len(parts) < most:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
