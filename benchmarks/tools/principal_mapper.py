"""Principal Mapper, with the names given back that Python's `collections` had before 3.10."""

from __future__ import annotations

import collections
import collections.abc
from dataclasses import dataclass
from typing import Any

for _name in ("Mapping", "MutableMapping", "OrderedDict"):
    if not hasattr(collections, _name):
        setattr(collections, _name, getattr(collections.abc, _name))

from principalmapper.common import Node, Policy  # noqa: E402
from principalmapper.querying.query_interface import local_check_authorization_full  # noqa: E402

from benchmarks.account import HOME  # noqa: E402


@dataclass(frozen=True, slots=True)
class Prepared:
    """The caller with its policies, and those that are handed over beside it."""

    caller: Node
    resource: dict[str, Any] | None
    scps: list[list[Policy]] | None


def prepare(policies: dict[str, Any]) -> Prepared:
    """Documents stay dictionaries."""

    def policy(named: dict[str, Any]) -> Policy:
        document = dict(named["document"])
        if isinstance(document["Statement"], dict):
            document["Statement"] = [document["Statement"]]
        return Policy(f"arn:aws:iam::{HOME}:policy/{named['name']}", named["name"], document)

    boundary = policies["boundary"]
    caller = Node(
        f"arn:aws:iam::{HOME}:user/alice",
        "AIDAALICE",
        [policy(one) for one in policies["identity"]],
        [],
        None,
        None,
        1,
        False,
        False,
        None if boundary is None else policy(boundary[0]),
        False,
        None,
    )
    resource = policies["resource"]
    scps = [[policy(one) for one in level] for level in policies["scps"]] or None
    return Prepared(caller, None if resource is None else resource["document"], scps)


def request(prepared: Prepared, asked: dict[str, Any]) -> dict[str, Any]:
    """As given."""
    return asked


def decide(prepared: Prepared, request: dict[str, Any]) -> str:
    """The verdict; it does not say of which kind a denial is."""
    allowed = local_check_authorization_full(
        prepared.caller,
        request["action"],
        request["resource"],
        request["context"],
        resource_policy=prepared.resource,
        resource_owner=HOME if prepared.resource is not None else None,
        service_control_policy_groups=prepared.scps,
    )
    return "allow" if allowed else "deny"
