"""What comes out if one thing changes, and for which requests does it come out otherwise?

Pure: a replay and edits in, a new replay and its flips out. Only what an edit can touch is played
again; the rest is taken over, with the clock and the sessions that it left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.edits import (
    OF_ONE_REQUEST,
    Edit,
    InstantIs,
    PolicyReads,
    Refused,
    edited,
)
from simulator.evaluation.decision import Verdict
from simulator.source import Source
from simulator.world.replay import replay as play
from simulator.world.replayed import HopReplay, NotMade, Replay, RequestReplay
from simulator.world.scenario import Scenario, ScenarioRequest

Outcome = tuple[Verdict | None, NotMade | None]


@dataclass(frozen=True, slots=True)
class Flip:
    """A request that comes out otherwise than before.

    Args:
        before: as it was.
        after: as it is with the edits.
    """

    before: RequestReplay
    after: RequestReplay


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the edits make of a replay.

    Args:
        replay: with the edits made; None if one of them cannot be made.
        flips: the requests that come out otherwise, in order.
        refused: the edits that cannot be made.
    """

    replay: Replay | None
    flips: tuple[Flip, ...] = ()
    refused: tuple[Refused, ...] = ()


def whatif(replay: Replay, edits: Sequence[Edit], request: str | None = None) -> WhatIf:
    """Play a scenario again with edits.

    Args:
        replay: of a scenario that replays no others.
        edits: made in this order.
        request: the name of the request that edits of one request are about.
    """
    scenario, refused = edited(replay.scenario, edits, request)
    if refused:
        return WhatIf(None, (), refused)
    before = {one.request.name: one for one in replay.requests}
    touched = _touched(scenario, before, edits, request)
    played = {one.request.name: one for one in _played(scenario, before, touched, edits)}
    requests = tuple(
        replace(played.get(one.name) or before[one.name], scenario=scenario)
        for one in scenario.requests
    )
    flips = tuple(
        Flip(before[after.request.name], after)
        for after in requests
        if after.request.name in touched and after.request.name in before
        if outcomes(before[after.request.name]) != outcomes(after)
    )
    return WhatIf(Replay(scenario, scenario.world.rules, requests), flips)


def outcomes(request: RequestReplay) -> tuple[Outcome, ...]:
    """What became of each call."""
    return tuple((hop.verdict, hop.not_made) for hop in request.hops)


def _touched(
    scenario: Scenario,
    before: dict[str, RequestReplay],
    edits: Sequence[Edit],
    request: str | None,
) -> set[str]:
    """The names of the requests that can come out otherwise."""
    names = [one.name for one in scenario.requests]
    touched = {name for name in names if name not in before}
    for edit in edits:
        if isinstance(edit, InstantIs) and request in names:
            touched.update(names[names.index(request) :])
        elif isinstance(edit, OF_ONE_REQUEST):
            touched.update(name for name in names if name == request)
        elif isinstance(edit, PolicyReads):
            touched.update(
                name for name, one in before.items() if edit.source in _sources(one.hops)
            )
        else:
            return set(names)
    changed: set[str] = set()
    for one in scenario.requests:
        if one.tree.acting in changed:
            touched.add(one.name)
        if one.tree.session is not None:
            known = changed.add if one.name in touched else changed.discard
            known(one.tree.session.name)
    return touched


def _sources(hops: Sequence[HopReplay]) -> set[Source]:
    return {
        policy.policy.source
        for hop in hops
        for authorization in hop.authorizations
        for result in authorization.decision.results
        for level in result.levels
        for policy in level.policies
    }


def _played(
    scenario: Scenario,
    before: dict[str, RequestReplay],
    touched: set[str],
    edits: Sequence[Edit],
) -> Iterator[RequestReplay]:
    """The touched requests, played after those that give them their sessions."""
    moved = any(isinstance(edit, InstantIs) for edit in edits)
    needed = _needed(scenario.requests, touched)
    requests = tuple(
        _at_its_time(one, before.get(one.name), moved and one.name in touched)
        for one in scenario.requests
        if one.name in needed
    )
    originals = {one.name: one for one in scenario.requests}
    for one in play(replace(scenario, requests=requests)).requests:
        if one.request.name in touched:
            yield replace(one, request=originals[one.request.name])


def _needed(requests: Sequence[ScenarioRequest], touched: set[str]) -> set[str]:
    needed = set(touched)
    wanted: set[str] = set()
    for one in reversed(requests):
        session = one.tree.session
        if session is not None and session.name in wanted:
            needed.add(one.name)
            wanted.discard(session.name)
        if one.name in needed:
            wanted.add(one.tree.acting)
    return needed


def _at_its_time(
    request: ScenarioRequest, before: RequestReplay | None, moved: bool
) -> ScenarioRequest:
    if moved or before is None:
        return request
    return replace(request, at=before.instant)
