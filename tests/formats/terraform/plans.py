"""Plans as ``terraform show -json`` prints them, small."""

from __future__ import annotations

import json
import pathlib
from typing import Any

Json = dict[str, Any]
TRUST = {"Version": "2012-10-17", "Statement": []}


def document(action: str, resource: str = "*", **more: Any) -> str:
    """A policy of one statement, as text."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def trust(service: str = "ec2.amazonaws.com") -> str:
    """A trust policy, as text."""
    principal = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [principal]})


def resource(address: str, values: Json, **more: Any) -> Json:
    """One resource; its type and name are the end of its address without the key."""
    *_, type_, name = address.partition("[")[0].split(".")
    mode = "data" if ".data." in f".{address}" else "managed"
    return {"address": address, "mode": mode, "type": type_, "name": name, "values": values, **more}


def refers(*references: str) -> Json:
    """An expression that refers to these."""
    return {"references": list(references)}


def plan(
    resources: list[Json],
    *,
    unknown: Json | None = None,
    written: dict[str, Json] | None = None,
    modules: list[Json] | None = None,
    calls: Json | None = None,
    before: list[Json] | None = None,
    provider: Json | None = None,
    later: list[Json] | None = None,
) -> Json:
    """A plan.

    Args:
        resources: those of the root module, as planned.
        unknown: by address, what is known only later.
        written: by address, the expressions of the configuration.
        modules: the child modules, as planned.
        calls: the calls of modules in the configuration.
        before: the resources of the state before.
        provider: the provider's expressions.
        later: changes that are there besides.
    """
    changes = [
        {"address": address, "change": {"after_unknown": what}}
        for address, what in (unknown or {}).items()
    ]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources, "child_modules": modules or []}},
        "resource_changes": changes + (later or []),
        "prior_state": {"values": {"root_module": {"resources": before or []}}},
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": provider or {}}},
            "root_module": {
                "resources": [
                    {"address": address, "expressions": expressions}
                    for address, expressions in (written or {}).items()
                ],
                "module_calls": calls or {},
            },
        },
    }


def saved(data: Json, folder: pathlib.Path) -> pathlib.Path:
    """The plan as a file."""
    path = folder / "plan.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return path
