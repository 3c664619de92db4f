"""Sessions: what may be asked for, what comes of it, and for how long."""

from __future__ import annotations

import datetime

import pytest

from simulator.evaluation.request import UNKNOWN
from simulator.formats.loading import FormatError
from simulator.rules import Forwarding
from simulator.world.replayed import NotMade, Purpose
from simulator.world.sessions import SESSION_CALLS

ACCOUNT = "111122223333"
LIST = "s3:ListAllMyBuckets on *"
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
BOB = "user/alice sts:AssumeRole on role/Bob"
FEDERATE = "user/alice sts:GetFederationToken on *"
TOKEN = "user/alice sts:GetSessionToken on *"


def asks(call: str, session: str) -> str:
    return f"  - {{name: asks, call: '{call}', session: {{as: it, {session}}}}}\n"


def chain(session: str, call: str = "sts:AssumeRole on role/Next", first: str = "") -> str:
    return f"""
  - name: becomes Bob
    call: {BOB}
    session: {{as: bob, session_name: alice{first}}}
  - name: becomes the next
    call: bob {call}
    session: {{as: next, session_name: alice{session}}}
"""


IDENTITY = ", source_identity: alice"
TRANSITIVE = ", tags: {Team: ops, cost: low}, transitive: [team]"


LASTS = [
    (BOB, "session_name: alice", 3600),
    (BOB, "duration: 15m", 900),
    (FEDERATE, "session_name: guest", 12 * 3600),
    (FEDERATE, "duration: 20m", 1200),
    (TOKEN, "session_name: xx", 12 * 3600),
    ("root sts:GetSessionToken on *", "session_name: xx", 3600),
    ("root sts:GetSessionToken on *", "duration: 2h", 3600),
    ("root sts:GetFederationToken on *", "session_name: guest", 3600),
]


@pytest.mark.parametrize(("call", "session", "seconds"), LASTS)
def test_how_long_a_session_lasts(stage, call, session, seconds):
    stage.policy("all.json", ALL)
    (hop,) = stage.hops(asks(call, session))
    assert hop.obtained.issued == NOON
    assert hop.obtained.expires == NOON + datetime.timedelta(seconds=seconds)


ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}

ARNS = [
    (
        BOB,
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/alice",
        f"arn:aws:iam::{ACCOUNT}:role/work/Bob",
    ),
    (FEDERATE, f"arn:aws:sts::{ACCOUNT}:federated-user/alice", None),
    (TOKEN, f"arn:aws:iam::{ACCOUNT}:user/alice", None),
]


@pytest.mark.parametrize(("call", "arn", "role"), ARNS)
def test_whose_session_it_is(stage, call, arn, role):
    (hop,) = stage.hops(asks(call, "session_name: alice"))
    assert (hop.obtained.name, hop.obtained.arn, hop.obtained.role_arn) == ("it", arn, role)


# The instant of the call against one hour from noon.
CLOCK = [
    ("after: 59m59s", "allow", None),
    ("after: 1h", "not_made", NotMade.SESSION_EXPIRED),
    ("after: 2d", "not_made", NotMade.SESSION_EXPIRED),
]


@pytest.mark.parametrize(("when", "came_to", "why"), CLOCK)
def test_a_session_expires_on_the_simulated_clock(stage, when, came_to, why):
    requests = (
        asks(BOB, "session_name: alice")
        + f"""
  - {{name: uses it, call: it {LIST}, {when}, expect: {came_to}}}
  - {{name: and below, call: it cloudformation:UpdateStack on stack/web,
      then: [{{call: ec2:StopInstances on instance/i-0abc}}]}}
"""
    )
    replayed = stage.play(requests)
    (hop,) = replayed.requests[1].hops
    assert hop.not_made is why
    assert replayed.as_expected
    above, below = replayed.requests[2].hops
    assert above.not_made is why
    assert below.not_made is (NotMade.CALL_ABOVE_DENIED if why else None)


def test_credentials_do_not_exist_before_they_are_issued(stage):
    requests = asks(f"{BOB} at 2026-11-24T15:00:00Z", "session_name: alice")
    for at, why in (("14:59:59", NotMade.SESSION_NEVER_OBTAINED), ("15:00:00", None)):
        _, hop = stage.hops(
            f"{requests}  - {{name: uses it, call: 'it {LIST} at 2026-11-24T{at}Z'}}\n"
        )
        assert hop.not_made is why


