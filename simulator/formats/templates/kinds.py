"""How are the things that a template declares called: what do Ref and Fn::GetAtt give of each?

A row for each type, from its page in the CloudFormation Template Reference, "Return values". Of a
type that has no row nothing is known that a policy could name.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.formats.declared.declaration import Kind


def _arn(service: str, rest: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{rest}"


def _iam(rest: str) -> str:
    return f"arn:{{partition}}:iam::{{account}}:{rest}"


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
_TOPIC = _arn("sns", "{name}")
_SECRET = _arn("secretsmanager", "secret:{name}-AbCdEf")
_MACHINE = _arn("states", "stateMachine:{name}")
_POLICY = _iam("policy{path}{name}")
_FUNCTION = _arn("lambda", "function:{name}")
_TABLE = _arn("dynamodb", "table/{name}")

KINDS = (
    _kind("AWS::IAM::User", "", "UserName", _iam("user{path}{name}")),
    _kind("AWS::IAM::Group", "", "GroupName", _iam("group{path}{name}")),
    _kind("AWS::IAM::Role", "", "RoleName", _iam("role{path}{name}")),
    _kind("AWS::IAM::ManagedPolicy", "", "ManagedPolicyName", _POLICY, _POLICY, PolicyArn=_POLICY),
    _kind(
        "AWS::IAM::InstanceProfile",
        "",
        "InstanceProfileName",
        _iam("instance-profile{path}{name}"),
    ),
    _kind("AWS::S3::Bucket", "bucket", "BucketName", "arn:{partition}:s3:::{name}"),
    _kind(
        "AWS::SQS::Queue",
        "queue",
        "QueueName",
        _arn("sqs", "{name}"),
        _QUEUE,
        QueueName="{name}",
        QueueUrl=_QUEUE,
    ),
    _kind(
        "AWS::SNS::Topic", "topic", "TopicName", _TOPIC, _TOPIC, TopicArn=_TOPIC, TopicName="{name}"
    ),
    replace(
        _kind("AWS::KMS::Key", "key", "", _arn("kms", "key/{name}"), KeyId="{name}"),
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
    _kind("AWS::Logs::LogGroup", "log-group", "LogGroupName", _arn("logs", "log-group:{name}:*")),
    replace(
        _kind(
            "AWS::ECR::Repository", "repository", "RepositoryName", _arn("ecr", "repository/{name}")
        ),
        policy="RepositoryPolicyText",
    ),
    _kind("AWS::Kinesis::Stream", "stream", "Name", _arn("kinesis", "stream/{name}")),
    _kind(
        "AWS::KinesisFirehose::DeliveryStream",
        "delivery-stream",
        "DeliveryStreamName",
        _arn("firehose", "deliverystream/{name}"),
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
    _kind("AWS::Events::EventBus", "event-bus", "Name", _arn("events", "event-bus/{name}")),
    _kind("AWS::Events::Rule", "rule", "Name", _arn("events", "rule/{name}")),
    _kind("AWS::CodeBuild::Project", "project", "Name", _arn("codebuild", "project/{name}")),
    _kind(
        "AWS::CodeCommit::Repository",
        "repository",
        "RepositoryName",
        _arn("codecommit", "{name}"),
        Name="{name}",
    ),
    _kind("AWS::CodePipeline::Pipeline", "pipeline", "Name", _arn("codepipeline", "{name}")),
    _kind("AWS::ECS::Cluster", "cluster", "ClusterName", _arn("ecs", "cluster/{name}")),
    replace(
        _kind(
            "AWS::EFS::FileSystem",
            "file-system",
            "",
            _arn("elasticfilesystem", "file-system/{name}"),
        ),
        policy="FileSystemPolicy",
    ),
    _kind("AWS::SSM::Parameter", "parameter", "Name", _arn("ssm", "parameter/{bare}")),
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
