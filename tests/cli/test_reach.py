from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.test_as_json import validator

BY_HAND = "user/alice ec2:StopInstances on instance/i-0abc"
STORY = Path(__file__).parents[2] / "scenarios" / "source-ip"
DIRECT = str(STORY / "direct.yaml")


def test_a_strip_a_table_and_what_a_session_can_do(calledvia: Run) -> None:
    ran = calledvia("reach", BY_HAND, "--world", str(STORY / "assume-role.yaml"))
    assert ran.code == Exit.OK
    assert "become role/Bob" in ran.out
    assert "12.148.72.0/23 103.15.250.0/24" in ran.out
    assert "bob-trust.json:19:11" in ran.out
    assert "! once obtained, the session of role/Bob works from anywhere" in ran.out
    rows = [line for line in ran.out.splitlines() if line.endswith("|")]
    assert any(row.startswith("become role/Bob") and "DENY" in row for row in rows)
    assert len({len(row) for row in rows}) == 1


def test_the_other_network_model_is_told(calledvia: Run) -> None:
    ran = calledvia("reach", BY_HAND, "--world", DIRECT)
    said = " ".join(ran.out.split())
    assert (
        "via CloudFormation rests on forwarding = replaced; under preserved it is allowed from "
        "12.148.72.0/23 103.15.250.0/24" in said
    )


@pytest.mark.parametrize("columns", ["40", "60", "80", "132"])
def test_lines_fit_the_terminal(
    calledvia: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ran = calledvia("reach", BY_HAND, "--world", DIRECT)
    long = [line for line in ran.out.splitlines() if len(line) > int(columns)]
    assert all(".json:" in line for line in long)  # places are never cut


def test_ascii(calledvia: Run) -> None:
    assert calledvia("reach", BY_HAND, "--world", DIRECT, "--ascii").out.isascii()


def test_one_line_each_and_sentences(calledvia: Run) -> None:
    concise = calledvia("reach", BY_HAND, "--world", DIRECT, "--format", "concise").out
    assert "by hand: allow: 12.148.72.0/23 103.15.250.0/24; by Office (" in concise
    plain = calledvia("reach", BY_HAND, "--world", DIRECT, "--format", "plain").out
    assert "By hand: allowed from 12.148.72.0/23 103.15.250.0/24, by Office, in " in plain
    assert "|" not in plain


def test_json(calledvia: Run) -> None:
    ran = calledvia("reach", BY_HAND, "--world", DIRECT, "--format", "json")
    document = json.loads(ran.out)
    validator("reach").validate(document)
    direct = document["ways"][0]
    assert direct["exact"] is True
    allowed = [region["cidrs"] for region in direct["regions"] if region["allowed"]]
    assert allowed == [["12.148.72.0/23", "103.15.250.0/24"]]
    assert document["exit"] == ran.code


def test_json_of_nothing(calledvia: Run) -> None:
    ran = calledvia("reach", "nonsense", "--world", DIRECT, "--format", "json")
    validator("reach").validate(json.loads(ran.out))
    assert ran.code == Exit.BAD_INPUT


def test_with_nothing_to_decide_by(calledvia: Run) -> None:
    ran = calledvia("reach", BY_HAND)
    assert ran.code == Exit.BAD_INPUT
    assert "calledvia reach REQUEST --world FILE" in ran.err


def test_a_session_of_a_scenario(calledvia: Run) -> None:
    world = str(STORY / "assume-role.yaml")
    ran = calledvia("reach", "bob ec2:StopInstances on instance/i-0abc", "--world", world)
    assert ran.code == Exit.OK
    assert "every address" in ran.out
    unknown = calledvia("reach", "nobody ec2:StopInstances on instance/i-0abc", "--world", world)
    assert unknown.code == Exit.BAD_INPUT
    assert "REQ006" in unknown.err


def test_a_picture(calledvia: Run, tmp_path: Path) -> None:
    ran = calledvia("reach", BY_HAND, "--world", DIRECT, "--svg", "strip.svg")
    assert ran.code == Exit.OK
    picture = ElementTree.fromstring((tmp_path / "strip.svg").read_text("utf-8"))
    words = [element.text for element in picture.iter() if element.text]
    assert "103.15.250.0" in words
    assert {"yes", "no", "DENY", "by hand", "become role/Bob"} <= set(words)
    assert calledvia("reach", BY_HAND, "--world", DIRECT, "--svg", ".").code == Exit.BAD_INPUT


def test_text_from_files_is_never_markup(calledvia: Run, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(
        "calledvia: 1\nnetworks:\n  '<b>&\\u202e': {endpoint: vpce-1a, vpc: vpc-1a, "
        "address: 10.0.0.1}\n"
        "accounts:\n  111122223333:\n    users: {a: {}}\n"
        "    roles:\n      '<b>': {trust: t.json}\n".replace("'<b>': {", "x: {"),
        "utf-8",
    )
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::111122223333:user/a"},
        },
    }
    (tmp_path / "t.json").write_text(json.dumps(trust), "utf-8")
    ran = calledvia("reach", "user/a 's3:GetObject' on '*'", "--world", "w.yaml", "--svg", "s.svg")
    assert ran.code == Exit.OK
    ElementTree.fromstring((tmp_path / "s.svg").read_text("utf-8"))
    assert "\u202e" not in ran.out


def test_every_cidr_on_demand(calledvia: Run) -> None:
    short = calledvia("reach", BY_HAND, "--world", DIRECT).out
    assert "every address but 12.148.72.0/23 103.15.250.0/24" in short
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": [f"10.{n}.0.0/24" for n in range(9)]}},
        },
    }
    Path("many.json").write_text(json.dumps(policy), "utf-8")
    asked = "user/a s3:GetObject on arn:aws:s3:::b/k"
    brief = calledvia("reach", asked, "--policy", "many.json")
    assert "and 3 more" in brief.out
    whole = calledvia("reach", asked, "--policy", "many.json", "--all")
    assert "10.8.0.0/24" in whole.out
    assert "more" not in whole.out
