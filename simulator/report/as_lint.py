"""What lint found: for a terminal, in lines, or in sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.analysis.lint.registry import severity
from simulator.analysis.lint.rule import Finding
from simulator.report.as_snippet import place_lines, remark_lines
from simulator.report.layout import wrap
from simulator.report.terminal import Marks, Style, Terminal
from simulator.report.wording.lint import (
    STYLES,
    analyzer_ids,
    detail_words,
    help_words,
    place_words,
    title_words,
    verdict_words,
)
from simulator.source import printable


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as it is shown.

    Args:
        finding: what was found.
        line: the request that shows it, in one line; empty if there is none.
        command: what replays it and comes out the same; empty if other policies hide it.
    """

    finding: Finding
    line: str = ""
    command: str = ""


def text_lines(found: Iterable[Shown], terminal: Terminal) -> Iterator[str]:
    """Each finding with its source line, the request that shows it, and what to do."""
    for one in found:
        yield from _finding_lines(one, terminal)
        yield ""


def _finding_lines(one: Shown, terminal: Terminal) -> Iterator[str]:
    finding = one.finding
    grade = severity(finding.rule)
    lead = f"{grade.value}[{finding.rule}]"
    first, *rest = wrap(f"{lead}: {title_words(finding)}", terminal.width)
    yield terminal.paint(first[: len(lead)], STYLES[grade]) + terminal.paint(
        first[len(lead) :], Style.STRONG
    )
    yield from (terminal.paint(line, Style.STRONG) for line in rest)
    gutter = len(str(finding.span.line))
    if finding.related is not None:
        gutter = max(gutter, len(str(finding.related.line)))
    yield from place_lines(finding.span, detail_words(finding), gutter, STYLES[grade], terminal)
    if finding.related is not None:
        yield from place_lines(finding.related, "the other place", gutter, STYLES[grade], terminal)
    yield from remark_lines("in", place_words(finding), gutter, terminal)
    if finding.witness is not None and one.line:
        shows = f"{printable(one.line)}: {verdict_words(finding.witness, terminal.marks)}"
        yield from remark_lines("shown by", shows, gutter, terminal)
    if one.command:
        # In one piece, so that it can be copied.
        yield terminal.paint(f"{' ' * gutter} = replay: ", Style.MUTED) + terminal.paint(
            one.command
        )
    yield from remark_lines("help", help_words(finding), gutter, terminal)
    checks = ", ".join(analyzer_ids(finding))
    if checks:
        yield from remark_lines("Access Analyzer", checks, gutter, terminal)
    more = f"calledvia rule {finding.rule} (finding {finding.fingerprint})"
    yield from remark_lines("more", more, gutter, terminal)


def concise_lines(found: Iterable[Shown]) -> Iterator[str]:
    """A line for each finding."""
    for one in found:
        finding = one.finding
        words = f"{printable(finding.span.location)}: {finding.rule} {title_words(finding)}"
        details = detail_words(finding)
        if details:
            words += f": {details}"
        if one.line:
            words += f" ({printable(one.line)})"
        yield f"{words} [{finding.fingerprint}]"


def plain_lines(found: Iterable[Shown]) -> Iterator[str]:
    """Sentences to be read aloud."""
    for one in found:
        finding, span = one.finding, one.finding.span
        said = [
            f"{severity(finding.rule).value.capitalize()} {finding.rule} in "
            f"{printable(span.source.name)}, line {span.line}, column {span.column}, "
            f"{place_words(finding)}: {title_words(finding)}"
        ]
        details = detail_words(finding)
        if details:
            said.append(details[:1].upper() + details[1:])
        if finding.witness is not None and one.line:
            verdict = verdict_words(finding.witness, Marks.SPOKEN)
            said.append(f"Shown by {printable(one.line)}: {verdict}")
        if one.command:
            said.append(f"To replay it: {one.command}")
        said.append(help_words(finding).rstrip("."))
        yield ". ".join(said) + "."


def difference_lines(path: str, old: str, new: str, terminal: Terminal) -> Iterator[str]:
    """A file as it is against what it would be, as a unified diff."""
    name = printable(path)
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"a/{name}", f"b/{name}", lineterm=""
    )
    for line in lines:
        style = {"+": Style.ALLOW, "-": Style.DENY}.get(line[:1])
        yield terminal.paint(line, style)
