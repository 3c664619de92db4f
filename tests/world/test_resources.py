"""The keys that the called resource, its account and the Region settle."""

from __future__ import annotations

import pytest

from simulator.evaluation.request import UNKNOWN

from .conftest import WORLD


def tree(call: str, acting: str = "caller", below: str = "ec2:StopInstances on instance/i-0abc"):
    return f"""
  - name: one
    call: {call}
    then:
      - {{call: "{below}", as: {acting}}}
"""


UPDATE = "user/alice cloudformation:UpdateStack on stack/web"


def test_a_function_tells_which_one_it_is(stage, context):
    calls = tree("user/alice lambda:InvokeFunction on function/f", "role/Function")
    _, second = stage.hops(calls)
    assert context(second)["lambda:SourceFunctionArn"] == (
        "arn:aws:lambda:us-east-1:111122223333:function:f"
    )
    # CloudFormation, which uses a role for no function, tells none.
    _, third = stage.hops(tree(UPDATE, "role/Deployer"))
    assert "lambda:SourceFunctionArn" not in context(third)


def test_kms_is_told_through_which_service(stage, context):
    first, second = stage.hops(
        tree("user/alice s3:PutObject on bucket", below="kms:GenerateDataKey on key")
    )
    assert context(second)["kms:ViaService"] == "s3.us-east-1.amazonaws.com"
    assert context(second)["kms:CallerAccount"] == "111122223333"
    assert context(first)["s3:ResourceAccount"] == "111122223333"
    assert "kms:ViaService" not in context(stage.first("user/alice kms:Decrypt on key"))


REGIONS = [
    ("iam:GetRole on role/Bob", "us-east-1"),
    ("ec2:StopInstances on instance/i-0abc", "eu-west-1"),
    ("ec2:DescribeInstances on *", "ap-south-1"),
    ("s3:PutObject on bucket", "ap-south-1"),
    ("route53:GetHostedZone on arn:aws:route53:::hostedzone/Z1", "us-east-1"),
    ("tag:GetResources on *", "ap-south-1"),
]


@pytest.mark.parametrize(("call", "region"), REGIONS)
def test_the_region_asked(stage, context, call, region):
    world = f"{WORLD}region: ap-south-1\n"
    assert context(stage.first(f"user/alice {call}", world=world))["aws:RequestedRegion"] == region


# The owner of the resource: the world's entry, else the ARN, else nobody knows.
OWNERS = [
    ("s3:PutObject on bucket", "111122223333"),
    ("s3:GetObject on arn:aws:s3:::other/report.csv", "222233334444"),
    ("s3:GetObject on arn:aws:s3:::strange/report.csv", UNKNOWN),
    ("sqs:SendMessage on arn:aws:sqs:us-east-1:555566667777:queue", "555566667777"),
    ("ec2:DescribeInstances on *", "111122223333"),
    ("ec2:CreateVpcPeeringConnection on arn:aws:ec2:us-east-1:111122223333:vpc/v", None),
]


@pytest.mark.parametrize(("call", "owner"), OWNERS)
def test_the_resources_account(stage, context, call, owner):
    assert context(stage.first(f"user/alice {call}")).get("aws:ResourceAccount") == owner


TAGS = [
    ("ec2:StopInstances on instance/i-0abc", {"aws:ResourceTag/team", "ec2:ResourceTag/team"}),
    ("s3:PutObject on bucket", {"aws:ResourceTag/kind"}),
    # An object's tags are not its bucket's.
    ("s3:GetObject on arn:aws:s3:::bucket/report.csv", set()),
    (
        "iam:GetRole on role/Bob",
        {
            "aws:ResourceTag/Team",
            "aws:ResourceTag/stage",
            "iam:ResourceTag/Team",
            "iam:ResourceTag/stage",
        },
    ),
    ("iam:GetUser on user/alice", {"aws:ResourceTag/team", "iam:ResourceTag/team"}),
    ("sts:AssumeRole on role/Bob", {"aws:ResourceTag/Team", "aws:ResourceTag/stage"}),
]


@pytest.mark.parametrize(("call", "keys"), TAGS)
def test_the_resources_tags(stage, context, call, keys):
    found = context(stage.first(f"user/alice {call}"))
    assert {key for key in found if ":ResourceTag/" in key} == keys
