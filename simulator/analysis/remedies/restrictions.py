"""Which statements bind callers to source addresses?

Two forms do it: an Allow under ``IpAddress``, and a Deny under ``NotIpAddress``
(UG reference_policies_examples_aws_deny-ip). The reverse forms block some addresses and bind nobody
to the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.analysis.blocks import Block, block_of_texts
from simulator.language.model import Condition, Effect, Policy, PolicyType, Statement
from simulator.source import Source

KEY = "aws:sourceip"
_BINDING = {Effect.ALLOW: "IpAddress", Effect.DENY: "NotIpAddress"}


@dataclass(frozen=True, slots=True)
class Restriction:
    """A statement that binds to addresses.

    Args:
        policy: where it stands.
        type: as which the policy is attached.
        owners: to whom, as people name them.
        statement: the statement.
        condition: the one that asks for the address.
    """

    policy: Policy
    type: PolicyType
    owners: tuple[str, ...]
    statement: Statement
    condition: Condition

    @property
    def ranges(self) -> tuple[str, ...]:
        """The ranges as written."""
        return tuple(value.value for value in self.condition.values)

    @property
    def block(self) -> Block:
        """The addresses to which it binds."""
        return block_of_texts(self.ranges)


def binding_condition(statement: Statement) -> Condition | None:
    """The condition by which a statement binds to addresses, if it does."""
    for condition in statement.conditions:
        binds = condition.base == _BINDING[statement.effect]
        if binds and condition.key.value.lower() == KEY:
            return condition
    return None


def restrictions(
    attached: Iterable[tuple[Policy, PolicyType, str]],
) -> tuple[Restriction, ...]:
    """Every binding statement, each once, with all owners of its policy.

    Args:
        attached: policies, as which they are attached, and to whom.
    """
    found: dict[Source, tuple[Policy, PolicyType, dict[str, None]]] = {}
    for policy, type, owner in attached:
        found.setdefault(policy.source, (policy, type, {}))[2][owner] = None
    return tuple(
        restriction
        for policy, type, owners in found.values()
        for restriction in _of_policy(policy, type, tuple(owners))
    )


def _of_policy(policy: Policy, type: PolicyType, owners: tuple[str, ...]) -> Iterator[Restriction]:
    for statement in policy.statements:
        condition = binding_condition(statement)
        if condition is not None:
            yield Restriction(policy, type, owners, statement, condition)
