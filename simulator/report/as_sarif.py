"""Checks as SARIF 2.1.0, which code scanning shows beside the lines that it speaks of.

Only what did not pass is a result. Columns count code points, as ours do, and the document says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import quote

from simulator.report.as_json.documents import print_document
from simulator.report.as_json.names import Names
from simulator.report.checks import Check, CheckRule, is_in_file
from simulator.report.wording.values import Sentence
from simulator.source import Span, printable
from simulator.version import __version__

Json = dict[str, Any]

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT: Final = "calledvia/v1"
_ROOT: Final = "SRCROOT"


def sarif_text(checks: Iterable[Check], names: Names) -> str:
    """The whole document, with one run."""
    results = [check for check in checks if not check.passed]
    rules = {check.rule.id: check.rule for check in results}
    order = {id: number for number, id in enumerate(rules)}
    driver = {
        "name": "calledvia",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder in which calledvia was run."}}
        },
        "results": [_result(check, order[check.rule.id], names) for check in results],
    }
    return print_document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: CheckRule) -> Json:
    described: Json = {
        "id": rule.id,
        "shortDescription": {"text": _sentence(rule.title)},
        "help": {"text": rule.help or _sentence(rule.title)},
    }
    return described | {"helpUri": rule.page} if rule.page else described


def _result(check: Check, rule: int, names: Names) -> Json:
    result: Json = {
        "ruleId": check.rule.id,
        "ruleIndex": rule,
        "level": check.level.value,
        "message": {"text": printable(f"{check.name}: {check.message}")},
        "locations": _locations(check, names),
        "partialFingerprints": {FINGERPRINT: check.fingerprint},
    }
    related = _related(check.related, names)
    return result | {"relatedLocations": related} if related else result


def _locations(check: Check, names: Names) -> list[Json]:
    place = _place(check.span, names) if check.span is not None else None
    return [{"physicalLocation": place}] if place is not None else []


def _related(sentences: Sequence[Sentence], names: Names) -> list[Json]:
    found = (
        (sentence, _place(sentence.span, names))
        for sentence in sentences
        if sentence.span is not None
    )
    return [
        {"id": number, "physicalLocation": place, "message": {"text": printable(sentence.text)}}
        for number, (sentence, place) in enumerate(found)
        if place is not None
    ]


def _place(span: Span, names: Names) -> Json | None:
    """File and region; None for a text of the command line, which is in no file."""
    if not is_in_file(span):
        return None
    file = names.file(span.source.name)
    artifact: Json = {"uri": quote(file)}
    if not file.startswith("../"):
        artifact["uriBaseId"] = _ROOT
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    region = {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    return {"artifactLocation": artifact, "region": region}


def _sentence(text: str) -> str:
    shown = printable(text).rstrip(".")
    named = not shown.partition(" ")[0].isalpha()  # a key or an action keeps its spelling
    return f"{shown if named else shown[:1].upper() + shown[1:]}."
