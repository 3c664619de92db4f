from __future__ import annotations

import re
import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.message_reading import DeniedMessage, encoded_part, read_denied_message
from simulator.messages import DENIAL_WORDINGS, denied_message

ALICE = "arn:aws:iam::111122223333:user/alice"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"
SCP = "arn:aws:organizations::111122223333:policy/o-x/service_control_policy/p-1"
EVERY_TYPE = tuple(DENIAL_WORDINGS)

PLAIN = denied_message(ALICE, "ec2:StopInstances", INSTANCE, "boundary", False)
READ = DeniedMessage(ALICE, "ec2:StopInstances", INSTANCE, False, ("boundary",))

# A full stop at an ARN's end is taken for the sentence's.
names = st.from_regex(r"[A-Za-z]([\w+=,.@-]{0,20}[\w+=,@-])?", fullmatch=True)
actions = st.from_regex(r"[a-z][a-z0-9-]{1,8}:[A-Z][A-Za-z0-9]{2,15}", fullmatch=True)
keys = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)


@given(
    principal=names.map(lambda name: f"arn:aws:iam::111122223333:user/{name}"),
    action=actions,
    resource=st.none() | keys.map(lambda key: f"arn:aws:s3:::bucket/{key}"),
    type_=st.sampled_from(EVERY_TYPE),
    explicit=st.booleans(),
    arn=st.none() | names.map(lambda name: f"arn:aws:iam::111122223333:policy/{name}"),
    with_arn=st.booleans(),
)
def test_what_is_written_is_read(
    principal: str,
    action: str,
    resource: str | None,
    type_: str,
    explicit: bool,
    arn: str | None,
    with_arn: bool,
) -> None:
    row = DENIAL_WORDINGS[type_]
    message = denied_message(principal, action, resource, type_, explicit, arn, with_arn)
    (reading,) = read_denied_message(message)
    assert (reading.principal, reading.action) == (principal, action)
    if not explicit and row.implicit is None:  # AWS has no words for it
        assert reading.explicit is None
        return
    assert reading.resource == resource
    assert reading.explicit is explicit
    assert reading.types[0] == type_
    named = explicit and with_arn and row.names_arn
    assert reading.policy_arn == (arn if named else None)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"{PLAIN}.",
        f"  {PLAIN}\n",
        f"An error occurred (AccessDenied) when calling the StopInstances operation: {PLAIN}",
        f"AccessDeniedException: {PLAIN}",
        f"{PLAIN} (Service: Ec2, Status Code: 403, Request ID: 1-2, Extended Request ID: null)",
        f'{{"message":"{PLAIN}"}}',
        f"'{PLAIN}', 'code': 'AccessDenied'",
        "An error occurred (UnauthorizedOperation) when calling the StopInstances operation: You "
        f"are not authorized to perform this operation. {PLAIN}. "
        "Encoded authorization failure message: 4GIO-abc",
        "\n".join(textwrap.wrap(PLAIN, 60, break_on_hyphens=False)),
        "\r\n    ".join(textwrap.wrap(PLAIN, 40)),  # "us-" and "east-1" on two lines
        "\n".join(PLAIN[at : at + 80] for at in range(0, len(PLAIN), 80)),
        "\n".join(f"> {PLAIN[at : at + 7]}".replace("> ", "  ") for at in range(0, len(PLAIN), 7)),
    ],
)
def test_what_stands_around_it_and_wraps_it_does_not_matter(text: str) -> None:
    assert read_denied_message(text) == (READ,)


@pytest.mark.parametrize(
    ("type_", "action", "explicit", "types"),
    [
        ("identity", "s3:GetObject", False, ("identity", "resource")),
        ("identity", "sts:AssumeRole", False, ("identity", "resource", "trust")),
        ("identity", "s3:GetObject", True, ("identity",)),
        ("resource", "s3:GetObject", False, ("resource",)),
        ("resource", "sts:AssumeRole", True, ("resource", "trust")),
        ("trust", "sts:AssumeRole", True, ("trust",)),
        (None, "s3:GetObject", False, EVERY_TYPE),
    ],
)
def test_what_a_message_can_mean(
    type_: str | None, action: str, explicit: bool, types: tuple[str, ...]
) -> None:
    (reading,) = read_denied_message(denied_message(ALICE, action, None, type_, explicit))
    assert reading.types == types


