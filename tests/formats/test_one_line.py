from __future__ import annotations

import datetime
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.formats.loading import FormatError
from simulator.formats.one_line import LONGEST, parse_request, print_request, read_request
from simulator.source import Source, Span
from simulator.world.scenario import Hop, Overrides, ScenarioRequest

NOWHERE = Span(Source("<test>", ""), 0, 0)


def hops(request: ScenarioRequest) -> Iterator[Hop]:
    hop = request.tree
    yield hop
    while hop.then:
        (hop,) = hop.then
        yield hop


def said(request: ScenarioRequest) -> list[tuple[str, str | None, str]]:
    return [(hop.acting, hop.action, hop.resource) for hop in hops(request)]


def test_every_clause() -> None:
    request = parse_request(
        "user/alice ec2:StopInstances on instance/i-0abc from 103.15.250.7 "
        "via cloudformation:UpdateStack on stack/web with aws:MultiFactorAuthPresent=true "
        "at 2026-11-23T10:00:00Z"
    )
    assert said(request) == [
        ("user/alice", "cloudformation:UpdateStack", "stack/web"),
        ("caller", "ec2:StopInstances", "instance/i-0abc"),
    ]
    assert request.name == "request"
    assert request.place == "103.15.250.7"
    assert request.at == datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.UTC)
    assert request.tree.overrides == Overrides({"aws:MultiFactorAuthPresent": "true"})
    assert request.tree.then[0].overrides == Overrides()


def test_vias_stand_in_the_order_of_the_calls() -> None:
    request = parse_request("user/alice a:A on x via s:X on r via t:Y on s")
    assert said(request) == [
        ("user/alice", "s:X", "r"),
        ("caller", "t:Y", "s"),
        ("caller", "a:A", "x"),
    ]


def test_as_belongs_to_the_call_that_follows() -> None:
    request = parse_request("user/alice a:A on x via s:X on r as role/One via t:Y on s as service")
    assert [hop.acting for hop in hops(request)] == ["user/alice", "role/One", "service"]


def test_a_service_alone() -> None:
    (first, second) = hops(parse_request("user/alice a:A on x via cloudformation as role/One"))
    assert (first.action, first.service, first.resource) == (None, "cloudformation", "*")
    assert second.acting == "role/One"


def test_service_is_the_prefix_in_lower_case() -> None:
    assert parse_request("u EC2:StopInstances on x").tree.service == "ec2"


def test_clauses_come_in_any_order() -> None:
    one = parse_request("u a:A on x at 2026-11-23T10:00Z with k:a=1 via s:X on r from home")
    other = parse_request("u a:A on x from home via s:X on r with k:a=1 at 2026-11-23T10:00Z")
    assert print_request(one) == print_request(other)


@pytest.mark.parametrize(
    ("text", "overrides"),
    [
        ("with k:a=b", Overrides({"k:a": "b"})),
        ("with k:a=b k:c=d", Overrides({"k:a": "b", "k:c": "d"})),
        ("with k:a=b with k:a=c", Overrides({"k:a": ("b", "c")})),
        ("with k:a=b with K:A=c", Overrides({"k:a": ("b", "c")})),
        ("with k:a=[b, c]", Overrides({"k:a": ("b", "c")})),
        ("with k:a=[b]", Overrides({"k:a": ("b",)})),
        ("with k:a=[]", Overrides({"k:a": ()})),
        ("with k:a=[unknown]", Overrides({"k:a": ("unknown",)})),
        ("with k:a=unknown", Overrides(unknown=("k:a",))),
        ("with k:a='unknown'", Overrides({"k:a": "unknown"})),
        ("with k:a=absent", Overrides(absent=("k:a",))),
        ("with k:a='absent'", Overrides({"k:a": "absent"})),
        ("with k:a='two words'", Overrides({"k:a": "two words"})),
        ("with k:a='it''s'", Overrides({"k:a": "it's"})),
        ("with k:a=''", Overrides({"k:a": ""})),
        ("with k:a=b,c", Overrides({"k:a": "b,c"})),
        ("with k:a=b=c", Overrides({"k:a": "b=c"})),
        ("with k:a=on", Overrides({"k:a": "on"})),
        ("with 'k:a b'=c", Overrides({"k:a b": "c"})),
        ("with aws:PrincipalTag/team=ops", Overrides({"aws:PrincipalTag/team": "ops"})),
    ],
)
def test_values(text: str, overrides: Overrides) -> None:
    assert parse_request(f"u a:A on x {text}").tree.overrides == overrides


