"""Into which cells do the policies split the values of a condition key?

Policies compare a key with finitely many values, so all its possible values fall into finitely many
cells that no policy in play can tell apart. One value stands for each cell; evaluating each of them
is evaluating all. DEPENDS, reach and prove stand on this.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, pairwise, product

from simulator.evaluation.globs import Glob, glob, glob_text, has_wildcard, is_star, split_at
from simulator.evaluation.operators import (
    ARN_PARTS,
    OPERATORS,
    read_date,
    read_number,
)
from simulator.evaluation.witnesses import TooManyStates, witnesses
from simulator.language.addresses import read_network
from simulator.language.pattern import parse_pattern

OTHER = "~other~"
"""A value that no policy names, and that is no number, date, address, ARN or base-64 text."""

ANOTHER = "~another~"
"""A second one, so that two keys can differ in values that no policy names."""

Value = str | tuple[str, ...] | None
"""One value, a multi-valued key's values, or None for a key that is absent."""

_MOST_CELLS = 4096
_MOST_IN_A_SET = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value that some condition compares a key with.

    Args:
        operator: a row of `OPERATORS`, without prefix and suffix.
        pattern: the policy's value, its variables replaced; what was written as `${*}` is text.
    """

    operator: str
    pattern: Glob

    @property
    def text(self) -> str:
        """The value as text."""
        return glob_text(self.pattern)


def comparison(operator: str, value: str) -> Comparison:
    """The comparison with a value that has no variables."""
    wildcards = OPERATORS[operator].wildcards
    pieces = parse_pattern(value, wildcards=wildcards, variables=False).pieces
    return Comparison(operator, glob(pieces))


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one key.

    Args:
        values: one value for each cell, absence among them.
        exact: whether there is surely one for each cell.
        addresses: of the values that are addresses: version, first and last number of the cell.
    """

    values: tuple[Value, ...]
    exact: bool
    addresses: Mapping[Value, tuple[int, int, int]] = field(default_factory=dict)


def cells(comparisons: Iterable[Comparison], points: Iterable[str], *, many: bool) -> Cells:
    """Split a key's values.

    Args:
        comparisons: all that the policies in play compare the key with.
        points: single values that matter otherwise, such as what a variable would have to be.
        many: whether a request can have several values for the key.
    """
    kinds: dict[str, list[Glob]] = {}
    for one in comparisons:
        kinds.setdefault(_FAMILIES[one.operator], []).append(one.pattern)
    found: dict[str, None] = dict.fromkeys((*points, OTHER, ANOTHER))
    exact = len(kinds.keys() - {_POINTS, _BOOLEANS}) <= 1
    for kind, patterns in kinds.items():
        try:
            found.update(dict.fromkeys(_SPLITS[kind](list(dict.fromkeys(patterns)))))
        except TooManyStates:
            exact = False
    singles = tuple(found)
    if len(singles) > _MOST_CELLS:
        return Cells((None, *singles[:_MOST_CELLS]), exact=False)
    if not many:
        ranges = map(glob_text, kinds.get(_ADDRESSES, ()))
        return Cells((None, *singles), exact, address_cells(ranges))
    # Two values that no policy names are as good as one: what counts is which cells are hit.
    hit = tuple(single for single in singles if single != ANOTHER)
    most = len(hit) if len(hit) <= _MOST_IN_A_SET else 2
    sets = [chosen for size in range(1, most + 1) for chosen in combinations(hit, size)]
    return Cells((None, *sets), exact and most == len(hit))


_POINTS, _PATTERNS, _ARNS = "points", "patterns", "arns"
_NUMBERS, _DATES, _BOOLEANS, _ADDRESSES = "numbers", "dates", "booleans", "addresses"


def _family(operator: str) -> str:
    for start, family in (
        ("Numeric", _NUMBERS),
        ("Date", _DATES),
        ("Bool", _BOOLEANS),
        ("Arn", _ARNS),
        ("StringLike", _PATTERNS),
        ("StringNotLike", _PATTERNS),
        ("IpAddress", _ADDRESSES),
        ("NotIpAddress", _ADDRESSES),
    ):
        if operator.startswith(start):
            return family
    return _POINTS


_FAMILIES = {name: _family(name) for name in OPERATORS}


def _split_points(patterns: list[Glob]) -> list[str]:
    """Each text itself, and in other case for operators that do not look at case."""
    texts = map(glob_text, patterns)
    return [variant for text in texts for variant in (text, text.swapcase())]


