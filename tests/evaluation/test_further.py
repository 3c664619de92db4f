from __future__ import annotations

import pytest

from simulator import services
from simulator.evaluation.further import (
    EACH_RESOURCE,
    FURTHER,
    PASS_ROLE,
    TAGGING,
    tagging_action,
)
from simulator.evaluation.needs import When

API_CALLS = {"s3:copyobject", "s3:uploadpartcopy"}
"""Calls that are no actions themselves."""


def test_every_action_of_the_tables_exists() -> None:
    named = {need.action for row in FURTHER.values() for need in row.needs}
    named |= {row.action for row in TAGGING.values()}
    named |= {row.call for row in FURTHER.values()} - {"s3:CopyObject", "s3:UploadPartCopy"}
    assert [name for name in sorted(named) if services.action(name) is None] == []
    assert {call for call in FURTHER if services.action(call) is None} == API_CALLS


def test_every_row_has_a_source() -> None:
    rows = [*FURTHER.values(), *TAGGING.values()]
    assert all(row.source for row in rows)
    assert all(EACH_RESOURCE.values())


def test_resource_types_of_a_call_on_itself_are_types_of_that_action() -> None:
    for row in FURTHER.values():
        types = {one.type for one in services.resource_types_of(row.call) or ()}
        for need in row.needs:
            if need.action == row.call:
                assert set(need.on) <= types, row.call


@pytest.mark.parametrize(
    ("call", "when"),
    [
        ("lambda:CreateFunction", When.ALWAYS),
        ("lambda:UpdateFunctionConfiguration", When.WITH_ROLE),
        ("cloudformation:ContinueUpdateRollback", When.WITH_ROLE),
        ("ecs:UpdateService", When.WITH_ROLE),
        ("ec2:RequestSpotFleet", When.ALWAYS),
        ("ec2:CreateFlowLogs", When.WITH_ROLE),
        ("states:UpdateStateMachine", When.WITH_ROLE),
        ("codebuild:StartBuild", When.WITH_ROLE),
        ("codepipeline:UpdatePipeline", When.ALWAYS),
        ("events:PutRule", When.WITH_ROLE),
        ("eks:CreateNodegroup", When.ALWAYS),
    ],
)
def test_when_a_call_passes_a_role(call: str, when: When) -> None:
    row = FURTHER[call.lower()]
    assert [need.when for need in row.needs if need.action == PASS_ROLE] == [when]


def test_a_copy_takes_tags_without_being_asked_to_read_them() -> None:
    """S3 using-with-s3-policy-actions: nothing of the sort on the object that is copied."""
    tagging = [need for need in FURTHER["s3:copyobject"].needs if need.when is When.WITH_TAGS]
    assert [(need.action, need.on) for need in tagging] == [("s3:PutObjectTagging", ("the copy",))]


def test_what_run_instances_always_needs_is_what_the_data_has_as_required() -> None:
    required = {
        one.type for one in services.resource_types_of("ec2:RunInstances") or () if one.required
    }
    always = next(need for need in FURTHER["ec2:runinstances"].needs if need.when is When.ALWAYS)
    assert set(always.on) == required


@pytest.mark.parametrize(
    ("call", "action"),
    [
        ("ec2:CreateVolume", "ec2:CreateTags"),
        ("ec2:RunInstances", "ec2:CreateTags"),
        ("ec2:CreateTags", None),
        ("ec2:StopInstances", None),
        ("ECS:registertaskdefinition", "ecs:TagResource"),
        ("iam:CreateUser", "iam:TagUser"),
        ("iam:CreateGroup", None),
        ("s3:CreateBucket", None),
        ("ec2:AuthorizeSecurityGroupIngress", "ec2:CreateTags"),
        ("eks:RegisterCluster", "eks:TagResource"),
        ("events:PutRule", "events:TagResource"),
        ("sagemaker:CreateNotebookInstance", "sagemaker:AddTags"),
        ("states:CreateStateMachine", "states:TagResource"),
    ],
)
def test_tagging_action(call: str, action: str | None) -> None:
    assert tagging_action(call) == action


@pytest.mark.parametrize("prefix", sorted(TAGGING))
def test_each_service_creates_something_with_tags(prefix: str) -> None:
    creating = [
        name
        for name in services.action_names(prefix)
        if tagging_action(name) == TAGGING[prefix].action and takes_tags(name)
    ]
    assert creating


def takes_tags(name: str) -> bool:
    types = [one.type for one in services.resource_types_of(name) or ()]
    return any("aws:TagKeys" in (services.keys_of(name, type_) or ()) for type_ in [None, *types])
