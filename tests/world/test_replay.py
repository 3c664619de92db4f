"""Trees of calls: what is made, what is not, and what carries over."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest

from simulator.formats.scenario import load_scenario
from simulator.rules import Forwarding
from simulator.source import Source, Span
from simulator.world.replay import replay
from simulator.world.replayed import NotMade
from simulator.world.scenario import Hop

NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)


def document(*statements: dict[str, object]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def may(*actions: str, effect: str = "Allow", **more: object) -> dict[str, object]:
    return {"Effect": effect, "Action": list(actions), "Resource": "*", **more}


TREE = """
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office
    then:
      - call: s3:PutObject on bucket
        then:
          - call: kms:GenerateDataKey on key
      - call: ec2:StopInstances on instance/i-0abc
        then:
          - call: kms:Decrypt on key
            then:
              - {call: s3:GetObject on bucket, as: service}
"""
PATHS = [(1,), (1, 1), (1, 1, 1), (1, 2), (1, 2, 1), (1, 2, 1, 1)]

# What alice may do besides, and which calls of the tree are then made, by what each comes to.
MADE = [
    (["*"], ["allow"] * 6),
    (["cloudformation:*", "s3:*"], ["allow", "allow", "allow", "implicit_deny", None, None]),
    (
        ["cloudformation:*", "ec2:*", "kms:*"],
        ["allow", "allow", "allow", "allow", "allow", "allow"],
    ),
    (["cloudformation:*", "kms:*"], ["allow", "allow", "allow", "implicit_deny", None, None]),
    (["s3:*"], ["implicit_deny", None, None, None, None, None]),
]


@pytest.mark.parametrize(("actions", "expected"), MADE)
def test_below_a_denied_call_nothing_is_made_and_beside_it_all(stage, actions, expected):
    stage.policy("all.json", document(may(*actions)))
    hops = stage.hops(TREE)
    assert [hop.path for hop in hops] == PATHS
    assert [hop.verdict for hop in hops] == expected
    for hop, verdict in zip(hops, expected, strict=True):
        assert hop.not_made is (NotMade.CALL_ABOVE_DENIED if verdict is None else None)
        if verdict is None:
            assert (hop.request, hop.trail, hop.context, hop.authorizations) == (None, None, (), ())


def test_a_request_is_allowed_when_every_call_is(stage):
    (request,) = stage.play(TREE).requests
    assert request.allowed is True
    stage.policy("all.json", document(may("cloudformation:*", "s3:*")))
    (request,) = stage.play(TREE).requests
    assert request.allowed is False
    stage.policy(
        "all.json",
        document(may("*", Condition={"StringLike": {"aws:UserAgent": "aws-cli/*"}})),
    )
    (request,) = stage.play(TREE).requests
    assert request.allowed is None


def test_below_a_doubt_the_calls_are_made(stage):
    stage.policy(
        "all.json",
        document(
            may("s3:*", "ec2:*", "kms:*"),
            may("cloudformation:*", Condition={"StringLike": {"aws:UserAgent": "aws-cli/*"}}),
        ),
    )
    hops = stage.hops(TREE)
    assert [hop.verdict for hop in hops] == ["depends", *["allow"] * 5]


def test_a_long_chain(stage):
    hops = stage.hops(f"  - name: one\n    call: user/alice s3:PutObject on bucket\n{nested(60)}")
    assert len(hops) == 61
    assert hops[-1].path == (1,) * 61
    assert len({it.key: it.value for it in hops[-1].context}["aws:CalledVia"]) == 60


def nested(depth: int) -> str:
    text = ""
    for level in range(depth):
        text += " " * (4 + 4 * level) + "then:\n"
        text += " " * (6 + 4 * level) + "- call: s3:PutObject on bucket\n"
    return text


def test_the_clock(stage):
    replayed = stage.play("""
  - {name: one, call: user/alice s3:ListAllMyBuckets on *}
  - {name: two, call: user/alice s3:ListAllMyBuckets on *, after: 90m}
  - {name: three, call: user/alice s3:ListAllMyBuckets on *}
  - {name: four, call: 'user/alice s3:ListAllMyBuckets on * at 2026-12-01T00:00:00+01:00'}
  - {name: five, call: user/alice s3:ListAllMyBuckets on *, after: 1d}
""")
    later = NOON + datetime.timedelta(minutes=90)
    night = datetime.datetime(2026, 11, 30, 23, tzinfo=datetime.UTC)
    assert [request.instant for request in replayed.requests] == [
        NOON,
        later,
        later,
        night,
        night + datetime.timedelta(days=1),
    ]
    times = [
        {it.key: it.value for it in request.hops[0].context}["aws:CurrentTime"]
        for request in replayed.requests
    ]
    assert times == [
        "2026-11-24T12:00:00Z",
        "2026-11-24T13:30:00Z",
        "2026-11-24T13:30:00Z",
        "2026-11-30T23:00:00Z",
        "2026-12-01T23:00:00Z",
    ]


OFFICE = document(may("*", Condition={"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}}))
STOPS = """
  - name: her stack
    call: user/alice cloudformation:UpdateStack on stack/web from office
    expect: allow
    then:
      - call: ec2:StopInstances on instance/i-0abc
        expect: {verdict: allow, under: {replaced: {verdict: implicit_deny, key: "aws:SourceIp"}}}
