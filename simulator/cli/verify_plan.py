"""``calledvia verify-plan``: the commands that would check scenarios against AWS, only printed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator

from simulator.analysis.simulator_cases import Case, cases
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, play
from simulator.report.as_simulator_commands import plan_lines
from simulator.report.selection import Group, grouped
from simulator.world.replayed import Replay


def execute(arguments: Namespace) -> int:
    """Print a shell script that asks AWS about every hop that it can be asked about."""
    console = Console(arguments)
    played = play(arguments.paths)
    console.tell(diagnostic_text(played.diagnostics, console))
    if not played.replays:
        return Exit.BAD_INPUT
    console.print(plan_lines(planned(played.replays)))
    return Exit.PARTLY_READ if played.unreadable else Exit.OK


def planned(replays: Iterable[Replay]) -> Iterator[tuple[Group, Case]]:
    """Every case of scenarios, with where it is written."""
    for group in grouped(replays):
        for request in group.requests:
            for case in cases(request, group.rules):
                yield group, case
