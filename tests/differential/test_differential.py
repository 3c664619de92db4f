"""Does the evaluator agree with the oracle, and do the random cases reach all corners?

Short here, long under the marker `fuzz` (`make fuzz`): CALLEDVIA_FUZZ_CASES sets how many.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.differential.comparison import differences
from tests.oracle.conditions import NEGATED, POSITIVE
from tests.oracle.strategies import cases, classify

SHORT = 250
LONG = int(os.environ.get("CALLEDVIA_FUZZ_CASES", "200000"))
ROUNDS = 20
PARTS = 20
SEEN_AT_LEAST = 100

CALLERS = {
    "caller:user:long-term",
    "caller:user:session-token",
    "caller:role session:assumed-role",
    "caller:role session:saml",
    "caller:role session:web-identity",
    "caller:federated user:federation-token",
    "caller:root:root",
    "caller:service:service",
    "caller:anonymous:none",
}
MATRIX = {
    "matrix:user:user",
    "matrix:user of federated:federated user",
    "matrix:session:federated user",
    "matrix:role:role session",
    "matrix:session:role session",
    "matrix:everyone:user",
    "matrix:everyone:role session",
    "matrix:everyone:federated user",
    "matrix:account:user",
    "matrix:account:role session",
    "matrix:account:federated user",
}
STATES = ("missing", "empty", "one", "several", "unknown")
OPERATORS = {f"operator:{base}:{state}" for base in (*POSITIVE, *NEGATED) for state in STATES}


def run(examples: int, start: int) -> Counter[str]:
    """Compare so many cases; what was reached, by label."""
    reached: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def compare(case: dict[str, Any]) -> None:
        reached.update(set(classify(case)))
        assert list(differences(case)) == []

    compare()
    return reached


def test_agrees_with_the_oracle() -> None:
    reached = run(SHORT, start=20_261_124)
    assert reached.total() > 0


@pytest.mark.fuzz
@pytest.mark.parametrize("number", range(ROUNDS))
def test_agrees_with_the_oracle_at_length(number: int) -> None:
    # One long search dwells on what resembles its last cases; many short ones spread out.
    reached: Counter[str] = Counter()
    for part in range(PARTS):
        reached += run(LONG // ROUNDS // PARTS, start=PARTS * number + part)
    wanted = CALLERS | MATRIX | OPERATORS
    rare = {label: reached[label] for label in wanted if reached[label] * ROUNDS < SEEN_AT_LEAST}
    assert rare == {}, "the generator seldom reaches these"
