"""Which world do a file and the files that it includes describe?

The schema (`world_schema.py`) reads each file by itself; here they are put together, what one
node cannot tell is checked (names given twice, groups and accounts that must exist), and
`world_values.py` makes the values.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.formats.files import openable, start_of
from simulator.formats.kinds import Kind, open_file
from simulator.formats.loading import Findings, Loaded, used
from simulator.formats.policies import PolicyFiles
from simulator.formats.reading import Reading
from simulator.formats.schema import Entry, Fields
from simulator.formats.world_schema import WORLD
from simulator.formats.world_values import account_of, organization_of, place_of
from simulator.language.arn import partition_of_region
from simulator.language.scp_before_2025 import beyond_its_time
from simulator.rules import TODAY, Forwarding, Rules
from simulator.source import Span, Text
from simulator.world.world import World

_NOON = datetime.time(12, tzinfo=datetime.UTC)
_REGION = "us-east-1"
_OWN = ("as_of", "clock", "forwarding", "account", "region")
_JOINED = ("networks", "services", "accounts")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a scenario may say instead of its world; None: it does not."""

    as_of: datetime.date | None = None
    clock: datetime.datetime | None = None
    forwarding: Forwarding | None = None

    def over(self, other: Settings) -> Settings:
        """These settings, and the other's where these say nothing."""
        return Settings(
            self.as_of or other.as_of,
            self.clock or other.clock,
            self.forwarding or other.forwarding,
        )


@dataclass(frozen=True, slots=True)
class WorldFiles:
    """A world file and those it includes, read and put together, not yet a `World`.

    Args:
        own: settings, account and Region.
        joined: networks, services and accounts by name.
        organization: as read, if there is one.
    """

    own: dict[str, Any] = field(default_factory=dict)
    joined: dict[str, dict[str, Entry[Any]]] = field(default_factory=dict)
    organization: Fields | None = None

    @property
    def settings(self) -> Settings:
        """What the files themselves say."""
        return Settings(self.own["as_of"], self.own["clock"], self.own["forwarding"])

    def world(self, settings: Settings) -> World:
        """The world under these settings, of files in which nothing is wrong."""
        chosen = settings.over(self.settings)
        as_of = chosen.as_of or TODAY.as_of
        accounts = self.joined["accounts"]
        only = next(iter(accounts)) if len(accounts) == 1 else None
        account: Text | None = self.own["account"]
        region = self.own["region"].value if self.own["region"] is not None else _REGION
        partition = partition_of_region(region)
        return World(
            rules=Rules(as_of, chosen.forwarding or TODAY.forwarding),
            clock=chosen.clock or datetime.datetime.combine(as_of, _NOON),
            account=account.value if account is not None else only,
            region=region,
            networks={
                name: place_of(name, entry.value) for name, entry in self.joined["networks"].items()
            },
            services={name: entry.value for name, entry in self.joined["services"].items()},
            organization=organization_of(self.organization) if self.organization else None,
            accounts={
                key: account_of(key, entry.value, partition) for key, entry in accounts.items()
            },
        )


def load_world(path: str | Path) -> World:
    """Read a world.

    Raises:
        FormatError: it cannot be used; carries everything that is wrong, with positions.
    """
    return used(read_world(path))


def read_world(path: str | Path) -> Loaded[World]:
    """Read a world, with everything found on the way, warnings included."""
    findings = Findings()
    files = read_world_files(Path(path), findings, PolicyFiles(findings))
    if files is None or findings.failed:
        return findings.loaded(None)
    world = files.world(Settings())
    report_early_scps(world, findings)
    return findings.loaded(world)


def report_early_scps(world: World, findings: Findings) -> None:
    """Report what SCPs say before they could (rule ``scp-full-language``)."""
    if world.rules.in_force("scp-full-language"):
        return
    units = [world.organization.root] if world.organization is not None else []
    while units:
        unit = units.pop()
        units.extend(unit.units)
        for policy in unit.scps or ():
            findings.add(beyond_its_time(policy))
    for account in world.accounts.values():
        for policy in account.scps or ():
            findings.add(beyond_its_time(policy))


