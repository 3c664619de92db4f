from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.logs.resources import Resources, parameters_of, resources_of
from tests.analysis.logs.records import ACCOUNT, INSTANCE, STOPPING, event

EC2 = f"arn:aws:ec2:us-east-1:{ACCOUNT}"


def found(action: str, parameters: dict[str, Any] | None = None, **more: Any) -> Resources:
    one = event(action, parameters=parameters, **more)
    return resources_of(one, action, parameters_of(one))


@pytest.mark.parametrize(
    ("action", "parameters", "arns"),
    [
        ("ec2:StopInstances", STOPPING, [INSTANCE]),
        ("ec2:DescribeInstances", {}, ["*"]),
        ("s3:GetObject", {"bucketName": "b", "key": "a/k"}, ["arn:aws:s3:::b/a/k"]),
        ("s3:ListBucket", {"bucketName": "b", "prefix": "a/"}, ["arn:aws:s3:::b"]),
        ("sqs:SendMessage", {"queueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/q"},
         [f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"]),
        ("dynamodb:GetItem", {"tableName": "t"}, [f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/t"]),
        ("iam:PutRolePolicy", {"roleName": "r"}, [f"arn:aws:iam::{ACCOUNT}:role/r"]),
        ("ssm:GetParameter", {"name": "/a/b"}, [f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/a/b"]),
        ("ec2:DeleteSecurityGroup", {"groupId": "sg-1"}, [f"{EC2}:security-group/sg-1"]),
        ("ec2:CreateVpc", {"cidrBlock": "10.0.0.0/16"}, [f"{EC2}:vpc/*"]),
    ],
)  # fmt: skip
def test_parameters_fill_in_the_templates(
    action: str, parameters: dict[str, Any], arns: list[str]
) -> None:
    assert found(action, parameters) == Resources(tuple(arns))


def test_several_resources_are_several() -> None:
    items = [{"instanceId": "i-1"}, {"instanceId": "i-2"}]
    arns = found("ec2:StopInstances", {"instancesSet": {"items": items}}).arns
    assert arns == (f"{EC2}:instance/i-1", f"{EC2}:instance/i-2")


def test_listed_resources_come_first_if_the_action_has_such() -> None:
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"
    listed = [{"ARN": key, "type": "AWS::KMS::Key"}, {"ARN": "arn:aws:s3:::other"}]
    assert found("kms:Decrypt", {"keyId": "alias/x"}, resources=listed).arns == (key,)


def test_a_denied_call_without_parameters_has_the_resource_of_its_message() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/Bob"
    message = (
        f"User: arn:aws:iam::{ACCOUNT}:user/alice is not authorized to perform: sts:AssumeRole "
        f"on resource: {role}"
    )
    denied = {"errorCode": "AccessDenied", "errorMessage": message}
    assert found("sts:AssumeRole", None, **denied) == Resources((role,))


def test_what_nothing_tells_is_said_to_be_guessed() -> None:
    assert found("ec2:StopInstances", None) == Resources((f"{EC2}:instance/*",), guessed=True)


@pytest.mark.parametrize("odd", [[7], "text", ["ARN"], {"ARN": "x"}, [{"ARN": 7}], [None]])
def test_odd_resources_are_no_error(odd: Any) -> None:
    assert found("ec2:StopInstances", STOPPING, resources=odd).arns == (INSTANCE,)


@pytest.mark.parametrize("odd", [[], "text", 7, {"instancesSet": None}, {"a": {"b": [1, None]}}])
def test_odd_parameters_are_no_error(odd: Any) -> None:
    assert found("ec2:StopInstances", odd).guessed
