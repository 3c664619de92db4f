"""What do the what-if fields say of a request, and which edit does a changed field mean?

The texts are those of a request in one line, read by the same parser; what is wrong is a
diagnostic whose span is in the field's own text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simulator.analysis.edits import (
    ActionIs,
    CalledThrough,
    CallerIs,
    Edit,
    InstantIs,
    KeysAre,
    PlaceIs,
    ResourceIs,
    chain,
    sessions_before,
)
from simulator.formats.one_line import print_request, read_request
from simulator.formats.quantities import print_instant, read_instant
from simulator.report.wording.diagnostics import is_error
from simulator.source import Diagnostic, Source, Span, printable
from simulator.world.names import caller_names, place_names, resource_names
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import Overrides, Scenario

_LAST = "anonymous x:Y on *"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the what-if form.

    Args:
        name: also its label.
        about: what it says, for the tooltip.
        empty: what an empty field means.
        names: what can stand in it, for completion.
    """

    name: str
    about: str
    empty: str
    names: Callable[[Scenario, str], tuple[str, ...]] = lambda scenario, request: ()


def _callers(scenario: Scenario, request: str) -> tuple[str, ...]:
    return (*caller_names(scenario.world), *dict.fromkeys(sessions_before(scenario, request)))


def _actions(scenario: Scenario, _: str) -> tuple[str, ...]:
    found = [hop.action for one in scenario.requests for hop in chain(one.tree) if hop.action]
    return tuple(dict.fromkeys(found))


FIELD_ROWS: tuple[Field, ...] = (
    Field("who", "who makes the first call", "a caller is needed", _callers),
    Field(
        "from",
        "a network of the world, or an address",
        "nobody knows",
        lambda scenario, _: place_names(scenario.world),
    ),
    Field("action", "what the last call does", "an action is needed", _actions),
    Field(
        "on",
        "what the last call is about",
        "a resource is needed",
        lambda scenario, _: resource_names(scenario.world),
    ),
    Field("via", "the calls that cause it, from the first", "by hand"),
    Field("at", "when, such as 2026-11-23T10:00:00Z", "when the clock stands"),
    Field("with", "condition keys, such as aws:SourceIp=unknown", "as derived"),
)


def texts_of(request: RequestReplay) -> Mapping[str, str]:
    """What the fields say of a request as it is; what would hide stands as its escape."""
    said = request.request
    last = chain(said.tree)[-1]
    texts = {
        "who": said.tree.acting,
        "from": said.place or "",
        "action": last.action or last.service,
        "on": last.resource,
        "via": via_text(request),
        "at": print_instant(request.instant),
        "with": _with_text(said.tree.overrides),
    }
    return {name: printable(text) for name, text in texts.items()}


def via_text(request: RequestReplay) -> str:
    """The calls that cause the last one, as `via` has them; empty if it is made by hand."""
    said = replace(request.request, place=None, at=None)
    first, last = said.tree, chain(said.tree)[-1]
    bare = replace(last, acting=first.acting, then=(), overrides=Overrides())
    alone = print_request(replace(said, tree=bare))
    whole = print_request(replace(said, tree=replace(first, overrides=Overrides())))
    return whole[len(alone) :].strip().removeprefix("via ")


def _with_text(overrides: Overrides) -> str:
    pairs = [f"{key}={value}" for key, value in overrides.given.items() if isinstance(value, str)]
    pairs += [f"{key}=absent" for key in overrides.absent]
    pairs += [f"{key}=unknown" for key in overrides.unknown]
    return " ".join(pairs)


def edit_of(name: str, text: str, request: RequestReplay) -> Edit | Diagnostic | None:
    """The edit that a field's text means; None if it says what the file says.

    Args:
        name: of the field.
        text: what was typed.
        request: the request as in its file.
    """
    text = text.strip()
    if text == texts_of(request)[name]:
        return None
    return _READERS[name](text, request)


def _read_via(text: str, request: RequestReplay) -> Edit | Diagnostic:
    if not text:
        return CalledThrough(())
    line = f"{_LAST} via {text}"
    loaded = read_request(line)
    wrong = next(filter(is_error, loaded.diagnostics), None)
    if wrong is not None or loaded.value is None:
        return _within(wrong, len(_LAST) + 5, text)
    *causing, last = chain(loaded.value.tree)
    calls = tuple(replace(hop, then=()) for hop in causing)
    original = request.request.tree
    if calls and original.passes is not None and original.passes == last.acting:
        calls = (replace(calls[0], passes=original.passes), *calls[1:])
    return CalledThrough(calls, last.acting)


def _read_at(text: str, _: RequestReplay) -> Edit | Diagnostic:
    instant = read_instant(text)
    return InstantIs(instant) if instant is not None else _wrong("WLD006", text)


def _read_with(text: str, _: RequestReplay) -> Edit | Diagnostic:
    if not text:
        return KeysAre(Overrides())
    prefix = f"{_LAST} with "
    # Every pair has its own `with` in a request in one line; in the field white space is enough.
    words = text.split()
    loaded = read_request(prefix + " with ".join(words))
    wrong = next(filter(is_error, loaded.diagnostics), None)
    if wrong is not None or loaded.value is None:
        return _wrong(wrong.code if wrong is not None else "REQ012", text)
    return KeysAre(loaded.value.tree.overrides)


def _within(wrong: Diagnostic | None, offset: int, text: str) -> Diagnostic:
    if wrong is None:
        return _wrong("REQ001", text)
    start = max(min(wrong.span.start - offset, len(text)), 0)
    end = max(min(wrong.span.end - offset, len(text)), start)
    return replace(wrong, span=Span(Source("<via>", text), start, end))


def _wrong(code: str, text: str) -> Diagnostic:
    return Diagnostic(code, Span(Source("<what if>", text), 0, len(text)), text)


_READERS: Mapping[str, Callable[[str, RequestReplay], Edit | Diagnostic]] = {
    "who": lambda text, _: CallerIs(text),
    "from": lambda text, _: PlaceIs(text),
    "action": lambda text, _: ActionIs(text),
    "on": lambda text, _: ResourceIs(text),
    "via": _read_via,
    "at": _read_at,
    "with": _read_with,
}
