"""Which findings were there before, and are not to be shown again?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from simulator.analysis.lint.rule import Finding
from simulator.formats.baseline import print_rows, read_ids

_SCHEMA = "calledvia/lint-baseline/1"


def read_baseline(path: Path) -> frozenset[str]:
    """The ids of the findings in a baseline.

    Raises:
        BaselineError: it is none.
    """
    return read_ids(path, _SCHEMA, "findings")


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
    return print_rows(ordered, _SCHEMA, "findings")
