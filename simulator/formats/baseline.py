"""Which ids does a baseline hold: of findings, or of groups of calls, that were there before?

A baseline is a JSON file that holds ids, with words beside them for whoever reads it in a review.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path


class BaselineError(ValueError):
    """A file that is no baseline, or cannot be read."""


def read_ids(path: Path, schema: str, name: str) -> frozenset[str]:
    """The ids in a baseline.

    Args:
        schema: what the file must say that it is.
        name: of the list that holds the rows.

    Raises:
        BaselineError: it is none.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != schema:
            raise BaselineError(str(path))
        return frozenset(str(row["id"]) for row in document[name])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BaselineError(str(path)) from error


def print_rows(rows: Sequence[object], schema: str, name: str) -> str:
    """The baseline that holds these rows."""
    return json.dumps({"schema": schema, name: rows}, indent=2) + "\n"
