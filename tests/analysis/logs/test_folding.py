from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from simulator.analysis.logs import folding
from simulator.analysis.logs.callers import NotPlaced
from simulator.analysis.logs.event import Event
from simulator.analysis.logs.folding import Fold
from simulator.analysis.logs.rollout import Outcome, Rollout
from simulator.evaluation.decision import Verdict
from simulator.world.world import World
from tests.analysis.logs.conftest import OFFICE_ONLY, MakeWorld
from tests.analysis.logs.records import HOME, OFFICE, STACK, STOPPING, event, session, user

SERVICE = "cloudformation.amazonaws.com"


def fold(old: World, new: World, *batches: Sequence[Event], **more: Any) -> Rollout:
    found = Fold(old, new, **more)
    for batch in batches:
        found.add(batch)
    return found.result()


def stopping(identity: dict[str, Any] | None = None, **more: Any) -> Event:
    return event("ec2:StopInstances", identity, parameters=STOPPING, **more)


def updating(**more: Any) -> Event:
    return event("cloudformation:UpdateStack", parameters={"stackName": STACK}, **more)


@pytest.fixture
def worlds(make_world: MakeWorld) -> tuple[World, World]:
    return make_world(), make_world(OFFICE_ONLY)


def test_newly_denied_calls_stand_in_groups(worlds: tuple[World, World]) -> None:
    events = [
        stopping(address=HOME, time="2026-10-03T10:00:00Z"),
        stopping(address=HOME, time="2026-10-02T10:00:00Z"),
        stopping(address="192.0.2.9", time="2026-10-09T10:00:00Z"),
        stopping(session(), address=HOME),
        stopping(),
    ]
    found = fold(*worlds, events)
    first, second = found.of(Outcome.NEWLY_DENIED)
    assert (first.number, first.count, first.key.principal) == (1, 3, "user/alice")
    assert (first.first, first.last) == ("2026-10-02T10:00:00Z", "2026-10-09T10:00:00Z")
    assert first.key.via is None
    said = first.key.deciding
    assert (said.verdict, said.statement) == (Verdict.EXPLICIT_DENY, "OfficeOnly")
    assert (said.operator, said.key) == ("NotIpAddress", "aws:SourceIp")
    assert (second.count, second.key.principal) == (1, "role/Bob")
    assert found.matrix == {
        "111122223333": {Outcome.NEWLY_DENIED: 4, Outcome.STILL_ALLOWED: 1},
    }


def test_the_other_way_round_they_are_newly_allowed(worlds: tuple[World, World]) -> None:
    old, new = worlds
    found = fold(new, old, [stopping(address=HOME)])
    assert [group.key.outcome for group in found.groups] == [Outcome.NEWLY_ALLOWED]


def test_forwarded_calls_are_joined_in_whatever_order_they_come(
    worlds: tuple[World, World],
) -> None:
    forwarded = stopping(user(invokedBy=SERVICE), time="2026-10-02T10:00:05Z")
    late = stopping(user(invokedBy=SERVICE), time="2026-10-02T11:00:05Z")
    first = updating(address=HOME, time="2026-10-02T10:00:00Z")
    found = fold(*worlds, [forwarded, late, first])
    assert (found.forwarded, found.joined) == (2, 1)
    denied = {group.key.via: group.count for group in found.of(Outcome.NEWLY_DENIED)}
    assert denied == {None: 1, "cloudformation": 1}
    (open_,) = found.of(Outcome.DEPENDS)
    assert (open_.count, open_.key.deciding.keys) == (1, ("aws:SourceIp",))
    assert found.depends == 1


def test_what_the_world_does_not_have_is_counted(worlds: tuple[World, World]) -> None:
    events = [
        stopping(user("mallory")),
        stopping({"type": "AWSAccount", "accountId": "999999999999"}),
        event("sts:AssumeRole", parameters={"roleArn": "arn:aws:iam::111122223333:role/None"}),
        event("s3:GetBucketAcl", {"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"},
              parameters={"bucketName": "b"}),
    ]  # fmt: skip
    found = fold(*worlds, events)
    assert (found.mapped, found.decided) == (4, 0)
    assert found.not_placed == dict.fromkeys(NotPlaced, 1)


def test_a_key_that_the_world_does_not_have_is_not_denied(worlds: tuple[World, World]) -> None:
    key = "arn:aws:kms:us-east-1:111122223333:key/1234"
    found = fold(*worlds, [event("kms:Decrypt", resources=[{"ARN": key}])])
    assert found.not_placed == {NotPlaced.RESOURCE_NOT_IN_WORLD: 1}


def test_events_that_cannot_be_mapped_are_counted_by_reason(worlds: tuple[World, World]) -> None:
    events = [
        stopping(eventType="AwsServiceEvent"),
        event("ec2:StopInstancesSoftly"),
        event("ec2:StopInstancesSoftly"),
        event("nosuch:Do"),
    ]
    found = fold(*worlds, events)
    assert (found.events, found.mapped, found.not_mapped) == (4, 0, 4)
    counts = {(one.reason.value, one.name): count for one, count in found.unmapped.items()}
    assert counts == {
        ("unknown_action", "StopInstancesSoftly"): 2,
        ("service_event", "StopInstances"): 1,
        ("unknown_service", "Do"): 1,
    }


