"""Which claims does a file make, each with its world and what is expected of it?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.claims import Answer, Claim
from simulator.formats import shapes
from simulator.formats.claim_text import read_claim, report_claim_names
from simulator.formats.documents import Scalar
from simulator.formats.kinds import Kind, open_file
from simulator.formats.loading import Findings, Loaded
from simulator.formats.policies import PolicyFiles
from simulator.formats.reading import Reading
from simulator.formats.schema import Choice, Field, Fields, ListOf, Record, Word, Written
from simulator.formats.stages import read_stage
from simulator.source import Source, Span, Text
from simulator.world.overrides import with_policies
from simulator.world.scenario import Scenario, ScenarioRequest
from simulator.world.world import World

CLAIM = Record(
    "claim",
    (
        Field("claim", Written("claim"), required=True),
        Field("name", shapes.SHORT_NAME),
        Field("given", Word("SCENARIO#REQUEST")),
        Field("expect", Choice({answer.value: answer for answer in Answer}), default=Answer.HOLDS),
    ),
)

CLAIMS = Record(
    "claims",
    (
        Field("calledvia", shapes.VERSION, required=True),
        Field("title", shapes.TEXT),
        Field("world", shapes.PATH, required=True),
        Field("claims", ListOf(CLAIM), required=True, default=()),
    ),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim with all that it is about.

    Args:
        world: with the policies that a scenario puts in place.
        stage: the file of the world, or of the scenario from which the session comes.
        earlier: requests that yield the session that the claim names.
        expect: what is expected to be found.
    """

    claim: Claim
    world: World
    stage: str
    earlier: tuple[ScenarioRequest, ...] = ()
    expect: Answer = Answer.HOLDS


def state_claim(text: str, stage: Scenario) -> Loaded[Stated]:
    """A claim written in one line, in a world or in a scenario whose sessions it may name."""
    findings = Findings()
    source = Source("<claim>", text)
    claim = read_claim(text, lambda start, end: Span(source, start, end), None, findings)
    if claim is None:
        return findings.loaded(None)
    return findings.loaded(_stated(claim, stage, _sessions(claim, stage), findings))


def read_claims(path: str | Path) -> Loaded[tuple[Stated, ...]]:
    """The claims of a file, with everything found on the way."""
    path = Path(path)
    findings = Findings()
    document = open_file(path, Kind.CLAIMS, findings)
    reading = Reading(path, findings, PolicyFiles(findings))
    fields = CLAIMS.read(document, reading) if document is not None else None
    if fields is None:
        return findings.loaded(None)
    world: Text | None = fields["world"]
    stage = _stage(reading.beside(world.value), world.span, findings) if world else None
    stated = [
        found for each in fields["claims"] if (found := _claim_of(each, reading, stage)) is not None
    ]
    return findings.loaded(tuple(stated))


def _claim_of(fields: Fields, reading: Reading, stage: Scenario | None) -> Stated | None:
    node: Scalar | None = fields["claim"]
    name: Text | None = fields["name"]
    given: Text | None = fields["given"]
    if node is None:
        return None
    label = name.value if name is not None else None
    claim = read_claim(node.value, node.part, label, reading.findings)
    earlier: tuple[ScenarioRequest, ...] = ()
    if given is not None:
        stage, earlier = _given(given, reading)
    if claim is None or stage is None:
        return None
    return _stated(claim, stage, earlier, reading.findings, fields["expect"])


def _given(given: Text, reading: Reading) -> tuple[Scenario | None, tuple[ScenarioRequest, ...]]:
    """The scenario that a session comes from, and its requests up to the one that yields it."""
    path, _, name = given.value.partition("#")
    scenario = _stage(reading.beside(path), given.span, reading.findings)
    if scenario is None:
        return None, ()
    number = next((n for n, one in enumerate(scenario.requests, 1) if one.name == name), None)
    if number is None:
        names = [f"{path}#{one.name}" for one in scenario.requests if one.tree.session is not None]
        reading.findings.report("CLM005", given.span, got=given.value, expected=names)
        return None, ()
    return scenario, scenario.requests[:number]


def _sessions(claim: Claim, stage: Scenario) -> tuple[ScenarioRequest, ...]:
    """The requests of a scenario up to the last that yields a session of the claim's callers."""
    yields = [
        number
        for number, one in enumerate(stage.requests, 1)
        if one.tree.session is not None and one.tree.session.name in claim.callers
    ]
    return stage.requests[: max(yields, default=0)]


def _stated(
    claim: Claim,
    stage: Scenario,
    earlier: tuple[ScenarioRequest, ...],
    findings: Findings,
    expect: Answer = Answer.HOLDS,
) -> Stated:
    world = with_policies(stage.world, stage.policies)
    sessions = {one.tree.session.name for one in earlier if one.tree.session is not None}
    report_claim_names(claim, world, findings, sessions)
    return Stated(claim, world, stage.path, earlier, expect)


def _stage(path: Path, named_at: Span, findings: Findings) -> Scenario | None:
    loaded = read_stage(path, named_at)
    findings.add(loaded.diagnostics)
    return loaded.value
