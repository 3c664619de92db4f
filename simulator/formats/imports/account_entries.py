"""Where in the dumps of one account does each user, group, role and managed policy stand?

Reading this takes one pass in which nothing is kept but names and places; `account_identities.py`
makes the values when somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.formats.imports.json_text import NotJsonError, Value, listed, report_not_json
from simulator.formats.loading import Findings
from simulator.formats.shapes import IAM_NAME
from simulator.language.arn import parse_arn
from simulator.source import Source, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry begins, and where its name or ARN stands for diagnostics."""

    source: Source
    start: int

    @property
    def span(self) -> Span:
        """The brace that opens it."""
        return Span(self.source, self.start, self.start + 1)


@dataclass(slots=True)
class Entries:
    """Everything in the dumps of one account, by name; managed policies by their ARNs."""

    users: dict[str, Place] = field(default_factory=dict)
    groups: dict[str, Place] = field(default_factory=dict)
    roles: dict[str, Place] = field(default_factory=dict)
    managed: dict[str, Place] = field(default_factory=dict)


_LISTS = {
    "UserDetailList": ("users", "UserName"),
    "GroupDetailList": ("groups", "GroupName"),
    "RoleDetailList": ("roles", "RoleName"),
    "Policies": ("managed", "Arn"),
}
"""Where the entries of each list go, and by which member."""

_GOES_ON = ("IsTruncated", "NextToken", "Marker")
_KNOWN = (*_GOES_ON, "ResponseMetadata")


def read_entries(sources: Iterable[Source], account: str, findings: Findings) -> Entries:
    """The entries of all pages of one account's dump.

    Args:
        sources: the pages.
        account: its id; entries of others are left out, and said.
        findings: where to report.
    """
    entries = Entries()
    to_be_continued: list[Span] = []
    ended = False
    for source in sources:
        before = len(to_be_continued)
        try:
            _read_page(source, account, entries, to_be_continued, findings)
        except NotJsonError as error:
            report_not_json(error, findings)
        ended = ended or len(to_be_continued) == before
    if not ended and to_be_continued:
        findings.report("IMP009", to_be_continued[-1])
    return entries


def _read_page(
    source: Source,
    account: str,
    entries: Entries,
    to_be_continued: list[Span],
    findings: Findings,
) -> None:
    others: dict[str, Value] = {}
    for name, value in listed(source):
        if name.data in _LISTS:
            _add(*_LISTS[name.data], value, account, entries, findings)
        elif name.data not in _KNOWN:
            others.setdefault(name.data, name)
        elif name.data in _GOES_ON and value.data not in (None, False, ""):
            to_be_continued.append(name.span)
    if not any(f'"{name}"' in source.text for name in _LISTS):
        findings.report("IMP002", Span(source, 0, min(1, len(source.text))), expected=_LISTS)
        return
    for other in others.values():
        findings.report("IMP010", other.span, got=other.data)


def _add(
    kind: str, key: str, value: Value, account: str, entries: Entries, findings: Findings
) -> None:
    name = value.data.get(key) if isinstance(value.data, dict) else None
    if not isinstance(name, str) or not (kind == "managed" or _is_name(name)):
        findings.report("IMP004", value.opening, got=str(name or ""), detail=key)
        return
    arn = value.data.get("Arn")
    parsed = parse_arn(arn) if isinstance(arn, str) else None
    owner = parsed.account if parsed is not None else account
    if kind != "managed" and owner != account:
        findings.report("IMP013", value.opening, got=str(arn), detail=account)
        return
    places: dict[str, Place] = getattr(entries, kind)
    first = places.setdefault(name, Place(value.source, value.start))
    if (first.source, first.start) != (value.source, value.start) and kind != "managed":
        findings.report("IMP008", value.opening, got=name, related=first.span)


def _is_name(text: str) -> bool:
    return IAM_NAME.pattern is not None and IAM_NAME.pattern.fullmatch(text) is not None
