"""Whom the predicted record names."""

from __future__ import annotations

import pytest

ACCOUNT = "111122223333"
NOW = "2026-11-24T12:00:00Z"
CLOUDFORMATION = "cloudformation.amazonaws.com"
LIST = "s3:ListAllMyBuckets on *"
ATTRIBUTES = {"creationDate": NOW, "mfaAuthenticated": "false"}


BOB = """
  - name: becomes Bob
    call: user/alice sts:AssumeRole on role/Bob from office
    session: {as: it, session_name: alice, source_identity: alice}
"""


FEDERATED = """
  - name: federates
    call: user/alice sts:GetFederationToken on *
    session: {as: it, session_name: guest, policies: [all.json]}
"""


TOKEN = """
  - name: token
    call: user/alice sts:GetSessionToken on * with aws:MultiFactorAuthPresent=true
    session: it
"""


GOOGLE = """
  - name: google
    call: accounts.google.com sts:AssumeRoleWithWebIdentity on role/Federated
    session: {as: it, session_name: guest}
"""


def role(name: str, path: str = "") -> dict[str, str]:
    return {
        "type": "Role",
        "arn": f"arn:aws:iam::{ACCOUNT}:role/{path}{name}",
        "accountId": ACCOUNT,
        "userName": name,
    }


IDENTITIES = [
    (
        "root",
        "",
        {
            "type": "Root",
            "principalId": ACCOUNT,
            "arn": f"arn:aws:iam::{ACCOUNT}:root",
            "accountId": ACCOUNT,
        },
    ),
    (
        "user/carol",
        "",
        {
            "type": "IAMUser",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/staff/carol",
            "accountId": ACCOUNT,
            "userName": "carol",
        },
    ),
    ("anonymous", "", {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}),
    ("service/ec2", "", {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
    (
        "it",
        BOB,
        {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/alice",
            "accountId": ACCOUNT,
            "sessionContext": {
                "sessionIssuer": role("Bob", "work/"),
                "attributes": ATTRIBUTES,
                "sourceIdentity": "alice",
            },
        },
    ),
    (
        "it",
        FEDERATED,
        {
            "type": "FederatedUser",
            "principalId": f"{ACCOUNT}:guest",
            "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
            "accountId": ACCOUNT,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "IAMUser",
                    "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
                    "accountId": ACCOUNT,
                    "userName": "alice",
                },
                "attributes": ATTRIBUTES,
            },
        },
    ),
    (
        "it",
        TOKEN,
        {
            "type": "IAMUser",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
            "accountId": ACCOUNT,
            "userName": "alice",
            "sessionContext": {"attributes": ATTRIBUTES | {"mfaAuthenticated": "true"}},
        },
    ),
    (
        "it",
        GOOGLE,
        {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Federated/guest",
            "accountId": ACCOUNT,
            "sessionContext": {
                "sessionIssuer": role("Federated"),
                "webIdFederationData": {"federatedProvider": "accounts.google.com"},
                "attributes": ATTRIBUTES,
            },
        },
    ),
    (
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/x",
        "",
        {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/x",
            "accountId": ACCOUNT,
            "sessionContext": {"sessionIssuer": role("Bob", "work/")},
        },
    ),
]


@pytest.mark.parametrize(("caller", "obtained", "identity"), IDENTITIES)
def test_whom_the_record_names(stage, caller, obtained, identity):
    hop = stage.hops(f"{obtained}\n  - {{name: reads, call: '{caller} {LIST}'}}\n")[-1]
    assert hop.trail["userIdentity"] == identity


PROVIDERS = [
    (
        f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp sts:AssumeRoleWithSAML",
        "SAMLUser",
        f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp",
    ),
    ("accounts.google.com sts:AssumeRoleWithWebIdentity", "WebIdentityUser", "accounts.google.com"),
    (
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com sts:AssumeRoleWithWebIdentity",
        "WebIdentityUser",
        "token.example.com",
    ),
]


@pytest.mark.parametrize(("call", "type", "provider"), PROVIDERS)
def test_the_calls_that_a_provider_vouches_for(stage, call, type, provider):
    hop = stage.first(f"{call} on role/Federated")
    assert hop.trail["userIdentity"] == {"type": type, "identityProvider": provider}


# As whom the call below is made, and who is then named.
BELOW = [
    ("caller", "IAMUser", f"arn:aws:iam::{ACCOUNT}:user/alice"),
    ("role/Deployer", "AssumedRole", f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/"),
    ("role/Linked", "AssumedRole", f"arn:aws:sts::{ACCOUNT}:assumed-role/Linked/"),
    ("service", "AWSService", None),
]


@pytest.mark.parametrize(("acting", "type", "arn"), BELOW)
def test_every_call_of_a_service_says_so(stage, acting, type, arn):
    first, hop = stage.hops(f"""
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office
    then:
      - {{call: s3:PutObject on bucket, as: {acting}}}
""")
    identity = hop.trail["userIdentity"]
    assert (identity["type"], identity["invokedBy"]) == (type, CLOUDFORMATION)
    assert identity.get("arn", "").startswith(arn or "")
    assert bool(identity.get("arn")) == bool(arn)
    # The service's name, which is not the aws:SourceIp that policies saw.
    assert hop.trail["sourceIPAddress"] == hop.trail["userAgent"] == CLOUDFORMATION
    assert "invokedBy" not in first.trail["userIdentity"]
    assert "userAgent" not in first.trail


def test_forwarded_with_long_term_keys_it_shows_temporary_ones(stage):
    _, hop = stage.hops("""
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office
    then:
      - call: s3:PutObject on bucket
""")
    assert hop.trail["userIdentity"]["sessionContext"] == {"attributes": ATTRIBUTES}
