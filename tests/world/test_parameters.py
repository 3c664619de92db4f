"""What AWS refuses of a session call before it asks a policy."""

from __future__ import annotations

import pytest

from simulator.world.parameters import _REFUSED
from simulator.world.replayed import InvalidParameter, NotMade

BOB = "user/alice sts:AssumeRole on role/Bob"
NEXT = "user/alice sts:AssumeRole on role/Next"
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


LONG = "x" * 65
MANY = ", ".join(f"k{number}: v" for number in range(51))


# Call, what it asks for, and the parameter that AWS refuses (None: it does not).
ASKED = [
    (BOB, "session_name: alice", None),
    (BOB, "session_name: a", "session_name"),
    (BOB, f"session_name: {LONG}", "session_name"),
    (BOB, "session_name: 'a b'", "session_name"),
    (BOB, "session_name: 'a+=,.@-_1'", None),
    (BOB, "session_name: straße", "session_name"),
    (BOB, "duration: 899s", "duration_too_short"),
    (BOB, "duration: 900s", None),
    (BOB, "duration: 1h", None),
    (BOB, "duration: 3601s", "duration_too_long"),
    (NEXT, "duration: 12h", None),
    (NEXT, "duration: 43201s", "duration_too_long"),
    (BOB, "external_id: x", "external_id"),
    (BOB, "external_id: 'a:/x'", None),
    (BOB, "external_id: 'a b'", "external_id"),
    (BOB, "source_identity: a", "source_identity"),
    (BOB, "source_identity: 'aws:x'", "source_identity"),
    (BOB, "source_identity: alice", None),
    (BOB, f"tags: {{{MANY}}}", "too_many_tags"),
    (BOB, f"tags: {{{'k' * 129}: v}}", "tag_too_long"),
    (BOB, f"tags: {{k: {'v' * 257}}}", "tag_too_long"),
    (BOB, f"tags: {{{'k' * 128}: {'v' * 256}}}", None),
    (BOB, "tags: {team: a, Team: b}", "tag_twice"),
    ("user/alice sts:AssumeRole on bucket", "session_name: alice", "role_arn"),
    ("user/alice sts:AssumeRole on *", "session_name: alice", "role_arn"),
    (FEDERATE, "session_name: guest", None),
    (FEDERATE, f"session_name: {'x' * 33}", "session_name"),
    (FEDERATE, "duration: 36h", None),
    (FEDERATE, "duration: 129601s", "duration_too_long"),
    (FEDERATE, "source_identity: alice", "no_such_parameter"),
    (FEDERATE, "external_id: xy", "no_such_parameter"),
    (FEDERATE, "tags: {a: b}, transitive: [a]", "no_such_parameter"),
    (TOKEN, "session_name: x", None),
    (TOKEN, "duration: 129600s", None),
    (TOKEN, "duration: 899s", "duration_too_short"),
    (TOKEN, "tags: {a: b}", "no_such_parameter"),
    (TOKEN, "policies: [all.json]", "no_such_parameter"),
    # Of root a longer session is shortened, not refused.
    ("root sts:GetSessionToken on *", "duration: 2h", None),
]


@pytest.mark.parametrize(("call", "session", "refused"), ASKED)
def test_what_aws_refuses_before_it_asks_a_policy(stage, call, session, refused):
    (hop,) = stage.hops(asks(call, session))
    assert hop.invalid == refused
    if refused is None:
        assert hop.verdict == "allow"
        return
    assert (hop.not_made, hop.verdict) == (NotMade.INVALID_PARAMETER, None)
    assert (hop.obtained, hop.trail, hop.authorizations) == (None, None, ())


CHAINED = [
    ("", "", None),
    (", duration: 1h", "", None),
    (", duration: 3601s", "", "chained_over_one_hour"),
    (", duration: 12h", "", "chained_over_one_hour"),
    (", tags: {team: x}", TRANSITIVE, "tag_inherited"),
    (", tags: {cost: high}", TRANSITIVE, None),
    (", source_identity: alice", IDENTITY, None),
    (", source_identity: mallory", IDENTITY, "source_identity_changed"),
    (", source_identity: mallory", "", None),
]


@pytest.mark.parametrize(("session", "first", "refused"), CHAINED)
def test_what_aws_refuses_in_a_chain(stage, session, first, refused):
    _, hop = stage.hops(chain(session, first=first))
    assert hop.invalid == refused


def test_a_role_of_another_account_cannot_be_passed(stage):
    hop = stage.first(
        "user/alice cloudformation:CreateStack on stack/web", ", passes: '222233334444:role/Guest'"
    )
    assert hop.invalid is InvalidParameter.ROLE_OF_OTHER_ACCOUNT


def test_every_parameter_is_tried():
    tried = {refused for *_, refused in (*ASKED, *CHAINED)} - {None}
    assert tried == {parameter.value for parameter in _REFUSED}
    beside = {InvalidParameter.ROLE_OF_OTHER_ACCOUNT}
    assert set(_REFUSED) == set(InvalidParameter) - beside
