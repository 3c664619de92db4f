"""Which user, group or role does an entry of an account's dump describe?

The shapes are those of UserDetail, GroupDetail, RoleDetail and ManagedPolicyDetail (IAM API
Reference, API_GetAccountAuthorizationDetails). What is missing or of a wrong type is reported and
left out; a policy that cannot be read stays as an unread one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.formats.imports.account_entries import Entries, Place
from simulator.formats.imports.json_text import Value, value_at
from simulator.formats.imports.policy_text import policy_of
from simulator.formats.loading import Findings
from simulator.formats.shapes import IAM_PATH
from simulator.language.model import Policy, PolicyType
from simulator.world.world import Group, Role, User

_COMMON = ("Path", "Arn", "CreateDate", "AttachedManagedPolicies", "Tags", "PermissionsBoundary")
_KNOWN = {
    "user": (*_COMMON, "UserName", "UserId", "UserPolicyList", "GroupList"),
    "group": (*_COMMON, "GroupName", "GroupId", "GroupPolicyList"),
    # When a role was used last, and which instance profiles hand it out, changes no verdict.
    "role": (
        *_COMMON,
        "RoleName",
        "RoleId",
        "RolePolicyList",
        "AssumeRolePolicyDocument",
        "InstanceProfileList",
        "RoleLastUsed",
    ),
}

Members = dict[str, Value]


@dataclass(slots=True)
class Identities:
    """Makes the users, groups and roles of one account.

    Args:
        account: its id.
        partition: the one that it is scoped to.
        entries: where they stand; read on first need.
        findings: where to report.
    """

    account: str
    partition: str
    entries: Entries
    findings: Findings
    _managed: dict[tuple[str, PolicyType], Policy] = field(default_factory=dict)
    _unknown: set[tuple[str, str]] = field(default_factory=set)

    def user(self, name: str, place: Place) -> User:
        """The user; groups that are not in the dump stand as policies that nobody could read."""
        members = self._members("user", place)
        groups = [group for group in self._listed(members, "GroupList") if self._text(group)]
        own = self._policies(members, f"user/{name}", "UserPolicyList")
        return User(
            name=name,
            account=self.account,
            path=self._path(members),
            policies=(*own, *self._missing(groups)),
            groups=tuple(it.data for it in groups if it.data in self.entries.groups),
            boundary=self._boundary(members, f"user/{name}"),
            tags=self._tags(members),
            partition=self.partition,
        )

    def group(self, name: str, place: Place) -> Group:
        """The group."""
        members = self._members("group", place)
        policies = self._policies(members, f"group/{name}", "GroupPolicyList")
        return Group(name, self.account, self._path(members), policies)

    def role(self, name: str, place: Place) -> Role:
        """The role."""
        members = self._members("role", place)
        return Role(
            name=name,
            account=self.account,
            trust=self._trust(members, name, place),
            path=self._path(members),
            policies=self._policies(members, f"role/{name}", "RolePolicyList"),
            boundary=self._boundary(members, f"role/{name}"),
            tags=self._tags(members),
            partition=self.partition,
        )

    def _members(self, kind: str, place: Place) -> Members:
        members = value_at(place.source, place.start).members()
        for name, value in members.items():
            if name not in _KNOWN[kind] and (kind, name) not in self._unknown:
                self._unknown.add((kind, name))
                self.findings.report("IMP010", value.opening, got=name, expected=_KNOWN[kind])
        return members

    def _policies(self, members: Members, owner: str, inline: str) -> tuple[Policy, ...]:
        """Inline policies, then attached ones."""
        return (*self._inline(members, owner, inline), *self._attached(members))

    def _inline(self, members: Members, owner: str, key: str) -> Iterator[Policy]:
        for number, item in enumerate(self._listed(members, key), 1):
            parts = self._object(item)
            named = self._text(parts["PolicyName"]) if "PolicyName" in parts else ""
            name = f"{owner}/{named or number}"
            document = parts.get("PolicyDocument")
            if document is None:
                self.findings.report("IMP005", item.opening, got=name, detail="PolicyDocument")
                yield Policy.unreadable(name, item.opening)
            else:
                yield policy_of(document, name, PolicyType.IDENTITY, self.findings)

    def _attached(self, members: Members) -> Iterator[Policy]:
        for item in self._listed(members, "AttachedManagedPolicies"):
            arn = self._object(item).get("PolicyArn")
            if arn is None or not self._text(arn):
                self.findings.report("IMP005", item.opening, detail="PolicyArn")
                yield Policy.unreadable("an attached policy", item.opening)
            else:
                yield self._managed_policy(arn, PolicyType.IDENTITY)

    def _boundary(self, members: Members, owner: str) -> Policy | None:
        value = members.get("PermissionsBoundary")
        if value is None:
            return None
        arn = self._object(value).get("PermissionsBoundaryArn")
        if arn is None or not self._text(arn):
            name = f"{owner}/boundary"
            self.findings.report("IMP005", value.opening, got=name, detail="PermissionsBoundaryArn")
            return Policy.unreadable(name, value.opening)
        return self._managed_policy(arn, PolicyType.BOUNDARY)

    def _managed_policy(self, named: Value, type: PolicyType) -> Policy:
        """A managed policy by its ARN; unread, and said once, if its document is not here."""
        arn: str = named.data
        key = (arn, type)
        if key not in self._managed:
            self._managed[key] = self._read_managed(named, type)
        return self._managed[key]

    def _read_managed(self, named: Value, type: PolicyType) -> Policy:
        arn: str = named.data
        name = arn.rpartition("/")[2] or arn
        place = self.entries.managed.get(arn)
        if place is None:
            self.findings.report("IMP006", named.span, got=arn)
            return Policy.unreadable(name, named.span, arn=arn)
        entry = value_at(place.source, place.start)
        document = self._default_document(entry)
        if document is None:
            self.findings.report("IMP005", entry.opening, got=arn, detail="PolicyVersionList")
            return Policy.unreadable(name, entry.opening, arn=arn)
        return policy_of(document, name, type, self.findings, arn)

    def _default_document(self, entry: Value) -> Value | None:
        """The document of the version in force."""
        members = entry.members()
        default = members.get("DefaultVersionId")
        for version in self._listed(members, "PolicyVersionList"):
            parts = self._object(version)
            flag, id_ = parts.get("IsDefaultVersion"), parts.get("VersionId")
            named = default is not None and id_ is not None and id_.data == default.data
            if named or (flag is not None and flag.data is True):
                return parts.get("Document")
        return None

    def _trust(self, members: Members, role: str, place: Place) -> Policy:
        name = f"role/{role}/trust"
        document = members.get("AssumeRolePolicyDocument")
        if document is None:
            detail = "AssumeRolePolicyDocument"
            self.findings.report("IMP005", place.span, got=name, detail=detail)
            return Policy.unreadable(name, place.span)
        return policy_of(document, name, PolicyType.TRUST, self.findings)

    def _missing(self, groups: list[Value]) -> Iterator[Policy]:
        for group in groups:
            if group.data not in self.entries.groups:
                self.findings.report("IMP007", group.span, got=group.data)
                yield Policy.unreadable(f"group/{group.data}", group.span)

    def _path(self, members: Members) -> str:
        value = members.get("Path")
        path = self._text(value) if value is not None else ""
        if path and IAM_PATH.pattern is not None and not IAM_PATH.pattern.fullmatch(path):
            assert value is not None
            self.findings.report("IMP004", value.span, got=path, detail="Path")
            return "/"
        return path or "/"

    def _tags(self, members: Members) -> dict[str, str]:
        tags: dict[str, str] = {}
        for item in self._listed(members, "Tags"):
            parts = self._object(item)
            key, value = parts.get("Key"), parts.get("Value")
            if key is not None and value is not None and self._text(key):
                tags[key.data] = self._text(value)
        return tags

    def _listed(self, members: Members, name: str) -> list[Value]:
        value = members.get(name)
        if value is None or value.data is None:
            return []
        if not isinstance(value.data, list):
            self._wrong(value, name)
            return []
        return list(value.items())

    def _object(self, value: Value) -> Members:
        if not isinstance(value.data, dict):
            self._wrong(value, "object")
            return {}
        return value.members()

    def _text(self, value: Value) -> str:
        if not isinstance(value.data, str):
            self._wrong(value, "string")
            return ""
        return value.data

    def _wrong(self, value: Value, wanted: str) -> None:
        self.findings.report("IMP004", value.opening, got=value.kind, detail=wanted)
