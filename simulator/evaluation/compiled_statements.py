"""How is a statement tested fast, once its policy is known?

Actions are indexed, so that a request meets only the statements that name its action; resources
and conditions become tests. Matching itself is that of `statements.py`, `resources.py` and
`conditions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from simulator.evaluation.arns import arn_matcher
from simulator.evaluation.compiled_conditions import (
    Context,
    FactsOf,
    Test,
    always,
    compile_condition,
    never,
)
from simulator.evaluation.facts import Facts
from simulator.evaluation.globs import Matcher, glob, matcher
from simulator.evaluation.logic import Truth
from simulator.evaluation.operators import ARN_PARTS
from simulator.evaluation.request import Request
from simulator.evaluation.resources import Covers, is_everything, prepare_resource
from simulator.evaluation.statements import action_matcher
from simulator.evaluation.variables import VERSION_WITH_VARIABLES
from simulator.language.model import Patterns, Policy, PolicyType, Statement
from simulator.language.pattern import parse_pattern
from simulator.source import Text


@dataclass(frozen=True, slots=True)
class CompiledStatement:
    """A statement whose action and principal are looked at elsewhere.

    Args:
        tests: of its resources and conditions; all must hold.
    """

    policy: Policy
    statement: Statement
    type: PolicyType
    tests: tuple[Test, ...]


def compile_statement(
    statement: Statement, policy: Policy, type: PolicyType, facts_of: FactsOf
) -> CompiledStatement:
    """Compile a statement's resources and conditions; those that are settled are left out."""
    tests = []
    resource = _resource(statement.resources, policy.version, facts_of)
    if resource is not None:
        tests.append(resource)
    tests.extend(
        compile_condition(condition, policy.version, facts_of) for condition in statement.conditions
    )
    left = (never,) if never in tests else tuple(test for test in tests if test is not always)
    return CompiledStatement(policy, statement, type, left)


def _resource(resources: Patterns | None, version: str, facts_of: FactsOf) -> Test | None:
    """A test of Resource or NotResource; None where it always holds."""
    if resources is None:
        return None
    values = resources.values
    if not resources.negated and any(is_everything(it.value) for it in values):
        return None
    exact: set[str] = set()
    prefixes: list[str] = []
    others: list[Callable[[str], bool]] = []
    slow: list[Covers] = []
    for value in values:
        _sort_resource(value, version, exact, prefixes, others, slow)
    begins = tuple(prefixes)
    negated = resources.negated

    def test(context: Context, request: Request) -> bool:
        resource = request.resource
        if resource in exact or resource.startswith(begins):
            return not negated
        for other in others:
            if other(resource):
                return not negated
        if slow and _one_covers(slow, facts_of(request)):
            return not negated
        return negated

    return test


def _one_covers(slow: Sequence[Covers], facts: Facts) -> bool:
    return any(covered(facts).result.holds is Truth.YES for covered in slow)


def _sort_resource(
    text: Text,
    version: str,
    exact: set[str],
    prefixes: list[str],
    others: list[Callable[[str], bool]],
    slow: list[Covers],
) -> None:
    """Put a value among those that are compared as a whole, by their beginning, or otherwise."""
    value = text.value
    parts = value.split(":", ARN_PARTS - 1)
    variable = "${" in value and version == VERSION_WITH_VARIABLES
    if is_everything(value):
        others.append(lambda resource: True)
    elif variable or len(parts) < ARN_PARTS or parts[0] != "arn":
        slow.append(prepare_resource(text, version))
    elif "*" not in value and "?" not in value:
        exact.add(value)
    elif value.endswith("*") and "*" not in value[:-1] and "?" not in value:
        prefixes.append(value[:-1])
    elif any(mark in parts[2] for mark in "*?"):
        slow.append(prepare_resource(text, version))
    else:
        others.append(_whole_arn(parts))


def _whole_arn(parts: list[str]) -> Matcher:
    """An ARN with wildcards anywhere but in its service."""
    partition = matcher(glob(parse_pattern(parts[1], wildcards=True, variables=False).pieces))
    service = parts[2]
    rest = arn_matcher(
        glob(parse_pattern(":".join(parts[3:]), wildcards=True, variables=False).pieces)
    )

    def covers(resource: str) -> bool:
        asked = resource.split(":", 3)
        return (
            len(asked) == 4
            and asked[0] == "arn"
            and asked[2] == service
            and asked[3].count(":") >= 2
            and partition(asked[1])
            and rest(asked[3])
        )

    return covers


class ActionIndex:
    """Statements by the actions they name: literal ones, those of a service, and the rest."""

    __slots__ = ("_anywhere", "_by_service", "_literal")

    def __init__(self, statements: Sequence[CompiledStatement]) -> None:
        self._literal: dict[str, list[CompiledStatement]] = {}
        self._by_service: dict[str, list[tuple[Matcher, CompiledStatement]]] = {}
        self._anywhere: list[tuple[Matcher, CompiledStatement]] = []
        for statement in statements:
            self._add(statement)

    def _add(self, compiled: CompiledStatement) -> None:
        actions = compiled.statement.actions
        if actions.negated:
            covers = [action_matcher(value.value) for value in actions.values]
            self._anywhere.append((lambda action: not any(one(action) for one in covers), compiled))
            return
        for value in actions.values:
            text = value.value.lower()
            service, colon, _ = text.partition(":")
            if "*" not in text and "?" not in text:
                self._literal.setdefault(text, []).append(compiled)
            elif colon and "*" not in service and "?" not in service:
                entry = (action_matcher(text), compiled)
                self._by_service.setdefault(service, []).append(entry)
            else:
                self._anywhere.append((action_matcher(text), compiled))

    def naming(self, action: str) -> list[CompiledStatement]:
        """The statements whose action element holds for an action in lower case, each once."""
        found = dict.fromkeys(map(id, self._literal.get(action, ())))
        kept = list(self._literal.get(action, ()))
        service = action.partition(":")[0]
        for covers, compiled in self._of(service):
            if id(compiled) not in found and covers(action):
                found[id(compiled)] = None
                kept.append(compiled)
        return kept

    def _of(self, service: str) -> Iterator[tuple[Matcher, CompiledStatement]]:
        yield from self._by_service.get(service, ())
        yield from self._anywhere
