from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli.cure_arguments import FORMS
from simulator.cli.exits import Exit
from simulator.language.model import Policy
from simulator.report.as_policy_files import FORMS as WRITTEN
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
DIRECT, OFFICE = str(STORY / "direct.yaml"), str(STORY / "office-only.json")
VIA = "user/ann ec2:StopInstances on arn:aws:ec2:us-east-1:111122223333:instance/i-0 via "


def test_the_table(calledvia: Run) -> None:
    ran = calledvia("fix", DIRECT)
    assert ran.code == Exit.OK
    row = next(line for line in ran.out.splitlines() if "her stack stops an instance  " in line)
    assert row.split()[-6:] == ["✗✓!", "✓", "✓", "✓", "✓", "✗✓!"]
    assert "works from home too" in ran.out.replace("\n    ", " ")


def test_ascii_and_plain_have_no_art(calledvia: Run) -> None:
    assert calledvia("fix", DIRECT, "--ascii").out.isascii()
    assert calledvia("fix", DIRECT, "--format", "plain").out.isascii()


def test_json_follows_its_schema(calledvia: Run) -> None:
    ran = calledvia("fix", DIRECT, "--format", "json")
    document = json.loads(ran.out)
    validator("fix").validate(document)
    assert [cure["cures"] for cure in document["cures"]] == [False, False, False, True, False]
    refused = json.loads(calledvia("fix", str(STORY / "work.json"), "--format", "json").out)
    validator("fix").validate(refused)
    assert refused["exit"] == Exit.BAD_INPUT


@pytest.mark.parametrize("policy", ["office-only.json", "deny.json"])
def test_a_policy_alone(calledvia: Run, policy: str) -> None:
    ran = calledvia("fix", str(STORY / policy), "--format", "concise")
    assert ran.code == Exit.OK
    assert [line.partition(": ")[2].partition(":")[0] for line in ran.out.splitlines()] == [
        *["cures"] * 4,
        "not drafted",
    ]


def test_a_call_that_the_policy_names_is_found(calledvia: Run, tmp_path: Path) -> None:
    """The user's own folder, and an address that can be a source address."""
    policy = tmp_path / "p.json"
    policy.write_text(
        """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObj*",
        "Resource": "arn:aws:s3:::b/${aws:username}/*",
        "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}}}""",
        "utf-8",
    )
    document = json.loads(calledvia("fix", str(policy), "--format", "json").out)
    first = document["calls"][0]
    assert (first["wish"], first["place"]) == ("needed", "192.0.2.0")
    assert first["hops"][0]["resource"] == "arn:aws:s3:::b/alice/example"
    assert first["hops"][0]["action"] == "s3:GetObject"


def test_calls_that_must_work(calledvia: Run) -> None:
    ran = calledvia("fix", OFFICE, VIA + "athena", "--format", "json")
    document = json.loads(ran.out)
    assert document["user"] == "user/ann"
    documents = next(one for one in document["cures"] if one["kind"] == "called-via")["documents"]
    assert "athena.amazonaws.com" in json.dumps(documents)


def test_calls_in_place_of_a_scenarios(calledvia: Run) -> None:
    call = "user/alice ec2:StopInstances on instance/i-0abc from office"
    ran = calledvia("fix", DIRECT, call, "--format", "concise")
    assert "as the policies are" not in ran.out
    assert "called-via: not drafted" in ran.out


def test_policies_are_written_once(calledvia: Run, tmp_path: Path) -> None:
    folder = tmp_path / "cures"
    assert calledvia("fix", DIRECT, "-o", str(folder)).code == Exit.OK
    written = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))
    assert "role-to-become/bob-trust.json" in written
    for name in written:
        Policy.parse((folder / name).read_bytes(), name)
    (folder / "role-to-become" / "bob-trust.json").write_text("mine", "utf-8")
    again = calledvia("fix", DIRECT, "-o", str(folder))
    assert again.code == Exit.BAD_INPUT
    assert "exists already: nothing was written" in again.err
    assert (folder / "role-to-become" / "bob-trust.json").read_text("utf-8") == "mine"


def test_terraform(calledvia: Run, tmp_path: Path) -> None:
    calledvia("fix", OFFICE, "-o", str(tmp_path / "out"), "--as", "terraform")
    text = (tmp_path / "out" / "role-to-become" / "main.tf").read_text("utf-8")
    assert 'assume_role_policy = file("${path.module}/bob-trust.json")' in text
    assert "role   = aws_iam_role.Bob.name" in text


def test_cloudformation(calledvia: Run, tmp_path: Path) -> None:
    calledvia("fix", OFFICE, "-o", str(tmp_path / "out"), "--as", "cloudformation")
    text = (tmp_path / "out" / "service-role" / "template.json").read_text("utf-8")
    resources = json.loads(text)["Resources"]
    assert resources["ServiceRole"]["Type"] == "AWS::IAM::Role"
    assert resources["ServiceRoleOfficeOnly"]["Properties"]["RoleName"] == {"Ref": "ServiceRole"}
    assert resources["AlicePassServicerole"]["Type"] == "AWS::IAM::UserPolicy"


def test_forms_are_those_of_report() -> None:
    assert tuple(WRITTEN) == FORMS


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([str(STORY / "work.json")], "nothing to cure"),
        ([str(STORY / "bob-trust.json")], "has a Principal"),
        ([str(STORY / "missing.json")], "missing.json"),
        ([OFFICE, "root s3:GetObject on *"], "user/NAME"),
        ([OFFICE, "user/ann s3:GetObject on *"], "nothing needs a cure"),
    ],
)
def test_nothing_to_do(calledvia: Run, arguments: list[str], words: str) -> None:
    ran = calledvia("fix", *arguments)
    assert ran.code == Exit.BAD_INPUT
    assert words in ran.err


def test_without_a_cure_the_exit_code_says_so(calledvia: Run) -> None:
    """Both a service role and a second service need one: each cure reaches one of them."""
    ran = calledvia("fix", str(STORY / "via-aws-service.yaml"), "--format", "concise")
    assert ran.code == Exit.UNEXPECTED
    assert ": cures: " not in ran.out
