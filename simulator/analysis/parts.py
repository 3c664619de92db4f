"""Which policies of two worlds, or of two folders, are to be compared with each other?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.analysis.difference import Difference, Relation, difference
from simulator.language.model import Policy, PolicyType
from simulator.rules import TODAY, Rules
from simulator.world.world import Account, Role, Unit, User, World

_UNLIMITED = (
    Policy.parse(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", '
        '"Resource": "*"}}',
        name="<no limit>",
    ),
)
"""What a limit is that is not there: a boundary, the SCPs of a level, an endpoint's policy."""

_UNLIMITED_TO_ALL = (
    Policy.parse(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", '
        '"Action": "*", "Resource": "*"}}',
        name="<no limit>",
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Policies of one owner and type, as they were and as they are.

    Args:
        owner: as people name it, such as ``user/alice``; empty if the policies are nobody's.
    """

    owner: str
    type: PolicyType
    old: tuple[Policy, ...]
    new: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class PartDifference:
    """A part, and how it differs."""

    part: Part
    difference: Difference


def differences(parts: Sequence[Part], rules: Rules = TODAY) -> tuple[PartDifference, ...]:
    """Every part that has policies at all, compared."""
    return tuple(
        PartDifference(part, difference(part.old, part.new, part.type, rules))
        for part in parts
        if part.old or part.new
    )


def overall(found: Sequence[PartDifference]) -> Relation:
    """How all parts together stand to what they were: each can only add to the others."""
    relations = {one.difference.relation for one in found} - {Relation.EQUIVALENT}
    if Relation.INCOMPARABLE in relations or {Relation.NARROWER, Relation.WIDER} <= relations:
        return Relation.INCOMPARABLE
    if Relation.UNKNOWN in relations:
        return Relation.UNKNOWN
    return next(iter(relations), Relation.EQUIVALENT)


def parts_of_files(old: Mapping[str, Policy], new: Mapping[str, Policy]) -> tuple[Part, ...]:
    """The policies of two folders: those of callers together, those with a Principal by name."""
    own = Part("", PolicyType.IDENTITY, _own(old), _own(new))
    names = dict.fromkeys(
        name for files in (old, new) for name in files if files[name].has_principals
    )
    others = (
        Part(name, _type_of(old, new, name), _others(old, name), _others(new, name))
        for name in names
    )
    return (own, *others)


def _own(files: Mapping[str, Policy]) -> tuple[Policy, ...]:
    return tuple(policy for policy in files.values() if not policy.has_principals)


def _others(files: Mapping[str, Policy], name: str) -> tuple[Policy, ...]:
    found = files.get(name)
    return (found,) if found is not None and found.has_principals else ()


def _type_of(old: Mapping[str, Policy], new: Mapping[str, Policy], name: str) -> PolicyType:
    """A trust policy speaks of actions of STS and of no resource."""
    both = [files[name] for files in (old, new) if name in files]
    trust = all(
        statement.resources is None
        and all(value.value.lower().startswith("sts:") for value in statement.actions.values)
        for policy in both
        for statement in policy.statements
    )
    return PolicyType.TRUST if trust else PolicyType.RESOURCE


def parts_of_worlds(old: World, new: World) -> tuple[Part, ...]:
    """Every owner of policies in either world."""
    parts: list[Part] = []
    for id_ in dict.fromkeys((*old.accounts, *new.accounts)):
        here = new if id_ in new.accounts else old
        prefix = "" if id_ == here.account else f"{id_}:"
        empty = Account(id_)
        before, after = old.accounts.get(id_, empty), new.accounts.get(id_, empty)
        parts += _of_account(before, after, prefix)
    parts += _of_units(old, new)
    return tuple(parts)


def _of_account(old: Account, new: Account, prefix: str) -> Iterator[Part]:
    for name in dict.fromkeys((*old.users, *new.users)):
        owner = f"{prefix}user/{name}"
        yield Part(owner, PolicyType.IDENTITY, _of_user(old, name), _of_user(new, name))
        yield Part(
            owner,
            PolicyType.BOUNDARY,
            _boundary(old.users.get(name)),
            _boundary(new.users.get(name)),
        )
    for name in dict.fromkeys((*old.roles, *new.roles)):
        owner = f"{prefix}role/{name}"
        was, now = old.roles.get(name), new.roles.get(name)
        yield Part(
            owner,
            PolicyType.IDENTITY,
            was.policies if was is not None else (),
            now.policies if now is not None else (),
        )
        yield Part(owner, PolicyType.BOUNDARY, _boundary(was), _boundary(now))
        yield Part(
            owner,
            PolicyType.TRUST,
            (was.trust,) if was is not None else (),
            (now.trust,) if now is not None else (),
        )
    for name in dict.fromkeys((*old.resources, *new.resources)):
        before, after = old.resources.get(name), new.resources.get(name)
        yield Part(
            f"{prefix}{name}",
            PolicyType.RESOURCE,
            _given(before.policy if before is not None else None, ()),
            _given(after.policy if after is not None else None, ()),
        )
    for name in dict.fromkeys((*old.endpoints, *new.endpoints)):
        gate, other = old.endpoints.get(name), new.endpoints.get(name)
        yield Part(
            f"{prefix}{name}",
            PolicyType.ENDPOINT,
            _given(gate.policy if gate is not None else None, _UNLIMITED_TO_ALL),
            _given(other.policy if other is not None else None, _UNLIMITED_TO_ALL),
        )
    owner = prefix.rstrip(":") or new.id
    yield Part(owner, PolicyType.SCP, _limit(old.scps), _limit(new.scps))
    yield Part(owner, PolicyType.RCP, old.rcps, new.rcps)


def _of_user(account: Account, name: str) -> tuple[Policy, ...]:
    user = account.users.get(name)
    if user is None:
        return ()
    groups = (account.groups[group] for group in user.groups if group in account.groups)
    return (*user.policies, *(policy for group in groups for policy in group.policies))


def _boundary(owner: User | Role | None) -> tuple[Policy, ...]:
    return _given(owner.boundary if owner is not None else None, _UNLIMITED)


def _given(policy: Policy | None, otherwise: tuple[Policy, ...]) -> tuple[Policy, ...]:
    return otherwise if policy is None else (policy,)


def _limit(policies: tuple[Policy, ...] | None) -> tuple[Policy, ...]:
    return _UNLIMITED if policies is None else policies


def _of_units(old: World, new: World) -> Iterator[Part]:
    """The levels of the organization, by the names on the way to them."""
    before, after = _units(old), _units(new)
    for path in dict.fromkeys((*before, *after)):
        was, now = before.get(path), after.get(path)
        yield Part(
            path,
            PolicyType.SCP,
            _limit(was.scps if was is not None else None),
            _limit(now.scps if now is not None else None),
        )
        yield Part(
            path,
            PolicyType.RCP,
            was.rcps if was is not None else (),
            now.rcps if now is not None else (),
        )


def _units(world: World) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    if world.organization is not None:
        waiting = [(world.organization.root.name, world.organization.root)]
        while waiting:
            path, unit = waiting.pop()
            found[path] = unit
            waiting += [(f"{path}/{one.name}", one) for one in unit.units]
    return found
