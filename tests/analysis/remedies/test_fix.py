from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.difference import Relation, difference
from simulator.analysis.parts import Part, differences, overall
from simulator.analysis.remedies.cure import Kind, NotDrafted
from simulator.analysis.remedies.fix import CURES, Fix, fix
from simulator.analysis.remedies.question import Probe, Wish, question_of
from simulator.analysis.remedies.trial import Trial
from simulator.formats.scenario import load_scenario
from simulator.language.model import Policy, PolicyType
from simulator.report import as_remedies
from simulator.report.terminal import Terminal
from simulator.report.wording.remedies import limits_words
from simulator.rules import Forwarding
from simulator.world.scenario import PolicyOverride, Scenario
from simulator.world.world import Account

STORY = Path(__file__).parents[3] / "scenarios" / "source-ip"


def _fix(scenario: Scenario) -> Fix:
    question = question_of(scenario)
    assert question is not None
    return fix(question)


@pytest.fixture(scope="module", params=["direct", "deny"])
def fixed(request: pytest.FixtureRequest) -> Fix:
    return _fix(load_scenario(STORY / f"{request.param}.yaml"))


def _trial(found: Fix, kind: Kind) -> Trial:
    return next(one for one in found.trials if one.cure is not None and one.cure.kind is kind)


def _documents(trial: Trial, type: PolicyType) -> list[Policy]:
    assert trial.cure is not None
    return [one.policy for one in trial.cure.documents if one.type is type]


def _shipped(name: str, type: PolicyType) -> Policy:
    return Policy.parse((STORY / name).read_text("utf-8"), name, type=type)


def test_the_articles_policies_come_out() -> None:
    """The same set of allowed requests as the two policies of AWS's article."""
    trial = _trial(_fix(load_scenario(STORY / "direct.yaml")), Kind.ROLE_TO_BECOME)
    become, *_ = _documents(trial, PolicyType.IDENTITY)
    (trust,) = _documents(trial, PolicyType.TRUST)
    parts = [
        Part(
            "user/alice",
            PolicyType.IDENTITY,
            (_shipped("become-bob.json", PolicyType.IDENTITY),),
            (become,),
        ),
        Part(
            "role/Bob", PolicyType.TRUST, (_shipped("bob-trust.json", PolicyType.TRUST),), (trust,)
        ),
    ]
    assert overall(differences(parts)) is Relation.EQUIVALENT


def test_the_role_may_do_what_the_user_might() -> None:
    trial = _trial(_fix(load_scenario(STORY / "direct.yaml")), Kind.ROLE_TO_BECOME)
    _, *permissions = _documents(trial, PolicyType.IDENTITY)
    article = _shipped("bob-permissions.json", PolicyType.IDENTITY)
    found = difference((article,), (permissions[0],), PolicyType.IDENTITY)
    assert found.relation is Relation.EQUIVALENT
    assert permissions[1].statements[0].actions.values[0].value == "iam:PassRole"


@pytest.mark.parametrize(
    ("kind", "shipped"),
    [
        (Kind.VIA_AWS_SERVICE, "deny-unless-via-service.json"),
        (Kind.CALLED_VIA, "deny-unless-via-cloudformation.json"),
    ],
)
def test_exceptions_of_a_deny_are_those_of_the_story(kind: Kind, shipped: str) -> None:
    trial = _trial(_fix(load_scenario(STORY / "deny.yaml")), kind)
    (cured,) = _documents(trial, PolicyType.IDENTITY)
    found = difference((_shipped(shipped, PolicyType.IDENTITY),), (cured,), PolicyType.IDENTITY)
    assert found.relation is Relation.EQUIVALENT


def test_nothing_from_outside_is_let_in(fixed: Fix) -> None:
    assert sum(call.wish is Wish.UNWANTED for call in fixed.calls) == 9
    assert not any(map(fixed.let_in, fixed.trials))


def _names(found: Fix, trial: Trial) -> list[str]:
    return [call.request.name for call in found.failing(trial)]


def test_what_still_fails_is_told(fixed: Fix) -> None:
    stack, role = "her stack stops an instance", "service role, restricted alike"
    assert _names(fixed, fixed.now) == [stack, role]
    failing = {one.cure.kind: _names(fixed, one) for one in fixed.trials if one.cure}
    assert failing == {
        Kind.ROLE_TO_BECOME: [role],
        Kind.VIA_AWS_SERVICE: [role],
        Kind.CALLED_VIA: [role],
        Kind.SERVICE_ROLE: [],
        Kind.VPC_ENDPOINT: [stack, role],
    }
    assert [fixed.cures(one) for one in fixed.trials] == [False, False, False, True, False]


