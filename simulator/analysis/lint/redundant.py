"""Would the policy say the same without the statement?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.analysis.lint.editing import remove_item
from simulator.analysis.lint.never_matches import matches_nothing
from simulator.analysis.lint.rule import Finding, Rule, Severity
from simulator.analysis.lint.stage import Stage, Subject
from simulator.analysis.lint.trying import alone, comparable, same
from simulator.language.model import Statement


def _checks(stage: Stage) -> Iterator[Finding]:
    for subject in stage.subjects:
        if len(subject.policy.statements) > 1 and comparable(subject.policy):
            yield from sorted(_found(stage, subject), key=lambda it: it.span.start)


def _found(stage: Stage, subject: Subject) -> Iterator[Finding]:
    """From the last to the first, each without those that were found: of two alike one stays."""
    kept = subject.policy
    for statement in reversed(subject.policy.statements):
        without = replace(
            kept, statements=tuple(it for it in kept.statements if it is not statement)
        )
        if not same(stage, subject, kept, without) or matches_nothing(stage, subject, statement):
            continue
        kept = without
        other = next(
            (it for it in without.statements if _covers(stage, subject, it, statement)), None
        )
        yield Finding(
            RULE.id,
            statement.span,
            subject,
            statement,
            got=other.effect.value if other is not None else "",
            detail=_name(other) if other is not None else "",
            related=other.span if other is not None else None,
            edits=(remove_item(statement.span),),
        )


def _covers(stage: Stage, subject: Subject, one: Statement, other: Statement) -> bool:
    """Whether one statement alone makes the other redundant."""
    both = alone(subject.policy, one, other)
    return same(stage, subject, both, alone(both, one))


def _name(statement: Statement) -> str:
    return statement.sid.value if statement.sid is not None else str(statement.index)


RULE = Rule(
    "STM402",
    "redundant-statement",
    Severity.SUGGESTION,
    "a statement without which the policy says the same",
    "Another statement says it already, or a Deny takes away all that it allows. Whoever changes "
    "it later expects something to happen, and nothing does.",
    "Remove it.",
    "UG access-analyzer-reference-policy-checks",
    """[
  {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
  {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-reports/*"}
]""",
    """{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}""",
    _checks,
    analyzer_ids=("REDUNDANT_STATEMENT",),
    fixes=True,
)
