"""What a command prints under ``--format json``: one document each, of a schema that has a number.

The number rises when a field goes or changes its meaning, not when one is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.report.as_json.names import Names
from simulator.report.as_json.replays import request_json, rules_json
from simulator.report.selection import Group
from simulator.report.wording.diagnostics import severity
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def run_document(
    groups: Sequence[Group], diagnostics: Iterable[Diagnostic], exit_code: int, names: Names
) -> Json:
    """``calledvia/run/1``."""
    rules = [rules_json(group.rules) for group in groups]
    shown = [request for group in groups for request in group.requests]
    return {
        "schema": "calledvia/run/1",
        "program": __version__,
        "rules": rules[0] if rules and all(one == rules[0] for one in rules) else None,
        "results": [
            request_json(request, group, names) for group in groups for request in group.requests
        ],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "not_understood": [],
        "summary": {
            "requests": len(shown),
            "hops": sum(len(request.hops) for request in shown),
            "unexpected": sum(not request.as_expected for request in shown),
        },
        "exit": exit_code,
    }


def explain_document(
    groups: Sequence[Group],
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
    hop_number: int | None = None,
) -> Json:
    """``calledvia/explain/1``: the results of a run, only the chosen hop in each."""
    return {
        "schema": "calledvia/explain/1",
        "program": __version__,
        "results": [
            request_json(request, group, names, hop_number)
            for group in groups
            for request in group.requests
        ],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def ask_document(
    groups: Sequence[Group],
    expected: str | None,
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
) -> Json:
    """``calledvia/ask/1``: the one request that was asked, None if it could not be read."""
    results = [
        request_json(request, group, names) for group in groups for request in group.requests
    ]
    return {
        "schema": "calledvia/ask/1",
        "program": __version__,
        "result": results[0] if results else None,
        "expected": expected,
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def check_document(
    files: Iterable[str], diagnostics: Sequence[Diagnostic], exit_code: int, names: Names
) -> Json:
    """``calledvia/check/1``."""
    errors = sum(severity(one) is Severity.ERROR for one in diagnostics)
    return {
        "schema": "calledvia/check/1",
        "program": __version__,
        "files": [names.file(file) for file in files],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "summary": {"errors": errors, "warnings": len(diagnostics) - errors},
        "exit": exit_code,
    }


def diagnostic_json(diagnostic: Diagnostic, names: Names) -> Json:
    """One diagnostic with the texts of its row."""
    row = DIAGNOSTICS[diagnostic.code]
    return {
        "code": diagnostic.code,
        "severity": row.severity.value,
        "title": row.title,
        "help": row.help,
        "span": names.span(diagnostic.span),
        "got": diagnostic.got,
        "expected": list(diagnostic.expected),
        "nearest": diagnostic.nearest,
        "within": list(diagnostic.within),
        "detail": diagnostic.detail,
        "related": names.span(diagnostic.related),
    }


def print_document(document: Json) -> str:
    """The document as text: ASCII, so that nothing in it can steer a terminal."""
    return json.dumps(document, indent=2, ensure_ascii=True)
