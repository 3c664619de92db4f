"""Which options has ``calledvia rollout``?"""

from __future__ import annotations

import argparse

from simulator.cli.command_parser import Commands, add_ci_output, command
from simulator.cli.exits import Exit
from simulator.cli.source_arguments import add_sources


def add_rollout(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    rollout = command(
        commands,
        "rollout",
        "replay a CloudTrail log under new policies",
        "Read CloudTrail logs, decide every call under the policies of the world and under the new "
        "ones, and tell what would newly be denied or allowed: by whom, through which service, by "
        "which statement, how often, with one call of each group written as a scenario. What the "
        "log does not tell is unknown, and the verdict may be that it depends. Without --change it "
        "tells how far the world's policies agree with the log.",
        "calledvia rollout --log logs/ --world world.yaml --change user/alice=new.json",
        "calledvia rollout --log logs/ --world world.yaml --change deny.json --baseline known.json",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT, Exit.PARTLY_READ),
    )
    rollout.add_argument(
        "--log",
        dest="logs",
        nargs="+",
        action="extend",
        required=True,
        metavar="FILE",
        help="CloudTrail's files, folders of them, JSON lines; CSV and Parquet exports of Lake and "
        "Athena with calledvia[scale]",
    )
    rollout.add_argument(
        "--world",
        metavar="FILE",
        help="the world with the policies of now, or a scenario: its world with its policies",
    )
    add_sources(rollout)
    rollout.add_argument(
        "--change",
        dest="changes",
        nargs="+",
        action="extend",
        default=[],
        metavar="POLICY",
        help="OWNER=FILE: the owner's policies from now on; FILE: in place of every policy of the "
        "world whose file has this name",
    )
    rollout.add_argument(
        "--baseline", metavar="FILE", help="leave out the groups that this file holds"
    )
    rollout.add_argument(
        "--write-baseline",
        action="store_true",
        help="write the groups of now into the baseline, and end well",
    )
    rollout.add_argument(
        "--examples",
        default="rollout",
        metavar="DIR",
        help="where to write a scenario for each group (default: rollout)",
    )
    rollout.add_argument(
        "--jobs",
        type=processes,
        metavar="N",
        help="read with so many processes (default: as many as there are cores and as pay)",
    )
    add_ci_output(rollout)


def processes(text: str) -> int:
    """
    Raises:
        ArgumentTypeError: no number, or none from 1 on.
    """
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes: 1, 2, …")
    return int(text)
