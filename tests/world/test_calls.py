"""What each kind of call shows to the service that is called: every key, every kind."""

from __future__ import annotations

import pytest

from simulator.evaluation.request import UNKNOWN, ServiceAddress
from simulator.world.calls import CALL_KINDS
from simulator.world.replayed import CallKind, Change

from .conftest import AS_OF, HOME, NETWORKS, ORGANIZATION, OTHER, WORLD

NOW = "2026-11-24T12:00:00Z"
REPLACED = "forwarding: replaced\n"
CLOUDFORMATION = "cloudformation.amazonaws.com"

ALICE = {
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalArn": "arn:aws:iam::111122223333:user/alice",
    "aws:PrincipalType": "User",
    "aws:PrincipalAccount": "111122223333",
    "aws:PrincipalTag/team": "ops",
    "aws:userid": UNKNOWN,
    "aws:username": "alice",
}
REQUEST = {
    "aws:CurrentTime": NOW,
    "aws:EpochTime": "1795521600",
    "aws:SecureTransport": "true",
    "aws:UserAgent": UNKNOWN,
    "aws:ResourceAccount": "111122223333",
}
STACK = REQUEST | {"aws:RequestedRegion": "us-east-1"}
INSTANCE = REQUEST | {
    "aws:RequestedRegion": "eu-west-1",
    "aws:ResourceTag/team": "ops",
    "ec2:ResourceTag/team": "ops",
}
VIA = {
    "aws:ViaAWSService": "true",
    "aws:CalledVia": (CLOUDFORMATION,),
    "aws:CalledViaFirst": CLOUDFORMATION,
    "aws:CalledViaLast": CLOUDFORMATION,
    # Long-term keys become temporary credentials when a service uses them.
    "aws:MultiFactorAuthPresent": "false",
    "aws:TokenIssueTime": NOW,
}
UNSAID_PLACE = {"aws:SourceIp": UNKNOWN} | dict.fromkeys(
    ["aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp"], UNKNOWN
)
DIRECT = {"aws:ViaAWSService": "false"}


def tree(call: str, acting: str = "caller", below: str = "ec2:StopInstances on instance/i-0abc"):
    return f"""
  - name: one
    call: {call}
    then:
      - {{call: "{below}", as: {acting}}}
"""


UPDATE = "user/alice cloudformation:UpdateStack on stack/web"


def test_a_direct_call(stage, context):
    hop = stage.first(f"{UPDATE} from office")
    assert hop.kind is CallKind.DIRECT
    assert context(hop) == ALICE | STACK | DIRECT | {"aws:SourceIp": "103.15.250.7"}


def test_nobody_said_from_where(stage, context):
    hop = stage.first("user/alice ec2:StopInstances on instance/i-0abc")
    assert context(hop) == ALICE | INSTANCE | DIRECT | UNSAID_PLACE
    # CloudFormation is one of the services that send the keys on an endpoint's owner.
    assert context(stage.first(UPDATE)) == ALICE | STACK | DIRECT | UNSAID_PLACE | dict.fromkeys(
        ["aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"], UNKNOWN
    )


FORWARDED = [
    ("preserved", "office", "103.15.250.7", []),
    ("preserved", "198.51.100.99", "198.51.100.99", []),
    ("preserved", "2001:db8::7", "2001:db8::7", []),
    ("preserved", None, UNKNOWN, []),
    ("preserved", "vpc", None, ["endpoint-address-forwarded"]),
    ("replaced", "office", ServiceAddress("cloudformation"), ["service-address"]),
    ("replaced", None, ServiceAddress("cloudformation"), ["service-address"]),
    ("replaced", "vpc", ServiceAddress("cloudformation"), ["service-address"]),
]


@pytest.mark.parametrize(("forwarding", "place", "address", "leans"), FORWARDED)
def test_a_forwarded_call_in_both_network_models(stage, context, forwarding, place, address, leans):
    stage.policy(
        "all.json",
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"},
                {
                    "Effect": "Allow",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
                },
            ],
        },
    )
    call = UPDATE if place is None else f"{UPDATE} from {place}"
    first, second = stage.hops(tree(call), settings=f"forwarding: {forwarding}")
    assert second.kind is CallKind.FORWARDED
    expected = ALICE | INSTANCE | VIA | {"aws:SourceIp": address}
    assert context(second) == {key: it for key, it in expected.items() if it is not None}
    assert (first.caller, second.caller) == ("user/alice", "user/alice")
    assert [rule for rule in second.rests_on if rule != "forwarding"] == leans


# Which of the keys on an endpoint's owner a service sends, and that nobody knows them of an
# endpoint that the world does not have.
OWNED = AS_OF + NETWORKS + ORGANIZATION + HOME


def test_the_console(stage, context):
    hop = stage.first(f"{UPDATE} from office", ", console: yes")
    keys = {"aws:MultiFactorAuthPresent": "false", "aws:TokenIssueTime": NOW}
    address = {"aws:SourceIp": "103.15.250.7"}
    assert context(hop) == ALICE | STACK | DIRECT | address | keys


