"""Which world does a CloudFormation template describe?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from simulator.formats import documents
from simulator.formats.declared.account import imported
from simulator.formats.declared.declaration import Declaration, Surroundings, filled
from simulator.formats.declared.policies import report_unresolved
from simulator.formats.declared.values import Members, Unresolved
from simulator.formats.documents import Node, Scalar
from simulator.formats.imports.imported import Imported
from simulator.formats.loading import Findings
from simulator.formats.templates.kinds import KIND_OF, KINDS
from simulator.formats.templates.opening import Template, open_template
from simulator.formats.templates.resolving import Named, Resolver
from simulator.formats.templates.rows import ROWS
from simulator.formats.templates.scope import Scope
from simulator.formats.templates.serverless import ROLE, ROLE_SUFFIX, makes_role, role_of
from simulator.source import Span

_NESTED = frozenset(["AWS::CloudFormation::Stack", "AWS::Serverless::Application"])
"""What brings in another template."""

_TYPES = ROWS.types()

_READ = _TYPES | {kind.type for kind in KINDS if kind.policy}
"""Types whose policies are read."""


def read_template(
    path: str | Path,
    *,
    account: str,
    region: str = "us-east-1",
    parameters: Mapping[str, str] | None = None,
) -> Imported:
    """Read a template, SAM's and the CDK's among them, as the world of the stack that it makes.

    Functions are worked out where they can be. What only AWS knows is unknown: a policy's
    statements that hang on it are left out and the policy counts as unread; names that AWS makes up
    are stood for by the logical id. All of that is among the diagnostics.

    Args:
        path: the template, YAML or JSON.
        account: where its stack will be.
        region: likewise.
        parameters: values of its parameters, by name; ``AWS::StackName`` may be among them.
    """
    findings = Findings()
    template = open_template(Path(path), findings)
    if template is None:
        return Imported(diagnostics=findings.loaded(None).diagnostics)
    given = parameters or {}
    for name in given:
        if name not in template.parameters and name != "AWS::StackName":
            findings.report("TPL005", template.start, got=name, expected=template.parameters)
    where = Surroundings(account, region)
    resolver = Resolver(Scope(template, where, given))
    declarations = tuple(_declarations(template, resolver, where, findings))
    _report_made_up(declarations, resolver, findings)
    return imported(declarations, KINDS, ROWS, where, template.start, findings)


def _declarations(
    template: Template, resolver: Resolver, where: Surroundings, findings: Findings
) -> Iterator[Declaration]:
    for label, node in template.resources.items():
        type_ = resolver.type_of(label)
        if type_ is None or not isinstance(node, documents.Mapping):
            findings.report("TPL002", node.span, got=label)
        elif type_ in _NESTED:
            findings.report("TPL006", template.places[label], got=label)
        elif _is_made(node, template.places[label], resolver, findings):
            properties = _properties(type_, node, template.places[label], resolver, findings)
            if not (type_ in _READ or makes_role(type_)) and _holds_policy(node):
                findings.report("DCL012", template.places[label], got=type_)
            yield _declaration(label, type_, properties, template.places[label], resolver, where)
            role = role_of(type_, properties, where.partition) if makes_role(type_) else None
            if role is not None:
                at = template.places[label]
                yield _declaration(f"{label}{ROLE_SUFFIX}", ROLE, role, at, resolver, where)


def _is_made(node: documents.Mapping, at: Span, resolver: Resolver, findings: Findings) -> bool:
    """Whether the condition of a resource holds; where that is not known it is taken to."""
    name = node.get("Condition")
    if not isinstance(name, Scalar):
        return True
    holds = resolver.condition(name.value, name.span)
    if isinstance(holds, Unresolved):
        report_unresolved((holds,), findings)
        return True
    return holds


def _holds_policy(node: Node) -> bool:
    """Whether a policy stands anywhere in a resource."""
    waiting = [node]
    while waiting:
        match waiting.pop():
            case documents.Sequence(items=items):
                waiting.extend(items)
            case documents.Mapping(entries=entries):
                if any(key.value == "Statement" for key, _ in entries):
                    return True
                waiting.extend(value for _, value in entries)
    return False


def _properties(
    type_: str, node: documents.Mapping, at: Span, resolver: Resolver, findings: Findings
) -> Members:
    """The properties, worked out if the type is one that anything here is made of."""
    written = node.get("Properties")
    nothing = Members((), at)
    if written is None or (type_ not in _TYPES and type_ not in KIND_OF):
        return nothing
    value = resolver.resolve(written)
    match value:
        case Members():
            return value
        case Unresolved():
            report_unresolved((value,), findings)
        case _:
            findings.report("TPL002", written.span, got="Properties")
    return nothing


def _declaration(
    label: str,
    type_: str,
    properties: Members,
    at: Span,
    resolver: Resolver,
    where: Surroundings,
) -> Declaration:
    named = resolver.named(label) if type_ in KIND_OF else None
    if named is None or isinstance(named, Unresolved):
        return Declaration(label, type_, None, label, "/", frozenset(), "", at, properties)
    kind = named.kind
    forms = (kind.reference, *kind.attributes.values(), kind.arn)
    names = frozenset(filled(form, where, named.name, named.path) for form in forms if form)
    return Declaration(
        label=label,
        type=type_,
        kind=kind,
        name=named.name,
        path=named.path,
        names=names,
        arn=filled(kind.arn, where, named.name, named.path),
        span=at,
        properties=properties,
    )


def _report_made_up(
    declarations: tuple[Declaration, ...], resolver: Resolver, findings: Findings
) -> None:
    """Say which names AWS makes up when the stack is made, and which are not known."""
    made_up: list[Declaration] = []
    for one in declarations:
        named = resolver.named(one.label) if one.kind is not None else None
        if one.kind is None or not isinstance(named, Named) or not named.made_up:
            continue
        if named.hidden is not None:
            report_unresolved((named.hidden,), findings)
        made_up.append(one)
    if made_up:
        labels = ", ".join(one.label for one in made_up)
        findings.report("TPL008", made_up[0].span, got=labels, detail=str(len(made_up)))
