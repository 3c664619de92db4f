"""When is a hop as expected, and what is said of it when it is not?"""

from __future__ import annotations

import pytest

from simulator.rules import Forwarding


def document(*statements: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


POLICY = document(
    {"Sid": "Work", "Effect": "Allow", "Action": ["s3:*", "sts:*"], "Resource": "*"},
    {
        "Sid": "Office",
        "Effect": "Allow",
        "Action": "ec2:StopInstances",
        "Resource": "*",
        "Condition": {
            "IpAddress": {"aws:SourceIp": "103.15.250.0/24"},
            "StringEquals": {"aws:PrincipalTag/team": "ops"},
        },
    },
    {
        "Effect": "Deny",
        "Action": "ec2:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
    {
        "Sid": "Region",
        "Effect": "Deny",
        "Action": "ec2:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": "us-west-2"}},
    },
)

STOP = "user/alice ec2:StopInstances on instance/i-0abc"
INSIDE, OUTSIDE = f"{STOP} from office", f"{STOP} from home"
PLAIN = f"{INSIDE} with aws:SecureTransport=false"
BOTH = f"{PLAIN} with aws:RequestedRegion=us-west-2"
NOT_NAMED = "user/alice sqs:ListQueues on * from office"
NOWHERE = STOP
INVALID = "user/alice sts:AssumeRole on bucket"
NO_PERMISSION = "user/alice sts:GetCallerIdentity on *"
LEANS = f"{INSIDE} with aws:SecureTransport=True with aws:RequestedRegion=x"

# What is expected of a call, and the fields that are then missed.
EXPECTED = [
    (INSIDE, "allow", []),
    (INSIDE, "deny", ["verdict"]),
    (INSIDE, "not_made", ["verdict"]),
    (INSIDE, "{verdict: allow, type: identity, policy: all.json, sid: Office}", []),
    (INSIDE, "{sid: 2}", []),
    (INSIDE, "{sid: 1}", ["sid"]),
    # A number in quotes is a Sid.
    (INSIDE, "{sid: '2'}", ["sid"]),
    (INSIDE, "{sid: Work}", ["sid"]),
    (INSIDE, "{policy: only-s3.json}", ["policy"]),
    (INSIDE, "{type: resource}", ["type"]),
    (INSIDE, "{key: 'AWS:sourceip'}", []),
    (INSIDE, "{key: 'aws:PrincipalTag/team'}", []),
    (INSIDE, "{key: 'aws:SourceVpc'}", ["key"]),
    (INSIDE, "{because: compared}", []),
    (INSIDE, "{because: key_absent}", ["because"]),
    (OUTSIDE, "deny", []),
    (OUTSIDE, "implicit_deny", []),
    (OUTSIDE, "explicit_deny", ["verdict"]),
    # The nearest statement, and only the keys that fail in it.
    (OUTSIDE, "{verdict: implicit_deny, type: identity, sid: Office, key: 'aws:SourceIp'}", []),
    (OUTSIDE, "{key: 'aws:PrincipalTag/team'}", ["key"]),
    (OUTSIDE, "{verdict: allow, sid: Work, key: 'x:y'}", ["verdict", "sid", "key"]),
    (PLAIN, "{verdict: explicit_deny, sid: 3, key: 'aws:SecureTransport'}", []),
    (PLAIN, "{sid: Region}", ["sid"]),
    # Of several that decide alike one is enough, but all words must fit the same.
    (BOTH, "{sid: 3}", []),
    (BOTH, "{sid: Region}", []),
    (BOTH, "{sid: Region, key: 'aws:RequestedRegion'}", []),
    (BOTH, "{sid: Region, key: 'aws:SecureTransport'}", ["sid"]),
    (NOT_NAMED, "{verdict: implicit_deny, type: identity}", []),
    (NOT_NAMED, "{sid: Work}", ["sid"]),
    (NOT_NAMED, "{type: scp, key: 'a:b', policy: all.json}", ["type", "policy", "key"]),
    (NOWHERE, "{verdict: depends, key: 'aws:SourceIp', sid: Office}", []),
    (NOWHERE, "{verdict: depends, key: 'aws:SourceVpc'}", ["key"]),
    (INVALID, "{verdict: not_made, because: role_arn}", []),
    (INVALID, "{verdict: not_made, because: invalid_parameter}", []),
    (INVALID, "{verdict: not_made, because: session_name}", ["because"]),
    (INVALID, "deny", ["verdict"]),
    (NO_PERMISSION, "{verdict: allow, because: no_permission_needed}", []),
    (NO_PERMISSION, "{verdict: allow, because: root_user}", ["because"]),
    (LEANS, "{verdict: allow, rests_on: [bool-case]}", []),
    (LEANS, "{rests_on: [bool-case, forwarding]}", ["rests_on"]),
    (INSIDE, "{rests_on: [bool-case]}", ["rests_on"]),
]


