"""What is in the output of ``terraform show -json``: which resources, known how far?

The format: Terraform's JSON output format. A plan has the values that are planned, what of them is
not known yet, the state before it, and what the expressions refer to; a state has values only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.formats.declared.nodes import read_whole
from simulator.formats.files import read_source
from simulator.formats.imports.json_text import Value
from simulator.formats.loading import Findings
from simulator.source import Source, Span

LARGEST = 128 * 1024 * 1024
"""Bytes: plans of whole platforms have tens of MB."""

_SECTIONS = ("planned_values", "values")
"""What tells a plan and a state from other JSON."""

_DEEPEST = 40
"""Modules in modules."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One instance of a resource or data source.

    Args:
        address: its whole address, such as ``module.web.aws_iam_role.this["a"]``.
        module: the address of its module; empty for the root.
        type: such as ``aws_iam_role``.
        name: the name in its module.
        index: the key of `for_each` or the number of `count`; None without either.
        data: whether it is a data source.
        values: by attribute.
        unknown: what of the values is known only after the plan is applied, in the same shape.
        span: where it stands.
    """

    address: str
    module: str
    type: str
    name: str
    index: str | float | None
    data: bool
    values: Mapping[str, Any]
    unknown: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan or a state, seen before or after it is applied.

    Args:
        source: the text.
        resources: by address.
        configuration: the root module's configuration; empty for a state.
        providers: the providers' configuration.
    """

    source: Source
    resources: Mapping[str, Resource]
    configuration: Mapping[str, Any]
    providers: Mapping[str, Any]

    @property
    def start(self) -> Span:
        """The beginning of the file."""
        return Span(self.source, 0, 0)


def open_plan(path: Path, findings: Findings, *, planned: bool) -> Plan | None:
    """The plan in a file; None with diagnostics if there is none.

    Args:
        path: the file.
        findings: where to report.
        planned: whether to take what will be, not what is.
    """
    source = read_source(path, findings, limit=LARGEST)
    value = read_whole(source, "TFM006", findings) if source is not None else None
    if source is None or value is None:
        return None
    sections = value.members() if isinstance(value.data, dict) else {}
    if not any(isinstance(_data_of(sections.get(name)), dict) for name in _SECTIONS):
        findings.report("TFM001", value.opening)
        return None
    reader = _Reader(source, findings)
    if not planned or "values" in sections:
        state = _member(sections.get("prior_state"), "values") or sections.get("values")
        reader.take(_member(state, "root_module"), {})
        return Plan(source, reader.resources, {}, {})
    unknown = _unknown(sections.get("resource_changes"))
    state = _member(sections.get("prior_state"), "values")
    reader.take(_member(state, "root_module"), {}, data_only=True)
    reader.take(_member(sections.get("planned_values"), "root_module"), unknown)
    reader.take_later(sections.get("resource_changes"))
    configuration = _mapping(_data_of(sections.get("configuration")))
    return Plan(
        source,
        reader.resources,
        _mapping(configuration.get("root_module")),
        _mapping(configuration.get("provider_config")),
    )


class _Reader:
    """Collects the resources of a module and of those in it."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.resources: dict[str, Resource] = {}
        self._source = source
        self._findings = findings

    def take(
        self,
        module: Value | None,
        unknown: Mapping[str, Any],
        *,
        data_only: bool = False,
        depth: int = 0,
    ) -> None:
        if module is None:
            return
        if not isinstance(module.data, dict) or depth > _DEEPEST:
            self._findings.report("TFM002", module.opening, got="module")
            return
        parts = module.members()
        address = module.data.get("address")
        for entry in self._items(parts.get("resources")):
            data = _mapping(entry.data)
            if not data_only or data.get("mode") == "data":
                self._add(entry.opening, data, address, unknown)
        for child in self._items(parts.get("child_modules")):
            self.take(child, unknown, data_only=data_only, depth=depth + 1)

    def take_later(self, changes: Value | None) -> None:
        """Add the data sources that are read only when the plan is applied."""
        for change in self._items(changes):
            data = _mapping(change.data)
            if data.get("mode") == "data" and data.get("address") not in self.resources:
                what = _mapping(data.get("change"))
                entry = {**data, "values": what.get("after")}
                module = data.get("module_address")
                unknown = {str(data.get("address")): what.get("after_unknown")}
                self._add(change.opening, entry, module, unknown)

    def _items(self, value: Value | None) -> Iterator[Value]:
        if value is None or value.data is None:
            return
        if not isinstance(value.data, list):
            self._findings.report("TFM002", value.opening, got="resources")
            return
        yield from value.items()

    def _add(
        self, at: Span, entry: Mapping[str, Any], module: Any, unknown: Mapping[str, Any]
    ) -> None:
        address, type_, name = entry.get("address"), entry.get("type"), entry.get("name")
        values, index = entry.get("values"), entry.get("index")
        if not (
            isinstance(address, str)
            and isinstance(type_, str)
            and isinstance(name, str)
            and isinstance(values, dict | None)
            and isinstance(index, str | float | None)
        ):
            self._findings.report("TFM002", at, got="resource")
            return
        self.resources[address] = Resource(
            address=address,
            module=module if isinstance(module, str) else "",
            type=type_,
            name=name,
            index=index,
            data=entry.get("mode") == "data",
            values=values or {},
            unknown=unknown.get(address, {}),
            span=at,
        )


def _unknown(changes: Value | None) -> dict[str, Any]:
    """What is known only after the plan is applied, by address."""
    unknown: dict[str, Any] = {}
    for change in changes.data if changes is not None and isinstance(changes.data, list) else ():
        one = _mapping(change)
        address = one.get("address")
        if isinstance(address, str):
            unknown[address] = _mapping(one.get("change")).get("after_unknown")
    return unknown


def _member(value: Value | None, name: str) -> Value | None:
    if value is None or not isinstance(value.data, dict):
        return None
    return value.members().get(name)


def _data_of(value: Value | None) -> Any:
    return value.data if value is not None else None


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}
