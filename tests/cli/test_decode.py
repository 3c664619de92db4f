from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli.exits import Exit
from simulator.messages import denied_message
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

ALICE = "arn:aws:iam::111122223333:user/alice"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"
STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
DIRECT, DENY = str(STORY / "direct.yaml"), str(STORY / "deny.yaml")

IMPLICIT = denied_message(ALICE, "ec2:StopInstances", INSTANCE, "identity", False)
EXPLICIT = denied_message(ALICE, "ec2:StopInstances", INSTANCE, "identity", True)


def test_a_message_alone(calledvia: Run) -> None:
    ran = calledvia("decode", IMPLICIT)
    assert ran.code == Exit.OK
    assert ran.out.splitlines() == [
        "denied implicitly: no identity-based policy allows it",
        f"  principal  {ALICE}",
        "  action     ec2:StopInstances",
        f"  resource   {INSTANCE}",
        "  within one account a resource-based policy could have allowed it as well",
    ]
    assert ran.err == ""


def test_what_can_have_caused_it_in_a_scenario(calledvia: Run) -> None:
    implicit = calledvia("decode", IMPLICIT, "--world", DIRECT).out
    assert "Office would allow this, so IpAddress aws:SourceIp did not hold" in implicit
    assert "office-only.json:10:9" in implicit
    assert "not known here: any resource-based policy" in implicit
    explicit = calledvia("decode", EXPLICIT, "--world", DENY).out
    assert "OfficeOnly denies this if NotIpAddress aws:SourceIp holds" in explicit
    assert "deny.json:10:9" in explicit


def test_what_cannot_have_caused_it(calledvia: Run) -> None:
    assert (
        "no Deny statement that is known here"
        in calledvia("decode", EXPLICIT, "--world", DIRECT).out
    )
    message = denied_message(ALICE, "rds:DeleteDBInstance", None, "identity", False)
    assert (
        "no Allow statement that is known here names the action"
        in calledvia("decode", message, "--world", DIRECT).out
    )


def test_policies_alone(calledvia: Run) -> None:
    ran = calledvia("decode", EXPLICIT, "--policy", str(STORY / "deny.json"))
    assert "OfficeOnly denies this if NotIpAddress aws:SourceIp holds" in ran.out


def test_several_readings_are_all_shown(calledvia: Run) -> None:
    message = denied_message(ALICE, "s3:GetObject", "arn:aws:s3:::b/my report", "scp", True)
    ran = calledvia("decode", message.replace("my report", "my\nreport"))
    assert "reading 1 of 2" in ran.out
    assert "arn:aws:s3:::b/myreport\n" in ran.out
    assert "arn:aws:s3:::b/my report\n" in ran.out


def test_the_arn_of_the_policy(calledvia: Run) -> None:
    arn = "arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-1"
    message = denied_message(ALICE, "s3:GetObject", None, "scp", True, arn, True)
    out = calledvia("decode", message).out
    assert "denied explicitly, by a statement of a service control policy" in out
    assert f"  policy     {arn}\n" in out
    assert "  resource   not named\n" in out


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("", "denied; the message does not say by what"),
        (" with an explicit deny", "the message does not say by which type of policy"),
        (
            " with an explicit deny in a s",
            "by a statement of a session policy or a service control policy",
        ),
    ],
)
def test_what_is_not_said(calledvia: Run, end: str, words: str) -> None:
    out = calledvia("decode", f"User: {ALICE} is not authorized to perform: s3:GetObject{end}").out
    assert words in " ".join(out.split())


def test_concise_and_plain(calledvia: Run) -> None:
    concise = calledvia("decode", EXPLICIT, "--world", DENY, "--format", "concise").out
    first, second = concise.splitlines()
    assert first.startswith("denied explicitly, by a statement of an identity-based policy; ")
    assert second.endswith(
        "deny.json:10:9: OfficeOnly denies this if NotIpAddress aws:SourceIp holds"
    )
    plain = calledvia("decode", EXPLICIT, "--world", DENY, "--format", "plain").out
    assert all(line.endswith(".") for line in plain.splitlines())
    assert "line 10, column 9." in plain


def test_json(calledvia: Run) -> None:
    for message in (IMPLICIT, EXPLICIT, "no message"):
        ran = calledvia("decode", message, "--world", DENY, "--format", "json")
        document = json.loads(ran.out)
        validator("decode").validate(document)
        assert document["exit"] == ran.code
    assert document["readings"] == []
    ran = calledvia("decode", EXPLICIT, "--world", DENY, "--format", "json")
    (reading,) = json.loads(ran.out)["readings"]
    (denying,) = reading["culprits"]["denying"]
    assert denying["statement"]["sid"] == "OfficeOnly"
    assert denying["applies"] == "unknown"


def test_a_text_that_is_no_message(calledvia: Run) -> None:
    ran = calledvia("decode", "Access Denied")
    assert ran.code == Exit.BAD_INPUT
    assert ran.out == ""
    assert "none of AWS's access-denied messages" in ran.err


def test_an_encoded_message_is_for_aws_to_read(calledvia: Run) -> None:
    text = (
        "You are not authorized to perform this operation. "
        "Encoded authorization failure message: 4GIO-abc"
    )
    ran = calledvia("decode", text)
    assert ran.code == Exit.BAD_INPUT
    assert ran.err.splitlines()[-1].strip() == (
        "aws sts decode-authorization-message --encoded-message 4GIO-abc"
    )


def test_a_principal_that_is_none(calledvia: Run) -> None:
    ran = calledvia("decode", IMPLICIT.replace(ALICE, "nobody"), "--world", DIRECT)
    assert ran.code == Exit.OK
    assert "'nobody' is no principal" in ran.err
    assert "  principal  nobody\n" in ran.out


def test_a_world_that_cannot_be_read(calledvia: Run) -> None:
    ran = calledvia("decode", IMPLICIT, "--world", "none.yaml")
    assert ran.code == Exit.BAD_INPUT
    assert "FIL001" in ran.err
    assert "access-denied messages" not in ran.err


def test_nothing_in_a_message_reaches_the_terminal(calledvia: Run) -> None:
    out = calledvia("decode", IMPLICIT.replace("i-0abc", "i\x1b]0;x\x07\u202e")).out
    assert "\x1b" not in out
    assert "\u202e" not in out
