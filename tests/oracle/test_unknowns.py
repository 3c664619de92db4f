"""Laws of the oracle itself: trying values finds every verdict that a value can give."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .oracle import decide
from .strategies import cases, classify, policy_documents, requests
from .unknowns import Uses
from .values import UNKNOWN, as_list
from .vocabulary import KEY_BY_NAME, KEYS


@settings(max_examples=300, deadline=None)
@given(cases(), st.data())
def test_no_value_gives_a_verdict_that_was_not_found(case: dict[str, Any], data: Any) -> None:
    request, policies = case["request"], case["policies"]
    context = request["context"]
    unknown = [key for key, value in context.items() if value is UNKNOWN]
    possible = decide(request, policies).possible
    asked = Uses(request, policies)
    known = dict(context)
    for name in unknown:
        key = KEY_BY_NAME[name.lower()]
        extra = [value for other in KEYS if other.family == key.family for value in other.given]
        values: Any = st.sampled_from([*key.given, *extra, *filter(_is_text, key.asked)])
        if asked.several(name.lower()):
            values = st.one_of(values, st.lists(values, min_size=1, max_size=3))
        chosen = data.draw(st.one_of(st.none(), values))
        known[name] = chosen
    known = {key: value for key, value in known.items() if value is not None}
    assert decide({**request, "context": known}, policies).verdict in possible


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_depends_is_more_than_one_verdict_and_needs_an_unknown_key(case: dict[str, Any]) -> None:
    answer = decide(case["request"], case["policies"])
    assert (answer.verdict == "depends") is (len(answer.possible) > 1)
    if answer.verdict == "depends":
        assert UNKNOWN in case["request"]["context"].values()
    assert answer.verdict in (*answer.possible, "depends")


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["identity", "trust", "rcp", "endpoint"]), st.data())
def test_documents_have_the_elements_of_their_type(policy_type: str, data: Any) -> None:
    for statement in as_list(data.draw(policy_documents(policy_type))["Statement"]):
        named = "Principal" in statement or "NotPrincipal" in statement
        assert named is (policy_type != "identity")
        assert ("Resource" in statement or "NotResource" in statement) is (policy_type != "trust")


@settings(max_examples=50, deadline=None)
@given(requests())
def test_a_request_without_policies_is_never_allowed_by_one(request: dict[str, Any]) -> None:
    absent = dict.fromkeys(("resource", "boundary", "session", "endpoint"))
    policies: dict[str, Any] = {"identity": [], "scps": [], "rcps": [], **absent}
    answer = decide(request, policies)
    assert answer.verdict == "implicit_deny" or answer.settled_by is None
    assert f"verdict:{answer.verdict}" in classify({"request": request, "policies": policies})
