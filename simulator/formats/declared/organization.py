"""Which organization is declared, and which of its policies bind which account?

A file rarely has a whole organization. Where it has the organization itself, there is a tree; where
it has only policies, those attached to accounts bind these, and the others are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from simulator.formats.declared.declaration import Declaration
from simulator.formats.declared.policies import policy_of
from simulator.formats.declared.properties import property_of, text_of, texts_of
from simulator.formats.declared.rows import ORGANIZATION_POLICY_TYPES, OrganizationRows
from simulator.formats.declared.values import Unresolved
from simulator.formats.loading import Findings
from simulator.language.model import Policy, PolicyType
from simulator.source import Text
from simulator.world.world import Account, Organization, Unit

_ACCOUNT = re.compile("[0-9]{12}")

_DEEPEST = 5
"""Units under a root (ORG orgs_reference_limits)."""


@dataclass(frozen=True, slots=True)
class Organized:
    """What is declared of an organization.

    Args:
        organization: the organization, if it is declared itself.
        accounts: its accounts, with the policies attached to each.
    """

    organization: Organization | None
    accounts: dict[str, Account]


@dataclass(slots=True)
class _Level:
    """What is attached to a root, a unit or an account."""

    attached: dict[PolicyType, list[Policy]] = field(default_factory=dict)

    @property
    def scps(self) -> tuple[Policy, ...] | None:
        """AWS attaches FullAWSAccess to everything by itself, and it is hardly ever detached."""
        own = self.attached.get(PolicyType.SCP)
        return (_full_access(), *own) if own else None

    @property
    def rcps(self) -> tuple[Policy, ...]:
        return tuple(self.attached.get(PolicyType.RCP, ()))


@cache
def _full_access() -> Policy:
    """The policy that all roots, units and accounts have from the start
    (ORG orgs_manage_policies_scps)."""
    return Policy.parse(
        '{"Version": "2012-10-17",'
        ' "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
        "FullAWSAccess",
        type=PolicyType.SCP,
        arn="arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
    )


def organized(
    declarations: Sequence[Declaration], rows: OrganizationRows, account: str, findings: Findings
) -> Organized:
    """The organization among what is declared.

    Args:
        declarations: everything that is declared.
        rows: the format's types.
        account: in which the declarations are made; it manages an organization that is declared.
        findings: where to report.
    """
    reader = _Reader(declarations, rows, findings)
    reader.attach()
    return reader.organized(account)


class _Reader:
    def __init__(
        self, declarations: Sequence[Declaration], rows: OrganizationRows, findings: Findings
    ) -> None:
        self._rows = rows
        self._findings = findings
        self._of_type: dict[str, list[Declaration]] = {}
        for one in declarations:
            self._of_type.setdefault(one.type, []).append(one)
        self._levels: dict[str, _Level] = {}
        self._targets: dict[str, Text] = {}

    def attach(self) -> None:
        """Note for each root, unit and account what is attached to it."""
        policies = {name: one for one in self._declared(self._rows.policy) for name in one.names}
        for one in self._declared(self._rows.policy):
            for place in texts_of(property_of(one, self._rows.policy_targets), self._findings):
                self._attach(one, place)
        for one in self._declared(self._rows.attachment):
            named = text_of(property_of(one, self._rows.attached), self._findings)
            target = text_of(property_of(one, self._rows.target), self._findings)
            if named is None or target is None:
                continue
            if named.value in policies:
                self._attach(policies[named.value], target)
            elif named.value != "p-FullAWSAccess":
                self._findings.report("DCL003", named.span, got=named.value)

    def _declared(self, type_: str) -> Iterator[Declaration]:
        yield from self._of_type.get(type_, ())

    def _attach(self, one: Declaration, target: Text) -> None:
        kind = text_of(property_of(one, self._rows.policy_type), self._findings)
        name = kind.value if kind is not None else "SERVICE_CONTROL_POLICY"
        type_ = ORGANIZATION_POLICY_TYPES.get(name)
        if type_ is None:
            return
        document = property_of(one, self._rows.document)
        value = document or Unresolved(one.span, "DCL006", self._rows.document)
        policy = policy_of(value, one.label, type_, self._findings, one.arn or None)
        level = self._levels.setdefault(target.value, _Level())
        level.attached.setdefault(type_, []).append(policy)
        self._targets.setdefault(target.value, target)

    def organized(self, account: str) -> Organized:
        """The tree, the accounts, and reports on what is attached to neither."""
        one = next(self._declared(self._rows.organization), None)
        members: dict[str, str] = {}
        for found in self._declared(self._rows.account):
            if _ACCOUNT.fullmatch(found.name):
                members[found.name] = self._parent(found)
            else:
                self._findings.report("DCL009", found.span, got=found.label)
        organization = None
        if one is not None:
            organization = self._organization(one, members, account)
        accounts = {
            id_: self._account(id_)
            for id_ in (*members, *(id_ for id_ in self._levels if _ACCOUNT.fullmatch(id_)))
        }
        for id_, target in self._targets.items():
            if id_ in self._levels and id_ not in accounts:
                self._findings.report("DCL008", target.span, got=id_)
        return Organized(organization, accounts)

    def _account(self, id_: str) -> Account:
        level = self._levels.get(id_, _Level())
        return Account(id_, scps=level.scps, rcps=level.rcps)

    def _organization(
        self, one: Declaration, members: dict[str, str], account: str
    ) -> Organization:
        manager = text_of(property_of(one, self._rows.management), self._findings)
        management = manager.value if manager is not None else account
        below: dict[str, list[Declaration]] = {}
        for unit in self._declared(self._rows.unit):
            below.setdefault(self._parent(unit), []).append(unit)
        tree = self._unit("Root", one.names, below, members)
        for id_ in [id_ for id_, parent in members.items() if not parent]:
            tree = _with_member(tree, id_)
        return Organization(one.name, management, tree)

    def _parent(self, one: Declaration) -> str:
        parent = text_of(property_of(one, self._rows.parent), self._findings)
        return parent.value if parent is not None else ""

    def _unit(
        self,
        name: str,
        ids: frozenset[str],
        below: dict[str, list[Declaration]],
        members: dict[str, str],
        depth: int = 0,
    ) -> Unit:
        """A unit with all under it; each is taken once, so that a circle of parents ends.

        Args:
            name: its name in the world.
            ids: what others call it; anything that refers to an organization means its root.
            below: the units by their parents' ids.
            members: the accounts and their parents' ids.
            depth: how many units are above it.
        """
        level = _Level()
        for id_ in ids:
            for type_, policies in self._levels.pop(id_, _Level()).attached.items():
                level.attached.setdefault(type_, []).extend(policies)
        children = [child for id_ in ids if depth < _DEEPEST for child in below.pop(id_, [])]
        return Unit(
            name=name,
            scps=level.scps,
            rcps=level.rcps,
            accounts=tuple(member for member, parent in members.items() if parent in ids),
            units=tuple(
                self._unit(unit.name, unit.names, below, members, depth + 1) for unit in children
            ),
        )


def _with_member(root: Unit, account: str) -> Unit:
    return Unit(root.name, root.scps, root.rcps, (*root.accounts, account), root.units)
