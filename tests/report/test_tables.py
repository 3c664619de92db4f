from __future__ import annotations

import string
from enum import Enum

import pytest

from simulator.evaluation.decision import Basis, Because, Exemption, Note, Part, Presence, Verdict
from simulator.evaluation.needs import When
from simulator.evaluation.operators import NULL, OPERATORS
from simulator.language.model import PolicyType
from simulator.report.wording import replays, tables
from simulator.rules import Forwarding
from simulator.world.replayed import (
    CallKind,
    InvalidParameter,
    NotMade,
    Purpose,
)

TOTAL = [
    (tables.VERDICTS, Verdict),
    (tables.POLICY_TYPES, PolicyType),
    (tables.PARTS, Part),
    (tables.PRESENCES, Presence),
    (tables.BASES, Basis),
    (tables.EXEMPTIONS, Exemption),
    (tables.NOTES, Note),
    (tables.WHEN, When),
    (tables.CALL_KINDS, CallKind),
    (tables.PURPOSES, Purpose),
    (tables.NOT_MADE, NotMade),
    (tables.INVALID_PARAMETERS, InvalidParameter),
    (tables.BECAUSE_CONDITION, Because),
    (tables.BECAUSE_VALUE, Because),
    (replays.FORWARDING_REMARKS, Forwarding),
]


@pytest.mark.parametrize(
    ("table", "enumeration"), TOTAL, ids=lambda one: getattr(one, "__name__", "")
)
def test_every_member_has_words(table: dict[Enum, object], enumeration: type[Enum]) -> None:
    assert set(table) == set(enumeration)


def test_every_operator_has_a_relation() -> None:
    said = {*tables.RELATIONS, *tables.NEGATED}
    assert said == {name for name in OPERATORS if name != NULL}
    for name, positive in tables.NEGATED.items():
        assert OPERATORS[name].negated
        assert not OPERATORS[positive].negated


def test_reasons_ask_only_for_what_they_are_given() -> None:
    given = {"comparison", "got", "key", "missing", "operator", "values"}
    for sentence in tables.BECAUSE_CONDITION.values():
        asked = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert asked <= given
