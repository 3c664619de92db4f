"""Records of CloudTrail for tests, in the shape of real ones."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from simulator.analysis.logs.event import Event

Json = dict[str, Any]

ACCOUNT = "111122223333"
OFFICE, HOME = "103.15.250.7", "198.51.100.7"
INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0abc"
STACK = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/web/6f2a"
STOPPING = {"instancesSet": {"items": [{"instanceId": "i-0abc"}]}, "force": False}


def user(name: str = "alice", **more: Any) -> Json:
    """The identity of a user with an access key."""
    return {
        "type": "IAMUser",
        "principalId": "AIDAEXAMPLE",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
        "accountId": ACCOUNT,
        "accessKeyId": "AKIAEXAMPLE",
        "userName": name,
        **more,
    }


def session(role: str = "Bob", name: str = "alice", path: str = "/", **more: Any) -> Json:
    """The identity of a session of a role."""
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLE:{name}",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{name}",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAEXAMPLE",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "arn": f"arn:aws:iam::{ACCOUNT}:role{path}{role}",
                "accountId": ACCOUNT,
                "userName": role,
            },
            "attributes": {"creationDate": "2026-10-02T09:00:00Z", "mfaAuthenticated": "false"},
        },
        **more,
    }


def record(
    action: str = "ec2:StopInstances",
    identity: Json | None = None,
    time: str = "2026-10-02T10:00:00Z",
    address: str | None = OFFICE,
    parameters: Json | None = None,
    **more: Any,
) -> Json:
    """One record; a call of a service has the service's name for an address."""
    service, _, name = action.partition(":")
    identity = user() if identity is None else identity
    found = {
        "eventVersion": "1.08",
        "userIdentity": identity,
        "eventTime": time,
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": identity.get("invokedBy", address),
        "userAgent": identity.get("invokedBy", "aws-cli/2"),
        "requestParameters": parameters,
        "responseElements": None,
        "requestID": "59dbff89-35bd-4eac-99ed-be587EXAMPLE",
        "eventID": "9c4d2b1e-aaaa-bbbb-cccc-f2f2f2EXAMPLE",
        "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT,
    }
    return {**found, **more}


def event(*arguments: Any, **more: Any) -> Event:
    """The same, read."""
    return msgspec.json.decode(json.dumps(record(*arguments, **more)), type=Event)
