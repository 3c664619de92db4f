from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.claims import Answer
from simulator.analysis.coverage import Coverage, Piece, PolicyCoverage, coverage, points
from simulator.analysis.mutants import Mutation, mutants
from simulator.analysis.suite import Asserted, Suite, failing, suite_of
from simulator.analysis.survival import Fate, tried
from simulator.formats.claims import state_claim
from simulator.formats.scenario import load_scenario
from simulator.language.model import Effect, Policy
from simulator.world.scenario import Expectation, Scenario

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"


def _suite(name: str, *requests: str) -> Suite:
    scenario = load_scenario(STORY / name)
    kept = tuple(one for one in scenario.requests if not requests or one.name in requests)
    return suite_of([replace(scenario, requests=kept)])


def _policy(found: Coverage, name: str) -> PolicyCoverage:
    return next(one for one in found.policies if one.policy.name.endswith(name))


def _missed(found: Coverage, name: str) -> set[tuple[Piece, str]]:
    return {(one.piece, one.text) for one in _policy(found, name).missed}


def test_points_of_a_policy() -> None:
    policy = Policy.parse((STORY / "office-only.json").read_text("utf-8"), "office-only.json")
    assert [(one.piece, one.text) for one in points(policy)] == [
        (Piece.STATEMENT, "Office"),
        (Piece.VALUE, "cloudformation:*"),
        (Piece.VALUE, "ec2:*"),
        (Piece.VALUE, "*"),
        (Piece.CONDITION_HELD, "IpAddress aws:SourceIp"),
        (Piece.CONDITION_FAILED, "IpAddress aws:SourceIp"),
        (Piece.VALUE, "103.15.250.0/24"),
        (Piece.VALUE, "12.148.72.0/23"),
    ]


def test_one_call_from_the_office() -> None:
    found = coverage(_suite("direct.yaml", "office"))
    assert _missed(found, "office-only.json") == {
        (Piece.VALUE, "cloudformation:*"),
        (Piece.CONDITION_FAILED, "IpAddress aws:SourceIp"),
        (Piece.VALUE, "12.148.72.0/23"),
    }
    assert _policy(found, "pass-deployers.json").covered == 0


def test_one_call_from_outside_shows_that_the_condition_fails() -> None:
    found = coverage(_suite("direct.yaml", "outside"))
    seen = _policy(found, "office-only.json").seen
    assert {piece for piece, _ in seen} == {Piece.CONDITION_FAILED}


def test_a_statement_that_fails_twice_over_depends_on_neither() -> None:
    """Action and address do not match: either could be as it likes."""
    suite = _suite("direct.yaml", "outside")
    (scenario,) = suite.scenarios
    (request,) = scenario.requests
    tree = replace(
        request.tree,
        action="s3:GetObject",
        service="s3",
        expect=Expectation(verdict="implicit_deny"),
        trail={},
    )
    other = replace(scenario, requests=(replace(request, tree=tree),))
    assert _policy(coverage(suite_of([other])), "office-only.json").covered == 0


def test_a_range_that_keeps_a_deny_away_has_matched() -> None:
    found = coverage(_suite("deny.yaml", "office"))
    assert _missed(found, "/deny.json") == {
        (Piece.STATEMENT, "OfficeOnly"),
        (Piece.VALUE, "*"),
        (Piece.CONDITION_HELD, "NotIpAddress aws:SourceIp"),
        (Piece.VALUE, "12.148.72.0/23"),
    }


def test_calls_of_which_nothing_is_expected_count_for_nothing() -> None:
    suite = _suite("direct.yaml", "office")
    (scenario,) = suite.scenarios
    (request,) = scenario.requests
    tree = replace(request.tree, expect=None, trail={})
    silent = replace(scenario, requests=(replace(request, tree=tree),))
    assert all(one.covered == 0 for one in coverage(suite_of([silent])).policies)


def test_what_is_expected_in_the_other_model_counts() -> None:
    suite = _suite("direct.yaml", "her stack stops an instance")
    missed = _missed(coverage(suite), "office-only.json")
    # ec2:* allows only where the address is preserved.
    assert (Piece.VALUE, "ec2:*") not in missed
    (scenario,) = suite.scenarios
    (request,) = scenario.requests
    (below,) = request.tree.then
    assert below.expect is not None
    plain = replace(below, expect=replace(below.expect, under={}))
    tree = replace(request.tree, then=(plain,))
    only_here = replace(scenario, requests=(replace(request, tree=tree),))
    assert (Piece.VALUE, "ec2:*") in _missed(coverage(suite_of([only_here])), "office-only.json")


def test_what_only_limits_counts_where_it_lets_through() -> None:
    scenario = load_scenario(STORY.parent / "within-limits" / "limits.yaml")
    kept = [one for one in scenario.requests if one.name == "frank stops an instance"]
    found = coverage(suite_of([replace(scenario, requests=tuple(kept))]))
    assert _missed(found, "instances-only.json") == {(Piece.VALUE, "ec2:StartInstances")}
    assert _missed(found, "full-access.json") == set()


def _claimed(text: str) -> Asserted:
    scenario = load_scenario(STORY / "deny.yaml")
    stated = state_claim(text, scenario).value
    assert stated is not None
    return Asserted(stated.claim, Scenario("claims", None, "c", stated.world, ()), Answer.HOLDS)


