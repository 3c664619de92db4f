"""``calledvia check``: every mistake in policies, worlds and scenarios, each at its place."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.formats.check import check_file
from simulator.language.model import PolicyType
from simulator.report.as_json.documents import check_document, print_document
from simulator.report.terminal import Style
from simulator.report.wording.diagnostics import is_error, summary_words
from simulator.source import Diagnostic


def execute(arguments: Namespace) -> int:
    """Check every file; errors make the exit code, warnings do not."""
    console = Console(arguments)
    policy_type = PolicyType(arguments.policy_type) if arguments.policy_type else None
    found: list[Diagnostic] = []
    for path in arguments.paths:
        found.extend(check_file(Path(path), policy_type)[1])
    diagnostics = list(dict.fromkeys(found))
    failed = any(map(is_error, diagnostics))
    code = Exit.BAD_INPUT if failed else Exit.OK
    if console.format == "json":
        document = check_document(arguments.paths, diagnostics, code, names())
        console.print([print_document(document)])
    else:
        console.print(diagnostic_text(diagnostics, console))
        console.print(_summary(arguments.paths, diagnostics, failed, console))
    return code


def _summary(
    paths: Sequence[str], diagnostics: Sequence[Diagnostic], failed: bool, console: Console
) -> Iterator[str]:
    files = [one.span.source.name for one in diagnostics] or paths
    words = summary_words(diagnostics, files)
    if failed:
        words += "; nothing was evaluated"
    yield console.terminal.paint(f"{words}.", Style.UNEXPECTED if failed else Style.STRONG)
