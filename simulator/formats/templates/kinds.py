"""How are the things that a template declares called: what do Ref and Fn::GetAtt give of each?

A row for each type, from its page in the CloudFormation Template Reference, "Return values". Of a
type that has no row nothing is known that a policy could name.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.formats.declared.declaration import Kind, iam_arn, regional_arn


def _kind(
    type_: str, short: str, name: str, arn: str, reference: str = "{name}", **attributes: str
) -> Kind:
    """A row; `Arn` is an attribute of what has an ARN."""
    made = {"Arn": arn} if arn else {}
    return Kind(type_, short, name, arn, reference, {**made, **attributes})


def _id(type_: str, prefix: str, attribute: str) -> Kind:
    """A row of what has an id that AWS makes up, and that policies do not name by ARN."""
    return Kind(type_, "", "", "", made_up=prefix + "-{id}", attributes={attribute: "{name}"})


_QUEUE = "https://sqs.{region}.{suffix}/{account}/{name}"
_TOPIC = regional_arn("sns", "{name}")
_SECRET = regional_arn("secretsmanager", "secret:{name}-AbCdEf")
_MACHINE = regional_arn("states", "stateMachine:{name}")
_POLICY = iam_arn("policy{path}{name}")
_FUNCTION = regional_arn("lambda", "function:{name}")
_TABLE = regional_arn("dynamodb", "table/{name}")

KINDS = (
    _kind("AWS::IAM::User", "", "UserName", iam_arn("user{path}{name}")),
    _kind("AWS::IAM::Group", "", "GroupName", iam_arn("group{path}{name}")),
    _kind("AWS::IAM::Role", "", "RoleName", iam_arn("role{path}{name}")),
    _kind("AWS::IAM::ManagedPolicy", "", "ManagedPolicyName", _POLICY, _POLICY, PolicyArn=_POLICY),
    _kind(
        "AWS::IAM::InstanceProfile",
        "",
        "InstanceProfileName",
        iam_arn("instance-profile{path}{name}"),
    ),
    _kind("AWS::S3::Bucket", "bucket", "BucketName", "arn:{partition}:s3:::{name}"),
    _kind(
        "AWS::SQS::Queue",
        "queue",
        "QueueName",
        regional_arn("sqs", "{name}"),
        _QUEUE,
        QueueName="{name}",
        QueueUrl=_QUEUE,
    ),
    _kind(
        "AWS::SNS::Topic", "topic", "TopicName", _TOPIC, _TOPIC, TopicArn=_TOPIC, TopicName="{name}"
    ),
    replace(
        _kind("AWS::KMS::Key", "key", "", regional_arn("kms", "key/{name}"), KeyId="{name}"),
        policy="KeyPolicy",
    ),
    _kind("AWS::SecretsManager::Secret", "secret", "Name", _SECRET, _SECRET, Id=_SECRET),
    _kind("AWS::Lambda::Function", "function", "FunctionName", _FUNCTION),
    _kind("AWS::Serverless::Function", "function", "FunctionName", _FUNCTION),
    replace(
        _kind("AWS::DynamoDB::Table", "table", "TableName", _TABLE),
        policy="ResourcePolicy.PolicyDocument",
    ),
    _kind("AWS::DynamoDB::GlobalTable", "table", "TableName", _TABLE),
    _kind("AWS::Serverless::SimpleTable", "table", "TableName", _TABLE),
    _kind(
        "AWS::Logs::LogGroup",
        "log-group",
        "LogGroupName",
        regional_arn("logs", "log-group:{name}:*"),
    ),
    replace(
        _kind(
            "AWS::ECR::Repository",
            "repository",
            "RepositoryName",
            regional_arn("ecr", "repository/{name}"),
        ),
        policy="RepositoryPolicyText",
    ),
    _kind("AWS::Kinesis::Stream", "stream", "Name", regional_arn("kinesis", "stream/{name}")),
    _kind(
        "AWS::KinesisFirehose::DeliveryStream",
        "delivery-stream",
        "DeliveryStreamName",
        regional_arn("firehose", "deliverystream/{name}"),
    ),
    _kind(
        "AWS::StepFunctions::StateMachine",
        "state-machine",
        "StateMachineName",
        _MACHINE,
        _MACHINE,
        Name="{name}",
    ),
    _kind("AWS::Serverless::StateMachine", "state-machine", "Name", _MACHINE, _MACHINE),
    _kind("AWS::Events::EventBus", "event-bus", "Name", regional_arn("events", "event-bus/{name}")),
    _kind("AWS::Events::Rule", "rule", "Name", regional_arn("events", "rule/{name}")),
    _kind(
        "AWS::CodeBuild::Project", "project", "Name", regional_arn("codebuild", "project/{name}")
    ),
    _kind(
        "AWS::CodeCommit::Repository",
        "repository",
        "RepositoryName",
        regional_arn("codecommit", "{name}"),
        Name="{name}",
    ),
    _kind(
        "AWS::CodePipeline::Pipeline", "pipeline", "Name", regional_arn("codepipeline", "{name}")
    ),
    _kind("AWS::ECS::Cluster", "cluster", "ClusterName", regional_arn("ecs", "cluster/{name}")),
    replace(
        _kind(
            "AWS::EFS::FileSystem",
            "file-system",
            "",
            regional_arn("elasticfilesystem", "file-system/{name}"),
        ),
        policy="FileSystemPolicy",
    ),
    _kind("AWS::SSM::Parameter", "parameter", "Name", regional_arn("ssm", "parameter/{bare}")),
    _id("AWS::EC2::VPC", "vpc", "VpcId"),
    _id("AWS::EC2::VPCEndpoint", "vpce", "Id"),
    _id("AWS::EC2::Subnet", "subnet", "SubnetId"),
    _id("AWS::EC2::SecurityGroup", "sg", "GroupId"),
    Kind(
        "AWS::Organizations::Organization",
        "",
        "",
        "",
        made_up="o-{id}",
        attributes={"Id": "{name}", "RootId": "r-{name}", "ManagementAccountId": "{account}"},
    ),
    _id("AWS::Organizations::OrganizationalUnit", "ou", "Id"),
    _id("AWS::Organizations::Account", "account", "AccountId"),
    _id("AWS::Organizations::Policy", "p", "Id"),
)

KIND_OF = {kind.type: kind for kind in KINDS}
