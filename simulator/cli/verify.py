"""``calledvia verify``: what AWS answered against what comes out here."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, play
from simulator.cli.verify_plan import planned
from simulator.formats.saved_answers import AnswerError, answer_files, read_decision
from simulator.report.as_simulator_commands import answer_file
from simulator.report.terminal import Style
from simulator.report.wording.simulations import case_words, difference_words, verified_words
from simulator.source import printable


def execute(arguments: Namespace) -> int:
    """Compare every answer with the cases that asked for it."""
    console = Console(arguments)
    played = play(arguments.scenarios)
    console.tell(diagnostic_text(played.diagnostics, console))
    asked = {
        answer_file(case.question): (group, case)
        for group, case in planned(played.replays)
        if case.question is not None
    }
    alike = different = unmatched = unreadable = 0
    for path in (file for name in arguments.answers for file in answer_files(Path(name))):
        if path.name not in asked:
            unmatched += 1
            console.tell([printable(f"{path}: answers no case that there is now")])
            continue
        group, case = asked[path.name]
        try:
            theirs = read_decision(path)
        except AnswerError as error:
            unreadable += 1
            console.tell([printable(str(error))])
            continue
        assert case.outcome is not None
        if theirs == case.outcome:
            alike += 1
            continue
        different += 1
        place = printable(case.hop.hop.span.location)
        said = printable(case_words(group.scenario.name, case))
        words = f"{place}: {said}: {difference_words(case.outcome, theirs)}"
        console.print([console.terminal.paint(words)])
    style = Style.UNEXPECTED if different else Style.STRONG
    words = f"{verified_words(alike, different, unmatched)}."
    console.print([console.terminal.paint(words, style)])
    if different:
        return Exit.UNEXPECTED
    if not alike:
        return Exit.BAD_INPUT
    return Exit.PARTLY_READ if unmatched or unreadable or played.unreadable else Exit.OK
