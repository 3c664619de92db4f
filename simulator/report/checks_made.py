"""Which checks do a run, lint, claims and diagnostics come to?

An expectation that was not met stands where it is written; what decided stands with it as a related
place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simulator.analysis.claims import Answer
from simulator.analysis.lint.registry import LINT_RULES, severity
from simulator.analysis.lint.rule import Severity
from simulator.analysis.prove import Witness
from simulator.diagnostics import DIAGNOSTICS
from simulator.report import as_claims, as_lint, as_text
from simulator.report.as_claims import Proved
from simulator.report.as_lint import Shown
from simulator.report.as_snippet import snippet_lines
from simulator.report.checks import Check, CheckRule, Level, Outcome, Played, fingerprint
from simulator.report.selection import Group
from simulator.report.terminal import Terminal
from simulator.report.wording import claims as claims_wording
from simulator.report.wording import lint as lint_wording
from simulator.report.wording.checks import (
    CLAIM,
    EXPECTATION,
    LINT,
    NOTHING_FOUND,
    OTHER_PLACE,
)
from simulator.report.wording.decisions import why
from simulator.report.wording.diagnostics import is_error, title_words
from simulator.report.wording.replays import mismatch_words, settling_hop
from simulator.report.wording.values import Sentence
from simulator.source import Diagnostic, printable
from simulator.world.replayed import RequestReplay

# What a check says ends in logs and files of any encoding, far from a terminal.
_TERMINAL = Terminal(width=88, ascii=True)

_LEVELS = {
    Severity.ERROR: Level.ERROR,
    Severity.WARNING: Level.WARNING,
    Severity.SUGGESTION: Level.NOTE,
}


def run_checks(groups: Iterable[Group]) -> Iterator[Check]:
    """A check for each request."""
    for group in groups:
        suite = printable(group.scenario.name)
        if group.replayed is not group.scenario:
            suite = f"{printable(group.replayed.name)}: {suite}"
        for request in group.requests:
            yield _request_check(request, group, suite)


def _request_check(request: RequestReplay, group: Group, suite: str) -> Check:
    name = printable(request.request.name)
    missed = [
        mismatch_words(mismatch, group.rules) for hop in request.hops for mismatch in hop.mismatches
    ]
    places = [sentence.span for sentence in missed if sentence.span is not None]
    return Check(
        rule=EXPECTATION,
        suite=suite,
        name=name,
        outcome=Outcome.FAILED if missed else Outcome.PASSED,
        message="; ".join(sentence.text for sentence in missed),
        span=places[0] if places else request.request.span,
        details=tuple(as_text.opened_lines(request, group.rules, _TERMINAL)) if missed else (),
        related=_deciding(request) if missed else (),
        played=Played(request, group.rules),
        fingerprint=fingerprint(EXPECTATION.id, suite, name),
    )


def _deciding(request: RequestReplay) -> tuple[Sentence, ...]:
    decision = settling_hop(request).decision
    return tuple(one for one in why(decision) if one.span is not None) if decision else ()


def claim_checks(proved: Iterable[Proved]) -> Iterator[Check]:
    """A check for each claim."""
    for one in proved:
        claim = one.proof.claim
        met = one.as_expected
        unknown = one.proof.answer is Answer.UNKNOWN
        source = claim.span.source.name
        witness = one.proof.witness
        yield Check(
            rule=CLAIM,
            suite=printable(source),
            name=printable(claim.name),
            outcome=Outcome.PASSED if met else Outcome.FAILED,
            message="" if met else claims_wording.expected_words(one.expect, one.proof.answer),
            span=claim.span,
            level=Level.WARNING if unknown else Level.ERROR,
            details=() if met else tuple(as_claims.text_lines([one], _TERMINAL)),
            played=None if witness is None else _witness_played(witness),
            fingerprint=fingerprint(CLAIM.id, source, claim.name),
        )


def _witness_played(witness: Witness) -> Played:
    return Played(witness.played, witness.played.scenario.world.rules)


def lint_checks(found: Sequence[Shown], policies: Iterable[str]) -> Iterator[Check]:
    """A check for each finding, and one for each policy in which nothing was found.

    Args:
        policies: the names of all that were looked at.
    """
    for one in found:
        yield _finding_check(one)
    doubtful = {one.finding.subject.policy.name for one in found}
    for name in dict.fromkeys(policies):
        if name not in doubtful:
            yield Check(LINT, NOTHING_FOUND, printable(name), Outcome.PASSED)


def _finding_check(one: Shown) -> Check:
    finding = one.finding
    title, detail = lint_wording.title_words(finding), lint_wording.detail_words(finding)
    rule = LINT_RULES.get(finding.rule)
    source = rule.source if rule is not None else DIAGNOSTICS[finding.rule].source
    related = (Sentence(OTHER_PLACE, finding.related),) if finding.related is not None else ()
    return Check(
        rule=CheckRule(finding.rule, title, lint_wording.help_words(finding), source),
        suite=printable(finding.subject.policy.name),
        name=f"{finding.rule} in {lint_wording.place_words(finding)}",
        outcome=Outcome.FAILED,
        message=f"{title}: {detail}" if detail else title,
        span=finding.span,
        level=_LEVELS[severity(finding.rule)],
        details=tuple(line for line in as_lint.text_lines([one], _TERMINAL) if line),
        related=related,
        fingerprint=finding.fingerprint,
    )


def diagnostic_checks(diagnostics: Iterable[Diagnostic]) -> Iterator[Check]:
    """A check for each diagnostic: an error means that something could not be read."""
    for one in diagnostics:
        row = DIAGNOSTICS[one.code]
        source = one.span.source.name
        unreadable = is_error(one)
        yield Check(
            rule=CheckRule(one.code, row.title, row.help, row.source),
            suite=printable(source),
            name=_diagnostic_name(one),
            outcome=Outcome.UNREADABLE if unreadable else Outcome.NOTED,
            message=title_words(one) + (f' "{printable(one.got)}"' if one.got else ""),
            span=one.span,
            level=Level.ERROR if unreadable else Level.WARNING,
            details=tuple(snippet_lines(one, _TERMINAL)),
            related=(Sentence(OTHER_PLACE, one.related),) if one.related is not None else (),
            fingerprint=fingerprint(one.code, source, *one.within, one.got),
        )


def _diagnostic_name(one: Diagnostic) -> str:
    """Such as ``WLD001 in her stack, expect``: it stays when lines move."""
    inside = ", ".join(map(printable, one.within))
    return f"{one.code} in {inside}" if inside else one.code
