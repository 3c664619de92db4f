"""What does a JSON text say, as the same nodes that YAML gives?"""

from __future__ import annotations

from simulator.formats.documents import MAX_DEPTH, Mapping, Node, Scalar, Sequence
from simulator.formats.imports.json_text import Value, members_at, read_json
from simulator.formats.loading import Findings
from simulator.source import Source


def read_whole(source: Source, code: str, findings: Findings) -> Value | None:
    """The whole text as one value; None with a diagnostic of this code if it is not JSON."""
    found = Findings()
    value = read_json(source, found)
    for problem in found.loaded(None).diagnostics:
        findings.report(code, problem.span, detail=problem.detail)
    return value


def node_of(value: Value, findings: Findings, depth: int = 0) -> Node | None:
    """The nodes of a JSON value; None with a diagnostic if it is nested too deep."""
    if isinstance(value.data, str):
        return Scalar(value.data, value.span, '"')
    if not isinstance(value.data, dict | list):
        return Scalar(value.span.text, value.span, "")
    if depth >= MAX_DEPTH:
        findings.report("YML003", value.opening, detail=str(MAX_DEPTH))
        return None
    if isinstance(value.data, list):
        items = [node_of(item, findings, depth + 1) for item in value.items()]
        return Sequence(tuple(item for item in items if item is not None), value.span)
    entries: dict[str, tuple[Scalar, Node]] = {}
    for name, part in members_at(value.source, value.start):
        node = node_of(part, findings, depth + 1)
        if name.data in entries:
            first = entries[name.data][0].span
            findings.report("YML007", name.span, got=name.data, related=first)
        elif node is not None:
            entries[name.data] = Scalar(name.data, name.span, '"'), node
    return Mapping(tuple(entries.values()), value.span)
