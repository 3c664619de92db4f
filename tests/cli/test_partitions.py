"""Policies of GovCloud and China, whose ARNs no command may take for out of reach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

HOME = "arn:aws-us-gov:ec2:us-gov-west-1:111122223333"
CALL = f"user/alice ec2:StopInstances on {HOME}:instance/i-0abc"


@pytest.fixture
def policy(tmp_path: Path) -> str:
    return written(tmp_path / "work.json", f"{HOME}:instance/*")


def written(path: Path, resource: str, **more: Any) -> str:
    statement = {"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": resource, **more}
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}), "utf-8")
    return str(path)


def test_who_asks_by_policies_alone_is_of_the_resource_s_partition(
    calledvia: Run, policy: str
) -> None:
    ran = calledvia("ask", CALL, "--policy", policy, "--format", "json", "--expect", "allow")
    assert ran.code == 0
    (hop,) = json.loads(ran.out)["result"]["hops"]
    assert hop["principal"] == "arn:aws-us-gov:iam::111122223333:user/alice"


def test_who_simulates_is_of_the_resources_partition(calledvia: Run, policy: str) -> None:
    ran = calledvia(
        "simulate",
        *("--policy-input-list", f"file://{policy}"),
        *("--action-names", "ec2:StopInstances"),
        *("--resource-arns", f"{HOME}:instance/i-0abc"),
    )
    (found,) = json.loads(ran.out)["EvaluationResults"]
    assert found["EvalDecision"] == "allowed"


def test_two_policies_are_told_apart(calledvia: Run, policy: str, tmp_path: Path) -> None:
    narrower = written(tmp_path / "new.json", f"{HOME}:instance/i-0abc")
    ran = calledvia("diff", policy, narrower, "--format", "json")
    assert json.loads(ran.out)["relation"] == "narrower"


@pytest.mark.parametrize("region", ["us-gov-west-1:111122223333", "*:*"])
def test_a_restriction_is_cured(calledvia: Run, tmp_path: Path, region: str) -> None:
    office = {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}
    resource = f"arn:aws-us-gov:ec2:{region}:instance/*"
    path = written(tmp_path / "office.json", resource, Condition=office)
    document = json.loads(calledvia("fix", path, "--format", "json").out)
    assert document["calls"][0]["hops"][0]["resource"].startswith("arn:aws-us-gov:ec2:")
    assert document["cures"]
