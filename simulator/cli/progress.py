"""How far has a long reading come? One line on standard error, if that is a terminal."""

from __future__ import annotations

import sys
import time
from typing import TextIO

BAR, PLAIN_BAR = "━ ", "#."

_EVERY = 0.1
_WIDTH = 24


class Progress:
    """A bar that is drawn over itself and wiped at the end.

    Args:
        total: how much there is, in whatever the caller counts.
        marks: two characters, for what is done and what is not: `BAR` or `PLAIN_BAR`.
        stream: where it is drawn, if that is a terminal.
    """

    def __init__(self, total: int, marks: str, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._on = self._stream.isatty()
        self._total = max(total, 1)
        self._marks = marks
        self._drawn = 0.0
        self._longest = 0

    def show(self, done: int, words: str) -> None:
        """Draw how much is done, unless it was drawn just now."""
        now = time.monotonic()
        if not self._on or now - self._drawn < _EVERY:
            return
        self._drawn = now
        share = min(done / self._total, 1.0)
        full = int(share * _WIDTH)
        bar = self._marks[0] * full + self._marks[1] * (_WIDTH - full)
        line = f"{bar} {share:4.0%}  {words}"
        self._stream.write(f"\r{line.ljust(self._longest)}")
        self._stream.flush()
        self._longest = max(self._longest, len(line))

    def done(self) -> None:
        """Wipe it."""
        if self._on and self._longest:
            self._stream.write(f"\r{' ' * self._longest}\r")
            self._stream.flush()
