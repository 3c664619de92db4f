"""Which addresses are in a set, and how is the set written as few ranges?

A block is any set of IPv4 and IPv6 addresses, kept as sorted ranges that neither touch nor overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from simulator.language.addresses import read_network

WIDTHS = {4: 32, 6: 128}
_OF_DOCUMENTATION = ("198.51.100.7", "203.0.113.7", "2001:db8::7")


class Range(NamedTuple):
    """The addresses from `first` to `last`, both included, of one version of IP."""

    version: int
    first: int
    last: int


@dataclass(frozen=True)
class Block:
    """A set of addresses.

    Args:
        ranges: sorted, with a gap between each two; `block_of` makes them so.
    """

    ranges: tuple[Range, ...]

    def __bool__(self) -> bool:
        return bool(self.ranges)

    @cached_property
    def cidrs(self) -> tuple[str, ...]:
        """The fewest CIDRs that name just these addresses; a single address has no prefix."""
        return tuple(text for one in self.ranges for text in _cidrs(one))

    @property
    def first(self) -> str:
        """Its first address, as text.

        Raises:
            IndexError: the block is empty.
        """
        return address_text(self.ranges[0].version, self.ranges[0].first)

    @property
    def typical(self) -> str:
        """An address that stands for all: one that documentation uses, if it has one.

        Raises:
            IndexError: the block is empty.
        """
        for text in _OF_DOCUMENTATION:
            network = read_network(text)
            if network is not None and self.covers(network.version, network.first):
                return text
        return self.first

    def covers(self, version: int, number: int) -> bool:
        """Whether an address is in it."""
        at = bisect_right(self.ranges, (version, number, 1 << 128)) - 1
        if at < 0:
            return False
        found = self.ranges[at]
        return found.version == version and found.first <= number <= found.last


EVERYWHERE = Block((Range(4, 0, (1 << 32) - 1), Range(6, 0, (1 << 128) - 1)))
NOWHERE = Block(())


def block_of(ranges: Iterable[Range]) -> Block:
    """The addresses of all ranges together."""
    merged: list[Range] = []
    for one in sorted(ranges):
        before = merged[-1] if merged else None
        if before and before.version == one.version and one.first <= before.last + 1:
            if one.last > before.last:
                merged[-1] = before._replace(last=one.last)
        else:
            merged.append(one)
    return Block(tuple(merged))


def block_of_texts(texts: Iterable[str]) -> Block:
    """The addresses that CIDRs and addresses name; other texts name none."""
    networks = (read_network(text) for text in texts)
    return block_of(Range(one.version, one.first, one.last) for one in networks if one is not None)


def union(blocks: Iterable[Block]) -> Block:
    """The addresses that are in any of the blocks."""
    return block_of(one for block in blocks for one in block.ranges)


def intersection(one: Block, other: Block) -> Block:
    """The addresses that are in both."""
    return Block(tuple(_shared(one.ranges, other.ranges)))


def _shared(one: Sequence[Range], other: Sequence[Range]) -> Iterator[Range]:
    here = there = 0
    while here < len(one) and there < len(other):
        a, b = one[here], other[there]
        first, last = max(a.first, b.first), min(a.last, b.last)
        if a.version == b.version and first <= last:
            yield Range(a.version, first, last)
        if (a.version, a.last) < (b.version, b.last):
            here += 1
        else:
            there += 1


def complement(block: Block) -> Block:
    """The addresses that are not in it."""
    return Block(tuple(gap for version in WIDTHS for gap in _gaps(block, version)))


def _gaps(block: Block, version: int) -> Iterator[Range]:
    begin = 0
    for one in block.ranges:
        if one.version != version:
            continue
        if one.first > begin:
            yield Range(version, begin, one.first - 1)
        begin = one.last + 1
    if begin < 1 << WIDTHS[version]:
        yield Range(version, begin, (1 << WIDTHS[version]) - 1)


def difference(one: Block, other: Block) -> Block:
    """The addresses of the first that are not in the second."""
    return intersection(one, complement(other))


def address_text(version: int, number: int) -> str:
    """An address as AWS writes it."""
    if version == 4:  # by hand: quicker, where there are thousands
        return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    from netaddr import IPAddress

    return str(IPAddress(number, 6))


def _cidrs(span: Range) -> Iterator[str]:
    version, at, last = span
    width = WIDTHS[version]
    while at <= last:
        # As large as the place where it begins allows, and as what is left.
        bits = (at & -at).bit_length() - 1 if at else width
        bits = min(bits, (last - at + 1).bit_length() - 1)
        text = address_text(version, at)
        yield text if bits == 0 else f"{text}/{width - bits}"
        at += 1 << bits
