"""Which accounts do the outputs of ``aws iam get-account-authorization-details`` describe?

Each account is read when somebody asks for one of its users, groups or roles, so that an
organization of hundreds of accounts costs what is asked of it. At first only the account's id is
looked for, in the first ARN of each file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulator.formats.files import openable, read_source, start_of
from simulator.formats.imports.account_entries import Entries, read_entries
from simulator.formats.imports.account_identities import Identities
from simulator.formats.imports.imported import Imported, ReadLater
from simulator.formats.imports.json_text import json_files
from simulator.formats.loading import Findings
from simulator.source import Diagnostic
from simulator.world.world import Account

LARGEST = 256 * 1024 * 1024
"""Bytes that a dump may have."""

_ARN = re.compile(rb'"Arn"\s*:\s*"arn:(?P<partition>aws[\w-]*):iam::(?P<account>[0-9]{12}):')
_BLOCK = 1024 * 1024
_OVERLAP = 256


def read_account_details(paths: Iterable[Path]) -> Imported:
    """The accounts of files and of folders of them; a file for each page, or a whole account.

    Args:
        paths: files, and folders whose ``.json`` files all are such outputs.
    """
    findings = Findings()
    pages: dict[str, list[Path]] = {}
    partitions: dict[str, str] = {}
    for path in json_files(paths):
        found = _account_of(path, findings)
        if found is not None:
            account, partition = found
            pages.setdefault(account, []).append(path)
            partitions.setdefault(account, partition)
    dumps = {id_: _Dump(id_, partitions[id_], tuple(files)) for id_, files in pages.items()}

    def later() -> tuple[Diagnostic, ...]:
        return tuple(it for dump in dumps.values() for it in dump.findings.loaded(None).diagnostics)

    return Imported(
        accounts={id_: dump.account() for id_, dump in dumps.items()},
        diagnostics=findings.loaded(None).diagnostics,
        later=later,
        named={id_: start_of(openable(files[0])) for id_, files in pages.items()},
    )


def _account_of(path: Path, findings: Findings) -> tuple[str, str] | None:
    """The account whose dump a file is, and its partition: the first that an entry's ARN names."""
    name = openable(path)
    try:
        with open(path, "rb") as stream:
            tail = b""
            while block := stream.read(_BLOCK):
                found = _ARN.search(tail + block)
                if found is not None:
                    return found["account"].decode("ascii"), found["partition"].decode("ascii")
                tail = block[-_OVERLAP:]
    except (OSError, ValueError):
        read_source(path, findings)  # says why
        return None
    source = read_source(path, findings, limit=LARGEST)
    if source is not None:
        before = findings.errors
        read_entries([source], "", findings)
        if findings.errors == before:
            findings.report("IMP003", start_of(name), got=name)
    return None


@dataclass(slots=True)
class _Dump:
    """The files of one account, read when needed."""

    id: str
    partition: str
    files: tuple[Path, ...]
    findings: Findings = field(default_factory=Findings)
    _identities: Identities | None = None

    def account(self) -> Account:
        """The account, of which nothing is read yet."""
        return Account(
            id=self.id,
            users=ReadLater(lambda: self._entries().users, lambda n, at: self._read().user(n, at)),
            groups=ReadLater(
                lambda: self._entries().groups, lambda n, at: self._read().group(n, at)
            ),
            roles=ReadLater(lambda: self._entries().roles, lambda n, at: self._read().role(n, at)),
            partition=self.partition,
        )

    def _entries(self) -> Entries:
        return self._read().entries

    def _read(self) -> Identities:
        if self._identities is None:
            found = (read_source(file, self.findings, limit=LARGEST) for file in self.files)
            entries = read_entries(filter(None, found), self.id, self.findings)
            self._identities = Identities(self.id, self.partition, entries, self.findings)
        return self._identities
