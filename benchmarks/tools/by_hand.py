"""The article's policy written out as Python: the least that any evaluator in Python must do."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

SERVICES = frozenset({"cloudformation", "ec2"})


def prepare(policies: dict[str, Any]) -> tuple[list[int], list[int]]:
    """The two ranges as sorted numbers."""
    (only,) = policies["identity"]
    found = []
    for text in only["document"]["Statement"]["Condition"]["IpAddress"]["aws:SourceIp"]:
        address, _, length = text.partition("/")
        first = _number(address)
        found.append((first, first + (1 << 32 - int(length)) - 1))
    found.sort()
    return [first for first, _ in found], [last for _, last in found]


def _number(text: str) -> int:
    a, b, c, d = text.split(".")
    return int(a) << 24 | int(b) << 16 | int(c) << 8 | int(d)


def request(prepared: Any, asked: dict[str, Any]) -> tuple[str, str]:
    """What is looked at."""
    return asked["action"], asked["context"]["aws:SourceIp"]


def decide(prepared: tuple[list[int], list[int]], request: tuple[str, str]) -> str:
    """The verdict."""
    firsts, lasts = prepared
    action, address = request
    if action.partition(":")[0] not in SERVICES:
        return "implicit_deny"
    number = _number(address)
    at = bisect_right(firsts, number) - 1
    return "allow" if at >= 0 and number <= lasts[at] else "implicit_deny"