@pytest.mark.parametrize(
    ("text", "code", "column", "nearest"),
    [
        ("user/alice ec2:StopInstances on * form office", "REQ001", 35, "from"),
        ("user/alice ec2:StopInstances onn *", "REQ001", 30, "on"),
        ("user/alice ec2:StopInstances on * via cloudformation on x", "REQ003", 39, None),
        ("user/alice ec2:StopInstances on * via cloudformation:X", "REQ002", 39, None),
        ("user/alice ec2:StopInstances on * with aws:SourceIp", "REQ001", 40, None),
        ("user/alice ec2:StopInstances on * with aws:SourceIp=", "REQ001", 52, None),
        ("user/alice ec2:StopInstances on * with aws:SourceIp= x", "REQ001", 52, None),
        ("user/alice ec2:StopInstances on * with aws:SourceIp=[a", "REQ002", 54, None),
        ("user/alice ec2:StopInstances on * wiht aws:SourceIp=1.2.3.4", "REQ001", 35, "with"),
        ("user/alice ec2:StopInstances on from office", "REQ001", 33, None),
        ("ec2:StopInstances on *", "REQ004", 1, None),
        ("user/alice on *", "REQ003", 1, None),
        ("user/alice ec2:StopInstances on 'a", "REQ017", 33, None),
        ("user/alice ec2:StopInstances on a 'b'", "REQ001", 35, None),
        ("user/alice\u00a0ec2:StopInstances on a", "REQ016", 11, None),
        ("", "REQ002", 1, None),
        ("  ", "REQ002", 1, None),
        ("user/alice", "REQ002", 10, None),
        ("u a:A on x" + " via s:X on r" * LONGEST, "REQ018", 12 + 13 * (LONGEST - 1), None),
    ],
)
def test_errors_have_a_place(text: str, code: str, column: int, nearest: str | None) -> None:
    loaded = read_request(text)
    assert loaded.value is None
    first = loaded.diagnostics[0]
    assert (first.code, first.span.column, first.nearest) == (code, column, nearest)
    assert first.span.source.name == "<request>"
    with pytest.raises(FormatError) as raised:
        parse_request(text)
    assert raised.value.diagnostics == loaded.diagnostics


def test_parts_know_where_they_are_written() -> None:
    request = parse_request("user/alice a:A on x from home via s:X on 'r r' as role/One")
    first, second = hops(request)
    assert {part: span.text for part, span in first.written.items()} == {
        "action": "s:X",
        "resource": "'r r'",
        "caller": "user/alice",
        "place": "home",
    }
    assert second.written["as"].text == "role/One"
    assert first.span.text == "via s:X on 'r r' as role/One"
    assert second.span.text == "user/alice a:A on x"


def test_long_lines_are_fast() -> None:
    began = time.perf_counter()
    read_request("u a:A on x with k:a=" + "'" * 100_001)
    read_request("u a:A on x with " + "k" * 200_000)
    read_request("u a:A on " + "x" * 200_000 + " " * 200_000)
    assert time.perf_counter() - began < 3


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.one_of(
    st.sampled_from(["user/alice", "bob", "on", "from", "as", "*", "'", "a b", "[x]", "ü", "a=b"]),
    TEXTS.filter(bool),
)
ACTIONS = st.from_regex(r"[a-z][a-z0-9-]{0,5}:[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)
KEYS = st.builds("{}:{}".format, st.sampled_from(["aws", "ec2"]), TEXTS.filter(bool))
INSTANTS = st.datetimes(
    datetime.datetime(1971, 1, 1), datetime.datetime(2199, 1, 1), timezones=st.just(datetime.UTC)
)


@st.composite
def requests(draw: st.DrawFn) -> ScenarioRequest:
    keys = draw(st.lists(KEYS, unique_by=str.lower, max_size=5))
    said = draw(st.lists(st.sampled_from(["given", "absent", "unknown"]), min_size=5, max_size=5))
    values = st.one_of(TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.just("unknown"))
    overrides = Overrides(
        given={key: draw(values) for key, kind in zip(keys, said, strict=False) if kind == "given"},
        absent=tuple(key for key, kind in zip(keys, said, strict=False) if kind == "absent"),
        unknown=tuple(key for key, kind in zip(keys, said, strict=False) if kind == "unknown"),
    )
    then: tuple[Hop, ...] = ()
    length = draw(st.integers(1, 4))
    for number in range(length, 0, -1):
        action = draw(ACTIONS)
        service = action.partition(":")[0]
        alone = number < length and draw(st.booleans())
        then = (
            Hop(
                action=None if alone else action,
                service=service,
                resource="*" if alone else draw(NAMES),
                acting=draw(NAMES),
                span=NOWHERE,
                overrides=overrides if number == 1 else Overrides(),
                then=then,
            ),
        )
    return ScenarioRequest(
        "request", then[0], draw(st.none() | NAMES), NOWHERE, at=draw(st.none() | INSTANTS)
    )


def bare(request: ScenarioRequest) -> object:
    chain = [
        (hop.acting, hop.action, hop.service, hop.resource, hop.overrides) for hop in hops(request)
    ]
    return chain, request.place, request.at


@settings(max_examples=300, deadline=None)
@given(requests())
def test_printing_and_reading_again(request: ScenarioRequest) -> None:
    assert bare(parse_request(print_request(request))) == bare(request)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.lists(NAMES, max_size=12).map(" ".join))
def test_any_text_gives_a_request_or_diagnostics(text: str) -> None:
    loaded = read_request(text)
    assert (loaded.value is None) == bool(loaded.diagnostics)


def test_a_service_that_is_called_like_a_word_of_the_form() -> None:
    line = "u a:A on x via 'as'"
    assert print_request(parse_request(line)) == line


def test_printing_one_call_of_a_tree() -> None:
    leaf = Hop("c:C", "c", "z", "role/One", NOWHERE)
    tree = Hop("a:A", "a", "x", "u", NOWHERE, then=(Hop("b:B", "b", "y", "caller", NOWHERE), leaf))
    request = ScenarioRequest("request", tree, "home", NOWHERE)
    assert print_request(request) == "u a:A on x from home"
    assert print_request(request, (1, 2)) == "u c:C on z from home via a:A on x as role/One"
