from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import simulator.report
from simulator.report.as_json.documents import (
    ask_document,
    check_document,
    explain_document,
    print_document,
    run_document,
)
from simulator.report.as_json.names import Names
from simulator.report.selection import grouped
from simulator.source import Diagnostic, Source, Span
from tests.report import builders

SCHEMAS = Path(simulator.report.__file__).parent / "schemas"


def strict(schema: Any) -> Any:
    """The schema with every object closed, so that a field nobody described is found."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        closed["additionalProperties"] = False
    return closed


def validator(command: str) -> Draft202012Validator:
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(strict(schema))) for name, schema in schemas.items()]
    )
    return Draft202012Validator(strict(schemas[f"{command}.schema.json"]), registry=registry)


@pytest.fixture
def names(tmp_path: Path) -> Names:
    return Names(tmp_path / "here", tmp_path / "installed")


@pytest.fixture
def diagnostic() -> Diagnostic:
    span = Span(Source("a.json", '{"\x1b": 1}'), 1, 4)
    return Diagnostic("POL014", span, got="\x1b", nearest="x", within=("Condition",), related=span)


def test_schemas_are_schemas() -> None:
    for path in SCHEMAS.glob("*.json"):
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_documents_fit_their_schemas(names: Names, diagnostic: Diagnostic) -> None:
    groups = grouped([builders.replay()])
    documents = {
        "run": run_document(groups, [diagnostic], 1, names),
        "explain": explain_document(groups, [diagnostic], 0, names),
        "ask": ask_document(groups, "deny", [diagnostic], 0, names),
        "check": check_document(["a.json"], [diagnostic], 2, names),
    }
    for command, document in documents.items():
        assert document["schema"] == f"calledvia/{command}/1"
        validator(command).validate(json.loads(print_document(document)))


def test_empty_documents_fit_too(names: Names) -> None:
    validator("run").validate(run_document((), (), 2, names))
    validator("ask").validate(ask_document((), None, (), 2, names))


def test_printed_text_is_ascii(names: Names, diagnostic: Diagnostic) -> None:
    printed = print_document(check_document(["\u202e.json"], [diagnostic], 2, names))
    assert printed.isascii()
    assert "\x1b" not in printed
    assert json.loads(printed)["diagnostics"][0]["got"] == "\x1b"


def test_one_hop_of_an_explanation(names: Names) -> None:
    groups = grouped([builders.only(builders.replay(), 0)])
    document = explain_document(groups, (), 0, names, hop_number=2)
    assert [hop["path"] for hop in document["results"][0]["hops"]] == [[1, 1]]


def test_a_decision_has_every_value_with_its_span(names: Names) -> None:
    groups = grouped([builders.only(builders.replay(), 0)])
    hop = run_document(groups, (), 0, names)["results"][0]["hops"][1]
    assert hop["counterpart"] == {"forwarding": "preserved", "verdict": "allow", "not_made": None}
    assert hop["context"][0] == {
        "key": "aws:SourceIp",
        "value": {"service_address": "cloudformation"},
        "change": "replaced",
        "was": "103.15.250.7",
        "origin": "derived",
    }
    identity = hop["decision"]["types"][0]
    condition = identity["levels"][0]["policies"][0]["statements"][0]["conditions"][0]
    assert condition["because"] == "service_address"
    assert condition["values"][1] == {
        "value": "12.148.72.0/23",
        "compared": None,
        "holds": "no",
        "because": "service_address",
        "span": {
            "file": "office-only.json",
            "line": 10,
            "column": 45,
            "end_line": 10,
            "end_column": 61,
        },
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("policies/a.json", "policies/a.json"),
        ("../a.json", "../a.json"),
        ("../installed/scenarios/x.yaml", "scenarios/x.yaml"),
        ("<request>", "<request>"),
    ],
)
def test_names_do_not_depend_on_the_machine(names: Names, name: str, told: str) -> None:
    assert names.file(name) == told


def test_absolute_names_are_shortened(names: Names, tmp_path: Path) -> None:
    assert names.file(str(tmp_path / "here" / "b" / "a.json")) == "b/a.json"
    assert names.file(str(tmp_path / "installed" / "scenarios" / "x")) == "scenarios/x"
    elsewhere = names.file(str(tmp_path / "elsewhere" / "a.json"))
    assert elsewhere == "a.json"
    assert not PurePosixPath(elsewhere).is_absolute()
