from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from simulator import Policy, load_scenario
from simulator.analysis.address_cells import Doubt
from simulator.analysis.difference import Difference, Relation, difference
from simulator.analysis.parts import differences, overall, parts_of_files, parts_of_worlds
from simulator.evaluation.authorizer import evaluate
from simulator.evaluation.decision import Verdict
from simulator.evaluation.request import PolicySet, Request
from simulator.language.model import PolicyType
from simulator.world.overrides import with_policies
from tests.analysis import worlds

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
FUZZ_CASES = worlds.FUZZ_CASES
ALICE = {"AWS": worlds.ALICE}
BUCKET = "arn:aws:s3:::b"
GOV_ALICE = "arn:aws-us-gov:iam::111122223333:user/alice"


def policy(*statements: dict[str, Any]) -> tuple[Policy, ...]:
    return (Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": list(statements)})),)


def allow(action: Any = "*", resource: Any = "*", **condition: Any) -> dict[str, Any]:
    found = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**found, "Condition": condition} if condition else found


def deny(action: Any = "*", resource: Any = "*", **condition: Any) -> dict[str, Any]:
    return {**allow(action, resource, **condition), "Effect": "Deny"}


def trust(principal: Any, effect: str = "Allow", **condition: Any) -> dict[str, Any]:
    found = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    return {**found, "Condition": condition} if condition else found


def compare(old: tuple[Policy, ...], new: tuple[Policy, ...]) -> Difference:
    return difference(old, new, PolicyType.IDENTITY)


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ([allow("ec2:*")], [allow("EC2:*")], "equivalent"),
        ([allow("ec2:*"), allow("ec2:Stop*")], [allow("ec2:*")], "equivalent"),
        ([allow("ec2:*")], [allow("ec2:Stop*")], "narrower"),
        ([allow("s3:GetObject")], [allow("s3:PutObject")], "incomparable"),
        ([allow("s3:Get?bject")], [allow("s3:Get*")], "wider"),
        (
            [allow(IpAddress={"aws:SourceIp": "10.0.0.0/8"})],
            [allow(IpAddress={"aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"]})],
            "equivalent",
        ),
        (
            [allow(IpAddress={"aws:SourceIp": "10.0.0.0/8"})],
            [allow(), deny(NotIpAddress={"aws:SourceIp": "10.0.0.0/8"})],
            "narrower",  # what was not allowed is denied now, whoever else allows it
        ),
        ([allow("s3:*", "arn:aws:s3:::b/*")], [allow("s3:*", "arn:aws:s3:::b/a/*")], "narrower"),
        (
            [allow("s3:*", "arn:aws:s3:::b/${aws:username}/*")],
            [allow("s3:*", "arn:aws:s3:::b/*")],
            "wider",
        ),
        (
            [allow("s3:*", "arn:aws:s3:::b/${aws:username}")],
            [allow("s3:*", "arn:aws:s3:::b/${aws:UserName}")],
            "equivalent",
        ),
        (
            [allow(), deny(Bool={"aws:MultiFactorAuthPresent": "false"})],
            [allow(), deny(BoolIfExists={"aws:MultiFactorAuthPresent": "false"})],
            "narrower",
        ),
        (
            [allow(), deny(Bool={"aws:SecureTransport": "false"})],
            [allow(), deny(StringNotEquals={"aws:SecureTransport": "true"})],
            "equivalent",  # the key is always there, and true or false
        ),
        (
            [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
            [allow(), deny("iam:*")],
            "narrower",
        ),
        (
            [allow(StringLike={"ec2:InstanceType": "t3.*"})],
            [allow(StringLike={"ec2:InstanceType": "t3.m*"})],
            "narrower",
        ),
        ([allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/A")], [allow()], "wider"),
        # Only a star that ends a segment runs on past colons: b/a:c is no b/*?.
        ([allow("s3:*", f"{BUCKET}/*?")], [allow("s3:*", f"{BUCKET}/?*")], "wider"),
        ([allow("s3:*", f"{BUCKET}/*x")], [allow("s3:*", f"{BUCKET}/*:*x")], "incomparable"),
        (
            [allow("s3:*", f"{BUCKET}/*?")],
            [allow("s3:*", [f"{BUCKET}/?", f"{BUCKET}/*??"])],
            "equivalent",
        ),
        (
            [allow("s3:*", f"{BUCKET}/${{aws:username}}/x"), deny("s3:*", f"{BUCKET}/*/x")],
            [deny("s3:*", f"{BUCKET}/*/x")],
            "narrower",  # a name with a colon in it
        ),
    ],
)
def test_relations(old: list[Any], new: list[Any], relation: str) -> None:
    assert compare(policy(*old), policy(*new)).relation is Relation(relation)
    turned = {"narrower": "wider", "wider": "narrower"}.get(relation, relation)
    assert compare(policy(*new), policy(*old)).relation is Relation(turned)


def test_a_request_shows_it() -> None:
    found = compare(policy(allow("ec2:*")), policy(allow("ec2:*"), deny("ec2:StopInstances")))
    assert found.lost is not None
    assert found.lost.request.action == "ec2:StopInstances"
    assert (found.lost.old, found.lost.new) == (Verdict.ALLOW, Verdict.EXPLICIT_DENY)
    assert found.gained is None


def test_a_key_that_must_be_missing_is_told() -> None:
    found = compare(
        policy(allow(), deny(Bool={"aws:MultiFactorAuthPresent": "false"})),
        policy(allow(), deny(BoolIfExists={"aws:MultiFactorAuthPresent": "false"})),
    )
    assert found.lost is not None
    assert found.lost.absent == ("aws:MultiFactorAuthPresent",)


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ([trust(ALICE)], [trust({"AWS": worlds.ACCOUNT})], "wider"),
        ([trust(ALICE)], [trust("*"), trust("*", "Deny")], "narrower"),
        ([trust(ALICE)], [trust({"AWS": "arn:aws:iam::111122223333:user/bo"})], "incomparable"),
        (
            [trust({"Service": "ec2.amazonaws.com"})],
            [trust({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]})],
            "wider",
        ),
    ],
)
def test_principals(old: list[Any], new: list[Any], relation: str) -> None:
    found = difference(policy(*old), policy(*new), PolicyType.TRUST)
    assert found.relation is Relation(relation)


