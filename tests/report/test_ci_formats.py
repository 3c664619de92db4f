"""What CI reads: every format over the same checks, read back by a reader that is not ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml

from simulator.report.as_github import github_lines
from simulator.report.as_html import html_text
from simulator.report.as_json.names import Names
from simulator.report.as_junit import junit_text
from simulator.report.as_markdown import checks_lines
from simulator.report.as_sarif import FINGERPRINT, sarif_text
from simulator.report.checks import Check, CheckRule, Level, Outcome
from simulator.report.checks_made import diagnostic_checks, run_checks
from simulator.report.selection import grouped
from simulator.report.wording.values import Sentence
from simulator.source import Diagnostic, Source, Span
from simulator.world.replayed import Change, ContextEntry, Origin, Replay
from tests.report import builders
from tests.report.test_hostile import HOSTILE, RAW, hostile_replay

SARIF_SCHEMA = Path(__file__).parents[3] / "shared/samples/sarif-2.1.0.json"
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
INJECTED = "<script>document.title='owned'</script>]]><img src=x onerror=alert(1)>&amp;%0A,:"
NASTY = f"{INJECTED}\ufffe{HOSTILE}"
TEXT = 'a\n  "é𝛼b": 1\n'


def place(name: str = "a b/policy.json") -> Span:
    return Span(Source(name, TEXT), TEXT.index("b"), TEXT.index("b") + 1)


def check(**changed: Any) -> Check:
    values: dict[str, Any] = {
        "rule": CheckRule("SRC101", "too wide", "Narrow it.", "UG id_roles"),
        "suite": "policy.json",
        "name": "statement 1",
        "outcome": Outcome.FAILED,
        "message": "too wide: 0.0.0.0/0",
        "span": place(),
        "details": ("first", "second"),
        "related": (Sentence("the other place", place("other.json")),),
        "fingerprint": "0123",
    }
    return Check(**(values | changed))


def nasty_checks() -> list[Check]:
    rule = CheckRule("SRC101", NASTY, NASTY, "UG id_roles")
    texts = {"suite": NASTY, "name": NASTY, "message": NASTY, "details": (NASTY, NASTY)}
    found = check(rule=rule, **texts, span=place(f"{INJECTED.replace('/', '')}.json"))
    return [found, check(**texts, outcome=Outcome.UNREADABLE), *run_checks([*hostile_groups()])]


def hostile_groups() -> Any:
    return grouped([hostile_replay(), injecting_replay()])


def injecting_replay() -> Replay:
    """Markup in every text of a chain that a picture shows."""
    plain = builders.replay()
    request = plain.requests[1]
    hop = request.hops[0]
    entry = ContextEntry(INJECTED, INJECTED, Change.NEW, INJECTED, Origin.DERIVED)
    tree = replace(hop.hop, action=INJECTED, resource=INJECTED, acting=INJECTED)
    shown = replace(hop, hop=tree, caller=INJECTED, context=(entry,))
    written = replace(request.request, name=INJECTED, place=INJECTED, tree=tree)
    return replace(plain, requests=(replace(request, request=written, hops=(shown,)),))


@pytest.fixture
def names(tmp_path: Path) -> Names:
    return Names(tmp_path / "here", tmp_path / "installed")


def sarif_schema() -> Any:
    if not SARIF_SCHEMA.is_file():
        pytest.skip("the schema of SARIF is not beside this checkout")
    return json.loads(SARIF_SCHEMA.read_text("utf-8"))


class Elements(HTMLParser):
    """Which elements are in a page, with which attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.loads: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.loads += [f"{value}" for name, value in attrs if name in ("src", "href", "srcset")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_junit_is_read_by_others(names: Names) -> None:
    passed = check(outcome=Outcome.PASSED, message="", details=(), suite="other.json")
    checks = [check(), passed, check(outcome=Outcome.UNREADABLE), check(outcome=Outcome.NOTED)]
    document = JUnitXml.fromstring(junit_text(checks, names).encode())
    assert (document.tests, document.failures, document.errors) == (4, 1, 1)
    first, second = document
    assert [suite.name for suite in (first, second)] == ["policy.json", "other.json"]
    failed, unreadable, noted = first
    assert failed.result[0].type == "SRC101"
    assert failed.result[0].message == "too wide: 0.0.0.0/0"
    assert failed.result[0].text == "first\nsecond"
    assert not failed.is_passed
    assert unreadable.is_error
    assert noted.is_passed
    assert noted.system_out == "first\nsecond"
    assert failed._elem.get("file") == "a b/policy.json"
    assert failed._elem.get("line") == "2"
    (other,) = second
    assert other.is_passed


def test_junit_takes_any_text(names: Names) -> None:
    text = junit_text(nasty_checks(), names)
    assert text.isascii()
    document = JUnitXml.fromstring(text.encode())
    case = next(iter(next(iter(document))))
    assert INJECTED in case.name
    assert "\\ufffe" in case.name
    assert "\\u202e" in case.name


def test_sarif(names: Names) -> None:
    checks = [check(), check(outcome=Outcome.PASSED), check(span=None, level=Level.NOTE)]
    document = json.loads(sarif_text(checks, names))
    (run,) = document["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "SRC101"
    assert rule["helpUri"] == "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html"
    placed, nowhere = run["results"]
    assert (placed["level"], nowhere["level"]) == ("error", "note")
    assert nowhere["locations"] == []
    assert placed["partialFingerprints"] == {FINGERPRINT: "0123"}
    (location,) = placed["locations"]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "a%20b/policy.json", "uriBaseId": "SRCROOT"}
    # Of `  "é𝛼b"` the b is the sixth code point, and the seventh UTF-16 unit.
    assert physical["region"] == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 7}
    (other,) = placed["relatedLocations"]
    assert other["message"]["text"] == "the other place"


