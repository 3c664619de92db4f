"""The predicted CloudTrail record of every kind of call."""

from __future__ import annotations

import pytest

from simulator import services
from simulator.world.trail import field_of

ACCOUNT, OTHER = "111122223333", "222233334444"
NOW = "2026-11-24T12:00:00Z"
LIST = "s3:ListAllMyBuckets on *"


def document(*statements: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def test_a_whole_record(stage):
    hop = stage.first("user/alice ec2:StopInstances on instance/i-0abc from office")
    arn = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0abc"
    assert hop.trail == {
        "predicted": True,
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
            "accountId": ACCOUNT,
            "userName": "alice",
        },
        "eventTime": NOW,
        "eventSource": "ec2.amazonaws.com",
        "eventName": "StopInstances",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "103.15.250.7",
        "requestParameters": None,
        "resources": [{"ARN": arn, "accountId": ACCOUNT}],
        "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT,
    }


ATTRIBUTES = {"creationDate": NOW, "mfaAuthenticated": "false"}


PLACES = [
    (" from office", "103.15.250.7", {}),
    (" from 2001:db8::1", "2001:db8::1", {}),
    ("", None, {}),
    (
        " from vpc",
        "10.0.1.5",
        {"vpcEndpointId": "vpce-1a2b", "vpcEndpointAccountId": ACCOUNT},
    ),
]


@pytest.mark.parametrize(("place", "address", "endpoint"), PLACES)
def test_from_where(stage, place, address, endpoint):
    hop = stage.first(f"user/alice cloudformation:UpdateStack on stack/web{place}")
    assert hop.trail["sourceIPAddress"] == address
    assert {key: it for key, it in hop.trail.items() if key.startswith("vpc")} == endpoint


def test_the_console_and_switch_role(stage):
    hops = stage.hops("""
  - name: switches
    call: user/alice sts:AssumeRole on role/Bob from office
    console: yes
    session: {as: bob, session_name: alice}
  - {name: goes on, call: bob s3:ListAllMyBuckets on * from office, console: yes, after: 5m}
""")
    for hop in hops:
        assert hop.trail["sessionCredentialFromConsole"] == "true"
        assert hop.trail["userIdentity"]["sessionContext"]["attributes"] == ATTRIBUTES
    assert [hop.trail["userIdentity"]["type"] for hop in hops] == ["IAMUser", "AssumedRole"]
    assert hops[1].trail["eventTime"] == "2026-11-24T12:05:00Z"


