"""Which findings were there before, and are not to be shown again?

A baseline is a JSON file that holds findings by their ids, with words beside them for whoever reads
it in a review.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from simulator.analysis.lint.rule import Finding

_SCHEMA = "calledvia/lint-baseline/1"


class BaselineError(ValueError):
    """A file that is no baseline, or cannot be read."""


def read_baseline(path: Path) -> frozenset[str]:
    """The ids of the findings in a baseline.

    Raises:
        BaselineError: it is none.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != _SCHEMA:
            raise BaselineError(str(path))
        return frozenset(str(finding["id"]) for finding in document["findings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BaselineError(str(path)) from error


def print_baseline(findings: Iterable[Finding]) -> str:
    """The baseline that holds these findings, in an order that does not change with lines."""
    rows = {
        finding.fingerprint: {
            "id": finding.fingerprint,
            "rule": finding.rule,
            "policy": finding.subject.policy.name,
            "owner": finding.subject.owner,
            "got": finding.got,
        }
        for finding in findings
    }
    ordered = sorted(rows.values(), key=lambda it: (it["policy"], it["rule"], it["id"]))
    return json.dumps({"schema": _SCHEMA, "findings": ordered}, indent=2) + "\n"
