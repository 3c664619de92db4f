"""What do tests and findings have in common, so that one writer a format serves every command?

A check is one thing that was looked at: a request with what was expected of it, a claim, a finding
of lint, a file that could not be read. The writers for CI (`as_junit`, `as_sarif`, `as_github`,
`as_markdown`, `as_html`) know nothing else. All texts of a check are printable already.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeGuard

from simulator.report.wording.values import Sentence
from simulator.rules import Rules
from simulator.source import Span
from simulator.world.replayed import RequestReplay

_DIGITS = 16
_GUIDES = {
    "UG": "https://docs.aws.amazon.com/IAM/latest/UserGuide/{}.html",
    "ORG": "https://docs.aws.amazon.com/organizations/latest/userguide/{}.html",
    "KMS": "https://docs.aws.amazon.com/kms/latest/developerguide/{}.html",
    "STS": "https://docs.aws.amazon.com/STS/latest/APIReference/{}.html",
    "AA": "https://docs.aws.amazon.com/IAM/latest/UserGuide/{}.html",
}
_SOURCE = re.compile(rf"\b({'|'.join(_GUIDES)}) ([\w-]+)")


class Outcome(StrEnum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNREADABLE = "unreadable"
    """What was to be looked at could not be read."""
    NOTED = "noted"
    """Doubtful, but it fails nothing."""


class Level(StrEnum):
    """How bad a check is that did not pass."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class CheckRule:
    """Which kind of check it is.

    Args:
        id: stays from release to release, such as ``SRC101``.
        title: what it means that such a check fails, in a few words.
        help: what to do about it.
        source: page of AWS's documentation, in the short form of our tables; empty if none.
    """

    id: str
    title: str
    help: str = ""
    source: str = ""

    @property
    def page(self) -> str:
        """The address of the page; empty if there is none."""
        found = _SOURCE.search(self.source)
        return _GUIDES[found[1]].format(found[2]) if found is not None else ""


@dataclass(frozen=True, slots=True)
class Played:
    """A request that was played, and under which rules."""

    request: RequestReplay
    rules: Rules


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        rule: which kind of check.
        suite: the file, scenario or policy that it belongs to.
        name: what was looked at, in one line.
        outcome: how it came out.
        message: what is wrong, in one line; empty if it passed.
        span: where it is written; None if nowhere.
        level: how bad it is if it did not pass.
        details: why, in lines.
        related: other places that have to do with it, and what each is.
        played: the request that it is about, or that shows it.
        fingerprint: stays the same from run to run and when lines move.
    """

    rule: CheckRule
    suite: str
    name: str
    outcome: Outcome
    message: str = ""
    span: Span | None = None
    level: Level = Level.ERROR
    details: tuple[str, ...] = ()
    related: tuple[Sentence, ...] = ()
    played: Played | None = None
    fingerprint: str = ""

    @property
    def passed(self) -> bool:
        """Whether there is nothing to say about it."""
        return self.outcome is Outcome.PASSED


def is_in_file(span: Span | None) -> TypeGuard[Span]:
    """Whether a place is in a file, not in a text of the command line such as ``<claim>``."""
    return span is not None and not span.source.name.startswith("<")


def fingerprint(*parts: str) -> str:
    """An id made of what stays when lines move."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def in_suites(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """The checks by suite, both in the order in which they come."""
    suites: dict[str, list[Check]] = {}
    for check in checks:
        suites.setdefault(check.suite, []).append(check)
    return suites


def outcome_counts(checks: Iterable[Check]) -> Counter[Outcome]:
    """How many came out how."""
    return Counter(check.outcome for check in checks)
