"""What does an account look like that has been lived in for some years?

Real actions on resources of the types that they act on, so that tools which check this accept them.
"""

from __future__ import annotations

from random import Random
from typing import Any

HOME = "111122223333"
_HERE = f"us-east-1:{HOME}"

CALLS = {
    "s3:GetObject": "arn:aws:s3:::{team}-data/{year}/{name}",
    "s3:PutObject": "arn:aws:s3:::{team}-data/{year}/{name}",
    "s3:DeleteObject": "arn:aws:s3:::{team}-data/{year}/{name}",
    "s3:ListBucket": "arn:aws:s3:::{team}-data-{name}",
    "ec2:StartInstances": f"arn:aws:ec2:{_HERE}:instance/i-{{name}}",
    "ec2:StopInstances": f"arn:aws:ec2:{_HERE}:instance/i-{{name}}",
    "ec2:TerminateInstances": f"arn:aws:ec2:{_HERE}:instance/i-{{name}}",
    "ec2:CreateTags": f"arn:aws:ec2:{_HERE}:instance/i-{{name}}",
    "sqs:SendMessage": f"arn:aws:sqs:{_HERE}:{{team}}-{{name}}",
    "sqs:ReceiveMessage": f"arn:aws:sqs:{_HERE}:{{team}}-{{name}}",
    "sns:Publish": f"arn:aws:sns:{_HERE}:{{team}}-{{name}}",
    "lambda:InvokeFunction": f"arn:aws:lambda:{_HERE}:function:{{team}}-{{name}}",
    "lambda:UpdateFunctionCode": f"arn:aws:lambda:{_HERE}:function:{{team}}-{{name}}",
    "dynamodb:GetItem": f"arn:aws:dynamodb:{_HERE}:table/{{team}}-{{name}}",
    "dynamodb:PutItem": f"arn:aws:dynamodb:{_HERE}:table/{{team}}-{{name}}",
    "rds:StopDBInstance": f"arn:aws:rds:{_HERE}:db:{{team}}-{{name}}",
    "secretsmanager:GetSecretValue": f"arn:aws:secretsmanager:{_HERE}:secret:{{team}}/{{name}}",
    "ssm:GetParameter": f"arn:aws:ssm:{_HERE}:parameter/{{team}}/{{name}}",
    "ecr:BatchGetImage": f"arn:aws:ecr:{_HERE}:repository/{{team}}/{{name}}",
    "states:StartExecution": f"arn:aws:states:{_HERE}:stateMachine:{{team}}-{{name}}",
    "kinesis:PutRecord": f"arn:aws:kinesis:{_HERE}:stream/{{team}}-{{name}}",
    "iam:GetRole": f"arn:aws:iam::{HOME}:role/{{team}}-{{name}}",
}
"""Actions, and the resources that they are asked about."""

TEAMS = ("billing", "catalog", "data", "mobile", "platform", "search")
YEARS = ("2024", "2025", "2026")
OFFICES = ("103.15.250.0/24", "12.148.72.0/23", "198.51.100.0/26", "203.0.113.0/24")

_CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {},
    {"IpAddress": {"aws:SourceIp": list(OFFICES)}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"aws:PrincipalTag/team": ["billing", "data", "platform"]}},
    {"StringLike": {"aws:PrincipalTag/cost": ["10*", "11*"]}},
    {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
)


def account_policies(random: Random) -> dict[str, Any]:
    """The policies in play for Alice."""
    identity = [
        _named(f"identity-{number}", [_statement(random) for _ in range(20)])
        for number in range(1, 11)
    ]
    services = sorted({action.partition(":")[0] for action in CALLS})
    boundary = [
        {"Effect": "Allow", "Action": [f"{service}:*" for service in services], "Resource": "*"},
        _deny(["ec2:TerminateInstances"], {"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
    ]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    outside = {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2", "eu-west-1"]}}
    levels = [
        [everything, _deny(["organizations:*", "account:*"])],
        [everything, _deny(["rds:*", "kinesis:*"], outside)],
        [everything, _deny(["s3:DeleteObject"], {"Bool": {"aws:SecureTransport": "false"}})],
    ]
    bucket = [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::billing-data/*"],
            "Condition": {"NotIpAddress": {"aws:SourceIp": list(OFFICES)}},
        },
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{HOME}:role/Reader"},
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::billing-data/*",
        },
    ]
    return {
        "identity": identity,
        "boundary": [_named("boundary", boundary)],
        "scps": [[_named(f"scp-{at}", level)] for at, level in enumerate(levels, start=1)],
        "resource": _named("bucket", bucket),
    }


def _named(name: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "document": {"Version": "2012-10-17", "Statement": statements}}


def _deny(actions: list[str], condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Deny", "Action": actions, "Resource": "*"}
    return {**statement, "Condition": condition} if condition else statement


def _statement(random: Random) -> dict[str, Any]:
    """One or two actions of a service on a team's resources; one in twelve denies."""
    action = random.choice(list(CALLS))
    service = action.partition(":")[0]
    near = [other for other in CALLS if other.startswith(f"{service}:")]
    resource = CALLS[action].format(team=random.choice(TEAMS), year=random.choice(YEARS), name="*")
    denies = random.randrange(12) == 0
    condition = random.choice(_CONDITIONS[3:] if denies else _CONDITIONS)
    return {
        "Effect": "Deny" if denies else "Allow",
        "Action": [action, random.choice([*near, f"{service}:List*", f"{service}:Describe*"])],
        "Resource": [resource],
        **({"Condition": condition} if condition else {}),
    }


def account_request(number: int) -> dict[str, Any]:
    """Alice asks for something, from somewhere."""
    random = Random(number)
    action = random.choice(list(CALLS))
    name = f"{number:09x}"
    resource = CALLS[action].format(team=random.choice(TEAMS), year=random.choice(YEARS), name=name)
    office = random.choice(("103.15.250", "12.148.73", "198.51.100", "203.0.113"))
    far = f"{random.randrange(128, 190)}.{random.randrange(256)}.{random.randrange(256)}"
    return {
        "principal": f"arn:aws:iam::{HOME}:user/alice",
        "action": action,
        "resource": resource,
        "account": HOME,
        "context": {
            "aws:SourceIp": f"{random.choice((office, far))}.{random.randrange(1, 63)}",
            "aws:MultiFactorAuthPresent": random.choice(("true", "false")),
            "aws:SecureTransport": random.choice(("true", "true", "false")),
            "aws:PrincipalArn": f"arn:aws:iam::{HOME}:user/alice",
            "aws:PrincipalTag/team": random.choice(TEAMS),
            "aws:PrincipalTag/cost": str(random.randrange(1000, 1300)),
            "aws:RequestedRegion": random.choice(("us-east-1", "us-west-2", "ap-south-1")),
        },
    }
