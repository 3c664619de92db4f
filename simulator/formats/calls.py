"""Which tree of calls does a request of a scenario file say?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.formats.call_text import Call, read_call
from simulator.formats.context_values import check_value
from simulator.formats.documents import Scalar
from simulator.formats.expectations import expectation_of
from simulator.formats.names import CALLER
from simulator.formats.reading import Reading
from simulator.formats.schema import Entry, Fields
from simulator.formats.shapes import texts
from simulator.source import Span, Text
from simulator.world.scenario import Hop, Overrides, ScenarioRequest, SessionSpec
from simulator.world.sessions import session_call


def request_of(fields: Fields, reading: Reading) -> ScenarioRequest | None:
    """The request that was read with `REQUEST`; None with diagnostics if it has no call."""
    then = _caused(fields, reading)
    call = _call_of(fields, reading)
    name: Text | None = fields["name"]
    if call is None or name is None:
        return None
    if call.caller is None:
        reading.findings.report(
            "REQ004", call.action.span, got=call.action.value, expected=("CALLER",)
        )
        return None
    session = _session_of(fields)
    if session is not None and session_call(call.action.value) is None:
        reading.findings.report("REQ019", fields.span_of("session"), got=call.action.value)
    passes: Text | None = fields["passes"]
    written = {"caller": call.caller, "place": call.place, "passes": passes}
    tree = _hop(
        call,
        fields,
        reading,
        acting=call.caller.value,
        then=then,
        passes=passes.value if passes is not None else None,
        session=session,
        written=written,
    )
    return ScenarioRequest(
        name=name.value,
        tree=tree,
        place=call.place.value if call.place is not None else None,
        span=name.span,
        at=call.at,
        after=fields["after"],
        console=fields["console"],
    )


def _caused(fields: Fields, reading: Reading) -> tuple[Hop, ...]:
    hops = (_caused_hop(below, reading) for below in fields["then"])
    return tuple(hop for hop in hops if hop is not None)


def _caused_hop(fields: Fields, reading: Reading) -> Hop | None:
    then = _caused(fields, reading)
    call = _call_of(fields, reading)
    if call is None:
        return None
    if call.caller is not None:
        reading.findings.report("REQ005", call.caller.span, got=call.caller.value)
    if call.place is not None:
        reading.findings.report("REQ015", call.place.span, got="from")
    if call.at_span is not None:
        reading.findings.report("REQ015", call.at_span, got="at")
    acting: Text | None = fields["as"]
    return _hop(
        call,
        fields,
        reading,
        acting=acting.value if acting is not None else CALLER,
        then=then,
        written={"as": acting},
    )


def _call_of(fields: Fields, reading: Reading) -> Call | None:
    node: Scalar | None = fields["call"]
    if node is None:
        return None
    call = read_call(node.value, node.part, reading.findings)
    for via in call.vias if call is not None else ():
        reading.findings.report("REQ014", via.span, got="via")
    return call


def _hop(
    call: Call,
    fields: Fields,
    reading: Reading,
    *,
    acting: str,
    then: tuple[Hop, ...],
    written: Mapping[str, Text | None],
    passes: str | None = None,
    session: SessionSpec | None = None,
) -> Hop:
    node: Scalar = fields["call"]
    trail: Mapping[str, Entry[Text]] = fields["trail"]
    parts = {"action": call.action, "resource": call.resource, **written}
    return Hop(
        action=call.action.value,
        service=call.service,
        resource=call.resource.value,
        acting=acting,
        span=node.span,
        overrides=_overrides(call, fields, reading),
        passes=passes,
        session=session,
        expect=expectation_of(fields["expect"], fields.span_of("expect"), reading),
        trail={path: entry.value for path, entry in trail.items()},
        then=then,
        written={part: text.span for part, text in parts.items() if text is not None},
    )


def _overrides(call: Call, fields: Fields, reading: Reading) -> Overrides:
    """What the call's `with`, `context`, `absent` and `unknown` say together."""
    context: Mapping[str, Entry[Text | tuple[Text, ...]]] = fields["context"]
    absent: tuple[Text, ...] = fields["absent"]
    unknown: tuple[Text, ...] = fields["unknown"]
    taken = {key.lower() for key in call.overrides.given}
    marked = {key.lower() for key in (*call.overrides.absent, *call.overrides.unknown)}
    for entry in context.values():
        folded = entry.key.value.lower()
        if folded in taken:
            _report(reading, "WLD025", entry.key)
        elif folded in marked:
            _report(reading, "REQ013", entry.key)
        taken.add(folded)
        for value in (entry.value,) if isinstance(entry.value, Text) else entry.value:
            check_value(entry.key.value, value, reading.findings)
    for key in (*absent, *unknown):
        folded = key.value.lower()
        if folded in taken:
            _report(reading, "REQ013", key)
        elif folded in marked:
            _report(reading, "WLD025", key)
        marked.add(folded)
    return Overrides(
        given={**call.overrides.given, **{key: _value(it.value) for key, it in context.items()}},
        absent=(*call.overrides.absent, *_values(absent)),
        unknown=(*call.overrides.unknown, *_values(unknown)),
    )


def _report(reading: Reading, code: str, key: Text) -> None:
    reading.findings.report(code, key.span, got=key.value)


def _value(value: Text | tuple[Text, ...]) -> str | tuple[str, ...]:
    return value.value if isinstance(value, Text) else tuple(_values(value))


def _values(words: Iterable[Text]) -> Iterable[str]:
    return (word.value for word in words)


def _session_of(fields: Fields) -> SessionSpec | None:
    value: Text | Fields | None = fields["session"]
    if value is None:
        return None
    span: Span = fields.span_of("session")
    if isinstance(value, Text):
        return SessionSpec(name=value.value, session_name=value.value, span=span)
    name: Text | None = value["as"]
    if name is None:
        return None
    session_name = _plain(value["session_name"])
    return SessionSpec(
        name=name.value,
        session_name=session_name if session_name is not None else name.value,
        policies=value["policies"] or None,
        tags=texts(value["tags"]),
        transitive=tuple(_values(value["transitive"])),
        source_identity=_plain(value["source_identity"]),
        external_id=_plain(value["external_id"]),
        duration=value["duration"],
        span=span,
    )


def _plain(word: Text | None) -> str | None:
    return word.value if word is not None else None