@pytest.mark.parametrize(("call", "expect", "missed"), EXPECTED)
def test_what_is_missed(stage, call, expect, missed):
    stage.policy("all.json", POLICY)
    hop = stage.first(call, f", expect: {expect}")
    assert sorted(it.field for it in hop.mismatches) == sorted(missed)
    assert hop.checked
    for mismatch in hop.mismatches:
        assert mismatch.forwarding is Forwarding.PRESERVED
        assert mismatch.span.location.startswith("scenario.yaml:5:")


def test_what_came_instead(stage):
    stage.policy("all.json", POLICY)
    expect = (
        "{verdict: allow, type: scp, policy: only-s3.json, sid: 1, key: 'a:b', "
        "because: no_resource}"
    )
    hop = stage.first(OUTSIDE, f", expect: {expect}")
    told = {it.field: (it.expected, it.got) for it in hop.mismatches}
    assert told == {
        "verdict": ("allow", ("implicit_deny",)),
        "type": ("scp", ("identity",)),
        "policy": ("only-s3.json", ("all.json",)),
        "sid": ("1", ("Office",)),
        "key": ("a:b", ("aws:SourceIp",)),
        "because": ("no_resource", ("compared",)),
    }


def test_nothing_expected_is_nothing_missed(stage):
    hop = stage.first(INSIDE)
    assert (hop.mismatches, hop.checked) == ((), False)


TRAIL = [
    ("userIdentity.type: IAMUser", []),
    ("userIdentity.type: AssumedRole", ["trail.userIdentity.type"]),
    ("userIdentity.invokedBy: x", ["trail.userIdentity.invokedBy"]),
    ("'predicted': 'true', eventName: StopInstances", []),
    ("no.such.field: x", ["trail.no.such.field"]),
]


@pytest.mark.parametrize(("trail", "missed"), TRAIL)
def test_fields_of_the_predicted_record(stage, trail, missed):
    hop = stage.first(INSIDE, f", trail: {{{trail}}}")
    assert [it.field for it in hop.mismatches] == missed
    assert hop.checked
    for mismatch in hop.mismatches:
        assert mismatch.span is not None


def test_a_call_that_is_not_made_leaves_no_record(stage):
    trail = "trail: {eventName: AssumeRole}"
    (mismatch,) = stage.first(INVALID, f", {trail}").mismatches
    assert (mismatch.field, mismatch.got) == ("trail.eventName", ("absent",))
    assert stage.first(INVALID, f", {trail}, expect: not_made").mismatches == ()


@pytest.mark.parametrize("expect", ["not_made", "{verdict: not_made, because: call_above_denied}"])
def test_below_a_denied_call(stage, expect):
    stage.policy("all.json", document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))
    replayed = stage.play(f"""
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web
    expect: deny
    then:
      - {{call: ec2:StopInstances on instance/i-0abc, expect: {expect}}}
""")
    assert replayed.as_expected
    assert replayed.requests[0].as_expected
