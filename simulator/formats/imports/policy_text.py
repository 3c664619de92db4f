"""Which policy does a value of a dump hold, as an object or as text, URL-encoded or plain?"""

from __future__ import annotations

from urllib.parse import unquote

from simulator.formats.imports.json_text import Value
from simulator.formats.loading import Findings, is_error
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.source import Source


def policy_of(
    value: Value,
    name: str,
    type: PolicyType,
    findings: Findings,
    arn: str | None = None,
) -> Policy:
    """The policy; an unread one, with a warning, if IAM itself would not take the document.

    Args:
        value: the document as an object, or its text.
        name: how people call it, such as ``user/alice/Office``.
        type: where it is attached.
        findings: where to report.
        arn: the policy's own ARN.
    """
    if not isinstance(value.data, dict | str):
        findings.report("IMP005", value.opening, got=name, detail=value.kind)
        return Policy.unreadable(name, value.opening, arn=arn)
    try:
        return Policy.parse(_source_of(value, name), name, type=type, arn=arn)
    except PolicyError as error:
        first = next(found for found in error.diagnostics if is_error(found))
        detail = f"{first.code} {first.got}".rstrip()
        findings.report("IMP005", first.span, got=name, detail=detail, related=value.opening)
        return Policy.unreadable(name, value.opening, arn=arn)


def _source_of(value: Value, name: str) -> Source:
    """The document with the places that it has in the dump; encoded text has places of its own."""
    source = value.source
    if isinstance(value.data, str):
        text = value.data
        plain = text if text.lstrip().startswith("{") else unquote(text)
        return Source(f"{source.name}#{name}", plain)
    text = value.span.text
    line, column = source.position(value.start)
    if "\n" not in text:
        return Source(source.name, text, line, column - 1)
    return Source(source.name, " " * (column - 1) + text, line)
