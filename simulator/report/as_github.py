"""Checks as commands of GitHub Actions: each that did not pass is an annotation at its line.

How commands are escaped: https://github.com/actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.report.as_json.names import Names
from simulator.report.checks import Check, Level, is_in_file
from simulator.report.wording.checks import summary_words
from simulator.source import printable

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def github_lines(checks: Iterable[Check], names: Names) -> Iterator[str]:
    """A command for each check that did not pass, and the summary."""
    every = list(checks)
    for check in every:
        if not check.passed:
            yield _command(check, names)
    yield printable(summary_words(every))


def _command(check: Check, names: Names) -> str:
    properties = {**_place(check, names), "title": f"{check.rule.id}: {check.rule.title}"}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = f"{check.name}: {check.message}"
    body = "\n".join(map(printable, (message, "", *check.details)))
    return f"::{_COMMANDS[check.level]} {written}::{_data(body)}"


def _place(check: Check, names: Names) -> dict[str, str]:
    span = check.span
    if not is_in_file(span):
        return {}
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    place = {"file": names.file(span.source.name), "line": str(line), "endLine": str(end_line)}
    if line == end_line:  # GitHub takes columns only within one line
        place |= {"col": str(column), "endColumn": str(end_column)}
    return place


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