ROLE_SESSION = {
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalType": "AssumedRole",
    "aws:PrincipalAccount": "111122223333",
    "aws:userid": UNKNOWN,
    "aws:MultiFactorAuthPresent": "false",
    "aws:TokenIssueTime": NOW,
}
ROLES = [
    ("role/Deployer", "role/Deployer", CallKind.SERVICE_ROLE),
    (
        "role/Linked",
        "role/aws-service-role/cloudformation.amazonaws.com/Linked",
        CallKind.SERVICE_LINKED_ROLE,
    ),
]


@pytest.mark.parametrize("forwarding", ["preserved", "replaced"])
@pytest.mark.parametrize(("acting", "arn", "kind"), ROLES)
def test_a_service_role_shows_the_role_and_the_services_address(
    stage, context, acting, arn, kind, forwarding
):
    calls = tree(f"{UPDATE} from office", acting)
    _, second = stage.hops(calls, settings=f"forwarding: {forwarding}")
    assert second.kind is kind
    assert context(second) == ROLE_SESSION | INSTANCE | DIRECT | {
        "aws:PrincipalArn": f"arn:aws:iam::111122223333:{arn}",
        "aws:SourceIp": ServiceAddress("cloudformation"),
    }
    assert second.caller == acting
    name = acting.removeprefix("role/")
    assert second.caller_arn.startswith(f"arn:aws:sts::111122223333:assumed-role/{name}/")


SERVICE = {
    "aws:PrincipalIsAWSService": "true",
    "aws:PrincipalServiceName": CLOUDFORMATION,
    "aws:PrincipalServiceNamesList": (CLOUDFORMATION,),
    "aws:PrincipalAccount": UNKNOWN,
    "aws:PrincipalType": UNKNOWN,
    "aws:userid": UNKNOWN,
    "aws:ViaAWSService": "false",
}
ON_BEHALF = {
    "aws:SourceArn": "arn:aws:cloudformation:us-east-1:111122223333:stack/web/6f2a",
    "aws:SourceAccount": "111122223333",
}
ITS_ORGANIZATION = {
    "aws:SourceOrgID": "o-exampleorgid",
    "aws:SourceOrgPaths": ("o-exampleorgid/r-ab12/ou-ab12-11111111/",),
}
THE_RESOURCES = {
    "aws:ResourceOrgID": "o-exampleorgid",
    "aws:ResourceOrgPaths": ("o-exampleorgid/r-ab12/ou-ab12-11111111/",),
}


@pytest.mark.parametrize("forwarding", ["preserved", "replaced"])
def test_a_service_principal_tells_for_which_resource_it_calls(stage, context, forwarding):
    calls = tree(f"{UPDATE} from office", "service")
    settings = f"forwarding: {forwarding}"
    _, second = stage.hops(calls, settings=settings)
    assert (second.kind, second.caller_arn) == (CallKind.SERVICE_PRINCIPAL, CLOUDFORMATION)
    assert context(second) == SERVICE | INSTANCE | ON_BEHALF
    _, third = stage.hops(calls, world=OWNED, settings=settings)
    assert context(third) == SERVICE | INSTANCE | ON_BEHALF | ITS_ORGANIZATION | THE_RESOURCES


def test_for_which_resource_a_service_calls_first_nobody_said(stage, context):
    call = "service/cloudformation ec2:StopInstances on instance/i-0abc"
    # A place is a caller's: a service that calls as itself has none.
    for text in (call, f"{call} from office"):
        hop = stage.first(text)
        assert hop.kind is CallKind.SERVICE_PRINCIPAL
        unsaid = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"]
        assert context(hop) == SERVICE | INSTANCE | dict.fromkeys(unsaid, UNKNOWN)


def test_below_a_service_principal_no_address_of_the_user_comes_back(stage, context):
    _, _, third = stage.hops("""
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office
    then:
      - call: s3:PutObject on bucket
        as: service
        then:
          - call: kms:GenerateDataKey on key
""")
    assert third.kind is CallKind.FORWARDED
    assert "aws:SourceIp" not in context(third)


CHAINED = """
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office
    then:
      - call: s3:PutObject on bucket
        then:
          - call: kms:GenerateDataKey on key
            then:
              - call: ec2:StopInstances on instance/i-0abc
"""


@pytest.mark.parametrize("forwarding", ["preserved", "replaced"])
def test_services_stand_in_the_order_of_the_calls(stage, context, forwarding):
    hops = stage.hops(CHAINED, settings=f"forwarding: {forwarding}")
    seen = [context(hop) for hop in hops]
    services = (CLOUDFORMATION, "s3.amazonaws.com", "kms.amazonaws.com")
    for depth in (1, 2, 3):
        assert seen[depth]["aws:CalledVia"] == services[:depth]
        assert seen[depth]["aws:CalledViaFirst"] == CLOUDFORMATION
        assert seen[depth]["aws:CalledViaLast"] == services[depth - 1]
        address = (
            ServiceAddress(services[depth - 1].partition(".")[0])
            if forwarding == "replaced"
            else "103.15.250.7"
        )
        assert seen[depth]["aws:SourceIp"] == address
    assert "aws:CalledVia" not in seen[0]


