"""Where are the examples of a rollout written, and in which world are they replayed?

In the world's own file where a scenario can say all that is new; else in a copy beside the
examples, with the new policies of organizations and endpoints, and the endpoints of the log as
networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simulator.analysis.logs.rollout import Example, Rollout
from simulator.cli.rollout_changes import Changed
from simulator.formats.cloudtrail.examples import Stage, example_text
from simulator.formats.files import openable
from simulator.formats.imports.world_writing import world_files
from simulator.formats.kinds import Kind, open_file
from simulator.formats.loading import Findings
from simulator.report.wording.rollout import example_remarks, example_title
from simulator.world.overrides import with_policies
from simulator.world.replay import replay
from simulator.world.scenario import Scenario
from simulator.world.world import Place

_MOST = 1_000
"""Examples that are written."""

_COPY = "world"


def write_examples(rollout: Rollout, changed: Changed, folder: Path) -> dict[int, str]:
    """Write a scenario for each group.

    Args:
        rollout: whose groups.
        changed: the world with the new policies.
        folder: where to; made if it is not there.

    Returns:
        The files by the groups' numbers; of a group that no scenario says as it was there is none.
    """
    groups = rollout.groups[:_MOST]
    if not groups:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    networks = [it.example.network for it in groups if it.example.network is not None]
    stage = _stage(changed, networks, folder)
    written: dict[int, str] = {}
    for group in groups:
        example = group.example
        if not _comes_out_alike(example, stage):
            continue
        path = folder / f"{group.number}.yaml"
        remarks = tuple(example_remarks(group))
        text = example_text(example, example_title(group), stage, path, remarks)
        path.write_text(text, encoding="utf-8", newline="\n")
        written[group.number] = openable(path)
    return written


def _comes_out_alike(example: Example, stage: Stage) -> bool:
    """Whether the scenario, played as it will be read, comes out like the call of the log."""
    scenario = Scenario(
        "example", None, str(stage.path), stage.world, (example.request,), stage.policies
    )
    (played,) = replay(scenario).requests
    return all(hop.verdict is example.new for hop in played.hops)


def _stage(changed: Changed, networks: Sequence[Place], folder: Path) -> Stage:
    scenario = changed.stage
    own = _world_file(scenario)
    if own is not None and changed.in_file and not networks:
        return Stage(own, scenario.world, scenario.policies)
    world = with_policies(scenario.world, scenario.policies)
    world = replace(world, networks={**world.networks, **{it.name: it for it in networks}})
    for name, text in world_files(world, _COPY).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Stage(folder / f"{_COPY}.yaml", world, {})


def _world_file(scenario: Scenario) -> Path | None:
    """The file of the world: the stage's own, or the one that it names; None: in no such file."""
    path = Path(scenario.path)
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None
    document = open_file(path, Kind.SCENARIO, Findings())
    node = document.get("world") if document is not None else None
    value = getattr(node, "value", None)
    return path.parent / value if isinstance(value, str) else path
