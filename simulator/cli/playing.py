"""Scenario files read and replayed, for the commands that show what came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.cli.console import Console
from simulator.formats.finding import find_scenarios
from simulator.formats.scenario import read_scenario
from simulator.report.as_concise import diagnostic_lines as concise_lines
from simulator.report.as_json.names import Names
from simulator.report.as_plain import diagnostic_lines as plain_lines
from simulator.report.as_snippet import snippet_lines
from simulator.report.selection import grouped
from simulator.report.wording.values import counted
from simulator.shipped import shipped
from simulator.source import Diagnostic, printable
from simulator.world.replay import replay
from simulator.world.replayed import Replay

_NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Played:
    """What came of scenario files.

    Args:
        replays: of those that could be read.
        diagnostics: about all of them, warnings included.
        unreadable: how many could not be read.
    """

    replays: tuple[Replay, ...]
    diagnostics: tuple[Diagnostic, ...]
    unreadable: int


def play(paths: Sequence[str]) -> Played:
    """Replay scenario files, and all of a folder's; without paths, those that ship."""
    folders = [Path(path) for path in paths] or [shipped("scenarios")]
    replays: list[Replay] = []
    diagnostics: dict[Diagnostic, None] = {}
    unreadable = 0
    for path in dict.fromkeys(found for folder in folders for found in find_scenarios(folder)):
        loaded = read_scenario(path)
        diagnostics.update(dict.fromkeys(loaded.diagnostics))
        if loaded.value is None:
            unreadable += 1
        else:
            replays.append(replay(loaded.value))
    return Played(_in_order(replays), tuple(diagnostics), unreadable)


def _in_order(replays: Sequence[Replay]) -> tuple[Replay, ...]:
    """As a scenario that replays others lists them, itself after them; others stay where they are.

    So a folder tells its story in the order of the one file that retells it all.
    """
    listed = [part.path for one in replays for part in one.scenario.replays]
    first = next((n for n, one in enumerate(replays) if one.scenario.path in listed), 0)

    def place(numbered: tuple[int, Replay]) -> tuple[int, int]:
        number, one = numbered
        path = one.scenario.path
        return (first, listed.index(path)) if path in listed else (number, len(listed))

    return tuple(one for _, one in sorted(enumerate(replays), key=place))


def names() -> Names:
    """How files are named in JSON."""
    return Names(Path.cwd(), shipped("scenarios").parent)


def diagnostic_text(diagnostics: Iterable[Diagnostic], console: Console) -> Iterable[str]:
    """Diagnostics as the chosen format writes them; for JSON they stand in the document alone."""
    if console.format == "concise":
        yield from concise_lines(diagnostics)
    elif console.format == "plain":
        yield from plain_lines(diagnostics)
    elif console.format != "json":
        for diagnostic in diagnostics:
            yield from snippet_lines(diagnostic, console.terminal)
            yield ""


def nothing_chosen(replays: Sequence[Replay], words: Sequence[str]) -> Iterable[str]:
    """That no request was chosen, and which there are."""
    if not replays:
        yield "nothing was replayed: no scenario could be read"
        yield "calledvia init DIR writes one to begin with"
        return
    yield f"no request has all of: {printable(' '.join(words))}"
    yield "there are:"
    found = [
        f"  {group.scenario.name}: {request.request.name}"
        for group in grouped(replays)
        for request in group.requests
    ]
    yield from map(printable, dict.fromkeys(found[:_NAMES_SHOWN]))
    if len(found) > _NAMES_SHOWN:
        yield f"  and {counted(len(found) - _NAMES_SHOWN, 'other')}"
