"""The reference page names every key and word that the schema takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.formats.check import check_file
from simulator.formats.claims import CLAIMS
from simulator.formats.kinds import Kind
from simulator.formats.scenario_schema import SCENARIO
from simulator.formats.schema import Again, Choice, Field, ListOf, MapOf, OneOf, Record
from simulator.formats.world_schema import WORLD

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "formats.md"
LONG = {"because", "rests_on"}
"""Whose words stand elsewhere: in the enumerations and in the rules' own page."""


def fields(shape: object, seen: set[int]) -> Iterator[Field]:
    """Every field that can stand anywhere in a shape."""
    if id(shape) in seen:
        return
    seen.add(id(shape))
    match shape:
        case Record():
            for field in shape.fields:
                yield field
                yield from fields(field.shape, seen)
        case ListOf():
            yield from fields(shape.item, seen)
        case MapOf():
            yield from fields(shape.value, seen)
        case OneOf():
            for part in (shape.text, shape.items, shape.mapping):
                yield from fields(part, seen)
        case Again():
            yield from fields(shape.shape(), seen)


FIELDS = sorted(
    {
        field.name: field for root in (WORLD, SCENARIO, CLAIMS) for field in fields(root, set())
    }.items()
)


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[name for name, _ in FIELDS])
def test_keys_and_words(name: str, field: Field) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", page), name
    if isinstance(field.shape, Choice) and name not in LONG:
        for word in field.shape.words:
            assert f"`{word}`" in page, word


def test_the_examples_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for policy in (Path(__file__).parent / "story").glob("*.json"):
        (tmp_path / policy.name).write_bytes(policy.read_bytes())
    monkeypatch.chdir(tmp_path)
    world, scenario, claims = re.findall(
        r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    places = world.replace("{office:", "{office: 103.15.250.7, home:", 1)
    instance = (
        '      instance/i-0abc: {arn: "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"}\n'
    )
    (tmp_path / "world.yaml").write_text(places + instance, encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(scenario, encoding="utf-8")
    (tmp_path / "assume-role.yaml").write_text(scenario, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(claims, encoding="utf-8")
    assert check_file("world.yaml") == (Kind.WORLD, ())
    assert check_file("scenario.yaml") == (Kind.SCENARIO, ())
    assert check_file("claims.yaml") == (Kind.CLAIMS, ())
