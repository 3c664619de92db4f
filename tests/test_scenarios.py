"""What ships in scenarios/ replays as it expects, and its policies are free of findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator import Policy, load_scenario, replay
from simulator.formats.finding import find_scenarios
from simulator.rules import Forwarding
from simulator.world.replayed import HopReplay, Replay

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "scenarios"
STORY = SHIPPED / "source-ip"

SCENARIOS = find_scenarios(SHIPPED)
POLICIES = sorted(SHIPPED.rglob("*.json"))


def name_of(path: Path) -> str:
    return path.relative_to(SHIPPED).as_posix()


def play(path: Path) -> Replay:
    scenario = load_scenario(path)
    return replay(scenario, scenario.world)


def mismatches(replayed: Replay) -> list[str]:
    return [
        f"{one.request.name} {hop.path}: {missed.field}: expected {missed.expected}, "
        f"got {missed.got} under {missed.forwarding}"
        for one in replayed.requests
        for hop in one.hops
        for missed in hop.mismatches
    ]


@pytest.mark.parametrize("path", SCENARIOS, ids=name_of)
def test_a_shipped_scenario_replays_as_it_expects(path: Path) -> None:
    replayed = play(path)
    assert replayed.requests
    assert mismatches(replayed) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=name_of)
def test_every_call_of_a_shipped_scenario_is_checked(path: Path) -> None:
    unchecked = [
        (one.request.name, hop.path)
        for one in play(path).requests
        for hop in one.hops
        if not hop.checked
    ]
    assert unchecked == []


@pytest.mark.parametrize("path", POLICIES, ids=name_of)
def test_a_shipped_policy_parses_without_a_finding(path: Path) -> None:
    assert Policy.parse(path.read_bytes(), name=path.name).warnings == ()


def test_the_files_of_the_story_are_all_there() -> None:
    names = {path.stem for path in SCENARIOS if path.parent == STORY}
    assert names == {"direct", "deny", "via-aws-service", "assume-role", "today"}


def test_the_same_calls_are_made_under_each_form() -> None:
    """What differs between direct, deny and via-aws-service is the policy, not the calls."""

    def names(stem: str) -> set[str]:
        return {one.request.name for one in play(STORY / f"{stem}.yaml").requests}

    assert names("deny") == names("direct")
    for form in ("(ViaAWSService)", "(CalledVia)"):
        assert {f"{name} {form}" for name in names("direct")} <= names("via-aws-service")


def test_the_articles_policies_stand_as_they_are() -> None:
    """The two of the knowledge-center article, account and user filled in."""
    alice = {"AWS": "arn:aws:iam::111122223333:user/alice"}
    bob = "arn:aws:iam::111122223333:role/Bob"
    outside = {"NotIpAddress": {"aws:SourceIp": ["103.15.250.0/24", "12.148.72.0/23"]}}
    action = "sts:AssumeRole"
    assert json.loads((STORY / "become-bob.json").read_text("utf-8")) == {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": action, "Resource": bob},
    }
    assert json.loads((STORY / "bob-trust.json").read_text("utf-8")) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": alice, "Action": action},
            {"Effect": "Deny", "Principal": alice, "Action": action, "Condition": outside},
        ],
    }


def hops(replayed: Replay) -> dict[tuple[str, str, tuple[int, ...]], HopReplay]:
    return {
        (Path(one.request.span.source.name).name, one.request.name, hop.path): hop
        for one in replayed.requests
        for hop in one.hops
    }


def test_today_plays_every_call_of_the_others() -> None:
    today = play(STORY / "today.yaml")
    others = [play(STORY / f"{name}.yaml") for name in ("direct", "deny", "via-aws-service")]
    others.append(play(STORY / "assume-role.yaml"))
    assert today.rules.forwarding is Forwarding.PRESERVED
    assert hops(today).keys() == {key for other in others for key in hops(other)}


def test_three_denials_vanish_today_and_no_other_verdict_changes() -> None:
    today = hops(play(STORY / "today.yaml"))
    changed = {
        (name, request)
        for stem in ("direct", "deny", "via-aws-service", "assume-role")
        for (name, request, path), hop in hops(play(STORY / f"{stem}.yaml")).items()
        if hop.verdict is not today[name, request, path].verdict
    }
    assert changed == {
        ("direct.yaml", "her stack stops an instance"),
        ("deny.yaml", "her stack stops an instance"),
        ("via-aws-service.yaml", "a query reads a file (CalledVia)"),
    }
