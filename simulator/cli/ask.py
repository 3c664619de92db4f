"""``calledvia ask``: one request in one line, decided in a world or by some policies alone."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.sources import names_world
from simulator.cli.staging import NO_POLICIES, Staging, UnusableError
from simulator.report import as_concise, as_plain, as_text
from simulator.report.as_json.documents import ask_document, print_document
from simulator.report.selection import Group, grouped, with_name
from simulator.report.terminal import Style
from simulator.report.wording.replays import asked_words, meets
from simulator.world.replay import replay
from simulator.world.scenario import Scenario


def execute(arguments: Namespace) -> int:
    """Decide the request and show it hop by hop."""
    console = Console(arguments)
    if not names_world(arguments) and arguments.policies is None:
        console.tell(NO_POLICIES.format(command="ask").splitlines())
        return Exit.BAD_INPUT
    staging = Staging(console)
    groups: tuple[Group, ...] = ()
    code = Exit.BAD_INPUT
    try:
        staged = staging.staged(arguments)
        request = staged.request
        requests = (*staged.earlier, request)
        scenario = Scenario("ask", None, request.span.source.name, staged.world, requests)
        groups = with_name(grouped([replay(scenario)]), request.name)
        met = arguments.expect is None or meets(groups[0].requests[0], arguments.expect)
        code = Exit.OK if met else Exit.UNEXPECTED
    except UnusableError:
        pass
    code = staging.code(code)
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        document = ask_document(groups, arguments.expect, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif groups:
        console.print(_lines(groups[0], arguments.expect, console))
    return code


def _lines(group: Group, expected: str | None, console: Console) -> Iterable[str]:
    request, rules = group.requests[0], group.rules
    if expected is not None and not meets(request, expected):
        yield console.terminal.paint(asked_words(request, expected), Style.UNEXPECTED)
    if console.format == "concise":
        yield as_concise.request_line(request, rules)
    elif console.format == "plain":
        yield from as_plain.hops_lines(request, rules)
    else:
        yield from as_text.hops_lines(request, rules, console.terminal)
