"""Where is a question asked: in a world, or in a scenario with its policies and sessions?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.formats.files import openable, read_source
from simulator.formats.kinds import Kind, kind_of, open_source
from simulator.formats.loading import Findings, Loaded
from simulator.formats.names import check_names
from simulator.formats.scenario import read_scenario
from simulator.formats.world import read_world
from simulator.source import Span
from simulator.world.overrides import with_policies
from simulator.world.scenario import Scenario, ScenarioRequest
from simulator.world.world import World


@dataclass(frozen=True, slots=True)
class Staged:
    """A request with all that it is asked in.

    Args:
        world: with the policies that a scenario puts in place.
        request: the request.
        earlier: requests of the scenario that yield the session that makes the request.
    """

    world: World
    request: ScenarioRequest
    earlier: tuple[ScenarioRequest, ...] = ()


def read_stage(path: str | Path, named_at: Span | None = None) -> Loaded[Scenario]:
    """The scenario of a file; of a world's file one without requests.

    Args:
        path: a world or a scenario.
        named_at: where another file names it.
    """
    path = Path(path)
    findings = Findings()
    source = read_source(path, findings, named_at)
    document = open_source(source, findings) if source is not None else None
    if document is None:
        return findings.loaded(None)
    if kind_of(document) is Kind.SCENARIO:
        return read_scenario(path)
    loaded = read_world(path)
    if loaded.value is None:
        return Loaded(None, loaded.diagnostics)
    return Loaded(Scenario(path.stem, None, openable(path), loaded.value, ()), loaded.diagnostics)


def in_stage(request: ScenarioRequest, stage: Scenario) -> Loaded[Staged]:
    """A request made in a scenario, whose sessions it may name; None if a name is unknown there."""
    world = with_policies(stage.world, stage.policies)
    sessions = {
        one.tree.session.name: number
        for number, one in enumerate(stage.requests, 1)
        if one.tree.session is not None
    }
    findings = Findings()
    findings.add(check_names(request, world, sessions))
    earlier = stage.requests[: sessions.get(request.tree.acting, 0)]
    return findings.loaded(Staged(world, request, earlier))
