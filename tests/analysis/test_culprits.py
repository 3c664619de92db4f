from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.analysis.culprits import Culprits, culprits_among, culprits_in
from simulator.evaluation.decision import StatementResult
from simulator.formats.stages import read_stage
from simulator.language.model import Policy, PolicyType
from simulator.message_reading import DeniedMessage, read_denied_message
from simulator.messages import DENIAL_WORDINGS, denied_message
from simulator.world.world import World

ALICE = "arn:aws:iam::111122223333:user/alice"
CAROL = "arn:aws:iam::222233334444:user/carol"
SESSION = "arn:aws:sts::111122223333:assumed-role/Bob/one"
BOB = "arn:aws:iam::111122223333:role/team/Bob"
BUCKET = "arn:aws:s3:::reports/january.csv"
SCP = "arn:aws:organizations::999999999999:policy/o-x/service_control_policy/p-1"


def statement(sid: str, effect: str = "Deny", **elements: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": effect, "Action": "*", "Resource": "*"} | elements


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


EVERYONE = {"Principal": "*"}
FILES = {
    "own.json": document(
        statement(
            "Office",
            "Allow",
            Action="ec2:*",
            Condition={
                "IpAddress": {"aws:SourceIp": "103.15.250.0/24"},
            },
        ),
        statement(
            "Tagged",
            "Allow",
            Action="ec2:*",
            Condition={
                "StringEquals": {
                    "aws:PrincipalTag/team": "web",
                    "aws:RequestedRegion": "us-east-1",
                },
            },
        ),
        statement(
            "OtherInstance",
            "Allow",
            Action="ec2:StopInstances",
            Resource="arn:aws:ec2:*:*:instance/i-1",
        ),
        statement("Other", "Allow", Action="s3:GetObject"),
        statement(
            "NoSpot",
            Action="ec2:*",
            Condition={
                "StringEquals": {"ec2:Owner": "amazon"},
                "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/alice"},
            },
        ),
        statement(
            "NotHer",
            Action="ec2:*",
            Condition={
                "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/carol"},
            },
        ),
        statement("NotThis", Action="iam:*"),
    ),
    "boundary.json": document(statement("Wide", "Allow"), statement("Never", Action="ec2:Stop*")),
    "scp-named.json": document(statement("Named")),
    "scp-other.json": document(statement("Elsewhere")),
    "scp-silent.json": document(statement("Silent")),
    "full.json": document(statement("Full", "Allow")),
    "bucket.json": document(
        statement(
            "Outsiders",
            **EVERYONE,
            Condition={
                "StringNotEquals": {"aws:PrincipalOrgID": "o-example"},
            },
        ),
        statement("Insecure", **EVERYONE, Condition={"Bool": {"aws:SecureTransport": "false"}}),
    ),
    "endpoint.json": document(statement("OnlyReads", "Allow", **EVERYONE, Action="s3:Get*")),
    "open-endpoint.json": document(statement("Open", "Allow", **EVERYONE)),
    "trust.json": json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "Trust",
                    "Effect": "Allow",
                    "Principal": {"AWS": ALICE},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": "x"}},
                }
            ],
        }
    ),
}
WORLD = """\
calledvia: 1
account: "111122223333"
organization:
  id: o-example
  management: "999999999999"
  scps: [full.json]
  units:
    Work:
      scps: [{file: scp-named.json, arn: SCP}, scp-silent.json, full.json]
      accounts: ["111122223333"]
accounts:
  "111122223333":
    users:
      alice: {policies: [own.json], boundary: boundary.json, tags: {team: web}}
    roles:
      Bob: {path: /team/, trust: trust.json, policies: [own.json], tags: {team: ops}}
    resources:
      object/january: {arn: "arn:aws:s3:::reports/january.csv", policy: bucket.json}
    endpoints:
      vpce-1a: {policy: endpoint.json}
      vpce-2b: {policy: open-endpoint.json}
  "222233334444":
    users:
      carol: {}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    path = folder / "world.yaml"
    path.write_text(WORLD.replace("SCP}", f'"{SCP}"}}'), "utf-8")
    stage = read_stage(Path(path)).value
    assert stage is not None
    return stage.world


def found(
    world: World,
    type_: str | None,
    *,
    explicit: bool,
    principal: str = ALICE,
    action: str = "ec2:StopInstances",
    resource: str | None = "arn:aws:ec2:us-east-1:111122223333:instance/i-0",
    arn: str | None = None,
) -> Culprits:
    message = denied_message(principal, action, resource, type_, explicit, arn, arn is not None)
    (reading,) = read_denied_message(message)
    return culprits_in(world, reading)


def sids(statements: tuple[StatementResult, ...]) -> list[str]:
    return [one.label for one in statements]


def test_an_explicit_denial_is_by_a_deny_that_may_apply(world: World) -> None:
    culprits = found(world, "identity", explicit=True)
    # NotHer cannot: who calls is known, and with it aws:PrincipalArn.
    assert sids(culprits.denying) == ["NoSpot"]
    assert culprits.nearest == culprits.granting == ()


def test_what_denies_whatever_the_context_comes_first(world: World) -> None:
    culprits = found(world, "boundary", explicit=True)
    assert sids(culprits.denying) == ["Never"]
    assert culprits.nearest == culprits.granting == ()
    elsewhere = found(world, "boundary", explicit=True, action="ec2:StartInstances")
    assert elsewhere.denying == ()


def test_the_arn_names_the_policy(world: World) -> None:
    assert sids(found(world, "scp", explicit=True).denying) == ["Named", "Silent"]
    assert sids(found(world, "scp", explicit=True, arn=SCP).denying) == ["Named"]
    # Of none that has another ARN; one whose ARN nobody told may be it.
    assert sids(found(world, "scp", explicit=True, arn=f"{SCP}2").denying) == ["Silent"]


def test_the_resources_own_policy_is_asked(world: World) -> None:
    here = found(world, "resource", explicit=True, action="s3:GetObject", resource=BUCKET)
    assert sids(here.denying) == ["Insecure"]  # alice is of the organization
    there = found(
        world, "resource", explicit=True, action="s3:GetObject", resource=BUCKET, principal=CAROL
    )
    assert sids(there.denying) == ["Outsiders", "Insecure"]


def test_an_implicit_denial_is_by_the_allows_that_came_nearest(world: World) -> None:
    culprits = found(world, "identity", explicit=False)
    # The user's own tags are known, so of Tagged only the Region is open.
    assert sids(culprits.nearest) == ["Office", "Tagged", "OtherInstance"]
    assert culprits.denying == culprits.granting == ()
    assert culprits.unknown == (PolicyType.RESOURCE,)


def test_a_session_may_carry_other_tags(world: World) -> None:
    culprits = found(world, "identity", explicit=False, principal=SESSION)
    tagged = next(one for one in culprits.nearest if one.label == "Tagged")
    assert [one.holds.name for one in tagged.conditions] == ["UNKNOWN", "UNKNOWN"]


def test_a_role_in_place_of_its_session_is_understood(world: World) -> None:
    assert sids(found(world, "identity", explicit=False, principal=BOB).nearest) == [
        "Office",
        "Tagged",
        "OtherInstance",
    ]


def test_a_trust_policy_is_a_roles_resource_policy(world: World) -> None:
    for type_ in ("trust", "resource"):
        culprits = found(world, type_, explicit=False, action="sts:AssumeRole", resource=BOB)
        assert sids(culprits.nearest) == ["Trust"]
        assert culprits.nearest[0].type is PolicyType.TRUST


def test_each_endpoint_is_asked_by_itself(world: World) -> None:
    culprits = found(world, "endpoint", explicit=False, action="s3:GetObject", resource=BUCKET)
    # One of the two allows all the same, so it was not through that one; the other reads too.
    assert sids(culprits.granting) == ["OnlyReads", "Open"]
    other = found(world, "endpoint", explicit=False, action="s3:PutObject", resource=BUCKET)
    assert other.granting == ()


def test_a_message_that_does_not_fit_the_world(world: World) -> None:
    culprits = found(world, "boundary", explicit=False)
    assert sids(culprits.granting) == ["Wide"]
    assert culprits.nearest == ()


def test_a_message_without_a_reason_suspects_all(world: World) -> None:
    culprits = found(world, None, explicit=False)
    assert sids(culprits.denying) == ["Never", "Named", "Silent", "NoSpot"]
    assert "Office" in sids(culprits.nearest)
    assert culprits.granting == ()
    assert PolicyType.SESSION in culprits.unknown


@pytest.mark.parametrize("type_", list(DENIAL_WORDINGS))
def test_every_type_can_be_looked_for(world: World, type_: str) -> None:
    for principal in (ALICE, SESSION, "anonymous", "arn:aws:iam::555566667777:user/eve"):
        culprits = found(world, type_, explicit=True, principal=principal)
        assert {one.type for one in culprits.denying} <= {PolicyType(type_)}


def test_a_principal_that_is_none_is_an_error(world: World) -> None:
    reading = DeniedMessage("nobody", "s3:GetObject", None, True, ("scp",))
    with pytest.raises(ValueError, match="nobody"):
        culprits_in(world, reading)


def policy(*statements: dict[str, Any]) -> Policy:
    return Policy.parse(document(*statements), "given.json")


@pytest.mark.parametrize("type_", [type_ for type_ in DENIAL_WORDINGS if type_ != "trust"])
def test_given_policies_are_of_the_type_that_is_named(type_: str) -> None:
    own = policy(statement("Own"))
    others = policy(statement("Theirs", **EVERYONE))
    reading = DeniedMessage(ALICE, "s3:GetObject", BUCKET, True, (type_,))
    (denying,) = culprits_among([own, others], reading).denying
    assert denying.type is PolicyType(type_)
    with_principal = type_ in ("resource", "endpoint", "rcp")
    assert denying.label == ("Theirs" if with_principal else "Own")


def test_given_policies_of_no_fitting_type_are_not_known() -> None:
    reading = DeniedMessage(ALICE, "s3:GetObject", BUCKET, True, ("resource",))
    culprits = culprits_among([policy(statement("Own"))], reading)
    assert culprits.denying == ()
    assert culprits.unknown == (PolicyType.RESOURCE,)


def test_keys_in_variables_are_unknown_too() -> None:
    own = policy(statement("Home", Resource="arn:aws:s3:::reports/${aws:PrincipalTag/team}.csv"))
    reading = DeniedMessage(ALICE, "s3:GetObject", BUCKET, True, ("identity",))
    assert sids(culprits_among([own], reading).denying) == ["Home"]
