"""The command line: one file a command, imported only when the command is known."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from simulator.cli.exits import Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments after the program's name; None: those of the process.

    Returns:
        The exit code: a value of `exits.Exit`.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the console's encoding lacks is escaped, not fatal.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _execute(argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except OSError as error:
        if not isinstance(error, BrokenPipeError) and not (
            os.name == "nt" and error.errno == errno.EINVAL  # what Windows says of a broken pipe
        ):
            raise
        # The reader has gone; what is still buffered must not raise again at shutdown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PIPE_CLOSED
    return code


def _execute(argv: Sequence[str] | None) -> int:
    from simulator.cli.arguments import build_parser

    parser = build_parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as asked:  # argparse has printed its help, version or complaint
        return asked.code if isinstance(asked.code, int) else Exit.BAD_INPUT
    if arguments.command is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            parser.print_help()
            return Exit.OK
        arguments = parser.parse_args(["tui"])
    command = import_module(f"simulator.cli.{arguments.command.replace('-', '_')}")
    return int(command.execute(arguments))
