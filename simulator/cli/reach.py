"""``calledvia reach``: from exactly which addresses a call works, in each way of making it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from simulator.analysis.reach import Reach, reach
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.sources import names_world
from simulator.cli.staging import NO_POLICIES, Staging, UnusableError
from simulator.report import as_reach
from simulator.report.as_json.documents import print_document
from simulator.report.as_json.reach import reach_document
from simulator.report.as_svg import svg_lines
from simulator.report.strip import strip_of
from simulator.report.wording.reach import request_words
from simulator.source import printable


def execute(arguments: Namespace) -> int:
    """Show the addresses, and draw them into a file if one is named."""
    console = Console(arguments)
    if not names_world(arguments) and arguments.policies is None:
        console.tell(NO_POLICIES.format(command="reach").splitlines())
        return Exit.BAD_INPUT
    staging = Staging(console)
    answer: Reach | None = None
    code = Exit.BAD_INPUT
    try:
        staged = staging.staged(arguments)
        answer = reach(staged.world, staged.request, staged.earlier)
        code = _drawn(answer, arguments.svg, console)
    except UnusableError:
        pass
    code = staging.code(code)
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        document = reach_document(answer, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif answer is not None:
        console.print(_lines(answer, console, everything=arguments.everything))
    return code


def _lines(answer: Reach, console: Console, *, everything: bool) -> Iterable[str]:
    if console.format == "concise":
        return as_reach.concise_lines(answer)
    if console.format == "plain":
        return as_reach.plain_lines(answer, everything=everything)
    return as_reach.text_lines(answer, console.terminal, everything=everything)


def _drawn(answer: Reach, path: str | None, console: Console) -> Exit:
    """Write the picture, if one is wanted."""
    if path is None:
        return Exit.OK
    try:
        with open(Path(path), "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(
                f"{line}\n" for line in svg_lines(strip_of(answer), request_words(answer))
            )
    except OSError as error:
        console.tell([f"cannot write {printable(path)}: {error.strerror or error}"])
        return Exit.BAD_INPUT
    return Exit.OK
