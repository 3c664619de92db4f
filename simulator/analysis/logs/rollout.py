"""What comes of a log under the old and the new policies, in one value that every face renders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from simulator.analysis.logs.actions import NoAction
from simulator.analysis.logs.callers import NotPlaced
from simulator.analysis.logs.kinds import NoRequest
from simulator.evaluation.decision import Basis, Verdict
from simulator.language.model import PolicyType
from simulator.rules import Forwarding
from simulator.source import Span
from simulator.world.scenario import ScenarioRequest
from simulator.world.world import Place


class Outcome(StrEnum):
    """What becomes of a call under the new policies, beside the old."""

    STILL_ALLOWED = "still_allowed"
    STILL_DENIED = "still_denied"
    NEWLY_DENIED = "newly_denied"
    NEWLY_ALLOWED = "newly_allowed"
    DEPENDS = "depends"


CHANGES = (Outcome.NEWLY_DENIED, Outcome.NEWLY_ALLOWED, Outcome.DEPENDS)
"""The outcomes whose calls are shown in groups."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides a group's calls under the new policies, alike for all of them.

    Args:
        verdict: what comes out.
        type: the policy type that settles it; None where no policy does.
        basis: what it stands on, where it is no policy.
        policy: the name of the policy; empty where no statement decides.
        statement: the statement's Sid, or its number.
        span: where it stands, or the condition that tells.
        operator: of the first condition that holds or fails there; empty without one.
        key: that condition's key.
        keys: the keys that nobody told, where it depends on them; ``resource`` is among them where
            the record does not tell the resource.
    """

    verdict: Verdict
    type: PolicyType | None = None
    basis: Basis = Basis.POLICY
    policy: str = ""
    statement: str = ""
    span: Span | None = field(default=None, compare=False)
    operator: str = ""
    key: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What the calls of a group have in common.

    Args:
        account: the caller's account; None for services and anonymous callers.
        principal: the caller, all sessions of a role alike.
        via: the service that makes the calls: empty where it is not named, None for direct calls.
    """

    outcome: Outcome
    account: str | None
    principal: str
    action: str
    via: str | None
    deciding: Deciding

    @property
    def id(self) -> str:
        """An id that stays the same from log to log, for baselines."""
        said = self.deciding
        parts = (
            self.outcome,
            self.account or "",
            self.principal,
            self.action.lower(),
            "-" if self.via is None else self.via,
            said.verdict,
            said.type or said.basis,
            said.policy,
            said.statement,
            *said.keys,
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Example:
    """A call of a group that can be replayed.

    Args:
        request: as a scenario has it.
        old: what the old policies make of it.
        new: what the new policies make of it.
        time: the record's `eventTime`.
        network: the place that the request names, where the world has no such network: of calls
            through a VPC endpoint.
        stand_in: the address in the request that stands for a service's own.
    """

    request: ScenarioRequest
    old: Verdict
    new: Verdict
    time: str
    network: Place | None = None
    stand_in: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that become the same for the same reason.

    Args:
        number: from 1; names its scenario file.
        first: the earliest `eventTime`.
        last: the latest.
    """

    number: int
    key: GroupKey
    count: int
    first: str
    last: str
    example: Example


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the old policies say what the log says.

    Args:
        same: decided calls on which both agree.
        judged: decided calls of which the log says whether they were allowed.
        denied_only_by_policies: the log has them allowed.
        denied_only_in_log: the old policies allow them.
    """

    same: int = 0
    judged: int = 0
    denied_only_by_policies: int = 0
    denied_only_in_log: int = 0


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Events that could not be mapped, of one kind.

    Args:
        reason: why.
        source: their event source.
        name: their event name.
    """

    reason: NoAction | NoRequest
    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Rollout:
    """A whole log, decided.

    Args:
        events: records that could be read.
        mapped: those whose request is known: an action that AWS lists, and a kind of call.
        decided: those that were decided, whatever came out.
        depends: those that hang on what the log does not tell.
        not_placed: those mapped that could not be asked, by reason.
        unmapped: the others, by reason and name, most first.
        renamed: mapped events that IAM knows by another name.
        guessed: mapped events whose resource the record does not tell.
        forwarded: calls that services made with their caller's credentials.
        joined: those of them whose first call was found in the log.
        forwarding: the network model.
        compared: whether new policies were given.
        groups: newly denied, newly allowed and depending calls, most first within each.
        matrix: by account of the caller (None: no account), how often each outcome came.
        agreement: of the old policies with the log.
        accepted: calls of groups that the baseline leaves out.
        accepted_groups: how many those are.
        beyond: calls of changed groups beyond the most that are kept apart.
    """

    events: int
    mapped: int
    decided: int
    depends: int
    not_placed: Mapping[NotPlaced, int]
    unmapped: Mapping[Unmapped, int]
    renamed: int
    guessed: int
    forwarded: int
    joined: int
    forwarding: Forwarding
    compared: bool
    groups: tuple[Group, ...]
    matrix: Mapping[str | None, Mapping[Outcome, int]]
    agreement: Agreement
    accepted: int = 0
    accepted_groups: int = 0
    beyond: int = 0

    def of(self, outcome: Outcome) -> tuple[Group, ...]:
        """The groups of one outcome."""
        return tuple(group for group in self.groups if group.key.outcome is outcome)

    def calls(self, outcome: Outcome) -> int:
        """How many calls have one outcome, those that the baseline leaves out not among them."""
        return sum(group.count for group in self.of(outcome))

    @property
    def not_mapped(self) -> int:
        """How many events could not be mapped."""
        return self.events - self.mapped