def read_world_files(
    path: Path, findings: Findings, policies: PolicyFiles, named_at: Span | None = None
) -> WorldFiles | None:
    """Read a world file and those it includes; None with diagnostics if the first is none."""
    files: list[Fields] = []
    for reading, fields in _with_included(path, findings, policies, named_at):
        if fields is None:
            if not files:
                return None
            continue
        files.append(fields)
        _check_accounts(fields, reading)
    joined = _join(files, findings)
    _check_whole(joined, files[0], openable(path), findings)
    return joined


def _with_included(
    path: Path, findings: Findings, policies: PolicyFiles, named_at: Span | None
) -> Iterator[tuple[Reading, Fields | None]]:
    """The files in order, each once; each after those that include it."""
    waiting: list[tuple[Path, Span | None, tuple[str, ...]]] = [(path, named_at, ())]
    seen: set[str] = set()
    while waiting:
        path, named_at, chain = waiting.pop()
        name = openable(path)
        if name in chain and named_at is not None:
            findings.report("FIL012", named_at, got=name)
        if name in seen:
            continue
        seen.add(name)
        reading = Reading(path, findings, policies)
        document = open_file(path, Kind.WORLD, findings, named_at)
        fields = WORLD.read(document, reading) if document is not None else None
        yield reading, fields
        if fields is not None:
            included: tuple[Text, ...] = fields["include"]
            waiting += [
                (reading.beside(text.value), text.span, (*chain, name))
                for text in reversed(included)
            ]


def _join(files: list[Fields], findings: Findings) -> WorldFiles:
    """Names of all files together; the first file's own settings win over those it includes."""
    own = {name: files[0][name] for name in _OWN}
    set_by = {name: files[0] for name in _OWN if name in files[0]}
    joined: dict[str, dict[str, Entry[Any]]] = {name: {} for name in _JOINED}
    organizations = [file for file in files if file["organization"] is not None]
    for file in files:
        for name in _OWN:
            if name in file and set_by.setdefault(name, file) is file:
                own[name] = file[name]
            elif name in file and set_by[name] is not files[0]:
                _report_twice(name, file.span_of(name), set_by[name].span_of(name), findings)
        for name in _JOINED:
            for key, entry in file[name].items():
                first = joined[name].setdefault(key, entry)
                if first is not entry:
                    _report_twice(key, entry.key.span, first.key.span, findings)
    for file in organizations[1:]:
        first_span = organizations[0].span_of("organization")
        _report_twice("organization", file.span_of("organization"), first_span, findings)
    return WorldFiles(own, joined, organizations[0]["organization"] if organizations else None)


def _report_twice(name: str, span: Span, first: Span, findings: Findings) -> None:
    findings.report("WLD020", span, got=name, detail=first.location, related=first)


def _check_accounts(fields: Fields, reading: Reading) -> None:
    """Groups are those of the user's own account."""
    accounts: dict[str, Entry[Fields]] = fields["accounts"]
    for entry in accounts.values():
        groups = entry.value["groups"]
        for user in entry.value["users"].values():
            for group in user.value["groups"]:
                if group.value not in groups:
                    reading.findings.report("WLD017", group.span, got=group.value, expected=groups)


def _check_whole(files: WorldFiles, first: Fields, name: str, findings: Findings) -> None:
    accounts = files.joined["accounts"]
    if not accounts and "accounts" not in first:
        findings.report("WLD003", first.span if first.given else start_of(name), got="accounts")
    account: Text | None = files.own["account"]
    if account is not None and account.value not in accounts:
        findings.report("WLD018", account.span, got=account.value, expected=accounts)
    if files.organization is not None:
        placed: dict[str, Text] = {}
        for member in _members(files.organization):
            first_place = placed.setdefault(member.value, member)
            if first_place is not member:
                _report_twice(member.value, member.span, first_place.span, findings)
            elif member.value not in accounts:
                findings.report("WLD019", member.span, got=member.value, expected=accounts)


def _members(unit: Fields) -> Iterator[Text]:
    """The accounts of a unit and of those below it."""
    yield from unit["accounts"]
    for below in unit["units"].values():
        yield from _members(below.value)
