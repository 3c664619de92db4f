"""Decisions and replays built by hand, so that the renderings are tested without the evaluator."""

from __future__ import annotations

import datetime
from dataclasses import replace

from simulator.evaluation.decision import (
    Basis,
    Because,
    ConditionResult,
    Decision,
    Denial,
    ElementResult,
    LevelResult,
    Part,
    PolicyResult,
    PolicyTypeResult,
    Presence,
    StatementResult,
    ValueResult,
    Verdict,
)
from simulator.evaluation.logic import Truth
from simulator.evaluation.request import Request, ServiceAddress
from simulator.language.model import (
    Condition,
    Effect,
    Patterns,
    Policy,
    PolicyType,
    Statement,
)
from simulator.rules import TODAY, Forwarding, Rules
from simulator.source import Source, Span, Text
from simulator.world.replayed import (
    Authorization,
    CallKind,
    Change,
    ContextEntry,
    Counterpart,
    HopReplay,
    Mismatch,
    Origin,
    Purpose,
    Replay,
    RequestReplay,
)
from simulator.world.scenario import Expectation, Hop, Scenario, ScenarioRequest
from simulator.world.world import Account, Place, User, World

ALICE = "arn:aws:iam::111122223333:user/alice"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"
STACK = "arn:aws:cloudformation:us-east-1:111122223333:stack/web/6f2a"
REPLACED = Rules(TODAY.as_of, Forwarding.REPLACED)
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)

OFFICE = """\
{
  "Version": "2012-10-17",
  "Statement": {
    "Sid": "Office",
    "Effect": "Allow",
    "Action": ["cloudformation:*", "ec2:*"],
    "Resource": "*",
    "Condition": {
      "IpAddress": {
        "aws:SourceIp": ["103.15.250.0/24", "12.148.72.0/23"]
      }
    }
  }
}
"""

DENY = (
    OFFICE.replace('"Sid": "Office"', '"Sid": "OfficeOnly"')
    .replace('"Allow"', '"Deny"')
    .replace('"IpAddress"', '"NotIpAddress"')
)


def span(source: Source, text: str, after: str = "") -> Span:
    start = source.text.index(text, source.text.index(after))
    return Span(source, start, start + len(text))


def text(source: Source, value: str) -> Text:
    return Text(value, span(source, f'"{value}"'))


def policy(name: str = "office-only.json", document: str = OFFICE) -> Policy:
    """The one-statement policy that the story is about, in either form."""
    source = Source(name, document)
    operator = "NotIpAddress" if "NotIpAddress" in document else "IpAddress"
    effect = Effect.DENY if '"Deny"' in document else Effect.ALLOW
    sid = "OfficeOnly" if '"OfficeOnly"' in document else "Office"
    ranges = (text(source, "103.15.250.0/24"), text(source, "12.148.72.0/23"))
    condition = Condition(
        text(source, operator),
        operator,
        None,
        False,
        text(source, "aws:SourceIp"),
        ranges,
        Span(source, ranges[0].span.start - 17, ranges[1].span.end + 1),
    )
    statement = Statement(
        1,
        text(source, sid),
        effect,
        text(source, effect.value).span,
        Patterns(
            False,
            (text(source, "cloudformation:*"), text(source, "ec2:*")),
            span(source, '"Action"'),
        ),
        Patterns(False, (text(source, "*"),), span(source, '"Resource": "*"')),
        None,
        (condition,),
        Span(source, source.text.index("{", 2), len(source.text) - 3),
    )
    return Policy(name, "2012-10-17", None, (statement,), source)


