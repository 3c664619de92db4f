"""Which elements of a statement may stand together, which must, by the policy's type?

The types' own rules are rows of `kinds.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from simulator.language.kinds import Presence
from simulator.language.model import Effect, PolicyType, Statement
from simulator.language.principals import is_everyone
from simulator.language.problems import Problem
from simulator.language.reading import Reading
from simulator.language.tree import Member
from simulator.source import Span, Text

_PAIRS = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
_PLAIN_SID = re.compile(r"[A-Za-z0-9]*")
_EVERYTHING = "*"


def check_elements(
    elements: dict[str, Member], opening: Span, effect: Text | None, reading: Reading
) -> None:
    """Note elements that are missing, that exclude each other, that may not be there.

    Args:
        elements: the statement's, by name.
        opening: where one that is missing is noted.
        effect: the value of Effect, if it is valid.
        reading: the document.
    """
    kind = reading.kind
    for pair in _PAIRS:
        _check_pair(pair, elements, reading)
    _check_presence(("Effect",), Presence.REQUIRED, elements, opening, reading)
    _check_presence(_PAIRS[0], kind.principal, elements, opening, reading)
    _check_presence(_PAIRS[1], Presence.REQUIRED, elements, opening, reading)
    _check_presence(_PAIRS[2], kind.resource, elements, opening, reading)
    if not kind.not_action:
        _forbid("NotAction", elements, reading)
    if "NotPrincipal" in elements and kind.principal is not Presence.FORBIDDEN:
        if not kind.not_principal:
            _forbid("NotPrincipal", elements, reading)
        elif effect is not None and effect.value == Effect.ALLOW:
            _note_allow_not_principal(elements["NotPrincipal"], reading)


def _check_pair(pair: tuple[str, str], elements: dict[str, Member], reading: Reading) -> None:
    found = sorted(
        (elements[name].name for name in pair if name in elements),
        key=lambda name: name.span.start,
    )
    if len(found) > 1:
        first, second = found
        reading.findings.add(
            Problem.EXCLUDING_ELEMENTS,
            second.span,
            got=second.value,
            detail=first.value,
            related=first.span,
        )


def _check_presence(
    names: Collection[str],
    presence: Presence,
    elements: dict[str, Member],
    opening: Span,
    reading: Reading,
) -> None:
    found = any(name in elements for name in names)
    if presence is Presence.FORBIDDEN:
        for name in names:
            _forbid(name, elements, reading)
    elif presence is Presence.REQUIRED and not found:
        reading.findings.add(Problem.MISSING_ELEMENT, opening, expected=names)
    elif presence is Presence.DOUBTFUL and not found:
        reading.findings.add(Problem.NO_RESOURCE, opening, expected=names)


def _forbid(name: str, elements: dict[str, Member], reading: Reading) -> None:
    if name in elements:
        reading.findings.add(
            Problem.FORBIDDEN_ELEMENT,
            elements[name].name.span,
            got=name,
            detail=str(reading.kind.type),
        )


def _note_allow_not_principal(member: Member, reading: Reading) -> None:
    refused = reading.kind.type is not None
    problem = Problem.ALLOW_NOT_PRINCIPAL if refused else Problem.DOUBTFUL_NOT_PRINCIPAL
    reading.findings.add(problem, member.name.span, got=member.name.value)


def check_rcp(statement: Statement, reading: Reading) -> None:
    """Note what only a resource control policy may not say.

    The policy RCPFullAWSAccess, which AWS attaches itself, may: it is the only one that allows
    (ORG orgs_manage_policies_rcps_syntax).
    """
    if reading.kind.type is not PolicyType.RCP or _is_full_access(statement):
        return
    if statement.effect is Effect.ALLOW:
        _note_rcp(statement.effect_span, (Effect.DENY,), reading)
    if statement.principals is not None and not is_everyone(statement.principals):
        _note_rcp(statement.principals.span, (f'"Principal": "{_EVERYTHING}"',), reading)
    for action in statement.actions.values:
        if action.value.partition(":")[0] == _EVERYTHING:
            _note_rcp(action.span, ("service:*",), reading)


def _note_rcp(span: Span, expected: Sequence[str], reading: Reading) -> None:
    reading.findings.add(Problem.NOT_IN_RCP, span, got=span.text, expected=expected)


def _is_full_access(statement: Statement) -> bool:
    return (
        statement.effect is Effect.ALLOW
        and not statement.conditions
        and statement.principals is not None
        and is_everyone(statement.principals)
        and all(
            patterns is not None
            and not patterns.negated
            and [value.value for value in patterns.values] == [_EVERYTHING]
            for patterns in (statement.actions, statement.resources)
        )
    )


def check_sids(sids: Sequence[Text], reading: Reading) -> None:
    """Note a Sid that occurs twice, and characters that IAM takes in none."""
    kind = reading.kind
    first: dict[str, Text] = {}
    for sid in sids:
        if kind.plain_sids and not _PLAIN_SID.fullmatch(sid.value):
            reading.findings.add(Problem.BAD_SID, sid.span, got=sid.value)
        earlier = first.setdefault(sid.value, sid)
        if sid.value and earlier is not sid:
            problem = Problem.DUPLICATE_SID if kind.unique_sids else Problem.REPEATED_SID
            reading.findings.add(problem, sid.span, got=sid.value, related=earlier.span)
