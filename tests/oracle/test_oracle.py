"""Verdicts that AWS documents, and what decides them: and what other tools got wrong."""

from __future__ import annotations

from typing import Any

import pytest

from .values import UNKNOWN, BudgetExceededError
from .worked import (
    ACCOUNT,
    ALICE,
    ALL,
    BOB,
    DAVE,
    DEPLOYER,
    DEPLOYER_SESSION,
    EVERYONE,
    FEDERATED,
    GITHUB,
    KEY,
    NONE,
    OTHER,
    ROOT,
    SESSION,
    Case,
    allows,
    denies,
    grants,
    policy,
    statement,
    trusts,
)

YES, NO, DENY = "allow", "implicit_deny", "explicit_deny"
NEITHER: dict[str, Any] = {"identity": NONE, "boundary": NONE}
NO_SESSION_POLICY: dict[str, Any] = {**NEITHER, "session": NONE}
ASSUME: dict[str, Any] = {"action": "sts:AssumeRole", "resource": BOB}
WEB: dict[str, Any] = {"action": "sts:AssumeRoleWithWebIdentity", "resource": BOB}
LOG = "arn:aws:logs:e:1:log-group:g:log-stream:s"
TEAM = "arn:aws:s3:::${aws:PrincipalTag/team}/k"
TEAM_OR_B = "arn:aws:s3:::${aws:PrincipalTag/team, 'b'}/k"
TAGGED = {"aws:PrincipalTag/Team": "b"}

# fmt: off
LANGUAGE = [
    Case("nothing allows", NO, "identity"),
    Case("identity allows", YES, "identity", identity=ALL),
    Case("action case", YES, "identity", identity=allows(Action="S3:getOBJECT")),
    Case("action ?", YES, "identity", identity=allows(Action="s3:Get?bject")),
    Case("action space", NO, "identity", identity=allows(Action="s3:GetObject ")),
    Case("NotAction space", YES, "identity", identity=allows(NotAction="s3:GetObject ")),
    Case("NotAction", NO, "identity", identity=allows(NotAction="s3:*")),
    Case("resource case", NO, "identity", identity=allows(Resource="arn:aws:s3:::B/k")),
    Case("short ARN", YES, "identity", identity=allows(Resource="arn:aws:s3")),
    Case("wildcard service", NO, "identity", identity=allows(Resource="arn:aws:*:::b/k")),
    Case("wildcard partition", YES, "identity", identity=allows(Resource="arn:*:s3:::b/*")),
    Case("leftover", NO, "identity", identity=allows(Resource='Sub "arn:aws:s3"')),
    Case("crossing", YES, "identity", resource=LOG, action="logs:PutLogEvents", owner=ACCOUNT,
         identity=allows(Resource="arn:aws:logs:e:*:log-stream:s")),
    Case("no crossing inside", NO, "identity", resource=LOG, action="logs:PutLogEvents",
         owner=ACCOUNT, identity=allows(Resource="arn:aws:logs:e:1:log*s")),
    Case("no resource", NO, "identity", resource="*",
         identity=allows(Resource="arn:aws:s3:::*")),
    Case("no resource, not", YES, "identity", resource="*",
         identity=allows(NotResource="arn:aws:s3:::*")),
    Case("NotResource Deny", DENY, "identity",
         identity=ALL + denies(NotResource="arn:aws:s3:::c/*")),
    Case("one statement", YES, "identity", identity=[("p", {"Statement": statement("Allow")})]),
    Case("no statements", NO, "identity", identity=[("p", {"Statement": []})]),
    Case("Deny that fails", YES, "identity",
         identity=ALL + denies(Condition={"Bool": {"aws:SecureTransport": "false"}})),
    Case("variable", YES, "identity", context=TAGGED, identity=allows(Resource=TEAM)),
    Case("variable missing", NO, "identity", identity=allows(Resource=TEAM)),
    Case("variable missing, not", DENY, "identity", identity=ALL + denies(NotResource=TEAM)),
    Case("default", YES, "identity", identity=allows(Resource=TEAM_OR_B)),
    Case("star in a value", NO, "identity", context={"aws:PrincipalTag/team": "*"},
         identity=allows(Resource=TEAM)),
    Case("old version", NO, "identity", context=TAGGED,
         identity=policy(statement("Allow", Resource=TEAM), version="2008-10-17")),
    Case("variable in the account", NO, "identity", context={"aws:PrincipalAccount": "1"},
         resource="arn:aws:sqs:e:1:q", owner=ACCOUNT,
         identity=allows(Resource="arn:aws:sqs:e:${aws:PrincipalAccount}:q")),
]