def test_what_goes_on_below_a_service_role_begins_with_the_role(stage, context):
    _, second, third, fourth = stage.hops("""
  - name: one
    call: user/alice s3:PutObject on bucket from office
    then:
      - call: cloudformation:UpdateStack on stack/web
        then:
          - call: s3:GetObject on bucket
            as: role/Deployer
            then:
              - call: kms:Decrypt on key
""")
    assert context(second)["aws:CalledVia"] == ("s3.amazonaws.com",)
    assert "aws:CalledVia" not in context(third)
    assert (third.kind, fourth.kind) == (CallKind.SERVICE_ROLE, CallKind.FORWARDED)
    assert context(fourth)["aws:CalledVia"] == ("s3.amazonaws.com",)
    assert context(fourth)["aws:PrincipalArn"] == "arn:aws:iam::111122223333:role/Deployer"
    assert context(fourth)["aws:SourceIp"] == ServiceAddress("cloudformation")
    assert context(fourth)["aws:TokenIssueTime"] == NOW


REAL = [
    ("[192.0.2.9]", "192.0.2.9"),
    ("[192.0.2.0/24]", ServiceAddress("cloudformation", ("192.0.2.0/24",))),
    ("[192.0.2.9, 192.0.2.10]", ServiceAddress("cloudformation", ("192.0.2.9", "192.0.2.10"))),
]


@pytest.mark.parametrize(("ranges", "address"), REAL)
def test_a_world_can_tell_where_a_service_sits(stage, context, ranges, address):
    world = f"{WORLD}services: {{cloudformation: {ranges}}}\n"
    for acting in ("caller", "role/Deployer"):
        _, second = stage.hops(tree(UPDATE, acting), world, REPLACED)
        assert context(second)["aws:SourceIp"] == address
    # The caller itself never has the service's address.
    assert context(stage.first(f"{UPDATE} from office", world=world))["aws:SourceIp"] == (
        "103.15.250.7"
    )


DATED = [("2021-07-30", UNKNOWN, ("via-aws-service",)), ("2021-07-31", "true", ())]


@pytest.mark.parametrize(("day", "via", "rules"), DATED)
def test_not_every_service_said_always_that_it_calls_on(stage, context, day, via, rules):
    stage.policy(
        "all.json",
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"},
                {
                    "Effect": "Allow",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {"Bool": {"aws:ViaAWSService": "true"}},
                },
            ],
        },
    )
    _, second = stage.hops(tree(UPDATE), settings=f"as_of: {day}\nclock: {NOW}")
    assert context(second)["aws:ViaAWSService"] == via
    assert tuple(rule for rule in second.rests_on if rule.startswith("via")) == rules
    assert second.verdict == ("depends" if rules else "allow")


def test_who_is_not_on_the_last_list_of_calledvia_is_flagged(stage):
    stage.policy(
        "all.json",
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": ["cloudformation:*", "s3:*"], "Resource": "*"},
                {
                    "Effect": "Allow",
                    "Action": "ec2:*",
                    "Resource": "*",
                    "Condition": {"Null": {"aws:CalledVia": "false"}},
                },
            ],
        },
    )
    assert "called-via-support" not in stage.hops(tree(UPDATE))[1].rests_on
    through_s3 = tree("user/alice s3:PutObject on bucket")
    assert "called-via-support" in stage.hops(through_s3)[1].rests_on


def test_what_changed_against_the_call_above(stage):
    first, second = stage.hops(tree(f"{UPDATE} from office"), settings=REPLACED)
    assert {it.change for it in first.context} == {Change.SAME}
    changes = {it.key: (it.change, it.was) for it in second.context}
    assert changes["aws:SourceIp"] == (Change.REPLACED, "103.15.250.7")
    assert changes["aws:CalledVia"] == (Change.NEW, None)
    assert changes["aws:ViaAWSService"] == (Change.REPLACED, "false")
    assert changes["aws:PrincipalArn"][0] is Change.SAME
    _, third = stage.hops(tree(f"{UPDATE} from vpc"))
    gone = {it.key: it for it in third.context}["aws:SourceVpce"]
    assert (gone.change, gone.value, gone.was) == (Change.GONE, None, "vpce-1a2b")


def test_every_kind_has_a_row_with_its_source():
    assert set(CALL_KINDS) == set(CallKind)
    for kind, row in CALL_KINDS.items():
        assert row.kind is kind
        assert row.source.startswith("UG ")
        assert row.called_via is (kind is CallKind.FORWARDED)


def test_other_accounts_are_there_too(stage, context):
    assert OTHER in WORLD
    found = context(stage.first("222233334444:user/dave s3:GetObject on other-bucket"))
    assert found["aws:PrincipalAccount"] == found["aws:ResourceAccount"] == "222233334444"
