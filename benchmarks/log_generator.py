"""A CloudTrail log of any size, the same for the same seed: how fast is reading a log?

    python benchmarks/log_generator.py DIR [--events 1000000] [--distinct 20000] [--seed 1]

Writes files as CloudTrail delivers them (`{"Records": [...]}`, gzip) and the world in which they
happen. The distinct requests are asked with frequencies after Zipf with exponent 1; times, request
and event ids differ from event to event, as do the access keys of sessions.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import random
from bisect import bisect_left
from itertools import accumulate
from pathlib import Path
from typing import Any

ACCOUNT = "111122223333"
REGION = "us-east-1"
PER_FILE = 10_000
USERS, ROLES, BUCKETS, INSTANCES, TABLES = 40, 25, 60, 300, 40
_START = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)

Json = dict[str, Any]


def write_world(folder: Path) -> Path:
    """The world of the log: users by office, roles for work and for a service.

    Returns:
        Its file.
    """
    policies = {
        "work.json": [
            {"Sid": "Work", "Effect": "Allow", "Action": ["ec2:*", "s3:*", "dynamodb:*"],
             "Resource": "*"},
            {"Sid": "Stacks", "Effect": "Allow",
             "Action": ["cloudformation:*", "lambda:*", "sts:AssumeRole", "kms:Decrypt"],
             "Resource": "*"},
            {"Sid": "NoPurge", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"},
        ],
        "read.json": [
            {"Sid": "Read", "Effect": "Allow",
             "Action": ["ec2:Describe*", "s3:Get*", "s3:List*", "dynamodb:GetItem"],
             "Resource": "*"},
        ],
        "office.json": [
            {"Sid": "OfficeOnly", "Effect": "Deny", "Action": "*", "Resource": "*",
             "Condition": {
                 "NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/25"]},
                 "Bool": {"aws:ViaAWSService": "false"}}},
        ],
        "new-office.json": [
            {"Sid": "OfficeOnly", "Effect": "Deny", "Action": "*", "Resource": "*",
             "Condition": {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/25"]}}},
        ],
    }  # fmt: skip
    for name, statements in policies.items():
        text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=1)
        (folder / name).write_text(text, encoding="utf-8")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
             "Action": "sts:AssumeRole"},
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
             "Action": "sts:AssumeRole"},
        ],
    }  # fmt: skip
    (folder / "trust.json").write_text(json.dumps(trust, indent=1), encoding="utf-8")
    lines = ["calledvia: 1", "forwarding: preserved", "accounts:", f'  "{ACCOUNT}":', "    users:"]
    for number in range(USERS):
        own = "work.json" if number % 3 else "read.json"
        lines.append(f"      user{number}: {{policies: [{own}, office.json]}}")
    lines.append("    roles:")
    for number in range(ROLES):
        lines.append(f"      Role{number}: {{trust: trust.json, policies: [work.json]}}")
    path = folder / "world.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def distinct_requests(count: int, source: random.Random) -> list[Json]:
    """That many records that differ in what is asked, by whom, or from where."""
    found: dict[str, Json] = {}
    while len(found) < count:
        record = _record(source)
        found.setdefault(json.dumps(record, sort_keys=True), record)
    return list(found.values())


def _record(source: random.Random) -> Json:
    event_source, name, parameters = _call(source)
    identity, address = _caller(source)
    record: Json = {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventSource": f"{event_source}.amazonaws.com",
        "eventName": name,
        "awsRegion": REGION,
        "sourceIPAddress": identity.get("invokedBy", address),
        "userAgent": identity.get(
            "invokedBy",
            "aws-cli/2.27.50 md/awscrt#0.26.1 ua/2.1 os/linux#6.1.141 md/arch#x86_64 "
            "lang/python#3.13.4 cfg/retry-mode#standard",
        ),
        "requestParameters": parameters,
        "responseElements": None,
        "readOnly": name.startswith(("Get", "List", "Describe")),
        "eventType": "AwsApiCall",
        "managementEvent": event_source != "s3",
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Data" if event_source == "s3" else "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{event_source}.{REGION}.amazonaws.com",
        },
    }
    if name == "DeleteBucket":
        record["errorCode"] = "AccessDenied"
    return record


def _call(source: random.Random) -> tuple[str, str, Json | None]:
    kind = source.randrange(9)
    if kind == 8:
        stack = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/app-{source.randrange(30)}/6f2a"
        return "cloudformation", "UpdateStack", {"stackName": stack}
    if kind < 3:
        bucket = f"bucket-{source.randrange(BUCKETS)}"
        key = f"data/2026/{source.randrange(400)}.parquet"
        name = source.choice(["GetObject", "PutObject", "HeadObject"])
        host = f"{bucket}.s3.{REGION}.amazonaws.com"
        return "s3", name, {"bucketName": bucket, "Host": host, "key": key}
    if kind < 5:
        instance = {"instanceId": f"i-{source.randrange(INSTANCES):017x}"}
        name = source.choice(["StopInstances", "StartInstances", "DescribeInstances"])
        return "ec2", name, {"instancesSet": {"items": [instance]}, "force": False}
    if kind == 5:
        table = f"table-{source.randrange(TABLES)}"
        name = source.choice(["GetItem", "PutItem", "DescribeTable"])
        return "dynamodb", name, {"tableName": table}
    if kind == 6:
        name = source.choice(["GetFunction20150331v2", "UpdateFunctionCode20150331v2"])
        return "lambda", name, {"functionName": f"function-{source.randrange(80)}"}
    if source.random() < 0.3:
        return "s3", "DeleteBucket", {"bucketName": f"bucket-{source.randrange(BUCKETS)}"}
    role = f"arn:aws:iam::{ACCOUNT}:role/Role{source.randrange(ROLES)}"
    return "sts", "AssumeRole", {"roleArn": role, "roleSessionName": "work"}


def _caller(source: random.Random) -> tuple[Json, str]:
    kind, number = source.randrange(10), source.randrange(USERS)
    address = f"203.0.113.{(number * 6 + source.randrange(3)) % 256}"
    if kind < 6:
        user = f"user{number}"
        identity: Json = {
            "type": "IAMUser",
            "principalId": f"AIDA{user.upper():0<17}",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/{user}",
            "accountId": ACCOUNT,
            "accessKeyId": f"AKIA{user.upper():0<16}",
            "userName": user,
        }
        if kind == 5:
            identity["invokedBy"] = "cloudformation.amazonaws.com"
        return identity, address
    role = f"Role{source.randrange(ROLES)}"
    identity = {
        "type": "AssumedRole",
        "principalId": f"AROA{role.upper():0<17}:work",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/work",
        "accountId": ACCOUNT,
        "accessKeyId": "",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": f"AROA{role.upper():0<17}",
                "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}",
                "accountId": ACCOUNT,
                "userName": role,
            },
            "attributes": {"creationDate": "", "mfaAuthenticated": "false"},
        },
    }
    if kind == 9:
        identity["invokedBy"] = "lambda.amazonaws.com"
    return identity, address


def write_log(folder: Path, events: int, distinct: int, seed: int) -> int:
    """The files of a log.

    Returns:
        The bytes of their text before it was compressed.
    """
    source = random.Random(seed)
    templates = [_template(record) for record in distinct_requests(distinct, source)]
    weights = list(accumulate(1 / rank for rank in range(1, len(templates) + 1)))
    size = 0
    for number, first in enumerate(range(0, events, PER_FILE)):
        records = []
        for index in range(first, min(first + PER_FILE, events)):
            rank = bisect_left(weights, source.random() * weights[-1])
            records.append(_filled(templates[min(rank, len(templates) - 1)], index, source))
        text = ('{"Records":[' + ",".join(records) + "]}").encode()
        size += len(text)
        path = folder / f"{ACCOUNT}_CloudTrail_{REGION}_{number:05d}.json.gz"
        path.write_bytes(gzip.compress(text, 6, mtime=0))
    return size


_TIME, _ISSUED, _KEY, _REQUEST, _EVENT = "@time@", "@issued@", "@key@", "@request@", "@event@"


def _template(record: Json) -> str:
    """The record's text with marks where events of one request differ."""
    identity = dict(record["userIdentity"])
    if identity["accessKeyId"] == "":
        identity["accessKeyId"] = _KEY
        session = identity["sessionContext"]
        attributes = {**session["attributes"], "creationDate": _ISSUED}
        identity["sessionContext"] = {**session, "attributes": attributes}
    marked = {
        **record,
        "userIdentity": identity,
        "eventTime": _TIME,
        "requestID": _REQUEST,
        "eventID": _EVENT,
    }
    return json.dumps(marked, separators=(",", ":"))


def _filled(template: str, index: int, source: random.Random) -> str:
    time = _START + datetime.timedelta(seconds=index // 3)
    issued = time - datetime.timedelta(minutes=source.randrange(60))
    return (
        template.replace(_TIME, time.strftime("%Y-%m-%dT%H:%M:%SZ"))
        .replace(_ISSUED, issued.strftime("%Y-%m-%dT%H:%M:%SZ"))
        .replace(_KEY, f"ASIA{source.getrandbits(64):016X}")
        .replace(_REQUEST, f"{source.getrandbits(128):032x}")
        .replace(_EVENT, f"{source.getrandbits(128):032x}")
    )


def main() -> None:
    """Write a log and its world."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logs = arguments.folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    write_world(arguments.folder)
    size = write_log(logs, arguments.events, arguments.distinct, arguments.seed)
    print(f"{arguments.events:,} events, {size / 1e6:,.0f} MB of text, in {logs}")


if __name__ == "__main__":
    main()
