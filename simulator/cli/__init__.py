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
        if _reader_has_gone(error):
            # What is still buffered must not raise again at shutdown.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.PIPE_CLOSED
        if error.filename is None:
            raise
        # Commands say what they cannot read; what comes here is a file that cannot be written.
        _tell_unwritable(str(error.filename), error.strerror or str(error))
        return Exit.BAD_INPUT
    return code


def _reader_has_gone(error: OSError) -> bool:
    # The second is what Windows says of a broken pipe.
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)


def _tell_unwritable(file: str, reason: str) -> None:
    from simulator.source import printable

    print(f"cannot write {printable(file)}: {reason}", file=sys.stderr)


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
