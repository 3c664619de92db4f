"""Which conditions of an Allow do requests pass that do not have the key?

Three rules ask this, each of conditions of its own kind; what was meant is the same condition
with the key required.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.analysis.lint.rule import Finding
from simulator.analysis.lint.stage import Stage
from simulator.analysis.lint.trying import allows_more, with_condition
from simulator.language.model import Condition, Effect


def passed_without_the_key(
    stage: Stage, rule: str, concerns: Callable[[Condition], bool]
) -> Iterator[Finding]:
    """A finding for each such condition, with a request that shows it.

    Args:
        rule: the id of the rule that asks.
        concerns: whether a condition is of the rule's kind.
    """
    for subject, statement, condition in stage.conditions(Effect.ALLOW):
        if not concerns(condition):
            continue
        meant = with_condition(statement, "Null", condition.key.value, "false")
        witness = allows_more(stage, subject, statement, meant)
        if witness is not None:
            yield Finding(
                rule,
                condition.operator.span,
                subject,
                statement,
                condition.operator.value,
                detail=condition.key.value,
                witness=witness,
            )