"""


@pytest.mark.parametrize("forwarding", list(Forwarding))
def test_each_call_knows_what_comes_of_it_in_the_other_network_model(stage, forwarding):
    stage.policy("all.json", OFFICE)
    replayed = stage.play(STOPS, settings=f"forwarding: {forwarding.value}")
    first, second = replayed.requests[0].hops
    verdicts = {Forwarding.PRESERVED: "allow", Forwarding.REPLACED: "implicit_deny"}
    other = next(it for it in Forwarding if it is not forwarding)
    assert second.verdict == verdicts[forwarding]
    assert (second.counterpart.forwarding, second.counterpart.verdict) == (other, verdicts[other])
    assert "forwarding" in second.rests_on
    assert "forwarding" not in first.rests_on
    assert replayed.as_expected


UNDER = [
    ("allow", "implicit_deny", 0),
    ("allow", "allow", 1),
    ("explicit_deny", "implicit_deny", 1),
    ("explicit_deny", "allow", 2),
]


@pytest.mark.parametrize(("plain", "under", "missed"), UNDER)
@pytest.mark.parametrize("forwarding", list(Forwarding))
def test_under_is_held_against_the_other_model(stage, plain, under, missed, forwarding):
    stage.policy("all.json", OFFICE)
    tree = STOPS.replace("verdict: allow, under", f"verdict: {plain}, under").replace(
        "{verdict: implicit_deny, key", f"{{verdict: {under}, key"
    )
    replayed = stage.play(tree, settings=f"forwarding: {forwarding.value}")
    _, second = replayed.requests[0].hops
    verdicts = [it for it in second.mismatches if it.field == "verdict"]
    if forwarding is Forwarding.REPLACED:
        # `under` is then all that is expected of this model, and the plain words are for none.
        missed = int(under != "implicit_deny")
    assert len(verdicts) == missed


def test_scenarios_replayed_under_other_settings(stage):
    stage.policy("all.json", OFFICE)
    stage.scenario(STOPS)
    folder = stage.folder
    (folder / "scenario.yaml").rename(folder / "direct.yaml")
    for forwarding, verdict in (("preserved", "allow"), ("replaced", "implicit_deny")):
        text = (
            f"calledvia: 1\nworld: world.yaml\nforwarding: {forwarding}\nreplays: [direct.yaml]\n"
        )
        (folder / "again.yaml").write_text(text, encoding="utf-8")
        replayed = replay(load_scenario(folder / "again.yaml"))
        assert replayed.scenario.name == "again"
        (request,) = replayed.requests
        assert request.scenario.name == "direct"
        assert request.hops[1].verdict == verdict
        assert replayed.as_expected
        assert replayed.rules.forwarding.value == forwarding


def test_overrides(stage, context):
    hop = stage.first(
        "user/alice s3:PutObject on bucket from office with aws:sourceip=192.0.2.1",
        ', context: {"aws:TagKeys": "x", "s3:x-amz-acl": private}, '
        'absent: ["aws:PrincipalTag/team", "AWS:ViaAWSService"], unknown: ["aws:SecureTransport"]',
    )
    keys = context(hop)
    assert keys["aws:SourceIp"] == "192.0.2.1"
    assert keys["aws:TagKeys"] == ("x",)
    assert keys["s3:x-amz-acl"] == "private"
    assert not {"aws:PrincipalTag/team", "aws:ViaAWSService"} & set(keys)
    assert repr(keys["aws:SecureTransport"]) == "UNKNOWN"
    given = {it.key for it in hop.context if it.origin == "given"}
    assert given == {
        "aws:SourceIp",
        "aws:TagKeys",
        "s3:x-amz-acl",
        "aws:PrincipalTag/team",
        "aws:ViaAWSService",
        "aws:SecureTransport",
    }


def test_a_call_of_which_only_the_service_is_known_is_assumed(stage):
    scenario = stage.scenario("  - {name: one, call: user/alice s3:PutObject on bucket}\n")
    (request,) = scenario.requests
    span = Span(Source("x", ""), 0, 0)
    below = Hop("ec2:StopInstances", "ec2", "instance/i-0abc", "caller", span)
    tree = Hop(None, "cloudformation", "*", "user/alice", span, then=(below,))
    replayed = replay(replace(scenario, requests=(replace(request, tree=tree),)))
    first, second = replayed.requests[0].hops
    assert (first.assumed, first.verdict, first.trail, first.request) == (True, None, None, None)
    assert (second.assumed, second.verdict) == (False, "allow")
    assert replayed.requests[0].allowed is True


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"acting": "user/nobody"}, "caller"),
        ({"resource": "instance/none"}, "resource"),
        ({"passes": "role/None"}, "role"),
        ({"then": "role/None"}, "role"),
    ],
)
def test_names_that_the_world_does_not_have(stage, change, what):
    scenario = stage.scenario("  - {name: one, call: user/alice s3:PutObject on bucket}\n")
    (request,) = scenario.requests
    if "then" in change:
        change = {"then": (replace(request.tree, acting=change["then"]),)}
    requests = (replace(request, tree=replace(request.tree, **change)),)
    with pytest.raises(LookupError, match=f"no {what} "):
        replay(replace(scenario, requests=requests))


def test_a_place_that_the_world_does_not_have(stage):
    scenario = stage.scenario("  - {name: one, call: user/alice s3:PutObject on bucket}\n")
    (request,) = scenario.requests
    with pytest.raises(LookupError, match="no place 'nowhere'"):
        replay(replace(scenario, requests=(replace(request, place="nowhere"),)))


def test_another_world_can_be_the_stage(stage):
    stage.policy("all.json", OFFICE)
    scenario = stage.scenario(
        "  - {name: one, call: user/alice s3:ListAllMyBuckets on * from home}\n"
    )
    assert replay(scenario).requests[0].allowed is False
    stage.policy("all.json", document(may("*")))
    assert replay(scenario, stage.world()).requests[0].allowed is True


def test_playing_twice_gives_the_same(stage):
    scenario = stage.scenario(TREE)
    assert replay(scenario) == replay(scenario)
    assert json.dumps(replay(scenario).requests[0].hops[0].trail)