BO = f"arn:aws:iam::{worlds.ACCOUNT}:user/bo"
MEMBERS = {"AWS": worlds.ACCOUNT}
PROVIDER = f"arn:aws:iam::{worlds.ACCOUNT}:saml-provider/office"


def by_arn(value: str, operator: str = "ArnLike") -> dict[str, Any]:
    return {operator: {"aws:PrincipalArn": value}}


def by_saml(provider: str, **condition: Any) -> dict[str, Any]:
    found = trust({"Federated": provider}, **condition)
    return {**found, "Action": "sts:AssumeRoleWithSAML"}


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ([trust(MEMBERS, **by_arn(worlds.ALICE))], [trust(MEMBERS, **by_arn(BO))], "incomparable"),
        (
            [trust({"AWS": "444455556666"}, **by_arn("arn:aws:iam::*:role/a*"))],
            [trust({"AWS": "444455556666"}, **by_arn("arn:aws:iam::*:role/a?*"))],
            "narrower",
        ),
        ([trust(MEMBERS, **by_arn("*:user/a", "StringLike"))], [trust(MEMBERS)], "unknown"),
        ([trust(MEMBERS, **by_arn("${aws:SourceArn}"))], [trust(MEMBERS)], "unknown"),
        ([trust({"AWS": "AIDACKCEVSQ6C2EXAMPL1"})], [trust(ALICE)], "unknown"),
        ([by_saml(PROVIDER)], [by_saml(PROVIDER + "s")], "incomparable"),
        (
            [by_saml(PROVIDER)],
            [by_saml(PROVIDER, StringEquals={"SAML:aud": "https://example.com"})],
            "narrower",
        ),
        # The caller of AssumeRoleWithSAML is no user: what users' entries say has no effect.
        ([{**trust(ALICE), "Action": "sts:AssumeRoleWithSAML"}], [], "equivalent"),
    ],
)
def test_callers(old: list[Any], new: list[Any], relation: str) -> None:
    found = difference(policy(*old), policy(*new) if new else (), PolicyType.TRUST)
    assert found.relation is Relation(relation)
    assert (found.relation is Relation.UNKNOWN) is bool(found.reasons)


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ([allow("sts:GetCallerIdentity")], [deny("sts:GetCallerIdentity")], "equivalent"),
        ([allow("sts:*")], [allow("sts:*"), deny("sts:GetFederationToken")], "narrower"),
        # The first of the service's actions has no resource, others have.
        (
            [allow("cloudformation:*", "arn:aws:cloudformation:*:111122223333:stack/x/*")],
            [allow("cloudformation:*", "arn:aws:cloudformation:*:111122223333:stack/y/*")],
            "incomparable",
        ),
    ],
)
def test_calls_that_policies_do_not_decide_alike(
    old: list[Any], new: list[Any], relation: str
) -> None:
    assert compare(policy(*old), policy(*new)).relation is Relation(relation)


