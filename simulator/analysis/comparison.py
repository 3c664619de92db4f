"""How do the same calls fare under several sets of policies?

Scenarios in one world tell the same story under different policies. Each of them is a column: the
policies that it gives a user, or the role that the user has to become. Each call of a user is a
row, and each cell is what the column makes of the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.edits import chain
from simulator.analysis.whatif import outcomes
from simulator.rules import Forwarding
from simulator.world.replay import replay as play
from simulator.world.replayed import Replay, RequestReplay
from simulator.world.scenario import Hop, Scenario, ScenarioRequest


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to restrict a user: policies of the user's own, or a role to become.

    Args:
        name: the scenario's, with the user's where a scenario gives several users policies.
        scenario: where it is told.
        owner: the user to whom the scenario gives the policies; None: as in the world.
        becomes: the call by which the user becomes the role, if that is the way.
    """

    name: str
    scenario: Scenario
    owner: str | None
    becomes: ScenarioRequest | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column makes of one row.

    Args:
        becoming: the call by which the user becomes the role, played; None where there is none.
        request: the row's call; None where the column has no such call, or it is not made because
            the user could not become the role.
        exposed: whether a session does from its place what nobody there could have obtained it for.
    """

    becoming: RequestReplay | None
    request: RequestReplay | None
    exposed: bool = False

    @property
    def settling(self) -> RequestReplay | None:
        """The request that tells: becoming, if that is denied, else the call itself."""
        if self.becoming is not None and self.becoming.allowed is not True:
            return self.becoming
        return self.request


@dataclass(frozen=True, slots=True)
class Row:
    """One call under every remedy.

    Args:
        request: the call as the user makes it.
        cells: a cell for each remedy.
        own: whether only one column has it: a call that is made under a session of its own.
        stands_out: whether the columns differ in it.
    """

    request: ScenarioRequest
    cells: tuple[Cell, ...]
    own: bool
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The calls of one user under every remedy, in one network model."""

    user: str
    forwarding: Forwarding
    remedies: tuple[Remedy, ...]
    rows: tuple[Row, ...]


def remedies(scenarios: Sequence[Scenario], user: str) -> tuple[Remedy, ...]:
    """The ways in which scenarios of one world restrict a user.

    Args:
        scenarios: of the same world.
        user: as the calls name it, such as ``user/alice``.
    """
    return tuple(found for scenario in scenarios for found in _of_scenario(scenario, user))


def _of_scenario(scenario: Scenario, user: str) -> Iterator[Remedy]:
    if scenario.replays:
        return
    owners = [owner for owner in scenario.policies if owner.startswith("user/")]
    for owner in owners:
        name = scenario.name if owner == user else f"{scenario.name}, {owner.rpartition('/')[2]}'s"
        yield Remedy(name, scenario, owner)
    if not owners:
        becoming = (
            request
            for request in scenario.requests
            if request.tree.session is not None and request.tree.acting == user
        )
        first = next(becoming, None)
        if first is not None:
            yield Remedy(scenario.name, scenario, None, first)


def compare(scenarios: Sequence[Scenario], user: str, forwarding: Forwarding) -> Comparison:
    """The calls of a user under every remedy.

    Args:
        scenarios: of the same world.
        user: whose calls.
        forwarding: the network model.
    """
    columns = remedies(scenarios, user)
    calls = tuple(_calls(scenarios, user))
    own = tuple(_under_own_sessions(columns, user))
    played = [_column(remedy, calls, user, forwarding) for remedy in columns]
    rows = [
        _row(call, tuple(column[number] for column in played), own=False)
        for number, call in enumerate(calls)
    ]
    rows += [
        _row(
            request.request,
            tuple(cell if one is remedy else Cell(None, None) for one in columns),
            own=True,
        )
        for remedy, request, cell in own
    ]
    return Comparison(user, forwarding, columns, tuple(rows))


def _row(request: ScenarioRequest, cells: tuple[Cell, ...], *, own: bool) -> Row:
    told = [
        None if settling is None else settling.allowed
        for settling in (cell.settling for cell in cells)
    ]
    return Row(request, cells, own, stands_out=not own and len(set(told)) > 1)


def _calls(scenarios: Sequence[Scenario], user: str) -> Iterator[ScenarioRequest]:
    """Each call that the user makes with her own keys, told once."""
    seen: set[tuple[object, ...]] = set()
    for scenario in scenarios:
        for request in scenario.requests:
            tree = request.tree
            if tree.acting != user or tree.session is not None or tree.service == "sts":
                continue
            shape = (request.place, request.console, *_shape(tree))
            if shape not in seen:
                seen.add(shape)
                yield request


def _shape(hop: Hop) -> Iterator[object]:
    yield (hop.action, hop.resource, hop.passes)
    for below in hop.then:
        yield below.acting
        yield from _shape(below)


def _under_own_sessions(
    columns: Sequence[Remedy], user: str
) -> Iterator[tuple[Remedy, RequestReplay, Cell]]:
    """What can be done with the session alone, once it was obtained."""
    for remedy in columns:
        becomes = remedy.becomes
        if becomes is None or becomes.tree.session is None:
            continue
        session = becomes.tree.session.name
        mine = [one for one in remedy.scenario.requests if one.tree.acting == session]
        places = dict.fromkeys(one.place for one in mine)
        obtained = {place: _obtained(remedy, becomes, place, user) for place in places}
        for request in play(remedy.scenario).requests:
            if request.request.tree.acting == session:
                exposed = request.allowed is True and not obtained[request.request.place]
                yield remedy, request, Cell(None, request, exposed)


def _obtained(remedy: Remedy, becomes: ScenarioRequest, place: str | None, user: str) -> bool:
    """Whether the user can become the role from a place."""
    request = replace(_bare(becomes, user), place=place)
    played = play(replace(remedy.scenario, requests=(request,)))
    return played.requests[0].allowed is True


def _column(
    remedy: Remedy, calls: Sequence[ScenarioRequest], user: str, forwarding: Forwarding
) -> list[Cell]:
    world = remedy.scenario.world
    world = replace(world, rules=world.rules.with_forwarding(forwarding))
    policies = dict(remedy.scenario.policies)
    if remedy.owner is not None:
        policies[user] = policies[remedy.owner]
    cells = []
    for call in calls:
        requests = [_bare(call, user)]
        becomes = remedy.becomes
        if becomes is not None and becomes.tree.session is not None:
            first = replace(_bare(becomes, user), name="becoming", place=call.place)
            requests = [first, _bare(call, becomes.tree.session.name)]
        stage = replace(
            remedy.scenario, world=world, policies=policies, requests=tuple(requests), replays=()
        )
        played: Replay = play(stage)
        *before, last = played.requests
        obtained = not before or before[0].allowed is True
        cells.append(Cell(before[0] if before else None, last if obtained else None))
    return cells


def _bare(request: ScenarioRequest, acting: str) -> ScenarioRequest:
    """The request by somebody, with nothing expected of it."""
    tree = _silent(request.tree)
    return replace(request, tree=replace(tree, acting=acting))


def _silent(hop: Hop) -> Hop:
    return replace(hop, expect=None, trail={}, then=tuple(_silent(below) for below in hop.then))


def same_outcome(one: Cell, other: Cell) -> bool:
    """Whether two cells come to the same, call by call."""
    first, second = one.settling, other.settling
    if first is None or second is None:
        return first is second
    return outcomes(first) == outcomes(second)


def last_call(request: ScenarioRequest) -> Hop:
    """What the request is finally about."""
    return chain(request.tree)[-1]
