from __future__ import annotations

import json
from typing import Any

import pytest

from simulator import services
from simulator.evaluation import action_check, facts
from simulator.evaluation.action_check import without_role_passing
from simulator.evaluation.authorizer import Authorizer, evaluate
from simulator.evaluation.decision import Decision, Note, Verdict
from simulator.evaluation.needs import Needed, When
from simulator.evaluation.request import PolicySet, Request
from simulator.language.model import Policy

ALICE = "arn:aws:iam::111122223333:user/alice"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"
STACK = "arn:aws:cloudformation:us-east-1:111122223333:stack/web/1"


def policy(resource: str = "*", **elements: Any) -> Policy:
    body = {"Effect": "Allow", "Action": "*", "Resource": resource} | elements
    return Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": [body]}))


def asked(action: str, resource: str, **context: Any) -> Decision:
    keys = {key.replace("_", ":", 1): value for key, value in context.items()}
    request = Request(ALICE, action, resource, context=keys)
    return evaluate(request, PolicySet(identity=[policy()]))


@pytest.mark.parametrize(
    ("action", "resource", "notes", "nearest"),
    [
        ("ec2:StopInstances", INSTANCE, (), None),
        ("EC2:stopinstances", INSTANCE, (), None),
        ("ec2:StopInstnces", INSTANCE, (Note.UNKNOWN_ACTION,), "ec2:StopInstances"),
        ("ec2:Zzzzzzzzzz", INSTANCE, (Note.UNKNOWN_ACTION,), None),
        ("ecc2:StopInstances", INSTANCE, (Note.UNKNOWN_SERVICE,), "ec2:StopInstances"),
        ("x:Y", "*", (Note.UNKNOWN_SERVICE,), None),
        ("ec2:DescribeInstances", "*", (), None),
        ("ec2:DescribeInstances", INSTANCE, (Note.ACTION_WITHOUT_RESOURCE,), None),
        ("ec2:StopInstances", "*", (Note.OTHER_RESOURCE_TYPE,), None),
        ("ec2:StopInstances", "arn:aws:s3:::b", (Note.OTHER_RESOURCE_TYPE,), None),
        ("ec2:StopInstances", "not an ARN", (Note.OTHER_RESOURCE_TYPE,), None),
        ("sts:AssumeRole", "arn:aws:iam::111122223333:role/Bob", (), None),
        # No type is required of these, so a call may name no resource.
        ("sts:TagSession", "*", (), None),
    ],
)
def test_action_and_resource_are_checked(
    action: str, resource: str, notes: tuple[Note, ...], nearest: str | None
) -> None:
    decision = asked(action, resource)
    assert decision.notes == notes
    assert decision.check.nearest == nearest


def test_what_the_action_acts_on_is_told_with_the_required_types_first() -> None:
    check = asked("ec2:RunInstances", "arn:aws:s3:::b").check
    assert check.acts_on[:2] == ("image", "instance")
    assert check.acts_on.index("subnet") < check.acts_on.index("volume")


def test_without_the_data_the_action_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "available", lambda: False)
    action_check._told.cache_clear()
    try:
        assert asked("ec2:StopInstnces", INSTANCE).notes == (Note.ACTION_NOT_CHECKED,)
    finally:
        action_check._told.cache_clear()


@pytest.mark.parametrize("decide", [evaluate, None], ids=["evaluate", "Authorizer"])
@pytest.mark.parametrize(
    ("elements", "verdict"),
    [
        ({"Resource": INSTANCE}, Verdict.IMPLICIT_DENY),
        ({"Resource": "arn:aws:ec2:*:*:*"}, Verdict.IMPLICIT_DENY),
        ({"Resource": "*"}, Verdict.ALLOW),
    ],
)
def test_an_action_without_resource_is_asked_about_a_star(
    elements: dict[str, str], verdict: Verdict, decide: Any
) -> None:
    policies = PolicySet(identity=[policy(**elements)])
    request = Request(ALICE, "ec2:DescribeInstances", INSTANCE)
    if decide is None:
        assert Authorizer(policies).decide(request) is verdict
        return
    decision = evaluate(request, policies)
    assert decision.verdict is verdict
    assert decision.request is request
    assert decision.asked_about == "*"


