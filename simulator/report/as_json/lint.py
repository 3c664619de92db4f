"""What lint found, as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from simulator.analysis.lint.registry import severity
from simulator.analysis.lint.rule import Severity
from simulator.report.as_json.decisions import context_json
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.report.as_lint import Shown
from simulator.report.wording.lint import (
    analyzer_ids,
    detail_words,
    help_words,
    name_words,
    title_words,
)
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def lint_document(
    found: Sequence[Shown],
    policies: int,
    known: int,
    fixed: Iterable[str],
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
) -> Json:
    """``calledvia/lint/1``."""
    counts = Counter(severity(one.finding.rule) for one in found)
    return {
        "schema": "calledvia/lint/1",
        "program": __version__,
        "findings": [_finding(one, names) for one in found],
        "summary": {
            "policies": policies,
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "suggestions": counts[Severity.SUGGESTION],
            "known": known,
        },
        "fixed": [names.file(path) for path in fixed],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _finding(one: Shown, names: Names) -> Json:
    finding = one.finding
    statement = finding.statement
    return {
        "id": finding.fingerprint,
        "rule": finding.rule,
        "name": name_words(finding),
        "severity": severity(finding.rule).value,
        "title": title_words(finding),
        "detail": detail_words(finding),
        "help": help_words(finding),
        "analyzer": list(analyzer_ids(finding)),
        "span": names.span(finding.span),
        "related": names.span(finding.related),
        "policy": names.file(finding.subject.policy.name),
        "policy_type": finding.subject.type.value,
        "owner": finding.subject.owner,
        "statement": None if statement is None else statement.index,
        "sid": statement.sid.value if statement is not None and statement.sid else None,
        "got": finding.got,
        "witness": _witness(one),
        "edits": [{"span": names.span(edit.span), "text": edit.text} for edit in finding.edits],
    }


def _witness(one: Shown) -> Json | None:
    witness = one.finding.witness
    if witness is None:
        return None
    request = witness.request
    return {
        "line": one.line,
        "command": one.command,
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "context": context_json(request.context),
        "absent": list(witness.absent),
        "verdict": witness.verdict.value,
        "meant": witness.meant.value,
    }