def test_more_keys_than_the_budget_allows() -> None:
    keys = {f"ec2:k{n}": [f"v{m}" for m in range(6)] for n in range(9)}
    found = compare(policy(allow(StringEquals=keys)), policy(allow(StringNotEquals=keys)))
    assert found.relation is Relation.UNKNOWN


def test_unknown_and_why() -> None:
    patterns = [f"*{n}?*{n + 1}?*" for n in range(12)]
    found = compare(
        policy(allow(StringLike={"ec2:InstanceType": patterns})),
        policy(allow(StringLike={"ec2:InstanceType": patterns[::2]})),
    )
    assert found.relation is Relation.UNKNOWN
    assert {reason.doubt for reason in found.reasons} == {Doubt.CELLS}


def test_the_storys_forms() -> None:
    def of(name: str) -> tuple[Policy, ...]:
        return (Policy.parse((STORY / name).read_bytes(), name=name),)

    assert compare(of("work.json"), of("bob-permissions.json")).relation is Relation.EQUIVALENT
    through = compare(of("deny.json"), of("deny-unless-via-service.json"))
    assert through.relation is Relation.WIDER
    assert through.gained is not None
    assert through.gained.request.context["aws:ViaAWSService"] == "true"


def test_worlds_and_folders() -> None:
    one, other = (load_scenario(STORY / name) for name in ("direct.yaml", "deny.yaml"))
    before, after = (with_policies(it.world, it.policies) for it in (one, other))
    found = differences(parts_of_worlds(before, after))
    differing = {it.part.owner for it in found if it.difference.relation is not Relation.EQUIVALENT}
    assert differing == {"user/alice", "role/OfficeDeployer"}
    same = parts_of_worlds(before, before)
    assert overall(differences(same)) is Relation.EQUIVALENT
    files = {"a.json": policy(allow("ec2:*"))[0], "t.json": policy(trust(ALICE))[0]}
    fewer = {"a.json": files["a.json"]}
    assert overall(differences(parts_of_files(files, files))) is Relation.EQUIVALENT
    lost = differences(parts_of_files(files, fewer))
    assert [(it.part.type, it.difference.relation) for it in lost] == [
        (PolicyType.IDENTITY, Relation.EQUIVALENT),
        (PolicyType.TRUST, Relation.NARROWER),
    ]


def test_a_limit_that_is_not_there_limits_nothing() -> None:
    scenario = load_scenario(STORY / "direct.yaml")
    account = scenario.world.accounts[worlds.ACCOUNT]
    bounded = replace(account.users["alice"], boundary=policy(allow("ec2:*"))[0])
    users = {**account.users, "alice": bounded}
    after = replace(scenario.world, accounts={worlds.ACCOUNT: replace(account, users=users)})
    found = differences(parts_of_worlds(scenario.world, after))
    (boundary,) = [it for it in found if it.difference.relation is not Relation.EQUIVALENT]
    assert (boundary.part.type, boundary.difference.relation) == (
        PolicyType.BOUNDARY,
        Relation.NARROWER,
    )


# The law: no request tells two sets apart otherwise than the relation says.

RANK = {Verdict.EXPLICIT_DENY: 0, Verdict.IMPLICIT_DENY: 1, Verdict.ALLOW: 2}
VALUES: dict[str, tuple[str, ...]] = {
    "aws:MultiFactorAuthPresent": ("true", "false"),
    "aws:SecureTransport": ("true", "false"),
    "ec2:InstanceType": ("t3.micro", "t3.x", "m5.large"),
    "aws:SourceVpce": ("vpce-1",),
    "aws:VpcSourceIp": ("10.0.0.7", "9.9.9.9"),
}


