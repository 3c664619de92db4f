"""Which request does one line say, and how is a request written in one line?

`A via S:X on r via T:Y on s` reads: the caller calls S:X, S calls T:Y, T calls A. So the tree's
root is the first `via`, and `from`, `with` and `at` belong to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from simulator.formats.call_text import Call, read_call
from simulator.formats.loading import Findings, Loaded, used
from simulator.formats.names import CALLER
from simulator.formats.quantities import print_instant
from simulator.source import Source, Span, Text
from simulator.world.scenario import Hop, Overrides, ScenarioRequest

LONGEST = 90
"""Calls in one chain."""

_BARE_WORD = re.compile(r"(?!(?:on|from|via|with|at|as)\Z)[^\s']\S*")
_BARE_KEY = re.compile(r"[^\s=,'\[\]]+")
_BARE_VALUE = re.compile(r"(?!(?:unknown|absent)\Z)[^\s\['][^\s]*")
_BARE_ITEM = re.compile(r"[^\s,'\[\]]+")


def parse_request(text: str, name: str = "request") -> ScenarioRequest:
    """Read a request in one line; names in it are not resolved (`names.check_names`).

    Args:
        text: the line.
        name: what the request is called.

    Raises:
        FormatError: it is no request; carries everything that is wrong, with positions.
    """
    return used(read_request(text, name))


def read_request(text: str, name: str = "request") -> Loaded[ScenarioRequest]:
    """Read a request in one line, with everything found on the way."""
    source = Source(f"<{name}>", text)
    findings = Findings()
    call = read_call(text, lambda start, end: Span(source, start, end), findings)
    if call is None:
        return findings.loaded(None)
    if call.caller is None:
        findings.report("REQ004", call.action.span, got=call.action.value, expected=("CALLER",))
        return findings.loaded(None)
    if len(call.vias) >= LONGEST:
        findings.report("REQ018", call.vias[LONGEST - 1].span, detail=str(LONGEST))
        return findings.loaded(None)
    return findings.loaded(
        ScenarioRequest(
            name=name,
            tree=_tree(call, call.caller),
            place=call.place.value if call.place is not None else None,
            span=Span(source, 0, len(text)),
            at=call.at,
        )
    )


def _tree(call: Call, caller: Text) -> Hop:
    """The calls from the last, which is named first, up to the root."""
    hop = _hop(call.action, call.service, call.resource, call.span)
    for via in reversed(call.vias):
        acting = {"as": via.acting.span} if via.acting is not None else {}
        hop = replace(
            hop,
            acting=via.acting.value if via.acting is not None else CALLER,
            written={**hop.written, **acting},
        )
        hop = replace(_hop(via.action, via.service, via.resource, via.span), then=(hop,))
    place = {"place": call.place.span} if call.place is not None else {}
    return replace(
        hop,
        acting=caller.value,
        overrides=call.overrides,
        written={**hop.written, "caller": caller.span, **place},
    )


def _hop(action: Text | None, service: str, resource: Text | None, span: Span) -> Hop:
    written = {"action": action, "resource": resource}
    return Hop(
        action=action.value if action is not None else None,
        service=service,
        resource=resource.value if resource is not None else "*",
        acting=CALLER,
        span=span,
        written={part: text.span for part, text in written.items() if text is not None},
    )


def print_request(request: ScenarioRequest, path: tuple[int, ...] | None = None) -> str:
    """The request as the line from which it can be read again.

    One line is one chain of calls. What it has no words for is left out: what is expected, passed
    roles, sessions, time since the request before, and context of any call but the first.

    Args:
        request: the request.
        path: of the call that the line ends in, as `HopReplay.path` has it; None: the chain from
            the first call as far as it does not branch.
    """
    chain = _chain(request.tree, path)
    first, last = chain[0], chain[-1]
    words = [_word(first.acting), *_target(last)]
    if request.place is not None:
        words += ["from", _word(request.place)]
    for hop, caused in pairwise(chain):
        words += ["via", *(_target(hop) if hop.action is not None else [_word(hop.service)])]
        if caused.acting != CALLER:
            words += ["as", _word(caused.acting)]
    words += _pairs(first.overrides)
    if request.at is not None:
        words += ["at", print_instant(request.at)]
    return " ".join(words)


def _chain(root: Hop, path: tuple[int, ...] | None) -> list[Hop]:
    chain = [root]
    if path is not None:
        for number in path[1:]:
            chain.append(chain[-1].then[number - 1])
        return chain
    while len(chain[-1].then) == 1:
        chain.append(chain[-1].then[0])
    return chain


def _target(hop: Hop) -> list[str]:
    return [_word(hop.action or hop.service), "on", _word(hop.resource)]


def _pairs(overrides: Overrides) -> list[str]:
    pairs = [(key, _value(value)) for key, value in overrides.given.items()]
    pairs += [(key, "absent") for key in overrides.absent]
    pairs += [(key, "unknown") for key in overrides.unknown]
    return [
        word
        for key, value in pairs
        for word in ("with", f"{key if _BARE_KEY.fullmatch(key) else _quoted(key)}={value}")
    ]


def _value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value if _BARE_VALUE.fullmatch(value) else _quoted(value)
    items = (item if _BARE_ITEM.fullmatch(item) else _quoted(item) for item in value)
    return f"[{', '.join(items)}]"


def _word(text: str) -> str:
    return text if _BARE_WORD.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
