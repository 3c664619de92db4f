"""Checks as one page of HTML: a chain of calls as a picture, why, and where it is written.

The page needs nothing beside itself and may load nothing: its policy forbids everything except its
own style, named by its hash, so that no text that slipped through could run or call home. It is
ASCII, so that it reads alike whatever encoding it is stored or served in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from simulator.report.as_json.names import Names
from simulator.report.chain_picture import chain_lines
from simulator.report.checks import Check, Outcome, Played, in_suites
from simulator.report.terminal import Marks
from simulator.report.wording.checks import EXPECTATION, outcome_words, summary_words
from simulator.report.wording.decisions import aws_message, leaned_on, rests_on_words, why
from simulator.report.wording.replays import (
    call_words,
    forwarding_words,
    kind_words,
    not_made_words,
    obtained_words,
    outcome,
    rules_words,
    settling_hop,
    trail_words,
)
from simulator.report.wording.values import Sentence
from simulator.rules import Rules
from simulator.source import Span, printable
from simulator.version import __version__
from simulator.world.replayed import HopReplay

_SHORT = 10
"""Checks that a reader finds without an index."""

_STYLE = Path(__file__).with_name("page.css")


def html_text(checks: Iterable[Check], names: Names, title: str) -> str:
    """The whole page.

    Args:
        title: what was done, such as ``calledvia run``.
    """
    lines = _page(list(checks), names, title)
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _page(checks: Sequence[Check], names: Names, title: str) -> Iterator[str]:
    style = f"\n{_STYLE.read_text('utf-8')}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{allowed}; form-action \'none\'">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>"
    worst = _worst(checks)
    yield f"<h1>{_safe(title)}</h1>"
    yield f'<p class="strong {worst.value}">{_safe(summary_words(checks))}</p>'
    yield f'<p class="muted">calledvia {__version__}</p>'
    numbers = {id(check): number for number, check in enumerate(checks, 1)}
    yield from _index(checks, numbers)
    for name, suite in in_suites(checks).items():
        yield from _suite(name, suite, names, numbers)
    yield "</body>\n</html>"


def _worst(checks: Sequence[Check]) -> Outcome:
    found = {check.outcome for check in checks}
    order = (Outcome.UNREADABLE, Outcome.FAILED, Outcome.NOTED)
    return next((outcome for outcome in order if outcome in found), Outcome.PASSED)


def _index(checks: Sequence[Check], numbers: dict[int, int]) -> Iterator[str]:
    """Links to what did not pass, where the page is long."""
    failed = [check for check in checks if not check.passed]
    if failed and len(checks) > _SHORT:
        yield "<ul>"
        for check in failed:
            link = f'<a href="#check-{numbers[id(check)]}">{_safe(check.name)}</a>'
            yield f"<li>{_safe(check.suite)}: {link}</li>"
        yield "</ul>"


def _suite(
    name: str, checks: Sequence[Check], names: Names, numbers: dict[int, int]
) -> Iterator[str]:
    yield f"<section>\n<h2>{_safe(name)}</h2>"
    played = checks[0].played
    if played is not None and checks[0].rule is EXPECTATION:
        scenario = played.request.scenario
        said = [scenario.title] if scenario.title else []
        yield f'<p class="muted">{_safe(" · ".join([*said, rules_words(played.rules)]))}</p>'
    for check in checks:
        yield from _check(check, names, numbers[id(check)])
    yield "</section>"


def _check(check: Check, names: Names, number: int) -> Iterator[str]:
    if check.passed and check.played is None:
        yield f'<p id="check-{number}">{_safe(check.name)}</p>'
        return
    is_open = "" if check.passed else " open"
    yield f'<details id="check-{number}" class="{check.outcome.value}"{is_open}>'
    yield f"<summary><span>{_safe(check.name)}</span>{_labels(check)}</summary>\n<div>"
    if check.message:
        yield f'<p class="strong {check.outcome.value}">{_safe(check.message)}</p>'
    if check.span is not None:
        yield f"<p>{_place(check.span, names)}</p>"
    if check.played is not None:
        yield from chain_lines(check.played.request)
        yield from _calls(check.played, names)
    elif check.details:
        yield f"<pre>{_safe_lines(check.details)}</pre>"
    if not check.passed:
        yield from _advice(check)
    yield "</div>\n</details>"


def _labels(check: Check) -> str:
    said = f'<span class="label {check.outcome.value}">{_safe(outcome_words(check))}</span>'
    if check.played is None:
        return said
    label, style = outcome(settling_hop(check.played.request), Marks.SYMBOL)
    return f'<span class="label {style.value}">{_safe(label)}</span>{said}'


def _advice(check: Check) -> Iterator[str]:
    rule = check.rule
    if rule.help:
        yield f"<p>{_safe(rule.help)}</p>"
    more = _safe(rule.id)
    if rule.page:
        more += f' · <a href="{escape(rule.page)}">AWS\'s page on it</a>'
    yield f'<p class="muted">{more}</p>'


def _calls(played: Played, names: Names) -> Iterator[str]:
    yield '<ol class="calls">'
    for hop in played.request.hops:
        label, style = outcome(hop, Marks.SYMBOL)
        said = f'<span class="strong {style.value}">{_safe(label)}</span>'
        yield f"<li><p><code>{_safe(call_words(hop))}</code> {said}</p>"
        for sentence in _sentences(hop, played.rules):
            place = f" {_place(sentence.span, names)}" if sentence.span is not None else ""
            yield f"<p>{_safe(sentence.text)}{place}</p>"
        yield "</li>"
    yield "</ol>"


def _sentences(hop: HopReplay, rules: Rules) -> Iterator[Sentence]:
    yield Sentence(kind_words(hop))
    for authorization in hop.authorizations:
        yield from why(authorization.decision)
        message = aws_message(authorization.decision)
        if message is not None:
            yield Sentence(f"AWS would answer: {message}")
    further = (
        not_made_words(hop),
        trail_words(hop.trail) if hop.trail is not None else None,
        obtained_words(hop),
        forwarding_words(hop, rules, Marks.SYMBOL),
        *map(rests_on_words, leaned_on(hop.rests_on)),
    )
    yield from (Sentence(words) for words in further if words is not None)


def _place(span: Span, names: Names) -> str:
    line, column = span.source.position(span.start)
    return f'<span class="place">{_safe(f"{names.file(span.source.name)}:{line}:{column}")}</span>'


def _safe(text: str) -> str:
    """Text from files is never markup."""
    return escape(printable(text))


def _safe_lines(lines: Iterable[str]) -> str:
    return "\n".join(map(_safe, lines))
