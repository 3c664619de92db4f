"""What can a caller change about a request, and which request is it then?

The path of the call, the role, the place, the instant, multi-factor authentication; a single
condition key only of a bare request, since nobody can set what AWS derives.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from simulator.analysis.address_cells import ADDRESS_KEYS, Reason, statements_of
from simulator.analysis.blocks import Block
from simulator.analysis.freedom import TIME_KEYS, instants
from simulator.analysis.routes import (
    Manner,
    Route,
    as_session,
    becoming,
    by_hand,
    chain,
    roles_to_become,
    services_named,
    through,
)
from simulator.evaluation.cells import ANOTHER, Comparison, cells, comparison
from simulator.evaluation.decision import StatementResult
from simulator.evaluation.request import UNKNOWN
from simulator.keys import is_many
from simulator.world.names import ANONYMOUS, ROOT
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import Hop, Overrides, ScenarioRequest

Value = str | tuple[str, ...] | None

_MFA = "aws:MultiFactorAuthPresent"
_MFA_AGE = "aws:MultiFactorAuthAge"
_A_MINUTE = "60"
_OF_CALLS = ("aws:calledvia", "aws:viaaws", "aws:multifactorauth")
_MOST_VALUES = 12


class ChangeKind(StrEnum):
    """What is changed."""

    BY_HAND = "by_hand"
    THROUGH = "through"
    AS_ROLE = "as_role"
    ADDRESS = "address"
    PLACE = "place"
    AT = "at"
    MFA = "mfa"
    KEY = "key"


_EXCLUSIVE = (
    {ChangeKind.BY_HAND, ChangeKind.THROUGH},
    {ChangeKind.KEY, ChangeKind.THROUGH},
    {ChangeKind.KEY, ChangeKind.BY_HAND},
    {ChangeKind.KEY, ChangeKind.AS_ROLE},
    {ChangeKind.ADDRESS, ChangeKind.PLACE},
)
"""Kinds that cannot be changed together."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Args:
        detail: the service, role, place or key that is changed to.
        block: of an address: any of these.
        value: of a key: its value; None: it is absent.
        at: of an instant: which.
    """

    kind: ChangeKind
    detail: str = ""
    block: Block | None = None
    value: Value = None
    at: datetime.datetime | None = None


def compatible(changes: Iterable[Change]) -> bool:
    """Whether changes can be made together: of each kind one, of each key one value."""
    found = list(changes)
    slots = {(one.kind, one.detail if one.kind is ChangeKind.KEY else "") for one in found}
    kinds = {one.kind for one in found}
    return len(slots) == len(found) and not any(pair <= kinds for pair in _EXCLUSIVE)


def changed(route: Route, changes: Iterable[Change]) -> Route:
    """The route with changes made; of an address an address that stands for all of them."""
    for change in sorted(changes, key=lambda one: _ORDER.index(one.kind)):
        route = _changed(route, change)
    return route


_ORDER = (
    ChangeKind.BY_HAND,
    ChangeKind.THROUGH,
    ChangeKind.KEY,
    ChangeKind.PLACE,
    ChangeKind.ADDRESS,
    ChangeKind.AS_ROLE,
    ChangeKind.AT,
    ChangeKind.MFA,
)


def _changed(route: Route, change: Change) -> Route:
    *before, request = route.requests
    match change.kind:
        case ChangeKind.BY_HAND:
            return replace(route, requests=(*before, by_hand(request)))
        case ChangeKind.THROUGH:
            return replace(route, requests=(*before, through(request, change.detail)))
        case ChangeKind.KEY:
            tree = _with_key(request.tree, change.detail, change.value)
            return replace(route, requests=(*before, replace(request, tree=tree)))
        case ChangeKind.PLACE:
            return _moved(route, change.detail)
        case ChangeKind.ADDRESS:
            return _moved(route, change.block.typical if change.block else None)
        case ChangeKind.AS_ROLE:
            becomes = replace(becoming(request, change.detail), at=request.at)
            used = as_session(request)
            return replace(
                route,
                manner=Manner.USE,
                requests=(*before, becomes, used),
                moving=2,
                detail=change.detail,
            )
        case ChangeKind.AT:
            return _first_moving(route, lambda one: replace(one, at=change.at), rest=True)
        case ChangeKind.MFA:
            return _first_moving(route, _with_mfa)
    raise AssertionError(change.kind)


def _moved(route: Route, place: str | None) -> Route:
    return _first_moving(route, lambda one: replace(one, place=place), rest=True)


def _first_moving(
    route: Route, change: Callable[[ScenarioRequest], ScenarioRequest], *, rest: bool = False
) -> Route:
    """The route with its first moving request changed; with `rest` those after it too."""
    fixed = len(route.requests) - route.moving
    return replace(
        route,
        requests=tuple(
            change(one) if number == fixed or (rest and number > fixed) else one
            for number, one in enumerate(route.requests)
        ),
    )


def _with_mfa(request: ScenarioRequest) -> ScenarioRequest:
    tree = _with_key(_with_key(request.tree, _MFA, "true"), _MFA_AGE, _A_MINUTE)
    return replace(request, tree=tree)


def _with_key(hop: Hop, key: str, value: Value) -> Hop:
    before = hop.overrides
    others = Overrides(
        given={name: it for name, it in before.given.items() if name.lower() != key.lower()},
        absent=tuple(name for name in before.absent if name.lower() != key.lower()),
        unknown=tuple(name for name in before.unknown if name.lower() != key.lower()),
    )
    if value is None:
        return replace(hop, overrides=replace(others, absent=(*others.absent, key)))
    return replace(hop, overrides=replace(others, given={**others.given, key: value}))


def changes_of(
    route: Route, played: RequestReplay, *, to_allow: bool, bare: bool
) -> Iterator[Change]:
    """Every single change that could make a difference, addresses apart.

    Args:
        played: the request as it is.
        to_allow: whether the request is to be allowed, else denied.
        bare: whether single keys can be changed.
    """
    request = route.request
    hops = chain(request.tree)
    statements = list(statements_of([played]))
    asked = {c.key.value.lower() for s in statements for c in s.statement.conditions}
    caller = request.tree.acting
    has_credentials = caller != ANONYMOUS and not caller.startswith("service/")
    if len(hops) > 1:
        yield Change(ChangeKind.BY_HAND, hops[0].service)
    elif has_credentials:
        for service in services_named(route.world):
            yield Change(ChangeKind.THROUGH, service)
    if to_allow and has_credentials and caller != ROOT:
        for name, _ in roles_to_become(route.world):
            if hops[-1].resource != name:
                yield Change(ChangeKind.AS_ROLE, name)
    for name, place in route.world.networks.items():
        if place.endpoint is not None and name != request.place:
            yield Change(ChangeKind.PLACE, name)
    reasons: dict[Reason, None] = {}
    for at in instants(statements, played.instant, reasons):
        if at != played.instant:
            yield Change(ChangeKind.AT, at=at)
    if has_credentials and {_MFA.lower(), _MFA_AGE.lower()} & asked and _can_have_mfa(played):
        yield Change(ChangeKind.MFA)
    if bare and len(hops) == 1:
        yield from _keys(statements, played)


def _can_have_mfa(played: RequestReplay) -> bool:
    """Whether the credentials are the caller's own: a session has them as it was obtained."""
    hop = played.hops[0]
    return not any(
        entry.key == _MFA and entry.value not in (None, "false", UNKNOWN) for entry in hop.context
    ) and hop.caller_arn.startswith(("arn:aws:iam:", "arn:aws-"))


def _keys(statements: list[StatementResult], played: RequestReplay) -> Iterator[Change]:
    """Other values of keys that are asked for, one for each kind that the policies tell apart."""
    asked: dict[str, tuple[str, list[Comparison]]] = {}
    for statement in statements:
        for condition in statement.statement.conditions:
            name = condition.key.value.lower()
            if name in (*ADDRESS_KEYS, *TIME_KEYS) or name.startswith(_OF_CALLS):
                continue
            key, comparisons = asked.setdefault(name, (condition.key.value, []))
            if condition.base != "Null":
                comparisons += [comparison(condition.base, it.value) for it in condition.values]
    has = {entry.key.lower(): entry.value for entry in played.hops[0].context}
    for name, (key, comparisons) in asked.items():
        found = cells(comparisons, (), many=bool(is_many(key)))
        # What a policy names says more than a value that none names.
        values = [value for value in found.values if value != ANOTHER and value != has.get(name)]
        for value in values[:_MOST_VALUES]:
            yield Change(ChangeKind.KEY, key, value=value)