@st.composite
def requests(draw: st.DrawFn) -> Request:
    context: dict[str, Any] = {"aws:ViaAWSService": draw(st.sampled_from(["true", "false"]))}
    context["aws:SecureTransport"] = "true"
    if draw(st.booleans()):
        context["aws:SourceIp"] = worlds.text_of(draw(worlds.addresses()))
    for key, values in VALUES.items():
        if draw(st.booleans()):
            context[key] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        context["aws:CalledVia"] = [draw(st.sampled_from(["cloudformation.amazonaws.com", "x"]))]
    action = draw(st.sampled_from(["ec2:StopInstances", "ec2:RunInstances", "s3:GetObject"]))
    resource = draw(st.sampled_from([worlds.INSTANCE, "arn:aws:s3:::b", "*"]))
    return Request(worlds.ALICE, action, resource, worlds.ACCOUNT, context=context)


def rank(request: Request, policies: tuple[Policy, ...]) -> int:
    everything = policy(allow())
    return RANK[evaluate(request, PolicySet(identity=everything, boundary=policies)).verdict]


def check(old: Policy, new: Policy, tried: list[Request]) -> None:
    found = compare((old,), (new,))
    event(found.relation)
    for shown, falls in ((found.lost, True), (found.gained, False)):
        if shown is not None:
            assert RANK[shown.old] != RANK[shown.new]
            assert (RANK[shown.old] > RANK[shown.new]) is falls
    if found.relation is Relation.UNKNOWN:
        assert found.reasons
        return
    for request in tried:
        before, after = rank(request, (old,)), rank(request, (new,))
        if before > after:
            assert found.lost is not None, request
        if before < after:
            assert found.gained is not None, request


EXTRA = ("mfa", "tls", "key")
BOTH = (worlds.policies(extra=EXTRA), worlds.policies(extra=EXTRA))


@settings(max_examples=60)
@given(*BOTH, st.lists(requests(), min_size=8, max_size=8))
def test_no_request_says_otherwise(old: Policy, new: Policy, tried: list[Request]) -> None:
    check(old, new, tried)


@pytest.mark.fuzz
@settings(max_examples=FUZZ_CASES)
@given(*BOTH, st.lists(requests(), min_size=40, max_size=40))
def test_no_request_says_otherwise_at_length(
    old: Policy, new: Policy, tried: list[Request]
) -> None:
    check(old, new, tried)


CALLERS = {
    worlds.ALICE: worlds.ALICE,
    BO: BO,
    f"arn:aws:sts::{worlds.ACCOUNT}:assumed-role/ops/s": f"arn:aws:iam::{worlds.ACCOUNT}:role/ops",
    "arn:aws:iam::444455556666:user/al": "arn:aws:iam::444455556666:user/al",
    PROVIDER: None,
    "*": None,
    "ec2.amazonaws.com": None,
}


@st.composite
def trusts(draw: st.DrawFn) -> Policy:
    """A trust policy whose conditions name callers too."""
    statements = []
    for _ in range(draw(st.integers(1, 3))):
        entries = (worlds.ACCOUNT, worlds.ALICE, "444455556666", "*")
        named: Any = {"AWS": draw(st.sampled_from(entries))}
        if draw(st.integers(0, 3)) == 0:
            named = draw(
                st.sampled_from([{"Federated": PROVIDER}, {"Service": "ec2.amazonaws.com"}])
            )
        arns = (worlds.ALICE, BO, "arn:aws:iam::*:user/al*", "arn:aws:iam::*:role/*", "*")
        operator = draw(st.sampled_from(["ArnLike", "ArnNotLike", "StringLike", "ArnEquals"]))
        asked = by_arn(draw(st.sampled_from(arns)), operator) if draw(st.booleans()) else {}
        one = trust(named, draw(st.sampled_from(["Allow", "Allow", "Deny"])), **asked)
        actions = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:*")
        statements.append({**one, "Action": draw(st.sampled_from(actions))})
    return policy(*statements)[0]


