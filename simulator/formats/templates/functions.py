"""What does each of CloudFormation's functions give?

CFN intrinsic-function-reference. A function that has no row here, or whose arguments are not known,
is a value that nobody knows yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from simulator.formats import documents
from simulator.formats.declared.values import Items, Unresolved, Value
from simulator.formats.documents import Node, Scalar
from simulator.source import Span

LONGEST = 100_000
"""Characters of a text that functions make: more is no name and no policy."""

_VARIABLE = re.compile(r"\$\{(!?)\s*([^}\s]*)\s*\}")


class Resolving(Protocol):
    """What functions ask of whoever resolves them."""

    def resolve(self, node: Node) -> Value | None:
        """The value of a node; None for AWS::NoValue."""

    def reference(self, name: str, at: Span, attribute: str | None = None) -> Value | None:
        """What Ref or Fn::GetAtt gives."""

    def condition(self, name: str, at: Span) -> bool | Unresolved:
        """Whether a condition of the template holds."""

    def holds(self, node: Node) -> bool | Unresolved:
        """Whether a condition that is written out holds."""

    def mapped(self, name: str) -> Node | None:
        """A mapping of the template."""


Function = Callable[[Resolving, Node, Span], Value | None]


def _wrong(at: Span) -> Unresolved:
    return Unresolved(at, "TPL013", "")


def _ref(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    if not isinstance(argument, Scalar):
        return _wrong(at)
    return resolving.reference(argument.value, at)


def _get_att(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    if isinstance(argument, Scalar):
        label, dot, attribute = argument.value.partition(".")
        return resolving.reference(label, at, attribute) if dot else _wrong(at)
    parts = _texts(_items(resolving, argument, 2))
    if not isinstance(parts, list):
        return parts or _wrong(at)
    return resolving.reference(parts[0], at, parts[1])


def _sub(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    own: dict[str, Node] = {}
    if isinstance(argument, documents.Sequence) and len(argument.items) == 2:
        argument, values = argument.items
        if not isinstance(values, documents.Mapping):
            return _wrong(at)
        own = {key.value: node for key, node in values.entries}
    if not isinstance(argument, Scalar):
        return _wrong(at)
    return _substituted(resolving, argument.value, own, at)


def _substituted(
    resolving: Resolving, text: str, own: Mapping[str, Node], at: Span
) -> Value | None:
    parts: list[str] = []
    end = length = 0
    for match in _VARIABLE.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        literal, name = match.groups()
        if literal:
            parts.append(f"${{{name}}}")
            continue
        if name in own:
            value = resolving.resolve(own[name])
        else:
            label, _, attribute = name.partition(".")
            value = resolving.reference(label, at, attribute or None)
        if not isinstance(value, Scalar):
            return value if isinstance(value, Unresolved) else _wrong(at)
        parts.append(value.value)
        length += len(value.value)
        if length > LONGEST:
            return _wrong(at)
    return Scalar("".join((*parts, text[end:])), at, '"')


def _join(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    items = _items(resolving, argument, 2)
    if not isinstance(items, list):
        return items or _wrong(at)
    delimiter, joined = items
    if not isinstance(delimiter, Scalar) or not isinstance(joined, Items):
        return _unresolved(delimiter) or _unresolved(joined) or _wrong(at)
    texts = _texts(list(joined.items))
    if not isinstance(texts, list):
        return texts or _wrong(at)
    size = sum(map(len, texts)) + len(delimiter.value) * len(texts)
    return Scalar(delimiter.value.join(texts), at, '"') if size <= LONGEST else _wrong(at)


def _split(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    texts = _texts(_items(resolving, argument, 2))
    if not isinstance(texts, list) or not texts[0]:
        return texts if isinstance(texts, Unresolved) else _wrong(at)
    return Items(tuple(Scalar(part, at, '"') for part in texts[1].split(texts[0])), at)


def _select(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    items = _items(resolving, argument, 2)
    if not isinstance(items, list):
        return items or _wrong(at)
    index, listed = items
    if not isinstance(index, Scalar) or not isinstance(listed, Items):
        return _unresolved(index) or _unresolved(listed) or _wrong(at)
    if not re.fullmatch("[0-9]{1,4}", index.value) or int(index.value) >= len(listed.items):
        return _wrong(at)
    return listed.items[int(index.value)]


def _find_in_map(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    names = _texts(_items(resolving, argument, 3))
    if not isinstance(names, list):
        return names or _wrong(at)
    node = resolving.mapped(names[0])
    for name in names[1:]:
        node = node.get(name) if isinstance(node, documents.Mapping) else None
    if node is None:
        return Unresolved(at, "TPL012", ".".join(names))
    return _moved(node, at)


def _moved(node: Node, at: Span) -> Value:
    """A mapping's value, which is a text or a list of texts, where it is used."""
    if isinstance(node, Scalar):
        return Scalar(node.value, at, node.style)
    if isinstance(node, documents.Sequence):
        return Items(tuple(_moved(item, at) for item in node.items), at)
    return _wrong(at)


