from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from netaddr import IPNetwork, IPRange, cidr_merge

from simulator.analysis.blocks import (
    EVERYWHERE,
    NOWHERE,
    Block,
    Range,
    block_of,
    block_of_texts,
    complement,
    difference,
    intersection,
    union,
)

SMALL = 64


def ranges() -> st.SearchStrategy[list[Range]]:
    ends = st.tuples(st.sampled_from([4, 6]), st.integers(0, SMALL), st.integers(0, SMALL))
    return st.lists(ends.map(lambda it: Range(it[0], min(it[1:]), max(it[1:]))), max_size=6)


def members(block: Block) -> set[tuple[int, int]]:
    return {(v, n) for v in (4, 6) for n in range(SMALL + 2) if block.covers(v, n)}


@given(ranges(), ranges())
def test_blocks_are_sets(some: list[Range], others: list[Range]) -> None:
    one, other = block_of(some), block_of(others)
    assert members(one) == {(r.version, n) for r in some for n in range(r.first, r.last + 1)}
    assert members(union([one, other])) == members(one) | members(other)
    assert members(intersection(one, other)) == members(one) & members(other)
    assert members(difference(one, other)) == members(one) - members(other)
    assert union([one, complement(one)]) == EVERYWHERE
    assert intersection(one, complement(one)) == NOWHERE


@given(ranges())
def test_ranges_neither_touch_nor_overlap(some: list[Range]) -> None:
    for before, after in pairwise(block_of(some).ranges):
        assert before.version < after.version or before.last + 1 < after.first


@given(ranges(), st.integers(0, (1 << 32) - SMALL - 1))
def test_cidrs_are_the_fewest(some: list[Range], moved: int) -> None:
    block = block_of(r._replace(first=r.first + moved, last=r.last + moved) for r in some)
    expected = cidr_merge([cidr for r in block.ranges for cidr in IPRange(*_texts(r)).cidrs()])
    assert [IPNetwork(text) for text in block.cidrs] == expected
    assert block_of_texts(block.cidrs) == block


def _texts(span: Range) -> tuple[str, str]:
    found = block_of([span])
    last = Block((span._replace(first=span.last),))
    return found.first, last.first


@pytest.mark.parametrize(
    ("texts", "cidrs"),
    [
        (["0.0.0.0/0", "::/0"], ("0.0.0.0/0", "::/0")),
        (["10.0.0.0/25", "10.0.0.128/25"], ("10.0.0.0/24",)),
        (["10.0.0.7/24"], ("10.0.0.0/24",)),
        (["255.255.255.255", "nonsense"], ("255.255.255.255",)),
        (["2001:db8::/33", "2001:db8:8000::/33"], ("2001:db8::/32",)),
    ],
)
def test_what_texts_name(texts: list[str], cidrs: tuple[str, ...]) -> None:
    assert block_of_texts(texts).cidrs == cidrs


def test_the_whole_but_one() -> None:
    assert len(complement(block_of_texts(["103.15.250.0/24"])).cidrs) == 24 + 1
