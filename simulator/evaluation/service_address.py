"""Does a range of a policy hold the address of a service, of which a world knows only ranges?"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.evaluation.cells import Cells, address_cells
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import ServiceAddress
from simulator.language.addresses import Network, read_network


def lies_in(address: ServiceAddress, network: Network) -> Truth:
    """Whether the service's address is in a range: unknown if that holds a part of its ranges."""
    ranges = _networks(address)
    if ranges and all(_overlap(one, network) and _holds(network, one) for one in ranges):
        return Truth.YES
    return Truth.UNKNOWN if any(_overlap(one, network) for one in ranges) else Truth.NO


def cells_within(address: ServiceAddress, texts: Iterable[str]) -> Cells:
    """The ways in which ranges of policies can hold the service's address.

    Args:
        address: with ranges.
        texts: the ranges that policies name, as written.
    """
    ranges = _networks(address)
    found = {
        start: (version, first, last)
        for start, (version, first, last) in address_cells((*texts, *address.ranges)).items()
        if any(one.version == version and one.first <= first <= one.last for one in ranges)
    }
    return Cells(tuple(found), exact=True, addresses=found)


def _networks(address: ServiceAddress) -> list[Network]:
    return [found for text in address.ranges if (found := read_network(text)) is not None]


def _overlap(one: Network, other: Network) -> bool:
    return one.version == other.version and one.first <= other.last and other.first <= one.last


def _holds(outer: Network, inner: Network) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last
