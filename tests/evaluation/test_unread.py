"""What comes out where a policy in play could not be read?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.evaluation.authorizer import Authorizer, evaluate
from simulator.evaluation.decision import Basis, Verdict
from simulator.evaluation.request import UNKNOWN, PolicySet, Request
from simulator.language.model import Policy

ALICE = "arn:aws:iam::111122223333:user/alice"
BUCKET = "arn:aws:s3:::bucket/key"
UNREAD = Policy.unreadable("ReadOnlyAccess", arn="arn:aws:iam::aws:policy/ReadOnlyAccess")
ALLOW = Policy.parse(
    '{"Version": "2012-10-17", "Statement": '
    '{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}',
    "allow.json",
)
DENY = Policy.parse(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}',
    "deny.json",
)
BUCKET_POLICY = Policy.parse(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": '
    '{"AWS": "arn:aws:iam::111122223333:user/alice"}, "Action": "s3:*", "Resource": "*"}}',
    "bucket.json",
)
NOTHING = Policy.parse(
    '{"Version": "2012-10-17", "Statement": '
    '{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}',
    "nothing.json",
)

A, X, I = Verdict.ALLOW, Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY  # noqa: E741

CASES = {
    "alone": (PolicySet(identity=[UNREAD]), {A, X, I}),
    "beside an allow it can still deny": (PolicySet(identity=[ALLOW, UNREAD]), {A, X}),
    "beside a deny it changes nothing": (PolicySet(identity=[DENY, UNREAD]), {X}),
    "as a boundary": (PolicySet(identity=[ALLOW], boundary=[UNREAD]), {A, X, I}),
    "as a boundary where nothing is granted": (
        PolicySet(identity=[NOTHING], boundary=[UNREAD]),
        {X, I},
    ),
    "as a session policy": (PolicySet(identity=[ALLOW], session=[UNREAD]), {A, X, I}),
    "as an SCP": (PolicySet(identity=[ALLOW], scps=[[ALLOW], [UNREAD]]), {A, X, I}),
    "as an SCP beside one that allows": (
        PolicySet(identity=[ALLOW], scps=[[ALLOW, UNREAD]]),
        {A, X},
    ),
    "under an SCP that allows nothing": (
        PolicySet(identity=[UNREAD], scps=[[NOTHING]]),
        {X, I},
    ),
    "as an RCP": (PolicySet(identity=[ALLOW], rcps=[[UNREAD]]), {A, X}),
    "as the endpoint's policy": (PolicySet(identity=[ALLOW], endpoint=[UNREAD]), {A, X, I}),
    "as the resource's policy": (PolicySet(identity=[NOTHING], resource=[UNREAD]), {A, X, I}),
    "as the resource's policy beside a grant": (
        PolicySet(identity=[ALLOW], resource=[UNREAD]),
        {A, X},
    ),
    "identity beside a resource that grants": (
        PolicySet(identity=[UNREAD], resource=[BUCKET_POLICY]),
        {A, X},
    ),
    "in part": (PolicySet(identity=[replace(ALLOW, unread=True)]), {A, X}),
    "in part, and what is read denies": (PolicySet(identity=[replace(DENY, unread=True)]), {X}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_can_come_out(name: str) -> None:
    policies, possible = CASES[name]
    request = Request(ALICE, "s3:GetObject", BUCKET, resource_account="111122223333")
    decision = evaluate(request, policies)
    assert decision.possible == possible
    assert (decision.verdict is Verdict.DEPENDS) == (len(possible) > 1)
    if len(possible) > 1:
        assert decision.basis is Basis.UNREADABLE
        assert [policy.unread for policy in decision.unread] == [True]
        assert decision.settled_by is None
    else:
        assert decision.unread == ()
    assert Authorizer(policies).decide(request) is decision.verdict


def test_across_accounts_both_sides_count() -> None:
    request = Request(ALICE, "s3:GetObject", BUCKET, resource_account="444455556666")
    denied = evaluate(request, PolicySet(identity=[NOTHING], resource=[UNREAD]))
    open_ = evaluate(request, PolicySet(identity=[ALLOW], resource=[UNREAD]))
    assert denied.possible == {X, I}
    assert denied.allowed is False
    assert open_.possible == {A, X, I}
    assert open_.allowed is None


def test_a_trust_policy_that_cannot_be_read() -> None:
    role = "arn:aws:iam::111122223333:role/Bob"
    may = Policy.parse(
        '{"Version": "2012-10-17", "Statement": '
        '{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}'
    )
    decision = evaluate(
        Request(ALICE, "sts:AssumeRole", role), PolicySet(identity=[may], resource=[UNREAD])
    )
    assert decision.allowed is None
    assert decision.unread == (UNREAD,)


def test_an_unknown_key_beside_it() -> None:
    only = Policy.parse(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",'
        ' "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}'
    )
    request = Request(ALICE, "s3:GetObject", BUCKET, context={"aws:SourceIp": UNKNOWN})
    decision = evaluate(request, PolicySet(identity=[ALLOW, UNREAD], boundary=[ALLOW, only]))
    assert decision.possible == {A, X}
    assert [key.key for key in decision.unknown] == ["aws:SourceIp"]
    assert decision.unread == (UNREAD,)
