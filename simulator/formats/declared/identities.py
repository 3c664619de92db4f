"""Which users, groups and roles are declared, with which policies?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.formats.declared.declaration import Declaration, Surroundings
from simulator.formats.declared.policies import policy_of
from simulator.formats.declared.properties import (
    property_of,
    session_of,
    tags_of,
    text_of,
    texts_of,
)
from simulator.formats.declared.rows import GrantRow, IdentityRow, Owner, Rows, rows_of
from simulator.formats.declared.values import Members, Unresolved, Value, each
from simulator.formats.documents import Scalar
from simulator.formats.loading import Findings
from simulator.language.model import Policy, PolicyType
from simulator.world.world import Group, Role, User


@dataclass(frozen=True, slots=True)
class Identities:
    """The users, groups and roles of an account, by name."""

    users: dict[str, User]
    groups: dict[str, Group]
    roles: dict[str, Role]


@dataclass(slots=True)
class _Identity:
    """A user, group or role that others can still add to."""

    declaration: Declaration
    row: IdentityRow
    policies: list[Policy] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


def identities_of(
    declarations: Sequence[Declaration], rows: Rows, where: Surroundings, findings: Findings
) -> Identities:
    """The identities among what is declared, each with everything that is given to it."""
    return _Reader(declarations, rows, findings).identities(where)


class _Reader:
    """Identities first, then what gives them policies and groups, in whatever order it stands."""

    def __init__(self, declarations: Sequence[Declaration], rows: Rows, findings: Findings) -> None:
        self._declarations = declarations
        self._rows = rows
        self._findings = findings
        self._identities: dict[tuple[Owner, str], _Identity] = {}
        self._used: set[str] = set()
        declaring = {row.type: row for row in rows.grants if row.declares}
        self._managed = {
            one.arn: (one, declaring[one.type]) for one in declarations if one.type in declaring
        }

    def identities(self, where: Surroundings) -> Identities:
        self._declare()
        self._grant()
        self._join()
        found: dict[Owner, dict[str, _Identity]] = {owner: {} for owner in Owner}
        for (owner, name), identity in self._identities.items():
            found[owner][name] = identity
        identities = Identities(
            users={name: self._user(it, where) for name, it in found[Owner.USER].items()},
            groups={
                name: Group(name, where.account, it.declaration.path, tuple(it.policies))
                for name, it in found[Owner.GROUP].items()
            },
            roles={name: self._role(it, where) for name, it in found[Owner.ROLE].items()},
        )
        self._report_unused()
        return identities

    def _declare(self) -> None:
        for one, row in rows_of(self._declarations, self._rows.identities):
            first = self._identities.setdefault((row.owner, one.name), _Identity(one, row))
            if first.declaration is not one:
                self._findings.report(
                    "DCL005", one.span, got=one.name, related=first.declaration.span
                )
                continue
            for entry in each(property_of(one, row.inline)):
                first.policies.append(self._inline(entry, one, row))
            for arn in each(property_of(one, row.managed)):
                called = f"{one.label}.{row.managed}"
                first.policies.append(self._by_arn(arn, PolicyType.IDENTITY, called))
            first.groups += [
                group.value for group in texts_of(property_of(one, row.groups), self._findings)
            ]

    def _inline(self, entry: Value, one: Declaration, row: IdentityRow) -> Policy:
        if not isinstance(entry, Members):
            return policy_of(entry, one.label, PolicyType.IDENTITY, self._findings)
        name = text_of(entry.get(row.inline_name), self._findings)
        called = name.value if name is not None else one.label
        document = entry.get(row.inline_document)
        if document is None:
            self._findings.report("DCL006", entry.span, got=row.inline_document)
            return Policy.unreadable(called, entry.span)
        return policy_of(document, called, PolicyType.IDENTITY, self._findings)

    def _by_arn(self, arn: Value, type_: PolicyType, called: str) -> Policy:
        """The managed policy of an ARN; unread if it is not declared here."""
        if not isinstance(arn, Scalar):
            return policy_of(arn, called, type_, self._findings)
        declared = self._managed.get(arn.value)
        if declared is None:
            self._findings.report("DCL003", arn.span, got=arn.value)
            name = arn.value.rpartition("/")[2] or arn.value
            return Policy.unreadable(name, arn.span, arn=arn.value)
        self._used.add(arn.value)
        one, row = declared
        document = property_of(one, row.document)
        if document is None:
            self._findings.report("DCL006", one.span, got=row.document)
            return Policy.unreadable(one.name, one.span, arn=one.arn)
        return policy_of(document, one.name, type_, self._findings, one.arn)

    def _grant(self) -> None:
        for one, row in rows_of(self._declarations, self._rows.grants):
            targets = [
                identity
                for name, owner in row.targets
                for identity in self._named(property_of(one, name), owner)
            ]
            for identity in targets:
                policy = self._granted(one, row)
                if not any(_same(policy, other) for other in identity.policies):
                    identity.policies.append(policy)

    def _granted(self, one: Declaration, row: GrantRow) -> Policy:
        if row.declares:
            return self._by_arn(Scalar(one.arn, one.span, ""), PolicyType.IDENTITY, one.name)
        value = property_of(one, row.arn or row.document)
        if value is None:
            self._findings.report("DCL006", one.span, got=row.arn or row.document)
            return Policy.unreadable(one.label, one.span)
        if row.arn:
            return self._by_arn(value, PolicyType.IDENTITY, f"{one.label}.{row.arn}")
        name = text_of(property_of(one, row.name), self._findings)
        called = name.value if name is not None else one.label
        return policy_of(value, called, PolicyType.IDENTITY, self._findings)

    def _report_unused(self) -> None:
        """Managed policies that nobody here has; read all the same, for what is wrong with them."""
        for arn, (one, _) in self._managed.items():
            if arn not in self._used:
                self._findings.report("DCL011", one.span, got=one.name)
                self._by_arn(Scalar(arn, one.span, ""), PolicyType.IDENTITY, one.name)

    def _named(self, names: Value | None, owner: Owner) -> list[_Identity]:
        """The identities of these names; those that are not declared here are reported."""
        found: list[_Identity] = []
        for name in texts_of(names, self._findings):
            identity = self._identities.get((owner, name.value.rpartition("/")[2]))
            if identity is None:
                self._findings.report("DCL004", name.span, got=f"{owner.value}/{name.value}")
            else:
                found.append(identity)
        return found

    def _join(self) -> None:
        for one, row in rows_of(self._declarations, self._rows.memberships):
            groups = [
                group.value for group in texts_of(property_of(one, row.groups), self._findings)
            ]
            for user in self._named(property_of(one, row.users), Owner.USER):
                user.groups += groups

    def _user(self, identity: _Identity, where: Surroundings) -> User:
        one, row = identity.declaration, identity.row
        groups = dict.fromkeys(identity.groups)
        policies = list(identity.policies)
        for name in groups:
            if (Owner.GROUP, name) not in self._identities:
                self._findings.report("DCL004", one.span, got=f"group/{name}")
                policies.append(Policy.unreadable(f"group/{name}", one.span))
        return User(
            name=one.name,
            account=where.account,
            path=one.path,
            policies=tuple(policies),
            groups=tuple(name for name in groups if (Owner.GROUP, name) in self._identities),
            boundary=self._boundary(one, row),
            tags=tags_of(property_of(one, row.tags), self._findings),
            partition=where.partition,
        )

    def _role(self, identity: _Identity, where: Surroundings) -> Role:
        one, row = identity.declaration, identity.row
        trust = property_of(one, row.trust)
        if trust is None:
            trust = Unresolved(one.span, "DCL006", row.trust)
        return Role(
            name=one.name,
            account=where.account,
            trust=policy_of(trust, f"{one.label}.{row.trust}", PolicyType.TRUST, self._findings),
            path=one.path,
            policies=tuple(identity.policies),
            boundary=self._boundary(one, row),
            tags=tags_of(property_of(one, row.tags), self._findings),
            max_session=session_of(property_of(one, row.max_session), self._findings),
            partition=where.partition,
        )

    def _boundary(self, one: Declaration, row: IdentityRow) -> Policy | None:
        arn = property_of(one, row.boundary)
        called = f"{one.label}.{row.boundary}"
        return self._by_arn(arn, PolicyType.BOUNDARY, called) if arn is not None else None


def _same(one: Policy, other: Policy) -> bool:
    """Whether both are one policy: attaching it again, or declaring it twice, changes nothing."""
    if one.arn is not None:
        return one.arn == other.arn
    return one.name == other.name and str(one) == str(other) and not one.unread
