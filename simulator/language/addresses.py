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
_IPV4 = re.compile(_QUAD)
_IPV6 = re.compile(rf"(?=[0-9A-Fa-f:.]*:)[0-9A-Fa-f:]+(?:(?<=:){_QUAD})?")
_PREFIX = re.compile(r"0|[1-9][0-9]{0,2}")
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
    version = _version(address)
    if version is None:
        return None
    width = _WIDTHS[version]
    bits = width
    if slash:
        if not _PREFIX.fullmatch(prefix) or int(prefix) > width:
            return None
        bits = int(prefix)
    return _network(address, version, bits)


@lru_cache(maxsize=_READ)
def read_address(text: str) -> Network | None:
    """The single address that the text names, None if it is none (or a range)."""
    version = _version(text)
    return None if version is None else _network(text, version, _WIDTHS[version])


def address_number(text: str) -> tuple[int, int] | None:
    """Family and number of the single address that the text names, None if it is none."""
    if _IPV4.fullmatch(text):
        number = _number_of_quad(text)
        return None if number is None else (4, number)
    found = read_address(text)
    return None if found is None else (found.version, found.first)


def _version(address: str) -> int | None:
    if _IPV4.fullmatch(address):
        return 4
    return 6 if _IPV6.fullmatch(address) else None


def _network(address: str, version: int, prefix: int) -> Network | None:
    number = _number_of_quad(address) if version == 4 else _number(address)
    if number is None:
        return None
    hosts = (1 << (_WIDTHS[version] - prefix)) - 1
    first = number & ~hosts
    mapped = version == 6 and prefix >= 96 and first >> 32 == _MAPPED
    return Network(version, first, first | hosts, prefix, mapped)


def _number_of_quad(address: str) -> int | None:
    """The number of what `_IPV4` takes for an address, if all four of its numbers are small enough.

    By hand: netaddr takes five times as long, and logs bring an address with every call.
    """
    first, second, third, fourth = map(int, address.split("."))
    if first > 255 or second > 255 or third > 255 or fourth > 255:
        return None
    return first << 24 | second << 16 | third << 8 | fourth


def _number(address: str) -> int | None:
    # Here, since netaddr costs a start that names no address a few hundredths of a second.
    from netaddr import INET_PTON, AddrFormatError, IPAddress

    try:
        return int(IPAddress(address, flags=INET_PTON))
    except AddrFormatError:
        return None
