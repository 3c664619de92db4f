"""Which scenario does a file describe: its world, its requests, what it expects of them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.formats.calls import request_of
from simulator.formats.files import openable
from simulator.formats.kinds import Kind, open_file
from simulator.formats.loading import Findings, Loaded, used
from simulator.formats.names import report_names
from simulator.formats.owners import override_of, report_owners
from simulator.formats.policies import PolicyFiles
from simulator.formats.reading import Reading
from simulator.formats.scenario_schema import SCENARIO
from simulator.formats.schema import Fields
from simulator.formats.world import Settings, WorldFiles, read_world_files, report_early_scps
from simulator.rules import Forwarding
from simulator.source import Span, Text
from simulator.world.scenario import Expectation, Hop, Scenario, ScenarioRequest
from simulator.world.world import World


def load_scenario(path: str | Path) -> Scenario:
    """Read a scenario with its world and policies.

    Raises:
        FormatError: it cannot be used; carries everything that is wrong, with positions.
    """
    return used(read_scenario(path))


def read_scenario(path: str | Path) -> Loaded[Scenario]:
    """Read a scenario, with everything found on the way, warnings included."""
    findings = Findings()
    load = _Load(findings, PolicyFiles(findings))
    return findings.loaded(load.scenario(Path(path), Settings(), None, ()))


@dataclass(frozen=True, slots=True)
class _Load:
    """One scenario with all that it names; each world file is read once."""

    findings: Findings
    policies: PolicyFiles
    worlds: dict[str, WorldFiles | None] = field(default_factory=dict)

    def scenario(
        self, path: Path, outer: Settings, named_at: Span | None, chain: tuple[str, ...]
    ) -> Scenario | None:
        """The scenario in a file under the settings of those that replay it.

        Args:
            path: the file.
            outer: what wins over the file's own settings.
            named_at: where another scenario names it.
            chain: the files that replay it.
        """
        name = openable(path)
        if name in chain and named_at is not None:
            self.findings.report("FIL012", named_at, got=name)
            return None
        document = open_file(path, Kind.SCENARIO, self.findings, named_at)
        reading = Reading(path, self.findings, self.policies)
        fields = SCENARIO.read(document, reading) if document is not None else None
        if fields is None:
            return None
        own = Settings(fields["as_of"], fields["clock"], fields["forwarding"])
        settings = outer.over(own)
        world = self._world(fields, reading, settings)
        if "requests" in fields and "replays" in fields:
            self.findings.report("WLD026", fields.span_of("requests"))
        requests = self._requests(fields, reading, world)
        replays = tuple(
            replayed
            for text in fields["replays"]
            if (replayed := self._replayed(text, reading, settings, (*chain, name))) is not None
        )
        if world is None:
            return None
        report_owners(fields["policies"], world, self.findings)
        title: Text | None = fields["title"]
        return Scenario(
            name=path.stem,
            title=title.value if title is not None else None,
            path=name,
            world=world,
            requests=requests,
            policies={
                owner: override_of(entry.value) for owner, entry in fields["policies"].items()
            },
            replays=replays,
        )

    def _world(self, fields: Fields, reading: Reading, settings: Settings) -> World | None:
        text: Text | None = fields["world"]
        if text is None:
            return None
        path = reading.beside(text.value)
        name = openable(path)
        if name not in self.worlds:
            before = self.findings.errors
            files = read_world_files(path, self.findings, self.policies, text.span)
            self.worlds[name] = files if self.findings.errors == before else None
        files = self.worlds[name]
        if files is None:
            return None
        world = files.world(settings)
        report_early_scps(world, self.findings)
        return world

    def _requests(
        self, fields: Fields, reading: Reading, world: World | None
    ) -> tuple[ScenarioRequest, ...]:
        requests = []
        for one in fields["requests"]:
            with self.findings.inside(one["name"].value if one["name"] is not None else "requests"):
                request = request_of(one, reading)
            if request is not None:
                requests.append(request)
        self._check_unique(requests)
        if world is not None:
            self._check_names(requests, world)
        return tuple(requests)

    def _check_unique(self, requests: list[ScenarioRequest]) -> None:
        first: dict[str, Span] = {}
        for request in requests:
            before = first.setdefault(request.name, request.span)
            if before is not request.span:
                self.findings.report(
                    "WLD020",
                    request.span,
                    got=request.name,
                    detail=before.location,
                    related=before,
                )

    def _check_names(self, requests: list[ScenarioRequest], world: World) -> None:
        yields = [one.tree.session.name if one.tree.session else None for one in requests]
        for number, request in enumerate(requests):
            earlier = {name for name in yields[:number] if name is not None}
            later = {name for name in yields[number:] if name is not None} - earlier
            with self.findings.inside(request.name):
                report_names(request, world, self.findings, earlier, later)

    def _replayed(
        self, text: Text, reading: Reading, settings: Settings, chain: tuple[str, ...]
    ) -> Scenario | None:
        scenario = self.scenario(reading.beside(text.value), settings, text.span, chain)
        if scenario is None:
            return None
        forwarding = scenario.world.rules.forwarding
        return replace(
            scenario,
            requests=tuple(
                replace(request, tree=_expecting(request.tree, forwarding))
                for request in scenario.requests
            ),
        )


def _expecting(hop: Hop, forwarding: Forwarding) -> Hop:
    """The call with what is expected of it in this network model."""
    expect = hop.expect
    if expect is not None and forwarding in expect.under:
        others: Mapping[Forwarding, Expectation] = {
            model: other for model, other in expect.under.items() if model is not forwarding
        }
        expect = replace(expect.under[forwarding], under=others)
    return replace(hop, expect=expect, then=tuple(_expecting(it, forwarding) for it in hop.then))
