"""How are the things that a plan declares called, before AWS has made them?

A row for each type, from its page in the documentation of Terraform's AWS provider, "Attribute
Reference". What a state already knows (an ARN, an id) counts instead.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.formats.declared.declaration import Kind, iam_arn, regional_arn


def _kind(type_: str, short: str, name: str, arn: str, id_: str = "{name}", **more: str) -> Kind:
    """A row: the name's own attribute, ``id`` and ``arn`` are there for every type."""
    return Kind(type_, short, name, arn, id_, {name: "{name}", "id": id_, "arn": arn, **more})


def _id(type_: str, prefix: str) -> Kind:
    """A row of what has an id that AWS makes up, and that policies do not name by ARN."""
    return Kind(type_, "", "id", "", made_up=prefix + "-{id}", attributes={"id": "{name}"})


_QUEUE = "https://sqs.{region}.{suffix}/{account}/{name}"
_TOPIC = regional_arn("sns", "{name}")
_SECRET = regional_arn("secretsmanager", "secret:{name}-AbCdEf")
_MACHINE = regional_arn("states", "stateMachine:{name}")
_POLICY = iam_arn("policy{path}{name}")

KINDS = (
    _kind("aws_iam_user", "", "name", iam_arn("user{path}{name}")),
    _kind("aws_iam_group", "", "name", iam_arn("group{path}{name}")),
    _kind("aws_iam_role", "", "name", iam_arn("role{path}{name}")),
    _kind("aws_iam_policy", "", "name", _POLICY, _POLICY),
    _kind("aws_iam_instance_profile", "", "name", iam_arn("instance-profile{path}{name}")),
    replace(
        _kind("aws_s3_bucket", "bucket", "bucket", "arn:{partition}:s3:::{name}"), policy="policy"
    ),
    replace(
        _kind("aws_sqs_queue", "queue", "name", regional_arn("sqs", "{name}"), _QUEUE, url=_QUEUE),
        policy="policy",
    ),
    replace(_kind("aws_sns_topic", "topic", "name", _TOPIC, _TOPIC), policy="policy"),
    replace(
        _kind("aws_kms_key", "key", "key_id", regional_arn("kms", "key/{name}")), policy="policy"
    ),
    replace(
        _kind("aws_secretsmanager_secret", "secret", "name", _SECRET, _SECRET), policy="policy"
    ),
    _kind(
        "aws_lambda_function",
        "function",
        "function_name",
        regional_arn("lambda", "function:{name}"),
    ),
    _kind("aws_dynamodb_table", "table", "name", regional_arn("dynamodb", "table/{name}")),
    _kind(
        "aws_cloudwatch_log_group", "log-group", "name", regional_arn("logs", "log-group:{name}")
    ),
    _kind("aws_ecr_repository", "repository", "name", regional_arn("ecr", "repository/{name}")),
    _kind("aws_kinesis_stream", "stream", "name", regional_arn("kinesis", "stream/{name}")),
    _kind(
        "aws_kinesis_firehose_delivery_stream",
        "delivery-stream",
        "name",
        regional_arn("firehose", "deliverystream/{name}"),
    ),
    _kind("aws_sfn_state_machine", "state-machine", "name", _MACHINE, _MACHINE),
    _kind(
        "aws_cloudwatch_event_bus", "event-bus", "name", regional_arn("events", "event-bus/{name}")
    ),
    _kind("aws_cloudwatch_event_rule", "rule", "name", regional_arn("events", "rule/{name}")),
    _kind("aws_codebuild_project", "project", "name", regional_arn("codebuild", "project/{name}")),
    _kind("aws_codepipeline", "pipeline", "name", regional_arn("codepipeline", "{name}")),
    _kind("aws_ecs_cluster", "cluster", "name", regional_arn("ecs", "cluster/{name}")),
    _kind(
        "aws_efs_file_system",
        "file-system",
        "id",
        regional_arn("elasticfilesystem", "file-system/{name}"),
    ),
    _kind("aws_ssm_parameter", "parameter", "name", regional_arn("ssm", "parameter/{bare}")),
    _id("aws_vpc", "vpc"),
    _id("aws_vpc_endpoint", "vpce"),
    _id("aws_subnet", "subnet"),
    _id("aws_security_group", "sg"),
    _id("aws_organizations_organizational_unit", "ou"),
    _id("aws_organizations_account", "account"),
    _id("aws_organizations_policy", "p"),
    Kind(
        "aws_organizations_organization",
        "",
        "id",
        "",
        made_up="o-{id}",
        attributes={"id": "{name}", "roots": "r-{name}", "master_account_id": "{account}"},
    ),
)

KIND_OF = {kind.type: kind for kind in KINDS}
