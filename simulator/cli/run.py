"""``calledvia run``: replay scenarios and compare with what they expect."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterable, Sequence

from simulator.cli.command_parser import CI_FORMATS
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import Played, diagnostic_text, names, nothing_chosen, play
from simulator.report import as_concise, as_plain, as_text
from simulator.report.as_json.documents import print_document, run_document
from simulator.report.selection import Group, grouped, with_words
from simulator.source import printable


def execute(arguments: Namespace) -> int:
    """Replay, show what was chosen, and say with the exit code whether it came out as expected."""
    started = time.perf_counter()
    console = Console(arguments)
    words = arguments.words.split()
    played = play(arguments.paths)
    groups = with_words(grouped(played.replays), words)
    code = _exit(played, groups)
    console.tell(diagnostic_text(played.diagnostics, console))
    if console.format == "json":
        console.print([print_document(run_document(groups, played.diagnostics, code, names()))])
    elif console.format in CI_FORMATS:
        _print_for_ci(console, played, groups)
    elif groups:
        console.print(_lines(groups, console, verbose=arguments.verbose))
    if not groups:
        console.tell(nothing_chosen(played.replays, words))
    elif console.format not in ("json", *CI_FORMATS):
        console.tell(_hints(groups, arguments, time.perf_counter() - started))
    return code


def _print_for_ci(console: Console, played: Played, groups: Sequence[Group]) -> None:
    # Imported here: what a person waits for in a terminal needs none of it.
    from simulator.cli.ci_formats import ci_lines
    from simulator.report.checks_made import diagnostic_checks, run_checks
    from simulator.report.wording.checks import summary_words

    checks = (*diagnostic_checks(played.diagnostics), *run_checks(groups))
    console.print(ci_lines(console.format, checks, names(), "calledvia run"))
    console.tell([summary_words(checks)])


def _exit(played: Played, groups: Sequence[Group]) -> Exit:
    if not groups:
        return Exit.BAD_INPUT
    if not all(request.as_expected for group in groups for request in group.requests):
        return Exit.UNEXPECTED
    return Exit.PARTLY_READ if played.unreadable else Exit.OK


def _lines(groups: Sequence[Group], console: Console, *, verbose: bool) -> Iterable[str]:
    if console.format == "concise":
        return as_concise.run_lines(groups)
    if console.format == "plain":
        return as_plain.run_lines(groups)
    return as_text.run_lines(groups, console.terminal, verbose=verbose)


def _hints(groups: Sequence[Group], arguments: Namespace, seconds: float) -> Iterable[str]:
    requests = [request for group in groups for request in group.requests]
    if len(requests) > 1 and not arguments.verbose:
        path = "".join(f" {printable(path)}" for path in arguments.paths)
        yield f"to open one hop by hop: calledvia run{path} -k WORDS"
    yield f"{seconds:.2f} s"
