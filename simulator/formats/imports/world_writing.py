"""How is a world written so that a person can read and edit it, and it reads back as the same?

The world goes into one YAML file, its policies into a folder of that name beside it, a JSON file
each, as IAM has them. Of several accounts each gets a file of its own, which the world includes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.formats.quantities import print_instant
from simulator.formats.yaml_text import quoted, scalar
from simulator.language.model import Policy
from simulator.rules import TODAY
from simulator.world.world import (
    Account,
    Endpoint,
    Group,
    Organization,
    Place,
    Resource,
    Role,
    Unit,
    User,
    World,
)

_UNFIT = re.compile(r"[^\w+=,.@-]+")
_LONGEST = 80
_AWS_MANAGED = re.compile(r"arn:[^:]+:iam::aws:policy/")


def world_files(world: World, name: str) -> dict[str, str]:
    """The texts of all files by their paths, the world's own first.

    Args:
        world: what to write; all of it is read for that.
        name: of the world's file without ``.yaml``, and of the folder beside it.
    """
    files = _Files(name)
    several = len(world.accounts) > 1
    organization = _organization(world.organization, files) if world.organization else []
    parts = {
        id_: list(_account(account, files.inside(f"{name}/" if several else "")))
        for id_, account in world.accounts.items()
    }
    lines = [*_settings(world), *organization]
    if several:
        includes = [f"  - {scalar(f'{name}/{id_}.yaml')}" for id_ in parts]
        lines[1:1] = ["include:", *includes]
        own = {f"{name}/{id_}.yaml": _file(["accounts:", *part]) for id_, part in parts.items()}
    else:
        lines += ["accounts:", *(line for part in parts.values() for line in part)]
        if not parts:
            lines[-1] = "accounts: {}"
        own = {}
    return {f"{name}.yaml": _file(lines[1:]), **own, **files.texts}


def _file(lines: Sequence[str]) -> str:
    return "\n".join(["calledvia: 1", *lines]) + "\n"


@dataclass(slots=True)
class _Files:
    """The files of policies: one for each inline policy, managed ones once.

    Args:
        folder: of all of them.
        base: what the paths in the YAML file that is written leave out.
    """

    folder: str
    base: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    _managed: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def inside(self, base: str) -> _Files:
        """The same files, named from a file in another folder."""
        return _Files(self.folder, base, self.texts, self._managed, self._taken)

    def reference(self, policy: Policy, place: str) -> str:
        """How a YAML file names a policy; its text goes into a file.

        Args:
            policy: the policy.
            place: the file's path in the folder without ``.json``, if it has no ARN.
        """
        parts = {}
        if policy.statements:
            path = self._path(policy, _place_of(policy, place))
            parts["file"] = scalar(path.removeprefix(self.base))
        if policy.arn is not None:
            parts["arn"] = quoted(policy.arn)
        if policy.unread:
            parts["unread"] = scalar(policy.name)
        if list(parts) == ["file"]:
            return parts["file"]
        return "{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}"

    def _path(self, policy: Policy, place: str) -> str:
        text = f"{policy}\n"
        if policy.arn is None:
            return self._add(place, text)
        key = (policy.arn, text)
        if key not in self._managed:
            self._managed[key] = self._add(place, text)
        return self._managed[key]

    def _add(self, place: str, text: str) -> str:
        stem = "/".join(_fit(part) for part in (self.folder, *place.split("/")))
        path, number = f"{stem}.json", 1
        while path.lower() in self._taken:  # there are file systems that do not tell case apart
            number += 1
            path = f"{stem}-{number}.json"
        self._taken.add(path.lower())
        self.texts[path] = text
        return path


def _fit(part: str) -> str:
    """A part of a path that every file system takes and that leads nowhere else."""
    return _UNFIT.sub("_", part).strip(".")[:_LONGEST] or "_"


def _place_of(policy: Policy, place: str) -> str:
    arn = policy.arn
    if arn is None:
        return place
    if _AWS_MANAGED.match(arn):
        return f"aws/{arn.rpartition('/')[2]}"
    return f"{place.split('/')[0]}/policy/{policy.name.rpartition('/')[2]}"


def _settings(world: World) -> Iterator[str]:
    yield "calledvia: 1"
    if world.rules.as_of != TODAY.as_of:
        yield f"as_of: {world.rules.as_of.isoformat()}"
    yield f"clock: {quoted(print_instant(world.clock))}"
    yield f"forwarding: {world.rules.forwarding.value}"
    if world.account is not None:
        yield f"account: {quoted(world.account)}"
    yield f"region: {world.region}"
    if world.networks:
        yield "networks:"
        for place in world.networks.values():
            yield f"  {scalar(place.name)}: {_network(place)}"
    if world.services:
        yield "services:"
        for prefix, ranges in world.services.items():
            yield f"  {prefix}: {_list(ranges)}"


def _network(place: Place) -> str:
    if place.endpoint is None:
        return quoted(place.address or "")
    return (
        f"{{endpoint: {place.endpoint}, vpc: {place.vpc}, address: "
        f"{quoted(place.private_address or '')}}}"
    )


def _organization(organization: Organization, files: _Files) -> list[str]:
    return [
        "organization:",
        f"  id: {organization.id}",
        f"  management: {quoted(organization.management)}",
        *_indented(_unit(organization.root, files), 2),
    ]


def _unit(unit: Unit, files: _Files) -> Iterator[str]:
    yield from _limits(unit, "organization", files)
    if unit.accounts:
        yield f"accounts: {_list(unit.accounts)}"
    if unit.units:
        yield "units:"
        for below in unit.units:
            yield from _entry(below.name, list(_unit(below, files)))


def _limits(owner: Unit | Account, place: str, files: _Files) -> Iterator[str]:
    if owner.scps is not None:
        yield from _policies("scps", owner.scps, place, files)
    if owner.rcps:
        yield from _policies("rcps", owner.rcps, place, files)


def _policies(key: str, policies: Sequence[Policy], place: str, files: _Files) -> Iterator[str]:
    if not policies:
        yield f"{key}: []"
        return
    yield f"{key}:"
    for policy in policies:
        name = policy.name.rpartition("/")[2].removesuffix(".json")
        yield f"  - {files.reference(policy, f'{place}/{name}')}"


def _account(account: Account, files: _Files) -> Iterator[str]:
    lines: list[str] = []
    if account.name is not None:
        lines.append(f"name: {scalar(account.name)}")
    lines += _limits(account, account.id, files)
    for key, owners, write in _PARTS:
        members: Mapping[str, object] = owners(account)
        if members:
            lines.append(f"{key}:")
            for name, member in members.items():
                lines += _entry(name, list(write(member, files)))
    yield from _entry(account.id, lines)


def _entry(name: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        yield f"  {scalar(name)}: {{}}"
        return
    yield f"  {scalar(name)}:"
    yield from _indented(lines, 4)


def _indented(lines: Sequence[str] | Iterator[str], by: int) -> Iterator[str]:
    return (" " * by + line for line in lines)


def _identity(owner: User | Group | Role, kind: str, files: _Files) -> Iterator[str]:
    place = f"{owner.account}/{kind}/{owner.name}"
    if owner.path != "/":
        yield f"path: {scalar(owner.path)}"
    if isinstance(owner, Role):
        yield f"trust: {files.reference(owner.trust, f'{place}/trust')}"
    if owner.policies:
        yield from _policies("policies", owner.policies, place, files)
    if isinstance(owner, User) and owner.groups:
        yield f"groups: {_list(owner.groups)}"
    if isinstance(owner, Group):
        return
    if owner.boundary is not None:
        yield f"boundary: {files.reference(owner.boundary, f'{place}/boundary')}"
    yield from _tags(owner.tags)
    if isinstance(owner, Role) and owner.max_session.total_seconds() != 3600:
        yield f"max_session: {int(owner.max_session.total_seconds())}s"


def _resource(resource: Resource, files: _Files) -> Iterator[str]:
    yield f"arn: {quoted(resource.arn)}"
    if resource.policy is not None:
        place = f"{resource.account}/{_fit(resource.short.replace('/', '-'))}"
        yield f"policy: {files.reference(resource.policy, place)}"
    yield from _tags(resource.tags)


def _endpoint(endpoint: Endpoint, files: _Files) -> Iterator[str]:
    if endpoint.policy is not None:
        yield f"policy: {files.reference(endpoint.policy, f'{endpoint.account}/{endpoint.id}')}"


def _tags(tags: Mapping[str, str]) -> Iterator[str]:
    if tags:
        pairs = ", ".join(f"{quoted(key)}: {quoted(value)}" for key, value in tags.items())
        yield f"tags: {{{pairs}}}"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


_PARTS: tuple[
    tuple[str, Callable[[Account], Mapping[str, object]], Callable[..., Iterator[str]]], ...
]
_PARTS = (
    ("users", lambda it: it.users, lambda one, files: _identity(one, "user", files)),
    ("groups", lambda it: it.groups, lambda one, files: _identity(one, "group", files)),
    ("roles", lambda it: it.roles, lambda one, files: _identity(one, "role", files)),
    ("resources", lambda it: it.resources, _resource),
    ("endpoints", lambda it: it.endpoints, _endpoint),
)
"""What an account holds, where, and how each of it is written."""
