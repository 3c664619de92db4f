"""How are the things that a plan declares called, before AWS has made them?

A row for each type, from its page in the documentation of Terraform's AWS provider, "Attribute
Reference". What a state already knows (an ARN, an id) counts instead.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.formats.declared.declaration import Kind


def _arn(service: str, rest: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{rest}"


def _iam(rest: str) -> str:
    return f"arn:{{partition}}:iam::{{account}}:{rest}"


def _kind(type_: str, short: str, name: str, arn: str, id_: str = "{name}", **more: str) -> Kind:
    """A row: the name's own attribute, ``id`` and ``arn`` are there for every type."""
    return Kind(type_, short, name, arn, id_, {name: "{name}", "id": id_, "arn": arn, **more})


def _id(type_: str, prefix: str) -> Kind:
    """A row of what has an id that AWS makes up, and that policies do not name by ARN."""
    return Kind(type_, "", "id", "", made_up=prefix + "-{id}", attributes={"id": "{name}"})


_QUEUE = "https://sqs.{region}.{suffix}/{account}/{name}"
_TOPIC = _arn("sns", "{name}")
_SECRET = _arn("secretsmanager", "secret:{name}-AbCdEf")
_MACHINE = _arn("states", "stateMachine:{name}")
_POLICY = _iam("policy{path}{name}")

KINDS = (
    _kind("aws_iam_user", "", "name", _iam("user{path}{name}")),
    _kind("aws_iam_group", "", "name", _iam("group{path}{name}")),
    _kind("aws_iam_role", "", "name", _iam("role{path}{name}")),
    _kind("aws_iam_policy", "", "name", _POLICY, _POLICY),
    _kind("aws_iam_instance_profile", "", "name", _iam("instance-profile{path}{name}")),
    replace(
        _kind("aws_s3_bucket", "bucket", "bucket", "arn:{partition}:s3:::{name}"), policy="policy"
    ),
    replace(
        _kind("aws_sqs_queue", "queue", "name", _arn("sqs", "{name}"), _QUEUE, url=_QUEUE),
        policy="policy",
    ),
    replace(_kind("aws_sns_topic", "topic", "name", _TOPIC, _TOPIC), policy="policy"),
    replace(_kind("aws_kms_key", "key", "key_id", _arn("kms", "key/{name}")), policy="policy"),
    replace(
        _kind("aws_secretsmanager_secret", "secret", "name", _SECRET, _SECRET), policy="policy"
    ),
    _kind("aws_lambda_function", "function", "function_name", _arn("lambda", "function:{name}")),
    _kind("aws_dynamodb_table", "table", "name", _arn("dynamodb", "table/{name}")),
    _kind("aws_cloudwatch_log_group", "log-group", "name", _arn("logs", "log-group:{name}")),
    _kind("aws_ecr_repository", "repository", "name", _arn("ecr", "repository/{name}")),
    _kind("aws_kinesis_stream", "stream", "name", _arn("kinesis", "stream/{name}")),
    _kind(
        "aws_kinesis_firehose_delivery_stream",
        "delivery-stream",
        "name",
        _arn("firehose", "deliverystream/{name}"),
    ),
    _kind("aws_sfn_state_machine", "state-machine", "name", _MACHINE, _MACHINE),
    _kind("aws_cloudwatch_event_bus", "event-bus", "name", _arn("events", "event-bus/{name}")),
    _kind("aws_cloudwatch_event_rule", "rule", "name", _arn("events", "rule/{name}")),
    _kind("aws_codebuild_project", "project", "name", _arn("codebuild", "project/{name}")),
    _kind("aws_codepipeline", "pipeline", "name", _arn("codepipeline", "{name}")),
    _kind("aws_ecs_cluster", "cluster", "name", _arn("ecs", "cluster/{name}")),
    _kind(
        "aws_efs_file_system", "file-system", "id", _arn("elasticfilesystem", "file-system/{name}")
    ),
    _kind("aws_ssm_parameter", "parameter", "name", _arn("ssm", "parameter/{bare}")),
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