def test_what_is_opened_is_told(fixed: Fix) -> None:
    opened = {
        one.cure.kind: {call.probe for call in fixed.exposed(one)}
        for one in fixed.trials
        if one.cure
    }
    assert opened == {
        Kind.ROLE_TO_BECOME: {Probe.SESSION_OUTSIDE, Probe.OTHER_SERVICE},
        Kind.VIA_AWS_SERVICE: {Probe.OTHER_SERVICE},
        Kind.CALLED_VIA: set(),
        Kind.SERVICE_ROLE: {Probe.EXEMPT_ROLE},
        Kind.VPC_ENDPOINT: {Probe.ENDPOINT},
    }


def test_the_session_works_from_everywhere(fixed: Fix) -> None:
    obtain, use = _trial(fixed, Kind.ROLE_TO_BECOME).reached
    for model in Forwarding:
        assert obtain.allowed[model].cidrs == ("12.148.72.0/23", "103.15.250.0/24")
        assert use.allowed[model].cidrs == ("0.0.0.0/0", "::/0")


def test_who_the_log_names(fixed: Fix) -> None:
    assert _trial(fixed, Kind.ROLE_TO_BECOME).named[0].endswith("assumed-role/Bob/alice")
    assert _trial(fixed, Kind.CALLED_VIA).named[0].endswith("user/alice")


def test_a_policy_of_two_owners_is_changed_for_both(fixed: Fix) -> None:
    cure = _trial(fixed, Kind.VIA_AWS_SERVICE).cure
    assert cure is not None
    assert [one.owners for one in cure.documents] == [("user/alice", "role/OfficeDeployer")]


def _alone(text: str) -> Scenario:
    """Alice has one policy, and her stack is the only call that must work."""
    scenario = load_scenario(STORY / "direct.yaml")
    names = ("office", "her stack stops an instance")
    requests = tuple(one for one in scenario.requests if one.name in names)
    policy = Policy.parse(text, "alone.json", type=PolicyType.IDENTITY)
    return replace(
        scenario,
        requests=requests,
        policies={"user/alice": PolicyOverride(identity=(policy,))},
    )


_TWO_RANGES = """{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "ec2:*", "Resource": "*",
   "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}},
  {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*",
   "Condition": {"IpAddress": {"aws:SourceIp": ["12.148.72.0/23", "103.15.250.0/24"]}}}]}"""


def test_a_trust_policy_has_one_list_of_ranges() -> None:
    found = _fix(_alone(_TWO_RANGES))
    assert found.others == {Kind.ROLE_TO_BECOME: NotDrafted.RANGES_DIFFER}


def test_a_new_service_role_when_none_is_used() -> None:
    found = _fix(_alone(_TWO_RANGES))
    trial = _trial(found, Kind.SERVICE_ROLE)
    assert found.cures(trial)
    assert trial.cure is not None
    assert [one.policy.name for one in trial.cure.documents] == [
        "pass-servicerole.json",
        "servicerole-trust.json",
        "alone.json",
    ]


_OTHER_SERVICE_FIRST = """{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": ["ec2:*", "cloudformation:*"], "Resource": "*"},
  {"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
   "Condition": {"NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"}}}]}"""


def test_a_cure_that_lets_calls_in_is_none() -> None:
    """Only EC2 asks for the address: from anywhere her stack would then stop instances."""
    found = _fix(_alone(_OTHER_SERVICE_FIRST))
    for kind in (Kind.VIA_AWS_SERVICE, Kind.CALLED_VIA, Kind.SERVICE_ROLE):
        trial = _trial(found, kind)
        assert not found.failing(trial)
        assert [call.probe for call in found.let_in(trial)] == [Probe.OUTSIDE]
        assert not found.cures(trial)
    assert found.cures(_trial(found, Kind.ROLE_TO_BECOME))


def test_calls_that_something_else_denies_are_not_needed() -> None:
    denied = _OTHER_SERVICE_FIRST.replace('"ec2:*", ', "", 1)
    question = question_of(_alone(denied))
    assert question is not None
    assert {call.wish for call in question.calls} == {Wish.NEITHER}


