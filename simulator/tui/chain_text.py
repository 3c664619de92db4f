"""How is a request drawn as a chain of calls, with what each service saw under each call?

Beside each other where there is room, below each other where there is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from simulator.report.layout import cut_middle, display_width, wrap
from simulator.report.terminal import Marks, Style
from simulator.report.wording.replays import (
    acting_words,
    caller_line,
    kind_words,
    not_made_words,
    obtained_words,
    outcome,
)
from simulator.report.wording.screens import also_needs_words, change_word, credentials_words
from simulator.report.wording.values import value_text
from simulator.source import printable
from simulator.tui.text import CHANGED, TONES, line
from simulator.world.replayed import Change, ContextEntry, HopReplay, Origin, RequestReplay

_FIRST_KEYS = ("aws:SourceIp", "aws:ViaAWSService", "aws:CalledVia")
_NARROWEST_CALL = 30
_MUTED = TONES[Style.MUTED]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chain as lines, and on which line each call begins."""

    lines: tuple[Content, ...]
    starts: tuple[int, ...]


def chain(request: RequestReplay, width: int, chosen: int, *, everything: bool) -> Drawn:
    """The chain of a request.

    Args:
        width: columns that there are.
        chosen: the number of the call that is shown elsewhere, from 1.
        everything: the whole request context, not only what matters here.
    """
    keys = _keys(request, everything=everything)
    who, _, place = caller_line(request).partition(" from ")
    said = (*map(printable, keys), who, f"from {place}    ")
    first = min(max(map(display_width, said)) + 3, 40)
    each = (width - first) // max(len(request.hops), 1)
    if each < _NARROWEST_CALL or width < 100:
        return _below(request, width, chosen, keys)
    return Drawn(tuple(_beside(request, first, each, chosen, keys)), (0,) * len(request.hops))


def _keys(request: RequestReplay, *, everything: bool) -> tuple[str, ...]:
    """The keys to show: those of the story first, then what changed, was given or was asked for."""
    had = {entry.key: None for hop in request.hops for entry in hop.context}
    if everything:
        return tuple(dict.fromkeys([*(key for key in _FIRST_KEYS if key in had), *sorted(had)]))
    asked = {
        condition.key.lower()
        for hop in request.hops
        if hop.decision is not None
        for statement in (*hop.decision.deciding, *hop.decision.nearest[:1])
        for condition in statement.conditions
    }
    noted = [
        entry.key
        for hop in request.hops
        for entry in hop.context
        if entry.origin is Origin.GIVEN
        or (entry.change is not Change.SAME and entry.key.lower() in _OFTEN)
        or entry.key.lower() in asked
    ]
    return tuple(dict.fromkeys([*_FIRST_KEYS, *noted]))


_OFTEN = {"aws:sourceip", "aws:viaawsservice", "aws:calledvia", "aws:principalarn"}


def _entry(hop: HopReplay, key: str) -> ContextEntry | None:
    return next((entry for entry in hop.context if entry.key.lower() == key.lower()), None)


def _badge(number: int, chosen: int) -> tuple[str, str]:
    return (
        (f" {number} ", "reverse bold $frame-focus")
        if number == chosen
        else (
            f" {number} ",
            _MUTED,
        )
    )


def _call(hop: HopReplay) -> str:
    return printable(hop.hop.action or f"{hop.hop.service} (some call)")


# Beside each other.


def _beside(
    request: RequestReplay, first: int, each: int, chosen: int, keys: Sequence[str]
) -> Iterator[Content]:
    hops = request.hops
    who, _, place = caller_line(request).partition(" from ")
    yield _row(
        line((who, "bold")),
        [_title(n, hop, each, chosen) for n, hop in enumerate(hops, 1)],
        first,
        each,
    )
    left = f"from {place}" if place else ""
    cells = [line(cut_middle(printable(hop.hop.resource), each - 6)) for hop in hops]
    yield _arrows(line(cut_middle(left, first - 4)), cells, first, each)
    verdicts = []
    for hop in hops:
        word, style = outcome(hop, Marks.SYMBOL)
        verdicts.append(line((word, f"bold {TONES[style]}")))
    yield _row(line((credentials_words(hops[0]), _MUTED)), verdicts, first, each)
    yield line("")
    for key in keys:
        cells = [_value(hop, key, each - 2) for hop in hops]
        yield _row(line((cut_middle(printable(key), first - 2), _MUTED)), cells, first, each)
    for words in _remarks(request, each - 2):
        yield _row(words[0], list(words[1:]), first, each)


def _title(number: int, hop: HopReplay, each: int, chosen: int) -> Content:
    acting = acting_words(hop)
    text = _call(hop) + (f", {acting}" if acting else "")
    return line(_badge(number, chosen), " ", (cut_middle(text, each - 6), "bold"))


def _row(left: Content, cells: Sequence[Content], first: int, each: int) -> Content:
    parts: list[Content] = [_padded(left, first)]
    parts += [_padded(cell, each) for cell in cells]
    return line(*parts)


