"""Whatever small world and whatever trees of calls: what must hold of every replay."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.evaluation.decision import Verdict
from simulator.language.model import Policy, PolicyType
from simulator.rules import TODAY, Forwarding, Rules
from simulator.source import Source, Span
from simulator.world.replay import replay
from simulator.world.replayed import CallKind, HopReplay, NotMade, RequestReplay
from simulator.world.scenario import Hop, Overrides, Scenario, ScenarioRequest, SessionSpec
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

HOME, OTHER = "111122223333", "222233334444"
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
SPAN = Span(Source("property.yaml", ""), 0, 0)

ACTIONS = ["s3:GetObject", "ec2:StopInstances", "cloudformation:UpdateStack", "kms:Decrypt"]
SESSION_ACTIONS = [
    "sts:AssumeRole",
    "sts:AssumeRole",
    "sts:GetSessionToken",
    "sts:GetFederationToken",
]
CONDITIONS: list[Mapping[str, object]] = [
    *({} for _ in range(8)),
    {"IpAddress": {"aws:SourceIp": "103.15.250.0/24"}},
    {"NotIpAddress": {"aws:SourceIp": ["103.15.250.0/24", "192.0.2.0/25"]}},
    {"Bool": {"aws:ViaAWSService": "true"}},
    {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    {"StringLike": {"aws:UserAgent": "aws-cli/*"}},
    {"StringEquals": {"aws:PrincipalTag/team": "ops"}},
]
TRUSTED = [
    {"AWS": HOME},
    {"AWS": "*"},
    {"AWS": f"arn:aws:iam::{HOME}:user/alice"},
    {"Service": [f"{name}.amazonaws.com" for name in ("cloudformation", "ec2", "kms", "s3")]},
]


def parsed(statements: list[dict[str, object]], type: PolicyType, name: str) -> Policy:
    document = {"Version": "2012-10-17", "Statement": statements}
    return Policy.parse(json.dumps(document), type=type, name=name)


@st.composite
def policies(draw: st.DrawFn, type: PolicyType, principals: list[object] | None = None) -> Policy:
    statements = []
    for _ in range(draw(st.integers(1, 2))):
        actions = ["sts:*"] if type is PolicyType.TRUST else ["*", "*", "*", "s3:*", "ec2:*"]
        one: dict[str, object] = {
            "Effect": draw(st.sampled_from(["Allow"] * 5 + ["Deny"])),
            "Action": draw(st.sampled_from(actions)),
            "Condition": draw(st.sampled_from(CONDITIONS)),
        }
        if type is not PolicyType.TRUST:
            one["Resource"] = "*"
        if principals is not None:
            one["Principal"] = draw(st.sampled_from(principals))
        statements.append(one)
    return parsed(statements, type, f"{type.value}.json")


SERVICES = parsed(
    [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": TRUSTED[-1]}],
    PolicyType.TRUST,
    "services.json",
)
IDENTITY = policies(PolicyType.IDENTITY)
TRUST = policies(PolicyType.TRUST, TRUSTED)
RESOURCE = policies(PolicyType.RESOURCE, [{"AWS": "*"}, {"AWS": HOME}])
FEW = st.lists(IDENTITY, min_size=1, max_size=2).map(tuple)


@st.composite
def roles(draw: st.DrawFn, name: str, account: str) -> Role:
    return Role(name, account, draw(TRUST), policies=draw(FEW), tags={"team": "dev"})


@st.composite
def worlds(draw: st.DrawFn) -> World:
    group = Group("readers", HOME, policies=draw(FEW))
    boundary = draw(st.none() | policies(PolicyType.BOUNDARY))
    alice = User("alice", HOME, policies=draw(FEW), groups=("readers",), boundary=boundary)
    home = Account(
        HOME,
        users={"alice": alice},
        groups={"readers": group},
        roles={
            "Bob": draw(roles("Bob", HOME)),
            "Linked": Role(
                "Linked", HOME, SERVICES, "/aws-service-role/ec2.amazonaws.com/", draw(FEW)
            ),
        },
        resources={
            "thing": Resource(
                "thing",
                f"arn:aws:ec2:us-east-1:{HOME}:instance/i-1",
                HOME,
                draw(st.none() | RESOURCE),
            )
        },
        endpoints={"vpce-1": Endpoint("vpce-1", HOME, draw(st.none() | RESOURCE))},
        scps=draw(st.none() | st.lists(IDENTITY, max_size=1).map(tuple)),
    )
    other = Account(OTHER, roles={"Guest": draw(roles("Guest", OTHER))})
    organization = Organization("o-example", OTHER, Unit("Root", accounts=(HOME, OTHER)))
    return World(
        rules=Rules(
            draw(st.sampled_from([TODAY.as_of, datetime.date(2021, 1, 1)])),
            draw(st.sampled_from(list(Forwarding))),
        ),
        clock=NOON,
        account=HOME,
        networks={
            "office": Place("office", address="103.15.250.7"),
            "vpc": Place("vpc", endpoint="vpce-1", vpc="vpc-1", private_address="10.0.0.1"),
        },
        services=draw(st.sampled_from([{}, {"ec2": ("192.0.2.0/24",)}, {"ec2": ("192.0.2.1",)}])),
        organization=draw(st.none() | st.just(organization)),
        accounts={HOME: home, OTHER: other},
    )


RESOURCES = st.sampled_from(["thing", "*", "role/Bob", "arn:aws:s3:::bucket/key"])
ROLES = ["role/Bob", "role/Linked", f"{OTHER}:role/Guest"]
OVERRIDES = st.builds(
    Overrides,
    given=st.sampled_from(
        [{}, {"aws:sourceip": "192.0.2.9"}, {"aws:MultiFactorAuthPresent": "true"}]
    ),
    absent=st.sampled_from([(), ("aws:PrincipalTag/team",)]),
    unknown=st.sampled_from([(), ("aws:SecureTransport",)]),
)


@st.composite
def sessions(draw: st.DrawFn) -> tuple[str, str, SessionSpec]:
    """A call that yields a session, and what it asks for; sometimes what AWS refuses."""
    action = draw(st.sampled_from(SESSION_ACTIONS))
    resource = draw(st.sampled_from(ROLES)) if action == "sts:AssumeRole" else "*"
    spec = SessionSpec(name="it", session_name=draw(st.sampled_from(["alice"] * 5 + ["a"])))
    if action == "sts:AssumeRole" and draw(st.booleans()):
        spec = replace(
            spec,
            tags=draw(st.sampled_from([{}, {"team": "ops"}])),
            transitive=draw(st.sampled_from([(), ("team",)])),
            source_identity=draw(st.sampled_from([None, "alice", "mallory"])),
            duration=draw(st.sampled_from([None, datetime.timedelta(hours=2)])),
        )
    return action, resource, spec


@st.composite
def calls(draw: st.DrawFn, acting: str, depth: int, first: bool = False) -> Hop:
    session = None
    if first and draw(st.booleans()):
        action, resource, session = draw(sessions())
    else:
        action, resource = draw(st.sampled_from(ACTIONS)), draw(RESOURCES)
    size = draw(st.integers(0, 2)) if depth else 0
    below = st.sampled_from(["caller", "caller", "service", *ROLES])
    return Hop(
        action=None if draw(st.integers(0, 9)) == 9 else action,
        service=action.partition(":")[0],
        resource=resource,
        acting=acting,
        span=SPAN,
        overrides=draw(OVERRIDES) if draw(st.booleans()) else Overrides(),
        passes=draw(st.sampled_from([*[None] * 6, *ROLES])) if first else None,
        session=session,
        then=tuple(draw(calls(draw(below), depth - 1)) for _ in range(size)),
    )


CALLERS = [
    "user/alice",
    "it",
    "root",
    "anonymous",
    "service/cloudformation",
    f"arn:aws:sts::{HOME}:assumed-role/Bob/x",
    "arn:aws:iam::555566667777:user/eve",
]
CALLERS_AT_FIRST = [name for name in CALLERS if name != "it"]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    requests = []
    obtained = False
    for number in range(draw(st.integers(1, 3))):
        callers = [*CALLERS, "it", "it", "it"] if obtained else CALLERS_AT_FIRST
        tree = draw(calls(draw(st.sampled_from(callers)), 3, first=True))
        obtained = obtained or tree.session is not None
        request = ScenarioRequest(
            name=str(number),
            tree=tree,
            place=draw(st.sampled_from([None, "office", "vpc", "192.0.2.130"])),
            span=SPAN,
            after=datetime.timedelta(minutes=draw(st.sampled_from([0, 59, 61, 800, 800]))),
            console=draw(st.booleans()),
        )
        requests.append(request)
    return Scenario("property", None, "property.yaml", draw(worlds()), tuple(requests))


CHECKED = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@CHECKED
@given(scenarios())
def test_what_holds_of_every_replay(scenario: Scenario) -> None:
    played = replay(scenario)
    assert replay(scenario) == played
    assert [request.request for request in played.requests] == list(scenario.requests)
    other = next(it for it in Forwarding if it is not scenario.world.rules.forwarding)
    rules = scenario.world.rules.with_forwarding(other)
    mirrored = replay(replace(scenario, world=replace(scenario.world, rules=rules)))
    for request, mirror in zip(played.requests, mirrored.requests, strict=True):
        _check_request(request)
        for hop, twin in zip(request.hops, mirror.hops, strict=True):
            assert hop.counterpart is not None
            assert (hop.counterpart.verdict, hop.counterpart.not_made) == (
                twin.verdict,
                twin.not_made,
            )


def _check_request(request: RequestReplay) -> None:
    by_path = {hop.path: hop for hop in request.hops}
    assert len(by_path) == len(request.hops)
    for hop in request.hops:
        _check_hop(hop)
        above = by_path.get(hop.path[:-1])
        if above is None:
            assert hop.path == (1,)
            continue
        stopped = above.not_made is not None or (
            above.decision is not None and above.decision.allowed is False
        )
        assert (hop.not_made is NotMade.CALL_ABOVE_DENIED) is stopped
    allowed = [hop.decision.allowed if hop.decision else hop.assumed for hop in request.hops]
    expected = False if False in allowed else None if None in allowed else True
    assert request.allowed is expected


def _check_hop(hop: HopReplay) -> None:
    if hop.not_made is not None:
        assert (hop.verdict, hop.trail, hop.request, hop.obtained) == (None, None, None, None)
        assert (hop.invalid is not None) is (hop.not_made is NotMade.INVALID_PARAMETER)
        return
    context = {entry.key: entry.value for entry in hop.context}
    assert len({key.lower() for key in context}) == len(context)
    forwarded = hop.kind is CallKind.FORWARDED
    assert (context.get("aws:CalledVia") is not None) is forwarded
    if hop.assumed:
        assert (hop.verdict, hop.trail, hop.authorizations) == (None, None, ())
        return
    assert hop.decision is not None
    assert hop.decision in [one.decision for one in hop.authorizations]
    assert hop.verdict is hop.decision.verdict
    assert hop.trail is not None
    assert hop.trail["predicted"] is True
    json.dumps(hop.trail)
    if hop.verdict is Verdict.ALLOW:
        assert all(one.decision.allowed for one in hop.authorizations)
    if hop.obtained is not None:
        assert hop.verdict is Verdict.ALLOW
        assert hop.obtained.issued < hop.obtained.expires


def test_the_strategies_reach_every_kind_of_call() -> None:
    kinds: set[CallKind] = set()
    reasons: set[NotMade | None] = set()

    @settings(CHECKED, database=None, derandomize=True, max_examples=300)
    @given(scenarios())
    def reach(scenario: Scenario) -> None:
        hops = [hop for request in replay(scenario).requests for hop in request.hops]
        kinds.update(hop.kind for hop in hops if hop.not_made is None)
        reasons.update(hop.not_made for hop in hops)

    reach()
    assert kinds == set(CallKind)
    assert reasons == {None, *NotMade}
