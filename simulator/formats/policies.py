"""Which policy does a place of a world or scenario name: a file, or a text written right there?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simulator.formats.documents import Mapping, Scalar
from simulator.formats.files import openable, read_bytes
from simulator.formats.loading import Findings
from simulator.language.catalogue import check_against_services
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.source import Source, Span


class PolicyFiles:
    """The policies of one load, each file read once for each type it is used as."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._read: dict[tuple[str, PolicyType | None], Policy | None] = {}

    def file(
        self,
        path: Path,
        type: PolicyType | None,
        named_at: Span | None = None,
        arn: str | None = None,
    ) -> Policy | None:
        """The policy in a file; None with diagnostics if there is none that IAM would store.

        Args:
            path: the file.
            type: where the policy is attached.
            named_at: where the file is named, for the diagnostic if it cannot be read.
            arn: the policy's own ARN.
        """
        key = (openable(path), type)
        if key not in self._read:
            data = read_bytes(path, self._findings, named_at)
            if data is None:  # not kept: the next place that names it is wrong too
                return None
            self._read[key] = self._parse(data, key[0], type)
        policy = self._read[key]
        return replace(policy, arn=arn) if policy is not None and arn is not None else policy

    def text(self, node: Scalar | Mapping, type: PolicyType) -> Policy | None:
        """The policy written in a YAML file; its positions are those of that file."""
        source = _source_of(node)
        return self._parse(source, source.name, type)

    def _parse(
        self,
        text: bytes | Source,
        name: str,
        type: PolicyType | None,
    ) -> Policy | None:
        try:
            policy = Policy.parse(text, name, type=type)
        except PolicyError as error:
            self._findings.add(error.diagnostics)
            return None
        self._findings.add(policy.warnings)
        self._findings.add(check_against_services(policy))
        return policy


def _source_of(node: Scalar | Mapping) -> Source:
    """The JSON text of a node, placed so that line and column are those of the YAML file."""
    span = node.span
    line, column = span.source.position(span.start)
    if isinstance(node, Mapping):
        return Source(span.source.name, " " * (column - 1) + span.text, line)
    if node.style in ("|", ">"):
        indent = _indent(span.text.partition("\n")[2]) - _indent(node.value)
        return Source(span.source.name, node.value, line + 1, indent)
    whole = node.part(0, len(node.value))
    if whole.end - whole.start == len(node.value):
        return Source(
            span.source.name, " " * (whole.start - span.start + column - 1) + node.value, line
        )
    return Source(span.source.name, node.value, line, column)


def _indent(text: str) -> int:
    """How far the first line with anything in it is moved right."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    return len(line) - len(line.lstrip(" "))
