"""Which addresses does a text name, if it names any?

Strict, since a range that is read wrongly lets the wrong people in: `127.1`, octal-looking
`203.0.113.007`, zone ids and white space are no addresses. Host bits that are set are ignored, as
AWS ignores them (UG access-analyzer-reference-policy-checks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_QUAD = r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}"
_IPV6 = re.compile(rf"(?=[0-9A-Fa-f:.]*:)[0-9A-Fa-f:]+(?:(?<=:){_QUAD})?")
_PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")
_OCTETS = {str(number): number for number in range(256)}
_WIDTHS = {4: 32, 6: 128}
_MAPPED = 0xFFFF
_READ = 32_768  # texts kept: each condition on an address reads it anew


@dataclass(frozen=True, slots=True)
class Network:
    """A range of addresses, or a single one.

    Args:
        version: 4 or 6.
        first: its first address, as a number.
        last: its last address, included.
        prefix: how many leading bits its addresses share; 32 or 128 for a single one.
        mapped: whether all of it are IPv4 addresses written as IPv6 (``::ffff:0:0/96``).
    """

    version: int
    first: int
    last: int
    prefix: int
    mapped: bool


def read_network(text: str) -> Network | None:
    """The range that an address or a CIDR names, None if the text is neither.

    Without a prefix a single address is meant.
    """
    address, slash, prefix = text.partition("/")
    found = address_number(address)
    if found is None:
        return None
    version, number = found
    width = _WIDTHS[version]
    if not slash:
        return _network(version, number, width)
    if not _PREFIX.fullmatch(prefix) or int(prefix) > width:
        return None
    return _network(version, number, int(prefix))


@lru_cache(maxsize=_READ)
def read_address(text: str) -> Network | None:
    """The single address that the text names, None if it is none (or a range)."""
    found = address_number(text)
    return None if found is None else _network(*found, _WIDTHS[found[0]])


def address_number(text: str) -> tuple[int, int] | None:
    """Family and number of the single address that the text names, None if it is none."""
    quad = text.split(".")
    if len(quad) == 4:
        first, second, third, fourth = quad
        try:
            # By hand: netaddr takes ten times as long, and logs bring an address with every call.
            number = _OCTETS[first] << 24 | _OCTETS[second] << 16 | _OCTETS[third] << 8
            return 4, number | _OCTETS[fourth]
        except KeyError:
            pass  # an IPv6 address may end in a quad
    if not _IPV6.fullmatch(text):
        return None
    long = _number(text)
    return None if long is None else (6, long)


def _network(version: int, number: int, prefix: int) -> Network:
    hosts = (1 << (_WIDTHS[version] - prefix)) - 1
    first = number & ~hosts
    mapped = version == 6 and prefix >= 96 and first >> 32 == _MAPPED
    return Network(version, first, first | hosts, prefix, mapped)


@lru_cache(maxsize=_READ)
def _number(address: str) -> int | None:
    # Here, since netaddr costs a start that names no address a few hundredths of a second.
    from netaddr import INET_PTON, AddrFormatError, IPAddress

    try:
        return int(IPAddress(address, flags=INET_PTON))
    except AddrFormatError:
        return None
