"""Which options has ``calledvia lint``?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from simulator.cli.command_parser import Commands, add_ci_output, command
from simulator.cli.exits import Exit


def add_lint(commands: Commands[argparse.ArgumentParser], policy_types: Sequence[str]) -> None:
    """Add the command.

    Args:
        policy_types: what a policy can be said to be.
    """
    lint = command(
        commands,
        "lint",
        "find what is doubtful in policies that IAM would store",
        "Find what IAM stores and hardly anybody means: a Deny by address that breaks services, an "
        "IfExists that opens an Allow, a statement that nothing matches. What a request can show "
        "is shown by a request that can be replayed. Of a world all policies are looked at "
        "together. Which rules, and where not, pyproject.toml can say under [tool.calledvia.lint].",
        "calledvia lint scenarios/source-ip/deny.json",
        "calledvia lint policies/ --select SRC --ignore SRC105 --baseline lint.json",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT),
    )
    lint.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="policy (.json), world or scenario (.yaml), or a folder of policies and worlds",
    )
    lint.add_argument(
        "--type",
        dest="policy_type",
        choices=policy_types,
        help="where policies given as files are attached; else what they look like",
    )
    lint.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="IDS",
        help="only these rules: ids or how they begin, with commas between",
    )
    lint.add_argument(
        "--ignore", action="append", default=[], metavar="IDS", help="all but these rules"
    )
    lint.add_argument(
        "--baseline", metavar="FILE", help="leave out the findings that this file holds"
    )
    lint.add_argument(
        "--write-baseline",
        action="store_true",
        help="write the findings of now into the baseline, and end well",
    )
    lint.add_argument(
        "--fix",
        action="store_true",
        help="write what can be mended without changing what a policy means; else only shown",
    )
    add_ci_output(lint)
