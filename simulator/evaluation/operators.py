"""How does each condition operator compare a value of the policy with a value of the request?

One row an operator. What a missing key does needs no column: it follows from `negated`, IfExists
and the set operator (`conditions.py`); only `Null` asks for presence alone.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulator.evaluation.decision import Because
from simulator.evaluation.globs import Glob, glob_text, is_star, matcher, split_at
from simulator.language.addresses import Network, address_number, read_address, read_network
from simulator.language.pattern import Wildcard

_PAGE = "UG reference_policies_elements_condition_operators"


@dataclass(frozen=True, slots=True)
class Operator:
    """One condition operator.

    Args:
        name: as AWS spells it, without set operator and IfExists.
        read_policy: a value of the policy for comparison; None: not of this operator's type, so it
            equals nothing (rule ``invalid-value``). It is given a `Glob`, since variables are
            replaced before.
        read_request: the same for a value of the request.
        holds: whether the two, both read, compare as the operator says (before negation).
        negated: whether the operator is the negation of another.
        not_of_type: why a request value that cannot be read equals nothing.
        wildcards: whether `*` and `?` in the policy's value are wildcards.
        variables: whether policy variables are replaced (string and ARN operators).
        source: page of AWS's documentation.
        policy_rules: which rules a comparison leans on for the policy's value, as written with
            its variables replaced.
        request_rules: the same for the request's value.
    """

    name: str
    read_policy: Callable[[Glob], Any]
    read_request: Callable[[str], Any]
    holds: Callable[[Any, Any], bool]
    negated: bool
    not_of_type: Because = Because.COMPARED
    wildcards: bool = False
    variables: bool = False
    source: str = _PAGE
    policy_rules: Callable[[str], tuple[str, ...]] = lambda text: ()
    request_rules: Callable[[str], tuple[str, ...]] = lambda text: ()


def _of_text(read: Callable[[str], Any]) -> Callable[[Glob], Any]:
    return lambda value: read(glob_text(value))


def _equal(policy: Any, request: Any) -> bool:
    return bool(policy == request)


def _as_is(text: str) -> str:
    return text


_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def read_number(text: str) -> Decimal | None:
    """An integer or decimal number; None: not a number."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<part>\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)
_EPOCH = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def read_date(text: str) -> Decimal | None:
    """A date as seconds since 1970; None: not a date.

    The W3C profile of ISO 8601, or seconds since 1970. Four digits are a year (rule
    ``date-four-digits``); no zone is UTC, no time midnight (rule ``date-without-zone``).
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return Decimal(text) if _EPOCH.fullmatch(text) else None
    try:
        moment = datetime.datetime(
            int(found["year"]),
            int(found["month"] or 1),
            int(found["day"] or 1),
            int(found["hour"] or 0),
            int(found["minute"] or 0),
            int(found["second"] or 0),
            tzinfo=datetime.UTC,
        )
    except ValueError:
        return None
    offset = _offset(found["zone"])
    if offset is None:
        return None
    since = moment - _BEGINNING
    return Decimal(since.days * 86400 + since.seconds - offset) + Decimal(
        "0" + (found["part"] or "")
    )


def _offset(zone: str | None) -> int | None:
    """Seconds east of Greenwich; None: no such zone."""
    if zone is None or zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)


def _date_rules(text: str) -> tuple[str, ...]:
    found = _DATE.fullmatch(text)
    if found is None:
        fraction = "." in text and _EPOCH.fullmatch(text)
        return ("date-epoch-fraction",) if fraction else ()
    if found["zone"] is not None:
        return ()
    return ("date-four-digits",) if len(text) == 4 else ("date-without-zone",)


def read_boolean(text: str) -> bool | None:
    """true or false in any case (rule ``bool-case``); None: neither."""
    return {"true": True, "false": False}.get(text.lower())


def _boolean_rules(text: str) -> tuple[str, ...]:
    odd = text not in ("true", "false") and read_boolean(text) is not None
    return ("bool-case",) if odd else ()


def read_binary(text: str) -> bytes | None:
    """The bytes that a base-64 text stands for; None: not base-64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _covers(network: Network, address: tuple[int, int]) -> bool:
    version, number = address
    return network.version == version and network.first <= number <= network.last


def _range_rules(text: str) -> tuple[str, ...]:
    rules = []
    network = read_network(text)
    if network is not None and network.version == 6 and "/" not in text:
        rules.append("address-without-prefix")
    if network is not None and network.mapped:
        rules.append("address-mapped")
    return tuple(rules)


def _address_rules(text: str) -> tuple[str, ...]:
    if ":" not in text:
        return ()
    address = read_address(text)
    return ("address-mapped",) if address is not None and address.mapped else ()


ARN_PARTS = 6


