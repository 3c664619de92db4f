"""Which commands and options are there? Their help is here too; the work is in a file each."""

from __future__ import annotations

import argparse
from typing import Final

from simulator.cli.analysis_arguments import add_analysis
from simulator.cli.command_parser import FORMATS as FORMATS
from simulator.cli.command_parser import (
    Commands,
    add_appearance,
    add_ci_output,
    add_output,
    add_request,
    command,
    epilog,
)
from simulator.cli.cure_arguments import add_cures
from simulator.cli.editor_arguments import add_editors
from simulator.cli.exits import Exit
from simulator.cli.import_arguments import add_import
from simulator.cli.lint_arguments import add_lint
from simulator.cli.rollout_arguments import add_rollout
from simulator.cli.simulator_arguments import add_simulator
from simulator.cli.source_arguments import add_sources
from simulator.version import __version__

EXPECTATIONS: Final = (
    "allow",
    "deny",
    "explicit_deny",
    "implicit_deny",
    "depends",
    "not_made",
)
POLICY_TYPES: Final = (
    "identity",
    "resource",
    "trust",
    "boundary",
    "session",
    "scp",
    "rcp",
    "endpoint",
)
"""The values of `PolicyType`, which is not imported here so that help stays quick."""

_CODES = (Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT, Exit.PARTLY_READ)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the chosen command's name ends in `command`."""
    parser = argparse.ArgumentParser(
        prog="calledvia",
        description="Replay calls to AWS offline and see which policy statement decides, and why.",
        epilog=epilog("calledvia run", "calledvia COMMAND --help", codes=_CODES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"calledvia {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_run(commands)
    _add_explain(commands)
    _add_ask(commands)
    add_analysis(commands)
    add_cures(commands)
    _add_decode(commands)
    _add_check(commands)
    add_lint(commands, POLICY_TYPES)
    add_rollout(commands)
    add_simulator(commands)
    add_editors(commands)
    _add_init(commands)
    add_import(commands)
    _add_rule(commands)
    _add_tui(commands)
    return parser


def _add_run(commands: Commands[argparse.ArgumentParser]) -> None:
    run = command(
        commands,
        "run",
        "replay scenarios and compare with what they expect",
        "Replay scenarios hop by hop and compare what comes out with what they expect. "
        "Without PATH, the scenarios that ship with calledvia: the source-IP story.",
        "calledvia run",
        'calledvia run scenarios/source-ip/direct.yaml -k "her stack"',
        codes=_CODES,
    )
    run.add_argument("paths", nargs="*", metavar="PATH", help="scenario file, or folder of them")
    run.add_argument(
        "-k",
        dest="words",
        default="",
        metavar="WORDS",
        help="show only requests whose name, or whose scenario's name, has all these words; "
        "the others are played all the same, since sessions and time carry over",
    )
    run.add_argument("-v", "--verbose", action="store_true", help="open every request hop by hop")
    add_ci_output(run)


def _add_explain(commands: Commands[argparse.ArgumentParser]) -> None:
    explain = command(
        commands,
        "explain",
        "show what decided a request, down to each value",
        "Show what decided a request of a scenario: policy type, statement, element and value, "
        "each with its place. Without NAME, every request of the file.",
        'calledvia explain scenarios/source-ip/direct.yaml "her stack"',
        'calledvia explain scenarios/source-ip/direct.yaml "her stack" --hop 1 --all',
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    explain.add_argument("path", metavar="PATH", help="scenario file")
    explain.add_argument(
        "name", nargs="?", metavar="NAME", help="the request's name, or words of it"
    )
    explain.add_argument(
        "--hop",
        type=int,
        metavar="N",
        help="the call to explain, 1 being the first; else the one that settles the request",
    )
    explain.add_argument(
        "--all",
        dest="everything",
        action="store_true",
        help="every statement in play and the whole request context, not only what decided",
    )
    add_output(explain)


def _add_ask(commands: Commands[argparse.ArgumentParser]) -> None:
    ask = command(
        commands,
        "ask",
        "decide one request written in one line",
        "Decide one request. The world says who and what there is; for a quick look policies "
        "alone will do: one with a Principal is taken as the resource's (or the role's trust "
        "policy), others as the caller's own.",
        "calledvia ask 'user/alice ec2:StopInstances on instance/i-0abc from office' "
        "--world scenarios/source-ip/world.yaml",
        "calledvia ask 'user/alice s3:GetObject on arn:aws:s3:::bucket/key from 198.51.100.7' "
        "--policy alice.json --expect deny",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT),
    )
    add_request(ask)
    ask.add_argument(
        "--expect", choices=EXPECTATIONS, help="exit with 1 if anything else comes out"
    )
    add_output(ask)


def _add_decode(commands: Commands[argparse.ArgumentParser]) -> None:
    decode = command(
        commands,
        "decode",
        "say what an access-denied message means, and what can have caused it",
        "Say what one of AWS's access-denied messages means: who, which action, on what, denied by "
        "which type of policy. With a world or policies, also which statements can have caused it.",
        "calledvia decode 'User: arn:aws:iam::111122223333:user/alice is not authorized to "
        "perform: ec2:StopInstances because no identity-based policy allows the "
        "ec2:StopInstances action' --world scenarios/source-ip/direct.yaml",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    decode.add_argument(
        "message",
        metavar="MESSAGE",
        help="as a terminal, an SDK or CloudTrail has it; line breaks do not matter",
    )
    given = decode.add_mutually_exclusive_group()
    given.add_argument(
        "--world", metavar="FILE", help="the world, or the scenario, in which it was denied"
    )
    given.add_argument(
        "--policy",
        dest="policies",
        action="extend",
        nargs="+",
        metavar="FILE",
        help="policies that may have denied it, each taken as of the type that the message names",
    )
    add_sources(decode)
    add_output(decode)


def _add_check(commands: Commands[argparse.ArgumentParser]) -> None:
    check = command(
        commands,
        "check",
        "find mistakes in policies, worlds and scenarios",
        "Find every mistake in policies, worlds and scenarios, each at its place. Warnings are "
        "about what IAM would store and nobody can mean; they alone do not fail.",
        "calledvia check alice.json --type identity",
        "calledvia check scenarios/source-ip/*",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    check.add_argument(
        "paths", nargs="+", metavar="FILE", help="policy (.json), world or scenario (.yaml)"
    )
    check.add_argument(
        "--type",
        dest="policy_type",
        choices=POLICY_TYPES,
        help="where the policies will be attached, so that elements not allowed there are found",
    )
    add_output(check)


def _add_init(commands: Commands[argparse.ArgumentParser]) -> None:
    init = command(
        commands,
        "init",
        "write a small world, scenario and policies to begin with",
        "Write a small world, a scenario and its policies that run as they are. Files that are "
        "there already are never overwritten.",
        "calledvia init my-account",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    init.add_argument(
        "folder", nargs="?", default=".", metavar="DIR", help="where to (default: here)"
    )
    add_appearance(init)


def _add_rule(commands: Commands[argparse.ArgumentParser]) -> None:
    rule = command(
        commands,
        "rule",
        "say what a diagnostic's code or a rule's id means",
        "Say what the code of a diagnostic, or the id of a rule on which decisions can rest, "
        "means and where it comes from.",
        "calledvia rule POL014",
        "calledvia rule forwarding",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    rule.add_argument("id", metavar="CODE", help="such as POL014 or forwarding")
    add_appearance(rule)


def _add_tui(commands: Commands[argparse.ArgumentParser]) -> None:
    tui = command(
        commands,
        "tui",
        "open the terminal app: see why, change one thing, see it change",
        "Open the terminal app on scenarios and lessons; without PATH, on those that ship. "
        "Plain calledvia in a terminal does the same. ? lists every key.",
        "calledvia tui",
        'calledvia tui scenarios/source-ip/direct.yaml --request "her stack" --screen compare',
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    tui.add_argument("paths", nargs="*", metavar="PATH", help="scenario file, or folder of them")
    tui.add_argument(
        "--request", default="", metavar="NAME", help="open this request, or one with these words"
    )
    tui.add_argument(
        "--screen",
        choices=("explore", "compare", "lessons"),
        default="explore",
        help="the screen to open",
    )
    tui.add_argument(
        "--theme", choices=("dark", "light", "contrast"), default="dark", help="the colours"
    )
    tui.add_argument("--web", action="store_true", help="serve it to a browser instead")
    tui.add_argument("--host", default="localhost", help="with --web: where (default: localhost)")
    tui.add_argument(
        "--port", type=int, default=8000, help="with --web: on which port (default: 8000)"
    )
