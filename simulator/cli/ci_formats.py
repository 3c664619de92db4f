"""How does a command that checks something write what came out for CI?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from simulator.report.as_github import github_lines
from simulator.report.as_html import html_text
from simulator.report.as_json.names import Names
from simulator.report.as_junit import junit_text
from simulator.report.as_markdown import checks_lines
from simulator.report.as_sarif import sarif_text
from simulator.report.checks import Check

Writer = Callable[[Iterable[Check], Names, str], Iterable[str]]

_WRITERS: Final[dict[str, Writer]] = {
    "junit": lambda checks, names, title: [junit_text(checks, names)],
    "sarif": lambda checks, names, title: [sarif_text(checks, names)],
    "github": lambda checks, names, title: github_lines(checks, names),
    "markdown": lambda checks, names, title: checks_lines(checks, title),
    "html": lambda checks, names, title: [html_text(checks, names, title)],
}


def ci_lines(name: str, checks: Iterable[Check], names: Names, title: str) -> Iterable[str]:
    """The checks as a format of `command_parser.CI_FORMATS`.

    Args:
        name: of the format.
        title: what was done, such as ``calledvia run``.
    """
    return _WRITERS[name](checks, names, title)
