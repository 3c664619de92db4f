"""Which direct call caused a call that a service made for the same caller?

A service's call carries neither the caller's address nor the credentials of the first call, so the
two are joined by caller, called service and time: a direct call of this caller to that service in
the quarter of an hour before. If such calls came from two addresses, none is it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import lru_cache

WINDOW = datetime.timedelta(minutes=15)
"""How long after a first call a service is taken to act on it."""

_MOST = 50_000
"""Places that are remembered; then those of which nothing was heard for longest are forgotten."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """From where the first call of a chain came.

    Args:
        address: as the record has it.
        endpoint: the id of the VPC endpoint that it came through; None: a public endpoint.
    """

    address: str | None
    endpoint: str | None


@dataclass(slots=True)
class LastHeard:
    """When a caller last called a service from one place: an `eventTime`, moved on by the fold."""

    time: str


@dataclass(slots=True)
class Beginnings:
    """The places from which callers called services, and when last."""

    _places: dict[tuple[str, str], dict[Beginning, LastHeard]] = field(default_factory=dict)
    _count: int = 0

    def heard(self, caller: str, source: str, beginning: Beginning, time: str) -> LastHeard:
        """A direct call.

        Args:
            caller: its ARN.
            source: the event source of the called service.
            beginning: from where it came.
            time: its `eventTime`.

        Returns:
            What is to be moved on with every further call like it.
        """
        places = self._places.setdefault((caller, source), {})
        found = places.get(beginning)
        if found is None:
            found = places[beginning] = LastHeard(time)
            self._count += 1
            if self._count > _MOST:
                self._forget()
        elif time > found.time:
            found.time = time
        return found

    def of(self, caller: str, source: str, time: str) -> Beginning | None:
        """The beginning of a call that a service made; None where no one place can be it."""
        places = self._places.get((caller, source))
        earliest = _before(time) if places else None
        if places is None or earliest is None:
            return None
        near = [it for it, last in places.items() if earliest <= last.time <= time]
        return near[0] if len(near) == 1 else None

    def _forget(self) -> None:
        """Keep the half that was heard of last."""
        times = sorted(it.time for places in self._places.values() for it in places.values())
        limit = times[len(times) // 2]
        kept = {
            key: {beginning: it for beginning, it in places.items() if it.time > limit}
            for key, places in self._places.items()
        }
        self._places = {key: places for key, places in kept.items() if places}
        self._count = sum(map(len, self._places.values()))


@lru_cache(maxsize=64)
def _before(time: str) -> str | None:
    """The beginning of the window that ends with an `eventTime`; None if that is none."""
    try:
        earliest = datetime.datetime.fromisoformat(time) - WINDOW
    except (ValueError, OverflowError):
        return None
    # CloudTrail writes all times alike, so that texts compare as instants do.
    return earliest.strftime("%Y-%m-%dT%H:%M:%SZ")
