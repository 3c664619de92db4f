"""Which mutants does a suite let live?

A mutant is found out if a scenario or a claim no longer comes out as expected with it. Of those
that live some say the same as the original: no test could tell them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.analysis.difference import Relation, difference
from simulator.analysis.mutants import Mutant
from simulator.analysis.owners import with_changed_policies
from simulator.analysis.suite import Suite, with_policy
from simulator.language.model import Policy, PolicyType
from simulator.world.replay import replay


class Fate(StrEnum):
    """What becomes of a mutant."""

    FOUND_OUT = "found_out"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant, and what became of it."""

    mutant: Mutant
    fate: Fate


def tried(suite: Suite, candidates: Sequence[Mutant]) -> Iterator[Tried]:
    """Try mutants, one after the other; whoever asks may stop.

    Args:
        suite: it comes out as expected with the originals.
    """
    for mutant in candidates:
        yield Tried(mutant, _fate(suite, mutant))


def _fate(suite: Suite, mutant: Mutant) -> Fate:
    changed = with_policy(suite, mutant.original.source, mutant.policy)
    if not all(replay(scenario).as_expected for scenario in changed.scenarios):
        return Fate.FOUND_OUT
    if not all(claim.as_expected for claim in changed.claims):
        return Fate.FOUND_OUT
    same = all(
        difference((mutant.original,), (mutant.policy,), type).relation is Relation.EQUIVALENT
        for type in _types(suite, mutant.original)
    )
    return Fate.EQUIVALENT if same else Fate.SURVIVED


def _types(suite: Suite, policy: Policy) -> set[PolicyType]:
    """As which a policy is attached."""
    found: set[PolicyType] = set()

    def note(one: Policy, type: PolicyType) -> Policy:
        if one.source == policy.source:
            found.add(type)
        return one

    for scenario in (*suite.scenarios, *(claim.stage for claim in suite.claims)):
        with_changed_policies(scenario, note)
    return found