def test_a_session_that_was_never_obtained_makes_no_call(stage):
    first, hop = stage.hops(
        asks("user/alice sts:AssumeRole on role/Closed", "session_name: alice")
        + f"  - {{name: uses it, call: it {LIST}}}\n"
    )
    assert (first.verdict, first.obtained) == ("implicit_deny", None)
    assert hop.not_made is NotMade.SESSION_NEVER_OBTAINED
    assert (hop.caller, hop.context, hop.request) == ("it", (), None)


def test_a_session_refused_the_second_time_is_still_the_first(stage):
    stage.policy(
        "trust-account.json",
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Principal": {"AWS": ACCOUNT},
                    "Condition": {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}},
                }
            ],
        },
    )
    requests = f"""
  - {{name: in, call: {BOB} from office, session: {{as: bob, session_name: alice}}}}
  - {{name: again, call: {BOB} from home, after: 30m, session: {{as: bob, session_name: alice}}}}
  - {{name: uses it, call: bob {LIST}}}
  - {{name: too late, call: bob {LIST}, after: 30m}}
"""
    _, again, uses, late = stage.hops(requests)
    assert (again.verdict, uses.verdict) == ("implicit_deny", "allow")
    assert late.not_made is NotMade.SESSION_EXPIRED


def statement(action: str | list[str], **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Principal": {"AWS": ACCOUNT}, **more}


def trust(stage, *statements: dict[str, object]) -> None:
    stage.policy("trust-account.json", {"Version": "2012-10-17", "Statement": list(statements)})


def purposes(hop) -> list[tuple[Purpose, str]]:
    return [(one.purpose, one.decision.verdict.value) for one in hop.authorizations]


ASSUME, TAG, SET = "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"
CALL, TAGGING, SETTING = Purpose.CALL, Purpose.TAG_SESSION, Purpose.SET_SOURCE_IDENTITY

PERMISSIONS = [
    ([ASSUME], "session_name: alice", [(CALL, "allow")]),
    ([ASSUME], "tags: {a: b}", [(CALL, "allow"), (TAGGING, "implicit_deny")]),
    ([ASSUME, TAG], "tags: {a: b}", [(CALL, "allow"), (TAGGING, "allow")]),
    ([TAG], "tags: {a: b}", [(CALL, "implicit_deny"), (TAGGING, "allow")]),
    ([ASSUME], "source_identity: al", [(CALL, "allow"), (SETTING, "implicit_deny")]),
    ([ASSUME, SET], "source_identity: al", [(CALL, "allow"), (SETTING, "allow")]),
    (
        [ASSUME, SET, TAG],
        "source_identity: al, tags: {a: b}",
        [(CALL, "allow"), (TAGGING, "allow"), (SETTING, "allow")],
    ),
]


@pytest.mark.parametrize(("trusted", "session", "expected"), PERMISSIONS)
def test_tags_and_source_identity_need_permissions_of_their_own(stage, trusted, session, expected):
    trust(stage, statement(trusted))
    (hop,) = stage.hops(asks(BOB, session))
    assert purposes(hop) == expected
    allowed = all(verdict == "allow" for _, verdict in expected)
    assert (hop.obtained is not None) is allowed
    # The decision that is shown is the one that denies.
    denied = [verdict for _, verdict in expected if verdict != "allow"]
    assert hop.verdict == (denied[0] if denied else "allow")
    assert hop.decision.verdict == hop.verdict


def test_tagging_a_federated_user_needs_permission_too(stage):
    stage.policy(
        "all.json",
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "sts:GetFederationToken", "Resource": "*"}],
        },
    )
    (hop,) = stage.hops(asks(FEDERATE, "session_name: guest, tags: {a: b}"))
    assert purposes(hop) == [(CALL, "allow"), (TAGGING, "implicit_deny")]
    (plain,) = stage.hops(asks(FEDERATE, "session_name: guest"))
    assert purposes(plain) == [(CALL, "allow")]


KEYS = [
    ("session_name: alice", {"sts:RoleSessionName": "alice"}),
    (
        "session_name: alice, external_id: e1",
        {"sts:RoleSessionName": "alice", "sts:ExternalId": "e1"},
    ),
    (
        "session_name: alice, source_identity: al",
        {"sts:RoleSessionName": "alice", "sts:SourceIdentity": "al"},
    ),
    (
        "session_name: alice, tags: {a: b, c: d}, transitive: [a]",
        {
            "sts:RoleSessionName": "alice",
            "aws:RequestTag/a": "b",
            "aws:RequestTag/c": "d",
            "aws:TagKeys": ("a", "c"),
            "sts:TransitiveTagKeys": ("a",),
        },
    ),
]


