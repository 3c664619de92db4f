"""What is counted while a log is read, by several readers at once if need be?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.analysis.logs.callers import NotPlaced
from simulator.analysis.logs.rollout import (
    CHANGES,
    Agreement,
    Example,
    Group,
    GroupKey,
    Outcome,
    Rollout,
    Unmapped,
)
from simulator.rules import Forwarding

_GROUPS = 10_000
"""Groups that are kept apart; the calls of further ones are counted together."""

_KINDS_OF_UNMAPPED = 1_000


@dataclass(slots=True)
class Tally:
    """The calls of a group so far.

    Args:
        example: the earliest of those that were looked at.
        first: the earliest `eventTime`.
        last: the latest.
        count: how many they are.
    """

    example: Example
    first: str
    last: str
    count: int

    def add(self, other: Tally) -> None:
        """Count others of the same group as well."""
        self.count += other.count
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        if _earlier(other.example, self.example):
            self.example = other.example


def _earlier(one: Example, other: Example) -> bool:
    """An order in which the example is the same, whoever reads which part of a log."""
    if one.time != other.time:
        return one.time < other.time
    return one is not other and repr(one.request) < repr(other.request)


@dataclass(slots=True)
class Totals:
    """The counts of a log, or of a part of it.

    Attributes:
        counts: by what is counted.
        unmapped: events that could not be mapped, by kind.
        not_placed: mapped events that could not be asked, by reason.
        accepted: calls of groups that are left out.
        matrix: by account of the caller, how often each outcome came.
        tallies: the calls of the changed groups.
    """

    counts: Counter[str] = field(default_factory=Counter)
    unmapped: Counter[Unmapped] = field(default_factory=Counter)
    not_placed: Counter[NotPlaced] = field(default_factory=Counter)
    accepted: Counter[GroupKey] = field(default_factory=Counter)
    matrix: dict[str | None, Counter[Outcome]] = field(default_factory=dict)
    tallies: dict[GroupKey, Tally] = field(default_factory=dict)

    def add_unmapped(self, kind: Unmapped, count: int) -> None:
        """Count events that could not be mapped; of very many kinds only the reason is kept."""
        if kind not in self.unmapped and len(self.unmapped) >= _KINDS_OF_UNMAPPED:
            kind = Unmapped(kind.reason, "", "")
        self.unmapped[kind] += count

    def add_outcome(self, account: str | None, outcome: Outcome, count: int) -> None:
        """Count decided calls."""
        self.counts["decided"] += count
        self.matrix.setdefault(account, Counter())[outcome] += count
        if outcome is Outcome.DEPENDS:
            self.counts["depends"] += count

    def add_judged(self, allowed: int, denied: int, *, by_policies: bool) -> None:
        """Count calls of which the log says what came of them.

        Args:
            allowed: how many it says were allowed.
            denied: how many were not.
            by_policies: whether the old policies allow them.
        """
        counts = self.counts
        counts["judged"] += allowed + denied
        counts["same"] += allowed if by_policies else denied
        counts["only in log" if by_policies else "only by policies"] += (
            denied if by_policies else allowed
        )

    def add_group(self, key: GroupKey, tally: Tally) -> None:
        """Count calls of a group."""
        known = self.tallies.get(key)
        if known is not None:
            known.add(tally)
        elif len(self.tallies) < _GROUPS:
            self.tallies[key] = tally
        else:
            self.counts["beyond"] += tally.count

    def join(self, other: Totals) -> None:
        """Add what was counted in another part of the same log."""
        self.counts += other.counts
        self.not_placed += other.not_placed
        self.accepted += other.accepted
        for kind, count in other.unmapped.items():
            self.add_unmapped(kind, count)
        for account, outcomes in other.matrix.items():
            self.matrix.setdefault(account, Counter()).update(outcomes)
        for key, tally in other.tallies.items():
            self.add_group(key, tally)

    def rollout(self, forwarding: Forwarding, *, compared: bool) -> Rollout:
        """All of it, as every face renders it."""
        counts = self.counts
        return Rollout(
            events=counts["events"],
            mapped=counts["mapped"],
            decided=counts["decided"],
            depends=counts["depends"],
            not_placed=_most_first(self.not_placed),
            unmapped=_most_first(self.unmapped),
            renamed=counts["renamed"],
            guessed=counts["guessed"],
            forwarded=counts["forwarded"],
            joined=counts["joined"],
            forwarding=forwarding,
            compared=compared,
            groups=_groups(self.tallies),
            matrix=dict(sorted(self.matrix.items(), key=lambda it: it[0] or "")),
            agreement=Agreement(
                same=counts["same"],
                judged=counts["judged"],
                denied_only_by_policies=counts["only by policies"],
                denied_only_in_log=counts["only in log"],
            ),
            accepted=self.accepted.total(),
            accepted_groups=len(self.accepted),
            beyond=counts["beyond"],
        )


def _most_first(counted: Counter[Any]) -> dict[Any, int]:
    return dict(sorted(counted.items(), key=lambda it: (-it[1], repr(it[0]))))


def _groups(tallies: Mapping[GroupKey, Tally]) -> tuple[Group, ...]:
    """The groups, newly denied ones first, those with most calls first, numbered."""
    ordered = sorted(
        tallies.items(),
        key=lambda it: (CHANGES.index(it[0].outcome), -it[1].count, it[1].first, it[0].id),
    )
    return tuple(
        Group(number, key, tally.count, tally.first, tally.last, tally.example)
        for number, (key, tally) in enumerate(ordered, 1)
    )
