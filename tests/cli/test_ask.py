from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

BY_HAND = "user/alice ec2:StopInstances on instance/i-0abc from home"
ON_ARN = "user/bo ec2:StopInstances on arn:aws:ec2:us-east-1:111122223333:instance/i-0abc from {}"
BUCKET_POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Sid": "Public", "Effect": "Allow", "Principal": "*",
    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"
  }
}
"""
TRUST_POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:user/bo"},
    "Action": "sts:AssumeRole"
  }
}
"""


@pytest.fixture
def files(started: Run, tmp_path: Path) -> Run:
    (tmp_path / "bucket.json").write_text(BUCKET_POLICY, "utf-8")
    (tmp_path / "trust.json").write_text(TRUST_POLICY, "utf-8")
    return started


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        (None, Exit.OK),
        ("deny", Exit.OK),
        ("implicit_deny", Exit.OK),
        ("allow", Exit.UNEXPECTED),
        ("explicit_deny", Exit.UNEXPECTED),
    ],
)
def test_the_exit_code_follows_the_expectation(
    started: Run, expected: str | None, code: Exit
) -> None:
    expect = [] if expected is None else ["--expect", expected]
    ran = started("ask", BY_HAND, "--world", "world.yaml", *expect)
    assert ran.code == code
    assert "✗ DENY (implicit)" in ran.out
    assert (f"expected {expected}, got implicit_deny" in ran.out) is (code is Exit.UNEXPECTED)


def test_policies_alone_will_do(files: Run) -> None:
    inside = files("ask", ON_ARN.format("203.0.113.9"), "--policy", "office-only.json")
    assert "✓ ALLOW" in inside.out
    outside = files("ask", ON_ARN.format("198.51.100.7"), "--policy", "office-only.json")
    assert "office-only.json:11:11" in outside.out


def test_a_policy_with_a_principal_is_the_resources(files: Run) -> None:
    ran = files("ask", "user/bo s3:GetObject on arn:aws:s3:::reports/a", "--policy", "bucket.json")
    assert "✓ ALLOW" in ran.out
    assert "Public of the resource-based policy" in ran.out


@pytest.mark.parametrize("role", ["role/Ops", "arn:aws:iam::111122223333:role/teams/Ops"])
def test_or_the_roles_trust_policy(files: Run, role: str) -> None:
    ran = files("ask", f"user/bo sts:AssumeRole on {role}", "--policy", "trust.json")
    assert "✓ ALLOW" in ran.out
    assert "the role trust policy" in ran.out
    assert "warning" not in ran.err
    other = files("ask", f"user/di sts:AssumeRole on {role}", "--policy", "trust.json")
    assert "✗ DENY (implicit)" in other.out


def test_callers_by_arn(files: Run) -> None:
    ran = files(
        "ask",
        "arn:aws:sts::444455556666:assumed-role/Ops/me ec2:StopInstances on * from 203.0.113.1",
        "--policy",
        "office-only.json",
    )
    assert "✓ ALLOW" in ran.out


def test_short_names_need_a_world(files: Run) -> None:
    ran = files("ask", BY_HAND.replace("home", "1.2.3.4"), "--policy", "office-only.json")
    assert ran.code == Exit.BAD_INPUT
    assert ran.out == ""
    assert "REQ008" in ran.err


def test_a_resource_policy_needs_a_resource(files: Run) -> None:
    ran = files("ask", "user/bo s3:ListAllMyBuckets on *", "--policy", "bucket.json")
    assert ran.code == Exit.BAD_INPUT
    assert "has a Principal" in ran.err


def test_two_policies_for_one_resource(files: Run) -> None:
    ran = files("ask", "user/bo sts:AssumeRole on role/R", "--policy", "bucket.json", "trust.json")
    assert ran.code == Exit.BAD_INPUT


def test_with_nothing_to_decide_by(calledvia: Run) -> None:
    ran = calledvia("ask", BY_HAND)
    assert ran.code == Exit.BAD_INPUT
    assert "--world FILE" in ran.err
    assert "--policy FILE" in ran.err


def test_a_request_that_is_none(started: Run) -> None:
    ran = started("ask", "user/alice", "--world", "world.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "<request>" in ran.err


@pytest.mark.parametrize("request_", [BY_HAND, "nonsense"])
def test_json(started: Run, request_: str) -> None:
    ran = started("ask", request_, "--world", "world.yaml", "--format", "json", "--expect", "deny")
    document = json.loads(ran.out)
    validator("ask").validate(document)
    assert document["exit"] == ran.code
    assert (document["result"] is None) is (request_ == "nonsense")


def test_a_chain_with_an_assumed_call(files: Run) -> None:
    ran = files(
        "ask",
        ON_ARN.format("203.0.113.9") + " via cloudformation",
        "--policy",
        "office-only.json",
        "--expect",
        "allow",
    )
    assert ran.code == Exit.OK
    assert "ASSUMED" in ran.out
