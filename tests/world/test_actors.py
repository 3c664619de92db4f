"""The keys of every kind of caller."""

from __future__ import annotations

import pytest

from simulator.evaluation.request import UNKNOWN

from .conftest import AS_OF, HOME, NETWORKS, ORGANIZATION, OTHER

NOW = "2026-11-24T12:00:00Z"
ACCOUNT = "111122223333"
LIST = "s3:ListAllMyBuckets on *"

BOB = """
  - name: becomes Bob
    call: user/alice sts:AssumeRole on role/Bob from office
    session: {as: bob, session_name: alice}
"""


def after(call: str, obtained: str = BOB, more: str = "") -> str:
    return f"{obtained}\n  - {{name: then, call: '{call}', after: 10m{more}}}\n"


USERS = {
    "user/alice": {"PrincipalArn": "user/alice", "username": "alice", "PrincipalTag/team": "ops"},
    "user/carol": {"PrincipalArn": "user/staff/carol", "username": "carol"},
}


@pytest.mark.parametrize(("caller", "own"), USERS.items())
def test_a_user(stage, context, caller, own):
    keys = principal(context(stage.first(f"{caller} {LIST}")))
    expected = {f"aws:{key}": value for key, value in own.items()}
    expected["aws:PrincipalArn"] = f"arn:aws:iam::{ACCOUNT}:{own['PrincipalArn']}"
    assert keys == expected | {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalType": "User",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:userid": UNKNOWN,
    }


def principal(keys: dict[str, object]) -> dict[str, object]:
    """The keys about the caller and its credentials alone."""
    starts = ("aws:Principal", "aws:user", "aws:Multi", "aws:Token", "aws:SourceId", "aws:Fed")
    return {key: value for key, value in keys.items() if key.startswith(starts)}


def test_a_user_of_an_account_that_the_world_does_not_have(stage, context):
    keys = context(stage.first(f"arn:aws:iam::555566667777:user/far/eve {LIST}"))
    assert principal(keys) == {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": "arn:aws:iam::555566667777:user/far/eve",
        "aws:PrincipalType": "User",
        "aws:PrincipalAccount": "555566667777",
        "aws:userid": UNKNOWN,
        "aws:username": "eve",
    }


@pytest.mark.parametrize("caller", ["root", f"arn:aws:iam::{ACCOUNT}:root"])
def test_root(stage, context, caller):
    assert principal(context(stage.first(f"{caller} {LIST}"))) == {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:root",
        "aws:PrincipalType": "Account",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:userid": ACCOUNT,
    }


def test_an_anonymous_caller(stage, context):
    keys = context(stage.first("anonymous s3:GetObject on bucket from office"))
    assert principal(keys) == {
        "aws:PrincipalAccount": "anonymous",
        "aws:PrincipalType": "Anonymous",
        "aws:userid": "anonymous",
    }
    assert (keys["aws:SourceIp"], keys["aws:referer"]) == ("103.15.250.7", UNKNOWN)
    assert "aws:referer" not in context(stage.first("user/alice s3:GetObject on bucket"))


SESSION = {
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/work/Bob",
    "aws:PrincipalType": "AssumedRole",
    "aws:PrincipalAccount": ACCOUNT,
    "aws:userid": UNKNOWN,
    "aws:TokenIssueTime": NOW,
    "aws:MultiFactorAuthPresent": "false",
    "aws:PrincipalTag/Team": "dev",
    "aws:PrincipalTag/stage": "prod",
}


def test_a_role_session_is_known_by_its_role(stage, context):
    _, hop = stage.hops(after(f"bob {LIST}"))
    assert principal(context(hop)) == SESSION
    assert hop.caller_arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/alice"


