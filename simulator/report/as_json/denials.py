"""An access-denied message taken apart, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulator.analysis.culprits import Culprits
from simulator.evaluation.decision import StatementResult
from simulator.message_reading import DeniedMessage
from simulator.report.as_json.decisions import reference_json
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def decode_document(
    answers: Sequence[tuple[DeniedMessage, Culprits | None]],
    encoded: str | None,
    diagnostics: Iterable[Diagnostic],
    exit_code: int,
    names: Names,
) -> Json:
    """``calledvia/decode/1``."""
    return {
        "schema": "calledvia/decode/1",
        "program": __version__,
        "readings": [_reading(reading, found, names) for reading, found in answers],
        "encoded": encoded,
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _reading(reading: DeniedMessage, found: Culprits | None, names: Names) -> Json:
    return {
        "principal": reading.principal,
        "action": reading.action,
        "resource": reading.resource,
        "explicit": reading.explicit,
        "types": list(reading.types),
        "policy_arn": reading.policy_arn,
        "culprits": _culprits(found, names) if found is not None else None,
    }


def _culprits(found: Culprits, names: Names) -> Json:
    def listed(statements: Iterable[StatementResult]) -> list[Json]:
        return [
            {"statement": reference_json(one, names), "applies": one.applies.name.lower()}
            for one in statements
        ]

    return {
        "denying": listed(found.denying),
        "nearest": listed(found.nearest),
        "granting": listed(found.granting),
        "unknown": [type.value for type in dict.fromkeys(found.unknown)],
    }
