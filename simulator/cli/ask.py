"""``calledvia ask``: one request in one line, decided in a world or by some policies alone."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.quick_world import is_of_resource, is_role, last_resource, quick_world
from simulator.formats.loading import Findings
from simulator.formats.names import check_names
from simulator.formats.one_line import read_request
from simulator.formats.policies import PolicyFiles
from simulator.formats.world import read_world
from simulator.language.model import Policy, PolicyType
from simulator.report import as_concise, as_plain, as_text
from simulator.report.as_json.documents import ask_document, print_document
from simulator.report.selection import Group, grouped
from simulator.report.terminal import Style
from simulator.report.wording.diagnostics import is_error
from simulator.report.wording.replays import asked_words, meets
from simulator.source import Diagnostic
from simulator.world.replay import replay
from simulator.world.scenario import Scenario, ScenarioRequest
from simulator.world.world import World

_NO_POLICIES = """\
nothing to decide by: give a world, or policies
  calledvia ask REQUEST --world FILE    who and what there is, with their policies
  calledvia ask REQUEST --policy FILE   the caller's policies, or the resource's, alone"""


class _UnusableError(Exception):
    """The request, the world or a policy cannot be used; what is wrong has been noted."""


def execute(arguments: Namespace) -> int:
    """Decide the request and show it hop by hop."""
    console = Console(arguments)
    if arguments.world is None and arguments.policies is None:
        console.tell(_NO_POLICIES.splitlines())
        return Exit.BAD_INPUT
    diagnostics: dict[Diagnostic, None] = {}
    groups: tuple[Group, ...] = ()
    code = Exit.BAD_INPUT
    try:
        request = _request(arguments.request, diagnostics)
        world = _world(request, arguments, diagnostics, console)
        _note(check_names(request, world), diagnostics)
        scenario = Scenario("ask", None, request.span.source.name, world, (request,))
        groups = grouped([replay(scenario)])
        met = arguments.expect is None or meets(groups[0].requests[0], arguments.expect)
        code = Exit.OK if met else Exit.UNEXPECTED
    except _UnusableError:
        pass
    console.tell(diagnostic_text(diagnostics, console))
    if console.format == "json":
        document = ask_document(groups, arguments.expect, diagnostics, code, names())
        console.print([print_document(document)])
    elif groups:
        console.print(_lines(groups[0], arguments.expect, console))
    return code


def _note(found: Iterable[Diagnostic], diagnostics: dict[Diagnostic, None]) -> None:
    """Keep what was found, and stop if it is an error."""
    found = tuple(found)
    diagnostics.update(dict.fromkeys(found))
    if any(map(is_error, found)):
        raise _UnusableError


def _request(text: str, diagnostics: dict[Diagnostic, None]) -> ScenarioRequest:
    loaded = read_request(text)
    _note(loaded.diagnostics, diagnostics)
    if loaded.value is None:
        raise _UnusableError
    return loaded.value


def _world(
    request: ScenarioRequest,
    arguments: Namespace,
    diagnostics: dict[Diagnostic, None],
    console: Console,
) -> World:
    if arguments.world is not None:
        loaded = read_world(arguments.world)
        _note(loaded.diagnostics, diagnostics)
        if loaded.value is None:
            raise _UnusableError
        return loaded.value
    own, of_resource = _policies(arguments.policies, request, diagnostics)
    if len(of_resource) > 1:
        named = ", ".join(policy.name for policy in of_resource)
        console.tell([f"a resource has one policy: of {named} give one"])
        raise _UnusableError
    if of_resource and last_resource(request) == "*":
        console.tell(
            [f"{of_resource[0].name} has a Principal, so it is a resource's: say on which ARN"]
        )
        raise _UnusableError
    return quick_world(request, own, of_resource[0] if of_resource else None)


def _policies(
    paths: Iterable[str], request: ScenarioRequest, diagnostics: dict[Diagnostic, None]
) -> tuple[list[Policy], list[Policy]]:
    """The caller's policies and those of the resource, each held against the rules of its type."""
    findings = Findings()
    files = PolicyFiles(findings)
    own: list[Policy] = []
    of_resource: list[Policy] = []
    of_its_kind = PolicyType.TRUST if is_role(last_resource(request)) else PolicyType.RESOURCE
    for path in map(Path, paths):
        untyped = files.file(path, None)
        if untyped is None:
            continue
        theirs = is_of_resource(untyped)
        policy = files.file(path, of_its_kind if theirs else PolicyType.IDENTITY)
        if policy is not None:
            (of_resource if theirs else own).append(policy)
    _note(findings.loaded(None).diagnostics, diagnostics)
    return own, of_resource


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