def test_session_tags_override_those_of_the_role_in_any_case(stage, context):
    obtained = BOB.replace("alice}", "alice, tags: {team: ops, cost: low}}")
    _, hop = stage.hops(after(f"bob {LIST}", obtained))
    keys = principal(context(hop))
    tags = {key: value for key, value in keys.items() if "Tag/" in key}
    assert tags == {
        "aws:PrincipalTag/stage": "prod",
        "aws:PrincipalTag/team": "ops",
        "aws:PrincipalTag/cost": "low",
    }


# A session that only its ARN names: when, how and by whom it was obtained, nobody said.
UNSAID = dict.fromkeys(
    [
        "aws:TokenIssueTime",
        "aws:MultiFactorAuthPresent",
        "aws:MultiFactorAuthAge",
        "aws:SourceIdentity",
        "aws:FederatedProvider",
    ],
    UNKNOWN,
)


def test_a_session_named_by_its_arn(stage, context):
    known = context(stage.first(f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/x {LIST}"))
    assert principal(known) == SESSION | UNSAID
    # The path of a role that the world does not have is in no ARN of a session.
    strange = context(stage.first(f"arn:aws:sts::{ACCOUNT}:assumed-role/Strange/x {LIST}"))
    assert strange["aws:PrincipalArn"] is UNKNOWN
    federated = context(stage.first(f"arn:aws:sts::{ACCOUNT}:federated-user/x {LIST}"))
    assert principal(federated) == {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": f"arn:aws:sts::{ACCOUNT}:federated-user/x",
        "aws:PrincipalType": "FederatedUser",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:userid": f"{ACCOUNT}:x",
        "aws:TokenIssueTime": UNKNOWN,
    }


@pytest.mark.parametrize("place", ["from office", ""])
def test_what_such_a_session_forwards_is_no_long_term_key(stage, context, place):
    _, hop = stage.hops(f"""
  - name: one
    call: arn:aws:sts::{ACCOUNT}:assumed-role/Bob/x s3:PutObject on bucket {place}
    then:
      - call: kms:GenerateDataKey on key
""")
    assert principal(context(hop)) == SESSION | UNSAID
    assert "creationDate" not in str(hop.trail)


FEDERATED = """
  - name: federates
    call: user/alice sts:GetFederationToken on *
    session: {as: fed, session_name: guest, tags: {Team: red}, policies: [all.json]}
"""
TOKEN = """
  - name: token
    call: user/alice sts:GetSessionToken on *
    session: {as: token}
"""


def test_a_federated_user(stage, context):
    _, hop = stage.hops(after(f"fed {LIST}", FEDERATED))
    assert principal(context(hop)) == {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
        "aws:PrincipalType": "FederatedUser",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:userid": f"{ACCOUNT}:guest",
        "aws:TokenIssueTime": NOW,
        "aws:PrincipalTag/Team": "red",
    }
    assert hop.request.federated_by == f"arn:aws:iam::{ACCOUNT}:user/alice"


def test_a_session_token_is_the_user_with_temporary_credentials(stage, context):
    _, hop = stage.hops(after(f"token {LIST}", TOKEN))
    assert principal(context(hop)) == {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "aws:PrincipalType": "User",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:userid": UNKNOWN,
        "aws:username": "alice",
        "aws:TokenIssueTime": NOW,
        "aws:MultiFactorAuthPresent": "false",
        "aws:PrincipalTag/team": "ops",
    }


# How the session was asked for, and what its calls ten minutes later have: present, age.
MFA = [
    ("", "false", None),
    (" with aws:MultiFactorAuthPresent=true", "true", "600"),
    (" with AWS:multifactorauthpresent=true", "true", "600"),
    (" with aws:MultiFactorAuthPresent=true with aws:MultiFactorAuthAge=60", "true", "660"),
    (" with aws:MultiFactorAuthPresent=false", "false", None),
    (" with aws:MultiFactorAuthPresent=unknown", UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize("obtained", [BOB, TOKEN])
@pytest.mark.parametrize(("told", "present", "age"), MFA)
def test_what_the_call_said_of_mfa_goes_into_the_session(
    stage, context, obtained, told, present, age
):
    asked = obtained.replace("\n    session", f"{told}\n    session")
    name = "bob" if obtained is BOB else "token"
    first, hop = stage.hops(after(f"{name} {LIST}", asked))
    keys = context(hop)
    assert keys["aws:MultiFactorAuthPresent"] == present
    assert keys.get("aws:MultiFactorAuthAge") == age
    if told.endswith("Present=true"):
        # With what age the code was given, the call's own context does not tell.
        assert context(first)["aws:MultiFactorAuthAge"] is UNKNOWN


def test_federated_sessions_have_no_mfa_key(stage, context):
    told = FEDERATED.replace("on *", "on * with aws:MultiFactorAuthPresent=true")
    _, hop = stage.hops(after(f"fed {LIST}", told))
    assert "aws:MultiFactorAuthPresent" not in context(hop)


def test_the_console_changes_nothing_in_a_sessions_keys(stage, context):
    plain = stage.hops(after(f"bob {LIST}"))[1]
    console = stage.hops(after(f"bob {LIST}", more=", console: yes"))[1]
    assert context(plain) == context(console)
    assert console.trail["sessionCredentialFromConsole"] == "true"
    assert "sessionCredentialFromConsole" not in plain.trail


ORGANIZED = AS_OF + 'account: "111122223333"\n' + NETWORKS + ORGANIZATION + HOME + OTHER
PATH = ("o-exampleorgid/r-ab12/ou-ab12-11111111/",)


@pytest.mark.parametrize(
    ("caller", "member"),
    [
        ("user/alice", True),
        ("root", True),
        ("fed", True),
        ("222233334444:user/dave", False),
        ("anonymous", False),
    ],
)
def test_the_callers_organization(stage, context, caller, member):
    hops = stage.hops(after(f"{caller} {LIST}", FEDERATED), world=ORGANIZED)
    keys = context(hops[1])
    assert keys.get("aws:PrincipalOrgID") == ("o-exampleorgid" if member else None)
    assert keys.get("aws:PrincipalOrgPaths") == (PATH if member else None)


TOLD = [
    ("aws:PrincipalTag/team=red", "aws:PrincipalTag/team", "red"),
    ("aws:MultiFactorAuthPresent=true", "aws:MultiFactorAuthPresent", "true"),
    ("aws:userid=AIDAEXAMPLE", "aws:userid", "AIDAEXAMPLE"),
    ("aws:sourceip=192.0.2.1", "aws:SourceIp", "192.0.2.1"),
    ("aws:SourceIp=unknown", "aws:SourceIp", UNKNOWN),
]


@pytest.mark.parametrize(("told", "key", "value"), TOLD)
def test_what_is_said_of_the_caller_goes_on_with_its_credentials(stage, context, told, key, value):
    hops = stage.hops(f"""
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office with {told}
    then:
      - call: s3:PutObject on bucket
        then:
          - call: kms:GenerateDataKey on key
      - {{call: s3:PutObject on bucket, as: role/Deployer}}
      - {{call: s3:PutObject on bucket, as: service}}
""")
    first, second, third, by_role, by_service = (context(hop) for hop in hops)
    assert first[key] == second[key] == third[key] == value
    assert by_role.get(key) != value or value is UNKNOWN
    assert by_service.get(key) != value or value is UNKNOWN


def test_what_is_said_of_one_call_alone_stays_there(stage, context):
    _, second = stage.hops("""
  - name: one
    call: user/alice s3:PutObject on bucket from office
    context: {"aws:ResourceTag/kind": x, "aws:ViaAWSService": "maybe", "s3:prefix": y}
    absent: ["aws:PrincipalTag/team"]
    then:
      - call: kms:GenerateDataKey on key
""")
    keys = context(second)
    assert keys["aws:ViaAWSService"] == "true"
    assert not {"aws:ResourceTag/kind", "s3:prefix", "aws:PrincipalTag/team"} & set(keys)
