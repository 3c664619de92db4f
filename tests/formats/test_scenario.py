from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from simulator.formats.loading import FormatError
from simulator.formats.scenario import load_scenario, read_scenario
from simulator.rules import Forwarding
from simulator.source import Text
from simulator.world.scenario import Hop, Overrides, Scenario

STORY = Path(__file__).parent / "story"
UTC = datetime.UTC


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in STORY.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(folder: Path, body: str, name: str = "x.yaml") -> Scenario:
    (folder / name).write_text("calledvia: 1\nworld: world.yaml\n" + body, encoding="utf-8")
    return load_scenario(name)


def problems(folder: Path, body: str) -> list[tuple[str, str]]:
    with pytest.raises(FormatError) as raised:
        load(folder, body)
    return [(it.code, it.span.location) for it in raised.value.diagnostics]


def one(call: str, more: str = "") -> str:
    return f"requests:\n  - name: one\n    call: {call}\n{more}"


def test_the_worked_example(folder: Path) -> None:
    loaded = read_scenario("assume-role.yaml")
    assert loaded.diagnostics == ()
    scenario = loaded.value
    assert scenario is not None
    assert (scenario.name, scenario.path) == ("assume-role", "assume-role.yaml")
    assert scenario.title == "Check the address when she becomes Bob"
    assert scenario.world.rules.forwarding is Forwarding.REPLACED
    first, second, third, stack, _, expired, _ = scenario.requests

    assert first.name == "becomes Bob, from the office"
    assert first.place == "office"
    assert (first.tree.acting, first.tree.action, first.tree.resource) == (
        "user/alice",
        "sts:AssumeRole",
        "role/Bob",
    )
    session = first.tree.session
    assert session is not None
    assert (session.name, session.session_name) == ("bob", "alice")
    assert session.policies is None
    assert session.duration == datetime.timedelta(hours=1)
    expect = first.tree.expect
    assert expect is not None
    assert (expect.verdict, expect.type, expect.policy, expect.policy_path, expect.sid) == (
        "allow",
        "trust",
        "bob-trust.json",
        "bob-trust.json",
        1,
    )
    assert second.tree.expect is not None
    assert second.tree.expect.key == "aws:SourceIp"
    assert third.tree.expect is not None
    assert third.tree.expect.verdict == "implicit_deny"
    assert third.tree.expect.span is not None
    assert third.tree.expect.span.location == "assume-role.yaml:14:13"

    (forwarded,) = stack.tree.then
    assert (forwarded.acting, forwarded.service) == ("caller", "ec2")
    assert forwarded.expect is not None
    assert forwarded.expect.sid == "Work"
    assert [(path, text.value) for path, text in forwarded.trail.items()] == [
        ("userIdentity.type", "AssumedRole"),
        ("userIdentity.invokedBy", "cloudformation.amazonaws.com"),
    ]
    assert isinstance(forwarded.trail["userIdentity.type"], Text)
    assert expired.after == datetime.timedelta(hours=2)
    assert expired.tree.expect is not None
    assert expired.tree.expect.because == "session_expired"


def test_paths_are_relative_to_the_file_and_openable_from_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    scenario = load_scenario("../assume-role.yaml")
    assert scenario.path == "../assume-role.yaml"
    expect = scenario.requests[0].tree.expect
    assert expect is not None
    assert (expect.policy, expect.policy_path) == ("bob-trust.json", "../bob-trust.json")
    role = scenario.world.accounts["111122223333"].roles["Bob"]
    assert role.trust.name == expect.policy_path


def test_own_settings_win(folder: Path) -> None:
    scenario = load(folder, "forwarding: preserved\nas_of: 2022-01-01\n" + one("root s3:X on *"))
    assert scenario.world.rules.forwarding is Forwarding.PRESERVED
    assert scenario.world.rules.as_of == datetime.date(2022, 1, 1)
    assert scenario.world.clock == datetime.datetime(2022, 1, 1, 12, tzinfo=UTC)
    clock = load(folder, "clock: 2026-01-01T00:00:00Z\n" + one("root s3:X on *"))
    assert clock.world.clock == datetime.datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.world.rules.as_of == datetime.date(2026, 11, 24)


