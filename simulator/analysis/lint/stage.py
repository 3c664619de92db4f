"""Which policies are looked at, whose are they, and of which type?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.evaluation.operators import OPERATORS
from simulator.language.model import Condition, Effect, Policy, PolicyType, Statement
from simulator.rules import TODAY, Rules
from simulator.world.world import Account, Role, Unit, User, World


@dataclass(frozen=True, slots=True)
class Subject:
    """One policy.

    Args:
        policy: the document.
        type: where it is attached, or will be.
        owner: whose it is in the world, such as ``user/alice``; empty if that is not known.
        account: the account of its owner, where there is a world.
    """

    policy: Policy
    type: PolicyType
    owner: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that is looked at together.

    Args:
        subjects: the policies.
        world: in which they are, where they were not given alone.
        rules: which day's AWS is simulated.
    """

    subjects: tuple[Subject, ...]
    world: World | None = None
    rules: Rules = TODAY

    def statements(
        self, effect: Effect | None = None, *types: PolicyType
    ) -> Iterator[tuple[Subject, Statement]]:
        """Every statement with its policy, those of one effect or of some types of policies."""
        for subject in self.subjects:
            if types and subject.type not in types:
                continue
            for statement in subject.policy.statements:
                if effect is None or statement.effect is effect:
                    yield subject, statement

    def conditions(
        self, effect: Effect | None = None, *types: PolicyType
    ) -> Iterator[tuple[Subject, Statement, Condition]]:
        """Every condition with its statement and policy, chosen as `statements` chooses."""
        for subject, statement in self.statements(effect, *types):
            for condition in statement.conditions:
                yield subject, statement, condition


def is_negated(condition: Condition) -> bool:
    """Whether its operator holds for what is not listed."""
    row = OPERATORS.get(condition.base)  # Null is no row of the table
    return row is not None and row.negated


def speaks_of_sts_alone(statement: Statement) -> bool:
    """Whether it is about becoming somebody, which services do not do for their callers."""
    return not statement.actions.negated and all(
        value.value.lower().startswith("sts:") for value in statement.actions.values
    )


def is_key(condition: Condition, name: str) -> bool:
    """Whether the condition asks for a key, in any case."""
    return condition.key.value.lower() == name.lower()


def likely_type(policy: Policy) -> PolicyType:
    """The type of a policy of which nobody says where it belongs.

    One with a Principal is a resource's, and a role's if it speaks of STS and of no resource.
    """
    if all(statement.principals is None for statement in policy.statements):
        return PolicyType.IDENTITY
    trust = all(
        statement.resources is None and speaks_of_sts_alone(statement)
        for statement in policy.statements
    )
    return PolicyType.TRUST if trust else PolicyType.RESOURCE


def stage_of_world(world: World) -> Stage:
    """The policies of a world, one attached in several places once for each type."""
    found: dict[tuple[str, PolicyType], Subject] = {}
    for subject in _subjects(world):
        if subject.policy.source.text:
            key = (f"{subject.policy.name}\0{subject.policy.source.text}", subject.type)
            if subject.type is PolicyType.TRUST:  # siblings are told apart by their roles
                key = (f"{subject.owner}\0{key[0]}", subject.type)
            found.setdefault(key, subject)
    return Stage(tuple(found.values()), world, world.rules)


def _subjects(world: World) -> Iterator[Subject]:
    for account in world.accounts.values():
        yield from _of_account(account, "" if account.id == world.account else f"{account.id}:")
    if world.organization is not None:
        waiting = [world.organization.root]
        while waiting:
            unit = waiting.pop()
            yield from _of_level(unit.name, unit, "")
            waiting += unit.units


def _of_account(account: Account, prefix: str) -> Iterator[Subject]:
    for group in account.groups.values():
        owner = f"{prefix}group/{group.name}"
        yield from _all(group.policies, PolicyType.IDENTITY, owner, account.id)
    members: tuple[User | Role, ...] = (*account.users.values(), *account.roles.values())
    for member in members:
        kind = "user" if isinstance(member, User) else "role"
        owner = f"{prefix}{kind}/{member.name}"
        yield from _all(member.policies, PolicyType.IDENTITY, owner, account.id)
        if member.boundary is not None:
            yield Subject(member.boundary, PolicyType.BOUNDARY, owner, account.id)
        if isinstance(member, Role):
            yield Subject(member.trust, PolicyType.TRUST, owner, account.id)
    for resource in account.resources.values():
        if resource.policy is not None:
            owner = f"{prefix}{resource.short}"
            yield Subject(resource.policy, PolicyType.RESOURCE, owner, account.id)
    for endpoint in account.endpoints.values():
        if endpoint.policy is not None:
            owner = f"{prefix}{endpoint.id}"
            yield Subject(endpoint.policy, PolicyType.ENDPOINT, owner, account.id)
    yield from _of_level(account.id, account, account.id)


def _of_level(name: str, level: Unit | Account, account: str) -> Iterator[Subject]:
    yield from _all(level.scps or (), PolicyType.SCP, name, account)
    yield from _all(level.rcps, PolicyType.RCP, name, account)


def _all(
    policies: Iterable[Policy], type: PolicyType, owner: str, account: str
) -> Iterator[Subject]:
    for policy in policies:
        yield Subject(policy, type, owner, account)
