"""What does an attribute that is not known yet refer to, and how will that be called?

A plan gives no expressions, only what each of them refers to. Where that is one attribute of one
thing in the plan (a role's name, a policy's ARN), the attribute is taken to be just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.formats.declared.declaration import Kind, Surroundings, filled, made_up_name
from simulator.formats.terraform.configuration import Module, modules_of, references, without_keys
from simulator.formats.terraform.kinds import KIND_OF
from simulator.formats.terraform.opening import Plan, Resource

_DEEPEST = 20
"""Variables and outputs on the way from an attribute to a resource."""

_KEY = r'(?:\[(?P<key>"(?:[^"\\]|\\.)*"|[0-9]+)\])?'
_RESOURCE = re.compile(
    r"(?P<resource>(?:data\.)?[a-z][\w-]*\.[\w-]+)" + _KEY + r"(?:\.(?P<attribute>.+))?"
)
_OUTPUT = re.compile(r"module\.(?P<name>[\w-]+)" + _KEY + r"\.(?P<output>[\w-]+)")
_SEGMENT = re.compile(r"[\w-]+")
_NO_LABEL = re.compile(r"[^\w+=,.@-]+")
_KEYS_OF_LOOPS = ("each.", "count.")


@dataclass(frozen=True, slots=True)
class Named:
    """How a thing of the plan is called, as far as the state knows, else as AWS would call it."""

    kind: Kind
    name: str
    path: str
    arn: str
    made_up: bool


class References:
    """Finds what references mean in one plan."""

    def __init__(self, plan: Plan, where: Surroundings) -> None:
        self._where = where
        self._modules = modules_of(plan.configuration)
        self._instances: dict[tuple[str, str], list[Resource]] = {}
        self._addresses: dict[str, list[str]] = {}
        for one in plan.resources.values():
            name = f"{'data.' if one.data else ''}{one.type}.{one.name}"
            self._instances.setdefault((one.module, name), []).append(one)
            known = self._addresses.setdefault(without_keys(one.module), [])
            if one.module not in known:
                known.append(one.module)

    def expressions(self, one: Resource) -> dict[str, Any] | None:
        """What is written for a resource's attributes; None where there is no configuration."""
        module = self._modules.get(without_keys(one.module), Module())
        name = f"{'data.' if one.data else ''}{one.type}.{one.name}"
        found = module.resources.get(name)
        return dict(found) if found is not None else None

    def named(self, one: Resource) -> Named | None:
        """How a resource is called; None for types that no row is about."""
        kind = KIND_OF.get(one.type)
        if kind is None:
            return None
        own, path, arn = (one.values.get(name) for name in (kind.name, "path", "arn"))
        known = isinstance(own, str) and own != ""
        name = str(own) if known else made_up_name(kind, _NO_LABEL.sub("-", one.address))
        under = path if isinstance(path, str) else "/"
        made = filled(kind.arn, self._where, name, under)
        return Named(kind, name, under, arn if isinstance(arn, str) else made, not known)

    def texts(self, expression: Any, one: Resource) -> list[str] | None:
        """The texts that an expression refers to, in order; None if anything of it is not known."""
        names = [name for name in references(expression) if not name.startswith(_KEYS_OF_LOOPS)]
        texts: list[str] = []
        for number, name in enumerate(names):
            if any(before.startswith((f"{name}.", f"{name}[")) for before in names[:number]):
                continue  # the resource of an attribute that is there already
            text = self._text(name, one.module, one.index, 0)
            if text is None:
                return None
            texts.append(text)
        return texts or None

    def documents(self, expression: Any, one: Resource) -> Iterator[Resource]:
        """The policy documents (data sources) that an expression refers to."""
        for module, name in self._followed(references(expression), one.module, 0):
            found = _RESOURCE.fullmatch(name)
            if found is not None and found["resource"].startswith("data.aws_iam_policy_document."):
                instance = self._instance(module, found["resource"], found["key"], one.index)
                if instance is not None:
                    yield instance

    def _text(self, name: str, module: str, index: Any, depth: int) -> str | None:
        for inside, followed in self._followed([name], module, depth):
            found = _RESOURCE.fullmatch(followed)
            if found is None:
                return None
            instance = self._instance(inside, found["resource"], found["key"], index)
            if instance is not None:
                return self._attribute(instance, found["attribute"] or "id")
        return self._constant(name, module)

    def _followed(self, names: Iterable[str], module: str, depth: int) -> Iterator[tuple[str, str]]:
        """References, those to variables and outputs followed, each with its module."""
        if depth > _DEEPEST:
            return
        for name in names:
            if name.startswith("var."):
                inside = _around(module)
                yield from self._followed(references(self._input(name, module)), inside, depth + 1)
            elif output := _OUTPUT.fullmatch(name):
                called = f"{module}.module.{output['name']}".lstrip(".")
                inside = self._module(called, output["key"])
                expression = self._configuration(inside).outputs.get(output["output"])
                yield from self._followed(references(expression), inside, depth + 1)
            else:
                yield module, name

    def _configuration(self, module: str) -> Module:
        return self._modules.get(without_keys(module), Module())

    def _input(self, name: str, module: str) -> Any:
        return self._configuration(module).inputs.get(name.removeprefix("var.").partition(".")[0])

    def _constant(self, name: str, module: str) -> str | None:
        """The text that is written for a variable of a module."""
        expression = self._input(name, module) if name.startswith("var.") else None
        value = expression.get("constant_value") if isinstance(expression, dict) else None
        return value if isinstance(value, str) else None

    def _module(self, address: str, key: str | None) -> str:
        """The address of the module's instance; itself where that is not settled."""
        keyed = f"{address}[{key}]" if key is not None else address
        instances = self._addresses.get(without_keys(address), [])
        return instances[0] if len(instances) == 1 and keyed not in instances else keyed

    def _instance(self, module: str, name: str, key: str | None, index: Any) -> Resource | None:
        """The instance of a resource: the one of the key, the only one, or that of the same key."""
        instances = self._instances.get((module, name), [])
        if len(instances) == 1:
            return instances[0]
        wanted = index if key is None else float(key) if key.isdigit() else key[1:-1]
        return next((one for one in instances if one.index == wanted), None)

    def _attribute(self, one: Resource, attribute: str) -> str | None:
        value: Any = one.values
        segments = _SEGMENT.findall(attribute)
        for segment in segments:
            if isinstance(value, list):
                at = int(segment) if segment.isdigit() and len(segment) < 6 else len(value)
                value = value[at] if at < len(value) else None
            else:
                value = value.get(segment) if isinstance(value, dict) else None
        if isinstance(value, str):
            return value
        named = self.named(one)
        if named is None:
            return None
        if segments[:1] == ["arn"]:
            return named.arn or None
        form = named.kind.attributes.get(segments[0]) if segments else None
        return filled(form, self._where, named.name, named.path) if form else None


def _around(module: str) -> str:
    """The module that a module is called in."""
    return without_keys(module).rpartition("module.")[0].rstrip(".")
