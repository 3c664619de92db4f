"""Which calls are more than one authorization, and what else do they need?

A request is one authorization: one action on one resource. AWS asks for each resource of a call
separately, and for some calls about other actions too; all must be allowed. Rows here, with their
sources; the resources of an action are also in the service data, which cannot tell "all of these"
from "one of these", so that it is only asked for services of which AWS's pages say "all".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator import services
from simulator.evaluation.needs import Needed, When

PASS_ROLE = "iam:PassRole"

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


def _operations(page: str) -> str:
    """The Service Authorization Reference: which actions does each API call ask for?"""
    return f"SAR {page} (API operations)"


def _passing(
    prefix: str, *calls: str, when: When = When.WITH_ROLE, page: str | None = None
) -> Iterator[Further]:
    """Calls beside which the reference's table of API operations has `iam:PassRole`.

    It does not tell whether every such call passes a role: those do whose API reference has the
    role among the required parameters.
    """
    for call in calls:
        needs = (Needed(PASS_ROLE, ("the role",), when),)
        yield Further(f"{prefix}:{call}", needs, _operations(page or f"list_{prefix}"))


_STACKS = (
    "CreateStack",
    "UpdateStack",
    "DeleteStack",
    "CreateChangeSet",
    "ContinueUpdateRollback",
    "CreateStackSet",
    "UpdateStackSet",
)
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
        f"{_RUN}; {_operations('list_ec2')}",
    ),
    Further(
        "s3:CopyObject",
        (
            Needed("s3:GetObject", ("the object copied",), When.ALWAYS),
            Needed("s3:PutObject", ("the copy",), When.ALWAYS),
            Needed("s3:PutObjectTagging", ("the copy",), When.WITH_TAGS),
        ),
        "S3 API_CopyObject (permissions); S3 using-with-s3-policy-actions",
    ),
    Further(
        "s3:UploadPartCopy",
        (
            Needed("s3:GetObject", ("the object copied",), When.ALWAYS),
            Needed("s3:PutObject", ("the copy",), When.ALWAYS),
        ),
        "S3 API_UploadPartCopy (permissions)",
    ),
    *_passing("cloudformation", *_STACKS),
    *_passing("ecs", "RegisterTaskDefinition", "RunTask", "StartTask"),
    *_passing("ecs", "CreateService", "UpdateService", "CreateTaskSet"),
    *_passing("lambda", "CreateFunction", when=When.ALWAYS),
    *_passing("lambda", "UpdateFunctionConfiguration"),
    *_passing(
        "ec2",
        "AssociateIamInstanceProfile",
        "ReplaceIamInstanceProfileAssociation",
        "RequestSpotFleet",
        when=When.ALWAYS,
    ),
    *_passing("ec2", "CreateFlowLogs", "RequestSpotInstances"),
    *_passing("iam", "AddRoleToInstanceProfile", when=When.ALWAYS),
    *_passing("states", "CreateStateMachine", when=When.ALWAYS, page="list_stepfunctions"),
    *_passing("states", "UpdateStateMachine", page="list_stepfunctions"),
    *_passing("glue", "CreateJob", "CreateCrawler", "CreateDevEndpoint", when=When.ALWAYS),
    *_passing("glue", "UpdateJob"),
    *_passing("codebuild", "CreateProject", when=When.ALWAYS),
    *_passing("codebuild", "UpdateProject", "StartBuild", "StartBuildBatch"),
    *_passing("codepipeline", "CreatePipeline", "UpdatePipeline", when=When.ALWAYS),
    *_passing("events", "PutRule", "PutTargets"),
    *_passing("rds", "CreateDBInstance"),
    *_passing("scheduler", "CreateSchedule", "UpdateSchedule", when=When.ALWAYS),
    *_passing("sagemaker", "CreateNotebookInstance", when=When.ALWAYS),
    *_passing("eks", "CreateCluster", "CreateNodegroup", when=When.ALWAYS),
    *_passing("eks", "CreateFargateProfile", "CreatePodIdentityAssociation", when=When.ALWAYS),
)

FURTHER: dict[str, Further] = {row.call.lower(): row for row in _ROWS}
"""By call, in lower case."""


EACH_RESOURCE = {
    "ec2": "EC2 UserGuide iam-policy-structure (ARNs); UG reference_policies_elements_condition_"
    "operators (IfExists)",
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
_EC2 = (
    "allocate",
    "associate",
    "authorize",
    "copy",
    "create",
    "import",
    "purchase",
    "register",
    "request",
    "run",
)

TAGGING: dict[str, Tagging] = {
    "codepipeline": Tagging("codepipeline:TagResource", _CREATE, _operations("list_codepipeline")),
    "ec2": Tagging("ec2:CreateTags", _EC2, "EC2 UserGuide supported-iam-actions-tagging"),
    "ecs": Tagging(
        "ecs:TagResource",
        ("create", "register", "run", "start"),
        "ECS developerguide supported-iam-actions-tagging",
    ),
    "eks": Tagging("eks:TagResource", ("associate", "create", "register"), _operations("list_eks")),
    "elasticloadbalancing": Tagging(
        "elasticloadbalancing:AddTags",
        _CREATE,
        "ELB userguide tagging-resources-during-creation",
    ),
    "events": Tagging("events:TagResource", ("create", "put"), _operations("list_events")),
    "glue": Tagging("glue:TagResource", _CREATE, _operations("list_glue")),
    "kms": Tagging("kms:TagResource", _CREATE, _operations("list_kms")),
    "lambda": Tagging("lambda:TagResource", _CREATE, _operations("list_lambda")),
    "rds": Tagging("rds:AddTagsToResource", _CREATE, _operations("list_rds")),
    "sagemaker": Tagging("sagemaker:AddTags", _CREATE, _operations("list_sagemaker")),
    "scheduler": Tagging("scheduler:TagResource", _CREATE, _operations("list_scheduler")),
    "secretsmanager": Tagging(
        "secretsmanager:TagResource", _CREATE, _operations("list_secretsmanager")
    ),
    "sqs": Tagging("sqs:TagQueue", _CREATE, _operations("list_sqs")),
    "states": Tagging("states:TagResource", _CREATE, _operations("list_stepfunctions")),
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


def tagging_action(action: str) -> str | None:
    """The action that a call needs as well if it passes tags, as far as the tables say."""
    lowered = action.lower()
    if lowered in _TAGGING_OF_IAM:
        return _TAGGING_OF_IAM[lowered]
    prefix, _, name = lowered.partition(":")
    row = TAGGING.get(prefix)
    creates = row is not None and name.startswith(row.creates) and lowered != row.action.lower()
    return row.action if row is not None and creates else None


def further_needs(action: str, type_: str | None, *, tags: bool) -> tuple[Needed, ...]:
    """What else AWS asks about in the call of which a request is one authorization.

    Whether the call passes a role is not in the request, so `When.WITH_ROLE` says that it depends.

    Args:
        action: the action that is asked for.
        type_: the type of the resource that it is asked on; None where that is not known.
        tags: whether the call passes tags, which are in a request's context if it does.
    """
    row = FURTHER.get(action.lower())
    needs = row.needs if row is not None else ()
    if not any(need.action.lower() == action.lower() for need in needs):
        needs = (*_on_each_type(action), *needs)
    tagging = tagging_action(action)
    if tagging is not None:
        needs = (*needs, Needed(tagging, ("what is created",), When.WITH_TAGS))
    return tuple(
        _without(type_, need, action)
        for need in needs
        if _remains(type_, need, action) and (tags or need.when is not When.WITH_TAGS)
    )


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
