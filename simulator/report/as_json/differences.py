"""How two sets of policies differ, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulator.analysis.parts import overall
from simulator.report.as_differences import Compared, Told
from simulator.report.as_json.decisions import context_json
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.report.as_json.reach import reason_json
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def diff_document(
    compared: Sequence[Compared],
    expected: str | None,
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
) -> Json:
    """``calledvia/diff/1``."""
    return {
        "schema": "calledvia/diff/1",
        "program": __version__,
        "relation": overall([one.found for one in compared]).value if compared else None,
        "expected": expected,
        "parts": [_part(one, names) for one in compared],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _part(one: Compared, names: Names) -> Json:
    part = one.found.part
    return {
        "owner": part.owner,
        "type": part.type.value,
        "relation": one.relation.value,
        "lost": _told(one.lost),
        "gained": _told(one.gained),
        "reasons": [reason_json(reason, names) for reason in one.found.difference.reasons],
    }


def _told(told: Told | None) -> Json | None:
    if told is None:
        return None
    request = told.shown.request
    return {
        "line": told.line,
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "context": context_json(request.context),
        "absent": list(told.shown.absent),
        "old": told.shown.old.value,
        "new": told.shown.new.value,
        "replayed": bool(told.commands),
    }
