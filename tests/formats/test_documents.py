from __future__ import annotations

import time

import pytest
import yaml

from simulator.formats.documents import (
    MAX_DEPTH,
    MAX_NODES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    first_key,
    read_document,
)
from simulator.formats.loading import Findings
from simulator.source import Diagnostic, Source


def read(text: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    findings = Findings()
    node = read_document(Source("x.yaml", text), findings)
    return node, findings.loaded(None).diagnostics


def values(node: Node | None) -> object:
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [values(item) for item in node.items]
        case Mapping():
            return {key.value: values(value) for key, value in node.entries}
    return None


def long_form(tag: str) -> str | None:
    return tag.replace("!", "Fn::") if tag.startswith("!") else None


TAGGED = """\
a: !Sub  'x'
b: !Join
  - !Ref X
  - c: !Ref
d: !If [!Ref Y, t]
"""


@pytest.mark.usefixtures("loader")
def test_tags_that_are_short_for_mappings() -> None:
    findings = Findings()
    node = read_document(Source("x.yaml", TAGGED), findings, long_form)
    assert values(node) == {
        "a": {"Fn::Sub": "x"},
        "b": {"Fn::Join": [{"Fn::Ref": "X"}, {"c": {"Fn::Ref": ""}}]},
        "d": {"Fn::If": [{"Fn::Ref": "Y"}, "t"]},
    }
    assert isinstance(node, Mapping)
    tagged = node.get("a")
    assert isinstance(tagged, Mapping)
    (key, value) = tagged.entries[0]
    assert (tagged.span.text, key.span.text, value.span.text) == ("!Sub  'x'", "!Sub", "'x'")
    assert not findings.failed


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("text", ["a: !!str b", "!Ref a: b", "a: !Ref &x b"])
def test_other_tags_and_those_of_keys_are_refused(text: str) -> None:
    findings = Findings()
    assert read_document(Source("x.yaml", text), findings, long_form) is None
    assert findings.failed


@pytest.fixture(params=["libyaml", "python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    return str(request.param)


def test_scalars_stay_text(loader: str) -> None:
    node, found = read(
        "on: no\n012345670123: 012345670123\nat: 2026-11-23T10:00:00Z\ntime: 12:30:45\n"
        "nothing: ~\nempty:\nnumber: 1_000\nversion: 2012-10-17\n"
    )
    assert not found
    assert values(node) == {
        "on": "no",
        "012345670123": "012345670123",
        "at": "2026-11-23T10:00:00Z",
        "time": "12:30:45",
        "nothing": "~",
        "empty": "",
        "number": "1_000",
        "version": "2012-10-17",
    }


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_spans_cover_what_is_written(line_end: str, loader: str) -> None:
    text = line_end.join(
        ["é𝄞: 'it''s'", 'list: [a, "b\\n", {c: d}]', "block:", "  - e", "  - f: |", "      g", ""]
    )
    node, found = read(text)
    assert not found
    assert isinstance(node, Mapping)
    first, listed, block = (value for _, value in node.entries)
    assert first.span.text == "'it''s'"
    assert first.span.location == "x.yaml:1:5"
    assert isinstance(listed, Sequence)
    assert [item.span.text for item in listed.items] == ["a", '"b\\n"', "{c: d}"]
    assert listed.span.text == '[a, "b\\n", {c: d}]'
    assert isinstance(block, Sequence)
    assert block.span.text.endswith("g")
    assert block.span.location == "x.yaml:4:3"


def test_part_of_a_scalar_is_exact_where_it_is_written_as_it_reads() -> None:
    node, _ = read(
        "plain: one two\nquoted: 'one two'\nescaped: \"one\\ttwo\"\nfolded: >-\n  one\n  two\n"
    )
    assert isinstance(node, Mapping)
    plain, quoted, escaped, folded = (value for _, value in node.entries)
    assert isinstance(plain, Scalar)
    assert isinstance(quoted, Scalar)
    assert isinstance(escaped, Scalar)
    assert isinstance(folded, Scalar)
    assert plain.part(4, 7).location == "x.yaml:1:12"
    assert quoted.part(4, 7).location == "x.yaml:2:14"
    assert quoted.part(4, 7).text == "two"
    assert escaped.part(4, 7) == escaped.span
    assert folded.part(4, 7) == folded.span


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "YML003"),
        ("{a: " * 100_000, "YML003"),
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "YML003"),
        ("- " * 100_000 + "a", "YML003"),
        ("? " * 100_000 + "a", "YML010"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "YML004"),
        ("a: {<<: {b: 1}}\n", "YML008"),
        ("[" + "a," * (MAX_NODES + 1) + "a]", "YML013"),
        ("a: \ud800\n", "YML002"),
        ("a: \x00\n", "YML002"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_hostile_texts_are_refused_at_once(text: str, code: str) -> None:
    began = time.perf_counter()
    node, found = read(text)
    assert time.perf_counter() - began < (10 if yaml.__with_libyaml__ else 60)
    assert node is None
    assert found[0].code == code


def test_deepest_allowed() -> None:
    node, found = read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert node is not None
    assert not found


def test_many_flow_tokens_are_fast() -> None:
    began = time.perf_counter()
    node, found = read("a: [" + "b, " * 40_000 + "c]\n")
    assert time.perf_counter() - began < 10
    assert not found
    assert isinstance(node, Mapping)


def test_a_key_twice_keeps_the_first_and_names_it() -> None:
    node, found = read("a: 1\nb: 2\na: 3\n")
    assert values(node) == {"a": "1", "b": "2"}
    assert [diagnostic.code for diagnostic in found] == ["YML007"]
    assert found[0].span.location == "x.yaml:3:1"
    assert found[0].related is not None
    assert found[0].related.location == "x.yaml:1:1"


def test_syntax_errors_have_a_place_with_either_loader(loader: str) -> None:
    for text, place in [("a: b: c\n", "1:5"), ("a: @b\n", "1:4"), ("a:\n\tb: c\n", "2:1")]:
        node, found = read(text)
        assert node is None
        assert found[0].span.location == f"x.yaml:{place}"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("calledvia: 1\n", "calledvia"),
        ("# a comment\n---\ncalledvia: 1\n", "calledvia"),
        ("{calledvia: 1}", "calledvia"),
        ("- calledvia: 1\n", None),
        ("calledvia", None),
        ("", None),
        ("\x00", None),
        ("\ud800: 1\n", None),
        ("[" * 100_000, None),
        ("calledvia: 1\nbroken: [\n", "calledvia"),
    ],
)
def test_first_key(text: str, key: str | None) -> None:
    assert first_key(text) == key
