"""Which groups of calls were accepted before, and are not to be shown again?

A baseline is a JSON file that holds groups by their ids, with words beside them for whoever reads
it in a review.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from simulator.analysis.logs.rollout import Group

_SCHEMA = "calledvia/rollout-baseline/1"


class BaselineError(ValueError):
    """A file that is no baseline, or cannot be read."""


def read_baseline(path: Path) -> frozenset[str]:
    """The ids of the groups in a baseline.

    Raises:
        BaselineError: it is none.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != _SCHEMA:
            raise BaselineError(str(path))
        return frozenset(str(group["id"]) for group in document["groups"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BaselineError(str(path)) from error


def print_baseline(groups: Iterable[Group]) -> str:
    """The baseline that holds these groups, in an order that does not change with their counts."""
    rows = [
        {
            "id": group.key.id,
            "outcome": group.key.outcome.value,
            "account": group.key.account,
            "principal": group.key.principal,
            "action": group.key.action,
            "via": group.key.via,
            "policy": group.key.deciding.policy,
            "statement": group.key.deciding.statement,
            "keys": list(group.key.deciding.keys),
        }
        for group in groups
    ]
    rows.sort(key=lambda it: (str(it["principal"]), str(it["action"]), str(it["id"])))
    return json.dumps({"schema": _SCHEMA, "groups": rows}, indent=2) + "\n"
