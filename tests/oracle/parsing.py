"""What do numbers, dates, booleans, bytes and addresses look like in a condition?

Every reader gives None for a text that is not of its type: such a value equals nothing
(rule invalid-value). Source: UG reference_policies_elements_condition_operators.
"""

from __future__ import annotations

import base64
import datetime
import ipaddress
import re
from decimal import Decimal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(
    r"([0-9]{4})"
    r"(?:-([0-9]{2})"
    r"(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)
_EPOCH = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_EPOCH_DAY = datetime.date(1970, 1, 1)


def number(text: str) -> Decimal | None:
    """Integers and decimals ("Numeric condition operators")."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def date(text: str) -> Decimal | None:
    """Seconds since 1970 ("Date condition operators": ISO 8601 of the W3C, or epoch seconds).

    No zone: UTC. No time: midnight. Four digits: a year. Seconds may have a fraction (rules
    date-without-zone, date-four-digits, date-epoch-fraction).
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return Decimal(text) if _EPOCH.fullmatch(text) else None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        on = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if int(hour or 0) > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return None
    seconds = Decimal((on - _EPOCH_DAY).days * 86400)
    seconds += int(hour or 0) * 3600 + int(minute or 0) * 60 + int(second or 0)
    seconds += Decimal("0" + fraction) if fraction else 0
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if hours > 23 or minutes > 59:
            return None
        offset = hours * 3600 + minutes * 60
        seconds -= offset if zone[0] == "+" else -offset
    return seconds


def boolean(text: str) -> bool | None:
    """``true`` or ``false`` in any case ("Boolean condition operators"; rule bool-case)."""
    return {"true": True, "false": False}.get(text.lower())


def binary(text: str) -> bytes | None:
    """Bytes in base 64 ("Binary condition operators")."""
    return base64.b64decode(text) if _BASE64.fullmatch(text) else None


def address(text: str) -> Address | None:
    """One address ("IP address condition operators"). A zone index or a leading zero: none."""
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def network(text: str) -> Network | None:
    """A range in CIDR form; without prefix one address; set host bits are ignored."""
    start, slash, prefix = text.partition("/")
    base = address(start)
    if base is None:
        return None
    if slash and (re.fullmatch(r"[0-9]{1,3}", prefix) is None or int(prefix) > base.max_prefixlen):
        return None
    length = int(prefix) if slash else base.max_prefixlen
    return ipaddress.ip_network(f"{base}/{length}", strict=False)
