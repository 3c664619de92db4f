"""How does one element or condition of a statement compare with the request, in words?"""

from __future__ import annotations

from simulator.evaluation.decision import (
    Because,
    ConditionResult,
    ElementResult,
    Presence,
    ValueResult,
)
from simulator.evaluation.logic import Truth
from simulator.report.wording.tables import (
    BECAUSE_CONDITION,
    BECAUSE_VALUE,
    NEGATED,
    PRESENCES,
    RELATIONS,
    Relation,
)
from simulator.report.wording.values import list_text, request_values_text
from simulator.source import printable

_PLAIN = Relation("matches", "does not match", "matches none of")


def condition_name(condition: ConditionResult) -> str:
    """Operator and key, such as ``IpAddress aws:SourceIp``."""
    return f"{printable(condition.operator)} {printable(condition.key)}"


def base_operator(operator: str) -> str:
    """The operator without set prefix and IfExists, as written."""
    return operator.rpartition(":")[2].removesuffix("IfExists")


def asked_value(condition: ConditionResult) -> str:
    """What the request has under the condition's key, in words."""
    if condition.asked is Presence.PRESENT:
        return request_values_text(condition.request_values)
    return PRESENCES[condition.asked]


def condition_words(condition: ConditionResult) -> str:
    """What decided a condition, such as ``198.51.100.7 is in none of 103.15.250.0/24, …``."""
    got = asked_value(condition)
    values = list_text([value.value for value in condition.written.values])
    if condition.holds is Truth.YES:
        missing = f", and {printable(condition.operator)} holds without it"
    else:
        missing = f" to compare with {values}"
    return BECAUSE_CONDITION[condition.because].format(
        comparison=_comparison(got, condition),
        got=got,
        key=printable(condition.key),
        missing=missing,
        operator=printable(condition.operator),
        values=values,
    )


def _comparison(got: str, condition: ConditionResult) -> str:
    base = base_operator(condition.operator)
    if base == "Null":
        has = "has" if condition.asked is Presence.PRESENT else "has no"
        return f"the request {has} {printable(condition.key)}"
    negated = base in NEGATED
    relation = RELATIONS.get(NEGATED.get(base, base), _PLAIN)
    values = [shown_value(value) for value in condition.tried]
    if (condition.holds is Truth.YES) is negated:
        fails = relation.fails_one if len(values) == 1 else relation.fails_all
        return f"{got} {fails} {list_text(values)}"
    if len(condition.request_values) == 1:
        matched = [shown_value(value) for value in condition.tried if value.holds is Truth.YES]
        return f"{got} {relation.holds} {list_text(matched or values, 1)}"
    each = condition.operator.startswith("ForAllValues:") is not negated
    return f"{'each' if each else 'one'} of {got} {relation.holds} one of {list_text(values)}"


def shown_value(value: ValueResult) -> str:
    """A policy value as it was compared, its variables replaced."""
    return printable(value.value if value.compared is None else value.compared)


def value_remark(value: ValueResult) -> str:
    """What to say beside one value of the policy: variables replaced, and why it failed."""
    replaced = "" if value.compared is None else f"compared as {printable(value.compared)}"
    reason = "" if value.holds is Truth.YES else BECAUSE_VALUE[value.because]
    return "; ".join(remark for remark in (replaced, reason) if remark)


def element_words(element: ElementResult, request_value: str) -> str:
    """What an element did, such as ``ec2:* covers ec2:StopInstances``.

    Args:
        request_value: what the request has in its place.
    """
    values = [shown_value(value) for value in element.tried]
    matched = next((value for value in element.tried if value.holds is Truth.YES), None)
    got = printable(request_value)
    if element.element.endswith("Principal"):
        return _principal_words(element, matched, got)
    if not values or element.because in (Because.NO_RESOURCE, Because.NO_ELEMENT):
        return _element_reason(element, got)
    if element.element.startswith("Not"):
        if matched is not None:
            return f"{shown_value(matched)} covers {got}, so the statement leaves it out"
        return f"{got} is outside {list_text(values)}"
    if matched is not None:
        text = shown_value(matched)
        return text if text in ("*", got) else f"{text} covers {got}"
    if len(values) == 1:
        return f"{values[0]} does not cover {got}"
    return f"none of {list_text(values)} covers {got}"


def _principal_words(element: ElementResult, matched: ValueResult | None, got: str) -> str:
    if matched is not None:
        remark = BECAUSE_VALUE[matched.because]
        text = shown_value(matched)
        said = f"{text} ({remark})" if remark else text
        return f"{said}, so the statement leaves it out" if element.element[0] == "N" else said
    if element.because in (Because.HAS_BOUNDARY, Because.NO_ELEMENT):
        return _element_reason(element, got)
    return f"{got} is none of " + list_text([value.value for value in element.tried])


def _element_reason(element: ElementResult, got: str) -> str:
    return BECAUSE_CONDITION[element.because].format(
        comparison="no value to compare",
        got=got,
        key=printable(element.element),
        missing="",
        operator=printable(element.element),
        values=list_text([value.value for value in element.tried]),
    )
