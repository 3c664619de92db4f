"""Whoever reads which part of a log: what comes of the whole is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.logs.event import Event
from simulator.analysis.logs.folding import Fold
from simulator.analysis.logs.rollout import Rollout
from simulator.analysis.logs.shares import Share
from simulator.analysis.logs.totals import Totals
from simulator.world.world import World
from tests.analysis.logs.conftest import OFFICE_ONLY, MakeWorld
from tests.analysis.logs.records import HOME, OFFICE, STACK, STOPPING, event, session, user

SERVICE = "cloudformation.amazonaws.com"

CALLERS = (user(), user("mallory"), session(), session(name="other"), user(invokedBy=SERVICE), {})
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ec2:StopInstances", {"parameters": STOPPING}),
    ("cloudformation:UpdateStack", {"parameters": {"stackName": STACK}}),
    ("iam:ListUsers", {}),
    ("ec2:NoSuchCall", {}),
)


@st.composite
def records(draw: st.DrawFn) -> Event:
    action, more = draw(st.sampled_from(CALLS))
    return event(
        action,
        draw(st.sampled_from(CALLERS)),
        address=draw(st.sampled_from((HOME, OFFICE, "192.0.2.9"))),
        time=f"2026-10-03T10:{draw(st.integers(10, 14))}:00Z",
        **more,
    )


def in_shares(worlds: tuple[World, World], batches: Sequence[list[Event]], of: int) -> Rollout:
    totals = Totals()
    for number in range(of):
        share, fold = Share(number, of), Fold(*worlds)
        for batch in batches:
            fold.add(share.taken(batch))
        totals.join(fold.totals())
    return totals.rollout(worlds[0].rules.forwarding, compared=True)


def test_in_shares_comes_the_same(make_world: MakeWorld) -> None:
    worlds = make_world(), make_world(OFFICE_ONLY)

    @given(batches=st.lists(st.lists(records(), max_size=12), max_size=3), of=st.integers(1, 4))
    def law(batches: list[list[Event]], of: int) -> None:
        whole = Fold(*worlds)
        for batch in batches:
            whole.add(batch)
        assert in_shares(worlds, batches, of) == whole.result()

    law()


def test_each_event_is_in_one_share() -> None:
    events = [event("ec2:StopInstances", user(f"user{number}")) for number in range(40)]
    taken = [Share(number, 3).taken(events) for number in range(3)]
    assert sorted(map(id, events)) == sorted(id(one) for part in taken for one in part)
    assert all(taken)
