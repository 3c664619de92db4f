"""``calledvia prove``: whether claims about all requests hold, or which request shows otherwise."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.analysis.address_cells import Doubt, Reason
from simulator.analysis.claims import Answer
from simulator.analysis.prove import Proof, prove
from simulator.analysis.routes import Manner, Route, allowed, play_from
from simulator.cli.ci_formats import ci_lines
from simulator.cli.command_parser import CI_FORMATS
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.playing import diagnostic_text, names
from simulator.cli.sources import names_world
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.claims import Stated, read_claims, state_claim
from simulator.formats.names import check_names
from simulator.formats.one_line import print_request, read_request
from simulator.report import as_claims
from simulator.report.as_claims import Proved
from simulator.report.as_json.claims import prove_document
from simulator.report.as_json.documents import print_document
from simulator.report.checks_made import claim_checks, diagnostic_checks
from simulator.report.wording.checks import summary_words as checks_words

_NO_WORLD = """\
a claim in one line needs a world
  calledvia prove CLAIM --world FILE   in a world, or in a scenario
  calledvia prove FILE                 a file of claims names its own"""


def execute(arguments: Namespace) -> int:
    """Prove every claim, and say with the exit code whether all came out as expected."""
    console = Console(arguments)
    staging = Staging(console)
    proved: list[Proved] = []
    code = Exit.OK
    for text in arguments.claims:
        try:
            stated = _stated(text, arguments, staging)
        except UnusableError:
            code = Exit.BAD_INPUT
            continue
        proved += map(proved_claim, stated)
    if code is Exit.OK and not all(one.as_expected for one in proved):
        code = Exit.UNEXPECTED
    code = staging.code(code)
    console.tell(diagnostic_text(staging.diagnostics, console))
    if console.format == "json":
        document = prove_document(proved, staging.diagnostics, code, names())
        console.print([print_document(document)])
    elif console.format in CI_FORMATS:
        checks = (*diagnostic_checks(staging.diagnostics), *claim_checks(proved))
        console.print(ci_lines(console.format, checks, names(), "calledvia prove"))
        console.tell([checks_words(checks)])
    else:
        console.print(_lines(proved, console))
    return code


def _stated(text: str, arguments: Namespace, staging: Staging) -> Sequence[Stated]:
    """The claims of a file, or the one that the text is: it has spaces and is no file's name."""
    if " " not in text or Path(text).is_file():
        claims = read_claims(text)
        staging.note(claims.diagnostics)
        return claims.value or ()
    if not names_world(arguments):
        staging.console.tell(_NO_WORLD.splitlines())
        raise UnusableError
    loaded = state_claim(text, staging.stage_of(arguments))
    staging.note(loaded.diagnostics)
    return (loaded.value,) if loaded.value is not None else ()


def proved_claim(stated: Stated) -> Proved:
    """What is found of a claim; its witness has been read and replayed as it will be shown."""
    proof = prove(stated.world, stated.claim, stated.earlier)
    if proof.witness is None:
        return Proved(proof, stated.expect, None, stated.stage)
    line = print_request(proof.witness.request)
    if not _replays(line, proof, stated):
        reason = Reason(Doubt.NOT_REPLAYED, line)
        proof = replace(proof, answer=Answer.UNKNOWN, witness=None, reasons=(reason,))
        return Proved(proof, stated.expect, None, stated.stage)
    return Proved(proof, stated.expect, line, stated.stage)


def _replays(line: str, proof: Proof, stated: Stated) -> bool:
    """Whether the line, read again, comes out as the witness did."""
    request = read_request(line).value
    sessions = [one.tree.session.name for one in stated.earlier if one.tree.session is not None]
    if request is None or check_names(request, stated.world, sessions):
        return False
    route = Route(Manner.DIRECT, stated.world, (*stated.earlier, request))
    assert proof.witness is not None
    return allowed(play_from(route, None)) is proof.witness.played.allowed


def _lines(proved: Sequence[Proved], console: Console) -> Iterable[str]:
    if console.format == "concise":
        return as_claims.concise_lines(proved)
    if console.format == "plain":
        return as_claims.plain_lines(proved)
    return as_claims.text_lines(proved, console.terminal)
