"""What is one kind of diagnostic?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error is what IAM refuses to store; a warning is what it stores and nobody can mean."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class DiagnosticRow:
    """One kind of diagnostic.

    Args:
        code: POL… policies, YML… YAML as such, FIL… files, WLD… worlds, scenarios, REQ… requests,
            CLM… claims, LSN… lessons, IMP… what is imported, DCL… what templates and plans
            declare, TPL… templates, TFM… plans, LOG… logs.
        title: the terse primary message, lower case, without the offending text.
        help: what to do about it, one sentence.
        source: page of AWS's documentation, or this program's own format reference.
    """

    code: str
    severity: Severity
    title: str
    help: str
    source: str


_FORMATS = "docs/reference/formats.md"


def error(code: str, title: str, help: str, source: str = _FORMATS) -> DiagnosticRow:  # noqa: A002
    """A row about what cannot be used; without a source, about this program's own formats."""
    return DiagnosticRow(code, Severity.ERROR, title, help, source)


def warning(code: str, title: str, help: str, source: str = _FORMATS) -> DiagnosticRow:  # noqa: A002
    """A row about what can be used all the same."""
    return DiagnosticRow(code, Severity.WARNING, title, help, source)