def _if(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    if not isinstance(argument, documents.Sequence) or len(argument.items) != 3:
        return _wrong(at)
    name, then, otherwise = argument.items
    if not isinstance(name, Scalar):
        return _wrong(at)
    holds = resolving.condition(name.value, at)
    if isinstance(holds, Unresolved):
        return holds
    return resolving.resolve(then if holds else otherwise)


def _to_json(resolving: Resolving, argument: Node, at: Span) -> Value | None:
    """A document as text: for a policy the same as the document."""
    del at
    return resolving.resolve(argument)


def _items(resolving: Resolving, argument: Node, count: int) -> list[Value] | Unresolved | None:
    """The arguments of a function that takes so many; None if there are others."""
    if not isinstance(argument, documents.Sequence) or len(argument.items) != count:
        return None
    values = [resolving.resolve(item) for item in argument.items]
    return [value for value in values if value is not None] if None not in values else None


def _texts(values: list[Value] | Unresolved | None) -> list[str] | Unresolved | None:
    """What texts say; what is not known in their place; None where something is no text."""
    if not isinstance(values, list):
        return values
    texts: list[str] = []
    for value in values:
        if not isinstance(value, Scalar):
            return _unresolved(value)
        texts.append(value.value)
    return texts


def _unresolved(value: Value) -> Unresolved | None:
    return value if isinstance(value, Unresolved) else None


FUNCTIONS: Mapping[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ToJsonString": _to_json,
}


Test = Callable[[Resolving, Node, Span], bool | Unresolved]


def _equals(resolving: Resolving, argument: Node, at: Span) -> bool | Unresolved:
    texts = _texts(_items(resolving, argument, 2))
    if not isinstance(texts, list):
        return texts or _wrong(at)
    return texts[0] == texts[1]


def _all(resolving: Resolving, argument: Node, at: Span) -> bool | Unresolved:
    return _together(resolving, argument, at, False)


def _any(resolving: Resolving, argument: Node, at: Span) -> bool | Unresolved:
    return _together(resolving, argument, at, True)


def _together(resolving: Resolving, argument: Node, at: Span, settles: bool) -> bool | Unresolved:
    """Several conditions: one that holds so settles it, whatever is not known of the others."""
    if not isinstance(argument, documents.Sequence):
        return _wrong(at)
    found = [resolving.holds(item) for item in argument.items]
    if settles in found:
        return settles
    return next((one for one in found if isinstance(one, Unresolved)), not settles)


def _not(resolving: Resolving, argument: Node, at: Span) -> bool | Unresolved:
    if not isinstance(argument, documents.Sequence) or len(argument.items) != 1:
        return _wrong(at)
    holds = resolving.holds(argument.items[0])
    return holds if isinstance(holds, Unresolved) else not holds


def _condition(resolving: Resolving, argument: Node, at: Span) -> bool | Unresolved:
    if not isinstance(argument, Scalar):
        return _wrong(at)
    return resolving.condition(argument.value, at)


TESTS: Mapping[str, Test] = {
    "Fn::Equals": _equals,
    "Fn::And": _all,
    "Fn::Or": _any,
    "Fn::Not": _not,
    "Condition": _condition,
}
