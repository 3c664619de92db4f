"""A world that is written reads back as the same."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.formats.imports.world_writing import world_files
from simulator.formats.world import load_world
from simulator.language.model import Policy
from simulator.rules import TODAY, Forwarding, Rules
from simulator.world.world import (
    Account,
    Endpoint,
    Group,
    Organization,
    Place,
    Resource,
    Role,
    Unit,
    User,
    World,
)
from tests.formats.imports.dumps import ACCOUNT, OTHER, described

NAMES = st.from_regex(r"[\w+=,.@-]{1,12}", fullmatch=True) | st.sampled_from(
    ["null", "yes", "on", "012", "1e3", "-", "CON", "..", "Aa", "aA"]
)
TEXTS = st.text(max_size=20)
PATHS = st.sampled_from(["/", "/staff/", "/a/b/", "/aws-reserved/sso.amazonaws.com/"])
ARN = "arn:aws:iam::aws:policy/"


def _policy(action: str, principal: bool = False) -> Policy:
    who = '"Principal": "*", ' if principal else ""
    on = "" if principal and action.startswith("sts") else ', "Resource": "*"'
    return Policy.parse(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", '
        f'{who}"Action": "{action}"{on}, '
        '"Condition": {"Bool": {"aws:SecureTransport": true}}}}',
        f"some/{action.partition(':')[2]}",
    )


def _kinds(policy: Policy) -> st.SearchStrategy[Policy]:
    managed = st.sampled_from([None, f"{ARN}One", f"{ARN}Two"])
    read = st.builds(
        lambda arn, unread: replace(policy, arn=arn, unread=unread), managed, st.just(False)
    )
    partly = st.just(replace(policy, unread=True, name="partly"))
    return read | partly


OWN = st.sampled_from(["s3:GetObject", "ec2:*"]).flatmap(lambda it: _kinds(_policy(it)))
UNREAD = st.builds(Policy.unreadable, TEXTS.filter(bool), arn=st.sampled_from([None, f"{ARN}X"]))
DENY = Policy.parse(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", '
    '"Action": "s3:*", "Resource": "*"}}',
    "deny",
)
RCPS = st.lists(_kinds(DENY) | UNREAD, max_size=2).map(tuple)
POLICIES = st.lists(OWN | UNREAD, max_size=3).map(tuple)
TRUSTS = st.just(_policy("sts:AssumeRole", principal=True)) | UNREAD
RESOURCE = st.none() | st.just(_policy("s3:GetObject", principal=True)) | UNREAD
TAGS = st.dictionaries(TEXTS, TEXTS, max_size=2)
BOUNDARY = st.none() | OWN | UNREAD


def _named(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[Mapping[str, object]]:
    return st.dictionaries(NAMES, strategy, max_size=3)


@st.composite
def accounts(draw: st.DrawFn, id_: str) -> Account:
    groups = {
        name: Group(name, id_, draw(PATHS), draw(POLICIES))
        for name in draw(st.sets(NAMES, max_size=2))
    }
    users = {
        name: User(
            name,
            id_,
            draw(PATHS),
            draw(POLICIES),
            tuple(groups),
            draw(BOUNDARY),
            draw(TAGS),
        )
        for name in draw(st.sets(NAMES, max_size=3))
    }
    roles = {
        name: Role(
            name,
            id_,
            draw(TRUSTS),
            draw(PATHS),
            draw(POLICIES),
            draw(BOUNDARY),
            draw(TAGS),
            datetime.timedelta(seconds=draw(st.sampled_from([900, 3600, 43200]))),
        )
        for name in draw(st.sets(NAMES, max_size=2))
    }
    bucket = Resource("bucket/x", "arn:aws:s3:::x", id_, draw(RESOURCE), draw(TAGS))
    return Account(
        id_,
        draw(st.none() | TEXTS),
        users,
        groups,
        roles,
        draw(st.sampled_from([{}, {"bucket/x": bucket}])),
        draw(st.sampled_from([{}, {"vpce-1a2b": Endpoint("vpce-1a2b", id_, draw(RESOURCE))}])),
        draw(st.none() | POLICIES),
        draw(RCPS),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    ids = draw(st.sampled_from([(ACCOUNT,), (ACCOUNT, OTHER), ("012345670123",)]))
    below = Unit("ou-ab12-11111111", draw(st.none() | POLICIES), draw(RCPS), (ids[-1],))
    organization = Organization("o-example", ids[0], Unit("Root", None, (), (), (below,)))
    return World(
        rules=Rules(
            draw(st.sampled_from([TODAY.as_of, datetime.date(2025, 12, 1)])), Forwarding.REPLACED
        ),
        clock=datetime.datetime(2025, 12, 1, 3, 4, 5, tzinfo=datetime.UTC),
        account=draw(st.sampled_from([ids[0], None])) if len(ids) > 1 else ids[0],
        networks={"office": Place("office", "192.0.2.7")},
        services={"cloudformation": ("192.0.2.0/24",)},
        organization=draw(st.sampled_from([None, organization])),
        accounts={id_: draw(accounts(id_)) for id_ in ids},
    )


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_round_trip(world: World) -> None:
    with TemporaryDirectory() as folder:
        for name, text in world_files(world, "my-world").items():
            path = Path(folder) / name
            assert path.resolve().is_relative_to(Path(folder).resolve())
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
        again = load_world(Path(folder) / "my-world.yaml")
    assert described(again) == described(world)


def test_what_stands_in_the_file() -> None:
    managed = replace(_policy("ec2:*"), arn=f"{ARN}One", name="One")
    shared = {
        name: User(name, ACCOUNT, policies=(_policy("s3:GetObject"), managed))
        for name in ("a", "b")
    }
    world = World(
        TODAY,
        datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        ACCOUNT,
        accounts={ACCOUNT: Account(ACCOUNT, users=shared)},
    )
    files = world_files(world, "world")
    assert list(files) == [
        "world.yaml",
        f"world/{ACCOUNT}/user/a/GetObject.json",
        "world/aws/One.json",
        f"world/{ACCOUNT}/user/b/GetObject.json",
    ]
    assert f'{{file: world/aws/One.json, arn: "{ARN}One"}}' in files["world.yaml"]


def test_names_lead_nowhere_else() -> None:
    policy = replace(_policy("s3:GetObject"), name="user/a/../../../etc/passwd")
    user = User("a", ACCOUNT, policies=(policy, replace(policy, name="user/a/..")))
    world = World(
        TODAY,
        datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        ACCOUNT,
        accounts={ACCOUNT: Account(ACCOUNT, users={"a": user})},
    )
    assert list(world_files(world, "world"))[1:] == [
        f"world/{ACCOUNT}/user/a/passwd.json",
        f"world/{ACCOUNT}/user/a/_.json",
    ]
