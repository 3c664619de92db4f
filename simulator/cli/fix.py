"""``calledvia fix``: cures for a restriction to source addresses, each tried out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from simulator.analysis.remedies.fix import Fix, fix
from simulator.analysis.remedies.question import Wish, question_of
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.fix_stage import stage_of_policy
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.names import check_names
from simulator.report import as_remedies
from simulator.report.as_json.documents import print_document
from simulator.report.as_json.remedies import fix_document
from simulator.report.as_policy_files import FORMS
from simulator.source import printable
from simulator.world.overrides import with_policies
from simulator.world.scenario import Scenario

_NOTHING_FOUND = """\
nothing to cure: no user who makes a call here is bound to source addresses
  (an Allow with IpAddress aws:SourceIp, or a Deny with NotIpAddress aws:SourceIp)"""
_NOTHING_NEEDED = """\
nothing needs a cure: no call is made from inside the ranges that would work without the restriction
  calledvia fix FILE 'CALLER ACTION on RESOURCE from PLACE via SERVICE:ACTION on RESOURCE'"""


def execute(arguments: Namespace) -> int:
    """Draft the cures, compare them, and write their policies if a folder is named."""
    console = Console(arguments)
    staging = Staging(console)
    found: Fix | None = None
    code = Exit.BAD_INPUT
    try:
        found = _found(arguments, staging)
        code = _written(found, arguments, console)
    except UnusableError:
        pass
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        document = fix_document(found, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif found is not None:
        console.print(_lines(found, console))
    return code


def _found(arguments: Namespace, staging: Staging) -> Fix:
    question = question_of(_stage(arguments, staging))
    if question is None:
        staging.console.tell(_NOTHING_FOUND.splitlines())
        raise UnusableError
    if all(call.wish is not Wish.NEEDED for call in question.calls):
        staging.console.tell(_NOTHING_NEEDED.splitlines())
        raise UnusableError
    return fix(question)


def _stage(arguments: Namespace, staging: Staging) -> Scenario:
    requests = tuple(
        replace(staging.request(text), name=text.strip()) for text in arguments.requests
    )
    if not arguments.path.lower().endswith((".yaml", ".yml")):
        return stage_of_policy(arguments.path, requests, staging)
    stage = staging.stage(arguments.path)
    if not requests:
        return stage
    world = with_policies(stage.world, stage.policies)
    for request in requests:
        staging.note(check_names(request, world))
    return replace(stage, requests=requests, replays=())


def _lines(found: Fix, console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_remedies.concise_lines(found)
    if console.format == "plain":
        return as_remedies.plain_lines(found)
    return as_remedies.text_lines(found, console.terminal)


def _written(found: Fix, arguments: Namespace, console: Console) -> Exit:
    """Write the files, all or none."""
    code = Exit.OK if any(map(found.cures, found.trials)) else Exit.UNEXPECTED
    if arguments.output is None:
        return code
    files = {
        Path(arguments.output) / trial.cure.kind.value / name: text
        for trial in found.trials
        if trial.cure is not None
        for name, text in FORMS[arguments.form](trial.cure).items()
    }
    taken = [path for path in files if path.exists()]
    if taken:
        console.tell([f"{printable(str(taken[0]))} exists already: nothing was written"])
        return Exit.BAD_INPUT
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    except OSError as error:
        console.tell([f"cannot write {printable(str(path))}: {error.strerror or error}"])
        return Exit.BAD_INPUT
    console.tell([f"wrote {len(files)} files into {printable(arguments.output)}"])
    return code