def test_a_resource_in_another_account_is_none_for_an_action_without_resource() -> None:
    request = Request(ALICE, "ec2:DescribeInstances", INSTANCE.replace("1111", "9999"))
    assert facts.gather(request, rules(), has_boundary=False).same_account


def rules() -> Any:
    from simulator.rules import TODAY

    return TODAY


RUN = "ec2:RunInstances"


@pytest.mark.parametrize(
    ("action", "resource", "context", "needs"),
    [
        ("s3:GetObject", "arn:aws:s3:::b/k", {}, ()),
        (
            RUN,
            INSTANCE,
            {},
            (
                Needed(
                    RUN, ("image", "network-interface", "security-group", "subnet"), When.ALWAYS
                ),
                Needed(
                    RUN,
                    (
                        "volume",
                        "key-pair",
                        "launch-template",
                        "snapshot",
                        "placement-group",
                        "capacity-reservation",
                    ),
                    When.IF_NAMED,
                ),
                Needed("iam:PassRole", ("the role of the instance profile",), When.WITH_ROLE),
            ),
        ),
        (
            "ec2:AttachVolume",
            "arn:aws:ec2:us-east-1:111122223333:volume/v-1",
            {},
            (Needed("ec2:AttachVolume", ("instance",), When.ALWAYS),),
        ),
        (
            "iam:CreateRole",
            "arn:aws:iam::111122223333:role/new",
            {"aws_RequestTag/team": "web"},
            (Needed("iam:TagRole", ("what is created",), When.WITH_TAGS),),
        ),
        ("iam:CreateRole", "arn:aws:iam::111122223333:role/new", {}, ()),
        (
            "s3:CopyObject",
            "arn:aws:s3:::b/k",
            {},
            (
                Needed("s3:GetObject", ("the object copied",), When.ALWAYS),
                Needed("s3:PutObject", ("the copy",), When.ALWAYS),
            ),
        ),
        (
            "lambda:createfunction",
            "arn:aws:lambda:us-east-1:111122223333:function:f",
            {"aws_TagKeys": ["team"]},
            (
                Needed("iam:PassRole", ("the role",), When.ALWAYS),
                Needed("lambda:TagResource", ("what is created",), When.WITH_TAGS),
            ),
        ),
        (
            "cloudformation:UpdateStack",
            STACK,
            {},
            (Needed("iam:PassRole", ("the role",), When.WITH_ROLE),),
        ),
        # Of some actions the required types are alternatives: nothing is claimed.
        (
            "dynamodb:TagResource",
            "arn:aws:dynamodb:us-east-1:111122223333:table/t",
            {"aws_TagKeys": ["team"]},
            (),
        ),
    ],
)
def test_what_else_a_call_needs(
    action: str, resource: str, context: dict[str, Any], needs: tuple[Needed, ...]
) -> None:
    decision = asked(action, resource, **context)
    assert decision.check.needs == needs
    assert (Note.MORE_AUTHORIZATIONS in decision.notes) is bool(needs)


def test_a_replay_knows_whether_a_role_is_passed() -> None:
    update = asked("cloudformation:UpdateStack", STACK)
    assert without_role_passing(update, asked=False).notes == ()
    run = without_role_passing(asked(RUN, INSTANCE), asked=False)
    assert [need.when for need in run.check.needs] == [When.ALWAYS, When.IF_NAMED]
    function = asked("lambda:CreateFunction", "arn:aws:lambda:us-east-1:111122223333:function:f")
    assert without_role_passing(function, asked=False).notes == (Note.MORE_AUTHORIZATIONS,)
    assert without_role_passing(function, asked=True).notes == ()