def _arrows(left: Content, cells: Sequence[Content], first: int, each: int) -> Content:
    """The row of resources, an arrow from each call to the next."""
    parts: list[Content] = []
    for number, (cell, width) in enumerate(
        zip([left, *cells], [first, *[each] * len(cells)], strict=True)
    ):
        text = cell if number == 0 else line("    ", cell)
        room = width - text.cell_length - 3
        if number == len(cells) or room < 2:
            parts.append(_padded(text, width))
        else:
            parts.append(line(text, (" " + "─" * room + "▸ ", _MUTED)))
    return line(*parts)


def _padded(content: Content, width: int) -> Content:
    return line(content, " " * max(width - content.cell_length, 0))


def _value(hop: HopReplay, key: str, width: int) -> Content:
    entry = _entry(hop, key)
    if entry is None:
        return line(("absent" if hop.request is not None else "", _MUTED))
    word = change_word(entry)
    mark = f" ◂ {word}" if word else ""
    value = cut_middle(value_text(entry.value), width - display_width(mark))
    style = _MUTED if entry.value is None else ""
    return line((value, style), (mark, CHANGED))


def _remarks(request: RequestReplay, width: int) -> Iterator[tuple[Content, ...]]:
    """What else there is to say of calls: authorizations that they need too, sessions, not made."""
    rows: list[tuple[str, list[str]]] = [
        ("not made", [_without(not_made_words(hop), "not made: ") for hop in request.hops]),
        ("yields", [_without(obtained_words(hop), "yields ") for hop in request.hops]),
    ]
    most = max((len(hop.authorizations) for hop in request.hops), default=0)
    for number in range(1, most):
        rows.append(
            (
                "also needs" if number == 1 else "",
                [
                    also_needs_words(hop.authorizations[number], Marks.SYMBOL)
                    if number < len(hop.authorizations)
                    else ""
                    for hop in request.hops
                ],
            )
        )
    for name, said in rows:
        if any(said):
            yield (line((name, _MUTED)), *(line(cut_middle(words, width)) for words in said))


def _without(words: str | None, prefix: str) -> str:
    return (words or "").removeprefix(prefix)


# Below each other.


def _below(request: RequestReplay, width: int, chosen: int, keys: Sequence[str]) -> Drawn:
    lines: list[Content] = []
    starts: list[int] = []
    who, _, place = caller_line(request).partition(" from ")
    tail = f" from {place}" if place else ""
    words = credentials_words(request.hops[0])
    lines.append(
        line((who, "bold"), cut_middle(tail + (f", {words}" if words else ""), width - 12))
    )
    for number, hop in enumerate(request.hops, 1):
        last = number == len(request.hops)
        lines.append(line(("│", _MUTED)))
        starts.append(len(lines))
        rail = " " if last else "│"
        lines.append(_heading(hop, number, chosen, width, last=last))
        lines += [
            line((f"{rail}     ", _MUTED), row) for row in _seen(hop, number, keys, width - 6)
        ]
    return Drawn(tuple(lines), tuple(starts))


def _heading(hop: HopReplay, number: int, chosen: int, width: int, *, last: bool) -> Content:
    word, style = outcome(hop, Marks.SYMBOL)
    acting = acting_words(hop)
    resource = "" if hop.hop.resource == "*" else f"  {printable(hop.hop.resource)}"
    text = _call(hop)
    room = width - display_width(text) - display_width(word) - 9
    rest = cut_middle(resource + (f"  {acting}" if acting else ""), max(room, 6))
    left = line(("└▸" if last else "├▸", _MUTED), _badge(number, chosen), (text, "bold"), rest)
    gap = max(width - left.cell_length - display_width(word), 1)
    return line(left, " " * gap, (word, f"bold {TONES[style]}"))


def _seen(hop: HopReplay, number: int, keys: Sequence[str], width: int) -> Iterator[Content]:
    said = not_made_words(hop)
    if said is not None:
        yield from (line((row, _MUTED)) for row in wrap(said, width))
        return
    if acting_words(hop):
        yield line((cut_middle(kind_words(hop), width), _MUTED))
    if number == 1 and len(keys) <= len(_FIRST_KEYS):
        yield _in_one_line(hop, keys, width)
    else:
        for key in keys:
            entry = _entry(hop, key)
            if entry is None and key not in _FIRST_KEYS:
                continue
            short = printable(key).removeprefix("aws:")
            yield line((short, _MUTED), " ", _value(hop, key, width - display_width(short) - 1))
    for authorization in hop.authorizations[1:]:
        words = "also needs " + also_needs_words(authorization, Marks.SYMBOL)
        yield line(cut_middle(words, width))
    obtained = obtained_words(hop)
    if obtained is not None:
        yield line(cut_middle(obtained, width))


def _in_one_line(hop: HopReplay, keys: Sequence[str], width: int) -> Content:
    parts: list[Content] = []
    for key in keys:
        short = printable(key).removeprefix("aws:")
        parts.append(line((short, _MUTED), " ", _value(hop, key, width // 2)))
    return Content(" · ").join(parts)
