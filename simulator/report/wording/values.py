"""How are values said: of the request, of a policy, lists of them, names of services?

Absent, unknown and empty are three words here and everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.evaluation.request import ContextValue, ServiceAddress
from simulator.source import Span, printable


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something said, without a full stop, and the place it speaks of."""

    text: str
    span: Span | None = None


SERVICE_NAMES = {
    "apigateway": "API Gateway",
    "athena": "Athena",
    "autoscaling": "Auto Scaling",
    "backup": "Backup",
    "cloudformation": "CloudFormation",
    "cloudfront": "CloudFront",
    "cloudtrail": "CloudTrail",
    "codebuild": "CodeBuild",
    "codepipeline": "CodePipeline",
    "config": "Config",
    "dynamodb": "DynamoDB",
    "ec2": "EC2",
    "ecs": "ECS",
    "eks": "EKS",
    "events": "EventBridge",
    "glue": "Glue",
    "iam": "IAM",
    "kms": "KMS",
    "lambda": "Lambda",
    "logs": "CloudWatch Logs",
    "organizations": "Organizations",
    "rds": "RDS",
    "s3": "S3",
    "secretsmanager": "Secrets Manager",
    "servicecatalog": "Service Catalog",
    "sns": "SNS",
    "sqs": "SQS",
    "ssm": "Systems Manager",
    "states": "Step Functions",
    "sts": "STS",
}
"""As people call them, by prefix; others are called by their prefix."""

_RESERVED = {"absent", "unknown", "empty list"}


def service_name(prefix: str) -> str:
    """Such as ``CloudFormation`` for ``cloudformation``."""
    return SERVICE_NAMES.get(prefix, printable(prefix))


def value_text(value: ContextValue | None) -> str:
    """A value of the request context; None is an absent key."""
    if value is None:
        return "absent"
    if isinstance(value, tuple):
        return request_values_text(value)
    if isinstance(value, (str, ServiceAddress)):
        return request_values_text((value,))
    return "unknown"


def request_values_text(values: Sequence[str | ServiceAddress]) -> str:
    """The values that the request has under one key."""
    if not values:
        return "empty list"
    return ", ".join(
        f"{service_name(value.service)}'s address"
        if isinstance(value, ServiceAddress)
        else _scalar(value)
        for value in values
    )


def _scalar(text: str) -> str:
    return f'"{text}"' if not text.strip() or text in _RESERVED else printable(text)


def list_text(values: Sequence[str], shown: int = 4) -> str:
    """The first values and how many more there are."""
    texts = [_scalar(value) for value in values[:shown]]
    more = len(values) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")


def counted(number: int, noun: str) -> str:
    """Such as ``1 request`` or ``65 requests``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
