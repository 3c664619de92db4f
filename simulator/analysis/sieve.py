"""Which of a policy's many statements can apply at one address?

Statements that say the same but for their ranges are siblings: from an address that none of a
statement's ranges holds it cannot apply, and its first sibling tells how near it came. So a play
from one address needs the first of each family, and those whose ranges hold the address.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.analysis.address_cells import ADDRESS_KEYS, Written, steps, written
from simulator.analysis.blocks import WIDTHS, Block, block_of_texts, intersection
from simulator.language.addresses import Network
from simulator.language.model import Condition, Policy, Quantifier, Statement

_ALL_ADDRESSES = (block_of_texts(["0.0.0.0/0"]), block_of_texts(["::/0"]))


@dataclass(frozen=True, slots=True)
class Sieve:
    """The statements of one policy.

    Args:
        always: those that are played from every address.
        others: their siblings.
        holders: by version of IP: addresses in order, and which of the others can apply from there
            on, as a number with a bit for each.
        named: what the ranges of each family name, by where that of its first statement is
            written; by where the others are written, nothing.
    """

    always: tuple[Statement, ...]
    others: tuple[Statement, ...]
    holders: Mapping[int, tuple[list[int], list[int]]]
    named: Mapping[Written, tuple[Block, ...]]

    def at(self, network: Network) -> tuple[Statement, ...]:
        """The statements for a play from one address, in the order of the policy."""
        edges, holding = self.holders[network.version]
        at = bisect_right(edges, network.first) - 1
        held = holding[at] if at >= 0 else 0
        found = list(self.always)
        while held:
            number = (held & -held).bit_length() - 1
            found.append(self.others[number])
            held &= held - 1
        return tuple(sorted(found, key=lambda statement: statement.index))


@dataclass(frozen=True, slots=True)
class _Member:
    """A statement of a family.

    Args:
        statement: the statement.
        number: of the condition by whose ranges it differs from its siblings.
        block: what those ranges name.
    """

    statement: Statement
    number: int
    block: Block


def sieve_of(policy: Policy, in_play: Block, many: int) -> Sieve | None:
    """The sieve of a policy; None if it has no large family.

    Args:
        in_play: every address that can be in a request beside the one it is played from.
        many: how many siblings a large family has more than.
    """
    families: dict[str, list[_Member]] = {}
    for statement in policy.statements:
        member = _member(statement)
        if member is not None and not _always(member.block, in_play):
            families.setdefault(_family(policy, member), []).append(member)
    large = [family for family in families.values() if len(family) > many]
    others = [member for _, *siblings in large for member in siblings]
    if not others:
        return None
    sifted = {member.statement.index for member in others}
    blocks = tuple(member.block for member in others)
    named: dict[Written, tuple[Block, ...]] = {_place(policy, member): () for member in others}
    for family in large:
        named[_place(policy, family[0])] = tuple(dict.fromkeys(it.block for it in family))
    return Sieve(
        tuple(it for it in policy.statements if it.index not in sifted),
        tuple(member.statement for member in others),
        {version: steps(blocks, version) for version in WIDTHS},
        named,
    )


def _place(policy: Policy, member: _Member) -> Written:
    return written(policy, member.statement, member.number)


def _member(statement: Statement) -> _Member | None:
    """The statement by the first condition without whose ranges it cannot apply."""
    for number, condition in enumerate(statement.conditions):
        if _needs_range(condition):
            block = block_of_texts(value.value for value in condition.values)
            return _Member(statement, number, block)
    return None


def _needs_range(condition: Condition) -> bool:
    return (
        condition.base == "IpAddress"
        and condition.key.value.lower() in ADDRESS_KEYS
        and not condition.if_exists
        and condition.quantifier is not Quantifier.FOR_ALL_VALUES
    )


def _always(block: Block, in_play: Block) -> bool:
    """Whether the ranges can hold another address than the one that is played from.

    A range of length 0 holds services' addresses of which nothing is known.
    """
    whole = any(intersection(block, every) == every for every in _ALL_ADDRESSES)
    return whole or bool(intersection(block, in_play))


def _family(policy: Policy, member: _Member) -> str:
    """What siblings have in common: all but their names and their ranges."""
    conditions = tuple(
        replace(condition, values=()) if number == member.number else condition
        for number, condition in enumerate(member.statement.conditions)
    )
    alike = replace(member.statement, sid=None, conditions=conditions)
    return f"{member.number} {replace(policy, id=None, statements=(alike,))}"
