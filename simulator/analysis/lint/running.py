"""What do the rules find in all policies of a stage?"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.lint.registry import LINT_RULES, OF_LANGUAGE, is_chosen
from simulator.analysis.lint.rule import Finding
from simulator.analysis.lint.stage import Stage, Subject
from simulator.language.catalogue import check_against_services
from simulator.language.model import Statement
from simulator.source import Span


def lint(
    stage: Stage, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """Everything that the chosen rules find, policy by policy, in the order of the text.

    Args:
        select: ids or beginnings of ids; empty: all rules.
        ignore: ids or beginnings of ids.
    """
    found = [*_of_language(stage, select, ignore)]
    for rule in LINT_RULES.values():
        if is_chosen(rule.id, select, ignore):
            found += rule.checks(stage)
    order = {id(subject): number for number, subject in enumerate(stage.subjects)}
    seen: dict[tuple[str, Span], Finding] = {}
    for one in sorted(found, key=lambda it: (order[id(it.subject)], it.span.start, it.rule)):
        seen.setdefault((one.rule, one.span), one)  # one policy may be attached in two places
    return tuple(seen.values())


def _of_language(
    stage: Stage, select: tuple[str, ...], ignore: tuple[str, ...]
) -> Iterator[Finding]:
    """What the language itself finds doubtful."""
    for subject in stage.subjects:
        policy = subject.policy
        for diagnostic in (*policy.warnings, *check_against_services(policy)):
            if diagnostic.code in OF_LANGUAGE and is_chosen(diagnostic.code, select, ignore):
                yield Finding(
                    diagnostic.code,
                    diagnostic.span,
                    subject,
                    _around(subject, diagnostic.span),
                    diagnostic.got,
                    diagnostic.nearest or diagnostic.detail,
                    diagnostic.related,
                )


def _around(subject: Subject, span: Span) -> Statement | None:
    return next(
        (
            statement
            for statement in subject.policy.statements
            if statement.span.start <= span.start and span.end <= statement.span.end
        ),
        None,
    )
