"""Which one thing can be changed about a scenario, and which scenario comes of it?

What a caller can change: who calls, from where, what, through which services, when, under which
policies and which network model. A single condition key changes only in a request without a
chain: nobody can set what a service derives.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.owners import PolicyChange, with_changed_policies
from simulator.language.findings import nearest
from simulator.language.model import Policy, PolicyError, PolicyType
from simulator.rules import Forwarding
from simulator.source import Diagnostic, Source, Span
from simulator.world.names import (
    caller_names,
    find_caller,
    find_place,
    find_resource,
    place_names,
    resource_names,
)
from simulator.world.scenario import (
    Hop,
    Overrides,
    PolicyOverride,
    Scenario,
    ScenarioRequest,
)

_ACTION = re.compile(r"(?P<service>[A-Za-z][A-Za-z0-9-]*):[A-Za-z][A-Za-z0-9_-]*")
_FEW = 12


@dataclass(frozen=True, slots=True)
class CallerIs:
    """The request is made by another caller, or under a session obtained before."""

    name: str


@dataclass(frozen=True, slots=True)
class PlaceIs:
    """The request comes from another place; empty: from nobody knows where."""

    name: str


@dataclass(frozen=True, slots=True)
class ActionIs:
    """The last call of the chain does something else."""

    action: str


@dataclass(frozen=True, slots=True)
class ResourceIs:
    """The last call of the chain is about something else."""

    resource: str


@dataclass(frozen=True, slots=True)
class CalledThrough:
    """The last call is caused by other calls.

    Args:
        calls: from the first on; none: the caller makes the last call by hand.
        acting: who makes the last call then: ``caller``, ``service`` or ``role/N``.
    """

    calls: tuple[Hop, ...]
    acting: str = "caller"


@dataclass(frozen=True, slots=True)
class InstantIs:
    """The request is made at another time, and what follows it too."""

    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class ForwardingIs:
    """The other network model."""

    forwarding: Forwarding


@dataclass(frozen=True, slots=True)
class PolicyReads:
    """One policy has another text, wherever it is in force."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class PoliciesAre:
    """Other policies stand in place of the world's.

    Args:
        policies: by owner, in place of the scenario's own.
        becomes: a call that yields a session, made first and from the request's place; the
            request is then made under that session.
    """

    policies: Mapping[str, PolicyOverride]
    becomes: ScenarioRequest | None = None

    def __hash__(self) -> int:
        return hash(tuple(self.policies))


@dataclass(frozen=True, slots=True)
class KeysAre:
    """Condition keys of a request without a chain: given, absent or unknown."""

    overrides: Overrides

    def __hash__(self) -> int:
        return hash(tuple(self.overrides.given))


Edit = (
    CallerIs
    | PlaceIs
    | ActionIs
    | ResourceIs
    | CalledThrough
    | InstantIs
    | ForwardingIs
    | PolicyReads
    | PoliciesAre
    | KeysAre
)

OF_ONE_REQUEST = (CallerIs, PlaceIs, ActionIs, ResourceIs, CalledThrough, InstantIs, KeysAre)
"""Edits that leave the other requests alone, sessions and time apart."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit that cannot be made, and why; the spans are in the edit's own text."""

    edit: Edit
    diagnostics: tuple[Diagnostic, ...]


class _RefusedError(Exception):
    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics


def edited(
    scenario: Scenario, edits: Sequence[Edit], name: str | None
) -> tuple[Scenario, tuple[Refused, ...]]:
    """The scenario with the edits made, and those that cannot be made.

    Args:
        scenario: what is edited; it replays no others.
        edits: made in this order.
        name: of the request that edits of one request are about.
    """
    refused: list[Refused] = []
    for edit in edits:
        try:
            scenario = _APPLIED[type(edit)](scenario, edit, name)
        except _RefusedError as error:
            refused.append(Refused(edit, error.diagnostics))
    return scenario, tuple(refused)


def _with_request(
    scenario: Scenario, name: str | None, change: Callable[[ScenarioRequest], ScenarioRequest]
) -> Scenario:
    requests = tuple(
        change(request) if request.name == name else request for request in scenario.requests
    )
    return replace(scenario, requests=requests)


def _caller(scenario: Scenario, edit: CallerIs, name: str | None) -> Scenario:
    sessions = tuple(sessions_before(scenario, name))
    if edit.name not in sessions and find_caller(scenario.world, edit.name) is None:
        raise _RefusedError(_told("REQ006", edit.name, (*caller_names(scenario.world), *sessions)))
    return _with_request(
        scenario, name, lambda request: _with_tree(request, replace(request.tree, acting=edit.name))
    )


def sessions_before(scenario: Scenario, name: str | None) -> Iterator[str]:
    """The sessions that requests before the one of this name ask for."""
    for request in scenario.requests:
        if request.name == name:
            return
        if request.tree.session is not None:
            yield request.tree.session.name


def _place(scenario: Scenario, edit: PlaceIs, name: str | None) -> Scenario:
    if edit.name and find_place(scenario.world, edit.name) is None:
        raise _RefusedError(_told("REQ009", edit.name, place_names(scenario.world)))
    return _with_request(
        scenario, name, lambda request: _silent(replace(request, place=edit.name or None))
    )


def _action(scenario: Scenario, edit: ActionIs, name: str | None) -> Scenario:
    match = _ACTION.fullmatch(edit.action)
    if match is None:
        raise _RefusedError(_told("REQ003", edit.action, ()))
    service = match["service"].lower()
    return _with_last(scenario, name, lambda hop: replace(hop, action=edit.action, service=service))


