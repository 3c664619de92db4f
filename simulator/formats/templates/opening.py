"""What are the sections of a template file?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.formats import documents
from simulator.formats.declared.nodes import node_of, read_whole
from simulator.formats.documents import Node, Scalar, read_document
from simulator.formats.files import read_source
from simulator.formats.loading import Findings
from simulator.source import Source, Span

_SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources")
_KNOWN = frozenset(
    ["AWSTemplateFormatVersion", "Description", "Metadata", "Outputs", "Transform", *_SECTIONS]
)
"""Sections that are read, and those that say nothing about access."""

_SERVERLESS = "AWS::Serverless-2016-10-31"


@dataclass(frozen=True, slots=True)
class Template:
    """A template's sections, as written.

    Args:
        source: the text.
        parameters: by name.
        mappings: by name.
        conditions: by name.
        resources: by logical id.
        start: the beginning of the file.
    """

    source: Source
    parameters: Mapping[str, Node]
    mappings: Mapping[str, Node]
    conditions: Mapping[str, Node]
    resources: Mapping[str, Node]
    places: Mapping[str, Span]

    @property
    def start(self) -> Span:
        """The beginning of the file."""
        return Span(self.source, 0, 0)


def open_template(path: Path, findings: Findings) -> Template | None:
    """The template in a file; None with diagnostics if there is none."""
    source = read_source(path, findings)
    if source is None:
        return None
    document = _document(source, findings)
    if document is None:
        return None
    if not isinstance(document, documents.Mapping) or document.get("Resources") is None:
        start = document.span.start
        findings.report("TPL001", Span(source, start, min(start + 1, len(source.text))))
        return None
    for key, node in document.entries:
        if key.value == "Transform":
            _report_transforms(node, findings)
        elif key.value not in _KNOWN:
            findings.report("TPL003", key.span, got=key.value)
    parameters, mappings, conditions, resources = (
        _section(document, name, findings) for name in _SECTIONS
    )
    return Template(
        source,
        {name.value: node for name, node in parameters},
        {name.value: node for name, node in mappings},
        {name.value: node for name, node in conditions},
        {name.value: node for name, node in resources},
        {name.value: name.span for name, _ in resources},
    )


def _document(source: Source, findings: Findings) -> Node | None:
    if source.text.lstrip().startswith("{"):
        value = read_whole(source, "TPL009", findings)
        return node_of(value, findings) if value is not None else None
    return read_document(source, findings, long_form)


def long_form(tag: str) -> str | None:
    """The function that a short tag means; YAML's own tags (``!!str``) mean none."""
    name = tag.removeprefix("!")
    if name == tag or not name:
        return None
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def _section(
    document: documents.Mapping, name: str, findings: Findings
) -> tuple[tuple[Scalar, Node], ...]:
    section = document.get(name)
    if section is None:
        return ()
    if not isinstance(section, documents.Mapping):
        findings.report("TPL002", section.span, got=name)
        return ()
    for key, _ in section.entries:
        if key.value.startswith("Fn::"):
            findings.report("TPL003", key.span, got=key.value)
    return tuple(entry for entry in section.entries if not entry[0].value.startswith("Fn::"))


def _report_transforms(node: Node, findings: Findings) -> None:
    """Report macros and transforms; SAM's own is understood."""
    for part in node.items if isinstance(node, documents.Sequence) else (node,):
        if not isinstance(part, Scalar):
            findings.report("TPL004", part.span)
        elif part.value != _SERVERLESS:
            findings.report("TPL004", part.span, got=part.value)
