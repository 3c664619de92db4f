"""What is a lint rule, and what does it find?

A rule is a row: its texts are shown by `calledvia rule ID` and make its reference page. A finding
is a value; `report.wording.lint` puts it into words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from simulator.analysis.lint.stage import Stage, Subject
from simulator.evaluation.decision import Verdict
from simulator.evaluation.request import Request
from simulator.language.model import Statement
from simulator.source import Span

_DIGITS = 12


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a policy's text, and what is to stand there instead."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that shows what a finding says.

    Args:
        request: of its keys only those are told that matter.
        absent: keys that are missing from it.
        verdict: what the policy makes of it, all else allowing it.
        meant: what it would make of it without what the finding is about.
        place: the network of the world from which the request comes.
    """

    request: Request
    absent: tuple[str, ...]
    verdict: Verdict
    meant: Verdict
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Args:
        rule: the id of a row of `registry.LINT_RULES`, or the code of a diagnostic.
        span: the exact place.
        subject: the policy it is in.
        statement: the statement it is in; None if it is about the whole document.
        got: the text or value that it is about.
        detail: a figure or name that the wording needs.
        related: another place that belongs to it.
        witness: a request that shows it.
        edits: what mends it without changing what the policy means.
    """

    rule: str
    span: Span
    subject: Subject
    statement: Statement | None = None
    got: str = ""
    detail: str = ""
    related: Span | None = None
    witness: Witness | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The finding's own id, which stays when lines move or other statements get a Sid."""
        place = ""
        if self.statement is not None:
            sid = self.statement.sid
            place = sid.value if sid is not None else str(self.statement.index)
        parts = (self.rule, self.subject.policy.name, self.subject.owner, place, self.got)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        id: such as ``SRC101``: SRC source addresses, CND conditions, PRN principals and roles, STM
            statements, SIZ sizes.
        name: the rule in few words with hyphens.
        severity: how bad a finding is.
        title: the terse message, lower case.
        why: what happens, and why it matters.
        fix: what to do about it.
        source: page of AWS's documentation.
        since: the version of this program that first had it.
        analyzer_ids: checks of IAM Access Analyzer that mean the same.
        avoid: a statement, as JSON, in which the rule finds something.
        prefer: the same as it should be.
        fixes: whether `--fix` can mend it.
        needs: what must be known beside one policy, such as ``a world``; empty if nothing.
        checks: yields the findings.
    """

    id: str
    name: str
    severity: Severity
    title: str
    why: str
    fix: str
    source: str
    avoid: str
    prefer: str
    checks: Callable[[Stage], Iterator[Finding]]
    analyzer_ids: tuple[str, ...] = ()
    since: str = "0.1"
    fixes: bool = False
    needs: str = ""
