"""What does a part of a template say once its functions are worked out?"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.formats import documents
from simulator.formats.declared.declaration import Kind, filled, made_up_name
from simulator.formats.declared.values import Items, Members, Unresolved, Value
from simulator.formats.documents import Node, Scalar
from simulator.formats.templates.functions import FUNCTIONS, TESTS
from simulator.formats.templates.kinds import KIND_OF
from simulator.formats.templates.scope import Scope
from simulator.formats.templates.serverless import ROLE, ROLE_SUFFIX, makes_role
from simulator.source import Span

DEEPEST = 15
"""Names that hang on names that hang on names: nobody writes more, and each costs stack."""

DEEPEST_NESTING = 100
"""Functions in functions, likewise."""

_NO_VALUE = "AWS::NoValue"
_DYNAMIC = "{{resolve:"


@dataclass(frozen=True, slots=True)
class Named:
    """How a declared thing is called.

    Args:
        kind: the row of its type.
        name: its name.
        path: its path.
        made_up: whether AWS makes the name up, so that another stands for it here.
        hidden: why the name that is given is not known; None if it is, or none is given.
    """

    kind: Kind
    name: str
    path: str
    made_up: bool
    hidden: Unresolved | None


class Resolver:
    """Works out functions, each name and each condition once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._template = scope.template
        self._named: dict[str, Named] = {}
        self._conditions: dict[str, bool | Unresolved] = {}
        self._open: list[str] = []
        self._depth = 0

    def resolve(self, node: Node) -> Value | None:
        """The value of a node; None for AWS::NoValue, whose place does not exist."""
        if self._depth >= DEEPEST_NESTING:
            return Unresolved(node.span, "TPL014", "")
        self._depth += 1
        value = self._resolved(node)
        self._depth -= 1
        return value

    def _resolved(self, node: Node) -> Value | None:
        match node:
            case Scalar():
                if _DYNAMIC in node.value:
                    return Unresolved(node.span, "TPL010", _DYNAMIC[2:-1])
                return node
            case documents.Sequence():
                items = [self.resolve(item) for item in node.items]
                return Items(tuple(item for item in items if item is not None), node.span)
        return self._mapping(node)

    def _mapping(self, node: documents.Mapping) -> Value | None:
        name = next((key.value for key, _ in node.entries if _is_function(key.value)), None)
        if name is None:
            entries = [(key, self.resolve(value)) for key, value in node.entries]
            return Members(
                tuple((key, value) for key, value in entries if value is not None), node.span
            )
        function = FUNCTIONS.get(name)
        if function is None:
            return Unresolved(node.span, "TPL010", name)
        if len(node.entries) != 1:
            return Unresolved(node.span, "TPL013", name)
        value = function(self, node.entries[0][1], node.span)
        if isinstance(value, Unresolved) and not value.got:
            return Unresolved(value.span, value.code, name)
        return value

    def reference(self, name: str, at: Span, attribute: str | None = None) -> Value | None:
        """What Ref (without an attribute) or Fn::GetAtt gives; None for AWS::NoValue."""
        if attribute is None:
            if name == _NO_VALUE:
                return None
            if name in self._template.parameters:
                return self._scope.parameter(name, at)
            if name.startswith("AWS::"):
                text = self._scope.pseudo(name)
                return Scalar(text, at, '"') if text else Unresolved(at, "TPL010", name)
        whole = f"{name}.{attribute}" if attribute else name
        named = self.named(name)
        if isinstance(named, Unresolved):
            return Unresolved(at, named.code, whole)
        form = named.kind.reference if attribute is None else named.kind.attributes.get(attribute)
        if form is None:
            return Unresolved(at, "TPL012", whole)
        return Scalar(filled(form, self._scope.where, named.name, named.path), at, '"')

    def named(self, label: str) -> Named | Unresolved:
        """How the thing of a logical id is called."""
        if label in self._named:
            return self._named[label]
        at = self._template.places.get(label, self._template.start)
        kind = KIND_OF.get(self.type_of(label) or "")
        if kind is None:
            return Unresolved(at, "TPL012", label)
        if label in self._open or len(self._open) > DEEPEST:
            return Unresolved(at, "TPL014", label)
        self._open.append(label)
        own = self._property(label, kind.name)
        path = self._property(label, "Path")
        self._open.pop()
        named = Named(
            kind=kind,
            name=own.value if isinstance(own, Scalar) else made_up_name(kind, label),
            path=path.value if isinstance(path, Scalar) else "/",
            made_up=not isinstance(own, Scalar),
            hidden=own if isinstance(own, Unresolved) else None,
        )
        self._named[label] = named
        return named

    def type_of(self, label: str) -> str | None:
        """The type of what is declared under a logical id, SAM's roles for functions included."""
        if label not in self._template.resources:
            function = label.removesuffix(ROLE_SUFFIX)
            made = function != label and makes_role(self._type_of(function))
            return ROLE if made else None
        return self._type_of(label)

    def _type_of(self, label: str) -> str | None:
        node = self._template.resources.get(label)
        type_ = node.get("Type") if isinstance(node, documents.Mapping) else None
        return type_.value if isinstance(type_, Scalar) else None

    def _property(self, label: str, name: str) -> Value | None:
        node = self._template.resources.get(label)
        properties = node.get("Properties") if isinstance(node, documents.Mapping) else None
        if not name or not isinstance(properties, documents.Mapping):
            return None
        found = properties.get(name)
        return self.resolve(found) if found is not None else None

    def condition(self, name: str, at: Span) -> bool | Unresolved:
        """Whether a condition of the template holds."""
        if name not in self._conditions:
            node = self._template.conditions.get(name)
            key = f"Condition {name}"
            if node is None:
                return Unresolved(at, "TPL012", name)
            if key in self._open or len(self._open) > DEEPEST:
                return Unresolved(at, "TPL014", name)
            self._open.append(key)
            self._conditions[name] = self.holds(node)
            self._open.pop()
        holds = self._conditions[name]
        return Unresolved(at, "TPL015", name) if isinstance(holds, Unresolved) else holds

    def holds(self, node: Node) -> bool | Unresolved:
        """Whether a condition that is written out holds."""
        if not isinstance(node, documents.Mapping) or len(node.entries) != 1:
            return Unresolved(node.span, "TPL013", "Conditions")
        key, argument = node.entries[0]
        test = TESTS.get(key.value)
        if test is None:
            return Unresolved(node.span, "TPL010", key.value)
        if self._depth >= DEEPEST_NESTING:
            return Unresolved(node.span, "TPL014", key.value)
        self._depth += 1
        holds = test(self, argument, node.span)
        self._depth -= 1
        return holds

    def mapped(self, name: str) -> Node | None:
        """A mapping of the template."""
        return self._template.mappings.get(name)


def _is_function(key: str) -> bool:
    return key == "Ref" or key.startswith("Fn::")
