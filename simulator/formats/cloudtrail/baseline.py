"""Which groups of calls were accepted before, and are not to be shown again?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from simulator.analysis.logs.rollout import Group
from simulator.formats.baseline import print_rows, read_ids

_SCHEMA = "calledvia/rollout-baseline/1"


def read_baseline(path: Path) -> frozenset[str]:
    """The ids of the groups in a baseline.

    Raises:
        BaselineError: it is none.
    """
    return read_ids(path, _SCHEMA, "groups")


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
    return print_rows(rows, _SCHEMA, "groups")
