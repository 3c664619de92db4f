"""Checks as JUnit XML, which test runners, Jenkins, GitLab and others show as test results.

The document is ASCII: what its text has beyond that, and characters that XML does not allow, are
written as references or visible escapes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable

from simulator.report.as_json.names import Names
from simulator.report.checks import Check, Outcome, in_suites, is_in_file, outcome_counts
from simulator.source import printable

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAGS = {Outcome.FAILED: "failure", Outcome.UNREADABLE: "error"}


def junit_text(checks: Iterable[Check], names: Names) -> str:
    """The whole document: a suite for each suite of checks, a case for each check."""
    suites = in_suites(checks)
    root = ElementTree.Element("testsuites", {"name": "calledvia"})
    _count(root, [check for suite in suites.values() for check in suite])
    for name, suite in suites.items():
        element = ElementTree.SubElement(root, "testsuite", {"name": _safe(name)})
        _count(element, suite)
        for check in suite:
            element.append(_case(check, names))
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii")


def _count(element: ElementTree.Element, checks: Iterable[Check]) -> None:
    counts = outcome_counts(checks)
    element.set("tests", str(counts.total()))
    element.set("failures", str(counts[Outcome.FAILED]))
    element.set("errors", str(counts[Outcome.UNREADABLE]))
    element.set("skipped", "0")


def _case(check: Check, names: Names) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase", {"classname": _safe(check.suite), "name": _safe(check.name), "time": "0"}
    )
    if is_in_file(check.span):
        case.set("file", _safe(names.file(check.span.source.name)))
        case.set("line", str(check.span.line))
    said = _safe("\n".join(check.details) or check.message)
    tag = _TAGS.get(check.outcome)
    if tag is not None:
        attributes = {"type": check.rule.id, "message": _safe(check.message)}
        ElementTree.SubElement(case, tag, attributes).text = said
    elif said:
        ElementTree.SubElement(case, "system-out").text = said
    return case


def _safe(text: str) -> str:
    """Only what XML 1.0 can carry; lines stay lines."""
    lines = (printable(line) for line in text.split("\n"))
    return _NOT_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", "\n".join(lines))