def _read_arn_pattern(value: Glob) -> list[Glob] | None:
    """The parts of an ARN pattern; the value `*` alone is every ARN (rule ``arn-star``)."""
    if is_star(value):
        return [value] * ARN_PARTS
    parts = split_at(value, ":", ARN_PARTS)
    return parts if len(parts) == ARN_PARTS else None


def _read_arn(text: str) -> list[str] | None:
    parts = text.split(":", ARN_PARTS - 1)
    return parts if len(parts) == ARN_PARTS and parts[0] == "arn" else None


def _same_parts(pattern: list[Glob], parts: list[str]) -> bool:
    return all(matcher(one)(part) for one, part in zip(pattern, parts, strict=True))


def _arn_rules(text: str) -> tuple[str, ...]:
    return ("arn-star",) if text == Wildcard.ANY.value else ()


def _like(pattern: Glob, text: str) -> bool:
    return matcher(pattern)(text)


def _lower(text: str) -> str:
    return text.lower()


def _pair(positive: str, negative: str, **row: Any) -> tuple[Operator, Operator]:
    return (
        Operator(positive, negated=False, **row),
        Operator(negative, negated=True, **row),
    )


def _ordered(kind: str, **row: Any) -> tuple[Operator, ...]:
    """The six operators of an ordered type; the request's value stands on the left."""
    return (
        *_pair(f"{kind}Equals", f"{kind}NotEquals", holds=_equal, **row),
        Operator(f"{kind}LessThan", holds=lambda p, r: r < p, negated=False, **row),
        Operator(f"{kind}LessThanEquals", holds=lambda p, r: r <= p, negated=False, **row),
        Operator(f"{kind}GreaterThan", holds=lambda p, r: r > p, negated=False, **row),
        Operator(f"{kind}GreaterThanEquals", holds=lambda p, r: r >= p, negated=False, **row),
    )


_ARN_ROW: dict[str, Any] = {
    "read_policy": _read_arn_pattern,
    "read_request": _read_arn,
    "holds": _same_parts,
    "not_of_type": Because.NOT_AN_ARN,
    "wildcards": True,
    "variables": True,
    "source": f"{_PAGE}#Conditions_ARN",
    "policy_rules": _arn_rules,
}

_ROWS: tuple[Operator, ...] = (
    *_pair(
        "StringEquals",
        "StringNotEquals",
        read_policy=_of_text(_as_is),
        read_request=_as_is,
        holds=_equal,
        variables=True,
        source=f"{_PAGE}#Conditions_String",
    ),
    *_pair(
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        read_policy=_of_text(_lower),
        read_request=_lower,
        holds=_equal,
        variables=True,
        source=f"{_PAGE}#Conditions_String",
    ),
    *_pair(
        "StringLike",
        "StringNotLike",
        read_policy=lambda value: value,
        read_request=_as_is,
        holds=_like,
        wildcards=True,
        variables=True,
        source=f"{_PAGE}#Conditions_String",
    ),
    *_ordered(
        "Numeric",
        read_policy=_of_text(read_number),
        read_request=read_number,
        not_of_type=Because.NOT_A_NUMBER,
        source=f"{_PAGE}#Conditions_Numeric",
    ),
    *_ordered(
        "Date",
        read_policy=_of_text(read_date),
        read_request=read_date,
        not_of_type=Because.NOT_A_DATE,
        source=f"{_PAGE}#Conditions_Date",
        policy_rules=_date_rules,
        request_rules=_date_rules,
    ),
    Operator(
        "Bool",
        read_policy=_of_text(read_boolean),
        read_request=read_boolean,
        holds=_equal,
        negated=False,
        not_of_type=Because.NOT_A_BOOLEAN,
        source=f"{_PAGE}#Conditions_Boolean",
        policy_rules=_boolean_rules,
        request_rules=_boolean_rules,
    ),
    Operator(
        "BinaryEquals",
        read_policy=_of_text(read_binary),
        read_request=read_binary,
        holds=_equal,
        negated=False,
        not_of_type=Because.NOT_BASE64,
        source=f"{_PAGE}#Conditions_Binary",
    ),
    *_pair(
        "IpAddress",
        "NotIpAddress",
        read_policy=_of_text(read_network),
        read_request=address_number,
        holds=_covers,
        not_of_type=Because.NOT_AN_ADDRESS,
        source=f"{_PAGE}#Conditions_IPAddress",
        policy_rules=_range_rules,
        request_rules=_address_rules,
    ),
    *_pair("ArnEquals", "ArnNotEquals", **_ARN_ROW),
    *_pair("ArnLike", "ArnNotLike", **_ARN_ROW),
)

OPERATORS: dict[str, Operator] = {row.name: row for row in _ROWS}

NULL = "Null"
"""The one operator that compares nothing: it asks whether the key is there (`conditions.py`)."""
