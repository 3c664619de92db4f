"""What does one of AWS's access-denied messages say, whatever a terminal or an SDK did to it?

The way back from `messages.DENIAL_WORDINGS`: the same table, read. Messages come with what an SDK
puts before and behind them, wrapped into lines by a terminal (within words) or by a mail (between
them), and cut off by CloudTrail. Where that leaves several readings, all of them are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from simulator.messages import DENIAL_WORDINGS

LONGEST = 20_000
"""Characters; AWS's own messages have a thousand, and an encoded part has a few thousand."""

_ASSUMING = frozenset({"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"})
_ENCODED = re.compile(r"Encoded\s+authorization\s+failure\s+message:?(?P<encoded>.*)", re.DOTALL)
_BEHIND = re.compile(r"[\"'}\])]| \(Service:")
"""What follows a message that gives no reason, and is no part of the resource."""
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class DeniedMessage:
    """One reading of a message.

    Args:
        principal: the caller's ARN; as AWS prints it, for a role's session the session's.
        action: such as ``ec2:StopInstances``.
        resource: its ARN; None where the message names none.
        explicit: by a Deny statement, or for want of an Allow; None where the message gives no
            reason.
        types: values of `PolicyType`, the one that the message names first, then those that it can
            mean all the same; all, where the message gives no reason.
        policy_arn: of the policy that denies, where the message names it.
    """

    principal: str
    action: str
    resource: str | None
    explicit: bool | None
    types: tuple[str, ...]
    policy_arn: str | None = None


def encoded_part(text: str) -> str | None:
    """The part that only `sts:DecodeAuthorizationMessage` reads, if the message has one."""
    found = _ENCODED.search(text[:LONGEST])
    encoded = re.sub(r"\s+", "", found["encoded"]) if found is not None else ""
    return encoded.strip("\"'}])") or None


def read_denied_message(text: str) -> tuple[DeniedMessage, ...]:
    """All readings of a message, the likeliest first; none if it is no such message.

    Source: UG troubleshoot_access-denied.
    """
    text = _ENCODED.sub("", text[:LONGEST])
    readings = dict.fromkeys(
        reading
        for lines, gap in _unfolded(text)
        for start in _starts(lines)
        if (reading := _read(lines[start:], gap)) is not None and _is_whole(reading.resource)
    )
    named = [reading for reading in readings if reading.explicit is not None]
    return tuple(named or readings)


def _unfolded(text: str) -> Iterator[tuple[str, str]]:
    """The text in one line, in each way in which it can have been wrapped, and what a space is."""
    lines = _LINE_END.split(text.strip())
    if len(lines) == 1:
        yield lines[0], " "
        return
    yield "".join(lines), " "
    yield " ".join(line.strip() for line in lines), " "
    yield re.sub(r"\s+", "", text), ""


def _is_whole(resource: str | None) -> bool:
    """Whether it has no space where no ARN has one: a line was broken there within a word."""
    return resource is None or " " not in "".join(resource.split(":", 5)[:5])


def _starts(line: str) -> Iterator[int]:
    """Where in it a message can begin."""
    for found, _ in zip(re.finditer(r"User:", line), range(8), strict=False):
        yield found.start()


def _read(line: str, gap: str) -> DeniedMessage | None:
    reasoned, bare = _patterns(gap)
    match = reasoned.match(line)
    if match is None:
        match = bare.match(line)
        return _without_reason(match, gap) if match is not None else None
    principal, action, resource = match["principal"], match["action"], match["resource"]
    if match["implicit"] is None:
        types = _explicit(match["explicit"], action, gap)
        return DeniedMessage(principal, action, resource, True, types, match["arn"])
    if match["again"].lower() != action.lower():
        return None
    types = _implicit(match["implicit"], action, gap)
    return DeniedMessage(principal, action, resource, False, types)


