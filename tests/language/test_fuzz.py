"""Whatever the text, there is an answer and never a traceback."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark

from simulator.language.model import Policy, PolicyError
from simulator.language.syntax import check_policy
from simulator.shipped import shipped

GRAMMAR = Lark(
    (shipped("grammar") / "policy.lark").read_text(encoding="utf-8"),
    parser="lalr",
    start="document",
    maybe_placeholders=False,
)
POLICY = """{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "Office", "Effect": "Allow", "Principal": {"AWS": "111122223333"},
    "Action": ["ec2:*", "s3:Get*"], "Resource": "arn:aws:s3:::b/${aws:username}/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["103.15.250.0/24", "2001:db8::/32"]},
                  "DateLessThan": {"aws:CurrentTime": "2026-11-24T00:00:00Z"}}
  }]
}"""
MISTAKES = list("\"'\\{}[]:,*?$/# \n\t\x00\x1b\xa0\u201c\u2028\U0001f600")


def assert_answered(text: str | bytes) -> None:
    policy, diagnostics = check_policy(text)
    assert policy is not None or diagnostics
    starts = [found.span.start for found in diagnostics]
    assert starts == sorted(starts)
    for found in diagnostics:
        assert 0 <= found.span.start <= found.span.end <= len(found.span.source.text)
        assert found.span.line >= 1
    if policy is not None:
        assert Policy.parse(str(policy)).version == policy.version


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(from_lark(GRAMMAR))
def test_what_the_grammar_makes(text: str) -> None:
    assert_answered(text)


@settings(max_examples=150)
@given(st.data())
def test_a_policy_with_mistakes(data: st.DataObject) -> None:
    text = POLICY
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = min(len(text), at + data.draw(st.integers(0, 3)))
        text = text[:at] + data.draw(st.sampled_from(["", *MISTAKES])) + text[end:]
    assert_answered(text)


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_anything_at_all(text: str | bytes) -> None:
    assert_answered(text)


@given(st.text(max_size=20))
def test_parse_raises_nothing_but_policy_errors(text: str) -> None:
    with contextlib.suppress(PolicyError):
        Policy.parse(text)
