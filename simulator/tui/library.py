"""What is there to look at: scenario files, replayed, and lessons; each broken file by itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.formats.finding import find_lessons, find_scenarios
from simulator.formats.lessons import Lesson, read_lesson
from simulator.formats.scenario import read_scenario
from simulator.report.selection import grouped
from simulator.source import Diagnostic
from simulator.world.replay import replay
from simulator.world.replayed import Replay, RequestReplay
from simulator.world.scenario import Scenario, ScenarioRequest


@dataclass(frozen=True, slots=True)
class Part:
    """The requests of one scenario file, replayed.

    Args:
        entry: the path of the file that was opened; it may replay the scenario of another.
        replay: of the scenario that the requests are written in.
    """

    entry: str
    replay: Replay

    @property
    def scenario(self) -> Scenario:
        """Where the requests are written."""
        return self.replay.scenario

    def find(self, name: str) -> RequestReplay | None:
        """The request of this name."""
        return next((one for one in self.replay.requests if one.request.name == name), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario file.

    Args:
        path: as it can be opened from the current folder.
        folder: of the file, told from the folder that was opened.
        name: its stem.
        parts: its replayed requests; several if it replays other scenarios; none if it is broken.
        diagnostics: what is wrong with it, warnings included.
    """

    path: str
    folder: str
    name: str
    parts: tuple[Part, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """One lesson file; `lesson` is None if it is broken."""

    path: str
    lesson: Lesson | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that was found.

    Args:
        roots: the folders and files that were opened.
        complete: whether reading has come to its end.
    """

    roots: tuple[Path, ...] = ()
    entries: tuple[Entry, ...] = ()
    lessons: tuple[LessonEntry, ...] = ()
    complete: bool = False
    asked: tuple[Part, ...] = field(default=())

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part of every entry, asked requests last."""
        return (*(part for entry in self.entries for part in entry.parts), *self.asked)

    def same_world(self, part: Part) -> tuple[Scenario, ...]:
        """The scenarios beside this one, told in the same world, each once."""
        found: dict[str, Scenario] = {}
        for other in self.parts:
            scenario = other.scenario
            if scenario.world.accounts == part.scenario.world.accounts:
                found.setdefault(scenario.path, scenario)
        return tuple(found.values())


def found(roots: Sequence[Path]) -> Iterator[Entry | LessonEntry]:
    """Read and replay what the folders hold, one by one, the first first."""
    seen: set[Path] = set()
    for root in roots:
        for path in find_scenarios(root):
            if path not in seen:
                seen.add(path)
                yield entry(path, root)
    for root in roots:
        for path in find_lessons(root):
            loaded = read_lesson(path)
            yield LessonEntry(str(path), loaded.value, loaded.diagnostics)


def entry(path: Path, root: Path) -> Entry:
    """One scenario file, read and replayed."""
    below = root.is_dir() and path.parent != root
    folder = path.parent.relative_to(root).as_posix() if below else path.absolute().parent.name
    loaded = read_scenario(path)
    if loaded.value is None:
        return Entry(str(path), folder, path.stem, (), loaded.diagnostics)
    parts = tuple(
        Part(str(path), Replay(group.scenario, group.rules, group.requests))
        for group in grouped([replay(loaded.value)])
    )
    return Entry(str(path), folder, path.stem, parts, loaded.diagnostics)


def asked(part: Part, request: ScenarioRequest) -> Part:
    """A request of one's own, replayed in a scenario's world and under its policies."""
    scenario = replace(part.scenario, name="asked", title=None, requests=(request,))
    return Part(part.entry, replay(scenario))


Stamp = frozenset[tuple[str, int, int]]
"""Names, times and sizes of the files that are looked after."""

_LOOKED_AFTER = (".yaml", ".yml", ".json")


def stamp(roots: Sequence[Path]) -> Stamp:
    """What can be seen of the files from outside; another value: read them again."""
    seen = set()
    for root in roots:
        folder = root if root.is_dir() else root.parent
        for parent, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in files:
                if name.lower().endswith(_LOOKED_AFTER):
                    path = os.path.join(parent, name)
                    with contextlib.suppress(OSError):
                        told = os.stat(path)
                        seen.add((path, told.st_mtime_ns, told.st_size))
    return frozenset(seen)


def in_telling_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """As a scenario that replays others lists them, itself after them; the rest as found."""
    listed = [part.scenario.path for one in entries for part in one.parts if len(one.parts) > 1]
    paths = [one.parts[0].scenario.path if len(one.parts) == 1 else "" for one in entries]
    first = next((n for n, path in enumerate(paths) if path in listed), 0)

    def place(number: int) -> tuple[int, int]:
        path = paths[number]
        return (first, listed.index(path)) if path in listed else (number, len(listed))

    return tuple(entries[number] for number in sorted(range(len(entries)), key=place))
