"""Which policy does a property hold, as far as what it says is known?

A policy always comes back: what cannot be read, or is not known yet, makes it an unread one (see
`Policy.unread`), with the statements that are sure in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.formats.declared.placing import placed
from simulator.formats.declared.values import Items, Members, Unresolved, Value, each, unresolved_in
from simulator.formats.documents import Scalar
from simulator.formats.loading import Findings, is_error
from simulator.language.catalogue import check_against_services
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.source import Diagnostic, Source, Span

_LISTS = ("Action", "Resource", "Principal")
"""Elements of which a part is sure by itself: each entry makes the statement match more."""

_STATEMENT = "Statement"


def policy_of(
    value: Value,
    name: str,
    type: PolicyType,
    findings: Findings,
    arn: str | None = None,
) -> Policy:
    """The policy that a property holds.

    Args:
        value: a document, or its JSON text.
        name: how people call it.
        type: where it is attached.
        findings: where to report what is not known or cannot be read.
        arn: the policy's own ARN.
    """
    report_unresolved(unresolved_in(value), findings)
    if isinstance(value, Scalar):
        return _parsed(_source_of(value, name), name, type, findings, arn, value.span)
    sure = _sure_document(value) if isinstance(value, Members) else None
    if sure is None:
        if not isinstance(value, Unresolved | Members):
            findings.report("DCL002", value.span, got=name)
        return Policy.unreadable(name, value.span, arn=arn)
    policy = _parsed(placed(sure), name, type, findings, arn, value.span)
    return policy if sure is value else replace(policy, unread=True)


def report_unresolved(unresolved: Iterable[Unresolved], findings: Findings) -> None:
    """Report values that are not known, each where it is used."""
    for found in unresolved:
        findings.report(found.code, found.span, got=found.got)


def _parsed(
    source: Source, name: str, type: PolicyType, findings: Findings, arn: str | None, at: Span
) -> Policy:
    try:
        policy = Policy.parse(source, name, type=type, arn=arn)
    except PolicyError as error:
        report_refused(error.diagnostics, findings)
        return Policy.unreadable(name, at, arn=arn)
    findings.add(policy.warnings)
    findings.add(check_against_services(policy))
    return replace(policy, name=name)


def report_refused(diagnostics: Iterable[Diagnostic], findings: Findings) -> None:
    """Report why IAM would not store a policy: the world can be used all the same."""
    for problem in diagnostics:
        if is_error(problem):
            got = f"{problem.code} {problem.got}".rstrip()
            findings.report("DCL001", problem.span, got=got)


def _source_of(text: Scalar, name: str) -> Source:
    """JSON text in a string has places of its own: escapes move those of the file."""
    return Source(f"{text.span.source.name}#{name}", text.value)


def _sure_document(document: Members) -> Members | None:
    """The document without the statements that are not sure; None if none is.

    The document itself if all of it is.
    """
    if next(unresolved_in(document), None) is None:
        return document
    statements = document.get(_STATEMENT)
    sure = [found for part in each(statements) if (found := _sure_statement(part)) is not None]
    rest = [entry for entry in document.entries if entry[0].value != _STATEMENT]
    if not sure or any(next(unresolved_in(value), None) for _, value in rest):
        return None
    assert statements is not None
    kept = Items(tuple(sure), statements.span)
    return Members(
        tuple((key, kept if key.value == _STATEMENT else value) for key, value in document.entries),
        document.span,
    )


def _sure_statement(statement: Value) -> Value | None:
    """What a statement says in any case; None if that is nothing."""
    if not isinstance(statement, Members):
        return statement if next(unresolved_in(statement), None) is None else None
    entries: list[tuple[Scalar, Value]] = []
    for key, value in statement.entries:
        kept = _sure_entries(value) if key.value in _LISTS else value
        if kept is None or next(unresolved_in(kept), None) is not None:
            return None
        entries.append((key, kept))
    return Members(tuple(entries), statement.span)


def _sure_entries(value: Value) -> Value | None:
    """The entries of a list, or of the lists of a mapping, that are known; None if none is."""
    match value:
        case Unresolved():
            return None
        case Items():
            items = tuple(item for item in value.items if not isinstance(item, Unresolved))
            return Items(items, value.span) if items else None
        case Members():
            entries = tuple(
                (key, kept)
                for key, part in value.entries
                if (kept := _sure_entries(part)) is not None
            )
            return Members(entries, value.span) if entries else None
    return value