def _split_patterns(patterns: list[Glob]) -> list[str]:
    plain = [glob_text(pattern) for pattern in patterns if not has_wildcard(pattern)]
    wild = [pattern for pattern in patterns if has_wildcard(pattern)]
    return [*plain, *(witnesses(wild).values() if wild else ())]


def _split_arns(patterns: list[Glob]) -> list[str]:
    """ARNs are compared part by part: so is each part split, and every combination put together."""
    split = []
    for pattern in patterns:
        parts = [pattern] * ARN_PARTS if is_star(pattern) else split_at(pattern, ":", ARN_PARTS)
        if len(parts) == ARN_PARTS:
            split.append(parts)
    if not split:
        return []
    choices = [["arn"]]
    for number in range(1, ARN_PARTS):
        found = witnesses([parts[number] for parts in split])
        kept = [text for text in found.values() if number == ARN_PARTS - 1 or ":" not in text]
        choices.append(list(dict.fromkeys(kept)))
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > _MOST_CELLS:
        raise TooManyStates
    return [":".join(parts) for parts in product(*choices)]


def _between(numbers: Sequence[Decimal]) -> list[Decimal]:
    """Each number, one between each two, one below and one above all."""
    ordered = sorted(set(numbers))
    if not ordered:
        return []
    middles = [(low + high) / 2 for low, high in pairwise(ordered)]
    return [ordered[0] - 1, *ordered, *middles, ordered[-1] + 1]


def _split_numbers(patterns: list[Glob]) -> list[str]:
    texts = map(glob_text, patterns)
    numbers = [number for text in texts if (number := read_number(text)) is not None]
    return [f"{number:f}" for number in _between(numbers)]


def _split_dates(patterns: list[Glob]) -> list[str]:
    texts = map(glob_text, patterns)
    moments = [moment for text in texts if (moment := read_date(text)) is not None]
    return [_date_text(moment) for moment in _between(moments)]


def _date_text(moment: Decimal) -> str:
    """A moment as a date: with a fraction, lest four digits be read as a year; before 1970 in words
    of ISO 8601, since seconds are never negative."""
    if moment >= 0:
        return f"{moment:.6f}"
    before = datetime.timedelta(seconds=float(moment))
    return (datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + before).isoformat()


def _split_booleans(patterns: list[Glob]) -> list[str]:
    return ["true", "false"]


_FAMILY_SIZES = {4: 1 << 32, 6: 1 << 128}


def address_starts(texts: Iterable[str]) -> list[tuple[int, int]]:
    """The first address of each cell, as (version, number), IPv4 before IPv6.

    Between two neighbours no range of the policies begins or ends.
    """
    starts = {(version, 0) for version in _FAMILY_SIZES}
    for text in texts:
        network = read_network(text)
        if network is not None:
            starts.add((network.version, network.first))
            if network.last + 1 < _FAMILY_SIZES[network.version]:
                starts.add((network.version, network.last + 1))
    return sorted(starts)


def address_cells(texts: Iterable[str]) -> dict[Value, tuple[int, int, int]]:
    """The cells into which ranges split all addresses: by their first address, as text."""
    ranges = list(texts)
    starts = address_starts(ranges) if ranges else []
    ends = [
        after if after_version == version else _FAMILY_SIZES[version]
        for (version, _), (after_version, after) in pairwise((*starts, (0, 0)))
    ]
    return {
        address_text(version, start): (version, start, end - 1)
        for (version, start), end in zip(starts, ends, strict=True)
    }


def merged_ranges(found: Iterable[tuple[int, int, int]]) -> tuple[str, ...]:
    """Cells of addresses as the fewest CIDR texts, IPv4 first."""
    from netaddr import IPAddress, IPRange, cidr_merge

    ranges = [
        IPRange(
            IPAddress(first, 4 if version == 4 else 6), IPAddress(last, 4 if version == 4 else 6)
        )
        for version, first, last in found
    ]
    return tuple(str(network) for network in cidr_merge(ranges))


def address_text(version: int, number: int) -> str:
    """An address as text."""
    from netaddr import IPAddress

    return str(IPAddress(number, 4 if version == 4 else 6))


def _split_addresses(patterns: list[Glob]) -> list[str]:
    starts = address_starts(map(glob_text, patterns))
    return [address_text(version, number) for version, number in starts]


_SPLITS = {
    _POINTS: _split_points,
    _PATTERNS: _split_patterns,
    _ARNS: _split_arns,
    _NUMBERS: _split_numbers,
    _DATES: _split_dates,
    _BOOLEANS: _split_booleans,
    _ADDRESSES: _split_addresses,
}
