"""What do the elements of a document and of its statements say?

Source: UG reference_policies_grammar and reference_policies_elements. Which of them may stand
together: `statement_rules.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.language.actions import check_action
from simulator.language.conditions import read_conditions
from simulator.language.findings import Findings, nearest
from simulator.language.kinds import kind_of
from simulator.language.model import Condition, Effect, Patterns, Policy, PolicyType, Statement
from simulator.language.principals import read_principals
from simulator.language.problems import Problem
from simulator.language.reading import NEWER, OLDER, Reading
from simulator.language.resources import check_resource
from simulator.language.statement_rules import check_elements, check_rcp, check_sids
from simulator.language.tree import Braces, JsonType, Member, Node, Reader
from simulator.source import Span, Text

_POLICY_ELEMENTS = ("Version", "Id", "Statement")
_STATEMENT_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)

Elements = dict[str, Member]


def read_document(
    node: Node,
    name: str,
    findings: Findings,
    type: PolicyType | None,
    arn: str | None,
) -> Policy | None:
    """The policy that a document says; None if IAM would refuse it, the reasons in the findings."""
    reader = Reader(findings)
    if not isinstance(node, Braces):
        findings.add(
            Problem.WRONG_TYPE,
            reader.span(node),
            got=reader.type_of(node),
            expected=(JsonType.OBJECT,),
        )
        return None
    elements = _elements(node, _POLICY_ELEMENTS, reader)
    nodes = _statement_nodes(node, elements, reader)
    has_principal = any(
        reader.peek(node, terminal) for node in nodes for terminal in ("PRINCIPAL", "NOT_PRINCIPAL")
    )
    reading = Reading(reader, kind_of(type, has_principal), OLDER)
    reading = Reading(reader, reading.kind, _read_version(node, elements, reading))
    id_ = _read_id(elements, reading)
    read = (_read_statement(index, item, reading) for index, item in enumerate(nodes, start=1))
    statements = tuple(statement for statement in read if statement is not None)
    check_sids([statement.sid for statement in statements if statement.sid], reading)
    if findings.refused:
        return None
    return Policy(
        name=name,
        version=reading.version,
        id=id_,
        statements=statements,
        source=findings.source,
        warnings=findings.in_order(),
        arn=arn,
    )


def _elements(node: Braces, known: tuple[str, ...], reader: Reader) -> Elements:
    """The elements of an object by name; a misspelled one counts as what it was meant to be."""
    elements: Elements = {}
    misspelled: Elements = {}
    for member in reader.members(node):
        name = member.name.value
        if name in known:
            elements[name] = member
            continue
        reader.findings.add(Problem.UNKNOWN_ELEMENT, member.name.span, got=name, expected=known)
        meant = nearest(name, known)
        if meant is not None:
            misspelled[meant] = member
    return misspelled | elements


def _statement_nodes(node: Braces, elements: Elements, reader: Reader) -> list[Braces]:
    """The statements, objects all; what else stands in their place is noted."""
    member = elements.get("Statement")
    if member is None:
        reader.findings.add(Problem.MISSING_ELEMENT, reader.opening(node), expected=("Statement",))
        return []
    values = reader.values(member.value)
    if not values:
        reader.findings.add(Problem.NO_STATEMENTS, reader.span(member.value))
    nodes: list[Braces] = []
    for value in values:
        if isinstance(value, Braces):
            nodes.append(value)
            continue
        listed = () if value is not member.value else (JsonType.LIST,)
        reader.findings.add(
            Problem.WRONG_TYPE,
            reader.span(value),
            got=reader.type_of(value),
            expected=(JsonType.OBJECT, *listed),
        )
    return nodes


def _read_version(node: Braces, elements: Elements, reading: Reading) -> str:
    required = reading.kind.version_required
    known = (NEWER,) if required else (NEWER, OLDER)
    member = elements.get("Version")
    if member is None:
        if required:
            reading.findings.add(
                Problem.MISSING_ELEMENT, reading.reader.opening(node), expected=("Version",)
            )
        return OLDER
    text = reading.string(member.value)
    if text is None:
        return NEWER
    if text.value not in known:
        reading.findings.add(Problem.BAD_VERSION, text.span, got=text.value, expected=known)
    return text.value


def _read_id(elements: Elements, reading: Reading) -> Text | None:
    member = elements.get("Id")
    if member is None:
        return None
    if not reading.kind.id:
        reading.findings.add(
            Problem.USELESS_ID, member.name.span, got="Id", detail=str(reading.kind.type)
        )
    return reading.string(member.value)


def _read_statement(index: int, node: Braces, reading: Reading) -> Statement | None:
    with reading.findings.within(_place(index, node, reading.reader)):
        elements = _elements(node, _STATEMENT_ELEMENTS, reading.reader)
        sid = reading.string(elements["Sid"].value) if "Sid" in elements else None
        effect = _read_effect(elements, reading)
        principals = None
        for name in ("Principal", "NotPrincipal"):
            if name in elements:
                with reading.findings.within(name):
                    principals = read_principals(elements[name], name != "Principal", reading)
        actions = _read_patterns("Action", elements, check_action, reading)
        resources = _read_patterns("Resource", elements, check_resource, reading)
        conditions: tuple[Condition, ...] = ()
        if "Condition" in elements:
            with reading.findings.within("Condition"):
                conditions = read_conditions(elements["Condition"].value, reading)
        check_elements(elements, reading.reader.opening(node), effect, reading)
        if effect is None or actions is None:
            return None
        statement = Statement(
            index=index,
            sid=sid,
            effect=Effect(effect.value),
            effect_span=effect.span,
            actions=actions,
            resources=resources,
            principals=principals,
            conditions=conditions,
            span=reading.reader.span(node),
        )
        check_rcp(statement, reading)
        return statement


def _place(index: int, node: Braces, reader: Reader) -> str:
    """How a statement is called in diagnostics."""
    sid = reader.peek(node, "SID")
    if sid is None or reader.type_of(sid) is not JsonType.STRING:
        return f"Statement {index}"
    return f"Statement {reader.span(sid).text}"


def _read_effect(elements: Elements, reading: Reading) -> Text | None:
    if "Effect" not in elements:
        return None
    with reading.findings.within("Effect"):
        text = reading.string(elements["Effect"].value)
        if text is not None and text.value not in tuple(Effect):
            reading.findings.add(
                Problem.BAD_EFFECT, text.span, got=text.value, expected=tuple(Effect)
            )
            return None
        return text


def _read_patterns(
    name: str, elements: Elements, check: Callable[[Text, Reading], None], reading: Reading
) -> Patterns | None:
    """Action or NotAction, Resource or NotResource; of both the one without Not."""
    empty = Problem.EMPTY_LIST if reading.kind.checked_resources else Problem.LIST_WITHOUT_ENTRIES
    patterns = None
    for element in (f"Not{name}", name):
        member = elements.get(element)
        if member is None:
            continue
        with reading.findings.within(element):
            values = tuple(reading.strings(member.value, empty=empty))
            for value in values:
                check(value, reading)
        end = reading.reader.span(member.value).end
        span = Span(reading.findings.source, member.name.span.start, end)
        patterns = Patterns(element != name, values, span)
    return patterns