def test_sarif_fits_its_schema(names: Names) -> None:
    validator = Draft202012Validator(sarif_schema())
    for checks in ([], [check(), check(span=None)], nasty_checks()):
        document = json.loads(sarif_text(checks, names))
        assert [error.message for error in validator.iter_errors(document)] == []


def test_sarif_places_outside_the_folder_have_no_base(names: Names) -> None:
    document = json.loads(sarif_text([check(span=place("../policy.json"))], names))
    (location,) = document["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "../policy.json"}


def test_a_text_of_the_command_line_is_no_file(names: Names) -> None:
    asked = check(span=place("<claim>"), related=())
    assert json.loads(sarif_text([asked], names))["runs"][0]["results"][0]["locations"] == []
    assert "file=" not in "\n".join(github_lines([asked], names))
    assert "file=" not in junit_text([asked], names)


def test_github(names: Names) -> None:
    found = check(message="50% off, really: yes", level=Level.WARNING)
    first, summary = github_lines([found, check(outcome=Outcome.PASSED)], names)
    assert first == (
        "::warning file=a b/policy.json,line=2,endLine=2,col=6,endColumn=7,title=SRC101%3A too wide"
        "::statement 1: 50%25 off, really: yes%0A%0Afirst%0Asecond"
    )
    assert summary == "2 checks, 1 warning, 1 as expected"


def test_github_commands_cannot_be_forged(names: Names) -> None:
    lines = list(github_lines(nasty_checks(), names))
    assert not any("\n" in line or "\r" in line for line in lines)
    for line in lines[:-1]:
        command = line.split("::")[1]
        assert {part.partition("=")[0] for part in command.partition(" ")[2].split(",")} <= {
            "file",
            "line",
            "endLine",
            "col",
            "endColumn",
            "title",
        }


def test_markdown(names: Names) -> None:
    ticks = check(details=("```", "# not a heading"))
    text = "\n".join(checks_lines([ticks, check(outcome=Outcome.PASSED)], "calledvia lint"))
    assert "````text\n```\n# not a heading\n````" in text
    assert "2 checks, 1 error, 1 as expected." in text
    nasty = "\n".join(checks_lines(nasty_checks(), "calledvia run"))
    assert not RAW & set(nasty)
    assert "\\<script\\>" in nasty


def test_html_has_no_element_of_a_file(names: Names) -> None:
    page = html_text(nasty_checks(), names, "calledvia run")
    assert page.isascii()
    found = Elements(page)
    assert not found.tags & {"script", "img", "link", "iframe", "object", "embed", "base", "image"}
    assert not {name for name in found.attributes if name.startswith("on") or name == "style"}
    assert all(link.startswith(("#check-", "https://docs.aws.amazon.com/")) for link in found.loads)
    assert not RAW & set(found.text)
    assert "default-src 'none'" in page
    assert "svg" in found.tags


def test_html_shows_chain_reasons_and_place(names: Names) -> None:
    page = html_text(run_checks(grouped([builders.replay()])), names, "calledvia run")
    found = Elements(page)
    assert {"details", "svg", "rect", "path", "text", "title", "desc"} <= found.tags
    for text in (
        "her stack",
        "cloudformation:UpdateStack",
        "DENY",
        "office-only.json:",
        "rests on",
    ):
        assert text in found.text, text


def test_a_diagnostic_is_a_check(names: Names) -> None:
    unreadable, noted = diagnostic_checks(
        [Diagnostic("POL001", place(), got="x"), Diagnostic("POL121", place())]
    )
    assert (unreadable.outcome, noted.outcome) == (Outcome.UNREADABLE, Outcome.NOTED)
    assert (unreadable.level, noted.level) == (Level.ERROR, Level.WARNING)


@pytest.mark.skipif(BROWSER is None or os.name == "nt", reason="no Chromium is installed")
def test_html_in_a_browser(names: Names, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(html_text(nasty_checks(), names, "calledvia run"), "ascii")
    options = "--headless --no-sandbox --disable-gpu --no-first-run --enable-logging=stderr"
    ran = subprocess.run(
        [
            str(BROWSER),
            *options.split(),
            f"--user-data-dir={tmp_path / 'browser'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = Elements(ran.stdout)
    assert "script" not in found.tags
    assert "<title>calledvia run</title>" in ran.stdout
    for complaint in ("Refused to", "violates the following", "CONSOLE"):
        assert complaint not in ran.stderr
