"""What one call needs to be allowed, role passing and trust included."""

from __future__ import annotations

import pytest

from simulator.world.replayed import CallKind, NotMade, Purpose

from .conftest import ORGANIZATION, WORLD

ACCOUNT = "111122223333"


def document(*statements: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def may(*actions: str, effect: str = "Allow", **more: object) -> dict[str, object]:
    return {"Effect": effect, "Action": list(actions), "Resource": "*", **more}


def passing(role: str, call: str = "cloudformation:CreateStack on stack/web") -> str:
    return f"""
  - name: one
    call: user/alice {call} from office
    passes: {role}
    then:
      - {{call: ec2:RunInstances on instance/i-0abc, as: {role}}}
"""


def by_purpose(hop):
    return {one.purpose: one.decision for one in hop.authorizations}


def test_handing_over_a_role_asks_for_passrole_and_for_its_trust(stage):
    first, second = stage.hops(passing("role/Deployer"))
    found = by_purpose(first)
    assert set(found) == {Purpose.CALL, Purpose.PASS_ROLE, Purpose.SERVICE_TRUST}
    assert [decision.verdict for decision in found.values()] == ["allow"] * 3

    passed = found[Purpose.PASS_ROLE].request
    assert passed.action == "iam:PassRole"
    assert passed.resource == f"arn:aws:iam::{ACCOUNT}:role/Deployer"
    assert passed.principal == f"arn:aws:iam::{ACCOUNT}:user/alice"
    assert passed.context["iam:PassedToService"] == "cloudformation.amazonaws.com"
    assert passed.context["iam:AssociatedResourceArn"] == (
        f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/web/6f2a"
    )
    assert passed.context["aws:SourceIp"] == "103.15.250.7"
    assert passed.context["aws:RequestedRegion"] == "us-east-1"

    trusted = found[Purpose.SERVICE_TRUST].request
    assert trusted.principal == "cloudformation.amazonaws.com"
    assert trusted.action == "sts:AssumeRole"
    assert trusted.context["aws:SourceArn"].endswith(":stack/web/6f2a")
    assert trusted.context["aws:SourceAccount"] == ACCOUNT
    assert (second.kind, second.verdict) == (CallKind.SERVICE_ROLE, "allow")


PASSED = [
    # What alice may do, the role, and which authorization denies.
    ([may("cloudformation:*")], "role/Deployer", Purpose.PASS_ROLE, "implicit_deny"),
    ([may("iam:PassRole")], "role/Deployer", Purpose.CALL, "implicit_deny"),
    ([may("*")], "role/Bob", Purpose.SERVICE_TRUST, "implicit_deny"),
    (
        [
            may("*"),
            may(
                "iam:PassRole",
                effect="Deny",
                Condition={
                    "StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"},
                },
            ),
        ],
        "role/Deployer",
        Purpose.PASS_ROLE,
        "explicit_deny",
    ),
    (
        [
            may("cloudformation:*"),
            may(
                "iam:PassRole",
                Condition={"ArnLike": {"iam:AssociatedResourceArn": "arn:aws:ec2:*:*:*"}},
            ),
        ],
        "role/Deployer",
        Purpose.PASS_ROLE,
        "implicit_deny",
    ),
]


@pytest.mark.parametrize(("statements", "role", "purpose", "verdict"), PASSED)
def test_each_authorization_must_allow_and_the_denying_one_is_shown(
    stage, statements, role, purpose, verdict
):
    stage.policy("all.json", document(*statements))
    first, second = stage.hops(passing(role))
    assert first.verdict == verdict
    assert first.decision is by_purpose(first)[purpose]
    assert first.request is by_purpose(first)[Purpose.CALL].request
    assert second.not_made is NotMade.CALL_ABOVE_DENIED
    if purpose is Purpose.PASS_ROLE:
        assert "iam:PassRole" in first.trail["errorMessage"]


def test_a_role_of_no_use_to_the_service_is_not_assumed(stage):
    # Nobody passed it: that Bob's trust policy does not know CloudFormation shows only below.
    hops = stage.hops("""
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web
    then:
      - call: ec2:StopInstances on instance/i-0abc
        as: role/Bob
        then:
          - call: kms:Decrypt on key
""")
    assert [hop.not_made for hop in hops] == [
        None,
        NotMade.ROLE_NOT_ASSUMED,
        NotMade.CALL_ABOVE_DENIED,
    ]
    (trust,) = hops[1].authorizations
    assert (trust.purpose, trust.decision.allowed) == (Purpose.SERVICE_TRUST, False)
    assert (hops[1].verdict, hops[1].trail, hops[1].context) == (None, None, ())


def test_each_service_assumes_the_role_for_itself(stage):
    hops = stage.hops("""
  - name: one
    call: user/alice lambda:InvokeFunction on function/f
    then:
      - {call: s3:GetObject on bucket, as: role/Function}
      - {call: s3:GetObject on bucket, as: role/Deployer}
""")
    assert [hop.not_made for hop in hops] == [None, None, NotMade.ROLE_NOT_ASSUMED]


def test_no_rcp_hinders_a_service_in_assuming_its_linked_role(stage):
    rcp = document(
        {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}
    )
    stage.policy("rcp.json", rcp)
    scp = document(may("ec2:*", effect="Deny"), may("*"))
    stage.policy("scp.json", scp)
    world = WORLD + ORGANIZATION.replace(
        "accounts: [", "rcps: [rcp.json]\n      scps: [scp.json]\n      accounts: ["
    )
    tree = """
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web
    then:
      - {call: ec2:StopInstances on instance/i-0abc, as: role/Linked}
      - {call: ec2:StopInstances on instance/i-0abc, as: role/Deployer}
      - {call: ec2:StopInstances on instance/i-0abc}
"""
    _, linked, by_role, forwarded = stage.hops(tree, world=world)
    assert linked.verdict == "allow"
    assert by_role.not_made is NotMade.ROLE_NOT_ASSUMED
    assert by_role.decision.settled_by == "rcp"
    assert (forwarded.verdict, forwarded.decision.settled_by) == ("explicit_deny", "scp")


def test_what_is_said_of_the_request_holds_for_the_passing_of_the_role(stage):
    tree = passing("role/Deployer").replace(
        "    passes",
        '    context: {"aws:SourceIp": 192.0.2.1, "aws:ResourceTag/stage": x}\n    passes',
    )
    passed = by_purpose(stage.hops(tree)[0])[Purpose.PASS_ROLE].request
    assert passed.context["aws:SourceIp"] == "192.0.2.1"
    assert "aws:ResourceTag/stage" not in passed.context


def test_the_passing_of_a_role_comes_through_no_endpoint(stage):
    tree = passing("role/Deployer").replace("from office", "from vpc")
    first, _ = stage.hops(tree)
    # The endpoint's policy allows CloudFormation alone.
    assert first.verdict == "allow"
