"""What could a service control policy not say before it took the full policy language?

Rule ``scp-full-language``: until 2025-09-19 an Allow named all resources and had no Condition,
there was no NotResource, and a wildcard stood only at the end of an action (ORG
orgs_manage_policies_scps_syntax).
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.language.model import Effect, Policy, Statement
from simulator.language.problems import Problem
from simulator.source import Diagnostic, Span


def beyond_its_time(policy: Policy) -> tuple[Diagnostic, ...]:
    """Everything in an SCP that Organizations refused before the rule's day."""
    return tuple(
        Diagnostic(Problem.SCP_TOO_EARLY, span, got=got)
        for statement in policy.statements
        for span, got in _refused(statement)
    )


def _refused(statement: Statement) -> Iterator[tuple[Span, str]]:
    allows = statement.effect is Effect.ALLOW
    resources = statement.resources
    if resources is not None and resources.negated:
        yield resources.span, "NotResource"
    elif resources is not None and allows:
        yield from ((value.span, value.value) for value in resources.values if value.value != "*")
    if allows and statement.actions.negated:
        yield statement.actions.span, "NotAction"
    if allows and statement.conditions:
        yield statement.conditions[0].operator.span, "Condition"
    for value in statement.actions.values:
        if "*" in value.value[:-1] or "?" in value.value[:-1]:
            yield value.span, value.value
