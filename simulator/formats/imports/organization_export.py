"""Which organization do saved outputs of ``aws organizations`` describe?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulator.formats.imports.imported import Imported
from simulator.formats.imports.organization_files import Facts, read_facts
from simulator.formats.imports.policy_text import policy_of
from simulator.formats.loading import Findings
from simulator.language.model import Policy, PolicyType
from simulator.source import Source, Span
from simulator.world.world import Account, Organization, Unit

_ROOT = "Root"
_FULL_ACCESS = "p-FullAWSAccess"
_FULL_ACCESS_TEXT = """\
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
}
"""
"""What AWS's policy of this id says (ORG orgs_manage_policies_scps_examples_general)."""

_DEEPEST = 20
"""Levels of units: AWS takes five (ORG orgs_reference_limits)."""

_IMPLIED = "p-RCPFullAWSAccess"
"""Attached everywhere and undetachable, so that worlds do not name it."""

_TYPES = {
    "SERVICE_CONTROL_POLICY": PolicyType.SCP,
    "RESOURCE_CONTROL_POLICY": PolicyType.RCP,
}
"""The types that decide about access; tag, backup and other policies do not."""


def read_organization(paths: Iterable[Path]) -> Imported:
    """The organization, and of its accounts the names and the policies attached to them.

    Args:
        paths: files, and folders whose ``.json`` files all are such outputs.
    """
    findings = Findings()
    facts = read_facts(paths, findings)
    if facts.id is None or facts.management is None or not facts.roots:
        if not findings.failed:
            at = next(iter(facts.places.values()), Span(Source("<organization>", ""), 0, 0))
            findings.report("IMP017", at)
        return Imported(diagnostics=findings.loaded(None).diagnostics)
    tree = _Tree(facts, findings)
    organization = Organization(facts.id, facts.management, tree.unit(next(iter(facts.roots))))
    return Imported(
        accounts=tree.accounts(),
        organization=organization,
        diagnostics=findings.loaded(None).diagnostics,
        named=facts.places,
    )


@dataclass(slots=True)
class _Tree:
    """Puts the facts together."""

    facts: Facts
    findings: Findings
    _placed: set[str] = field(default_factory=set)

    def unit(self, id_: str, above: tuple[str, ...] = ()) -> Unit:
        """A root or unit with all that is in it; units go by their ids, as in AWS's paths."""
        inside = [child for child, parent in self.facts.parents.items() if parent == id_]
        units = [child for child in inside if child.startswith("ou-")]
        if len(above) > _DEEPEST:  # a chain without end, or a ring
            self.findings.report("IMP004", self._place(id_), got=id_, detail="nested too deep")
            units = []
        accounts = tuple(child for child in inside if not child.startswith("ou-"))
        self._placed.update(accounts)
        return Unit(
            name=id_ if above else _ROOT,
            scps=self._scps(id_),
            rcps=self._attached(id_, PolicyType.RCP),
            accounts=accounts,
            units=tuple(self.unit(child, (*above, id_)) for child in units if child not in above),
        )

    def accounts(self) -> dict[str, Account]:
        """Every account that is named, placed in a unit or has policies of its own.

        To be called after `unit`, which places them.
        """
        named = (*self.facts.names, *self.facts.parents, *self.facts.attached)
        accounts = {
            id_: Account(
                id_,
                self.facts.names.get(id_),
                scps=self._scps(id_),
                rcps=self._attached(id_, PolicyType.RCP),
            )
            for id_ in dict.fromkeys(named)
            if id_.isdecimal()
        }
        for id_ in accounts:
            if id_ not in self._placed and id_ != self.facts.management:
                self.findings.report("IMP018", self._place(id_), got=id_)
        return accounts

    def _scps(self, id_: str) -> tuple[Policy, ...] | None:
        """The SCPs of a level; None if none is known, though every level has one where they are on.

        Outside an organization's management account that is said, since it means no limit.
        """
        scps = self._attached(id_, PolicyType.SCP)
        if not scps and id_ != self.facts.management and self._has_scps():
            self.findings.report("IMP019", self._place(id_), got=id_)
        return scps or None

    def _has_scps(self) -> bool:
        return any(
            _TYPES.get(policy.type) is PolicyType.SCP for policy in self.facts.policies.values()
        )

    def _attached(self, id_: str, type: PolicyType) -> tuple[Policy, ...]:
        found = (self._policy(policy, type) for policy in self.facts.attached.get(id_, ()))
        return tuple(policy for policy in found if policy is not None)

    def _policy(self, id_: str, type: PolicyType) -> Policy | None:
        """A policy as one of this type; None if it is of another."""
        summary = self.facts.policies.get(id_)
        if id_ == _IMPLIED:
            return None
        if summary is None and id_ != _FULL_ACCESS:
            self.findings.report("IMP020", self._place(id_), got=id_)
            return Policy.unreadable(id_, self._place(id_))
        of_type = PolicyType.SCP if summary is None else _TYPES.get(summary.type)
        if of_type is not type:
            return None
        name, arn = (summary.name, summary.arn or None) if summary else ("FullAWSAccess", None)
        document = self.facts.documents.get(id_)
        if document is not None:
            return policy_of(document, name, type, self.findings, arn)
        if id_ == _FULL_ACCESS:
            return Policy.parse(_FULL_ACCESS_TEXT, name, type=type, arn=arn)
        self.findings.report("IMP006", self._place(id_), got=name, detail=id_)
        return Policy.unreadable(name, self._place(id_), arn=arn)

    def _place(self, id_: str) -> Span:
        return self.facts.places.get(id_, Span(Source(id_, ""), 0, 0))