def _without_reason(match: re.Match[str], gap: str) -> DeniedMessage:
    """A message that gives no reason, or whose reason was cut off."""
    principal, action, rest = match["principal"], match["action"], match["rest"] or ""
    lead = _with_gaps(" on resource: ", gap)
    named = rest.startswith(lead)
    rest = rest[len(lead) :] if named else rest
    for found in re.finditer(rf"{gap}(?:because|with)", rest):
        explicit, types = _begun(rest[found.start() :], action, gap)
        if types:
            resource = rest[: found.start()] if named else None
            return DeniedMessage(principal, action, resource, explicit, types)
    kept = _BEHIND.split(rest, maxsplit=1)[0].rstrip(".") if named else None
    return DeniedMessage(principal, action, kept, None, tuple(DENIAL_WORDINGS))


def _begun(words: str, action: str, gap: str) -> tuple[bool, tuple[str, ...]]:
    """What a reason of which only the beginning is there can have been."""
    explicit = words.startswith(_with_gaps(" with", gap))
    reasons = _reasons(action, gap, explicit=explicit)
    types = tuple(type for type, reason in reasons if reason.startswith(words))
    return explicit, _either_side(action) if types == ("identity",) and not explicit else types


def _reasons(action: str, gap: str, *, explicit: bool) -> Iterator[tuple[str, str]]:
    """Each policy type's reason as AWS writes it, with the gap before it."""
    for row in DENIAL_WORDINGS.values():
        if explicit:
            yield row.type, _with_gaps(f" with an explicit deny in {row.explicit}", gap)
        elif row.implicit is not None:
            yield row.type, _with_gaps(f" because no {row.implicit} allows the {action} ", gap)


def _implicit(noun: str, action: str, gap: str) -> tuple[str, ...]:
    named = next(
        row.type
        for row in DENIAL_WORDINGS.values()
        if row.implicit is not None and _with_gaps(row.implicit, gap) == noun
    )
    return _either_side(action) if named == "identity" else _of(named, action)


def _either_side(action: str) -> tuple[str, ...]:
    """Within one account either side could have allowed, and AWS names the identity's."""
    return ("identity", *_resource_types(action))


def _explicit(noun: str | None, action: str, gap: str) -> tuple[str, ...]:
    if noun is None:
        return tuple(DENIAL_WORDINGS)
    named = next(
        row.type for row in DENIAL_WORDINGS.values() if _with_gaps(row.explicit, gap) == noun
    )
    return _of(named, action)


def _of(named: str, action: str) -> tuple[str, ...]:
    """The type that was named; a role's resource-based policy is its trust policy."""
    return _resource_types(action) if named == "resource" else (named,)


def _resource_types(action: str) -> tuple[str, ...]:
    return ("resource", "trust") if action.lower() in _ASSUMING else ("resource",)


def _with_gaps(words: str, gap: str) -> str:
    return words.replace(" ", gap)


@cache
def _patterns(gap: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A message that gives a reason, with anything behind it, and one that gives none.

    Args:
        gap: what stands between words; nothing if white space was taken out.
    """

    def fixed(words: str) -> str:
        return re.escape(_with_gaps(words, gap))

    explicit = "|".join(fixed(row.explicit) for row in DENIAL_WORDINGS.values())
    implicit = "|".join(fixed(row.implicit) for row in DENIAL_WORDINGS.values() if row.implicit)
    about = (
        fixed("User: ")
        + r"(?P<principal>\S+?)"
        + fixed(" is not authorized to perform: ")
        + r"(?P<action>[\w.-]+?:[\w*-]+?)"
    )
    resource = rf"(?:{fixed(' on resource: ')}(?P<resource>\S.*?))?"
    reason = (
        rf"(?:(?:{fixed(' with an explicit deny')})"
        + rf"(?:{fixed(' in ')}(?P<explicit>{explicit})(?:{fixed(': ')}(?P<arn>arn:\S+?))?"
        + rf"|(?!{fixed(' in')}))"
        + rf"|{fixed(' because no ')}(?P<implicit>{implicit})"
        + rf"{fixed(' allows the ')}(?P<again>\S+?){fixed(' action')})"
    )
    rest = "|".join(map(fixed, (" on resource: ", " because", " with")))
    behind = r"[.]?(?:\Z|[,;:]?[\s\"')\]}])"
    return (
        re.compile(about + resource + reason + behind),
        re.compile(rf"{about}(?P<rest>(?:{rest}).*)?[.]?\Z"),
    )