def test_a_clock_that_the_world_gives_stays(folder: Path) -> None:
    world = (folder / "world.yaml").read_text(encoding="utf-8")
    (folder / "world.yaml").write_text(world + "clock: 2026-11-24T12:00:00Z\n", encoding="utf-8")
    scenario = load(folder, "as_of: 2022-01-01\n" + one("root s3:X on *"))
    assert scenario.world.clock == datetime.datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "sid"),
    [("2", 2), ("'2'", "2"), ('"2"', "2"), ("Two", "Two"), ("02", 2), ("2a", "2a"), ("-1", "-1")],
)
def test_a_number_is_a_statement_and_a_text_a_sid(
    folder: Path, written: str, sid: int | str
) -> None:
    scenario = load(folder, one("root s3:X on *", f"    expect: {{sid: {written}}}\n"))
    expect = scenario.requests[0].tree.expect
    assert expect is not None
    assert expect.sid == sid


def test_everything_in_a_request(folder: Path) -> None:
    scenario = load(
        folder,
        """\
requests:
  - name: ünïcode
    call: >-
      user/alice sts:AssumeRole on role/Bob from vpc
      with aws:MultiFactorAuthPresent=true at 2026-11-24T13:00:00Z
    after: 1h30m
    console: yes
    context: {"aws:SourceIp": 1.2.3.4, "aws:TagKeys": [a, b], "aws:CalledVia": []}
    absent: ["aws:PrincipalTag/team"]
    unknown: ["aws:SourceVpc"]
    passes: role/Bob
    session:
      as: bob
      policies: [bob-permissions.json]
      tags: {team: ops}
      transitive: [team]
      source_identity: alice
      external_id: x
      duration: 15m
    expect:
      verdict: deny
      rests_on: [forwarding]
      under: {replaced: allow, preserved: {verdict: implicit_deny, key: aws:sourceip}}
    then:
      - call: ec2:StopInstances on instance/i-0abc with aws:SourceIp=unknown
        as: role/Bob
        then:
          - call: kms:Decrypt on *
            as: service
""",
    )
    (request,) = scenario.requests
    assert request.name == "ünïcode"
    assert request.console
    assert request.at == datetime.datetime(2026, 11, 24, 13, tzinfo=UTC)
    tree = request.tree
    assert tree.overrides == Overrides(
        given={
            "aws:MultiFactorAuthPresent": "true",
            "aws:SourceIp": "1.2.3.4",
            "aws:TagKeys": ("a", "b"),
            "aws:CalledVia": (),
        },
        absent=("aws:PrincipalTag/team",),
        unknown=("aws:SourceVpc",),
    )
    assert tree.passes == "role/Bob"
    session = tree.session
    assert session is not None
    assert session.session_name == "bob"
    assert session.policies is not None
    assert session.policies[0].name == "bob-permissions.json"
    assert (session.tags, session.transitive) == ({"team": "ops"}, ("team",))
    assert (session.source_identity, session.external_id) == ("alice", "x")
    expect = tree.expect
    assert expect is not None
    assert expect.rests_on == ("forwarding",)
    assert expect.under[Forwarding.REPLACED].verdict == "allow"
    assert expect.under[Forwarding.PRESERVED].key == "aws:sourceip"
    (role,) = tree.then
    assert role.acting == "role/Bob"
    assert role.overrides == Overrides(unknown=("aws:SourceIp",))
    assert role.then[0].acting == "service"
    assert role.written["as"].location == "x.yaml:28:13"


def test_a_session_by_name_alone(folder: Path) -> None:
    scenario = load(folder, one("user/alice sts:AssumeRole on role/Bob", "    session: bob\n"))
    session = scenario.requests[0].tree.session
    assert session is not None
    assert (session.name, session.session_name, session.duration) == ("bob", "bob", None)


def test_sessions_are_callers_only_after_they_are_obtained(folder: Path) -> None:
    body = """\
requests:
  - {name: early, call: bob s3:X on *}
  - {name: get, call: user/alice sts:AssumeRole on role/Bob, session: bob}
  - {name: late, call: bob s3:X on *}
"""
    assert problems(folder, body) == [("REQ007", "x.yaml:4:25")]