MATRIX = [
    Case("user", YES, "resource", on_resource=grants(ALICE), **NEITHER),
    Case("user, session token", YES, "resource", on_resource=grants(ALICE), **NEITHER,
         credentials="session-token"),
    Case("another user", NO, "identity", on_resource=grants(f"{ALICE}2")),
    Case("user's federated, boundary", NO, "boundary", principal=FEDERATED, federated_by=ALICE,
         on_resource=grants(ALICE), boundary=NONE, session=ALL),
    Case("user's federated, session", NO, "session", principal=FEDERATED, federated_by=ALICE,
         on_resource=grants(ALICE)),
    Case("user's federated", YES, "resource", principal=FEDERATED, federated_by=ALICE,
         on_resource=grants(ALICE), session=ALL),
    Case("federated of nobody knows", NO, "identity", principal=FEDERATED,
         on_resource=grants(ALICE), session=ALL),
    Case("federated user", YES, "resource", principal=FEDERATED, on_resource=grants(FEDERATED),
         **NO_SESSION_POLICY),
    Case("role, boundary", NO, "boundary", principal=SESSION, on_resource=grants(BOB), **NEITHER),
    Case("role, session policy", NO, "session", principal=SESSION, on_resource=grants(BOB),
         session=NONE),
    Case("role, no identity", YES, "resource", principal=SESSION, on_resource=grants(BOB)),
    Case("role session", YES, "resource", principal=SESSION, on_resource=grants(SESSION),
         **NO_SESSION_POLICY),
    Case("everyone, session", YES, "resource", principal=SESSION, on_resource=EVERYONE,
         **NO_SESSION_POLICY),
    Case("everyone, user", YES, "resource", on_resource=EVERYONE, **NEITHER),
    Case("everyone, federated", NO, "session", principal=FEDERATED, on_resource=EVERYONE),
    Case("account", NO, "identity", on_resource=grants(ACCOUNT)),
    Case("account and boundary", NO, "boundary", on_resource=grants(ROOT), identity=ALL,
         boundary=NONE),
    Case("account and session", NO, "session", principal=SESSION, on_resource=grants(ROOT),
         identity=ALL, session=NONE),
    Case("the best row", YES, "resource", principal=SESSION, on_resource=grants(ROOT, BOB, SESSION),
         **NO_SESSION_POLICY),
    Case("role with path", YES, "resource", principal=DEPLOYER_SESSION,
         on_resource=grants(DEPLOYER), context={"aws:PrincipalArn": DEPLOYER}),
    Case("another path", NO, "identity", principal=DEPLOYER_SESSION,
         on_resource=grants(DEPLOYER),
         context={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/Deployer"}),
    Case("path not known", YES, "resource", principal=DEPLOYER_SESSION,
         on_resource=grants(DEPLOYER)),
    Case("unique id", YES, "resource", context={"aws:userid": "AIDA1"},
         on_resource=grants("AIDA1")),
    Case("deleted and made anew", NO, "identity", context={"aws:userid": "AIDA2"},
         on_resource=grants("AIDA1")),
    Case("unique id of a role", NO, "boundary", principal=SESSION, on_resource=grants("AROA1"),
         context={"aws:userid": "AROA1:s"}, boundary=NONE),
    Case("no principal", YES, "resource", on_resource=ALL + grants(ALICE)),
    Case("no principal alone", NO, "identity", on_resource=ALL),
    Case("identity carries", YES, "identity", on_resource=grants(ALICE), identity=ALL),
    Case("identity cut by boundary", YES, "resource", on_resource=grants(ALICE), identity=ALL,
         boundary=NONE),
]

OTHER_TYPES = [
    Case("siblings", YES, "trust", **ASSUME,
         on_resource=trusts(Principal={"AWS": BOB}) + trusts(Principal={"AWS": ALICE})),
    Case("boundary", NO, "boundary", identity=ALL, boundary=NONE),
    Case("empty boundary", NO, "boundary", identity=ALL, boundary=[]),
    Case("boundary alone", NO, "identity", boundary=ALL),
    Case("session policies, one allows", YES, "identity", principal=SESSION, identity=ALL,
         session=NONE + ALL),
    Case("federated without session policy", NO, "session", principal=FEDERATED, identity=ALL),
    Case("SCP level", NO, "scp", identity=ALL, scps=[ALL, [], ALL]),
    Case("SCP Deny", DENY, "scp", identity=ALL, scps=[ALL + denies(Action="s3:*")]),
    Case("SCP binds root", NO, "scp", principal=ROOT, scps=[NONE]),
    Case("service-linked", YES, "identity", principal=SESSION, identity=ALL, scps=[NONE],
         context={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x/Bob"}),
    Case("RCP default", YES, "identity", identity=ALL, rcps=[[]]),
    Case("RCP Deny", DENY, "rcp", identity=ALL, rcps=[denies(Principal="*", Action="s3:*")]),
    Case("RCP before there were", YES, "identity", identity=ALL, as_of="2024-11-12",
         rcps=[denies(Principal="*", Action="s3:*")]),
    Case("RCP not of this service", YES, "identity", identity=ALL, action="ec2:StopInstances",
         rcps=[denies(Principal="*")]),
    Case("RCP first", DENY, "rcp", identity=denies(), rcps=[denies(Principal="*")]),
    Case("SCP Bool absent", YES, "identity", identity=ALL,
         scps=[ALL + denies(Condition={"Bool": {"rds:StorageEncrypted": "false"}})]),
    Case("ForAnyValue absent", YES, "identity", identity=ALL + denies(
        Condition={"ForAnyValue:StringNotEquals": {"aws:CalledVia": "a.amazonaws.com"}})),
    Case("endpoint", NO, "endpoint", identity=ALL, endpoint=NONE, on_resource=EVERYONE),
    Case("endpoint of everyone", YES, "identity", identity=ALL, endpoint=EVERYONE),
    Case("gateway names an account", NO, "endpoint", identity=ALL, endpoint=grants(ACCOUNT)),
    Case("gateway, its root", YES, None, principal=ROOT, endpoint=grants(ACCOUNT)),
    Case("interface names an account", YES, "identity", identity=ALL, action="sqs:SendMessage",
         endpoint=grants(ACCOUNT)),
    Case("cross", YES, "identity", owner=OTHER, identity=ALL, on_resource=grants(ALICE)),
    Case("cross, no identity", NO, "identity", owner=OTHER, on_resource=grants(ALICE)),
    Case("cross, no resource", NO, "resource", owner=OTHER, identity=ALL),
    Case("cross, boundary", NO, "boundary", owner=OTHER, identity=ALL, boundary=NONE),
    Case("cross, everyone", YES, "identity", owner=OTHER, identity=ALL, on_resource=EVERYONE),
    Case("root", YES, None, principal=ROOT),
    Case("root denied", DENY, "resource", principal=ROOT, on_resource=denies(Principal="*")),
    Case("root of another", YES, "resource", principal=ROOT, owner=OTHER,
         on_resource=grants(ACCOUNT)),
    Case("root of another, not named", NO, "resource", principal=ROOT, owner=OTHER,
         on_resource=grants(ALICE)),
    Case("anonymous", YES, "resource", principal="*", on_resource=EVERYONE, scps=[NONE]),
    Case("anonymous, no star", NO, "resource", principal="*", on_resource=grants(ACCOUNT)),
    Case("service", YES, "resource", principal="s3.amazonaws.com",
         on_resource=allows(Principal={"Service": "s3.amazonaws.com"})),
    Case("service of a Region", NO, "resource", principal="s3.ap-east-1.amazonaws.com",
         on_resource=allows(Principal={"Service": "s3.amazonaws.com"})),
    Case("service, Deny of all", DENY, "resource", principal="s3.amazonaws.com",
         on_resource=EVERYONE + denies(Principal={"AWS": "*"})),
]

NOT_PRINCIPAL = [
    Case("user and account", YES, "identity", identity=ALL,
         on_resource=denies(NotPrincipal={"AWS": [ALICE, ACCOUNT]})),
    Case("user alone", DENY, "resource", identity=ALL,
         on_resource=denies(NotPrincipal={"AWS": ALICE})),
    Case("account alone", DENY, "resource", identity=ALL,
         on_resource=denies(NotPrincipal={"AWS": ROOT})),
    Case("account's root", YES, None, principal=ROOT,
         on_resource=denies(NotPrincipal={"AWS": ROOT})),
    Case("boundary", DENY, "resource", identity=ALL, boundary=ALL,
         on_resource=denies(NotPrincipal={"AWS": [ALICE, ACCOUNT]})),
    Case("role and account", YES, "identity", principal=SESSION, identity=ALL,
         on_resource=denies(NotPrincipal={"AWS": [BOB, ACCOUNT]})),
    Case("session and account", DENY, "resource", principal=SESSION, identity=ALL,
         on_resource=denies(NotPrincipal={"AWS": [SESSION, ACCOUNT]})),
    Case("everyone listed", YES, "identity", identity=ALL,
         on_resource=denies(NotPrincipal={"AWS": "*"})),
    Case("service", YES, "resource", principal="s3.amazonaws.com", on_resource=EVERYONE
         + denies(NotPrincipal={"Service": "s3.amazonaws.com"})),
]

SERVICES = [
    Case("trust names user", YES, "trust", **ASSUME,
         on_resource=trusts(Principal={"AWS": ALICE})),
    Case("trust names user, identity too", YES, "trust", **ASSUME, identity=ALL,
         on_resource=trusts(Principal={"AWS": ALICE})),
    Case("trust names account", NO, "identity", **ASSUME,
         on_resource=trusts(Principal={"AWS": ROOT})),
    Case("both", YES, "identity", **ASSUME, identity=ALL,
         on_resource=trusts(Principal={"AWS": ROOT})),
    Case("trust names nobody", NO, "trust", **ASSUME, identity=ALL),
    Case("trust denies", DENY, "trust", **ASSUME, identity=ALL, on_resource=policy(
        {"Effect": "Deny", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"})),
    Case("cross", NO, "identity", **ASSUME, principal=DAVE,
         on_resource=trusts(Principal={"AWS": DAVE})),
    Case("service only", NO, "trust", **ASSUME, identity=ALL,
         on_resource=trusts(Principal={"Service": "ec2.amazonaws.com"})),
    Case("trust everyone", YES, "trust", **ASSUME, on_resource=trusts(Principal="*")),
    Case("boundary limits trust", NO, "boundary", **ASSUME, boundary=NONE,
         on_resource=trusts(Principal={"AWS": ALICE})),
    Case("service assumes", YES, "trust", **ASSUME, principal="ec2.amazonaws.com",
         on_resource=trusts(Principal={"Service": "ec2.amazonaws.com"})),
    Case("root cannot assume", NO, None, **ASSUME, principal=ROOT,
         on_resource=trusts(Principal={"AWS": ROOT})),
    Case("role itself", NO, "trust", **ASSUME, principal=SESSION, identity=ALL,
         context={"aws:PrincipalArn": BOB}),
    Case("role itself, of old", YES, "identity", **ASSUME, principal=SESSION, identity=ALL,
         context={"aws:PrincipalArn": BOB}, as_of="2022-09-20"),
    Case("TagSession not trusted", NO, "trust", action="sts:TagSession", resource=BOB, identity=ALL,
         on_resource=trusts(Principal={"AWS": ALICE})),
    Case("user with a token", NO, None, **WEB, identity=ALL, on_resource=trusts(
        Principal={"Federated": GITHUB}, Action="sts:AssumeRoleWithWebIdentity")),
    Case("web identity", YES, "trust", **WEB, principal=GITHUB, scps=[NONE], on_resource=trusts(
        Principal={"Federated": GITHUB}, Action="sts:AssumeRoleWithWebIdentity")),
    Case("web identity, other action", NO, "trust", **WEB, principal=GITHUB,
         on_resource=trusts(Principal={"Federated": GITHUB})),
    Case("GetCallerIdentity", YES, None, action="sts:GetCallerIdentity", resource="*",
         identity=denies()),
    Case("GetSessionToken", YES, None, action="sts:GetSessionToken", resource="*"),
    Case("GetSessionToken of a session", NO, None, action="sts:GetSessionToken", resource="*",
         principal=SESSION, identity=ALL),
    Case("federated and IAM", NO, None, principal=FEDERATED, action="iam:GetUser", resource=ALICE,
         identity=ALL, session=ALL),
    Case("session token and IAM", NO, None, credentials="session-token", action="iam:GetUser",
         resource=ALICE, identity=ALL),
    Case("session token with MFA", YES, "identity", credentials="session-token",
         action="iam:GetUser", resource=ALICE, identity=ALL,
         context={"aws:MultiFactorAuthPresent": "true"}),
    Case("session token, other STS", NO, None, credentials="session-token", identity=ALL,
         action="sts:GetFederationToken", resource="*"),
    Case("KMS, no key policy", NO, "resource", action="kms:Decrypt", resource=KEY, identity=ALL),
    Case("KMS, account", YES, "identity", action="kms:Decrypt", resource=KEY, identity=ALL,
         on_resource=grants(ACCOUNT)),
    Case("KMS, user", YES, "resource", action="kms:Decrypt", resource=KEY,
         on_resource=grants(ALICE)),
    Case("KMS, root without", NO, "resource", principal=ROOT, action="kms:Decrypt", resource=KEY),
    Case("KMS, root", YES, "resource", principal=ROOT, action="kms:Decrypt", resource=KEY,
         on_resource=grants(ACCOUNT)),
    Case("KMS, RetireGrant and RCP", YES, "identity", action="kms:RetireGrant", resource=KEY,
         identity=ALL, on_resource=grants(ACCOUNT), rcps=[denies(Principal="*")]),
    Case("AWS's policy", NO, None, action="iam:DeletePolicy", identity=ALL,
         resource="arn:aws:iam::aws:policy/ReadOnlyAccess"),
    Case("AWS's policy, read", YES, "identity", action="iam:GetPolicy", identity=ALL,
         resource="arn:aws:iam::aws:policy/ReadOnlyAccess"),
    Case("AWS's alias", NO, None, action="kms:UpdateAlias", identity=ALL,
         resource=f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/aws/s3"),
    Case("reserved role", NO, None, action="iam:DeleteRole", identity=ALL,
         resource=f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/X"),
]
# fmt: on

CASES = [*LANGUAGE, *MATRIX, *OTHER_TYPES, *NOT_PRINCIPAL, *SERVICES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_and_type(case: Case) -> None:
    answer = case.answer()
    assert (answer.verdict, answer.settled_by) == (case.verdict, case.settled_by)
    assert answer.possible == {case.verdict}
    by_policy = case.settled_by is not None and case.verdict != "implicit_deny"
    assert bool(answer.deciding) is by_policy


def test_all_denies_of_the_type_that_settles() -> None:
    two = policy(statement("Deny"), statement("Allow"), statement("Deny", Action="s3:*"))
    answer = Case("", DENY, None, identity=two, boundary=denies()).answer()
    assert answer.deciding == {("identity", "p", 1), ("identity", "p", 3)}


def test_the_grants_that_need_no_identity_policy_decide() -> None:
    mixed = policy(
        *(statement("Allow", Principal={"AWS": form}) for form in (ACCOUNT, ALICE, BOB, "*"))
    )
    answer = Case("", YES, None, on_resource=mixed).answer()
    assert answer.deciding == {("resource", "p", 2), ("resource", "p", 4)}


def test_role_grant_cut_by_the_boundary_does_not_decide() -> None:
    mixed = policy(*(statement("Allow", Principal={"AWS": form}) for form in (BOB, SESSION)))
    answer = Case("", YES, None, principal=SESSION, on_resource=mixed, boundary=NONE).answer()
    assert answer.deciding == {("resource", "p", 2)}


def when(**condition: dict[str, Any]) -> Any:
    return allows(Condition=condition)


UNKNOWNS = [
    ("aws:PrincipalTag/a", when(StringEquals={"aws:PrincipalTag/A": "x"}), {YES, NO}),
    (
        "aws:PrincipalTag/a",
        when(StringEquals={"aws:PrincipalTag/a": "x"})
        + when(StringNotEquals={"aws:PrincipalTag/a": "x"}),
        {YES},
    ),
    ("aws:SourceIp", when(IpAddress={"aws:SourceIp": "10.0.0.0/8"}), {YES, NO}),
    (
        "aws:SourceIp",
        when(IpAddress={"aws:SourceIp": "10.0.0.0/8"})
        + denies(Condition={"NotIpAddress": {"aws:SourceIp": "10.1.0.0/16"}}),
        {YES, DENY},
    ),
    (
        "acme:n",
        when(NumericGreaterThan={"acme:n": "1"}, NumericLessThan={"acme:n": "2"}),
        {YES, NO},
    ),
    (
        "acme:like",
        when(StringLike={"acme:like": "a*"})
        + denies(Condition={"StringLike": {"acme:like": "*b"}}),
        {YES, NO, DENY},
    ),
    ("aws:PrincipalTag/team", allows(Resource=TEAM), {YES, NO}),
    (
        "aws:TagKeys",
        allows(
            Condition={
                "ForAnyValue:StringEquals": {"aws:TagKeys": "a"},
                "ForAnyValue:StringLike": {"aws:TagKeys": "b"},
            }
        ),
        {YES, NO},
    ),
    ("aws:username", ALL, {YES}),
]


@pytest.mark.parametrize(("key", "identity", "possible"), UNKNOWNS)
def test_unknown_keys(key: str, identity: Any, possible: set[str]) -> None:
    answer = Case("", "", None, identity=identity, context={key: UNKNOWN}).answer()
    assert answer.possible == possible
    assert (answer.verdict == "depends") is (len(possible) > 1)


def test_two_unknown_keys_that_are_compared_with_each_other() -> None:
    same = when(StringEquals={"aws:PrincipalTag/a": "${aws:ResourceTag/a}"})
    unknown = {"aws:PrincipalTag/a": UNKNOWN, "aws:ResourceTag/a": UNKNOWN}
    assert Case("", "", None, identity=same, context=unknown).answer().possible == {YES, NO}


def test_budget() -> None:
    keys = [f"aws:PrincipalTag/{number}" for number in range(12)]
    asks = when(StringEquals={key: ["a", "b", "c"] for key in keys})
    with pytest.raises(BudgetExceededError):
        Case("", "", None, identity=asks, context=dict.fromkeys(keys, UNKNOWN)).answer()
