"""What do the parameters of a template hold?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from simulator.formats import documents
from simulator.formats.declared.declaration import Surroundings
from simulator.formats.declared.values import Items, Unresolved, Value
from simulator.formats.documents import Scalar
from simulator.formats.templates.opening import Template
from simulator.source import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """A template, and what is not in it: where it is deployed, with which parameters.

    Args:
        template: the template.
        where: where its stack will be.
        given: values of parameters.
    """

    template: Template
    where: Surroundings
    given: Mapping[str, str]

    def pseudo(self, name: str) -> str | None:
        """A pseudo parameter's value; None if only AWS knows it."""
        stack = self.given.get("AWS::StackName") or PurePath(self.template.source.name).stem
        return {
            "AWS::AccountId": self.where.account,
            "AWS::Region": self.where.region,
            "AWS::Partition": self.where.partition,
            "AWS::URLSuffix": self.where.suffix,
            "AWS::StackName": stack,
        }.get(name)

    def parameter(self, name: str, at: Span) -> Value:
        """A parameter's value: the one given, else its default."""
        node = self.template.parameters[name]
        type_ = default = None
        if isinstance(node, documents.Mapping):
            type_, default = node.get("Type"), node.get("Default")
        kind = type_.value if isinstance(type_, Scalar) else ""
        text = self.given.get(name)
        if text is None:
            # The default of these names an entry of the Parameter Store, which holds the value.
            if not isinstance(default, Scalar) or kind.startswith("AWS::SSM::Parameter::Value"):
                return Unresolved(at, "TPL011", name)
            text = default.value
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            parts = text.split(",") if text else []
            return Items(tuple(Scalar(part.strip(), at, '"') for part in parts), at)
        return Scalar(text, at, '"')
