"""Printing and parsing again keeps what a policy means."""

import json
from dataclasses import fields, is_dataclass

from hypothesis import given
from hypothesis import strategies as st

from simulator.language.model import Policy, Quantifier
from simulator.language.operators import OPERATORS
from simulator.source import Source, Span, Text

LATIN = st.characters(min_codepoint=0x20, max_codepoint=0xFF)
TEXTS = st.text(LATIN, max_size=12)
NAMES = st.text("abcXYZ019", min_size=1, max_size=8)


def listed(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | list[str]]:
    return values | st.lists(values, min_size=1, max_size=3)


ACTIONS = st.just("*") | st.builds("{}:{}*".format, NAMES, NAMES)
RESOURCES = st.just("*") | st.builds("arn:aws:s3:::{}/{}".format, NAMES, TEXTS)
ACCOUNTS = st.sampled_from(["111122223333", "444455556666"])
PRINCIPALS = st.just("*") | st.fixed_dictionaries(
    {"AWS": listed(ACCOUNTS | st.just("*"))},
    optional={"Service": listed(st.builds("{}.amazonaws.com".format, NAMES))},
)
OPERATOR_NAMES = st.builds(
    lambda prefix, base, suffix: prefix + base + ("" if base == "Null" else suffix),
    st.sampled_from(["", *(f"{quantifier}:" for quantifier in Quantifier)]),
    st.sampled_from(sorted(OPERATORS)),
    st.sampled_from(["", "IfExists"]),
)
VALUES = TEXTS | st.integers() | st.booleans()
CONDITIONS = st.dictionaries(
    OPERATOR_NAMES,
    st.dictionaries(
        st.builds("aws:{}".format, NAMES),
        VALUES | st.lists(VALUES, max_size=3),
        min_size=1,
        max_size=2,
    ).filter(lambda keys: len({key.lower() for key in keys}) == len(keys)),
    max_size=3,
)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, object]:
    statement: dict[str, object] = {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "NotAction"])): draw(listed(ACTIONS)),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(listed(RESOURCES)),
    }
    if draw(st.booleans()):
        statement[draw(st.sampled_from(["Principal", "NotPrincipal"]))] = draw(PRINCIPALS)
    if draw(st.booleans()):
        statement["Condition"] = draw(CONDITIONS)
    return dict(draw(st.permutations(list(statement.items()))))


@st.composite
def documents(draw: st.DrawFn) -> str:
    several = draw(st.lists(statements(), min_size=1, max_size=3))
    for number, statement in enumerate(several):
        if draw(st.booleans()):
            statement["Sid"] = f"S{number}"
    document: dict[str, object] = {
        "Statement": several[0] if len(several) == 1 and draw(st.booleans()) else several
    }
    if draw(st.booleans()):
        document["Version"] = draw(st.sampled_from(["2012-10-17", "2008-10-17"]))
    if draw(st.booleans()):
        document["Id"] = draw(TEXTS)
    return json.dumps(
        document, ensure_ascii=draw(st.booleans()), indent=draw(st.none() | st.just(2))
    )


def meaning(value: object) -> object:
    """A policy without its places, names and warnings."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, tuple) and not isinstance(value, Span):
        return tuple(meaning(each) for each in value)
    if is_dataclass(value):
        left_out = {"name", "source", "warnings"}
        return {
            field.name: meaning(getattr(value, field.name))
            for field in fields(value)
            if field.name not in left_out
        }
    return None if isinstance(value, Span | Source) else value


@given(documents())
def test_a_printed_policy_means_the_same(text: str) -> None:
    policy = Policy.parse(text)
    printed = str(policy)
    assert meaning(Policy.parse(printed)) == meaning(policy)
    assert str(Policy.parse(printed)) == printed


def test_the_form_is_canonical() -> None:
    policy = Policy.parse(
        '{"Statement": {"Condition": {"NumericLessThan": {"s3:max-keys": 10}}, "Resource": ["*"],'
        ' "Principal": {"AWS": ["111122223333"]}, "NotAction": ["s3:*", "é:\\u0041"],'
        ' "Effect": "Deny", "Sid": "x"}, "Id": "ours"}'.replace("é", "e")
    )
    assert (
        str(policy)
        == """{
  "Version": "2008-10-17",
  "Id": "ours",
  "Statement": [
    {
      "Sid": "x",
      "Effect": "Deny",
      "Principal": {
        "AWS": "111122223333"
      },
      "NotAction": [
        "s3:*",
        "e:A"
      ],
      "Resource": "*",
      "Condition": {
        "NumericLessThan": {
          "s3:max-keys": "10"
        }
      }
    }
  ]
}"""
    )
