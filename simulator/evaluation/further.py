"""Which calls are more than one authorization, and what else do they need?

A request is one authorization: one action on one resource. AWS asks for each resource of a call
separately, and for some calls about other actions too; all must be allowed. Rows here, with their
sources; the resources of an action are also in the service data, which cannot tell "all of these"
from "one of these", so that it is only asked for services of which AWS's pages say "all".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from simulator import services
from simulator.evaluation.facts import Facts
from simulator.evaluation.needs import Needed, When

PASS_ROLE = "iam:PassRole"

_PASSING = "UG id_roles_use_passrole"
_RUN = "EC2 UserGuide ExamplePolicies_EC2 (launch instances)"


@dataclass(frozen=True, slots=True)
class Further:
    """What one call needs beyond the authorization on its main resource.

    Args:
        call: the action, or the API call where that is no action itself.
        needs: everything else that AWS asks for.
        source: page of AWS's documentation.
    """

    call: str
    needs: tuple[Needed, ...]
    source: str


def _role(call: str, when: When = When.WITH_ROLE, source: str = _PASSING) -> Further:
    return Further(call, (Needed(PASS_ROLE, ("the role",), when),), source)


_RUN_INSTANCES = ("image", "instance", "network-interface", "security-group", "subnet")
_RUN_IF_NAMED = (
    "volume",
    "key-pair",
    "launch-template",
    "snapshot",
    "placement-group",
    "capacity-reservation",
)

_ROWS = (
    Further(
        "ec2:RunInstances",
        (
            Needed("ec2:RunInstances", _RUN_INSTANCES, When.ALWAYS),
            Needed("ec2:RunInstances", _RUN_IF_NAMED, When.IF_NAMED),
            Needed(PASS_ROLE, ("the role of the instance profile",), When.WITH_ROLE),
        ),
        f"{_RUN}; UG id_roles_use_switch-role-ec2",
    ),
    Further(
        "s3:CopyObject",
        (
            Needed("s3:GetObject", ("the object copied",), When.ALWAYS),
            Needed("s3:PutObject", ("the copy",), When.ALWAYS),
            Needed("s3:GetObjectTagging", ("the object copied",), When.WITH_TAGS),
            Needed("s3:PutObjectTagging", ("the copy",), When.WITH_TAGS),
        ),
        "S3 API_CopyObject (permissions)",
    ),
    Further(
        "s3:UploadPartCopy",
        (
            Needed("s3:GetObject", ("the object copied",), When.ALWAYS),
            Needed("s3:PutObject", ("the copy",), When.ALWAYS),
        ),
        "S3 API_UploadPartCopy (permissions)",
    ),
    _role("lambda:CreateFunction", When.ALWAYS, "Lambda dg lambda-intro-execution-role"),
    _role("lambda:UpdateFunctionConfiguration"),
    _role("cloudformation:CreateStack", source="CloudFormation UserGuide using-iam-servicerole"),
    _role("cloudformation:UpdateStack", source="CloudFormation UserGuide using-iam-servicerole"),
    _role("cloudformation:DeleteStack", source="CloudFormation UserGuide using-iam-servicerole"),
    _role(
        "cloudformation:CreateChangeSet", source="CloudFormation UserGuide using-iam-servicerole"
    ),
    _role("ecs:RegisterTaskDefinition", source="ECS developerguide task-iam-roles"),
    _role("ecs:RunTask", source="ECS developerguide task-iam-roles"),
    _role("ecs:CreateService", source="ECS developerguide task-iam-roles"),
    _role("ec2:AssociateIamInstanceProfile", When.ALWAYS, "UG id_roles_use_switch-role-ec2"),
    _role("ec2:ReplaceIamInstanceProfileAssociation", When.ALWAYS, "UG id_roles_use_passrole"),
    _role("iam:AddRoleToInstanceProfile", When.ALWAYS, "IAM API_AddRoleToInstanceProfile"),
    _role("states:CreateStateMachine", When.ALWAYS),
    _role("glue:CreateJob", When.ALWAYS),
    _role("codebuild:CreateProject", When.ALWAYS),
    _role("codepipeline:CreatePipeline", When.ALWAYS),
    _role("events:PutTargets"),
    _role("scheduler:CreateSchedule", When.ALWAYS),
    _role("sagemaker:CreateNotebookInstance", When.ALWAYS),
    _role("eks:CreateCluster", When.ALWAYS),
)

FURTHER: dict[str, Further] = {row.call.lower(): row for row in _ROWS}
"""By call, in lower case."""


EACH_RESOURCE = {
    "ec2": "EC2 APIReference ec2-api-permissions",
    "glue": "Glue dg glue-specifying-resource-arns",
    "kms": "KMS alias-access",
}
"""Services that ask for every resource type which the data has as required for an action, each with
the page of AWS's documentation that says so. Elsewhere such types can be alternatives."""


