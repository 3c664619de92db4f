from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.formats.world import load_world
from simulator.world.world import World
from tests.analysis.logs.records import ACCOUNT, INSTANCE

MakeWorld = Callable[..., World]

TRUST = {
    "Effect": "Allow",
    "Principal": {
        "AWS": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "Service": "cloudformation.amazonaws.com",
    },
    "Action": "sts:AssumeRole",
}
OFFICE_ONLY = {
    "Sid": "OfficeOnly",
    "Effect": "Deny",
    "Action": "*",
    "Resource": "*",
    "Condition": {"NotIpAddress": {"aws:SourceIp": "103.15.250.0/24"}},
}
WORK = {"Sid": "Work", "Effect": "Allow", "Action": ["ec2:*", "cloudformation:*"], "Resource": "*"}


def policy(*statements: dict[str, Any]) -> str:
    """The text of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=1)


@pytest.fixture
def make_world(tmp_path: Path) -> MakeWorld:
    """A world of alice, role/Bob and an instance; alice has these statements beside `WORK`."""

    def make(
        *statements: dict[str, Any], forwarding: str = "preserved", trust: Any = TRUST
    ) -> World:
        (tmp_path / "work.json").write_text(policy(WORK), encoding="utf-8")
        (tmp_path / "more.json").write_text(policy(*statements or (WORK,)), encoding="utf-8")
        (tmp_path / "trust.json").write_text(policy(trust), encoding="utf-8")
        path = tmp_path / "world.yaml"
        path.write_text(
            f"""\
calledvia: 1
forwarding: {forwarding}
networks: {{vpc: {{endpoint: vpce-1a2b, vpc: vpc-3c4d, address: 10.0.1.5}}}}
accounts:
  "{ACCOUNT}":
    users:
      alice: {{policies: [work.json, more.json], tags: {{team: ops}}}}
    roles:
      Bob: {{trust: trust.json, policies: [work.json, more.json], tags: {{team: ops}}}}
    resources:
      instance/i-0abc: {{arn: "{INSTANCE}"}}
""",
            encoding="utf-8",
        )
        return load_world(path)

    return make
