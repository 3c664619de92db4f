"""What came of reading one source of a world, and how do several make one world?

A reader (of account dumps, templates, plans, …) returns an `Imported` and never raises for what is
in a file. What it cannot read stays in the world as *unread*, so that no answer is given over it:

- of a policy of which nothing is known: `Policy.unreadable(name, span, arn=…)`;
- of a policy of which a part is known: the policy with the statements that are sure and
  ``replace(policy, unread=True)``. A statement that is only partly known (an action or a condition
  that a template leaves open) is left out: it is among what the policy says beyond its statements.

Where an unread policy could settle a request, the verdict is DEPENDS and `allowed` None; where
other policies settle it all the same (an explicit deny elsewhere), it is not. Each is reported too,
as a diagnostic: a warning, since the world can be used.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from simulator.formats.loading import Findings
from simulator.rules import TODAY, Rules
from simulator.source import Diagnostic, Source, Span
from simulator.world.world import AWS, Account, Organization, World

_NOON = datetime.time(12, tzinfo=datetime.UTC)
_REGIONS = {AWS: "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}

T = TypeVar("T")


class ReadLater(Mapping[str, T]):
    """A mapping whose names are read when somebody first asks for one, and each entry likewise.

    Args:
        names: gives what each entry is to be made of; called once.
        build: makes an entry of its name and that.
    """

    __slots__ = ("_build", "_built", "_names", "_parts")

    def __init__(
        self, names: Callable[[], Mapping[str, Any]], build: Callable[[str, Any], T]
    ) -> None:
        self._names = names
        self._build = build
        self._parts: Mapping[str, Any] | None = None
        self._built: dict[str, T] = {}

    def _read(self) -> Mapping[str, Any]:
        if self._parts is None:
            self._parts = self._names()
        return self._parts

    def __getitem__(self, name: str) -> T:
        if name not in self._built:
            self._built[name] = self._build(name, self._read()[name])
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        return name in self._read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


@dataclass(frozen=True, slots=True)
class Imported:
    """What one source says of a world.

    Args:
        accounts: by id. Their users, groups and roles may be read only when asked for.
        organization: the organization, if the source tells of it.
        diagnostics: what was not understood, found so far.
        later: gives what was found since, in the accounts that were read meanwhile; empty for
            sources that are read at once.
        named: where each account is named first, for diagnostics on several sources.
    """

    accounts: Mapping[str, Account] = field(default_factory=dict)
    organization: Organization | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    later: Callable[[], tuple[Diagnostic, ...]] = tuple
    named: Mapping[str, Span] = field(default_factory=dict)


def world_of(
    imported: Iterable[Imported],
    *,
    account: str | None = None,
    region: str | None = None,
    as_of: datetime.date | None = None,
) -> tuple[World, tuple[Diagnostic, ...]]:
    """One world of several sources, and what is wrong between them.

    Where two sources have a user, a role or a resource of the same name, the later one wins, and a
    warning says so: a template that is to be deployed goes after the dump of what is there.

    Args:
        imported: in order.
        account: completes short names; without it the only one.
        region: completes short names; without it one of the accounts' partition.
        as_of: which day's AWS is simulated.
    """
    findings = Findings()
    accounts: dict[str, Account] = {}
    organization: Organization | None = None
    for source in imported:
        findings.add(source.diagnostics)
        for id_, one in source.accounts.items():
            span = source.named.get(id_, Span(Source(id_, ""), 0, 0))
            accounts[id_] = _joined(accounts[id_], one, span, findings) if id_ in accounts else one
        if organization is not None and source.organization is not None:
            span = source.named.get(
                source.organization.id, Span(Source(source.organization.id, ""), 0, 0)
            )
            findings.report("IMP012", span, got=source.organization.id, detail=organization.id)
        organization = organization or source.organization
    day = as_of or TODAY.as_of
    only = next(iter(accounts)) if len(accounts) == 1 else None
    partitions = [one.partition for one in accounts.values() if one.partition != AWS]
    world = World(
        rules=Rules(day, TODAY.forwarding),
        clock=datetime.datetime.combine(day, _NOON),
        account=account or only,
        region=region or _REGIONS[partitions[0] if partitions else AWS],
        organization=organization,
        accounts=accounts,
    )
    return world, findings.loaded(None).diagnostics


def _joined(first: Account, second: Account, at: Span, findings: Findings) -> Account:
    """One account of what two sources tell of it."""
    return replace(
        first,
        name=second.name or first.name,
        users=_both(first.users, second.users, "user", at, findings),
        groups=_both(first.groups, second.groups, "group", at, findings),
        roles=_both(first.roles, second.roles, "role", at, findings),
        resources=_both(first.resources, second.resources, "resource", at, findings),
        endpoints=_both(first.endpoints, second.endpoints, "endpoint", at, findings),
        scps=first.scps if second.scps is None else second.scps,
        rcps=second.rcps or first.rcps,
        partition=first.partition if second.partition == AWS else second.partition,
    )


def _both(
    first: Mapping[str, T], second: Mapping[str, T], kind: str, at: Span, findings: Findings
) -> Mapping[str, T]:
    """The entries of both; nothing is read while one of them is known to be empty."""
    if not isinstance(second, ReadLater) and not second:
        return first
    if not isinstance(first, ReadLater) and not first:
        return second
    for name in second:
        if name in first:
            findings.report("IMP011", at, got=f"{kind}/{name}")
    return ReadLater(
        lambda: {name: source for source in (first, second) for name in source},
        lambda name, source: source[name],
    )