def test_a_denial_of_which_the_type_is_not_said() -> None:
    text = f"User: {ALICE} is not authorized to perform: x:Y on resource: a with an explicit deny"
    assert read_denied_message(text) == (DeniedMessage(ALICE, "x:Y", "a", True, EVERY_TYPE),)


@pytest.mark.parametrize("behind", ["", ".", '"}', " (Service: AWSSecurityTokenService; 403)"])
def test_what_stands_behind_a_message_without_a_reason(behind: str) -> None:
    bare = denied_message(ALICE, "ec2:StopInstances", INSTANCE, None, False)
    (reading,) = read_denied_message(bare + behind)
    assert reading == DeniedMessage(ALICE, "ec2:StopInstances", INSTANCE, None, EVERY_TYPE)


@pytest.mark.parametrize(
    ("end", "explicit", "types"),
    [
        (" with an explicit deny in a s", True, ("session", "scp")),
        (" with an explicit deny in a", True, tuple(t for t in EVERY_TYPE if t != "trust")),
        (" because no", False, tuple(t for t in EVERY_TYPE if t != "rcp")),
        (" because no session policy allows the ec2:S", False, ("session",)),
        (" because no ident", False, ("identity", "resource")),
        (" because of something else", None, EVERY_TYPE),
    ],
)
def test_a_reason_that_is_cut_off(end: str, explicit: bool | None, types: tuple[str, ...]) -> None:
    about = f"User: {ALICE} is not authorized to perform: ec2:StopInstances"
    for resource in (None, INSTANCE):
        lead = about if resource is None else f"{about} on resource: {resource}"
        (reading,) = read_denied_message(lead + end)
        assert (reading.explicit, reading.types) == (explicit, types)
        if explicit is not None:
            assert reading.resource == resource


def test_a_break_within_a_name_leaves_two_readings() -> None:
    message = denied_message(
        ALICE, "s3:GetObject", "arn:aws:s3:::b/my report", "scp", True, SCP, True
    )
    readings = read_denied_message(message.replace("my report", "my\nreport"))
    assert [one.resource for one in readings] == [
        "arn:aws:s3:::b/myreport",
        "arn:aws:s3:::b/my report",
    ]
    assert {one.policy_arn for one in readings} == {SCP}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Access Denied",
        f"User: {ALICE} is authorized to perform: s3:GetObject",
        # The two actions differ, so this is no message of AWS's.
        f"User: {ALICE} is not authorized to perform: s3:GetObject because no session policy "
        "allows the s3:PutObject action",
    ],
)
def test_what_is_no_message(text: str) -> None:
    assert read_denied_message(text) == ()


def test_the_encoded_part_is_handed_out() -> None:
    text = (
        "You are not authorized to perform this operation. "
        "Encoded authorization failure message: 4GIO\n-abc"
    )
    assert encoded_part(text) == "4GIO-abc"
    assert encoded_part(PLAIN) is None
    assert read_denied_message(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "User: a is not authorized to perform: a:b on resource: " + " because" * 100_000,
        "User: " * 100_000,
        "User: " + "a" * 1_000_000,
        "User: a is not authorized to perform: " + "a:b on resource: " * 50_000,
        "User: a is not authorized to perform: a:b on resource: x"
        + " with an explicit deny" * 9_999,
        "User: a is not authorized to perform: a:b on resource: x" + "\n" * 100_000 + "y",
        "Encoded authorization failure message" * 10_000,
    ],
    ids=range(7),
)
def test_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    read_denied_message(text)
    encoded_part(text)
    assert time.perf_counter() - start < 0.5


def test_every_wording_is_one_sentence_of_plain_words() -> None:
    for row in DENIAL_WORDINGS.values():
        assert re.fullmatch(r"(?:an?|the) [A-Za-z -]+", row.explicit)
