"""Conditions, one operator on one key, as AWS's pages say."""

from __future__ import annotations

from typing import Any

import pytest

from .conditions import condition_holds
from .values import Context, ServiceAddress

MISSING: dict[str, Any] = {}
NEW = "2012-10-17"

CASES: list[tuple[str, Any, Any, bool]] = [
    # operator, values of the policy, values of the request (None: no key), holds
    ("StringEquals", ["a"], "a", True),
    ("StringEquals", ["a"], "A", False),
    ("StringEquals", ["a*"], "ab", False),
    ("StringEquals", ["a"], None, False),
    ("StringNotEquals", ["a"], None, True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringEqualsIgnoreCase", ["Red"], "rED", True),
    ("StringNotEqualsIgnoreCase", ["Red"], "rED", False),
    ("StringLike", ["a.*[c"], "a.\n[c", True),
    ("StringLike", ["a.c"], "abc", False),
    ("StringLike", ["?"], "", False),
    ("StringNotLike", ["a*"], None, True),
    ("StringEquals", ["a"], ["a"], True),
    ("StringEquals", ["a"], ["a", "a"], False),
    ("StringNotEquals", ["a"], ["a", "a"], True),
    ("StringEquals", ["a"], [], False),
    ("StringEquals", [], "a", False),
    ("StringEquals", [], None, False),
    ("StringNotEquals", [], None, False),
    ("StringEqualsIfExists", [], None, True),
    ("StringEqualsIfExists", [], "a", False),
    ("ForAllValues:StringEquals", [], None, True),
    ("ForAllValues:StringEquals", [], "a", False),
    ("ForAnyValue:StringNotEquals", [], None, False),
    ("StringEqualsIfExists", ["a"], None, True),
    ("StringEqualsIfExists", ["a"], "b", False),
    ("StringNotEqualsIfExists", ["a"], None, True),
    ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
    ("ForAllValues:StringEquals", ["a"], ["a", "b"], False),
    ("ForAllValues:StringEquals", ["a"], None, True),
    ("ForAllValues:StringNotEquals", ["a"], None, True),
    ("ForAllValues:StringNotEquals", ["a"], ["b", "a"], False),
    ("ForAnyValue:StringEquals", ["a"], ["z", "a"], True),
    ("ForAnyValue:StringEquals", ["a"], None, False),
    ("ForAnyValue:StringNotEquals", ["a"], ["a", "z"], True),
    ("ForAnyValue:StringNotEquals", ["a", "z"], ["a", "z"], False),
    ("ForAnyValue:StringNotEquals", ["a"], None, False),
    ("ForAnyValue:StringEqualsIfExists", ["a"], None, True),
    ("Null", ["true"], None, True),
    ("Null", ["true"], [], True),
    ("Null", ["true"], "", False),
    ("Null", [False], "x", True),
    ("Null", ["false"], None, False),
    ("ForAllValues:Null", ["true"], "x", True),
    ("ForAnyValue:Null", ["false"], "x", False),
    ("NumericEquals", ["10"], "10.0", True),
    ("NumericEquals", [10], "10", True),
    ("NumericEquals", ["abc"], "abc", False),
    ("NumericNotEquals", ["abc"], "10", True),
    ("NumericLessThan", ["10"], "9", True),
    ("NumericGreaterThan", ["10", "1"], "9", True),
    ("NumericGreaterThanEquals", ["10.5"], "10.50", True),
    ("NumericLessThanEquals", ["10"], "10.1", False),
    ("DateEquals", ["2024-01-01"], "1704067200", True),
    ("DateEquals", ["2024-01-01T01:00:00+01:00"], "2024-01-01T00:00:00Z", True),
    ("DateLessThan", ["2024"], "2023-12-31T23:59:59.9Z", True),
    ("DateGreaterThan", ["2024-02-30"], "2025-01-01", False),
    ("DateNotEquals", ["2024-02-30"], "2025-01-01", True),
    ("DateGreaterThan", ["2030", "2020"], "2025-01-01", True),
    ("Bool", ["true"], "TRUE", True),
    ("Bool", [True], "true", True),
    ("Bool", ["false"], None, False),
    ("BoolIfExists", ["false"], None, True),
    ("Bool", ["false"], "no", False),
    ("BinaryEquals", ["QmluYXJ5VmFsdWVJbkJhc2U2NA=="], "QmluYXJ5VmFsdWVJbkJhc2U2NA==", True),
    ("BinaryEquals", ["QQ=="], "A", False),
    ("IpAddress", ["203.0.113.7/24"], "203.0.113.200", True),
    ("IpAddress", ["203.0.113.7"], "203.0.113.8", False),
    ("IpAddress", ["203.0.113.0/33", "nonsense"], "203.0.113.0", False),
    ("NotIpAddress", ["203.0.113.0/33"], "203.0.113.0", True),
    ("IpAddress", ["203.0.113.0/24"], "203.0.113.007", False),
    ("IpAddress", ["0.0.0.0/0"], "198.51.100.1", True),
    ("NotIpAddress", ["0.0.0.0/0"], "198.51.100.1", False),
    ("NotIpAddress", ["0.0.0.0/0"], "2001:db8::1", True),
    ("IpAddress", ["2001:DB8:1234:5678::/64"], "2001:db8:1234:5678::9", True),
    ("IpAddress", ["203.0.113.0/24"], "::ffff:203.0.113.7", False),
    ("NotIpAddress", ["203.0.113.0/24"], "AWS Internal", True),
    ("NotIpAddress", ["203.0.113.0/24"], None, True),
    ("IpAddress", ["0.0.0.0/0"], ServiceAddress("cloudformation"), True),
    ("IpAddress", ["0.0.0.0/1"], ServiceAddress("cloudformation"), False),
    ("NotIpAddress", ["::/0"], ServiceAddress("cloudformation"), False),
    ("Null", ["false"], ServiceAddress("cloudformation"), True),
    ("ArnEquals", ["arn:aws:sns:*:1:t"], "arn:aws:sns:us-east-1:1:t", True),
    ("ArnLike", ["arn:aws:*:e:1:t"], "arn:aws:sns:w:9:e:1:t", False),
    ("ArnLike", ["arn:aws:lambda:e:1:function:*"], "arn:aws:lambda:e:1:function:f:7", True),
    ("ArnLike", ["*"], "arn:aws:sns:e:1:t", True),
    ("ArnLike", ["*"], "boop", False),
    ("ArnLike", ["*"], "a:b:c:d:e:f", False),
    ("ArnNotLike", ["arn:aws:sns:*:*:*"], "boop", True),
    ("ArnLike", ["arn:aws:sns"], "arn:aws:sns:e:1:t", False),
    ("ArnNotEquals", ["arn:aws:sns:e:1:t"], None, True),
]


@pytest.mark.parametrize(("operator", "wanted", "value", "holds"), CASES)
def test_one_condition(operator: str, wanted: list[Any], value: Any, holds: bool) -> None:
    context = MISSING if value is None else {"acme:key": value}
    assert condition_holds(operator, "Acme:Key", wanted, context, NEW) is holds


VARIABLES: list[tuple[str, str, str, bool]] = [
    # operator, value of the policy, version, holds for a key that holds "red" or the text itself
    ("StringEquals", "${aws:PrincipalTag/Team}", NEW, True),
    ("StringEquals", "${aws:PrincipalTag/Team}", "2008-10-17", False),
    ("StringEquals", "${aws:PrincipalTag/none}", NEW, False),
    ("StringNotEquals", "${aws:PrincipalTag/none}", NEW, True),
    ("StringEquals", "${aws:PrincipalTag/none, 'red'}", NEW, True),
    ("StringEquals", "${aws:PrincipalTag/team, 'blue'}", NEW, True),
    ("StringLike", "${aws:PrincipalTag/star}", NEW, False),
    ("StringLike", "r${?}d", NEW, False),
    ("StringLike", "r*${aws:PrincipalTag/d}", NEW, True),
    ("StringEqualsIgnoreCase", "R${aws:PrincipalTag/ED}", NEW, True),
]


@pytest.mark.parametrize(("operator", "text", "version", "holds"), VARIABLES)
def test_variables(operator: str, text: str, version: str, holds: bool) -> None:
    tags = {"team": "red", "star": "*", "d": "d", "ed": "ed"}
    context = {f"aws:principaltag/{key}": value for key, value in tags.items()}
    assert condition_holds(operator, "k:k", [text], {**context, "k:k": "red"}, version) is holds


def test_special_characters() -> None:
    context: Context = {"k:k": "a*?$b"}
    assert condition_holds("StringLike", "k:k", ["a${*}${?}${$}b"], context, NEW)
    assert condition_holds("StringEquals", "k:k", ["a${*}${?}${$}b"], context, NEW)
    assert not condition_holds("StringLike", "k:k", ["a${*}b"], context, NEW)
