"""Which few words are the random cases made of? So few that hits and collisions are frequent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

HOME, AWAY = "111122223333", "444455556666"
ALICE = f"arn:aws:iam::{HOME}:user/alice"
CAROL = f"arn:aws:iam::{HOME}:user/ops/carol"
DAVE = f"arn:aws:iam::{AWAY}:user/dave"
BOB = f"arn:aws:iam::{HOME}:role/Bob"
DEPLOYER = f"arn:aws:iam::{HOME}:role/team/Deployer"
LINKED = f"arn:aws:iam::{HOME}:role/aws-service-role/autoscaling.amazonaws.com/Scaling"
GUEST = f"arn:aws:iam::{AWAY}:role/Guest"
SAML = f"arn:aws:iam::{HOME}:saml-provider/Corp"
OIDC = f"arn:aws:iam::{HOME}:oidc-provider/tokens.example"
FAY = f"arn:aws:sts::{HOME}:federated-user/fay"
SERVICES = ("cloudformation.amazonaws.com", "s3.amazonaws.com", "s3.ap-east-1.amazonaws.com")


@dataclass(frozen=True, slots=True)
class Who:
    """One who can call.

    Attributes:
        names: principals that name the caller, beside account and everyone.
        context: keys that AWS would set for this caller.
    """

    principal: str
    names: tuple[str, ...] = ()
    credentials: str | None = None
    federated_by: str | None = None
    context: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> str | None:
        """The account in the ARN of those who are signed for."""
        signed = self.principal.startswith("arn:") and "-provider/" not in self.principal
        return self.principal.split(":")[4] if signed else None


def _user(arn: str, unique_id: str, credentials: str | None) -> Who:
    context = {
        "aws:PrincipalArn": arn,
        "aws:userid": unique_id,
        "aws:username": arn.split("/")[-1],
    }
    return Who(arn, (arn, unique_id), credentials, context=context)


def _session(role: str, unique_id: str, credentials: str, *, tell: bool = True) -> Who:
    arn = role.replace(":iam:", ":sts:").split(":role/")[0]
    arn = f"{arn}:assumed-role/{role.split('/')[-1]}/one"
    context = {"aws:PrincipalArn": role, "aws:userid": f"{unique_id}:one"} if tell else {}
    return Who(arn, (role, arn, unique_id), credentials, context=context)


def _federated(user: str | None) -> Who:
    names = (FAY, user) if user else (FAY,)
    context = {"aws:PrincipalArn": FAY, "aws:userid": f"{HOME}:fay"}
    return Who(FAY, names, "federation-token", user, context)


def _root(account: str) -> Who:
    arn = f"arn:aws:iam::{account}:root"
    return Who(arn, (), None, context={"aws:PrincipalArn": arn, "aws:userid": account})


USERS = (
    _user(ALICE, "AIDAEXAMPLE0000ALICE", None),
    _user(ALICE, "AIDAEXAMPLE0000ALICE", "long-term"),
    _user(ALICE, "AIDAEXAMPLE0000ALICE", "session-token"),
    _user(CAROL, "AIDAEXAMPLE0000CAROL", None),
    _user(DAVE, "AIDAEXAMPLE0000DAVE", None),
)
ROLE_SESSIONS = (
    _session(BOB, "AROAEXAMPLE0000BOB", "assumed-role"),
    _session(BOB, "AROAEXAMPLE0000BOB", "assumed-role", tell=False),
    _session(DEPLOYER, "AROAEXAMPLE0000DEPLOYER", "assumed-role", tell=False),
    _session(DEPLOYER, "AROAEXAMPLE0000DEPLOYER", "saml"),
    _session(DEPLOYER, "AROAEXAMPLE0000DEPLOYER", "web-identity"),
    _session(GUEST, "AROAEXAMPLE0000GUEST", "assumed-role"),
    _session(LINKED, "AROAEXAMPLE0000LINKED", "assumed-role"),
)
FEDERATED_USERS = (_federated(ALICE), _federated(None))
ROOTS = (_root(HOME), _root(AWAY))
SERVICE_PRINCIPALS = tuple(Who(service) for service in SERVICES)
ANONYMOUS = (Who("*"),)
PROVIDERS = (Who(SAML, (SAML,)), Who(OIDC, (OIDC,), context={"aws:FederatedProvider": OIDC}))

CALLERS = (
    *USERS,
    *USERS[:3],
    *ROLE_SESSIONS,
    *ROLE_SESSIONS[:2],
    *FEDERATED_USERS,
    *FEDERATED_USERS,
    *ROOTS,
    SERVICE_PRINCIPALS[0],
    SERVICE_PRINCIPALS[1],
    *ANONYMOUS,
    *PROVIDERS,
)
"""Who calls, in the proportions in which they call."""

GONE = "AIDAEXAMPLE0000GONE"
STRANGE_PRINCIPALS = (ALICE, DAVE, BOB, DEPLOYER, GUEST, f"{ALICE}2", FAY, AWAY, GONE)


@dataclass(frozen=True, slots=True)
class Target:
    """What can be called: an action on a resource, with patterns that fit or nearly fit it."""

    action: str
    resource: str
    patterns: tuple[str, ...] = ()


BUCKET = "arn:aws:s3:::b"
_S3 = (
    f"{BUCKET}/*",
    "arn:aws:s3:::*",
    "arn:*:s3:::b/*",
    f"{BUCKET}/${{aws:PrincipalTag/team}}/x",
    f"{BUCKET}/${{aws:PrincipalTag/team, 'red'}}/*",
    f"{BUCKET}/${{aws:username}}/?",
    f"{BUCKET}/a${{*}}c",
    f"{BUCKET}/${{aws:userid}}",
    "arn:aws:*:::b/*",
)
_ROLE = (f"arn:aws:iam::{HOME}:role/*", "arn:aws:iam::*:role/Bob", f"arn:aws:iam::{HOME}:role/b*")
_Q = "arn:aws:sqs:us-east-1"
_LOG = f"arn:aws:logs:us-east-1:{HOME}:log-group:g:log-stream:s"
_KEY = f"arn:aws:kms:us-east-1:{HOME}:key/k"
_ALIAS = f"arn:aws:kms:us-east-1:{HOME}:alias"
_RESERVED = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/Admin"

OBJECTS = (
    Target("s3:GetObject", f"{BUCKET}/red/x", _S3),
    Target("s3:PutObject", f"{BUCKET}/alice/x", _S3),
    Target("s3:GetObject", f"{BUCKET}/a*c", _S3),
    Target("s3:GetObject", f"{BUCKET}/AROAEXAMPLE0000BOB:one", _S3),
    Target("s3:ListBucket", BUCKET, ("arn:aws:s3:::?", "arn:aws:s3:::*")),
)
QUEUES = (
    Target("sqs:SendMessage", f"{_Q}:{HOME}:q", (f"{_Q}:*", "arn:aws:sqs:*:*:q", f"{_Q}:*:q")),
    Target("sqs:SendMessage", f"{_Q}:{AWAY}:q", (f"{_Q}:*", "arn:aws:sqs:*:*:q")),
    Target(
        "lambda:InvokeFunction",
        f"arn:aws:lambda:us-east-1:{HOME}:function:f:7",
        (
            f"arn:aws:lambda:us-east-1:{HOME}:function:*",
            f"arn:aws:lambda:us-east-1:{HOME}:function:f:*",
            f"arn:aws:lambda:us-east-1:{HOME}:function:*7",
            f"arn:aws:lambda:us-east-1:{HOME}:f?nction:f",
        ),
    ),
)
KEYS_OF_KMS = (
    Target("kms:Decrypt", _KEY, (f"arn:aws:kms:us-east-1:{HOME}:key/*", "arn:aws:kms:*:*:key/?")),
    Target("kms:RetireGrant", _KEY, (f"arn:aws:kms:us-east-1:{HOME}:*",)),
)
ROLES_TO_ASSUME = (
    Target("sts:AssumeRole", BOB, _ROLE),
    Target("sts:AssumeRole", BOB, _ROLE),
    Target("sts:AssumeRole", GUEST, _ROLE),
    Target("sts:AssumeRole", LINKED, _ROLE),
    Target("sts:TagSession", BOB, _ROLE),
    Target("sts:SetSourceIdentity", BOB, _ROLE),
)
UNSIGNED = (
    Target("sts:AssumeRoleWithSAML", BOB, _ROLE),
    Target("sts:AssumeRoleWithWebIdentity", BOB, _ROLE),
)
FOR_ACCOUNTS = (
    Target(
        "ec2:StopInstances",
        f"arn:aws:ec2:us-east-1:{HOME}:instance/i-1",
        ("arn:aws:ec2:*:*:instance/*", "arn:aws:ec2", f"arn:aws:ec2:us-east-1:{HOME}:ins*/i-1"),
    ),
    Target("ec2:DescribeInstances", "*"),
    Target("kms:ListKeys", "*"),
    Target(
        "logs:PutLogEvents",
        _LOG,
        (
            "arn:aws:logs:us-east-1:*:log-stream:s",
            f"arn:aws:logs:us-east-1:{HOME}:log-group:*:log-stream:s",
            f"arn:aws:logs:us-east-1:{HOME}:log-group:*s",
            f"arn:aws:logs:us-east-1:{HOME}:log-group:g:*",
        ),
    ),
    Target("iam:GetUser", ALICE, (f"arn:aws:iam::{HOME}:user/${{aws:username}}",)),
    Target("iam:PassRole", BOB, _ROLE),
    Target("iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", ("arn:aws:iam::*:*",)),
    Target("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", ("arn:aws:iam::*:*",)),
    Target("iam:DeleteRole", _RESERVED, (f"arn:aws:iam::{HOME}:role/*",)),
    Target("iam:GetRole", _RESERVED, (f"arn:aws:iam::{HOME}:role/*",)),
    Target("kms:UpdateAlias", f"{_ALIAS}/mine", (f"{_ALIAS}/*",)),
    Target("kms:UpdateAlias", f"{_ALIAS}/aws/s3", (f"{_ALIAS}/*",)),
    Target("sts:GetCallerIdentity", "*"),
    Target("sts:GetSessionToken", "*"),
    Target("sts:GetFederationToken", f"arn:aws:sts::{HOME}:federated-user/fay"),
)
FOR_EVERYONE = (*OBJECTS, *QUEUES)
FOR_SERVICES = (*OBJECTS, *QUEUES, *KEYS_OF_KMS, *ROLES_TO_ASSUME[:4])
FOR_SIGNED = (*OBJECTS, *OBJECTS, *OBJECTS, *QUEUES, *KEYS_OF_KMS, *ROLES_TO_ASSUME, *FOR_ACCOUNTS)
TARGETS = (*FOR_SIGNED, *UNSIGNED)


@dataclass(frozen=True, slots=True)
class Key:
    """A condition key: the operators that suit it, and values on either side."""

    name: str
    family: str
    asked: tuple[Any, ...]
    given: tuple[str, ...]
    several: bool = True


_TEAMS = ("red", "blue", "Red", "a*c", "")
_NUMBERS = ("5", "10", "10.0", "10.5", "-1", "abc")
_TIMES = (
    "2025-01-01",
    "2025-01-01T00:00:00Z",
    "2025-01-01T01:00:00+01:00",
    "2025-01-01T00:00Z",
    "1735689600",
    "2025",
    "2025-06-01T12:00:00.5Z",
    "yesterday",
)
_RANGES = (
    "103.15.250.0/24",
    "103.15.250.7/25",
    "103.15.250.7",
    "0.0.0.0/0",
    "::/0",
    "2001:db8::/32",
    "12.148.72.0/23",
    "10.0.0.0/33",
    "no-address",
)
_ADDRESSES = (
    "103.15.250.7",
    "103.15.250.200",
    "12.148.73.255",
    "198.51.100.1",
    "2001:db8::7",
    "::ffff:103.15.250.7",
    "AWS Internal",
    "103.15.250.007",
)
_TOPIC = "arn:aws:sns:us-east-1"
_ARNS = (
    f"{_TOPIC}:{HOME}:t",
    "arn:aws:sns:*:*:t",
    f"{_TOPIC}:{HOME}:${{aws:PrincipalTag/team}}",
    f"arn:aws:s?s:us-east-1:{HOME}:*",
    "arn:aws:*:us-east-1:*:t",
    "*",
    "arn:aws:sns",
    "boop",
)
_GIVEN_ARNS = (
    f"{_TOPIC}:{HOME}:t",
    f"{_TOPIC}:{HOME}:red",
    f"{_TOPIC}:{HOME}:t:us-east-1:9:t",
    "arn:aws:sqs:us-west-2:9:us-east-1",
    "boop",
)
_BYTES = ("QUJD", "QQ==", "QR==", "", "A")
_PATHS = (
    "red/",
    "home/alice",
    "home/*",
    "*/",
    "${aws:PrincipalTag/team}/",
    "home/${aws:username}",
    "home/${aws:username, 'nobody'}",
    "a${*}c",
    "?ed/",
    "(.+[",
)

KEYS = (
    Key("aws:PrincipalTag/team", "String", (*_TEAMS, "r*", "?ed", "r${?}d"), _TEAMS, several=False),
    Key("s3:prefix", "String", _PATHS, ("red/", "home/alice", "home/nobody", "a*c", "(.+[", "\n/")),
    Key("aws:TagKeys", "String", ("red", "blue", "r*", "RED"), ("red", "blue", "green", "Red")),
    Key("aws:CalledVia", "String", (*SERVICES[:2], "*.amazonaws.com"), SERVICES),
    Key("aws:SourceVpce", "String", ("vpce-1", "vpce-2", "vpce-*"), ("vpce-1", "vpce-2")),
    Key("s3:max-keys", "Numeric", (*_NUMBERS, 10, 10.5), _NUMBERS),
    Key("aws:MultiFactorAuthAge", "Numeric", (*_NUMBERS, 5), _NUMBERS),
    Key("aws:CurrentTime", "Date", _TIMES, _TIMES),
    Key("aws:EpochTime", "Date", _TIMES, ("1735689600", "1735689599", "1735689601")),
    Key("aws:MultiFactorAuthPresent", "Bool", ("true", "false", True, False), ("true", "false")),
    Key("aws:SecureTransport", "Bool", ("true", "false", "True", "no"), ("true", "false", "no")),
    Key("aws:SourceIp", "Ip", _RANGES, _ADDRESSES),
    Key("aws:VpcSourceIp", "Ip", _RANGES[:6], _ADDRESSES[:6]),
    Key("aws:SourceArn", "Arn", _ARNS, _GIVEN_ARNS),
    Key("aws:PrincipalArn", "Arn", (ALICE, BOB, "arn:aws:iam::*:role/team/*", "*"), ()),
    Key("acme:Digest", "Binary", _BYTES, _BYTES),
)
KEY_BY_NAME = {key.name.lower(): key for key in KEYS}
