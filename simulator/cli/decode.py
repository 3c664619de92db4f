"""``calledvia decode``: what an access-denied message says, and what can have caused it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from simulator.analysis.culprits import Culprits, culprits_among, culprits_in
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.sources import names_world
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.loading import Findings
from simulator.formats.policies import PolicyFiles
from simulator.language.model import Policy
from simulator.message_reading import DeniedMessage, encoded_part, read_denied_message
from simulator.report import as_denial
from simulator.report.as_denial import Answer
from simulator.report.as_json.denials import decode_document
from simulator.report.as_json.documents import print_document
from simulator.report.wording.denials import NOT_A_MESSAGE, ONLY_ENCODED, decode_command
from simulator.source import printable
from simulator.world.overrides import with_policies

Search = Callable[[DeniedMessage], Culprits]


def execute(arguments: Namespace) -> int:
    """Take the message apart and look for its cause where policies were given."""
    console = Console(arguments)
    staging = Staging(console)
    encoded = encoded_part(arguments.message)
    answers: list[Answer] = []
    code = Exit.BAD_INPUT
    try:
        search = _search(arguments, staging)
        readings = read_denied_message(arguments.message)
        answers = [(one, _found(one, search, console)) for one in readings]
        code = Exit.OK if answers else Exit.BAD_INPUT
    except UnusableError:
        pass
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        document = decode_document(answers, encoded, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif answers:
        console.print(_lines(answers, console))
    elif not staging.diagnostics:
        console.tell(_unread(encoded))
    return code


def _found(reading: DeniedMessage, search: Search | None, console: Console) -> Culprits | None:
    if search is None:
        return None
    try:
        return search(reading)
    except ValueError as error:  # a principal that is none
        console.tell([printable(str(error))])
        return None


def _search(arguments: Namespace, staging: Staging) -> Search | None:
    """Where to look for the cause; None without policies."""
    if names_world(arguments):
        stage = staging.stage_of(arguments)
        world = with_policies(stage.world, stage.policies)
        return lambda reading: culprits_in(world, reading)
    if arguments.policies is not None:
        policies = _policies(arguments.policies, staging)
        return lambda reading: culprits_among(policies, reading)
    return None


def _policies(paths: Iterable[str], staging: Staging) -> list[Policy]:
    findings = Findings()
    files = PolicyFiles(findings)
    read = [files.file(Path(path), None) for path in paths]
    staging.note(findings.loaded(None).diagnostics)
    return [policy for policy in read if policy is not None]


def _unread(encoded: str | None) -> Iterable[str]:
    return [NOT_A_MESSAGE] if encoded is None else [ONLY_ENCODED, f"  {decode_command(encoded)}"]


def _lines(answers: Sequence[Answer], console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_denial.concise_lines(answers)
    if console.format == "plain":
        return as_denial.plain_lines(answers)
    return as_denial.text_lines(answers, console.terminal)
