"""The JSON Schemas take what the loaders take; of what is wrong in shape, both take nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from simulator.formats.check import check_file
from simulator.formats.documents import Mapping, Node, Scalar, read_document
from simulator.formats.files import read_source
from simulator.formats.json_schema import json_schema
from simulator.formats.json_schemas import WRITTEN, written_schema
from simulator.formats.kinds import Kind, kind_of
from simulator.formats.lint_settings import read_lint_settings
from simulator.formats.loading import Findings
from simulator.formats.loading import is_error as counts
from simulator.formats.schema import Field, Record

REPOSITORY = Path(__file__).parents[2]
WRONG = Path(__file__).parent / "wrong"
SHAPE = {"WLD001", "WLD002", "WLD003", "WLD004"}
"""Unknown key, wrong kind of node, missing key, none of the words that can stand there."""

FILES = [
    *sorted(REPOSITORY.glob("scenarios/**/*.yaml")),
    *sorted(REPOSITORY.glob("tests/formats/**/*.yaml")),
    *sorted(REPOSITORY.glob("simulator/cli/starter/*.yaml")),
]
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def as_editors_see_it(node: Node) -> Any:
    """What YAML 1.2 makes of plain scalars, which our loaders leave as text."""
    if isinstance(node, Mapping):
        return {key.value: as_editors_see_it(value) for key, value in node.entries}
    if not isinstance(node, Scalar):
        return [as_editors_see_it(item) for item in node.items]
    if not node.plain:
        return node.value
    if node.value.lower() in _WORDS:
        return _WORDS[node.value.lower()]
    return float(node.value) if _NUMBER.fullmatch(node.value) else node.value


def opened(path: Path) -> Mapping | None:
    findings = Findings()
    source = read_source(path, findings)
    document = read_document(source, findings) if source is not None else None
    return document if isinstance(document, Mapping) and not findings.failed else None


@pytest.mark.parametrize("path", filter(opened, FILES), ids=lambda path: path.name)
def test_schema_and_loader_agree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    document = opened(path)
    assert document is not None
    kind = kind_of(document)
    found, diagnostics = check_file(path)
    errors = [one for one in diagnostics if counts(one) and one.span.source.name == path.name]
    validator = Draft202012Validator(written_schema(kind.value))
    complaints = [error.message for error in validator.iter_errors(as_editors_see_it(document))]
    if not errors and found is not Kind.UNKNOWN:
        assert complaints == []
    # Whether a world has accounts at all is asked of it with all that it includes.
    if any(one.code in SHAPE and one.got != "accounts" for one in errors):
        assert complaints


def test_both_kinds_of_file_are_there() -> None:
    names = {path.name for path in filter(opened, FILES)}
    assert {"direct.yaml", "claims.yaml", "world-unknown-keys.yaml", "lesson-steps.yaml"} <= names


@pytest.mark.parametrize("name", WRITTEN)
def test_every_schema_is_one(name: str) -> None:
    schema = written_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{name}.schema.json"
    references = set(re.findall(r'"#/\$defs/([a-z]+)"', json.dumps(schema)))
    assert references == set(schema.get("$defs", {}))


def test_a_shape_without_a_row_is_a_mistake_of_the_program() -> None:
    class Strange:
        wanted = "strange"

        def read(self, node: Node, reading: object) -> None:
            return None

    with pytest.raises(TypeError, match="Strange"):
        json_schema(Record("file", (Field("it", Strange()),)), "file")


def test_settings(tmp_path: Path) -> None:
    validator = Draft202012Validator(written_schema("lint-settings"))
    right = {"select": ["SRC"], "ignore": [], "per-file-ignores": {"a.json": ["SRC101"]}}
    assert validator.is_valid(right)
    lines = "\n".join(f"{key} = {json.dumps(right[key])}" for key in ("select", "ignore"))
    text = f'[lint]\n{lines}\n[lint.per-file-ignores]\n"a.json" = ["SRC101"]\n'
    (tmp_path / ".calledvia.toml").write_text(text, "utf-8")
    assert read_lint_settings(tmp_path).select == ("SRC",)
    for wrong in ({"selected": []}, {"select": "SRC"}, {"per-file-ignores": []}):
        assert not validator.is_valid(wrong)
