"""Can a condition operator read this value at all?

IAM stores values that its operators cannot read, and such a value equals nothing; so nothing here
refuses a document.
"""

from __future__ import annotations

import binascii
import datetime
import re
from collections.abc import Callable

from simulator.language.addresses import read_network
from simulator.language.arn import split_arn
from simulator.language.operators import ValueType

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# The common case, without netaddr.
_IPV4_RANGE = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}(?:/(?:3[0-2]|[12]?[0-9]))?")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SECONDS = re.compile(r"-?[0-9]{1,19}(?:\.[0-9]+)?")
# The W3C profile of ISO 8601 (https://www.w3.org/TR/NOTE-datetime).
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[Tt](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?)?)?)?"
)
_ARN_PARTS = 6


def readable(value: str, type: ValueType) -> bool:
    """Whether an operator that takes this type can read the value."""
    return _READERS[type](value)


def _is_date(value: str) -> bool:
    if _SECONDS.fullmatch(value):
        return True
    match = _DATE.fullmatch(value)
    if match is None:
        return False
    parts = {name: int(part) for name, part in match.groupdict().items() if part is not None}
    try:
        datetime.datetime(**({"month": 1, "day": 1} | parts))  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def _is_binary(value: str) -> bool:
    try:
        binascii.a2b_base64(value.encode(), strict_mode=True)
    except ValueError:
        return False
    return True


def _is_network(value: str) -> bool:
    return bool(_IPV4_RANGE.fullmatch(value)) or read_network(value) is not None


def _is_arn(value: str) -> bool:
    return value == "*" or len(split_arn(value) or ()) == _ARN_PARTS


_READERS: dict[ValueType, Callable[[str], bool]] = {
    ValueType.STRING: lambda value: True,
    ValueType.NUMBER: lambda value: bool(_NUMBER.fullmatch(value)),
    ValueType.DATE: _is_date,
    ValueType.BOOLEAN: lambda value: value.lower() in {"true", "false"},
    ValueType.BINARY: _is_binary,
    ValueType.ADDRESS: _is_network,
    ValueType.ARN: _is_arn,
}