_OUTSIDE = (
    "no request by user/alice outside 103.15.250.0/24 12.148.72.0/23 directly can "
    "ec2:StopInstances on instance/i-0abc"
)


def test_claims_count_and_find_mutants_out() -> None:
    suite = suite_of([], [_claimed(_OUTSIDE)])
    assert not failing(suite)
    assert (Piece.STATEMENT, "OfficeOnly") not in _missed(coverage(suite), "/deny.json")
    (policy,) = (one for one in suite.policies if one.name.endswith("/deny.json"))
    wider = [one for one in mutants(policy) if one.mutation is Mutation.CIDR_WIDENED]
    assert [one.fate for one in tried(suite, wider)] == [Fate.FOUND_OUT, Fate.FOUND_OUT]


def test_a_scenario_that_replays_others_stands_for_them() -> None:
    suite = suite_of([load_scenario(STORY / "today.yaml")])
    assert [one.name for one in suite.scenarios] == [
        "direct",
        "deny",
        "via-aws-service",
        "assume-role",
    ]
    assert not failing(suite)


_ALL = """{"Version": "2012-10-17", "Statement": [
 {"Sid": "A", "Effect": "Allow", "Action": ["s3:Get*", "s3:Put*"], "Resource": "arn:aws:s3:::b"},
 {"Sid": "D", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
   "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32", "0.0.0.0/0", "no address"]},
   "Bool": {"aws:ViaAWSService": "false"}}}]}"""


def _mutants(text: str) -> list[tuple[str, str, str]]:
    found = mutants(Policy.parse(text, "all.json"))
    return [(one.mutation.value, one.old, one.new) for one in found]


def test_every_mutation() -> None:
    assert _mutants(_ALL) == [
        ("statement_dropped", "A", ""),
        ("effect_flipped", "Allow", "Deny"),
        ("action_widened", "s3:Get*, s3:Put*", "*"),
        ("value_dropped", "s3:Get*", ""),
        ("value_dropped", "s3:Put*", ""),
        ("resource_widened", "arn:aws:s3:::b", "*"),
        ("statement_dropped", "D", ""),
        ("effect_flipped", "Deny", "Allow"),
        ("condition_dropped", "NotIpAddress aws:SourceIp", ""),
        ("value_dropped", "192.0.2.0/24", ""),
        ("cidr_widened", "192.0.2.0/24", "192.0.2.0/23"),
        ("value_dropped", "2001:db8::/32", ""),
        ("cidr_widened", "2001:db8::/32", "2001:db8::/31"),
        ("value_dropped", "0.0.0.0/0", ""),
        ("value_dropped", "no address", ""),
        ("if_exists_toggled", "Bool", "BoolIfExists"),
        ("condition_dropped", "Bool aws:ViaAWSService", ""),
    ]


def test_a_mutant_is_the_policy_with_one_change() -> None:
    policy = Policy.parse(_ALL, "all.json")
    flipped = next(one for one in mutants(policy) if one.mutation is Mutation.EFFECT_FLIPPED)
    assert flipped.span.text == '"Allow"'
    assert flipped.policy.statements[0].effect is Effect.DENY
    assert flipped.policy.statements[1] is policy.statements[1]
    assert flipped.policy.source == policy.source


def test_if_exists_is_taken_away_too() -> None:
    text = _ALL.replace('"Bool"', '"BoolIfExists"')
    assert ("if_exists_toggled", "BoolIfExists", "Bool") in _mutants(text)


@pytest.mark.parametrize("name", ["direct.yaml", "deny.yaml"])
def test_the_storys_own_ranges_are_guarded(name: str) -> None:
    """The calls from the edges of both ranges notice every range that is one bit wider."""
    suite = _suite(name)
    candidates = [
        one
        for policy in suite.policies
        if policy.name.endswith(("office-only.json", "/deny.json"))
        and policy.name.endswith("office-only.json") is (name == "direct.yaml")
        for one in mutants(policy)
        if one.mutation in (Mutation.CIDR_WIDENED, Mutation.VALUE_DROPPED)
        and one.original.statements[0].conditions
    ]
    fates = {(one.mutant.old, one.mutant.mutation): one.fate for one in tried(suite, candidates)}
    assert len(fates) >= 4
    assert set(fates.values()) == {Fate.FOUND_OUT}


def test_what_nobody_notices_survives() -> None:
    suite = _suite("direct.yaml", "office")
    (policy,) = (one for one in suite.policies if one.name.endswith("office-only.json"))
    fates = {one.mutant.mutation: one.fate for one in tried(suite, mutants(policy))}
    assert fates[Mutation.STATEMENT_DROPPED] is Fate.FOUND_OUT
    assert fates[Mutation.CONDITION_DROPPED] is Fate.FOUND_OUT  # its key is expected
    assert fates[Mutation.CIDR_WIDENED] is Fate.SURVIVED


def test_the_same_in_other_words_is_no_survivor() -> None:
    """aws:ViaAWSService is in every request that the story makes, and in every request at all."""
    suite = _suite("via-aws-service.yaml")
    (policy,) = (one for one in suite.policies if one.name.endswith("via-service.json"))
    toggled = [one for one in mutants(policy) if one.mutation is Mutation.IF_EXISTS_TOGGLED]
    assert [one.fate for one in tried(suite, toggled)] == [Fate.EQUIVALENT]
