"""A small world in YAML, and the playing of requests written as in a scenario."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from simulator.formats.scenario import load_scenario
from simulator.formats.world import load_world
from simulator.world.replay import replay
from simulator.world.replayed import HopReplay, Replay
from simulator.world.scenario import Scenario
from simulator.world.world import World

AS_OF = "as_of: 2026-11-24\nclock: 2026-11-24T12:00:00Z\n"

NETWORKS = """
networks:
  office: 103.15.250.7
  home: 198.51.100.7
  vpc: {endpoint: vpce-1a2b, vpc: vpc-3c4d, address: 10.0.1.5}
"""

HOME = """
accounts:
  "111122223333":
    users:
      alice: {policies: [all.json], tags: {team: ops}}
      carol: {path: /staff/, groups: [readers]}
      bounded: {policies: [all.json], boundary: only-s3.json}
    groups:
      readers: {policies: [only-s3.json]}
    roles:
      Bob:
        {trust: trust-account.json, policies: [all.json], path: /work/,
         tags: {Team: dev, stage: prod}}
      Next: {trust: trust-account.json, policies: [all.json], max_session: 12h}
      Closed: {trust: trust-nobody.json, policies: [all.json]}
      Deployer: {trust: trust-cloudformation.json, policies: [all.json]}
      Function: {trust: trust-lambda.json, policies: [all.json]}
      Federated: {trust: trust-providers.json, policies: [all.json]}
      Linked:
        {trust: trust-cloudformation.json, policies: [all.json],
         path: /aws-service-role/cloudformation.amazonaws.com/}
    resources:
      stack/web: {arn: "arn:aws:cloudformation:us-east-1:111122223333:stack/web/6f2a"}
      instance/i-0abc:
        {arn: "arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc", tags: {team: ops}}
      function/f: {arn: "arn:aws:lambda:us-east-1:111122223333:function:f"}
      bucket: {arn: "arn:aws:s3:::bucket", policy: bucket.json, tags: {kind: data}}
      key: {arn: "arn:aws:kms:us-east-1:111122223333:key/1234", policy: key.json}
    endpoints:
      vpce-1a2b: {policy: only-cloudformation.json}
"""

OTHER = """
  "222233334444":
    users:
      dave: {policies: [all.json]}
    roles:
      Guest: {trust: trust-home.json, policies: [all.json]}
    resources:
      other-bucket: {arn: "arn:aws:s3:::other"}
"""

ORGANIZATION = """
organization:
  id: o-exampleorgid
  management: "999988887777"
  units:
    ou-ab12-11111111:
      accounts: ["111122223333"]
"""

WORLD = AS_OF + 'account: "111122223333"\n' + NETWORKS + HOME + OTHER

Document: TypeAlias = dict[str, Any]


def _allow(action: str | list[str], **more: Any) -> Document:
    return {"Effect": "Allow", "Action": action, **more}


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


_TRUSTED = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
_EVERYONE = {"AWS": "*"}


def _trust(principal: Any, action: str | list[str] = "sts:AssumeRole") -> Document:
    return _document(_allow(action, Principal=principal))


POLICIES: dict[str, Document] = {
    "all.json": _document(_allow("*", Resource="*")),
    "only-s3.json": _document(_allow("s3:*", Resource="*")),
    "only-cloudformation.json": _document(_allow("cloudformation:*", Resource="*", Principal="*")),
    "bucket.json": _document(_allow("s3:*", Resource="*", Principal="*")),
    "key.json": _document(_allow("kms:*", Resource="*", Principal=_EVERYONE)),
    "trust-account.json": _trust({"AWS": "111122223333"}, _TRUSTED),
    "trust-home.json": _trust({"AWS": "111122223333"}, _TRUSTED),
    "trust-nobody.json": _trust({"Service": "nobody.amazonaws.com"}),
    "trust-cloudformation.json": _trust({"Service": "cloudformation.amazonaws.com"}),
    "trust-lambda.json": _trust({"Service": "lambda.amazonaws.com"}),
    "trust-providers.json": _trust(
        {
            "Federated": [
                "arn:aws:iam::111122223333:saml-provider/Corp",
                "arn:aws:iam::111122223333:oidc-provider/token.example.com",
                "accounts.google.com",
            ]
        },
        ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
    ),
}


class Stage:
    """A folder with policies, in which worlds and scenarios are written, loaded and played."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, document in POLICIES.items():
            self.policy(name, document)

    def policy(self, name: str, document: Document) -> None:
        """Write or replace a policy."""
        (self.folder / name).write_text(json.dumps(document), encoding="utf-8")

    def world(self, text: str = WORLD) -> World:
        """Load a world."""
        (self.folder / "world.yaml").write_text("calledvia: 1\n" + text, encoding="utf-8")
        return load_world(self.folder / "world.yaml")

    def scenario(self, requests: str, world: str = WORLD, settings: str = "") -> Scenario:
        """Load a scenario of these requests."""
        self.world(world)
        text = f"calledvia: 1\nworld: world.yaml\n{settings}\nrequests:\n{requests}"
        (self.folder / "scenario.yaml").write_text(text, encoding="utf-8")
        return load_scenario(self.folder / "scenario.yaml")

    def play(self, requests: str, world: str = WORLD, settings: str = "") -> Replay:
        """Play these requests."""
        return replay(self.scenario(requests, world, settings))

    def hops(self, requests: str, world: str = WORLD, settings: str = "") -> list[HopReplay]:
        """Every hop of these requests, in order."""
        played = self.play(requests, world, settings)
        return [hop for request in played.requests for hop in request.hops]

    def first(self, call: str, more: str = "", world: str = WORLD, settings: str = "") -> HopReplay:
        """The first hop of one request."""
        return self.hops(f"  - {{name: one, call: '{call}'{more}}}\n", world, settings)[0]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An empty stage."""
    monkeypatch.chdir(tmp_path)
    return Stage(tmp_path)


@pytest.fixture
def context() -> Callable[[HopReplay], dict[str, Any]]:
    """What a hop's request holds, absent keys left out."""
    return lambda hop: {it.key: it.value for it in hop.context if it.value is not None}
