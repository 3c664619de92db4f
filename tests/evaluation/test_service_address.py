"""A service's address, of which nothing is known or of which a world knows the ranges."""

from __future__ import annotations

import json

import pytest

from simulator import Authorizer, Policy, PolicySet, Request, ServiceAddress, Verdict, evaluate
from simulator.evaluation.decision import Because
from simulator.evaluation.logic import Truth
from simulator.evaluation.service_address import cells_within, lies_in
from simulator.language.addresses import read_network

INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"
ALICE = "arn:aws:iam::111122223333:user/alice"
ALLOW, EXPLICIT, IMPLICIT, DEPENDS = Verdict


def request(address: ServiceAddress | str) -> Request:
    return Request(ALICE, "ec2:StopInstances", INSTANCE, context={"aws:SourceIp": address})


def policy(*statements: dict[str, object]) -> PolicySet:
    rest = {"Action": "ec2:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [rest | one for one in statements]}
    return PolicySet(identity=Policy.parse(json.dumps(document)))


def only(operator: str, *values: str) -> dict[str, object]:
    return {"Effect": "Allow", "Condition": {operator: {"aws:SourceIp": list(values)}}}


# What the policy names, what the service has, and whether its address lies there.
RANGES = [
    ("10.1.0.0/16", ("10.1.2.0/24",), Truth.YES),
    ("10.1.2.0/24", ("10.1.2.0/24",), Truth.YES),
    ("10.1.2.7", ("10.1.2.7", "10.1.2.7/32"), Truth.YES),
    ("0.0.0.0/0", ("10.1.2.0/24", "192.0.2.1"), Truth.YES),
    ("10.2.0.0/16", ("10.1.2.0/24",), Truth.NO),
    ("2001:db8::/32", ("10.1.2.0/24",), Truth.NO),
    ("::/0", ("10.1.2.0/24",), Truth.NO),
    ("10.1.2.0/25", ("10.1.2.0/24",), Truth.UNKNOWN),
    ("10.1.2.0/24", ("10.1.2.0/24", "192.0.2.1"), Truth.UNKNOWN),
    ("0.0.0.0/0", ("10.1.2.0/24", "2001:db8::/32"), Truth.UNKNOWN),
    ("10.1.2.0/24", ("nonsense",), Truth.NO),
]


@pytest.mark.parametrize(("named", "has", "expected"), RANGES)
def test_a_range_holds_all_of_a_services_ranges_or_none_or_a_part(
    named: str, has: tuple[str, ...], expected: Truth
) -> None:
    network = read_network(named)
    assert network is not None
    assert lies_in(ServiceAddress("cloudformation", has), network) is expected


def test_one_address_for_each_way_in_which_ranges_can_hold_it() -> None:
    service = ServiceAddress("cloudformation", ("10.1.2.0/24", "192.0.2.1"))
    found = cells_within(service, ["10.1.2.128/25", "198.51.100.0/24", "192.0.0.0/8"])
    assert found.values == ("10.1.2.0", "10.1.2.128", "192.0.2.1")
    assert found.exact


INSIDE = ServiceAddress("cloudformation", ("10.1.2.0/24",))
DECIDED = [
    ([only("IpAddress", "10.1.0.0/16")], INSIDE, ALLOW),
    ([only("IpAddress", "10.2.0.0/16")], INSIDE, IMPLICIT),
    ([only("IpAddress", "10.1.2.0/25")], INSIDE, DEPENDS),
    # Each holds a part; together they hold all.
    ([only("IpAddress", "10.1.2.0/25", "10.1.2.128/25")], INSIDE, ALLOW),
    ([only("IpAddress", "10.1.2.0/25"), only("NotIpAddress", "10.1.2.0/25")], INSIDE, ALLOW),
    ([only("NotIpAddress", "10.1.0.0/16")], INSIDE, IMPLICIT),
    ([only("NotIpAddress", "10.2.0.0/16")], INSIDE, ALLOW),
    ([only("NotIpAddress", "10.1.2.0/25")], INSIDE, DEPENDS),
    (
        [only("IpAddress", "10.1.0.0/16"), only("IpAddress", "10.1.2.0/25") | {"Effect": "Deny"}],
        INSIDE,
        DEPENDS,
    ),
    ([only("IpAddress", "10.1.0.0/16")], ServiceAddress("cloudformation"), IMPLICIT),
    ([only("IpAddress", "0.0.0.0/0")], ServiceAddress("cloudformation"), ALLOW),
]


@pytest.mark.parametrize(("statements", "address", "verdict"), DECIDED)
def test_verdicts_on_both_roads(
    statements: list[dict[str, object]], address: ServiceAddress, verdict: Verdict
) -> None:
    policies = policy(*statements)
    assert evaluate(request(address), policies).verdict is verdict
    assert Authorizer(policies).decide(request(address)) is verdict


def test_it_depends_on_the_address_and_on_nothing_else() -> None:
    decision = evaluate(request(INSIDE), policy(only("IpAddress", "10.1.2.0/25")))
    (unknown,) = decision.unknown
    assert unknown.key == "aws:SourceIp"
    assert [(answer.ranges, set(answer.verdicts)) for answer in unknown.answers] == [
        (("10.1.2.0/25",), {ALLOW}),
        (("10.1.2.128/25",), {IMPLICIT}),
    ]
    assert decision.possible == {ALLOW, IMPLICIT}
    assert decision.request.context["aws:SourceIp"] == INSIDE


@pytest.mark.parametrize(
    ("address", "leans", "because"),
    [
        (INSIDE, False, Because.COMPARED),
        (ServiceAddress("cloudformation"), True, Because.SERVICE_ADDRESS),
    ],
)
def test_only_an_assumed_address_is_flagged(
    address: ServiceAddress, leans: bool, because: Because
) -> None:
    decision = evaluate(request(address), policy(only("IpAddress", "10.2.0.0/16")))
    (condition,) = decision.nearest[0].conditions
    assert condition.because is because
    assert ("service-address" in decision.rests_on) is leans


def test_strings_are_compared_with_no_address_of_a_service() -> None:
    decision = evaluate(request(INSIDE), policy(only("StringEquals", "10.1.2.7")))
    assert decision.verdict is IMPLICIT
    assert "service-address" in decision.rests_on
