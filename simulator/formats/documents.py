"""What does a YAML text say, node by node, each with its place?

Built from PyYAML's events, not with its composer or resolver: libyaml's composer dies of deep
nesting, its resolver turns account 012345670123 into another number and the key `on` into True,
and both keep the last of two equal keys in silence. So scalars stay text, and what our formats
have no use for (anchors, aliases, merges, tags, several documents) is refused where it stands.
A format whose tags are short for mappings, as CloudFormation's are, gets the mappings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.formats.loading import Findings
from simulator.source import Source, Span

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 200
"""Levels of nesting; a call nested in another takes two."""

MAX_NODES = 250_000

_NOT_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SPACES = "\xa0\u2007\u202f\u3000\u200b"
_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
_WORD = re.compile(r"\S+")
_GAP = re.compile(r"\s*")
_INDENT_WITH_TAB = re.compile(r" *\t")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text.

    Args:
        value: what it says, escapes and folding undone.
        span: where it stands, quotes included.
        style: ``'``, ``"``, ``|`` or ``>``; empty for a plain one.
    """

    value: str
    span: Span
    style: str

    @property
    def plain(self) -> bool:
        """Whether it is written without quotes."""
        return not self.style

    def part(self, start: int, end: int) -> Span:
        """Where a stretch of the value stands: exact if it is written as it reads."""
        quote = 1 if self.style in ("'", '"') else 0
        if self.span.text[quote : len(self.span.text) - quote] != self.value:
            return self.span
        first = self.span.start + quote
        return Span(self.span.source, first + start, first + end)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values, in the order of the text, each key once."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of a key, None if it is not there."""
        return next((value for name, value in self.entries if name.value == key), None)


Node = Scalar | Sequence | Mapping


LongForm = Callable[[str], str | None]
"""What a tag is short for: the only key of a mapping that holds the tagged node, if it is one."""


def _no_tag(tag: str) -> None:
    """Our own formats have no tags."""


def read_document(source: Source, findings: Findings, long_form: LongForm = _no_tag) -> Node | None:
    """The one document that a text holds; None with diagnostics where it holds none.

    Args:
        source: the text.
        findings: where to report.
        long_form: what the format's tags are short for; other tags are refused.
    """
    if odd := _NOT_YAML.search(source.text):
        at = Span(source, odd.start(), odd.end())
        findings.report("YML002", at, got=f"U+{ord(odd.group()):04X}")
        return None
    return _Builder(source, findings, long_form).document()


def first_key(text: str) -> str | None:
    """The first key of a text's top mapping; None if the text opens with anything else."""
    import yaml

    try:
        opening = _first_three(text)
    except (yaml.YAMLError, UnicodeEncodeError):
        return None
    match opening:
        case [yaml.DocumentStartEvent(), yaml.MappingStartEvent(), yaml.ScalarEvent() as key]:
            return str(key.value)
    return None


def _first_three(text: str) -> list[yaml.Event]:
    events = _events(text)
    next(events)
    return [event for event, _ in zip(events, range(3), strict=False)]


def _events(text: str) -> Iterator[yaml.Event]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=loader)
    return events


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    start: int
    flow: bool
    keys: dict[str, Scalar] | None
    nodes: list[Node]
    entries: list[tuple[Scalar, Node]]
    long: Scalar | None
    key: Scalar | None = None


class _RefusedError(Exception):
    """The text goes on to no use: the rest would be hostile, or misread."""


