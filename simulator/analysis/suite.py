"""What does a suite of scenarios and claims hold the policies against?

A suite is what `calledvia run` and `calledvia prove` check. Only calls of which something is
expected test anything; in the other network model only those with an expectation for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from simulator.analysis.cases import cases
from simulator.analysis.claims import Answer, Claim
from simulator.analysis.owners import policies_of, with_changed_policies
from simulator.analysis.prove import prove
from simulator.analysis.regions import explore
from simulator.evaluation.decision import Decision
from simulator.language.model import Policy
from simulator.rules import Forwarding
from simulator.source import Source
from simulator.world.overrides import with_policies
from simulator.world.replay import replay
from simulator.world.replayed import HopReplay
from simulator.world.scenario import Hop, Scenario


@dataclass(frozen=True, slots=True)
class Asserted:
    """A claim, and what is expected of it.

    Args:
        stage: its world, with the requests that yield the session that it names.
    """

    claim: Claim
    stage: Scenario
    expect: Answer

    @property
    def as_expected(self) -> bool:
        """Whether it comes out as expected."""
        world = with_policies(self.stage.world, self.stage.policies)
        return prove(world, self.claim, self.stage.requests).answer is self.expect


@dataclass(frozen=True, slots=True)
class Suite:
    """Scenarios that replay no others, and claims."""

    scenarios: tuple[Scenario, ...]
    claims: tuple[Asserted, ...] = ()

    @property
    def policies(self) -> tuple[Policy, ...]:
        """Every policy in it, each text once."""
        found: dict[Source, Policy] = {}
        for scenario in (*self.scenarios, *(one.stage for one in self.claims)):
            for policy in policies_of(scenario):
                found.setdefault(policy.source, policy)
        return tuple(found.values())


def suite_of(scenarios: Iterable[Scenario], claims: Iterable[Asserted] = ()) -> Suite:
    """The suite; scenarios that replay others stand for those."""
    return Suite(tuple(part for one in scenarios for part in _parts(one)), tuple(claims))


def _parts(scenario: Scenario) -> Iterator[Scenario]:
    if not scenario.replays:
        yield scenario
    for part in scenario.replays:
        yield from _parts(part)


def failing(suite: Suite) -> tuple[str, ...]:
    """The scenarios (by file) and claims (by name) that do not come out as expected."""
    return (
        *(one.path for one in suite.scenarios if not replay(one).as_expected),
        *(one.claim.name for one in suite.claims if not one.as_expected),
    )


def decisions(scenario: Scenario) -> Iterator[Decision]:
    """The decisions of every call of which something is expected, in the models meant."""
    for request in replay(scenario).requests:
        for hop in request.hops:
            if hop.checked:
                yield from _of_hop(hop)
    here = scenario.world.rules.forwarding
    there = next(other for other in Forwarding if other is not here)
    if any(_is_told(request.tree, there) for request in scenario.requests):
        rules = scenario.world.rules.with_forwarding(there)
        other = replace(scenario, world=replace(scenario.world, rules=rules))
        for request in replay(other).requests:
            for hop in request.hops:
                if hop.hop.expect is not None and there in hop.hop.expect.under:
                    yield from _of_hop(hop)


def _is_told(hop: Hop, model: Forwarding) -> bool:
    """Whether something is expected of a call, or one below it, in a network model."""
    here = hop.expect is not None and model in hop.expect.under
    return here or any(_is_told(below, model) for below in hop.then)


def _of_hop(hop: HopReplay) -> Iterator[Decision]:
    for authorization in hop.authorizations:
        yield authorization.decision


def decisions_of_claim(asserted: Asserted) -> Iterator[Decision]:
    """The decisions at one address of each kind, for every case of which a claim speaks."""
    world = with_policies(asserted.stage.world, asserted.stage.policies)
    for case in cases(world, asserted.claim, asserted.stage.requests):
        for region in explore(case.route).regions:
            for hop in region.played[-1].hops:
                yield from _of_hop(hop)


def with_policy(suite: Suite, old: Source, new: Policy) -> Suite:
    """The suite with another policy in place of one; what does not have it is left out."""

    def change(policy: Policy, _: object) -> Policy:
        return new if policy.source == old else policy

    return Suite(
        tuple(with_changed_policies(one, change) for one in suite.scenarios if _has(one, old)),
        tuple(
            replace(one, stage=with_changed_policies(one.stage, change))
            for one in suite.claims
            if _has(one.stage, old)
        ),
    )


def _has(scenario: Scenario, source: Source) -> bool:
    return any(policy.source == source for policy in policies_of(scenario))
