"""Which attributes of the AWS provider's types hold what?

From the page of each type in the documentation of Terraform's AWS provider, "Argument Reference".
"""

from __future__ import annotations

from simulator.formats.declared.rows import (
    EndpointRow,
    GrantRow,
    IdentityRow,
    MembershipRow,
    OrganizationRows,
    Owner,
    PermissionRow,
    ResourcePolicyRow,
    Rows,
)

_POLICY = "policy"
_ARN = "policy_arn"
_USER = (("user", Owner.USER),)
_GROUP = (("group", Owner.GROUP),)
_ROLE = (("role", Owner.ROLE),)

ROWS = Rows(
    identities=(
        IdentityRow("aws_iam_user", Owner.USER, boundary="permissions_boundary", tags="tags"),
        IdentityRow("aws_iam_group", Owner.GROUP),
        IdentityRow(
            "aws_iam_role",
            Owner.ROLE,
            trust="assume_role_policy",
            inline="inline_policy",
            inline_name="name",
            inline_document=_POLICY,
            managed="managed_policy_arns",
            boundary="permissions_boundary",
            tags="tags",
            max_session="max_session_duration",
        ),
    ),
    grants=(
        GrantRow("aws_iam_policy", document=_POLICY, declares=True),
        GrantRow("aws_iam_user_policy", _USER, _POLICY, "name"),
        GrantRow("aws_iam_group_policy", _GROUP, _POLICY, "name"),
        GrantRow("aws_iam_role_policy", _ROLE, _POLICY, "name"),
        GrantRow("aws_iam_user_policy_attachment", _USER, arn=_ARN),
        GrantRow("aws_iam_group_policy_attachment", _GROUP, arn=_ARN),
        GrantRow("aws_iam_role_policy_attachment", _ROLE, arn=_ARN),
        GrantRow(
            "aws_iam_policy_attachment",
            (("users", Owner.USER), ("groups", Owner.GROUP), ("roles", Owner.ROLE)),
            arn=_ARN,
        ),
    ),
    memberships=(
        MembershipRow("aws_iam_group_membership", "users", "group"),
        MembershipRow("aws_iam_user_group_membership", "user", "groups"),
    ),
    resource_policies=(
        ResourcePolicyRow("aws_s3_bucket_policy", _POLICY, "bucket", "aws_s3_bucket"),
        ResourcePolicyRow("aws_sqs_queue_policy", _POLICY, "queue_url", "aws_sqs_queue"),
        ResourcePolicyRow("aws_sns_topic_policy", _POLICY, "arn", "aws_sns_topic"),
        ResourcePolicyRow("aws_kms_key_policy", _POLICY, "key_id", "aws_kms_key"),
        ResourcePolicyRow(
            "aws_secretsmanager_secret_policy", _POLICY, "secret_arn", "aws_secretsmanager_secret"
        ),
        ResourcePolicyRow("aws_ecr_repository_policy", _POLICY, "repository", "aws_ecr_repository"),
        ResourcePolicyRow(
            "aws_kinesis_resource_policy", _POLICY, "resource_arn", "aws_kinesis_stream"
        ),
        ResourcePolicyRow(
            "aws_dynamodb_resource_policy", _POLICY, "resource_arn", "aws_dynamodb_table"
        ),
        ResourcePolicyRow(
            "aws_efs_file_system_policy", _POLICY, "file_system_id", "aws_efs_file_system"
        ),
        ResourcePolicyRow(
            "aws_cloudwatch_event_bus_policy", _POLICY, "event_bus_name", "aws_cloudwatch_event_bus"
        ),
    ),
    permissions=(
        PermissionRow(
            "aws_lambda_permission",
            function="function_name",
            of="aws_lambda_function",
            principal="principal",
            action="action",
            conditions=(
                ("source_arn", "ArnLike", "AWS:SourceArn"),
                ("source_account", "StringEquals", "AWS:SourceAccount"),
                ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
                ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
                ("function_url_auth_type", "StringEquals", "lambda:FunctionUrlAuthType"),
            ),
        ),
    ),
    endpoints=(
        EndpointRow("aws_vpc_endpoint", _POLICY),
        EndpointRow("aws_vpc_endpoint_policy", _POLICY, "vpc_endpoint_id"),
    ),
    organization=OrganizationRows(
        organization="aws_organizations_organization",
        management="master_account_id",
        policy="aws_organizations_policy",
        document="content",
        policy_type="type",
        policy_targets="",
        attachment="aws_organizations_policy_attachment",
        attached="policy_id",
        target="target_id",
        unit="aws_organizations_organizational_unit",
        account="aws_organizations_account",
        parent="parent_id",
    ),
)
