"""What a rule finds in a fixture, in a form that can be written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.analysis.lint.rule import Finding
from simulator.analysis.lint.running import lint
from simulator.formats.lint_stages import read_lint_stages

FIXTURES = Path(__file__).parent / "fixtures"


def findings(path: Path, *select: str) -> list[Finding]:
    """What the chosen rules find in a policy, or in the world of a folder."""
    read = read_lint_stages([str(path)], None)
    assert read.diagnostics == ()
    return [one for _, stage in read.stages for one in lint(stage, select)]


def fixture(rule: str, side: str) -> Path:
    """The policy, or the folder with a world, of a rule."""
    folder = FIXTURES / rule / side
    return folder if folder.is_dir() else FIXTURES / rule / f"{side}.json"


def written(finding: Finding) -> dict[str, Any]:
    """The finding as `expected.json` has it."""
    witness = finding.witness
    return {
        "rule": finding.rule,
        "file": Path(finding.span.source.name).name,
        "line": finding.span.line,
        "column": finding.span.column,
        "text": finding.span.text.partition("\n")[0],
        "got": finding.got,
        "detail": finding.detail,
        "witness": None
        if witness is None
        else [witness.request.action, *witness.absent, witness.verdict.value],
        "fixed": bool(finding.edits),
    }
