from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

ALICE = "arn:aws:iam::111122223333:user/alice"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"
BUCKET = "arn:aws:s3:::bucket/key"


def policy(effect: str = "Allow", action: str = "*", **more: Any) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def results(ran: Any) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)["EvaluationResults"]
    return found


def test_an_allowed_call(calledvia: Run) -> None:
    Path("alice.json").write_text(policy(action="ec2:*"), "utf-8")
    ran = calledvia(
        "simulate",
        *("--policy-input-list", policy(action="s3:*"), "file://alice.json"),
        *("--action-names", "ec2:StopInstances", "iam:GetUser"),
        *("--resource-arns", INSTANCE),
        *("--caller-arn", ALICE),
    )
    stop, get = results(ran)
    template = "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}"
    assert stop["EvalActionName"] == "ec2:StopInstances"
    assert stop["EvalResourceName"] == template
    assert stop["EvalDecision"] == "allowed"
    (matched,) = stop["MatchedStatements"]
    assert matched["SourcePolicyId"] == "PolicyInputList.2"
    text = Path("alice.json").read_text("utf-8")
    start = text.index('{"Effect"')
    assert matched["StartPosition"] == {"Line": 1, "Column": start + 1}
    assert matched["EndPosition"] == {"Line": 1, "Column": len(text)}
    (specific,) = stop["ResourceSpecificResults"]
    assert specific["EvalResourceName"] == INSTANCE
    assert specific["EvalResourceDecision"] == "allowed"
    assert get["EvalDecision"] == "implicitDeny"
    assert get["MatchedStatements"] == []


def test_the_most_restrictive_resource_counts(calledvia: Run) -> None:
    deny = policy("Deny", Resource=BUCKET)
    ran = calledvia(
        "simulate",
        *("--policy-input-list", policy(), deny),
        *("--action-names", "s3:GetObject"),
        *("--resource-arns", BUCKET, "arn:aws:s3:::other/key"),
    )
    (found,) = results(ran)
    assert found["EvalDecision"] == "explicitDeny"
    decisions = [one["EvalResourceDecision"] for one in found["ResourceSpecificResults"]]
    assert decisions == ["explicitDeny", "allowed"]
    ids = {one["SourcePolicyId"] for one in found["MatchedStatements"]}
    assert ids == {"PolicyInputList.1", "PolicyInputList.2"}


@pytest.mark.parametrize(
    ("entries", "decision", "missing"),
    [
        (
            ["ContextKeyName=aws:SourceIp,ContextKeyType=ip,ContextKeyValues=192.0.2.7"],
            "allowed",
            [],
        ),
        (
            ["ContextKeyName='aws:SourceIp',ContextKeyValues='192.0.2.7',ContextKeyType=ip"],
            "allowed",
            [],
        ),
        (
            ['[{"ContextKeyName": "AWS:sourceip", "ContextKeyValues": ["192.0.2.7"]}]'],
            "allowed",
            [],
        ),
        (["ContextKeyName=aws:SourceIp,ContextKeyValues=198.51.100.1"], "implicitDeny", []),
        ([], "implicitDeny", ["aws:SourceIp"]),
    ],
)
def test_context_entries(
    calledvia: Run, entries: list[str], decision: str, missing: list[str]
) -> None:
    office = policy(Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    arguments = ["--policy-input-list", office, "--action-names", "ec2:StopInstances"]
    if entries:
        arguments += ["--context-entries", *entries]
    (found,) = results(calledvia("simulate", *arguments))
    assert (found["EvalDecision"], found["MissingContextValues"]) == (decision, missing)
    assert "ResourceSpecificResults" not in found


def test_what_depends_is_a_denial_with_a_missing_key(calledvia: Run) -> None:
    own = policy(Condition={"StringEquals": {"aws:userid": "AIDAEXAMPLE"}})
    ran = calledvia(
        "simulate",
        *("--policy-input-list", own),
        *("--action-names", "ec2:StopInstances", "--caller-arn", ALICE),
    )
    (found,) = results(ran)
    assert found["EvalDecision"] == "implicitDeny"
    assert found["MissingContextValues"] == ["aws:userid"]
    assert "depends on aws:userid" in ran.err


def test_boundary_organization_and_the_other_account(calledvia: Run) -> None:
    resource = json.loads(policy(action="s3:GetObject"))
    resource["Statement"]["Principal"] = {"AWS": ALICE}
    scps = [{"ServiceControlPolicyInputList": [policy()]}]
    ran = calledvia(
        "simulate",
        *("--policy-input-list", policy(action="ec2:*")),
        *("--action-names", "s3:GetObject", "--resource-arns", BUCKET),
        *("--resource-policy", json.dumps(resource)),
        *("--resource-owner", "arn:aws:iam::444455556666:root", "--caller-arn", ALICE),
        *("--permissions-boundary-policy-input-list", policy(action="ec2:*")),
        *("--ordered-organization-policy-input-list", json.dumps(scps)),
    )
    (found,) = results(ran)
    assert found["EvalDecision"] == "implicitDeny"
    assert found["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert found["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}
    assert found["EvalDecisionDetails"] == {
        "IAM Policy": "implicitDeny",
        "Resource Policy": "allowed",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--policy-input-list", "file://none.json"], "none.json"),
        (["--policy-input-list", "{"], "POL0"),
        (["--policy-input-list", policy(), "--context-entries", "nothing"], "shorthand"),
        (["--policy-input-list", policy(), "--context-entries", "[1]"], "list of objects"),
        (
            ["--policy-input-list", policy(), "--caller-arn", "arn:aws:iam::1:group/g"],
            "a user or a",
        ),
        (["--policy-input-list", policy(), "--resource-owner", "me"], "not an ARN"),
        (
            ["--policy-input-list", policy(), "--ordered-organization-policy-input-list", "[{"],
            "not JSON",
        ),
    ],
)
def test_what_cannot_be_used(calledvia: Run, arguments: list[str], said: str) -> None:
    ran = calledvia("simulate", "--action-names", "ec2:StopInstances", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
