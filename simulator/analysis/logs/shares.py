"""Which part of a log does one of several readers take?

All events of a caller go to the same reader, since a call that a service makes is joined with the
caller's own call to that service.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.analysis.logs.event import Event

_CALLERS = 100_000


@dataclass(frozen=True, slots=True)
class Share:
    """The callers whose events one reader takes.

    Args:
        number: which reader, from 0.
        of: how many there are.
    """

    number: int
    of: int
    _known: dict[str | None, bool] = field(default_factory=dict, repr=False, compare=False)

    def taken(self, events: Sequence[Event]) -> Sequence[Event]:
        """The reader's own events."""
        if self.of == 1:
            return events
        known = self._known
        taken = []
        for event in events:
            caller = event.identity.arn if event.identity is not None else None
            mine = known.get(caller)
            if mine is None:
                mine = self._takes(caller)
            if mine:
                taken.append(event)
        return taken

    def _takes(self, caller: str | None) -> bool:
        if len(self._known) >= _CALLERS:
            self._known.clear()
        # Python's own hash of a text is another in each process.
        mine = zlib.crc32((caller or "").encode()) % self.of == self.number
        self._known[caller] = mine
        return mine
