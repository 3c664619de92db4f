"""What lies at, beside and between the values that a policy compares a key with?"""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal

from . import parsing, patterns
from .patterns import Token, Wild
from .values import Context

STRANGERS = ("192.0.2.77", "100.20.30.40", "2001:db8:77::1", "2a00::77")


def around(uses: list[tuple[str, str, str]], context: Context) -> list[str]:
    """Values worth trying for a key with these uses: base operator, text, version."""
    values: list[str] = []
    texts = {base: [text for other, text, _ in uses if other == base] for base, _, _ in uses}
    for base, of_base in texts.items():
        if base == "Bool":
            values += ["true", "false"]
        elif base == "BinaryEquals":
            values += [*of_base, "AAAA"]
        elif base == "IpAddress":
            values += of_addresses(of_base)
    values += of_numbers([text for base, text, _ in uses if base.startswith("Numeric")])
    values += of_dates([text for base, text, _ in uses if base.startswith("Date")])
    values += of_texts([use for use in uses if use[0].startswith(("String", "Arn"))], context)
    return values


def steps(points: list[Decimal]) -> list[Decimal]:
    """Each point, the middles between them, and one on either side of all."""
    ordered = sorted(set(points))
    if not ordered:
        return []
    middles = [(low + high) / 2 for low, high in itertools.pairwise(ordered)]
    return [*ordered, *middles, ordered[0] - 1, ordered[-1] + 1]


def of_numbers(texts: list[str]) -> list[str]:
    """Numbers around those of the policy."""
    points = [point for text in texts if (point := parsing.number(text)) is not None]
    return [format(point, "f") for point in steps(points)]


def of_dates(texts: list[str]) -> list[str]:
    """Dates around those of the policy, as ISO 8601 and as seconds, for keys that are both."""
    points = [point for text in texts if (point := parsing.date(text)) is not None]
    whole = [str(int(point)) for point in steps(points) if point == int(point) and point > 9999]
    return [_iso(point) for point in steps(points)] + whole


def _iso(seconds: Decimal) -> str:
    whole = int(seconds // 1)
    start = datetime.datetime(1970, 1, 1)  # the zone is written below
    fraction = format(seconds - whole, "f")[1:] if seconds != whole else ""
    return (start + datetime.timedelta(seconds=whole)).isoformat() + fraction + "Z"


def of_addresses(texts: list[str]) -> list[str]:
    """First and last of each range, their neighbours, and a stranger to all of each family."""
    ranges = [found for text in texts if (found := parsing.network(text)) is not None]
    values: list[str] = []
    for found in ranges:
        first, last = int(found.network_address), int(found.broadcast_address)
        highest = 2**found.max_prefixlen - 1
        kind = type(found.network_address)
        values += [
            str(kind(place))
            for place in (first, last, first - 1, last + 1)
            if 0 <= place <= highest
        ]
    strangers = [parsing.address(text) for text in STRANGERS]
    for version in (4, 6):
        outside = [
            stranger
            for stranger in strangers
            if stranger is not None
            and stranger.version == version
            and not any(stranger in found for found in ranges if found.prefixlen)
        ]
        values += [str(outside[0])] if outside else []
    return values


def of_texts(uses: list[tuple[str, str, str]], context: Context) -> list[str]:
    """What each pattern matches, and what two of them may match together."""
    values: list[str] = []
    read: list[list[Token]] = []
    for base, text, version in uses:
        wildcards = base in ("StringLike", "ArnEquals", "ArnLike")
        tokens = patterns.read(
            text, context, wildcards=wildcards, variables=version == "2012-10-17"
        )
        if tokens is not None:
            read.append(tokens)
    for tokens in read:
        for many in ("", "zz"):
            example = _example(tokens, many)
            values += [example, example.swapcase()]
    for one, other in itertools.combinations(read, 2):
        values += _both(one, other)
        parts = zip(
            patterns.split_at_colons(one, 6), patterns.split_at_colons(other, 6), strict=False
        )
        values.append(":".join(_both(left, right)[0] for left, right in parts))
    values.append("arn:aws:iam::000000000000:user/nobody")
    return values


def _example(tokens: list[Token], many: str) -> str:
    return "".join(
        many if token is Wild.MANY else "q" if token is Wild.ONE else token for token in tokens
    )


def _both(one: list[Token], other: list[Token]) -> list[str]:
    """The longer beginning and the longer end of two patterns, put together."""
    if Wild.MANY not in one:
        return [_example(one, "")]
    if Wild.MANY not in other:
        return [_example(other, "")]
    begin = max(
        (_example(tokens[: tokens.index(Wild.MANY)], "") for tokens in (one, other)), key=len
    )
    end = max(
        (
            _example(tokens[::-1][: tokens[::-1].index(Wild.MANY)][::-1], "")
            for tokens in (one, other)
        ),
        key=len,
    )
    return [begin + "zz" + end, begin + end]