def _resource(scenario: Scenario, edit: ResourceIs, name: str | None) -> Scenario:
    if find_resource(scenario.world, edit.resource) is None:
        raise _RefusedError(_told("REQ008", edit.resource, resource_names(scenario.world)))
    return _with_last(scenario, name, lambda hop: replace(hop, resource=edit.resource))


def _through(scenario: Scenario, edit: CalledThrough, name: str | None) -> Scenario:
    for call in edit.calls:
        if call.action is not None and find_resource(scenario.world, call.resource) is None:
            raise _RefusedError(_told("REQ008", call.resource, resource_names(scenario.world)))

    def change(request: ScenarioRequest) -> ScenarioRequest:
        first, last = request.tree, chain(request.tree)[-1]
        calls = [*edit.calls, replace(last, acting=edit.acting if edit.calls else first.acting)]
        hop = calls.pop()
        for call in reversed(calls):
            hop = replace(call, then=(hop,))
        passes = first.passes if first.passes == edit.acting else None
        overrides = first.overrides if edit.calls else hop.overrides
        return _with_tree(
            request, replace(hop, acting=first.acting, passes=passes, overrides=overrides)
        )

    return _with_request(scenario, name, change)


def chain(root: Hop) -> tuple[Hop, ...]:
    """The calls from the first on, along the first that each causes."""
    hops = [root]
    while hops[-1].then:
        hops.append(hops[-1].then[0])
    return tuple(hops)


def _with_last(scenario: Scenario, name: str | None, change: Callable[[Hop], Hop]) -> Scenario:
    def changed(request: ScenarioRequest) -> ScenarioRequest:
        hops = list(chain(request.tree))
        hop = change(hops.pop())
        for above in reversed(hops):
            hop = replace(above, then=(hop, *above.then[1:]))
        return _with_tree(request, hop)

    return _with_request(scenario, name, changed)


def _instant(scenario: Scenario, edit: InstantIs, name: str | None) -> Scenario:
    return _with_request(scenario, name, lambda request: _silent(replace(request, at=edit.at)))


def _forwarding(scenario: Scenario, edit: ForwardingIs, _: str | None) -> Scenario:
    rules = scenario.world.rules.with_forwarding(edit.forwarding)
    return replace(scenario, world=replace(scenario.world, rules=rules))


def _policy(scenario: Scenario, edit: PolicyReads, _: str | None) -> Scenario:
    old = edit.source
    source = Source(old.name, edit.text, old.first_line, old.indent)
    parsed: dict[PolicyType, Policy] = {}

    def changed(policy: Policy, type: PolicyType) -> Policy:
        if policy.source != old:
            return policy
        if type not in parsed:
            try:
                parsed[type] = Policy.parse(source, policy.name, type=type, arn=policy.arn)
            except PolicyError as error:
                raise _RefusedError(*error.diagnostics) from error
        return parsed[type]

    change: PolicyChange = changed
    return with_changed_policies(scenario, change)


def _policies(scenario: Scenario, edit: PoliciesAre, name: str | None) -> Scenario:
    scenario = replace(scenario, policies=edit.policies)
    becomes = edit.becomes
    session = becomes.tree.session if becomes is not None else None
    if becomes is None or session is None:
        return scenario
    requests: list[ScenarioRequest] = []
    for request in scenario.requests:
        if request.name == name and session.name not in sessions_before(scenario, name):
            first = replace(becomes, place=request.place, at=request.at, after=request.after)
            requests.append(_silent(first))
            request = replace(request, at=None, after=datetime.timedelta(0))
        if request.name == name:
            request = _with_tree(request, replace(request.tree, acting=session.name))
        requests.append(request)
    return replace(scenario, requests=tuple(requests))


def _keys(scenario: Scenario, edit: KeysAre, name: str | None) -> Scenario:
    request = next((one for one in scenario.requests if one.name == name), None)
    if request is None or request.tree.then:
        words = next(iter((*edit.overrides.given, *edit.overrides.absent)), "")
        raise _RefusedError(_told("REQ015", words, ()))
    return _with_request(
        scenario,
        name,
        lambda request: _with_tree(request, replace(request.tree, overrides=edit.overrides)),
    )


def _with_tree(request: ScenarioRequest, tree: Hop) -> ScenarioRequest:
    return _silent(replace(request, tree=tree))


def _silent(request: ScenarioRequest) -> ScenarioRequest:
    """The request with nothing expected: what was expected was of another one."""
    return replace(request, tree=_expecting_nothing(request.tree))


def _expecting_nothing(hop: Hop) -> Hop:
    return replace(
        hop, expect=None, trail={}, then=tuple(_expecting_nothing(below) for below in hop.then)
    )


def _told(code: str, got: str, expected: Sequence[str]) -> Diagnostic:
    hint = nearest(got, tuple(expected))
    could = tuple(expected) if len(expected) <= _FEW else (hint,) if hint else ()
    return Diagnostic(code, Span(Source("<what if>", got), 0, len(got)), got, could, hint)


_APPLIED: Mapping[type[Edit], Callable[..., Scenario]] = {
    CallerIs: _caller,
    PlaceIs: _place,
    ActionIs: _action,
    ResourceIs: _resource,
    CalledThrough: _through,
    InstantIs: _instant,
    ForwardingIs: _forwarding,
    PolicyReads: _policy,
    PoliciesAre: _policies,
    KeysAre: _keys,
}
