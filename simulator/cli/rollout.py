"""``calledvia rollout``: what a CloudTrail log would have come to under new policies."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulator.analysis.logs.rollout import Outcome, Rollout
from simulator.cli.ci_formats import ci_lines
from simulator.cli.command_parser import CI_FORMATS
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.progress import BAR, PLAIN_BAR, Progress
from simulator.cli.rollout_changes import Changed, with_changes
from simulator.cli.rollout_examples import write_examples
from simulator.cli.rollout_readers import LogReading, read_rollout
from simulator.cli.sources import has_sources, names_world
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.baseline import BaselineError
from simulator.formats.cloudtrail.baseline import print_baseline, read_baseline
from simulator.formats.cloudtrail.files import find_logs
from simulator.formats.files import openable, start_of
from simulator.report import as_rollout
from simulator.report.as_json.documents import print_document
from simulator.report.as_json.rollout import rollout_document
from simulator.report.as_rollout import Files
from simulator.report.checks_made import diagnostic_checks
from simulator.report.rollout_checks import rollout_checks
from simulator.report.wording.diagnostics import is_error
from simulator.report.wording.rollout import total_words
from simulator.source import Diagnostic, printable
from simulator.world.overrides import with_policies
from simulator.world.scenario import Scenario

_MOST_TOLD = 200
"""Diagnostics about logs that are kept: of a folder of broken files nobody reads more."""


@dataclass(slots=True)
class _Reading:
    """What was found wrong with the logs."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: bool = False

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep what is wrong."""
        self.unread = self.unread or is_error(diagnostic)
        if len(self.diagnostics) < _MOST_TOLD:
            self.diagnostics.append(diagnostic)
        elif len(self.diagnostics) == _MOST_TOLD:
            self.diagnostics.append(Diagnostic("FIL013", diagnostic.span, detail=str(_MOST_TOLD)))


def execute(arguments: Namespace) -> int:
    """Read the logs, decide every call twice, and tell what changes."""
    console = Console(arguments)
    staging = Staging(console)
    reading = _Reading()
    try:
        if not names_world(arguments):
            console.tell(
                ["say in which world the calls were made: --world FILE, or another source"]
            )
            raise UnusableError
        stage = staging.stage_of(arguments)
        changed = with_changes(stage, arguments.changes, staging)
        changed.in_file = changed.in_file and not has_sources(arguments)
        accepted = _accepted(arguments, staging)
    except UnusableError:
        return _told(None, {}, tuple(staging.diagnostics), Exit.BAD_INPUT, console)
    rollout = _folded(arguments, stage, changed, accepted, reading, console)
    diagnostics = (*staging.diagnostics, *reading.diagnostics)
    if not rollout.events and reading.unread:
        return _told(rollout, {}, diagnostics, Exit.BAD_INPUT, console)
    if arguments.write_baseline:
        text = print_baseline(rollout.groups)
        Path(arguments.baseline).write_text(text, encoding="utf-8", newline="\n")
    files = write_examples(rollout, changed, Path(arguments.examples))
    newly_denied = rollout.of(Outcome.NEWLY_DENIED) and not arguments.write_baseline
    code = Exit.UNEXPECTED if newly_denied else Exit.OK
    return _told(rollout, files, diagnostics, Exit.PARTLY_READ if reading.unread else code, console)


def _accepted(arguments: Namespace, staging: Staging) -> frozenset[str]:
    """The ids of groups that are left out."""
    if arguments.baseline is None:
        if arguments.write_baseline:
            staging.console.tell(
                ["say where to write the baseline: --baseline FILE --write-baseline"]
            )
            raise UnusableError
        return frozenset()
    if arguments.write_baseline:
        return frozenset()
    path = Path(arguments.baseline)
    try:
        return read_baseline(path)
    except BaselineError:
        staging.note([Diagnostic("LOG009", start_of(openable(path)))])
        raise UnusableError from None


def _folded(
    arguments: Namespace,
    stage: Scenario,
    changed: Changed,
    accepted: frozenset[str],
    reading: _Reading,
    console: Console,
) -> Rollout:
    old = with_policies(stage.world, stage.policies)
    new = old
    if arguments.changes:
        new = with_policies(changed.stage.world, changed.stage.policies)
    logs = find_logs(arguments.logs, reading.report)
    marks = PLAIN_BAR if console.terminal.ascii else BAR
    progress = Progress(sum(log.size for log in logs), marks)
    try:
        return read_rollout(
            LogReading(logs, old, new, accepted, compared=bool(arguments.changes)),
            arguments.jobs,
            reading.report,
            lambda done, log: progress.show(done, printable(log.path.name)),
        )
    finally:
        progress.done()


def _told(
    rollout: Rollout | None,
    files: Files,
    diagnostics: tuple[Diagnostic, ...],
    code: Exit,
    console: Console,
) -> int:
    if console.format == "json":
        document = rollout_document(rollout, files, diagnostics, code, names())
        console.print([print_document(document)])
        return code
    console.tell(diagnostic_text(diagnostics, console))
    if rollout is None:
        return code
    if console.format in CI_FORMATS:
        checks = (*diagnostic_checks(diagnostics), *rollout_checks(rollout, files))
        console.print(ci_lines(console.format, checks, names(), "calledvia rollout"))
        console.tell([f"{total_words(rollout)}."])
    else:
        console.print(_lines(rollout, files, console))
    return code


def _lines(rollout: Rollout, files: Files, console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_rollout.concise_lines(rollout, files)
    if console.format == "plain":
        return as_rollout.plain_lines(rollout, files)
    return as_rollout.text_lines(rollout, files, console.terminal)