def statement_result(
    of: Policy, request: Request, inside: bool, because: Because = Because.COMPARED
) -> StatementResult:
    """The statement against a request whose address is, or is not, in the first range."""
    statement = of.statements[0]
    condition = statement.conditions[0]
    negated = condition.base.startswith("Not")
    address = request.context.get("aws:SourceIp")
    covers = [
        ValueResult(
            value,
            Truth.YES if value.value.split(":")[0] == request.action.split(":")[0] else Truth.NO,
            Because.COMPARED,
        )
        for value in statement.actions.values
    ]
    ranges = tuple(
        ValueResult(
            value,
            Truth.YES if inside and index == 0 else Truth.NO,
            Because.COMPARED if inside else because,
        )
        for index, value in enumerate(condition.values)
    )
    holds = Truth.YES if inside is not negated else Truth.NO
    assert statement.resources is not None
    return StatementResult(
        PolicyType.IDENTITY,
        of,
        statement,
        None,
        ElementResult(
            "Action",
            tuple(covers),
            Truth.YES,
            Because.COMPARED,
            statement.actions.span,
        ),
        ElementResult(
            "Resource",
            (ValueResult(statement.resources.values[0], Truth.YES, Because.COMPARED),),
            Truth.YES,
            Because.COMPARED,
            statement.resources.span,
        ),
        (
            ConditionResult(
                condition,
                Presence.ABSENT if address is None else Presence.PRESENT,
                () if address is None else (address,),
                () if address is None else ranges,
                Because.KEY_ABSENT if address is None else because,
                holds,
            ),
        ),
        holds,
    )


def decision(
    verdict: Verdict,
    request: Request,
    statements: tuple[StatementResult, ...],
    *,
    rules: Rules = REPLACED,
    rests_on: tuple[str, ...] = (),
) -> Decision:
    """A decision that identity-based policies settle."""
    explicit = verdict is Verdict.EXPLICIT_DENY
    carries = verdict in (Verdict.ALLOW, Verdict.EXPLICIT_DENY)
    results = tuple(PolicyResult(one.policy, (one,)) for one in statements)
    allows = Truth.YES if verdict is Verdict.ALLOW else Truth.NO
    denies = Truth.YES if explicit else Truth.NO
    identity = PolicyTypeResult(
        PolicyType.IDENTITY,
        Part.IN_PLAY,
        (LevelResult(results, allows, denies),),
        allows,
        denies,
    )
    others = tuple(
        PolicyTypeResult(one, Part.NOT_GIVEN)
        for one in PolicyType
        if one not in (PolicyType.IDENTITY, PolicyType.TRUST)
    )
    return Decision(
        request,
        rules,
        verdict,
        frozenset({verdict}),
        PolicyType.IDENTITY,
        Basis.POLICY,
        statements if carries else (),
        () if carries else statements,
        (identity, *others),
        None if verdict is Verdict.ALLOW else Denial(PolicyType.IDENTITY, explicit),
        rests_on=rests_on,
    )


def request(action: str, address: str | ServiceAddress | None, resource: str) -> Request:
    context = {} if address is None else {"aws:SourceIp": address}
    return Request(ALICE, action, resource, context=context)


def allowed() -> Decision:
    asked = request("cloudformation:UpdateStack", "103.15.250.7", STACK)
    return decision(Verdict.ALLOW, asked, (statement_result(policy(), asked, True),))


def implicitly_denied() -> Decision:
    asked = request("ec2:StopInstances", ServiceAddress("cloudformation"), INSTANCE)
    result = statement_result(policy(), asked, False, Because.SERVICE_ADDRESS)
    rests_on = ("forwarding", "service-address")
    return decision(Verdict.IMPLICIT_DENY, asked, (result,), rests_on=rests_on)


def explicitly_denied() -> Decision:
    asked = request("ec2:StopInstances", "198.51.100.7", INSTANCE)
    of = policy("deny.json", DENY)
    return decision(Verdict.EXPLICIT_DENY, asked, (statement_result(of, asked, False),))


def denied_without_key() -> Decision:
    asked = request("ec2:StopInstances", None, INSTANCE)
    of = policy("deny.json", DENY)
    return decision(Verdict.EXPLICIT_DENY, asked, (statement_result(of, asked, False),))


