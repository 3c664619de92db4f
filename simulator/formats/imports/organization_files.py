"""What do saved outputs of ``aws organizations`` say about an organization?

Which command's output a file holds is told by its top-level key. Four commands do not repeat in
their output what they were asked about, so that it must stand in the file's name, as
``policies-of-ou-ab12-cd34ef56.json`` (Organizations API Reference, ListPoliciesForTarget,
ListTargetsForPolicy, ListAccountsForParent, ListOrganizationalUnitsForParent).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.formats.files import read_source
from simulator.formats.imports.json_text import Value, json_files, read_json
from simulator.formats.loading import Findings
from simulator.source import Span

_ACCOUNT = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_POLICY = re.compile(r"(?<![0-9a-zA-Z])p-[0-9a-zA-Z_]{8,128}")
_CONTAINER = re.compile(
    r"(?<![0-9a-z])(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})(?![0-9a-z])"
)
_ARN = re.compile(r"arn:aws[\w-]*:organizations::(?P<management>[0-9]{12}):\w+/(?P<id>o-[0-9a-z]+)")


@dataclass(frozen=True, slots=True)
class PolicySummary:
    """What is known of an organization's policy beside its document."""

    id: str
    name: str
    arn: str
    type: str
    span: Span


@dataclass(slots=True)
class Facts:
    """Everything that the files say, before it is put together.

    Args:
        id: of the organization.
        management: id of its management account.
        roots: ids of roots.
        names: names of accounts by id.
        parents: of units and accounts, the id of what they are directly in.
        policies: by id.
        documents: of policies, by id.
        attached: ids of policies by the id of what they are attached to.
        places: where each root, unit, account and policy is named first.
    """

    id: str | None = None
    management: str | None = None
    roots: dict[str, None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    policies: dict[str, PolicySummary] = field(default_factory=dict)
    documents: dict[str, Value] = field(default_factory=dict)
    attached: dict[str, dict[str, None]] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)

    def attach(self, policy: str, target: str) -> None:
        """A policy is attached to a target."""
        self.attached.setdefault(target, {})[policy] = None


def read_facts(paths: Iterable[Path], findings: Findings) -> Facts:
    """What files, and the ``.json`` files of folders, say together."""
    facts = Facts()
    for path in json_files(paths):
        source = read_source(path, findings)
        value = read_json(source, findings) if source is not None else None
        if value is not None:
            _read_file(value, path.stem, facts, findings)
    return facts


def _read_file(value: Value, stem: str, facts: Facts, findings: Findings) -> None:
    if not isinstance(value.data, dict):
        findings.report("IMP015", value.opening, got=value.kind, expected=_READERS)
        return
    members = value.members()
    known = [name for name in members if name in _READERS]
    if not known:
        findings.report("IMP015", value.opening, got=next(iter(members), ""), expected=_READERS)
    for name in known:
        _READERS[name](members[name], _Named(stem, members[name].opening, findings), facts)
        found = _ARN.search(value.span.text)
        if found is not None:
            facts.id = facts.id or found["id"]
            facts.management = facts.management or found["management"]
    for name, member in members.items():
        if name == "NextToken" and member.data:
            findings.report("IMP009", member.opening)