@pytest.mark.parametrize(("session", "expected"), KEYS)
def test_keys_of_the_call_itself(stage, context, session, expected):
    (hop,) = stage.hops(asks(BOB, session))
    found = context(hop)
    starts = ("sts:", "aws:RequestTag", "aws:TagKeys")
    assert {key: it for key, it in found.items() if key.startswith(starts)} == expected
    later = stage.hops(asks(BOB, session) + f"  - {{name: later, call: it {LIST}}}\n")[1]
    assert not [key for key in context(later) if key.startswith(starts)]


def test_a_call_that_names_no_session_has_a_name_that_nobody_told(stage, context):
    assert context(stage.first(BOB))["sts:RoleSessionName"] is UNKNOWN


def test_an_external_id_is_compared_once(stage):
    trust(stage, statement(ASSUME, Condition={"StringEquals": {"sts:ExternalId": "e1"}}))
    assert stage.hops(asks(BOB, "external_id: e1"))[0].verdict == "allow"
    assert stage.hops(asks(BOB, "external_id: e2"))[0].verdict == "implicit_deny"
    assert stage.hops(asks(BOB, "session_name: alice"))[0].verdict == "implicit_deny"


def test_a_source_identity_sticks(stage, context):
    first, second = stage.hops(chain("", first=IDENTITY))
    assert first.trail["requestParameters"]["sourceIdentity"] == "alice"
    assert context(second)["sts:SourceIdentity"] == "alice"
    assert context(second)["aws:SourceIdentity"] == "alice"
    assert (SETTING, "allow") in purposes(second)
    last = stage.hops(chain("", first=IDENTITY) + f"  - {{name: last, call: next {LIST}}}\n")[2]
    assert context(last)["aws:SourceIdentity"] == "alice"
    assert last.trail["userIdentity"]["sessionContext"]["sourceIdentity"] == "alice"


def test_in_a_chain_the_permission_to_set_it_is_asked_even_if_nothing_is_said(stage):
    trust(stage, statement([ASSUME, SET]))
    requests = (
        chain("", first=IDENTITY) + "  - {name: more, call: next sts:AssumeRole on role/Bob}\n"
    )
    assert (SETTING, "allow") in purposes(stage.hops(requests)[2])


def test_transitive_tags_go_on_and_others_do_not(stage, context):
    _, second = stage.hops(chain("", first=TRANSITIVE))
    assert (TAGGING, "allow") in purposes(second)
    requests = (
        chain("", first=TRANSITIVE)
        + """
  - {name: third, call: next sts:AssumeRole on role/Bob, session: {as: last, session_name: alice}}
  - {name: last, call: last s3:ListAllMyBuckets on *}
"""
    )
    *_, third, last = stage.hops(requests)
    tags = {key: it for key, it in context(last).items() if key.startswith("aws:PrincipalTag/")}
    # Bob's own tag Team gives way; cost was not transitive.
    assert tags == {"aws:PrincipalTag/Team": "ops", "aws:PrincipalTag/stage": "prod"}
    assert context(third)["aws:PrincipalTag/Team"] == "ops"
    assert "aws:PrincipalTag/cost" not in context(third)


def test_session_policies_limit_the_session(stage):
    requests = (
        asks(BOB, "policies: [only-s3.json]")
        + """
  - {name: reads, call: it s3:ListAllMyBuckets on *}
  - {name: stops, call: it ec2:StopInstances on instance/i-0abc}
"""
    )
    _, reads, stops = stage.hops(requests)
    assert (reads.verdict, stops.verdict) == ("allow", "implicit_deny")
    assert stops.decision.settled_by == "session"


def test_a_federated_user_without_policies_has_nothing(stage):
    for policies, verdict in (("", "implicit_deny"), (", policies: [all.json]", "allow")):
        _, hop = stage.hops(
            asks(FEDERATE, f"session_name: guest{policies}")
            + f"  - {{name: reads, call: it {LIST}}}\n"
        )
        assert hop.verdict == verdict


