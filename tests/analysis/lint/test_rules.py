"""Each rule finds what its fixtures say, and what it shows is so."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from simulator.analysis.lint.registry import (
    ANALYZER_IDS,
    LINT_RULES,
    OF_LANGUAGE,
    is_chosen,
    known,
)
from simulator.analysis.lint.rule import Finding
from simulator.analysis.lint.running import lint
from simulator.analysis.lint.stage import Stage, Subject, likely_type
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.request import PolicySet
from simulator.language.model import Effect, Policy, PolicyType
from tests.analysis.lint.looking import FIXTURES, findings, fixture, written

ALL = Policy.parse(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)
ALONE = [rule for rule in LINT_RULES.values() if rule.avoid and not rule.needs]


def in_policy(statements: str) -> Stage:
    policy = Policy.parse(f'{{"Version": "2012-10-17", "Statement": {statements}}}', "a.json")
    return Stage((Subject(policy, likely_type(policy)),))


@pytest.mark.parametrize("rule", LINT_RULES)
def test_the_bad_fixture(rule: str) -> None:
    expected = json.loads((FIXTURES / rule / "expected.json").read_text("utf-8"))
    assert expected
    assert [written(one) for one in findings(fixture(rule, "bad"), rule)] == expected


@pytest.mark.parametrize("rule", LINT_RULES)
def test_the_good_fixture(rule: str) -> None:
    assert findings(fixture(rule, "good"), rule) == []


def test_every_fixture_has_a_rule() -> None:
    assert {folder.name for folder in FIXTURES.iterdir()} == set(LINT_RULES)


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.id)
def test_the_examples_of_its_page(rule: object) -> None:
    row = LINT_RULES[rule.id]  # type: ignore[attr-defined]
    assert {one.rule for one in lint(in_policy(row.avoid), (row.id,))} == {row.id}
    assert lint(in_policy(row.prefer), (row.id,)) == ()


def shown() -> list[Finding]:
    every = [one for rule in LINT_RULES for one in findings(fixture(rule, "bad"), rule)]
    return [one for one in every if one.witness is not None]


@pytest.mark.parametrize("finding", shown(), ids=lambda it: f"{it.rule}-{it.span.line}")
def test_a_witness_is_decided_so_by_itself(finding: Finding) -> None:
    """By the evaluator alone, in the place where the policy belongs."""
    witness = finding.witness
    assert witness is not None
    policy = finding.subject.policy
    if witness.request.principal.endswith(".amazonaws.com"):
        assert finding.related is not None
        policy = Policy.parse(finding.related.source.text)
    sets = {
        PolicyType.IDENTITY: PolicySet(identity=policy),
        PolicyType.TRUST: PolicySet(identity=ALL, resource=policy),
    }
    type = PolicyType.TRUST if witness.request.action.startswith("sts:") else PolicyType.IDENTITY
    request = witness.request
    if type is PolicyType.TRUST:
        request = replace(request, resource="arn:aws:iam::111122223333:role/some")
    assert evaluate(request, sets[type]).verdict is witness.verdict
    assert witness.verdict is not witness.meant


@pytest.mark.parametrize("rule", LINT_RULES.values(), ids=lambda rule: rule.id)
def test_a_row_is_whole(rule: object) -> None:
    row = LINT_RULES[rule.id]  # type: ignore[attr-defined]
    assert re.fullmatch(r"[A-Z]{3}[1-9][0-9]{2}", row.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", row.name)
    assert row.title[0].islower() or row.title.startswith(("aws:", "iam:"))
    assert all((row.why.endswith("."), row.fix.endswith("."), row.source))


def test_ids_and_names_are_unique_and_in_order() -> None:
    assert len({row.name for row in LINT_RULES.values()}) == len(LINT_RULES)
    groups = list(dict.fromkeys(id[:3] for id in LINT_RULES))
    assert list(LINT_RULES) == sorted(LINT_RULES, key=lambda id: (groups.index(id[:3]), id))


def test_what_the_language_finds_is_listed_under_its_code() -> None:
    stage = in_policy('{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}')
    (found,) = lint(stage)
    assert (found.rule, found.got, found.detail) == ("POL121", "s3:GetObjekt", "s3:GetObject")
    assert lint(stage, (), ("POL",)) == ()
    assert set(ANALYZER_IDS) <= set(OF_LANGUAGE)


@pytest.mark.parametrize(
    ("select", "ignore", "chosen"),
    [
        ((), (), True),
        (("SRC",), (), True),
        (("CND",), (), False),
        ((), ("SRC1",), False),
        (("SRC",), ("SRC101",), False),
        (("src101",), ("SRC",), True),
        (("SRC101",), ("SRC101",), False),
    ],
)
def test_which_rules_are_chosen(
    select: tuple[str, ...], ignore: tuple[str, ...], chosen: bool
) -> None:
    assert is_chosen("SRC101", select, ignore) is chosen


def test_which_ids_are_known() -> None:
    assert all(map(known, ("SRC101", "src", "POL121")))
    assert not known("SRC9")


def test_a_fingerprint_does_not_see_lines() -> None:
    text = '{"Sid": "A", "Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}'
    one, other = (lint(in_policy(it), ("PRN302",))[0] for it in (text, f"\n\n [{text}]"))
    assert one.span.line != other.span.line
    assert one.fingerprint == other.fingerprint
    moved = lint(in_policy(text.replace('"A"', '"B"')), ("PRN302",))[0]
    assert moved.fingerprint != one.fingerprint


def test_nothing_is_found_where_nobody_can_tell() -> None:
    """Patterns over each other are beyond the budget: no guess is made."""
    likes = ", ".join(f'"*{letter}*{letter}*{letter}*"' for letter in "abcdefgh")
    stage = in_policy(
        '{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": '
        f'{{"s3:prefix": [{likes}]}}, "StringNotLike": {{"s3:prefix": [{likes}]}}}}}}'
    )
    assert lint(stage, ("STM",)) == ()


@pytest.mark.parametrize(
    "statement",
    [
        # Of the members of a named account only one that no policy names is tried.
        '{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", '
        '"Resource": "*", "Condition": {"ArnEquals": {"aws:PrincipalArn": '
        '"arn:aws:iam::111122223333:user/alice"}}}',
        # Calls that are decided without policies, or by the trust policy alone.
        '{"Effect": "Deny", "Action": "sts:AssumeRoleWithWebIdentity", "Resource": "*"}',
        '{"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::aws:policy/*"}',
    ],
)
def test_what_is_not_compared_is_not_said_to_be_nothing(statement: str) -> None:
    assert lint(in_policy(statement), ("STM401",)) == ()
    more = '{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::a"}'
    if '"Principal"' not in statement:
        assert lint(in_policy(f"[{statement}, {more}]"), ("STM402",)) == ()


def test_a_deny_is_looked_at_by_itself() -> None:
    """Another Deny that covers it today does not hide what is wrong with it."""
    condition = '"Condition": {"NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"}}'
    deny = f'{{"Effect": "Deny", "Action": "s3:*", "Resource": "*", {condition}}}'
    found = lint(in_policy(f"[{deny}, {deny}]"), ("SRC101",))
    assert [one.statement.index for one in found if one.statement] == [1, 2]
    assert {one.statement.effect for one in found if one.statement} == {Effect.DENY}