@dataclass(frozen=True, slots=True)
class Tagging:
    """The action that a service asks for when a call that creates something passes tags.

    Args:
        action: the action.
        creates: beginnings of the names of calls that create.
        source: page of AWS's documentation.
    """

    action: str
    creates: tuple[str, ...]
    source: str


_CREATE = ("create",)

TAGGING: dict[str, Tagging] = {
    "ec2": Tagging(
        "ec2:CreateTags",
        ("create", "run", "allocate", "copy", "import", "request"),
        "EC2 UserGuide supported-iam-actions-tagging",
    ),
    "ecs": Tagging(
        "ecs:TagResource",
        ("create", "register", "run", "start"),
        "ECS developerguide supported-iam-actions-tagging",
    ),
    "elasticloadbalancing": Tagging(
        "elasticloadbalancing:AddTags",
        _CREATE,
        "ELB userguide tagging-resources-during-creation",
    ),
    "kms": Tagging("kms:TagResource", _CREATE, "KMS API_CreateKey (Tags)"),
    "lambda": Tagging("lambda:TagResource", _CREATE, "Lambda dg configuration-tags"),
    "rds": Tagging("rds:AddTagsToResource", _CREATE, "RDS API_CreateDBInstance (Tags)"),
    "secretsmanager": Tagging(
        "secretsmanager:TagResource", _CREATE, "Secrets Manager API_CreateSecret (permissions)"
    ),
    "sqs": Tagging("sqs:TagQueue", _CREATE, "SQS API_CreateQueue (tags)"),
}
"""By service prefix. Services that are not here may ask for their tagging action as well."""

_TAGGING_OF_IAM = {
    "iam:createrole": "iam:TagRole",
    "iam:createuser": "iam:TagUser",
    "iam:createpolicy": "iam:TagPolicy",
    "iam:createinstanceprofile": "iam:TagInstanceProfile",
    "iam:createopenidconnectprovider": "iam:TagOpenIDConnectProvider",
    "iam:createsamlprovider": "iam:TagSAMLProvider",
}
"""UG id_tags: each type of IAM resource has its own tagging action."""


def further_needs(facts: Facts) -> tuple[Needed, ...]:
    """What else AWS asks about in the call of which a request is one authorization.

    Tags are in the request's context or the call passes none; a role that it passes is not, so
    `When.WITH_ROLE` says that it depends.
    """
    action = facts.request.action
    needs = _of_call(action, _type_of(action, facts.resource))
    if _passes_tags(facts):
        return needs
    return tuple(need for need in needs if need.when is not When.WITH_TAGS)


def tagging_action(action: str) -> str | None:
    """The action that a call needs as well if it passes tags, as far as the tables say."""
    lowered = action.lower()
    if lowered in _TAGGING_OF_IAM:
        return _TAGGING_OF_IAM[lowered]
    prefix, _, name = lowered.partition(":")
    row = TAGGING.get(prefix)
    creates = row is not None and name.startswith(row.creates) and lowered != row.action.lower()
    return row.action if row is not None and creates else None


def _passes_tags(facts: Facts) -> bool:
    """Whether it does, or may."""
    tags = facts.context.get("aws:tagkeys")
    return bool(tags) or any(key.startswith("aws:requesttag/") for key in facts.context)


@lru_cache(maxsize=4096)
def _type_of(action: str, resource: str) -> str | None:
    """The type of the action's resources to which an ARN belongs."""
    own = {one.type for one in services.resource_types_of(action) or ()}
    prefix = action.partition(":")[0]
    return next((it for it in services.resource_types_of_arn(prefix, resource) if it in own), None)


@lru_cache(maxsize=4096)
def _of_call(action: str, type_: str | None) -> tuple[Needed, ...]:
    """What a call needs besides its own action on a resource of this type."""
    row = FURTHER.get(action.lower())
    needs = row.needs if row is not None else ()
    if not any(need.action.lower() == action.lower() for need in needs):
        needs = (*_on_each_type(action), *needs)
    tagging = tagging_action(action)
    if tagging is not None:
        needs = (*needs, Needed(tagging, ("what is created",), When.WITH_TAGS))
    return tuple(_without(type_, need, action) for need in needs if _remains(type_, need, action))


def _on_each_type(action: str) -> Iterator[Needed]:
    """The action itself, once for each type of resource that every call names."""
    found = services.action(action) if action.lower().partition(":")[0] in EACH_RESOURCE else None
    required = tuple(one.type for one in found.resources if one.required) if found else ()
    if found is not None and len(required) > 1:
        yield Needed(found.name, required, When.ALWAYS)


def _remains(type_: str | None, need: Needed, action: str) -> bool:
    return _without(type_, need, action).on != ()


def _without(type_: str | None, need: Needed, action: str) -> Needed:
    """The need without what this request asks for itself."""
    if need.action.lower() != action.lower():
        return need
    return Needed(need.action, tuple(on for on in need.on if on != type_), need.when)
