"""Which expressions do a resource's attributes come from?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_KEY = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\]')


@dataclass(frozen=True, slots=True)
class Module:
    """One module's configuration.

    Args:
        resources: the expressions of each resource, by address without key.
        inputs: the expressions of the module's variables, written in the module around it.
        outputs: the expressions of its outputs.
    """

    resources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)


def modules_of(root: Mapping[str, Any]) -> dict[str, Module]:
    """Every module's configuration, by address without keys; empty for the root's."""
    modules: dict[str, Module] = {}
    waiting: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [("", root, {})]
    while waiting:
        address, module, inputs = waiting.pop()
        modules[address] = Module(
            resources={
                one["address"]: _mapping(one.get("expressions"))
                for one in _list(module.get("resources"))
                if isinstance(one, dict) and isinstance(one.get("address"), str)
            },
            inputs=inputs,
            outputs={
                name: _mapping(output).get("expression")
                for name, output in _mapping(module.get("outputs")).items()
            },
        )
        for name, call in _mapping(module.get("module_calls")).items():
            inside = f"{address}.module.{name}".lstrip(".")
            called = _mapping(call)
            waiting.append(
                (inside, _mapping(called.get("module")), _mapping(called.get("expressions")))
            )
    return modules


def without_keys(address: str) -> str:
    """An address without the keys of `for_each` and `count`."""
    return _KEY.sub("", address)


def references(expression: Any) -> Iterator[str]:
    """What an expression refers to, in order, an attribute before the resource that it is of."""
    for name in _list(_mapping(expression).get("references")):
        if isinstance(name, str):
            yield name


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []
