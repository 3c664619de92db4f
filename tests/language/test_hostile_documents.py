"""Texts that were made to do harm: each is answered by diagnostics, soon.

Ten seconds are generous for slow machines that do other work: the worst takes about three.
"""

import time

import pytest

from simulator.language.findings import LIMIT
from simulator.language.problems import Problem
from simulator.language.syntax import check_policy

SECONDS = 10
STATEMENT = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"'
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"a":' * 100_000, id="objects-100000-deep"),
        pytest.param('{"Statement":' + "[" * 1_000_000, id="a-megabyte-of-brackets"),
        pytest.param("[" * 1_000_000, id="nothing-but-brackets"),
        pytest.param('{"Statement":' + '["a",' * 50_000, id="lists-within-lists"),
        pytest.param('"' * 1_000_000, id="quotes"),
        pytest.param("\u201c" * 1_000_000, id="typographic-quotes"),
        pytest.param("'" * 1_000_000, id="single-quotes"),
        pytest.param("/*" * 1_000_000, id="comments-that-do-not-end"),
        pytest.param("\u00a0x" * 1_000_000, id="odd-spaces"),
        pytest.param("{" + "," * 1_000_000, id="commas"),
        pytest.param("{" + '"abcd":1,' * 100_000 + "}", id="one-name-100000-times"),
        pytest.param('{"' + "Statemen" * 100_000 + '":1}', id="a-long-name"),
        pytest.param('{"Statement":[' + "{}," * 100_000 + "]}", id="empty-statements"),
        pytest.param('{"Statement":[' + "x " * 200_000 + "]}", id="words"),
        pytest.param('{"Statement":"' + "\\q" * 1_000_000 + '"}', id="bad-escapes"),
    ],
)
def test_a_hostile_text_is_refused_in_time(text: str) -> None:
    began = time.perf_counter()
    policy, diagnostics = check_policy(text)
    assert time.perf_counter() - began < SECONDS
    assert policy is None
    assert 0 < len(diagnostics) <= LIMIT + 1


def test_a_hundred_thousand_ranges_are_read_in_time() -> None:
    ranges = ", ".join(f'"10.{i // 256 % 256}.{i % 256}.0/24"' for i in range(100_000))
    began = time.perf_counter()
    policy, diagnostics = check_policy(
        STATEMENT + ', "Condition": {"IpAddress": {"aws:SourceIp": [' + ranges + "]}}}}"
    )
    assert time.perf_counter() - began < SECONDS
    assert policy is not None
    assert len(policy.statements[0].conditions[0].values) == 100_000
    assert diagnostics == ()


def test_a_policy_that_is_stored_keeps_its_values_and_lists_a_thousand_warnings() -> None:
    values = ", ".join(['"office"'] * (LIMIT + 500))
    policy, diagnostics = check_policy(
        STATEMENT + ', "Condition": {"IpAddress": {"aws:SourceIp": [' + values + "]}}}}"
    )
    assert policy is not None
    assert len(policy.statements[0].conditions[0].values) == LIMIT + 500
    assert [found.code for found in diagnostics].count(Problem.NOT_AN_ADDRESS) == LIMIT
    assert diagnostics[-1].code == Problem.TOO_MANY