def test_agreement_with_the_log(worlds: tuple[World, World]) -> None:
    events = [
        stopping(),
        stopping(errorCode="Client.UnauthorizedOperation"),
        stopping(errorCode="Client.DryRunOperation"),
        stopping(errorCode="Client.InvalidInstanceID.NotFound"),
        event("iam:ListUsers"),
        event("iam:ListUsers", errorCode="AccessDenied"),
    ]
    found = fold(*worlds, events).agreement
    assert (found.judged, found.same) == (5, 3)
    assert (found.denied_only_in_log, found.denied_only_by_policies) == (1, 1)


def test_keys_that_nobody_told_are_named(make_world: MakeWorld) -> None:
    asking = {
        **OFFICE_ONLY,
        "Condition": {"StringEquals": {"aws:RequestTag/y": "2"}},
    }
    old, new = make_world(), make_world({**asking, "Action": "ec2:CreateTags"})
    tagging = event("ec2:CreateTags", parameters={"resourcesSet": {"items": []}})
    (group,) = fold(old, new, [tagging]).groups
    assert group.key.outcome is Outcome.DEPENDS
    assert group.key.deciding.keys == ("aws:RequestTag/y",)


def test_tags_of_a_session_are_unknown_only_if_some_may_be_passed(make_world: MakeWorld) -> None:
    asking = {**OFFICE_ONLY, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "dev"}}}
    old = make_world()
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    known = fold(old, make_world(asking, trust=trust), [stopping(session())])
    assert known.groups == ()
    tagging = {**trust, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    open_ = fold(
        make_world(trust=tagging), make_world(asking, trust=tagging), [stopping(session())]
    )
    assert [group.key.deciding.keys for group in open_.groups] == [("aws:PrincipalTag/team",)]


def test_a_resource_that_is_not_told_matters_where_one_is_named(make_world: MakeWorld) -> None:
    denied = event("ec2:StopInstances", errorCode="Client.UnauthorizedOperation")
    everywhere = {"Effect": "Deny", "Action": "ec2:StopInstances", "Resource": "*"}
    old = make_world()
    plain = fold(old, make_world(everywhere), [denied])
    assert [group.key.outcome for group in plain.groups] == [Outcome.NEWLY_DENIED]
    one = {**everywhere, "Resource": "arn:aws:ec2:*:*:instance/i-1"}
    (group,) = fold(old, make_world(one), [denied]).groups
    assert (group.key.outcome, group.key.deciding.keys) == (Outcome.DEPENDS, ("resource",))


def test_one_denied_resource_denies_the_call(make_world: MakeWorld) -> None:
    items = [{"instanceId": "i-1"}, {"instanceId": "i-2"}]
    both = event("ec2:StopInstances", parameters={"instancesSet": {"items": items}})
    one = {
        "Effect": "Deny",
        "Action": "ec2:StopInstances",
        "Resource": "arn:aws:ec2:*:*:instance/i-2",
    }
    (group,) = fold(make_world(), make_world(one), [both]).groups
    assert group.key.outcome is Outcome.NEWLY_DENIED
    assert group.example.request.tree.resource.endswith("i-2")


def test_times_tell_events_apart_only_where_a_policy_asks(make_world: MakeWorld) -> None:
    until = {
        **OFFICE_ONLY,
        "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2026-10-05T00:00:00Z"}},
    }
    events = [stopping(time=f"2026-10-{day:02d}T10:00:00Z") for day in range(1, 11)]
    found = fold(make_world(), make_world(until), events)
    (group,) = found.groups
    assert (group.count, group.first[:10], found.events) == (6, "2026-10-05", 10)


def test_groups_of_the_baseline_are_left_out(worlds: tuple[World, World]) -> None:
    events = [stopping(address=HOME), stopping(session(), address=HOME)]
    first, second = fold(*worlds, events).groups
    found = fold(*worlds, events, accepted=frozenset({first.key.id}))
    assert [group.key for group in found.groups] == [second.key]
    assert (found.accepted, found.accepted_groups, found.events) == (1, 1, 2)


def test_what_falls_out_of_the_table_is_not_lost(
    worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [
        stopping(address=f"192.0.2.{number % 50}", userAgent=str(number)) for number in range(400)
    ]
    events += [stopping(address=OFFICE)] * 7
    whole = fold(*worlds, events, events)
    monkeypatch.setattr(folding, "_TABLE", 8)
    found = Fold(*worlds)
    for event_ in (*events, *events):
        found.add([event_])
        assert len(found._young) + len(found._aged) <= 17
    assert found.result() == whole
    assert whole.events == 814