PARAMETERS = [
    (
        "user/alice sts:AssumeRole on role/Bob",
        "session_name: alice, duration: 30m, source_identity: al, external_id: e1, "
        "tags: {a: b}, transitive: [a]",
        {
            "roleArn": f"arn:aws:iam::{ACCOUNT}:role/work/Bob",
            "roleSessionName": "alice",
            "durationSeconds": 1800,
            "sourceIdentity": "al",
            "externalId": "e1",
            "tags": [{"key": "a", "value": "b"}],
            "transitiveTagKeys": ["a"],
        },
        {
            "credentials": {"expiration": "2026-11-24T12:30:00Z"},
            "assumedRoleUser": {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/alice"},
            "sourceIdentity": "al",
        },
    ),
    (
        "user/alice sts:AssumeRole on role/Closed",
        "session_name: alice",
        {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/Closed", "roleSessionName": "alice"},
        None,
    ),
    (
        "user/alice sts:GetFederationToken on *",
        "session_name: guest",
        {"name": "guest"},
        {
            "credentials": {"expiration": "2026-11-25T00:00:00Z"},
            "federatedUser": {"arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest"},
        },
    ),
    (
        "user/alice sts:GetSessionToken on *",
        "duration: 1h",
        {"durationSeconds": 3600},
        {"credentials": {"expiration": "2026-11-24T13:00:00Z"}},
    ),
]


@pytest.mark.parametrize(("call", "session", "asked", "answered"), PARAMETERS)
def test_what_a_session_call_asked_and_got(stage, call, session, asked, answered):
    hop = stage.first(call, f", session: {{as: it, {session}}}")
    assert hop.trail["requestParameters"] == asked
    assert hop.trail["responseElements"] == answered


def test_a_session_call_of_which_nobody_said_more(stage):
    hop = stage.first("user/alice sts:AssumeRole on role/Bob")
    assert hop.trail["requestParameters"] == {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/work/Bob"}
    assert hop.trail["responseElements"] is None


ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
INSTANCE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0abc"
DENY_EC2 = {"Sid": "No", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"}
ONLY_S3 = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}

DENIED = [
    (
        [ONLY_S3],
        "ec2:StopInstances on instance/i-0abc",
        "Client.UnauthorizedOperation",
        f"User: {ALICE} is not authorized to perform: ec2:StopInstances on resource: {INSTANCE} "
        "because no identity-based policy allows the ec2:StopInstances action",
    ),
    (
        [ONLY_S3, DENY_EC2],
        "ec2:StopInstances on instance/i-0abc",
        "Client.UnauthorizedOperation",
        f"User: {ALICE} is not authorized to perform: ec2:StopInstances on resource: {INSTANCE} "
        "with an explicit deny in an identity-based policy",
    ),
    (
        [ONLY_S3],
        "sqs:ListQueues on *",
        "AccessDenied",
        f"User: {ALICE} is not authorized to perform: sqs:ListQueues because no identity-based "
        "policy allows the sqs:ListQueues action",
    ),
]


@pytest.mark.parametrize(("statements", "call", "code", "message"), DENIED)
def test_a_denied_call(stage, statements, call, code, message):
    stage.policy("all.json", document(*statements))
    hop = stage.first(f"user/alice {call} from office")
    assert hop.trail["errorCode"] == code
    assert hop.trail["errorMessage"] == message


def test_an_allowed_or_doubtful_call_has_no_error(stage):
    assert "errorCode" not in stage.first(f"user/alice {LIST}").trail
    stage.policy(
        "all.json",
        document(ONLY_S3 | {"Condition": {"StringLike": {"aws:UserAgent": "aws-cli/*"}}}),
    )
    hop = stage.first(f"user/alice {LIST}")
    assert (hop.verdict, "errorCode" in hop.trail) == ("depends", False)


def test_denied_by_an_endpoint_it_is_another_kind_of_event(stage):
    hop = stage.first("user/alice ec2:StopInstances on instance/i-0abc from vpc")
    assert hop.decision.settled_by == "endpoint"
    told = {
        "errorCode": "VpceAccessDenied",
        "errorMessage": "The request was denied due to a VPC endpoint policy",
        "eventType": "AwsVpceEvent",
        "eventCategory": "NetworkActivity",
    }
    assert {key: hop.trail[key] for key in told} == told


def test_across_accounts_the_callers_record_is_given(stage):
    hop = stage.first(f"user/alice sts:AssumeRole on {OTHER}:role/Guest")
    assert hop.trail["recipientAccountId"] == ACCOUNT
    assert hop.trail["userIdentity"]["type"] == "IAMUser"
    assert hop.trail["resources"] == [
        {"ARN": f"arn:aws:iam::{OTHER}:role/Guest", "accountId": OTHER}
    ]


NAMES = [
    pytest.param(
        "EC2:stopinstances on instance/i-0abc",
        "ec2.amazonaws.com",
        "StopInstances",
        marks=pytest.mark.skipif(not services.available(), reason="the service data is not here"),
    ),
    ("cloudwatch:PutMetricData on *", "monitoring.amazonaws.com", "PutMetricData"),
    ("made:Up on *", "made.amazonaws.com", "Up"),
]


@pytest.mark.parametrize(("call", "source", "name"), NAMES)
def test_the_events_name(stage, call, source, name):
    hop = stage.first(f"user/alice {call}")
    assert (hop.trail["eventSource"], hop.trail["eventName"]) == (source, name)


def test_fields_by_their_path():
    record = {"a": {"b": "c", "n": 3600}, "yes": True, "no": False, "none": None, "list": ["x"]}
    asked = ["a.b", "a.n", "yes", "no", "none", "a.x", "a.b.c", "list", "", "list.0"]
    found = [field_of(record, path) for path in asked]
    assert found == ["c", "3600", "true", "false", None, None, None, "['x']", None, None]
    assert field_of(None, "a") is None
