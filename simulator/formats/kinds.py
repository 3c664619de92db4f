"""Which kind of file is it, and does it open as our files do?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from simulator.formats.documents import Mapping, read_document
from simulator.formats.files import read_source
from simulator.formats.loading import Findings
from simulator.source import Source, Span

VERSION_KEY = "calledvia"
"""The key that opens every file."""


class Kind(StrEnum):
    """What a file can hold."""

    POLICY = "policy"
    WORLD = "world"
    SCENARIO = "scenario"
    CLAIMS = "claims"
    LESSON = "lesson"
    UNKNOWN = "unknown"


_TELLING = {
    "requests": Kind.SCENARIO,
    "replays": Kind.SCENARIO,
    "claims": Kind.CLAIMS,
    "steps": Kind.LESSON,
}
"""The keys that tell the kind; a file with none of them is a world."""


def kind_of(document: Mapping) -> Kind:
    """The kind of a file that opens with ``calledvia``."""
    return next(
        (_TELLING[key.value] for key, _ in document.entries if key.value in _TELLING), Kind.WORLD
    )


def open_file(
    path: Path, kind: Kind, findings: Findings, named_at: Span | None = None
) -> Mapping | None:
    """The document of a file that must be of one kind; None with diagnostics if it is not."""
    source = read_source(path, findings, named_at)
    document = open_source(source, findings) if source is not None else None
    if document is None:
        return None
    found = kind_of(document)
    if found is not kind:
        key = next((key for key, _ in document.entries if key.value in _TELLING), None)
        span = key.span if key is not None else document.entries[0][0].span
        findings.report("FIL011", span, got=found.value, expected=(kind.value,))
        return None
    return document


def open_source(source: Source, findings: Findings) -> Mapping | None:
    """The document of a text; None with diagnostics if it does not open with ``calledvia``."""
    document = read_document(source, findings)
    if document is None:
        return None
    if not isinstance(document, Mapping) or not document.entries:
        start = document.span.start
        findings.report("FIL008", Span(source, start, min(start + 1, document.span.end)))
        return None
    first = document.entries[0][0]
    if first.value != VERSION_KEY:
        findings.report("FIL008", first.span, got=first.value, expected=(VERSION_KEY,))
        return None
    return document
