"""Which policies and requests is every tool asked about?

Plain JSON that each tool turns into its own form before the clock runs. Requests are made by number
from a seed, so that every tool is asked the same, and no two are the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.account import HOME, account_policies, account_request

Document = dict[str, Any]
Asked = dict[str, Any]

ALICE = f"arn:aws:iam::{HOME}:user/alice"
STORY = Path(__file__).parents[1] / "scenarios" / "source-ip" / "office-only.json"


@dataclass(frozen=True, slots=True)
class Question:
    """One set of policies and all that is asked of it.

    Args:
        name: of the row in the report.
        policies: `identity`, `boundary`, `scps`, `resource`, as JSON documents with their names.
        request: makes the request of a number.
    """

    name: str
    policies: dict[str, Any]
    request: Callable[[int], Asked]


def article() -> Question:
    """The policy of AWS's article: one statement, two ranges."""
    document = json.loads(STORY.read_text(encoding="utf-8"))
    return Question("article", _identity(document), lambda number: _from_somewhere(number, OFFICES))


def account() -> Question:
    """10 identity policies of 20 statements, a boundary, 3 levels of SCPs, a bucket policy."""
    return Question("account", account_policies(Random(14)), account_request)


def statements(count: int) -> Question:
    """So many statements, all but the last about other services than the one that is called."""
    others = [
        {
            "Effect": "Allow",
            "Action": [f"{service}:Get*", f"{service}:List*"],
            "Resource": f"arn:aws:{service}:us-east-1:{HOME}:thing/{number}/*",
        }
        for number in range(count - 1)
        for service in (SERVICES[number % len(SERVICES)],)
    ]
    last = {
        "Effect": "Allow",
        "Action": ["ec2:StopInstances", "ec2:StartInstances"],
        "Resource": f"arn:aws:ec2:us-east-1:{HOME}:instance/*",
        "Condition": {"IpAddress": {"aws:SourceIp": list(OFFICES)}},
    }
    document = {"Version": "2012-10-17", "Statement": [*others, last]}
    return Question(
        f"{count:,} statements",
        _identity(document),
        lambda number: _from_somewhere(number, OFFICES),
    )


def ranges(count: int) -> Question:
    """One condition with so many ranges that do not touch."""
    networks = [f"{10 + at // 65536}.{at // 256 % 256}.{at % 256}.0/25" for at in range(count)]
    document = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "ec2:*",
            "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": networks}},
        },
    }
    return Question(
        f"{count:,} ranges", _identity(document), lambda number: _from_somewhere(number, networks)
    )


OFFICES = ("103.15.250.0/24", "12.148.72.0/23")
SERVICES = (
    *("athena", "autoscaling", "batch", "cloudfront", "codebuild", "dynamodb", "ecr", "ecs"),
    *("elasticache", "events", "firehose", "glue", "guardduty", "kinesis", "lambda", "logs"),
    *("rds", "redshift", "route53", "s3", "sagemaker", "secretsmanager", "sns", "sqs", "ssm"),
)


def _identity(document: Document) -> dict[str, Any]:
    identity = [{"name": "policy", "document": document}]
    return {"identity": identity, "boundary": None, "scps": [], "resource": None}


def _from_somewhere(number: int, networks: tuple[str, ...] | list[str]) -> Asked:
    """Every other request comes from one of the ranges; no two from the same address and port."""
    random = Random(number)
    start = networks[random.randrange(len(networks))].rpartition(".")[0]
    inside = f"{start}.{random.randrange(1, 120)}"
    outside = f"{random.randrange(128, 220)}.{random.randrange(256)}.{random.randrange(256)}.7"
    return {
        "principal": ALICE,
        "action": ("ec2:StopInstances", "ec2:StartInstances")[random.randrange(2)],
        "resource": f"arn:aws:ec2:us-east-1:{HOME}:instance/i-{number:017x}",
        "account": HOME,
        "context": {"aws:SourceIp": inside if number % 2 else outside},
    }
