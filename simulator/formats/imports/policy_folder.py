"""Whose are the policies of a plain folder?

A file in the folder itself, ``alice.json``, is the policy of the user of that name. In subfolders
stand policies of one owner each: ``user/alice/*.json``, ``group/ops/*.json``, ``role/Bob/*.json``,
where ``trust.json`` and ``boundary.json`` are what their names say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulator.formats.files import openable, read_bytes, start_of
from simulator.formats.imports.imported import Imported
from simulator.formats.loading import Findings, is_error
from simulator.formats.shapes import IAM_NAME
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.source import Span
from simulator.world.world import AWS, Account, Group, Role, User

_OWNERS = ("user", "group", "role")
_TYPES = {"trust": PolicyType.TRUST, "boundary": PolicyType.BOUNDARY}


def read_policy_folders(folders: Iterable[Path], account: str, partition: str = AWS) -> Imported:
    """One account with the owners that the folders tell of.

    Args:
        folders: as above.
        account: its id.
        partition: the one that it is scoped to.
    """
    reader = _Reader(account, partition)
    for folder in folders:
        if not folder.is_dir():
            reader.findings.report("FIL001", start_of(openable(folder)), got=openable(folder))
            continue
        for path in sorted(folder.rglob("*.json")):
            reader.add(path, path.relative_to(folder).parts)
    return reader.imported()


@dataclass(slots=True)
class _Owner:
    """The policies of one user, group or role."""

    policies: list[Policy] = field(default_factory=list)
    trust: Policy | None = None
    boundary: Policy | None = None
    span: Span | None = None


@dataclass(slots=True)
class _Reader:
    account: str
    partition: str
    findings: Findings = field(default_factory=Findings)
    owners: dict[tuple[str, str], _Owner] = field(default_factory=dict)

    def add(self, path: Path, parts: tuple[str, ...]) -> None:
        """Take the policy of a file by its place in the folder."""
        kind, name = ("user", path.stem) if len(parts) == 1 else parts[:2]
        at = start_of(openable(path))
        named = IAM_NAME.pattern is not None and IAM_NAME.pattern.fullmatch(name)
        if len(parts) not in (1, 3) or kind not in _OWNERS or not named:
            self.findings.report("IMP021", at, got="/".join(parts))
            return
        role_only = path.stem == "trust" and kind != "role"
        type_ = PolicyType.IDENTITY if len(parts) == 1 or role_only else _type(path.stem)
        policy = self._policy(path, type_)
        owner = self.owners.setdefault((kind, name), _Owner(span=at))
        if type_ is PolicyType.TRUST:
            owner.trust = policy
        elif type_ is PolicyType.BOUNDARY:
            owner.boundary = policy
        else:
            owner.policies.append(policy)

    def _policy(self, path: Path, type_: PolicyType) -> Policy:
        name = openable(path)
        data = read_bytes(path, self.findings)
        if data is None:
            return Policy.unreadable(name)
        try:
            return Policy.parse(data, name, type=type_)
        except PolicyError as error:
            first = next(found for found in error.diagnostics if is_error(found))
            detail = f"{first.code} {first.got}".rstrip()
            self.findings.report("IMP005", first.span, got=name, detail=detail)
            return Policy.unreadable(name, first.span)

    def imported(self) -> Imported:
        """What was found."""
        account = Account(
            self.account,
            users={
                name: User(
                    name,
                    self.account,
                    policies=tuple(it.policies),
                    boundary=it.boundary,
                    partition=self.partition,
                )
                for name, it in self._of("user")
            },
            groups={
                name: Group(name, self.account, "/", tuple(it.policies))
                for name, it in self._of("group")
            },
            roles={name: self._role(name, it) for name, it in self._of("role")},
            partition=self.partition,
        )
        return Imported({self.account: account}, None, self.findings.loaded(None).diagnostics)

    def _of(self, kind: str) -> list[tuple[str, _Owner]]:
        return [(name, owner) for (one, name), owner in self.owners.items() if one == kind]

    def _role(self, name: str, owner: _Owner) -> Role:
        trust = owner.trust
        if trust is None:
            assert owner.span is not None
            self.findings.report("IMP022", owner.span, got=f"role/{name}")
            trust = Policy.unreadable(f"role/{name}/trust", owner.span)
        return Role(
            name,
            self.account,
            trust,
            policies=tuple(owner.policies),
            boundary=owner.boundary,
            partition=self.partition,
        )


def _type(stem: str) -> PolicyType:
    return _TYPES.get(stem, PolicyType.IDENTITY)
