"""Which requests of the replays are shown, and in which groups?

Every request is played, since sessions and time carry over; this chooses what is shown of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from simulator.rules import Rules
from simulator.world.replayed import Replay, RequestReplay
from simulator.world.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Group:
    """The requests shown of one scenario file.

    Args:
        replayed: the scenario that was played; it may play others, such as `scenario`.
        scenario: where the requests are written.
        rules: under which rules they were played.
    """

    replayed: Scenario
    scenario: Scenario
    rules: Rules
    requests: tuple[RequestReplay, ...]


def grouped(replays: Iterable[Replay]) -> tuple[Group, ...]:
    """All requests, by the scenario file that they are written in."""
    groups = []
    for replay in replays:
        for _, same in groupby(replay.requests, key=lambda request: id(request.scenario)):
            requests = tuple(same)
            scenario = requests[0].scenario
            rules = replay.rules if scenario is replay.scenario else scenario.world.rules
            groups.append(Group(replay.scenario, scenario, rules, requests))
    return tuple(groups)


def with_words(groups: Iterable[Group], words: Sequence[str]) -> tuple[Group, ...]:
    """The requests that have all words, in any case, in their own or their scenario's name."""
    wanted = [word.casefold() for word in words]

    def matches(group: Group, request: RequestReplay) -> bool:
        names = (group.replayed.name, group.scenario.name, request.request.name)
        text = "\n".join(names).casefold()
        return all(word in text for word in wanted)

    return _only(groups, matches)


def with_name(groups: Iterable[Group], name: str) -> tuple[Group, ...]:
    """The requests of exactly this name."""
    return _only(groups, lambda _, request: request.request.name == name)


def _only(
    groups: Iterable[Group], matches: Callable[[Group, RequestReplay], bool]
) -> tuple[Group, ...]:
    narrowed = (
        replace(group, requests=tuple(one for one in group.requests if matches(group, one)))
        for group in groups
    )
    return tuple(group for group in narrowed if group.requests)


def told_before(group: Group, groups: Sequence[Group]) -> tuple[RequestReplay, ...]:
    """The requests that come out as an earlier group has told already.

    A scenario that replays others shows them a second time, under the other network model. Those
    that rest on it are told again, and those that are not as expected.
    """
    earlier = groups[: next(n for n, one in enumerate(groups) if one is group)]
    if not any(one.scenario.path == group.scenario.path for one in earlier):
        return ()
    told = {
        request.request.name
        for one in earlier
        for request in one.requests
        if one.scenario.path == group.scenario.path
    }
    return tuple(
        request
        for request in group.requests
        if request.as_expected
        and request.request.name in told
        and not any("forwarding" in hop.rests_on for hop in request.hops)
    )