CANNOT = [
    ("it sts:AssumeRole on role/Bob", FEDERATE, "session_cannot"),
    ("it iam:ListUsers on *", FEDERATE, "session_cannot"),
    ("it iam:ListUsers on *", TOKEN, "session_cannot"),
    ("it sts:GetSessionToken on *", BOB, "session_cannot"),
    ("root sts:AssumeRole on role/Bob", BOB, "root_cannot"),
    ("user/alice sts:AssumeRoleWithSAML on role/Federated", BOB, "user_cannot"),
]


@pytest.mark.parametrize(("call", "obtained", "basis"), CANNOT)
def test_what_sessions_cannot_do(stage, call, obtained, basis):
    requests = asks(obtained, "session_name: alice") + f"  - {{name: tries, call: {call}}}\n"
    hop = stage.hops(requests)[1]
    assert (hop.verdict, hop.decision.basis.value) == ("implicit_deny", basis)


SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/Corp"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"
WITH_SAML, WITH_TOKEN = "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"
PROVIDERS = [
    (SAML, WITH_SAML, None, "saml:sub"),
    (OIDC, WITH_TOKEN, OIDC, "token.example.com:sub"),
    ("accounts.google.com", WITH_TOKEN, "accounts.google.com", "accounts.google.com:aud"),
]


@pytest.mark.parametrize(("provider", "action", "named", "claim"), PROVIDERS)
def test_sessions_of_identity_providers(stage, context, provider, action, named, claim):
    first, hop = stage.hops(
        asks(f"{provider} {action} on role/Federated", "session_name: al")
        + f"  - {{name: reads, call: it {LIST}}}\n"
    )
    assert first.verdict == "allow"
    assert first.decision.settled_by == "trust"
    assert context(first)[claim] is UNKNOWN
    assert context(first).get("aws:FederatedProvider") == named
    assert context(first)["aws:PrincipalAccount"] == "anonymous"
    keys = context(hop)
    assert hop.caller_arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/Federated/al"
    assert keys.get("aws:FederatedProvider") == named
    assert keys["aws:PrincipalArn"] == f"arn:aws:iam::{ACCOUNT}:role/Federated"
    assert "aws:MultiFactorAuthPresent" not in keys
    assert (claim in keys) is False


def test_a_claim_that_the_trust_policy_asks_for(stage):
    stage.policy(
        "trust-providers.json",
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": WITH_TOKEN,
                    "Principal": {"Federated": OIDC},
                    "Condition": {"StringEquals": {"token.example.com:sub": "repo:x"}},
                }
            ],
        },
    )
    call = f"{OIDC} {WITH_TOKEN} on role/Federated"
    assert stage.first(call).verdict == "depends"
    assert stage.first(f"{call} with token.example.com:sub=repo:x").verdict == "allow"
    assert stage.first(f"{call} with token.example.com:sub=repo:y").verdict == "implicit_deny"


def test_across_accounts_both_sides_must_allow(stage):
    guest = "sts:AssumeRole on 222233334444:role/Guest"
    requests = (
        asks(f"user/alice {guest}", "session_name: alice")
        + f"""
  - {{name: nobody, call: user/carol {guest}}}
  - {{name: uses it, call: it s3:ListBucket on other-bucket}}
"""
    )
    first, nobody, uses = stage.hops(requests)
    assert (first.verdict, uses.verdict) == ("allow", "allow")
    assert first.obtained.arn == "arn:aws:sts::222233334444:assumed-role/Guest/alice"
    assert (nobody.verdict, nobody.decision.settled_by) == ("implicit_deny", "identity")


def test_both_network_models_keep_their_own_sessions(stage):
    trust(
        stage,
        statement(ASSUME, Condition={"Bool": {"aws:ViaAWSService": "false"}}),
    )
    replayed = stage.play(
        asks(BOB, "session_name: alice") + f"  - {{name: uses it, call: it {LIST}}}\n",
        settings="forwarding: replaced",
    )
    hop = replayed.requests[1].hops[0]
    assert hop.counterpart.forwarding is Forwarding.PRESERVED
    assert hop.counterpart.verdict == "allow"


@pytest.mark.parametrize("action", ["sts:GetCallerIdentity", "sts:AssumeRoot", "s3:GetObject"])
def test_other_calls_yield_none(stage, action):
    with pytest.raises(FormatError, match="REQ019"):
        stage.scenario(asks(f"user/alice {action} on *", "session_name: alice"))


def test_every_call_has_its_source():
    for action, row in SESSION_CALLS.items():
        assert action == row.action == row.action.lower()
        assert row.source.startswith("STS API_")
        assert "duration" in row.takes