SCENARIO_TEXT = """\
requests:
  - name: her stack stops an instance
    expect: implicit_deny
"""
SCENARIO_SOURCE = Source("scenarios/source-ip/direct.yaml", SCENARIO_TEXT)


def world(rules: Rules = REPLACED) -> World:
    alice = User("alice", "111122223333", policies=(policy(),))
    account = Account("111122223333", users={"alice": alice})
    return World(
        rules,
        NOON,
        account.id,
        networks={"office": Place("office", "103.15.250.7"), "home": Place("home", "198.51.100.7")},
        accounts={account.id: account},
    )


def hop(
    of: Decision,
    *,
    path: tuple[int, ...] = (1,),
    kind: CallKind = CallKind.DIRECT,
    resource: str = "instance/i-0abc",
    context: tuple[ContextEntry, ...] = (),
    expect: str | None = None,
    mismatches: tuple[Mismatch, ...] = (),
    counterpart: Counterpart | None = None,
) -> HopReplay:
    action = of.request.action
    at = span(SCENARIO_SOURCE, "her stack stops an instance")
    expectation = None if expect is None else Expectation(verdict=expect)
    written = Hop(action, action.split(":")[0], resource, "user/alice", at, expect=expectation)
    return HopReplay(
        path,
        written,
        kind,
        "user/alice",
        ALICE,
        of.request.resource,
        of.request,
        context,
        (Authorization(Purpose.CALL, of),),
        of.verdict,
        None,
        False,
        None,
        counterpart=counterpart,
        mismatches=mismatches,
        checked=expect is not None,
        rests_on=of.rests_on,
    )


def scenario() -> Scenario:
    return Scenario("direct", "allow only from the office", SCENARIO_SOURCE.name, world(), ())


def request_replay(of: Scenario, name: str, place: str, *hops: HopReplay) -> RequestReplay:
    asked = ScenarioRequest(name, hops[0].hop, place, hops[0].hop.span)
    return RequestReplay(asked, NOON, hops, of)


def stack_request(of: Scenario) -> RequestReplay:
    """UX.md a: alice's stack stops an instance, under the network model of 2020."""
    address = ServiceAddress("cloudformation")
    context = (
        ContextEntry("aws:SourceIp", address, Change.REPLACED, "103.15.250.7", Origin.DERIVED),
        ContextEntry("aws:ViaAWSService", "true", Change.REPLACED, "false", Origin.DERIVED),
        ContextEntry(
            "aws:CalledVia", ("cloudformation.amazonaws.com",), Change.NEW, None, Origin.DERIVED
        ),
    )
    other = Counterpart(Forwarding.PRESERVED, Verdict.ALLOW, None)
    return request_replay(
        of,
        "her stack stops an instance",
        "office",
        hop(allowed(), resource="stack/web", expect="allow"),
        hop(
            implicitly_denied(),
            path=(1, 1),
            kind=CallKind.FORWARDED,
            context=context,
            expect="implicit_deny",
            counterpart=other,
        ),
    )


def replay() -> Replay:
    """One scenario of four requests, the last not as expected."""
    of = scenario()
    missed = Mismatch(
        "verdict",
        "allow",
        ("explicit_deny",),
        Forwarding.REPLACED,
        span(SCENARIO_SOURCE, "implicit_deny"),
    )
    return Replay(
        of,
        REPLACED,
        (
            stack_request(of),
            request_replay(of, "outside, denied", "home", hop(explicitly_denied(), expect="deny")),
            request_replay(of, "only shown", "203.0.113.9", hop(denied_without_key())),
            request_replay(
                of,
                "not as expected",
                "home",
                hop(explicitly_denied(), expect="allow", mismatches=(missed,)),
            ),
        ),
    )


def only(of: Replay, *numbers: int) -> Replay:
    return replace(of, requests=tuple(of.requests[number] for number in numbers))
