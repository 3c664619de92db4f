"""Which properties of CloudFormation's types hold what?

From the page of each type in the CloudFormation Template Reference.
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

_DOCUMENT = "PolicyDocument"
_NAME = "PolicyName"
_ALL = (("Users", Owner.USER), ("Groups", Owner.GROUP), ("Roles", Owner.ROLE))


def _identity(type_: str, owner: Owner, *, trust: str = "", boundary: str = "") -> IdentityRow:
    return IdentityRow(
        type_,
        owner,
        trust=trust,
        inline="Policies",
        inline_name=_NAME,
        inline_document=_DOCUMENT,
        managed="ManagedPolicyArns",
        boundary=boundary,
        groups="Groups" if owner is Owner.USER else "",
        tags="Tags",
        max_session="MaxSessionDuration" if owner is Owner.ROLE else "",
    )


ROWS = Rows(
    identities=(
        _identity("AWS::IAM::User", Owner.USER, boundary="PermissionsBoundary"),
        _identity("AWS::IAM::Group", Owner.GROUP),
        _identity(
            "AWS::IAM::Role",
            Owner.ROLE,
            trust="AssumeRolePolicyDocument",
            boundary="PermissionsBoundary",
        ),
    ),
    grants=(
        GrantRow("AWS::IAM::ManagedPolicy", _ALL, document=_DOCUMENT, declares=True),
        GrantRow("AWS::IAM::Policy", _ALL, document=_DOCUMENT, name=_NAME),
        GrantRow("AWS::IAM::UserPolicy", (("UserName", Owner.USER),), _DOCUMENT, _NAME),
        GrantRow("AWS::IAM::GroupPolicy", (("GroupName", Owner.GROUP),), _DOCUMENT, _NAME),
        GrantRow("AWS::IAM::RolePolicy", (("RoleName", Owner.ROLE),), _DOCUMENT, _NAME),
    ),
    memberships=(MembershipRow("AWS::IAM::UserToGroupAddition", "Users", "GroupName"),),
    resource_policies=(
        ResourcePolicyRow("AWS::S3::BucketPolicy", _DOCUMENT, "Bucket", "AWS::S3::Bucket"),
        ResourcePolicyRow("AWS::SQS::QueuePolicy", _DOCUMENT, "Queues", "AWS::SQS::Queue"),
        ResourcePolicyRow("AWS::SQS::QueueInlinePolicy", _DOCUMENT, "Queue", "AWS::SQS::Queue"),
        ResourcePolicyRow("AWS::SNS::TopicPolicy", _DOCUMENT, "Topics", "AWS::SNS::Topic"),
        ResourcePolicyRow("AWS::SNS::TopicInlinePolicy", _DOCUMENT, "TopicArn", "AWS::SNS::Topic"),
        ResourcePolicyRow(
            "AWS::SecretsManager::ResourcePolicy",
            "ResourcePolicy",
            "SecretId",
            "AWS::SecretsManager::Secret",
        ),
        ResourcePolicyRow(
            "AWS::Kinesis::ResourcePolicy", "ResourcePolicy", "ResourceArn", "AWS::Kinesis::Stream"
        ),
    ),
    permissions=(
        PermissionRow(
            "AWS::Lambda::Permission",
            function="FunctionName",
            of="AWS::Lambda::Function",
            principal="Principal",
            action="Action",
            conditions=(
                ("SourceArn", "ArnLike", "AWS:SourceArn"),
                ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
                ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
                ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
                ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
            ),
        ),
    ),
    endpoints=(EndpointRow("AWS::EC2::VPCEndpoint", _DOCUMENT),),
    organization=OrganizationRows(
        organization="AWS::Organizations::Organization",
        management="",
        policy="AWS::Organizations::Policy",
        document="Content",
        policy_type="Type",
        policy_targets="TargetIds",
        attachment="",
        attached="",
        target="",
        unit="AWS::Organizations::OrganizationalUnit",
        account="AWS::Organizations::Account",
        parent="ParentId",
    ),
)
