"""Under which name does a file appear in JSON, whatever folder the program was started from?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.source import Span


@dataclass(frozen=True, slots=True)
class Names:
    """Where file names are told from.

    Args:
        current: the folder from which relative names can be opened.
        shipped: the folder of what ships with the program; files in it are told from there,
            wherever it is installed.
    """

    current: Path
    shipped: Path

    def file(self, name: str) -> str:
        """The name with forward slashes, never absolute; a name that is no path as it is.

        A file outside the current folder and its neighbours has its bare name.
        """
        if name.startswith("<"):
            return name
        path = Path(os.path.normpath(self.current / name))
        for root in (self.shipped, self.current):
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return path.name if os.path.isabs(name) else Path(name).as_posix()

    def span(self, span: Span | None) -> dict[str, Any] | None:
        """File, start and end of a place; the end is the column after the last."""
        if span is None:
            return None
        line, column = span.source.position(span.start)
        end_line, end_column = span.source.position(span.end)
        return {
            "file": self.file(span.source.name),
            "line": line,
            "column": column,
            "end_line": end_line,
            "end_column": end_column,
        }
