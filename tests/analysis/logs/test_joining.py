from __future__ import annotations

import pytest

from simulator.analysis.logs import joining
from simulator.analysis.logs.joining import Beginning, Beginnings

OFFICE, HOME = Beginning("103.15.250.7", None), Beginning("198.51.100.7", None)


def test_the_last_direct_call_to_the_service_is_the_beginning() -> None:
    seen = Beginnings()
    seen.heard("alice", "cloudformation.amazonaws.com", OFFICE, "2026-10-02T10:00:00Z")
    assert seen.of("alice", "cloudformation.amazonaws.com", "2026-10-02T10:14:59Z") == OFFICE
    assert seen.of("alice", "cloudformation.amazonaws.com", "2026-10-02T10:15:01Z") is None
    assert seen.of("alice", "cloudformation.amazonaws.com", "2026-10-02T09:59:59Z") is None
    assert seen.of("bob", "cloudformation.amazonaws.com", "2026-10-02T10:01:00Z") is None
    assert seen.of("alice", "athena.amazonaws.com", "2026-10-02T10:01:00Z") is None


def test_calls_from_two_places_leave_it_open() -> None:
    seen = Beginnings()
    seen.heard("alice", "s", OFFICE, "2026-10-02T10:00:00Z")
    seen.heard("alice", "s", HOME, "2026-10-02T10:10:00Z")
    assert seen.of("alice", "s", "2026-10-02T10:12:00Z") is None
    assert seen.of("alice", "s", "2026-10-02T10:20:00Z") == HOME


def test_no_time_joins_nothing() -> None:
    seen = Beginnings()
    seen.heard("alice", "s", OFFICE, "yesterday")
    assert seen.of("alice", "s", "today") is None


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "_MOST", 100)
    seen = Beginnings()
    for number in range(1000):
        time = f"2026-10-02T{10 + number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
        seen.heard(f"user{number}", "s", OFFICE, time)
    assert sum(map(len, seen._places.values())) <= 100
    assert seen.of("user999", "s", "2026-10-02T10:16:40Z") == OFFICE
