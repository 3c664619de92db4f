"""What a suite depends on, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulator.analysis.coverage import PolicyCoverage, percent
from simulator.analysis.mutants import Mutant
from simulator.analysis.survival import Fate
from simulator.report.as_coverage import Covered
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def coverage_document(
    found: Covered | None,
    failing: Sequence[str],
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
) -> Json:
    """``calledvia/coverage/1``."""
    return {
        "schema": "calledvia/coverage/1",
        "program": __version__,
        "percent": round(found.coverage.percent, 2) if found is not None else None,
        "policies": [_policy(one, names) for one in found.coverage.policies] if found else [],
        "failing": [names.file(name) for name in failing],
        "mutants": _mutants(found, names) if found is not None else None,
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _policy(one: PolicyCoverage, names: Names) -> Json:
    return {
        "policy": names.file(one.policy.name),
        "points": len(one.points),
        "covered": one.covered,
        "percent": round(percent([one]), 2),
        "missed": [
            {"piece": point.piece.value, "text": point.text, "span": names.span(point.span)}
            for point in one.missed
        ],
    }


def _mutants(found: Covered, names: Names) -> Json | None:
    if found.tried is None:
        return None
    return {
        "tried": len(found.tried),
        "untried": found.untried,
        "found_out": sum(one.fate is Fate.FOUND_OUT for one in found.tried),
        **{
            fate.value: [_mutant(one.mutant, names) for one in found.tried if one.fate is fate]
            for fate in (Fate.SURVIVED, Fate.EQUIVALENT)
        },
    }


def _mutant(mutant: Mutant, names: Names) -> Json:
    return {
        "mutation": mutant.mutation.value,
        "policy": names.file(mutant.original.name),
        "old": mutant.old,
        "new": mutant.new,
        "span": names.span(mutant.span),
    }
