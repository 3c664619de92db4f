from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from simulator.formats.loading import LIMIT, FormatError
from simulator.formats.world import load_world, read_world
from simulator.language.model import Policy
from simulator.rules import TODAY, Forwarding
from simulator.world.world import Place, World

STORY = Path(__file__).parent / "story"
UTC = datetime.UTC


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for policy in STORY.glob("*.json"):
        (tmp_path / policy.name).write_bytes(policy.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(folder: Path, text: str, name: str = "world.yaml") -> World:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return load_world(folder / name)


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    (folder / "world.yaml").write_text(text, encoding="utf-8")
    return [(it.code, it.span.location) for it in read_world("world.yaml").diagnostics]


def names(policies: tuple[Policy, ...]) -> list[str]:
    return [policy.name for policy in policies]


def test_the_worked_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(STORY)
    loaded = read_world("world.yaml")
    assert loaded.diagnostics == ()
    world = loaded.value
    assert world is not None
    assert world.rules.as_of == datetime.date(2026, 11, 24)
    assert world.rules.forwarding is Forwarding.REPLACED
    assert world.clock == datetime.datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert world.account == "111122223333"
    assert world.region == "us-east-1"
    assert world.networks == {
        "office": Place("office", address="103.15.250.7"),
        "home": Place("home", address="198.51.100.7"),
        "vpc": Place("vpc", endpoint="vpce-1a2b", vpc="vpc-3c4d", private_address="10.0.1.5"),
    }
    account = world.accounts["111122223333"]
    assert account.scps is None
    assert account.rcps == ()
    assert names(account.users["alice"].policies) == ["become-bob.json"]
    assert account.users["carol"].tags == {"team": "ops"}
    role = account.roles["Bob"]
    assert role.trust.name == "bob-trust.json"
    assert role.arn == "arn:aws:iam::111122223333:role/Bob"
    assert role.max_session == datetime.timedelta(hours=1)
    assert account.resources["stack/web"].account == "111122223333"


SMALLEST = "calledvia: 1\naccounts: {012345670123: {}}\n"


def test_defaults(folder: Path) -> None:
    world = load(folder, SMALLEST)
    assert world.rules == TODAY
    assert world.clock == datetime.datetime.combine(TODAY.as_of, datetime.time(12), UTC)
    assert world.account == "012345670123"
    assert world.region == "us-east-1"
    assert world.organization is None


def test_two_accounts_and_none_named(folder: Path) -> None:
    world = load(folder, "calledvia: 1\naccounts: {111122223333: {}, 222233334444: {}}\n")
    assert world.account is None


EVERYTHING = """\
calledvia: 1
as_of: 2025-10-02
clock: 2024-01-02T08:00:00+02:00
forwarding: preserved
account: 222233334444
region: eu-central-1
networks: {v6: "2001:db8::1", "büro": 103.15.250.7}
services: {cloudformation: [192.0.2.0/24, 198.51.100.1, "2001:db8::/32"]}
organization:
  id: o-1a2b3c
  management: 999988887777
  scps: [become-bob.json]
  rcps: []
  units:
    prod:
      scps: []
      accounts: [111122223333]
      units: {web: {accounts: [222233334444]}}
accounts:
  111122223333: {name: first, scps: none}
  222233334444:
    name: second
    scps: []
    rcps: []
    users:
      dave: {path: /division/, groups: [ops], boundary: become-bob.json, tags: {team: "", on: no}}
    groups:
      ops: {path: /, policies: [{file: become-bob.json, arn: "arn:aws:iam::aws:policy/Become"}]}
    roles:
      Linked: {path: /aws-service-role/x.amazonaws.com/, trust: bob-trust.json, max_session: 12h}
    resources:
      bucket: {arn: "arn:aws:s3:::bucket", tags: {team: ops}}
    endpoints: {vpce-1a2b: {}, vpce-2: {policy: become-bob.json}}
"""


def test_everything(folder: Path) -> None:
    text = EVERYTHING.replace("vpce-2: {policy: become-bob.json}", "vpce-2: {}")
    world = load(folder, text)
    assert world.rules.as_of == datetime.date(2025, 10, 2)
    assert world.clock == datetime.datetime(2024, 1, 2, 6, tzinfo=UTC)
    assert (world.account, world.region) == ("222233334444", "eu-central-1")
    assert world.networks["v6"].address == "2001:db8::1"
    assert world.networks["büro"].address == "103.15.250.7"
    assert world.services == {"cloudformation": ("192.0.2.0/24", "198.51.100.1", "2001:db8::/32")}
    assert world.organization is not None
    root = world.organization.root
    assert (world.organization.id, world.organization.management) == ("o-1a2b3c", "999988887777")
    assert root.name == "Root"
    assert root.scps is not None
    assert names(root.scps) == ["become-bob.json"]
    (prod,) = root.units
    assert (prod.name, prod.scps, prod.accounts) == ("prod", (), ("111122223333",))
    (web,) = prod.units
    assert (web.scps, web.accounts) == (None, ("222233334444",))
    assert world.accounts["111122223333"].scps is None
    second = world.accounts["222233334444"]
    assert (second.name, second.scps) == ("second", ())
    dave = second.users["dave"]
    assert dave.arn == "arn:aws:iam::222233334444:user/division/dave"
    assert dave.boundary is not None
    assert dave.tags == {"team": "", "on": "no"}
    assert second.groups["ops"].policies[0].arn == "arn:aws:iam::aws:policy/Become"
    assert second.roles["Linked"].service_linked
    assert second.roles["Linked"].max_session == datetime.timedelta(hours=12)
    assert second.resources["bucket"].arn == "arn:aws:s3:::bucket"
    assert set(second.endpoints) == {"vpce-1a2b", "vpce-2"}


def test_carriage_returns_and_a_byte_order_mark_change_nothing(folder: Path) -> None:
    plain = load(folder, SMALLEST + "networks: {office: 103.15.250.7}\n")
    written = "\ufeff" + SMALLEST + "networks: {office: 103.15.250.7}\n"
    assert load(folder, written.replace("\n", "\r\n")) == plain


def test_included_files(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "second.yaml").write_text(
        "calledvia: 1\nregion: eu-west-1\nas_of: 2024-01-02\nnetworks: {home: 198.51.100.7}\n"
        "include: [third.yaml]\n"
        "accounts: {222233334444: {users: {dave: {policies: [../become-bob.json]}}}}\n",
        encoding="utf-8",
    )
    (folder / "more" / "third.yaml").write_text(
        "calledvia: 1\naccounts: {333344445555: {}}\n", encoding="utf-8"
    )
    world = load(
        folder,
        "calledvia: 1\ninclude: [more/second.yaml, more/third.yaml]\nregion: us-west-2\n"
        "account: 333344445555\n",
    )
    assert set(world.accounts) == {"222233334444", "333344445555"}
    assert world.region == "us-west-2"
    assert world.rules.as_of == datetime.date(2024, 1, 2)
    assert world.account == "333344445555"
    assert world.networks["home"].address == "198.51.100.7"
    policies = world.accounts["222233334444"].users["dave"].policies
    assert names(policies) == ["become-bob.json"]


def test_files_that_include_each_other(folder: Path) -> None:
    (folder / "other.yaml").write_text(
        "calledvia: 1\ninclude: [world.yaml]\naccounts: {222233334444: {}}\n", encoding="utf-8"
    )
    text = "calledvia: 1\ninclude: [other.yaml]\naccounts: {111122223333: {}}\n"
    assert problems(folder, text) == [("FIL012", "other.yaml:2:11")]


def test_all_problems_at_once(folder: Path) -> None:
    found = problems(
        folder,
        "calledvia: 1\nas_of: today\nregoin: x\naccounts:\n  111122223333:\n"
        "    users: {alice: {policies: [nowhere.json], groups: [ops]}}\n",
    )
    assert found == [
        ("WLD005", "world.yaml:2:8"),
        ("WLD001", "world.yaml:3:1"),
        ("FIL001", "world.yaml:6:32"),
        ("WLD017", "world.yaml:6:56"),
    ]


def test_what_is_raised_carries_the_diagnostics(folder: Path) -> None:
    (folder / "world.yaml").write_text("calledvia: 1\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"^world\.yaml:1:1: WLD003 .* accounts$") as raised:
        load_world("world.yaml")
    assert [it.code for it in raised.value.diagnostics] == ["WLD003"]


def test_a_warning_does_not_keep_the_world_back(folder: Path) -> None:
    (folder / "world.yaml").write_text(
        SMALLEST
        + "organization: {id: o-1a2b, management: 012345670123, accounts: [999988887777]}\n",
        encoding="utf-8",
    )
    loaded = read_world("world.yaml")
    assert [it.code for it in loaded.diagnostics] == ["WLD019"]
    assert loaded.value is not None


def test_a_missing_world(folder: Path) -> None:
    (found,) = read_world("nowhere/world.yaml").diagnostics
    assert (found.code, found.span.location) == ("FIL001", "nowhere/world.yaml:1:1")


def test_thousands_of_mistakes_are_cut_short(folder: Path) -> None:
    keys = "".join(f"wrong{number}: 1\n" for number in range(20_000))
    found = problems(folder, SMALLEST + keys)
    assert len(found) == LIMIT + 1
    assert "FIL013" in {code for code, _ in found}


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("organization: {id: o-1, management: 012345670123, units: {a: ", "}}"),
        ("networks: {a: ", "}"),
        ("accounts: {012345670123: {users: {a: ", "}}}"),
    ],
)
def test_depth_is_no_matter(opening: str, closing: str, folder: Path) -> None:
    for inner in ("{units: {a: ", "[", "{users: "):
        depth = 96 if inner.count("{") == 2 else 190
        ends = inner.replace(" ", "").count("{") * "}" + inner.count("[") * "]"
        text = SMALLEST + opening + inner * depth + "x" + ends * depth + closing + "\n"
        assert problems(folder, text)
