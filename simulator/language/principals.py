"""Whom do Principal and NotPrincipal name, and may they be named like that?

UG reference_policies_elements_principal.
"""

from __future__ import annotations

import re

from simulator.language.model import Principal, Principals
from simulator.language.problems import Problem
from simulator.language.reading import Reading
from simulator.language.tree import Braces, JsonType, Member
from simulator.language.variables import has_placeholder
from simulator.source import Span, Text

EVERYONE = "*"

_AWS = re.compile(
    r"\*"
    r"|[0-9]{12}"
    # Origin access identities of CloudFront are users of an account called cloudfront.
    r"|arn:aws[a-z-]*:iam::(?:[0-9]{12}:(?:root|(?:user|role)/[^*?]+)|cloudfront:user/[^*?]+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(?:assumed-role/[^*?/]+/[^*?/]+|federated-user/[^*?/]+)"
    # What IAM stores in place of an ARN.
    r"|A[A-Z]{3}[A-Z0-9]{12,}"
)
_SERVICE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_FEDERATED = re.compile(
    r"arn:aws[a-z-]*:iam::[0-9]{12}:(?:saml|oidc)-provider/[^*?]+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_CANONICAL_USER = re.compile(r"[^*?]+")

_TYPES = {
    "AWS": _AWS,
    "Service": _SERVICE,
    "Federated": _FEDERATED,
    "CanonicalUser": _CANONICAL_USER,
}


def read_principals(member: Member, negated: bool, reading: Reading) -> Principals:
    """The element Principal or NotPrincipal, its problems noted."""
    reader = reading.reader
    span = Span(reading.findings.source, member.name.span.start, reader.span(member.value).end)
    if isinstance(member.value, Braces):
        return Principals(negated, tuple(_entries(member.value, reading)), span)
    scalar = reader.scalar(member.value)
    if scalar is None or scalar.type is not JsonType.STRING:
        reading.wrong_type(member.value, JsonType.OBJECT, JsonType.STRING)
        return Principals(negated, (), span)
    if scalar.text.value != EVERYONE and not has_placeholder(scalar.text, reading):
        expected = (EVERYONE, *(f'{{"{name}": …}}' for name in _TYPES))
        reading.findings.add(
            Problem.BAD_PRINCIPAL, scalar.text.span, got=scalar.text.value, expected=expected
        )
    return Principals(negated, (Principal(EVERYONE, scalar.text),), span)


def _entries(node: Braces, reading: Reading) -> list[Principal]:
    entries: list[Principal] = []
    members = reading.reader.members(node)
    if not members:
        reading.findings.add(Problem.EMPTY_LIST, reading.reader.span(node))
    for member in members:
        name = member.name
        if name.value not in _TYPES:
            reading.findings.add(
                Problem.UNKNOWN_PRINCIPAL_TYPE, name.span, got=name.value, expected=_TYPES
            )
            continue
        with reading.findings.within(name.value):
            for value in reading.strings(member.value, empty=Problem.EMPTY_LIST):
                _check(name.value, value, reading)
                entries.append(Principal(name.value, value))
    return entries


def _check(type_: str, text: Text, reading: Reading) -> None:
    if has_placeholder(text, reading):
        return
    if not _TYPES[type_].fullmatch(text.value):
        reading.findings.add(Problem.BAD_PRINCIPAL, text.span, got=text.value)


def is_everyone(principals: Principals) -> bool:
    """Whether it is the bare ``"*"``, the only principal of a resource control policy."""
    return tuple(entry.type for entry in principals.values) == (EVERYONE,)