class _Builder:
    """Nodes from events, with a stack of its own: no document is too deep for it."""

    def __init__(self, source: Source, findings: Findings, long_form: LongForm) -> None:
        self._source = source
        self._findings = findings
        self._long_form = long_form
        self._stack: list[_Open] = []
        self._count = 0
        self._root: Node | None = None
        self._sound = True

    def document(self) -> Node | None:
        import yaml

        try:
            for event in _events(self._source.text):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._syntax_error(error)
            return None
        except _RefusedError:
            return None
        if self._root is None and self._sound:
            self._report("FIL007", 0, 0)
        return self._root if self._sound else None

    def _report(self, code: str, start: int, end: int, got: str = "", detail: str = "") -> None:
        self._sound = False
        self._findings.report(code, Span(self._source, start, end), got=got, detail=detail)

    def _take(self, event: yaml.Event) -> None:
        import yaml

        start, end = _extent(event)
        long = self._properties(event, start, end) if isinstance(event, yaml.NodeEvent) else None
        match event:
            case yaml.DocumentStartEvent() if self._root is not None:
                self._report("YML006", start, end)
                raise _RefusedError
            case yaml.ScalarEvent():
                value = self._scalar(event, min(self._behind(long, start), end), end)
                self._add(_in_long_form(long, value))
            case yaml.CollectionStartEvent():
                self._open(event, long, start, end)
            case yaml.CollectionEndEvent():
                self._close(end)
            case yaml.AliasEvent():
                self._add(Scalar("", Span(self._source, start, end), ""))

    def _properties(self, event: yaml.NodeEvent, start: int, end: int) -> Scalar | None:
        """The key that the node's tag is short for; anchors and other tags are refused."""
        tag = getattr(event, "tag", None)
        if event.anchor is None and tag is None:
            return None
        # The event of a scalar ends where the scalar does: the anchor or tag is its first word.
        word = _WORD.match(self._source.text, start)
        end = word.end() if word is not None and end > start else start + 1
        if event.anchor is not None:
            self._report("YML004", start, end, got=event.anchor)
        long = self._long_form(tag) if tag is not None and not self._awaits_key else None
        if tag is not None and long is None:
            self._report("YML005", start, end, got=tag)
        return Scalar(long, Span(self._source, start, end), "") if long is not None else None

    def _behind(self, long: Scalar | None, start: int) -> int:
        """Where the node itself begins, behind its tag."""
        if long is None:
            return start
        gap = _GAP.match(self._source.text, long.span.end)
        return gap.end() if gap is not None else start

    def _scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> Scalar:
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(self._source.text[start:end].rstrip())
        scalar = Scalar(event.value, Span(self._source, start, end), style)
        if scalar.plain and scalar.value:
            self._look_at_plain(scalar)
        return scalar

    def _look_at_plain(self, scalar: Scalar) -> None:
        """Characters that look like spaces or quotes and are none."""
        first, last = scalar.value[0], scalar.value[-1]
        if first in _SPACES or last in _SPACES or (self._awaits_key and _space_in(scalar.value)):
            offset = next(i for i, it in enumerate(scalar.span.text) if it in _SPACES)
            at = scalar.span.start + offset
            got = f"U+{ord(self._source.text[at]):04X}"
            self._report("YML011", at, at + 1, got=got)
        if first in _QUOTES:
            span = Span(self._source, scalar.span.start, scalar.span.start + 1)
            self._findings.report("YML012", span, got=first)

    @property
    def _awaits_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].keys is not None and not self._stack[-1].key

    def _open(
        self, event: yaml.CollectionStartEvent, long: Scalar | None, start: int, end: int
    ) -> None:
        import yaml

        if len(self._stack) >= MAX_DEPTH:
            self._report("YML003", start, end, detail=str(MAX_DEPTH))
            raise _RefusedError
        if self._awaits_key:
            self._report("YML010", start, end)
            raise _RefusedError
        mapping = isinstance(event, yaml.MappingStartEvent)
        keys: dict[str, Scalar] | None = {} if mapping else None
        self._stack.append(_Open(start, bool(event.flow_style), keys, [], [], long))

    def _close(self, end: int) -> None:
        done = self._stack.pop()
        if not done.flow:  # a block ends where the next thing begins: take its last part's end
            last = done.entries[-1][1] if done.entries else done.nodes[-1] if done.nodes else None
            end = last.span.end if last is not None else end
        span = Span(self._source, done.start, max(end, done.start))
        node: Node
        if done.keys is None:
            node = Sequence(tuple(done.nodes), span)
        else:
            node = Mapping(tuple(done.entries), span)
        self._add(_in_long_form(done.long, node))

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self._report("YML013", node.span.start, node.span.end, detail=str(MAX_NODES))
            raise _RefusedError
        if not self._stack:
            self._root = node
            return
        into = self._stack[-1]
        if into.keys is None:
            into.nodes.append(node)
        elif into.key is None:
            assert isinstance(node, Scalar)
            self._add_key(into.keys, node)
            into.key = node
        else:
            if into.keys[into.key.value] is into.key:  # else it is there already
                into.entries.append((into.key, node))
            into.key = None

    def _add_key(self, keys: dict[str, Scalar], key: Scalar) -> None:
        first = keys.setdefault(key.value, key).span
        if key.value == "<<" and key.plain:
            self._report("YML008", key.span.start, key.span.end)
        elif first is not key.span:
            self._findings.report(
                "YML007", key.span, got=key.value, detail=str(first.line), related=first
            )

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index, len(self._source.text)) if mark is not None else 0
        problem = error.problem or ""
        if "nesting depth" in problem:
            self._report("YML003", at, at + 1, detail=str(MAX_DEPTH))
            return
        line_start = self._source.text.rfind("\n", 0, at) + 1
        if tab := _INDENT_WITH_TAB.match(self._source.text, line_start):
            self._report("YML009", tab.end() - 1, tab.end())
            return
        context = error.context_mark
        self._sound = False
        self._findings.report(
            "YML001",
            Span(self._source, at, min(at + 1, len(self._source.text))),
            detail=problem,
            related=Span(self._source, context.index, context.index + 1)
            if context is not None and context.index != at
            else None,
        )


def _in_long_form(key: Scalar | None, node: Node) -> Node:
    if key is None:
        return node
    return Mapping(((key, node),), node.span._replace(start=key.span.start))


def _extent(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    return start.index, end.index


def _space_in(value: str) -> bool:
    return any(character in _SPACES for character in value)
