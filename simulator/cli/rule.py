"""``calledvia rule``: what a diagnostic's code or a rule's id means, and who says so."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from simulator.analysis.lint.registry import ANALYZER_IDS, LINT_RULES
from simulator.analysis.lint.rule import Rule as LintRule
from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.diagnostics import DIAGNOSTICS, DiagnosticRow
from simulator.report.layout import pad, wrap
from simulator.report.terminal import Style, Terminal
from simulator.rules import RULES, Rule
from simulator.source import printable

_TERM_WIDTH = 16


def execute(arguments: Namespace) -> int:
    """Print one row, or name those that were probably meant."""
    console = Console(arguments)
    upper = arguments.id.upper()
    row = DIAGNOSTICS.get(upper) or LINT_RULES.get(upper) or RULES.get(arguments.id.lower())
    if row is not None:
        console.print(_row_lines(row, console.terminal))
        return Exit.OK
    wanted = arguments.id.casefold()
    by_name = {name.casefold(): name for name in (*DIAGNOSTICS, *LINT_RULES, *RULES)}
    close = [by_name[name] for name in get_close_matches(wanted, list(by_name), cutoff=0.5)]
    close += [name for key, name in by_name.items() if wanted and wanted in key]
    console.tell([f"there is no rule {printable(arguments.id)}"])
    if close:
        console.tell([f"perhaps: {', '.join(dict.fromkeys(close))}"])
    return Exit.BAD_INPUT


def _row_lines(row: DiagnosticRow | LintRule | Rule, terminal: Terminal) -> Iterator[str]:
    if isinstance(row, DiagnosticRow):
        name, terms = row.code, _diagnostic_terms(row)
    elif isinstance(row, LintRule):
        name, terms = f"{row.id} {row.name}", _lint_terms(row)
    else:
        name, terms = row.id, _rule_terms(row)
    yield terminal.paint(name, Style.STRONG)
    for term, text in terms.items():
        yield from _term_lines(term, wrap(text, terminal.width - _TERM_WIDTH), terminal)
    if isinstance(row, LintRule) and row.avoid:
        yield from _term_lines("avoid", row.avoid.splitlines(), terminal)
        yield from _term_lines("prefer", row.prefer.splitlines(), terminal)


def _term_lines(term: str, lines: Sequence[str], terminal: Terminal) -> Iterator[str]:
    for index, line in enumerate(lines):
        lead = pad(term if index == 0 else "", _TERM_WIDTH)
        yield terminal.paint(lead, Style.MUTED) + terminal.paint(line)


def _diagnostic_terms(row: DiagnosticRow) -> dict[str, str]:
    terms = {
        "means": row.title,
        "kind": row.severity.value,
        "what to do": row.help,
        "source": row.source,
    }
    check = ANALYZER_IDS.get(row.code)
    return terms if check is None else terms | {"Access Analyzer": check}


def _lint_terms(row: LintRule) -> dict[str, str]:
    terms = {
        "means": row.title,
        "kind": row.severity.value,
        "why": row.why,
        "what to do": row.fix,
        "source": row.source,
    }
    if row.needs:
        terms["needs"] = row.needs
    if row.fixes:
        terms["fix"] = "calledvia lint --fix"
    if row.analyzer_ids:
        terms["Access Analyzer"] = ", ".join(row.analyzer_ids)
    return terms


def _rule_terms(row: Rule) -> dict[str, str]:
    terms = {"question": row.question, "kind": row.ground.value}
    if row.since is not None:
        terms["in force since"] = row.since.isoformat()
    terms |= {"choice": row.choice, "source": row.source}
    return terms if row.since is not None else terms | {"would change": row.would_change}
