"""How is the parser of one command made, with the options that many commands share?"""

from __future__ import annotations

import argparse
from typing import Final

from simulator.cli.exits import Exit
from simulator.cli.source_arguments import add_sources

FORMATS: Final = ("text", "concise", "plain", "json")
CI_FORMATS: Final = ("junit", "sarif", "github", "markdown", "html")
"""What commands that check something write beside, for CI: `ci_formats` has a writer for each."""

Commands = argparse._SubParsersAction  # argparse has no public name for it


def command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    brief: str,
    description: str,
    *examples: str,
    codes: tuple[Exit, ...],
) -> argparse.ArgumentParser:
    """The parser of a command, its examples and exit codes below the options."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=brief,
        description=description,
        epilog=epilog(*examples, codes=codes),
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


def epilog(*examples: str, codes: tuple[Exit, ...]) -> str:
    """What stands below the options."""
    heading = "example:" if len(examples) == 1 else "examples:"
    lines = [heading, *(f"  {example}" for example in examples), "", "exit codes:"]
    return "\n".join([*lines, *(f"  {code:d}  {code.reason}" for code in codes)])


def add_output(parser: argparse.ArgumentParser) -> None:
    """The options of a command that shows what came out."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default), concise: a line each, plain: sentences to be read aloud, or json",
    )
    add_appearance(parser)


def add_ci_output(parser: argparse.ArgumentParser) -> None:
    """The options of a command that checks something, in CI too."""
    parser.add_argument(
        "--format",
        choices=(*FORMATS, *CI_FORMATS),
        default="text",
        help="text (default), concise: a line each, plain: sentences to be read aloud, json; for "
        "CI junit, sarif, github: annotations of GitHub Actions, markdown, or html: one page",
    )
    add_appearance(parser)


def add_appearance(parser: argparse.ArgumentParser) -> None:
    """The options of every command that writes to a terminal."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours; auto (default): in a terminal, unless NO_COLOR is set",
    )
    parser.add_argument(
        "--ascii", action="store_true", help="[allow] [DENY] and plain lines, no other characters"
    )


def add_request(parser: argparse.ArgumentParser) -> None:
    """A request in one line, and where it is made."""
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
    add_sources(parser)
