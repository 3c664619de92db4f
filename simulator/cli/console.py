"""What can this process's standard output show, and how is it written to?"""

from __future__ import annotations

import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import TextIO

from simulator.report.terminal import UNICODE, Terminal

_NARROWEST = 40
_ART = "✓✗–" + "".join(
    (UNICODE.rail, UNICODE.branch, UNICODE.last, UNICODE.was, UNICODE.inside, UNICODE.ellipsis)
)


class Console:
    """Standard output and error of one command: stdout is data, stderr is talk."""

    def __init__(self, arguments: Namespace) -> None:
        self.format: str = getattr(arguments, "format", "text")
        self.terminal = Terminal(
            width=max(shutil.get_terminal_size().columns, _NARROWEST),
            colour=_takes_colour(arguments.color, sys.stdout),
            ascii=arguments.ascii or not _takes_art(sys.stdout),
        )

    def print(self, lines: Iterable[str]) -> None:
        """Write data."""
        for line in lines:
            print(line)

    def tell(self, lines: Iterable[str]) -> None:
        """Write talk: progress, hints, what could not be read."""
        sys.stdout.flush()
        for line in lines:
            print(line, file=sys.stderr)


def _takes_colour(asked: str, stream: TextIO) -> bool:
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    # The older Windows console would print the escapes; newer terminals name themselves.
    return os.name != "nt" or "WT_SESSION" in os.environ or "TERM" in os.environ


def _takes_art(stream: TextIO) -> bool:
    """Whether the stream's encoding, and the locale if one is set, has our marks."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((name for name in names if name), "")
    if locale in ("C", "POSIX"):  # Python writes UTF-8 even then
        return False
    try:
        _ART.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
