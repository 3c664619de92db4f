"""Does AWS have the actions and condition keys of a policy, and do its conditions suit the keys?

What the service data and the table of condition keys say. IAM stores such policies, so everything
here is a warning. It is asked for by itself: parsing knows the language alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator import services
from simulator.language.catalogue_keys import check_condition
from simulator.language.findings import LIMIT, Findings
from simulator.language.model import Patterns, Policy, Statement
from simulator.language.problems import Problem
from simulator.source import Diagnostic, Text

_ACTION = re.compile(r"(?P<service>[A-Za-z0-9.-]+):(?P<name>[A-Za-z0-9*?_-]+)")
_LONGEST = 128
_HINTS = 50
"""After so many the nearest name is not looked for any more: it takes milliseconds."""


def check_against_services(policy: Policy) -> tuple[Diagnostic, ...]:
    """Hold a policy against the service data; nothing is found where that is not installed.

    Args:
        policy: as parsed.

    Returns:
        Warnings in the order of the text.

    Source: UG access-analyzer-reference-policy-checks.
    """
    if not services.available():
        return ()
    findings = Findings(policy.source)
    for statement in policy.statements:
        with findings.within(_place(statement)):
            _check_actions(statement.actions, findings)
            with findings.within("Condition"):
                _check_conditions(statement, findings)
        if len(findings) > LIMIT:
            break
    return findings.in_order()


def _place(statement: Statement) -> str:
    return f"Statement {statement.sid.span.text if statement.sid else statement.index}"


def _check_actions(actions: Patterns, findings: Findings) -> None:
    with findings.within("NotAction" if actions.negated else "Action"):
        for text in actions.values:
            _check_action(text, findings)


def _check_action(text: Text, findings: Findings) -> None:
    match = _ACTION.fullmatch(text.value)
    if match is None or len(text.value) > _LONGEST:
        return
    prefix, name = match["service"], match["name"]
    if services.service(prefix) is None:
        near = services.nearest_pattern(text.value) if _hints(findings) else None
        expected = () if near is None else (near,)
        findings.add(Problem.UNKNOWN_SERVICE, text.span, got=text.value, expected=expected)
    elif "*" in name or "?" in name:
        if not services.matching_actions(text.value):
            findings.add(Problem.COVERS_NO_ACTION, text.span, got=text.value)
    elif services.action(text.value) is None:
        near = services.nearest_action(text.value) if _hints(findings) else None
        expected = () if near is None else (near,)
        findings.add(Problem.UNKNOWN_ACTION, text.span, got=text.value, expected=expected)


def _hints(findings: Findings) -> bool:
    return len(findings) < _HINTS


def _check_conditions(statement: Statement, findings: Findings) -> None:
    prefixes = tuple(dict.fromkeys(_services_of(statement.actions)))
    for condition in statement.conditions:
        with findings.within(condition.operator.value):
            check_condition(condition, prefixes, findings)


def _services_of(actions: Patterns) -> Iterator[str]:
    """The services that a statement is about; none where it is about all, or all but some."""
    if actions.negated:
        return
    prefixes = [text.value.partition(":")[0].lower() for text in actions.values]
    if all(services.service(prefix) is not None for prefix in prefixes):
        yield from prefixes
