"""What does the text of a call say, word by word, each with its place?

`grammar/request.lark` has the form, for the calls in scenarios as for requests in one line. What
may stand where differs between the two: `scenario.py` and `one_line.py` see to that.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from simulator.formats.context_values import check_value
from simulator.formats.loading import Findings
from simulator.formats.quantities import read_instant
from simulator.source import Span, Text
from simulator.world.scenario import Overrides

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

Locate = Callable[[int, int], Span]
"""Where a stretch of the call's text stands in its file."""

_ACTION = re.compile(r"(?P<service>[A-Za-z][A-Za-z0-9-]*):[A-Za-z][A-Za-z0-9_-]*")
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")
_KEY = re.compile(r"[^\s:/]+:.+", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^']|'')*'(?=\s|\Z)")
_WHITE = " \t\r\n"
_PLACEHOLDERS = {
    "FIRST": ("CALLER", "ACTION"),
    "CALLED": ("ACTION", "SERVICE"),
    "KEY": ("KEY=VALUE",),
    "BARE": ("VALUE",),
    "ITEM": ("VALUE",),
    "QUOTED": (),
    "COMMA": (",",),
    "RSQB": ("]",),
    "LSQB": (),
    "_EQUALS": ("VALUE",),
    "$END": (),
}
"""What a terminal is called in the form of a call; any other is called by its own name."""


@dataclass(frozen=True, slots=True)
class Via:
    """A call that comes before the one that is asked about.

    Args:
        action: None where only the service is named.
        service: its prefix.
        resource: None where only the service is named.
        acting: who makes the call that follows, if it says.
        span: from the word ``via`` on.
    """

    action: Text | None
    service: str
    resource: Text | None
    acting: Text | None
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """The text of a call, taken apart; nothing is resolved."""

    caller: Text | None
    action: Text
    service: str
    resource: Text
    place: Text | None
    at: datetime.datetime | None
    at_span: Span | None
    overrides: Overrides
    vias: tuple[Via, ...]
    span: Span


def read_call(text: str, locate: Locate, findings: Findings) -> Call | None:
    """Take the text of a call apart; None with diagnostics if it is none."""
    from lark import UnexpectedCharacters, UnexpectedToken

    try:
        tree = _parser().parse(text)
    except (UnexpectedToken, UnexpectedCharacters) as error:
        _report_unexpected(error, text, locate, findings)
        return None
    return _Taking(text, locate, findings).call(tree)


@cache
def _parser() -> Lark:
    from lark import Lark

    from simulator.shipped import shipped

    grammar = (shipped("grammar") / "request.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="request", propagate_positions=True)


def _report_unexpected(error: object, text: str, locate: Locate, findings: Findings) -> None:
    from lark import UnexpectedCharacters, UnexpectedToken

    assert isinstance(error, (UnexpectedCharacters, UnexpectedToken))
    at = len(text) if _is_end(error) else error.pos_in_stream or 0
    wanted = error.accepts if isinstance(error, UnexpectedToken) else error.allowed
    expected = [
        word
        for terminal in sorted(wanted or ())
        for word in _PLACEHOLDERS.get(terminal, (_own_name(terminal),))
    ]
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    if at >= len(text.rstrip(_WHITE)):
        end = len(text.rstrip(_WHITE))
        findings.report("REQ002", locate(max(end - 1, 0), end), expected=expected)
    elif text[at].isspace():
        findings.report("REQ016", locate(at, at + 1), got=f"U+{ord(text[at]):04X}")
    elif text[at] == "'" and not _QUOTED.match(text, at):
        findings.report("REQ017", locate(at, len(text)), got=text[at:end], expected=expected)
    else:
        findings.report("REQ001", locate(at, end), got=text[at:end], expected=expected)


def _own_name(terminal: str) -> str:
    """A keyword as it is written, a word by its part in the form."""
    return terminal[1:].lower() if terminal.startswith("_") else terminal


def _is_end(error: object) -> bool:
    from lark import UnexpectedToken

    return isinstance(error, UnexpectedToken) and error.token.type == "$END"


class _Taking:
    """A tree of the grammar made into a `Call`."""

    def __init__(self, text: str, locate: Locate, findings: Findings) -> None:
        self._text = text
        self._locate = locate
        self._findings = findings
        self._sound = True

    def call(self, tree: Tree[Token]) -> Call | None:
        children: list[Any] = tree.children
        first, second, resource = children[:3]
        clauses: dict[str, list[Any]] = {}
        for clause in children[3:]:
            clauses.setdefault(clause.data, []).append(clause)
        action = self._word(second or first)
        service = self._service_of(action)
        place = self._only(clauses.get("from_place", []))
        instant = self._only(clauses.get("at_instant", []))
        at = self._instant(instant)
        pairs = [pair for clause in clauses.get("with_values", []) for pair in clause.children]
        overrides = self._overrides(pairs)
        vias = [self._via(clause) for clause in clauses.get("via_call", [])]
        if not self._sound:
            return None
        return Call(
            caller=self._word(first) if second is not None else None,
            action=action,
            service=service,
            resource=self._word(resource),
            place=place,
            at=at,
            at_span=instant.span if instant is not None else None,
            overrides=overrides,
            vias=tuple(vias),
            span=self._locate(first.start_pos, resource.end_pos),
        )

    def _report(
        self,
        code: str,
        word: Text,
        expected: tuple[str, ...] = (),
        related: Span | None = None,
    ) -> None:
        self._sound = False
        self._findings.report(code, word.span, got=word.value, expected=expected, related=related)

    def _word(self, token: Any) -> Text:
        return Text(_unquoted(token), self._locate(token.start_pos, token.end_pos))

    def _only(self, clauses: list[Any]) -> Text | None:
        words = [self._word(clause.children[0]) for clause in clauses]
        for word in words[1:]:
            self._report("REQ011", word, related=words[0].span)
        return words[0] if words else None

    def _service_of(self, action: Text) -> str:
        match = _ACTION.fullmatch(action.value)
        if match is None:
            self._report("REQ003", action, ("SERVICE:NAME",))
            return ""
        return match["service"].lower()

    def _instant(self, word: Text | None) -> datetime.datetime | None:
        if word is None:
            return None
        at = read_instant(word.value)
        if at is None:
            self._report("WLD006", word)
        return at

    def _via(self, clause: Any) -> Via:
        called, resource, acting = clause.children
        word = self._word(called)
        alone = resource is None and _PREFIX.fullmatch(word.value) is not None
        service = word.value if alone else self._service_of(word)
        if not alone and resource is None:
            self._report("REQ002", word, ("on",))
        return Via(
            action=None if alone else word,
            service=service,
            resource=self._word(resource) if resource is not None else None,
            acting=self._word(acting) if acting is not None else None,
            span=self._locate(clause.meta.start_pos, clause.meta.end_pos),
        )

    def _overrides(self, pairs: list[Any]) -> Overrides:
        collected = _Collected()
        for pair in pairs:
            key = self._word(pair.children[0])
            if _KEY.fullmatch(key.value) is None:
                self._report("REQ012", key, ("PREFIX:NAME",))
            elif not collected.add(key.value, pair.children[1]):
                self._report("REQ013", key)
            elif not _is_marking(pair.children[1]):
                for token in _tokens(pair.children[1]):
                    check_value(key.value, self._word(token), self._findings)
        return collected.overrides()


class _Collected:
    """What the pairs say of each key, whatever its case."""

    def __init__(self) -> None:
        self._spelled: dict[str, str] = {}
        self._values: dict[str, list[str]] = {}
        self._lists: set[str] = set()
        self._words: dict[str, str] = {}

    def add(self, key: str, value: Any) -> bool:
        """Whether the key can have this value beside what it has already."""
        folded = key.lower()
        self._spelled.setdefault(folded, key)
        word = str(value)
        if _is_marking(value):
            if folded in self._values or self._words.get(folded, word) != word:
                return False
            self._words[folded] = word
            return True
        if folded in self._words:
            return False
        values = self._values.setdefault(folded, [])
        items = list(_items(value))
        if len(items) != 1 or hasattr(value, "children") or values:
            self._lists.add(folded)
        values.extend(items)
        return True

    def overrides(self) -> Overrides:
        """The keys as first spelled, in order."""
        return Overrides(
            given={
                self._spelled[key]: tuple(values) if key in self._lists else values[0]
                for key, values in self._values.items()
            },
            absent=self._marked("absent"),
            unknown=self._marked("unknown"),
        )

    def _marked(self, word: str) -> tuple[str, ...]:
        return tuple(self._spelled[key] for key, said in self._words.items() if said == word)


def _is_marking(value: Any) -> bool:
    """Whether it says that a key has no value, or one that nobody knows."""
    return getattr(value, "type", "") == "BARE" and str(value) in ("unknown", "absent")


def _tokens(value: Any) -> Iterator[Any]:
    return (token for token in getattr(value, "children", [value]) if token is not None)


def _items(value: Any) -> Iterator[str]:
    return map(_unquoted, _tokens(value))


def _unquoted(word: str) -> str:
    return word[1:-1].replace("''", "'") if word.startswith("'") else str(word)
