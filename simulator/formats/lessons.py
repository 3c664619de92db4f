"""Which lesson does a file describe: a scenario, and steps that ask what comes out and why?

The right answers are never written in a lesson: they are what the replay says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from simulator.analysis.owners import policies_of
from simulator.formats import shapes
from simulator.formats.files import openable
from simulator.formats.kinds import Kind, open_file
from simulator.formats.loading import Findings, Loaded
from simulator.formats.policies import PolicyFiles
from simulator.formats.reading import Reading
from simulator.formats.scenario import read_scenario
from simulator.formats.schema import Choice, Field, Fields, ListOf, Record, Value
from simulator.source import Span, Text
from simulator.world.scenario import Hop, Scenario, ScenarioRequest


class Ask(StrEnum):
    """What a step asks the learner."""

    VERDICT = "verdict"
    STATEMENT = "statement"
    FIX = "fix"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson.

    Args:
        say: the stage, in a few sentences.
        scenario: where the requests are.
        ask: what the learner is asked.
        request: the name of the request that it is about.
        hop: the number of the call that it is about, 1 being the first; None: the call that
            settles the request.
        reveal: what is said after the answer.
        edit: for a fix: the policies that may be edited, by the names of their sources.
        allow: for a fix: the requests that must be allowed in the end.
        deny: for a fix: the requests that must be denied in the end.
    """

    say: str
    scenario: Scenario
    ask: Ask = Ask.NOTHING
    request: str | None = None
    hop: int | None = None
    reveal: str = ""
    edit: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson.

    Args:
        name: the file's stem, under which progress is kept.
        order: its place in the course.
    """

    name: str
    title: str
    order: int
    steps: tuple[Step, ...]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 else None


_NUMBER = Value("number", _number, "LSN005")
_NAMES = ListOf(shapes.SHORT_NAME)

STEP = Record(
    "step",
    (
        Field("say", shapes.TEXT, required=True),
        Field("scenario", shapes.PATH),
        Field("ask", Choice({ask.value: ask for ask in Ask}), default=Ask.NOTHING),
        Field("request", shapes.SHORT_NAME),
        Field("hop", _NUMBER),
        Field("reveal", shapes.TEXT),
        Field("edit", ListOf(shapes.PATH), default=()),
        Field("allow", _NAMES, default=()),
        Field("deny", _NAMES, default=()),
    ),
)

LESSON = Record(
    "lesson",
    (
        Field("calledvia", shapes.VERSION, required=True),
        Field("title", shapes.TEXT, required=True),
        Field("order", _NUMBER, default=999),
        Field("scenario", shapes.PATH, required=True),
        Field("steps", ListOf(STEP), required=True),
    ),
)


def read_lesson(path: str | Path) -> Loaded[Lesson]:
    """Read a lesson with the scenarios that it is about, and everything found on the way."""
    path = Path(path)
    findings = Findings()
    document = open_file(path, Kind.LESSON, findings)
    reading = Reading(path, findings, PolicyFiles(findings))
    fields = LESSON.read(document, reading) if document is not None else None
    if fields is None:
        return findings.loaded(None)
    if "steps" in fields and not fields["steps"] and not findings.failed:
        findings.report("LSN006", fields.span_of("steps"))
    load = _Load(reading, {})
    usual: Text | None = fields["scenario"]
    steps = [load.step(step, usual) for step in fields["steps"]]
    title: Text | None = fields["title"]
    return findings.loaded(
        Lesson(
            name=path.stem,
            title=title.value if title is not None else path.stem,
            order=fields["order"],
            steps=tuple(step for step in steps if step is not None),
        )
    )


@dataclass(frozen=True, slots=True)
class _Load:
    """One lesson being read; each scenario is read once."""

    reading: Reading
    scenarios: dict[str, Scenario | None]

    def step(self, fields: Fields, usual: Text | None) -> Step | None:
        """A step, its names found in its scenario; None with diagnostics if it has none."""
        path: Text | None = fields["scenario"] or usual
        scenario = self._scenario(path) if path is not None else None
        if scenario is None or fields["say"] is None:
            return None
        request: Text | None = fields["request"]
        found = self._request(request, scenario) if request is not None else None
        hop: int | None = fields["hop"]
        if hop is not None and found is not None and hop > _calls(found.tree):
            self._report("LSN002", fields.span_of("hop"), got=str(hop))
        self._check_question(fields)
        for name in (*fields["allow"], *fields["deny"]):
            self._request(name, scenario)
        return Step(
            say=_words(fields["say"]),
            scenario=scenario,
            ask=fields["ask"],
            request=request.value if request is not None else None,
            hop=hop,
            reveal=_words(fields["reveal"]),
            edit=tuple(self._policy(one, scenario) for one in fields["edit"]),
            allow=tuple(name.value for name in fields["allow"]),
            deny=tuple(name.value for name in fields["deny"]),
        )

    def _report(self, code: str, span: Span, *, got: str, expected: tuple[str, ...] = ()) -> None:
        self.reading.findings.report(code, span, got=got, expected=expected)

    def _scenario(self, path: Text) -> Scenario | None:
        file = self.reading.beside(path.value)
        name = openable(file)
        if name not in self.scenarios:
            if not file.is_file():
                self._report("FIL001", path.span, got=name)
                self.scenarios[name] = None
                return None
            loaded = read_scenario(file)
            self.reading.findings.add(loaded.diagnostics)
            self.scenarios[name] = loaded.value
        return self.scenarios[name]

    def _request(self, name: Text, scenario: Scenario) -> ScenarioRequest | None:
        found = next((one for one in scenario.requests if one.name == name.value), None)
        if found is None:
            names = tuple(one.name for one in scenario.requests)
            self._report("LSN001", name.span, got=name.value, expected=names)
        return found

    def _policy(self, path: Text, scenario: Scenario) -> str:
        name = openable(self.reading.beside(path.value))
        beside_scenario = openable(Path(scenario.path).parent / path.value)
        known = {policy.source.name for policy in policies_of(scenario)}
        chosen = name if name in known else beside_scenario
        if chosen not in known:
            self._report("LSN004", path.span, got=path.value, expected=tuple(sorted(known)))
        return chosen

    def _check_question(self, fields: Fields) -> None:
        needed = {Ask.VERDICT: ("request",), Ask.STATEMENT: ("request",), Ask.FIX: ("edit",)}
        for part in needed.get(fields["ask"], ()):
            if part not in fields:
                self._report("LSN003", fields.span_of("ask"), got=part)
        if fields["ask"] is Ask.FIX and not fields["allow"] and not fields["deny"]:
            self._report("LSN003", fields.span_of("ask"), got="allow")


def _words(text: Text | None) -> str:
    return "" if text is None else " ".join(text.value.split())


def _calls(hop: Hop) -> int:
    return 1 + sum(_calls(below) for below in hop.then)