@settings(max_examples=100, deadline=None)
@given(trusts(), trusts())
def test_no_caller_says_otherwise(old: Policy, new: Policy) -> None:
    found = difference((old,), (new,), PolicyType.TRUST)
    event(found.relation)
    if found.relation is Relation.UNKNOWN:
        return
    role = f"arn:aws:iam::{worlds.ACCOUNT}:role/target"
    for (caller, arn), action in product(
        CALLERS.items(), ("sts:AssumeRole", "sts:AssumeRoleWithSAML")
    ):
        context = {"aws:PrincipalArn": arn} if arn is not None else {}
        request = Request(caller, action, role, worlds.ACCOUNT, context=context)
        before, after = (
            RANK[evaluate(request, PolicySet(identity=policy(allow()), resource=(one,))).verdict]
            for one in (old, new)
        )
        if before > after:
            assert found.lost is not None, request
        if before < after:
            assert found.gained is not None, request


ON = st.lists(st.text("a:*?", min_size=1, max_size=5), min_size=1, max_size=2)
NAMES = tuple("".join(letters) for size in range(5) for letters in product("a:", repeat=size))


@settings(max_examples=40, deadline=None)
@given(ON, ON)
def test_no_resource_says_otherwise(old: list[str], new: list[str]) -> None:
    before, after = (
        policy(allow("s3:*", [f"arn:aws:s3:::{it}" for it in on])) for on in (old, new)
    )
    found = compare(before, after)
    event(found.relation)
    if found.relation is Relation.UNKNOWN:
        return
    for name in NAMES:
        request = Request(worlds.ALICE, "s3:GetObject", f"arn:aws:s3:::{name}", worlds.ACCOUNT)
        if rank(request, before) > rank(request, after):
            assert found.lost is not None, request
        if rank(request, before) < rank(request, after):
            assert found.gained is not None, request


GOV = "arn:aws-us-gov:s3:::b"


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ([allow("s3:*", f"{GOV}/*")], [allow("s3:*", f"{GOV}/x*")], "narrower"),
        ([allow("s3:*", f"{GOV}/*")], [allow("s3:*", f"{BUCKET}/*")], "incomparable"),
        ([allow("s3:*", "arn:*:s3:::b/*")], [allow("s3:*", f"{GOV}/*")], "narrower"),
        ([allow("s3:*", "arn:aws-*:s3:::b/*")], [deny()], "narrower"),
        ([allow("s3:*", "arn:aws-iso:s3:::b/*")], [deny()], "narrower"),
        ([allow("s3:*", "arn:*:s3:::b/*"), deny("*", f"{BUCKET}/*")], [deny()], "narrower"),
        (
            [allow("s3:*", [f"{GOV}/*", f"{BUCKET}/*"])],
            [allow("s3:*", "arn:aws*:s3:::b/*")],
            "wider",
        ),
    ],
)
def test_each_partition_has_callers(old: list[Any], new: list[Any], relation: str) -> None:
    found = compare(policy(*old), policy(*new))
    assert found.relation is Relation(relation)
    for shown in filter(None, (found.lost, found.gained)):
        assert shown.request.principal.split(":")[1] == shown.request.resource.split(":")[1]


@pytest.mark.parametrize("principal", ["*", {"AWS": "111122223333"}, {"AWS": GOV_ALICE}])
def test_a_bucket_of_another_partition_has_callers(principal: Any) -> None:
    old = {**allow("s3:GetObject", f"{GOV}/*"), "Principal": principal}
    new = {**allow("s3:GetObject", f"{GOV}/x*"), "Principal": principal}
    found = difference(policy(old), policy(new), PolicyType.RESOURCE)
    assert found.relation is Relation.NARROWER


def test_policies_that_nobody_could_read_are_alike_by_name() -> None:
    hidden, other = Policy.unreadable("hidden"), Policy.unreadable("other")
    assert difference([hidden], [hidden], PolicyType.IDENTITY).relation is Relation.EQUIVALENT
    found = difference([hidden], [other], PolicyType.IDENTITY)
    assert found.relation is Relation.UNKNOWN
    assert [reason.detail for reason in found.reasons] == ["hidden", "other"]
