"""The keys that the place brings from which a call comes."""

from __future__ import annotations

import pytest

from simulator.evaluation.request import UNKNOWN

from .conftest import AS_OF, HOME, NETWORKS, ORGANIZATION

NOW = "2026-11-24T12:00:00Z"
ALICE = {
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalArn": "arn:aws:iam::111122223333:user/alice",
    "aws:PrincipalType": "User",
    "aws:PrincipalAccount": "111122223333",
    "aws:PrincipalTag/team": "ops",
    "aws:userid": UNKNOWN,
    "aws:username": "alice",
}


REQUEST = {
    "aws:CurrentTime": NOW,
    "aws:EpochTime": "1795521600",
    "aws:SecureTransport": "true",
    "aws:UserAgent": UNKNOWN,
    "aws:ResourceAccount": "111122223333",
}


STACK = REQUEST | {"aws:RequestedRegion": "us-east-1"}


DIRECT = {"aws:ViaAWSService": "false"}


def tree(call: str, acting: str = "caller", below: str = "ec2:StopInstances on instance/i-0abc"):
    return f"""
  - name: one
    call: {call}
    then:
      - {{call: "{below}", as: {acting}}}
"""


UPDATE = "user/alice cloudformation:UpdateStack on stack/web"


# Which of the keys on an endpoint's owner a service sends, and that nobody knows them of an
# endpoint that the world does not have.
OWNED = AS_OF + NETWORKS + ORGANIZATION + HOME


def test_an_endpoints_policy_is_asked_of_direct_calls_only(stage, context):
    # The endpoint's policy lets CloudFormation through and nothing else: it is asked of direct
    # calls only, so that what CloudFormation calls on is not denied by it.
    first, second = stage.hops(tree(f"{UPDATE} from vpc"))
    assert [first.verdict, second.verdict] == ["allow", "allow"]
    assert stage.first("user/alice ec2:StopInstances on instance/i-0abc from vpc").verdict == (
        "implicit_deny"
    )
    assert "aws:SourceVpce" not in context(second)


def test_a_vpc_endpoint(stage, context):
    keys = {
        "aws:SourceVpce": "vpce-1a2b",
        "aws:SourceVpc": "vpc-3c4d",
        "aws:VpcSourceIp": "10.0.1.5",
        "aws:SourceVpcArn": "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-3c4d",
        "aws:VpceAccount": "111122223333",
    }
    assert context(stage.first(f"{UPDATE} from vpc")) == ALICE | STACK | DIRECT | keys


STRANGE = OWNED.replace("endpoints:\n      vpce-1a2b", "endpoints:\n      vpce-other")


SENT = [
    ("cloudformation:UpdateStack on stack/web", "vpc-3c4d", "111122223333", "o-exampleorgid"),
    ("dynamodb:ListTables on *", None, "111122223333", "o-exampleorgid"),
    ("sqs:ListQueues on *", None, None, "o-exampleorgid"),
    ("ec2:StopInstances on instance/i-0abc", None, None, None),
    ("iam:PassRole on role/Bob", None, None, None),
]


@pytest.mark.parametrize(("call", "vpc", "account", "organization"), SENT)
def test_which_services_tell_the_owner_of_an_endpoint(
    stage, context, call, vpc, account, organization
):
    known = context(stage.first(f"user/alice {call} from vpc", world=OWNED))
    assert known.get("aws:SourceVpcArn") == (
        vpc and f"arn:aws:ec2:us-east-1:111122223333:vpc/{vpc}"
    )
    assert known.get("aws:VpceAccount") == account
    assert known.get("aws:VpceOrgID") == organization
    unknown = context(stage.first(f"user/alice {call} from vpc", world=STRANGE))
    for key in ("aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"):
        assert unknown.get(key) == (UNKNOWN if key in known else None), key
    assert unknown["aws:SourceVpce"] == "vpce-1a2b"
