"""Which claim does one line say?

    no request by user/alice outside 103.15.250.0/24 can sts:AssumeRole on role/Bob

Every clause begins with a word of its own and goes on to the next such word, so the line is read
from left to right. What the names mean is checked against a world (`report_claim_names`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from simulator.analysis.claims import Claim, Quantity, Side
from simulator.formats.loading import Findings
from simulator.language.addresses import read_network
from simulator.source import Span, Text
from simulator.world.names import (
    caller_names,
    find_caller,
    find_resource,
    find_role,
    resource_names,
    role_names,
)
from simulator.world.scenario import Overrides
from simulator.world.world import World

Locate = Callable[[int, int], Span]
"""Where a stretch of the claim's text stands in its file."""

_WORD = re.compile(r"(?:[^\s'=]+=)?'(?:[^']|'')*'(?=\s|\Z)|\S+")
_ACTION = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[A-Za-z][A-Za-z0-9_-]*")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[^\s:/]+:.+")
_CLAUSES = ("by", "inside", "outside", "via", "directly", "where")
_KEYWORDS = (*_CLAUSES, "can", "on")
_FORM = ("by", "inside", "outside", "via", "directly", "where", "can")


def read_claim(text: str, locate: Locate, name: str | None, findings: Findings) -> Claim | None:
    """The claim of a text; None with diagnostics if it is none.

    Args:
        locate: where the text stands.
        name: what people call the claim; None: its text.
    """
    return _Reading(text, locate, findings).claim(name)


def report_claim_names(
    claim: Claim, world: World, findings: Findings, sessions: Collection[str]
) -> None:
    """Report callers and resources that the world does not have.

    Args:
        sessions: names of sessions that were obtained before.
    """
    for caller in claim.callers:
        known = caller in sessions or find_caller(world, caller) is not None
        if not known and find_role(world, caller) is None:
            names = (*caller_names(world), *role_names(world), *sessions)
            span = claim.written.get(caller, claim.span)
            findings.report("REQ006", span, got=caller, expected=names)
    if find_resource(world, claim.resource) is None:
        span = claim.written.get(claim.resource, claim.span)
        findings.report("REQ008", span, got=claim.resource, expected=resource_names(world))


@dataclass(slots=True)
class _Clauses:
    """What the clauses say, as far as they were read."""

    callers: list[str] = field(default_factory=list)
    side: Side | None = None
    ranges: list[str] = field(default_factory=list)
    via: str | None = None
    directly: bool = False
    given: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    written: dict[str, Span] = field(default_factory=dict)


class _Reading:
    """One claim being read, word by word."""

    def __init__(self, text: str, locate: Locate, findings: Findings) -> None:
        self._locate = locate
        self._findings = findings
        self._end = len(text.rstrip())
        self._words = [
            Text(found.group(), locate(found.start(), found.end()))
            for found in _WORD.finditer(text)
        ]
        self._text = text
        self._at = 0
        self._before = findings.errors

    def claim(self, name: str | None) -> Claim | None:
        """The claim from its first to its last word."""
        quantity = self._one_of(tuple(Quantity))
        if quantity is None or self._one_of(("request",)) is None:
            return None
        clauses = _Clauses()
        seen: dict[str, Span] = {}
        while (word := self._next()) is not None and word.value in _CLAUSES:
            self._at += 1
            part = "via" if word.value == "directly" else word.value
            part = "inside" if part == "outside" else part
            if part in seen:
                self._findings.report("REQ011", word.span, got=word.value, related=seen[part])
            seen[part] = word.span
            self._clause(word, clauses)
        if self._one_of(("can",), _FORM) is None:
            return None
        action = self._word(("ACTION",))
        if action is None or self._one_of(("on",)) is None:
            return None
        resource = self._word(("RESOURCE",))
        if resource is None:
            return None
        if not _ACTION.fullmatch(action.value):
            self._report("REQ003", action, ("SERVICE:NAME",))
        if (rest := self._next()) is not None:
            self._report("CLM001", rest)
        if clauses.via is not None and "where" in seen:
            self._findings.report("CLM003", seen["where"])
        if self._findings.errors > self._before:
            return None
        return Claim(
            quantity=Quantity(quantity),
            action=action.value,
            resource=_unquoted(resource.value),
            span=self._locate(0, self._end),
            name=name or " ".join(self._text.split()),
            callers=tuple(clauses.callers),
            side=clauses.side,
            ranges=tuple(clauses.ranges),
            via=clauses.via,
            directly=clauses.directly,
            where=Overrides(given=dict(clauses.given), absent=tuple(clauses.absent)),
            written={**clauses.written, _unquoted(resource.value): resource.span},
        )

    def _clause(self, word: Text, clauses: _Clauses) -> None:
        match word.value:
            case "by":
                callers = self._several("CALLER")
                clauses.callers += [_unquoted(each.value) for each in callers]
                clauses.written.update((_unquoted(each.value), each.span) for each in callers)
            case "inside" | "outside":
                clauses.side = Side(word.value)
                clauses.ranges += [each.value for each in self._ranges()]
            case "via":
                service = self._word(("SERVICE",))
                if service is not None and not _PREFIX.fullmatch(service.value):
                    self._report("WLD016", service)
                clauses.via = service.value if service is not None else None
            case "directly":
                clauses.directly = True
            case _:
                for pair in self._several("KEY=VALUE"):
                    self._pair(pair, clauses)

    def _ranges(self) -> list[Text]:
        found = self._several("RANGE")
        for each in found:
            if read_network(each.value) is None:
                self._report("WLD010", each)
        return found

    def _pair(self, pair: Text, clauses: _Clauses) -> None:
        key, equals, value = pair.value.partition("=")
        if not equals or not _KEY.fullmatch(key):
            self._report("REQ012", pair, ("KEY=VALUE",))
        elif key.lower() in map(str.lower, (*clauses.given, *clauses.absent)):
            self._report("REQ013", pair)
        elif value == "absent":
            clauses.absent.append(key)
        elif value == "unknown":
            self._report("CLM004", pair)
        else:
            clauses.given[key] = _unquoted(value)

    def _next(self) -> Text | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _word(self, expected: tuple[str, ...]) -> Text | None:
        word = self._next()
        if word is None or word.value in _KEYWORDS:
            self._unexpected(word, expected)
            return None
        self._at += 1
        return word

    def _several(self, what: str) -> list[Text]:
        """Words up to the next that begins a clause; at least one."""
        found = []
        while (word := self._next()) is not None and word.value not in _KEYWORDS:
            self._at += 1
            found.append(word)
        if not found:
            self._unexpected(self._next(), (what,))
        return found

    def _one_of(self, words: tuple[str, ...], expected: tuple[str, ...] = ()) -> str | None:
        word = self._next()
        if word is None or word.value not in words:
            self._unexpected(word, expected or words)
            return None
        self._at += 1
        return word.value

    def _unexpected(self, word: Text | None, expected: tuple[str, ...]) -> None:
        if word is not None:
            self._report("CLM001", word, expected)
        else:
            at = self._locate(max(self._end - 1, 0), self._end)
            self._findings.report("CLM002", at, expected=map(str, expected))

    def _report(self, code: str, word: Text, expected: tuple[str, ...] = ()) -> None:
        self._findings.report(code, word.span, got=word.value, expected=map(str, expected))


def _unquoted(word: str) -> str:
    quoted = len(word) > 1 and word[0] == word[-1] == "'"
    return word[1:-1].replace("''", "'") if quoted else word
