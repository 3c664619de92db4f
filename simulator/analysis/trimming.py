"""How is one address played against thousands of ranges without a look at each of them?

What a condition on an address says depends on whether one of its ranges holds it. So for the play
from one address a long list is cut down to a range that holds it, if one does, and to those that
can matter otherwise: ranges of length 0 and ranges of services, which hold services' addresses, and
ranges that hold the other addresses in play. Of many statements those stay that the sieve lets
through (`sieve.py`). What was written stays known by its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.analysis.address_cells import ADDRESS_KEYS, Written, written
from simulator.analysis.blocks import Block, Range, block_of, block_of_texts, intersection
from simulator.analysis.owners import with_changed_policies
from simulator.analysis.sieve import Sieve, sieve_of
from simulator.language.addresses import Network, read_network
from simulator.language.model import Condition, Policy, PolicyType, Statement
from simulator.source import Source, Text
from simulator.world.scenario import Hop, Scenario

LONG = 16
"""Values that a policy's conditions have, or siblings a statement, before they are cut down."""

_BY_RANGE = ("IpAddress", "NotIpAddress")


@dataclass(frozen=True, slots=True)
class _List:
    """A long list of ranges.

    Args:
        block: all that it names.
        holders: for each range of the block the values that make it up, first addresses in order.
        always: values that stay.
    """

    block: Block
    starts: tuple[tuple[int, int], ...]
    ends: tuple[tuple[int, int], ...]
    values: tuple[Text, ...]
    always: tuple[Text, ...]

    def for_address(self, network: Network) -> tuple[Text, ...]:
        """The values that stay for an address: one that holds it, if one does; never none."""
        at = (network.version, network.first)
        number = bisect_right(self.starts, at) - 1
        held = number >= 0 and at <= self.ends[number]
        kept = [self.values[number]] if held else []
        kept += [value for value in self.always if value not in kept]
        return tuple(kept or self.values[:1])


class Trimming:
    """What is long in a scenario, and the scenario with it cut down.

    Attributes:
        named: what conditions name of which not all is played, by where they are written.
    """

    def __init__(self, scenario: Scenario, moving: int = 1) -> None:
        """Look at every policy of a scenario.

        Args:
            moving: how many requests, from the last on, are played from the address.
        """
        self._scenario = scenario
        self._lists: dict[Written, _List] = {}
        self._sieves: dict[Source, Sieve] = {}
        self._long: set[Source] = set()
        self.named: dict[Written, tuple[Block, ...]] = {}
        staying = scenario.requests[: len(scenario.requests) - moving]
        if any(request.place is None for request in staying):
            return  # made from an address that nobody knows: every range matters
        in_play = block_of_texts(_others(scenario))
        for policy in _as_written(scenario):
            self._look_at(policy, in_play)

    def _look_at(self, policy: Policy, in_play: Block) -> None:
        sieve = sieve_of(policy, in_play, LONG)
        if sieve is not None:
            self._sieves[policy.source] = sieve
            self._long.add(policy.source)
            self.named.update(sieve.named)
        conditions = list(_conditions(policy))
        if sum(len(condition.values) for _, condition in conditions) > LONG:
            self._long.add(policy.source)
            for place, condition in conditions:
                self._lists[place] = _list(condition, in_play)
                self.named.setdefault(place, (self._lists[place].block,))

    def at(self, network: Network | None) -> Scenario:
        """The scenario for a play from one address; as it is if nothing is long."""
        if not self._long or network is None:
            return self._scenario

        def cut(policy: Policy, _: PolicyType) -> Policy:
            if policy.source not in self._long:
                return policy
            sieve = self._sieves.get(policy.source)
            statements = policy.statements if sieve is None else sieve.at(network)
            return replace(
                policy, statements=tuple(self._cut(policy, it, network) for it in statements)
            )

        return with_changed_policies(self._scenario, cut)

    def _cut(self, policy: Policy, statement: Statement, network: Network) -> Statement:
        conditions = tuple(
            replace(condition, values=self._lists[place].for_address(network))
            if (place := written(policy, statement, number)) in self._lists
            else condition
            for number, condition in enumerate(statement.conditions)
        )
        return replace(statement, conditions=conditions)


def _as_written(scenario: Scenario) -> Iterator[Policy]:
    """Every policy, but for those of a text that somebody changed for some of its owners only."""
    found: dict[Source, list[Policy]] = {}

    def note(policy: Policy, _: PolicyType) -> Policy:
        of_text = found.setdefault(policy.source, [])
        if all(policy.statements != other.statements for other in of_text):
            of_text.append(policy)
        return policy

    with_changed_policies(scenario, note)
    for of_text in found.values():
        if len(of_text) == 1:
            yield of_text[0]


def _conditions(policy: Policy) -> Iterator[tuple[Written, Condition]]:
    for statement in policy.statements:
        for number, condition in enumerate(statement.conditions):
            if condition.base in _BY_RANGE and condition.key.value.lower() in ADDRESS_KEYS:
                yield written(policy, statement, number), condition


def _list(condition: Condition, in_play: Block) -> _List:
    networks = [(read_network(value.value), value) for value in condition.values]
    read = [(network, value) for network, value in networks if network is not None]
    always = tuple(
        value
        for network, value in read
        if network.prefix == 0 or intersection(block_of([_range(network)]), in_play)
    )
    # Of ranges within each other the widest is enough: it holds what they hold.
    widest: list[tuple[Network, Text]] = []
    for network, value in sorted(read, key=lambda it: (it[0].version, it[0].first, -it[0].last)):
        before = widest[-1][0] if widest else None
        if before is None or (before.version, before.last) < (network.version, network.last):
            widest.append((network, value))
    return _List(
        block_of(_range(network) for network, _ in read),
        tuple((network.version, network.first) for network, _ in widest),
        tuple((network.version, network.last) for network, _ in widest),
        tuple(value for _, value in widest) or condition.values[:1],
        always,
    )


def _range(network: Network) -> Range:
    return Range(network.version, network.first, network.last)


def _others(scenario: Scenario) -> Iterator[str]:
    """Every address that can be in a request beside the one that is asked about."""
    for ranges in scenario.world.services.values():
        yield from ranges
    for place in scenario.world.networks.values():
        yield from (text for text in (place.address, place.private_address) if text is not None)
    for request in scenario.requests:
        if request.place is not None:
            yield request.place
        waiting = [request.tree]
        while waiting:
            hop: Hop = waiting.pop()
            for value in hop.overrides.given.values():
                yield from (value,) if isinstance(value, str) else value
            waiting.extend(hop.then)
