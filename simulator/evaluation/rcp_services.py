"""Which services do resource control policies govern, on which day?"""

from __future__ import annotations

import datetime

_WIDENED = datetime.date(2025, 1, 1)
_AT_LAUNCH = frozenset({"kms", "s3", "secretsmanager", "sqs", "sts"})
RCP_SERVICES = _AT_LAUNCH | frozenset(
    [
        "aoss",
        "appconfig",
        "appstream",
        "autoscaling",
        "autoscaling-plans",
        "budgets",
        "clouddirectory",
        "cloudfront",
        "cloudsearch",
        "cloudtrail-data",
        "codeartifact",
        "codebuild",
        "codecommit",
        "codepipeline",
        "cognito-identity",
        "cognito-idp",
        "comprehend",
        "comprehendmedical",
        "compute-optimizer",
        "cost-optimization-hub",
        "dax",
        "dsql",
        "dynamodb",
        "ecr",
        "ecr-public",
        "events",
        "firehose",
        "fis",
        "fms",
        "gamelift",
        "health",
        "inspector-scan",
        "kendra",
        "kinesisvideo",
        "logs",
        "memorydb",
        "networkmonitor",
        "notifications",
        "opensearch",
        "pca-connector-ad",
        "personalize",
        "polly",
        "pricing",
        "resource-groups",
        "rolesanywhere",
        "servicediscovery",
        "signin",
        "support",
        "swf",
        "textract",
        "timestream-influxdb",
        "transcribe",
        "transfer",
        "translate",
        "wafv2",
        "workspaces",
        "xray",
    ]
)
"""Services whose actions RCPs govern: ORG orgs_manage_policies_rcps, autumn 2026. At the launch
there were five; the others came since 2025, on days that AWS does not list."""


def governed_services(as_of: datetime.date) -> frozenset[str]:
    """The prefixes of the services whose actions RCPs govern on a day."""
    return RCP_SERVICES if as_of >= _WIDENED else _AT_LAUNCH
