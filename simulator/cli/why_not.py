"""``calledvia why-not``: which smallest changes would flip what comes out of a request."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from simulator.analysis.counterfactual import WhyNot, why_not
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.sources import names_world
from simulator.cli.staging import NO_POLICIES, Staging, UnusableError
from simulator.report import as_flips
from simulator.report.as_json.documents import print_document
from simulator.report.as_json.flips import why_not_document


def execute(arguments: Namespace) -> int:
    """Show what came of the request, what carries that, and what would flip it."""
    console = Console(arguments)
    if not names_world(arguments) and arguments.policies is None:
        console.tell(NO_POLICIES.format(command="why-not").splitlines())
        return Exit.BAD_INPUT
    staging = Staging(console)
    answer: WhyNot | None = None
    code = Exit.BAD_INPUT
    try:
        staged = staging.staged(arguments)
        answer = why_not(staged.world, staged.request, staged.earlier, bare=True)
        code = Exit.OK
    except UnusableError:
        pass
    code = staging.code(code)
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        document = why_not_document(answer, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif answer is not None:
        console.print(_lines(answer, console))
    return code


def _lines(answer: WhyNot, console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_flips.concise_lines(answer)
    if console.format == "plain":
        return as_flips.plain_lines(answer)
    return as_flips.why_not_lines(answer, console.terminal)
