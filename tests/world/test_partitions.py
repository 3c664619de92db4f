"""Each account is scoped to one partition: the Region of a world says to which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.evaluation.decision import Basis, Verdict
from simulator.formats.scenario import load_scenario
from simulator.formats.world import load_world
from simulator.world.replay import replay
from simulator.world.replayed import HopReplay
from simulator.world.world import World

Play = Callable[..., list[HopReplay]]

HOME = "111122223333"
ALLOW = '{"Effect": "Allow", "Action": "*", "Resource": "*"}'
INSTANCE = f"arn:aws-us-gov:ec2:us-gov-west-1:{HOME}:instance/i-0abc"


def policy(statement: str) -> str:
    return f'{{"Version": "2012-10-17", "Statement": [{statement}]}}'


@pytest.fixture
def world(tmp_path: Path) -> World:
    trust = f"""{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{
        "AWS": "arn:aws-us-gov:iam::{HOME}:user/alice",
        "Service": "cloudformation.amazonaws.com"}}}}"""
    (tmp_path / "all.json").write_text(policy(ALLOW), encoding="utf-8")
    (tmp_path / "trust.json").write_text(policy(trust), encoding="utf-8")
    (tmp_path / "world.yaml").write_text(
        f"""\
calledvia: 1
region: us-gov-west-1
networks:
  office: 103.15.250.7
  vpc: {{endpoint: vpce-1a2b, vpc: vpc-3c4d, address: 10.0.1.5}}
accounts:
  "{HOME}":
    users:
      alice: {{policies: [all.json]}}
    roles:
      Bob: {{trust: trust.json, policies: [all.json], path: /work/}}
    resources:
      instance/i-0abc: {{arn: "{INSTANCE}"}}
      stack/web: {{arn: "arn:aws-us-gov:cloudformation:us-gov-west-1:{HOME}:stack/web/6f2a"}}
      bucket: {{arn: "arn:aws-us-gov:s3:::bucket"}}
      elsewhere: {{arn: "arn:aws:s3:::elsewhere"}}
    endpoints:
      vpce-1a2b: {{}}
""",
        encoding="utf-8",
    )
    return load_world(tmp_path / "world.yaml")


@pytest.fixture
def play(tmp_path: Path, world: World) -> Play:
    def hops(*calls: str, then: str = "") -> list[HopReplay]:
        lines = [f"  - name: r{at}\n    call: {call}\n" for at, call in enumerate(calls)]
        lines.append(f"    {then}\n")
        path = tmp_path / "story.yaml"
        path.write_text(f"calledvia: 1\nworld: world.yaml\nrequests:\n{''.join(lines)}", "utf-8")
        return [hop for one in replay(load_scenario(path)).requests for hop in one.hops]

    return hops


def test_users_and_roles_are_of_the_partition_of_the_region(world: World) -> None:
    account = world.accounts[HOME]
    assert account.users["alice"].arn == f"arn:aws-us-gov:iam::{HOME}:user/alice"
    assert account.roles["Bob"].arn == f"arn:aws-us-gov:iam::{HOME}:role/work/Bob"


@pytest.mark.parametrize(
    ("caller", "arn"),
    [
        ("user/alice", f"arn:aws-us-gov:iam::{HOME}:user/alice"),
        ("root", f"arn:aws-us-gov:iam::{HOME}:root"),
    ],
)
def test_callers_reach_resources_of_their_partition(play: Play, caller: str, arn: str) -> None:
    (hop,) = play(f"{caller} ec2:StopInstances on instance/i-0abc from office")
    assert hop.caller_arn == arn
    assert hop.verdict is Verdict.ALLOW


def test_an_object_is_of_its_bucket_in_any_partition(play: Play) -> None:
    (hop,) = play("user/alice s3:GetObject on arn:aws-us-gov:s3:::bucket/key from office")
    assert hop.authorizations[0].decision.request.resource_account == HOME


def test_a_resource_of_another_partition_is_out_of_reach(play: Play) -> None:
    (hop,) = play("user/alice s3:ListBucket on elsewhere from office")
    assert hop.decision is not None
    assert hop.decision.basis is Basis.OTHER_PARTITION


def test_sessions_are_of_their_role_s_partition(play: Play) -> None:
    assumed, update, stop = play(
        "user/alice sts:AssumeRole on role/Bob from office",
        "user/alice cloudformation:UpdateStack on stack/web from office",
        then="then: [{call: ec2:StopInstances on instance/i-0abc, as: role/Bob}]",
    )
    assert assumed.verdict is update.verdict is stop.verdict is Verdict.ALLOW
    assert stop.caller_arn == f"arn:aws-us-gov:sts::{HOME}:assumed-role/Bob/AWS-cloudformation"


def test_the_vpc_is_of_the_partition(play: Play) -> None:
    (hop,) = play("user/alice s3:ListBucket on bucket from vpc")
    entries = {entry.key: entry.value for entry in hop.context}
    assert entries["aws:SourceVpcArn"] == f"arn:aws-us-gov:ec2:us-gov-west-1:{HOME}:vpc/vpc-3c4d"
