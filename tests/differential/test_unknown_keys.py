"""Is DEPENDS exact: is what can come out just what comes out for some value of the unknown key?

The other side is plain diligence: every value near those that the policies name, and absence.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import UNKNOWN, Policy, PolicySet, Request, evaluate
from simulator.evaluation.decision import Note

ALICE = "arn:aws:iam::111122223333:user/alice"
BUCKET = "arn:aws:s3:::home"
TEXTS = ("a", "b", "ab", "ba", "A", "")
PATTERNS = ("a*", "*b", "a?", "*", "?", "a*b", "a", "b", "a${?}", "${*}b")
NUMBERS = ("1", "2", "2.5", "x")
RANGES = ("10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "2001:db8::/32", "10.0.0.1", "x")

FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "aws:PrincipalTag/k": (
        (
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
        ),
        PATTERNS,
    ),
    "s3:max-keys": (
        ("NumericEquals", "NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals"),
        NUMBERS,
    ),
    "aws:SourceIp": (("IpAddress", "NotIpAddress"), RANGES),
    "aws:SecureTransport": (("Bool",), ("true", "false")),
}
EVERY_VALUE: dict[str, list[str | None]] = {
    "aws:PrincipalTag/k": [
        None,
        *TEXTS,
        *PATTERNS,
        *(p.swapcase() for p in PATTERNS),
        "aab",
        "axb",
        "abb",
        "c",
        "zz",
        "~other~",
        "B",
        "xyb",
    ],
    "s3:max-keys": [None, "0", "1", "1.5", "2", "2.2", "2.5", "3", "x"],
    "aws:SourceIp": [
        None,
        "9.255.255.255",
        "10.0.0.0",
        "10.0.0.1",
        "10.0.0.2",
        "10.1.0.0",
        "10.1.255.255",
        "10.2.0.0",
        "11.0.0.0",
        "2001:db8::1",
        "2001:db9::1",
        "::1",
        "x",
    ],
    "aws:SecureTransport": [None, "true", "false", "x"],
}


@st.composite
def conditions(draw: st.DrawFn, key: str) -> dict[str, Any]:
    operators, values = FAMILIES[key]
    operator = draw(st.sampled_from((*operators, "Null")))
    if operator == "Null":
        return {"Null": {key: draw(st.sampled_from(("true", "false")))}}
    suffix = draw(st.sampled_from(("", "IfExists")))
    chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
    return {operator + suffix: {key: chosen}}


@st.composite
def documents(draw: st.DrawFn, key: str) -> dict[str, Any]:
    statements = []
    for _ in range(draw(st.integers(1, 3))):
        statement: dict[str, Any] = {
            "Effect": draw(st.sampled_from(("Allow", "Allow", "Deny"))),
            "Action": "s3:GetObject",
            "Resource": draw(st.sampled_from(("*", f"{BUCKET}/*"))),
            "Condition": draw(conditions(key)),
        }
        statements.append(statement)
    return {"Version": "2012-10-17", "Statement": statements}


def ask(document: dict[str, Any], key: str, value: Any, resource: str = f"{BUCKET}/a") -> Any:
    context = {} if value is None else {key: value}
    policy = Policy.parse(json.dumps(document))
    return evaluate(
        Request(ALICE, "s3:GetObject", resource, context=context), PolicySet(identity=[policy])
    )


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_possible_is_what_comes_out_for_some_value(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(tuple(FAMILIES)))
    document = data.draw(documents(key))
    decision = ask(document, key, UNKNOWN)
    tried = {ask(document, key, value).verdict for value in EVERY_VALUE[key]}
    assert Note.BUDGET_EXCEEDED not in decision.notes
    assert decision.possible == tried


@settings(max_examples=200, deadline=None)
@given(
    effect=st.sampled_from(("Allow", "Deny")),
    element=st.sampled_from(("Resource", "NotResource")),
    pattern=st.sampled_from(
        ("${aws:PrincipalTag/k}", "${aws:PrincipalTag/k, 'a'}", "x${aws:PrincipalTag/k}*", "${*}")
    ),
    resource=st.sampled_from(("a", "ab", "xa", "*")),
    other=st.sampled_from(("a", "b", None)),
)
def test_a_key_inside_a_variable(
    effect: str, element: str, pattern: str, resource: str, other: str | None
) -> None:
    key = "aws:PrincipalTag/k"
    statements: list[dict[str, Any]] = [
        {"Effect": effect, "Action": "s3:*", element: f"{BUCKET}/{pattern}"},
    ]
    if other is not None:
        statements.append(
            {
                "Effect": "Allow",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {key: other}},
            }
        )
    document = {"Version": "2012-10-17", "Statement": statements}
    decision = ask(document, key, UNKNOWN, f"{BUCKET}/{resource}")
    values = [None, *TEXTS, "aa", "xa", "*", "~other~", "c"]
    tried = {ask(document, key, value, f"{BUCKET}/{resource}").verdict for value in values}
    assert decision.possible == tried