def test_private_ranges_go_where_they_can_match() -> None:
    text = _TWO_RANGES.replace('"12.148.72.0/23"', '"10.0.0.0/8"')
    (policy,) = _documents(_trial(_fix(_alone(text)), Kind.VPC_ENDPOINT), PolicyType.IDENTITY)
    last = {(one.base, one.key.value): one for one in policy.statements[-1].conditions}
    assert last["IpAddress", "aws:VpcSourceIp"].values[0].value == "10.0.0.0/8"
    assert last["StringEquals", "aws:SourceVpc"].values[0].value == "vpc-3c4d"


def test_a_user_of_another_account() -> None:
    scenario = load_scenario(STORY / "direct.yaml")
    home = scenario.world.accounts["111122223333"]
    world = replace(
        scenario.world,
        account="444455556666",
        accounts={"444455556666": Account("444455556666"), home.id: home},
    )
    requests = tuple(
        replace(
            one,
            tree=replace(
                one.tree,
                acting=f"{home.id}:{one.tree.acting}",
                resource=f"{home.id}:{one.tree.resource}",
            ),
        )
        for one in scenario.requests
        if one.name in ("office", "outside")
    )
    policies = {f"{home.id}:user/alice": scenario.policies["user/alice"]}
    found = _fix(replace(scenario, world=world, requests=requests, policies=policies))
    trial = _trial(found, Kind.ROLE_TO_BECOME)
    assert found.cures(trial)
    assert trial.cure is not None
    assert trial.cure.documents[1].owners == (f"{home.id}:role/Bob",)


def test_a_role_of_others_is_not_taken() -> None:
    """A role Bob that does not trust alice stays as it is."""
    scenario = load_scenario(STORY / "direct.yaml")
    home = scenario.world.accounts["111122223333"]
    bob = replace(home.roles["Bob"], trust=home.roles["Deployer"].trust)
    changed = replace(home, roles={**home.roles, "Bob": bob})
    world = replace(scenario.world, accounts={home.id: changed})
    trial = _trial(_fix(replace(scenario, world=world)), Kind.ROLE_TO_BECOME)
    assert trial.cure is not None
    assert trial.cure.documents[1].owners == ("role/Bob2",)


def test_nobody_is_bound() -> None:
    assert question_of(load_scenario(STORY / "assume-role.yaml")) is None


def test_a_scenario_that_replays_others_asks_about_the_first() -> None:
    question = question_of(load_scenario(STORY / "today.yaml"))
    assert question is not None
    assert question.user == "user/alice"


def test_an_scp_binds_too() -> None:
    found = _fix(load_scenario(STORY.parent / "within-limits" / "limits.yaml"))
    assert found.others[Kind.ROLE_TO_BECOME] is NotDrafted.LIMIT_ABOVE
    assert found.cures(found.now)


def test_every_kind_has_a_cure() -> None:
    assert set(CURES) == set(Kind)


def test_what_no_cure_is_drafted_for_is_told() -> None:
    scenario = load_scenario(STORY / "via-aws-service.yaml")
    question = question_of(scenario)
    assert question is not None
    assert (question.user, question.others, question.left) == ("user/alice", ("user/carol",), ())
    (account,) = scenario.world.accounts.values()
    bound = Policy.parse(
        '{"Version": "2012-10-17", "Statement": {"Sid": "Office", "Effect": "Deny",'
        ' "Principal": "*", "Action": "*", "Resource": "*",'
        ' "Condition": {"NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"}}}}',
        type=PolicyType.RESOURCE,
    )
    instance = replace(account.resources["instance/i-0abc"], policy=bound)
    resources = {**account.resources, "instance/i-0abc": instance}
    world = replace(scenario.world, accounts={account.id: replace(account, resources=resources)})
    question = question_of(replace(scenario, world=world))
    assert question is not None
    (left,) = question.left
    assert (left.type, left.owners) == (PolicyType.RESOURCE, ("instance/i-0abc",))
    found = fix(question)
    said = [sentence.text for sentence in limits_words(found)]
    assert said == [
        "Office (Deny, of instance/i-0abc) binds to 103.15.250.0/24 too: cures do not change "
        "policies of resources",
        "user/carol is bound to addresses too: cures are drafted for one user at a time, here for "
        "user/alice; name calls of another to have theirs",
    ]
    for lines in (
        as_remedies.text_lines(found, Terminal(width=400)),
        as_remedies.plain_lines(found),
        as_remedies.concise_lines(found),
    ):
        told = "\n".join(lines)
        assert all(sentence in told for sentence in said)