def test_any_arn_is_a_resource(folder: Path) -> None:
    scenario = load(folder, one("'user/alice s3:GetObject on arn:aws:s3:::elsewhere/key'"))
    assert scenario.requests[0].tree.resource == "arn:aws:s3:::elsewhere/key"


def test_policies_of_the_scenario(folder: Path) -> None:
    scenario = load(
        folder,
        "policies:\n  user/alice: [bob-permissions.json]\n  user/carol: []\n"
        "  role/Bob: {trust: bob-trust.json, boundary: bob-permissions.json}\n"
        + one("root s3:X on *"),
    )
    alice = scenario.policies["user/alice"]
    assert alice.identity is not None
    assert alice.identity[0].name == "bob-permissions.json"
    assert alice.boundary is None
    assert scenario.policies["user/carol"].identity == ()
    bob = scenario.policies["role/Bob"]
    assert bob.identity is None
    assert bob.trust is not None
    assert bob.boundary is not None


UNDER = """\
requests:
  - name: one
    call: user/alice cloudformation:UpdateStack on stack/web from office
    expect: allow
    then:
      - call: ec2:StopInstances on instance/i-0abc
        expect: {verdict: implicit_deny, under: {preserved: {verdict: allow, sid: Work}}}
"""


def test_replays_take_the_settings_and_what_is_expected_under_them(folder: Path) -> None:
    load(folder, "policies: {user/alice: [bob-permissions.json]}\n" + UNDER, "first.yaml")
    scenario = load(folder, "forwarding: preserved\nreplays: [first.yaml, assume-role.yaml]\n")
    assert scenario.requests == ()
    first, second = scenario.replays
    assert first.world.rules.forwarding is Forwarding.PRESERVED
    assert first.world.rules.as_of == datetime.date(2026, 11, 24)
    assert list(first.policies) == ["user/alice"]
    tree = first.requests[0].tree
    assert tree.expect is not None
    assert tree.expect.verdict == "allow"
    expect = tree.then[0].expect
    assert expect is not None
    assert (expect.verdict, expect.sid, expect.under) == ("allow", "Work", {})
    assert second.name == "assume-role"
    unchanged = load_scenario("first.yaml").requests[0].tree.then[0].expect
    assert unchanged is not None
    assert unchanged.verdict == "implicit_deny"


def test_calls_nest_as_deep_as_wanted(folder: Path) -> None:
    lines = ["requests:", "  - name: one", "    call: root s3:X on *"]
    for depth in range(1, 90):
        lines += ["  " + "  " * depth + "then:", "  " + "  " * depth + "- call: s3:X on *"]
    scenario = load(folder, "\n".join(lines) + "\n")
    depth, hop = 1, scenario.requests[0].tree
    while hop.then:
        depth, hop = depth + 1, hop.then[0]
    assert depth == 90


def test_expectations_nest_too(folder: Path) -> None:
    under = "{under: {preserved: " * 95 + "allow" + "}}" * 95
    scenario = load(folder, one("root s3:X on *", f"    expect: {under}\n"))
    assert scenario.requests[0].tree.expect is not None


def test_a_broken_world_hides_nothing_else(folder: Path) -> None:
    (folder / "world.yaml").write_text("calledvia: 1\naccounts: []\n", encoding="utf-8")
    found = problems(folder, one("user/nobody StopInstances on *", "    expcet: allow\n"))
    assert found == [
        ("REQ003", "x.yaml:5:23"),
        ("WLD001", "x.yaml:6:5"),
        ("WLD002", "world.yaml:2:11"),
    ]


def hops(hop: Hop) -> list[Hop]:
    return [hop, *(below for then in hop.then for below in hops(then))]


def test_every_part_knows_where_it_is_written(folder: Path) -> None:
    for request in load_scenario("assume-role.yaml").requests:
        for hop in hops(request.tree):
            assert hop.written["action"].text == hop.action
            assert hop.written["resource"].text == hop.resource
        assert request.tree.written["caller"].text == request.tree.acting