@dataclass(frozen=True, slots=True)
class _Named:
    """What the name of a file tells of the command whose output it holds."""

    stem: str
    span: Span
    findings: Findings

    def container(self) -> str | None:
        """The root or unit of the name."""
        return self._last(_CONTAINER)

    def target(self) -> str | None:
        """The root, unit or account of the name."""
        return self._last(_CONTAINER) or self._last(_ACCOUNT)

    def policy(self) -> str | None:
        """The policy of the name."""
        return self._last(_POLICY)

    def missing(self, wanted: str) -> None:
        """Report that the name does not tell."""
        self.findings.report("IMP016", self.span, got=self.stem, detail=wanted)

    def _last(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.findall(self.stem)
        return found[-1] if found else None


def _objects(value: Value, findings: Findings) -> Iterator[dict[str, Value]]:
    """The objects of a list, or the one object."""
    for item in value.items() if isinstance(value.data, list) else [value]:
        if isinstance(item.data, dict):
            yield item.members()
        else:
            findings.report("IMP004", item.opening, got=item.kind, detail="object")


def _text(members: dict[str, Value], *names: str) -> str:
    """The first of these members that is a text; empty if none is."""
    found = (members[name].data for name in names if name in members)
    return next((data for data in found if isinstance(data, str)), "")


def _organization(value: Value, named: _Named, facts: Facts) -> None:
    for members in _objects(value, named.findings):
        facts.id = _text(members, "Id") or facts.id
        facts.management = _text(members, "MasterAccountId") or facts.management


def _roots(value: Value, named: _Named, facts: Facts) -> None:
    for members in _objects(value, named.findings):
        if _CONTAINER.fullmatch(id_ := _text(members, "Id")):
            facts.roots[id_] = None
            facts.places.setdefault(id_, value.opening)


def _children(value: Value, named: _Named, facts: Facts) -> None:
    """Units, accounts, or both, of a parent; all accounts if the file's name names none."""
    parent = named.container()
    for members in _objects(value, named.findings):
        id_ = _text(members, "Id")
        account = _ACCOUNT.fullmatch(id_) is not None
        if not account and not _CONTAINER.fullmatch(id_):
            named.findings.report("IMP004", value.opening, got=id_, detail="Id")
            continue
        facts.places.setdefault(id_, members["Id"].span)
        if account and _text(members, "Name"):
            facts.names[id_] = _text(members, "Name")
        if parent is not None:
            facts.parents[id_] = parent
        elif not account:
            named.missing("r-… or ou-…")
    if parent is not None and parent.startswith("r-"):
        facts.roots.setdefault(parent)


def _parents(value: Value, named: _Named, facts: Facts) -> None:
    child = named.target()
    for members in _objects(value, named.findings):
        if child is None:
            named.missing("ou-… or an account id")
        elif _CONTAINER.fullmatch(id_ := _text(members, "Id")):
            facts.parents[child] = id_
            if id_.startswith("r-"):
                facts.roots.setdefault(id_)


def _policies(value: Value, named: _Named, facts: Facts) -> None:
    """Policies of a target, if the file's name names one, else all policies."""
    target = named.target()
    for members in _objects(value, named.findings):
        id_ = _summary(members, value, facts)
        if target is not None and id_:
            facts.attach(id_, target)


def _summary(members: dict[str, Value], at: Value, facts: Facts) -> str:
    id_ = _text(members, "Id")
    if id_:
        span = members["Id"].span
        facts.places.setdefault(id_, span)
        facts.policies[id_] = PolicySummary(
            id_,
            _text(members, "Name") or id_,
            _text(members, "Arn"),
            _text(members, "Type"),
            span,
        )
    return id_


def _policy(value: Value, named: _Named, facts: Facts) -> None:
    for members in _objects(value, named.findings):
        summary = members.get("PolicySummary")
        if summary is None or not isinstance(summary.data, dict) or "Content" not in members:
            named.findings.report("IMP004", value.opening, detail="PolicySummary, Content")
            continue
        id_ = _summary(summary.members(), summary, facts)
        if id_:
            facts.documents[id_] = members["Content"]


def _targets(value: Value, named: _Named, facts: Facts) -> None:
    policy = named.policy()
    for members in _objects(value, named.findings):
        if policy is None:
            named.missing("p-…")
            return
        target = _text(members, "TargetId")
        if target:
            facts.places.setdefault(target, members["TargetId"].span)
            facts.attach(policy, target)
            if target.startswith("r-"):
                facts.roots.setdefault(target)
            if _ACCOUNT.fullmatch(target) and _text(members, "Name"):
                facts.names.setdefault(target, _text(members, "Name"))


_READERS: dict[str, Callable[[Value, _Named, Facts], None]] = {
    "Organization": _organization,
    "Roots": _roots,
    "OrganizationalUnits": _children,
    "Accounts": _children,
    "Children": _children,
    "Parents": _parents,
    "Policies": _policies,
    "Policy": _policy,
    "Targets": _targets,
}
"""What each top-level key holds, by the command that prints it."""
