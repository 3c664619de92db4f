"""Which commands and options are there? Their help is here too; the work is in a file each."""

from __future__ import annotations

import argparse
from typing import Final

from simulator.cli.exits import Exit
from simulator.version import __version__

FORMATS: Final = ("text", "concise", "plain", "json")
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
        epilog=_epilog("calledvia run", "calledvia COMMAND --help", codes=_CODES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"calledvia {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_run(commands)
    _add_explain(commands)
    _add_ask(commands)
    _add_reach(commands)
    _add_prove(commands)
    _add_decode(commands)
    _add_check(commands)
    _add_init(commands)
    _add_rule(commands)
    return parser


Commands = argparse._SubParsersAction  # argparse has no public name for it


def _add_run(commands: Commands[argparse.ArgumentParser]) -> None:
    run = _command(
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
    _add_output(run)


def _add_explain(commands: Commands[argparse.ArgumentParser]) -> None:
    explain = _command(
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
    _add_output(explain)


def _add_ask(commands: Commands[argparse.ArgumentParser]) -> None:
    ask = _command(
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
    _add_request(ask)
    ask.add_argument(
        "--expect", choices=EXPECTATIONS, help="exit with 1 if anything else comes out"
    )
    _add_output(ask)


def _add_reach(commands: Commands[argparse.ArgumentParser]) -> None:
    reach = _command(
        commands,
        "reach",
        "tell from exactly which addresses a call works",
        "Tell from exactly which addresses of IPv4 and IPv6 a call works, and which statement "
        "decides where it does not: by hand, through services, as a service role, through VPC "
        "endpoints, and as each role that the caller can become. Nothing is sampled.",
        "calledvia reach 'user/alice ec2:StopInstances on instance/i-0abc' "
        "--world scenarios/source-ip/direct.yaml",
        "calledvia reach 'user/alice s3:GetObject on arn:aws:s3:::bucket/key' "
        "--policy alice.json --svg strip.svg",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    _add_request(reach)
    reach.add_argument(
        "--all", dest="everything", action="store_true", help="name every CIDR, however many"
    )
    reach.add_argument("--svg", metavar="FILE", help="draw the strip into this file too")
    _add_output(reach)


def _add_prove(commands: Commands[argparse.ArgumentParser]) -> None:
    prove = _command(
        commands,
        "prove",
        "find out whether claims hold of all requests",
        "Find out whether claims hold of all requests that they speak of: all addresses, "
        "principals, calling services, instants and condition keys. A claim that does not hold "
        "is refuted by a request that can be replayed; where the requests cannot be told apart "
        "exactly the answer is unknown.",
        "calledvia prove scenarios/source-ip/claims.yaml",
        "calledvia prove 'no request by user/alice outside 103.15.250.0/24 12.148.72.0/23 can "
        "sts:AssumeRole on role/Bob' --world scenarios/source-ip/world.yaml",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT),
    )
    prove.add_argument(
        "claims",
        nargs="+",
        metavar="CLAIM",
        help="a file of claims, or a claim: (no|every|some) request [by CALLER...] "
        "[inside|outside RANGE...] [via SERVICE | directly] [where KEY=VALUE...] can ACTION on "
        "RESOURCE",
    )
    prove.add_argument(
        "--world", metavar="FILE", help="the world, or the scenario, of claims in one line"
    )
    _add_output(prove)


def _add_request(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "request",
        metavar="REQUEST",
        help="CALLER ACTION on RESOURCE [from PLACE] [via SERVICE:ACTION on RESOURCE]... "
        "[with KEY=VALUE]... [at INSTANT]",
    )
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "--world",
        metavar="FILE",
        help="the world in which the request is made, or a scenario: its world with its policies",
    )
    given.add_argument(
        "--policy",
        dest="policies",
        action="extend",
        nargs="+",
        metavar="FILE",
        help="policies to decide by, in account 111122223333, without a world",
    )


def _add_decode(commands: Commands[argparse.ArgumentParser]) -> None:
    decode = _command(
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
    _add_output(decode)


def _add_check(commands: Commands[argparse.ArgumentParser]) -> None:
    check = _command(
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
    _add_output(check)


def _add_init(commands: Commands[argparse.ArgumentParser]) -> None:
    init = _command(
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
    _add_appearance(init)


def _add_rule(commands: Commands[argparse.ArgumentParser]) -> None:
    rule = _command(
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
    _add_appearance(rule)


def _command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    brief: str,
    description: str,
    *examples: str,
    codes: tuple[Exit, ...],
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=brief,
        description=description,
        epilog=_epilog(*examples, codes=codes),
        formatter_class=_Help,
        allow_abbrev=False,
    )
    parser.set_defaults(command=name)
    return parser


class _Help(argparse.HelpFormatter):
    """Wraps the description and leaves examples and exit codes as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return "".join(indent + line for line in text.splitlines(keepends=True))
        return super()._fill_text(text, width, indent)


def _epilog(*examples: str, codes: tuple[Exit, ...]) -> str:
    heading = "example:" if len(examples) == 1 else "examples:"
    lines = [heading, *(f"  {example}" for example in examples), "", "exit codes:"]
    return "\n".join([*lines, *(f"  {code:d}  {code.reason}" for code in codes)])


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default), concise: a line each, plain: sentences to be read aloud, or json",
    )
    _add_appearance(parser)


def _add_appearance(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours; auto (default): in a terminal, unless NO_COLOR is set",
    )
    parser.add_argument(
        "--ascii", action="store_true", help="[allow] [DENY] and plain lines, no other characters"
    )
