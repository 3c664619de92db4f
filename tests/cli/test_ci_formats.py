from __future__ import annotations

import json
from pathlib import Path

import pytest
from junitparser import JUnitXml

from simulator.cli.command_parser import CI_FORMATS
from tests.cli.conftest import Run


@pytest.fixture
def broken(started: Run) -> Run:
    """The starter's folder, its first expectation turned round."""
    scenario = Path("office.yaml")
    text = scenario.read_text("utf-8")
    assert "verdict: allow" in text
    scenario.write_text(text.replace("verdict: allow", "verdict: deny", 1), "utf-8")
    return started


@pytest.mark.parametrize("name", CI_FORMATS)
def test_run_says_what_failed_and_ends_in_1(broken: Run, name: str) -> None:
    ran = broken("run", "office.yaml", "--format", name)
    assert ran.code == 1
    assert "office.yaml" in ran.out
    assert "expected deny" in ran.out.replace("\\_", "_")
    assert "1 not as expected" in ran.err


@pytest.mark.parametrize("name", CI_FORMATS)
def test_lint_and_prove_have_every_format(calledvia: Run, name: str) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Sid": "Wide",
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        },
    }
    Path("deny.json").write_text(json.dumps(policy), "utf-8")
    ran = calledvia("lint", "deny.json", "--format", name)
    assert ran.code == 1
    assert "SRC101" in ran.out
    assert calledvia("init").code == 0
    claim = "every request by user/alice can ec2:StopInstances on *"
    ran = calledvia("prove", claim, "--world", "office.yaml", "--format", name)
    assert ran.code == 1
    assert "1 check, 1 not as expected" in ran.err
    assert "can ec2" in ran.out


@pytest.mark.parametrize("name", CI_FORMATS)
def test_what_cannot_be_read_is_in_the_document(calledvia: Run, name: str) -> None:
    Path("broken.yaml").write_text("calledvia: 1\nrequests: [\n", "utf-8")
    ran = calledvia("run", "broken.yaml", "--format", name)
    assert ran.code == 2
    assert "YML001" in ran.out
    assert "YML001" in ran.err


def test_clean_policies_are_tests_that_pass(started: Run) -> None:
    ran = started("lint", "office-only.json", "--format", "junit", "--ignore", "SRC")
    document = JUnitXml.fromstring(ran.out.encode())
    assert (document.tests, document.failures) == (1, 0)
