"""What came out for a request like this one, asked before?

Two requests are alike if they differ in nothing that the policies read (`keys_read.py`). What is
kept is bounded, the least recently asked first to go, and tells how often it was of use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from simulator.evaluation.brief import Outcome
from simulator.evaluation.keys_read import Asked, Projection, Read
from simulator.evaluation.request import Request

MOST = 65_536
"""How many outcomes are kept where nobody says."""


@dataclass(frozen=True, slots=True)
class CacheUse:
    """How often a cache was of use.

    Args:
        hits: requests whose outcome was there.
        misses: requests that had to be decided.
        size: outcomes that are there now.
        most: outcomes that can be there.
    """

    hits: int
    misses: int
    size: int
    most: int

    @property
    def hit_rate(self) -> float:
        """From 0 to 1; 0 before the first request."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0


class OutcomeCache:
    """Outcomes by what is read of a request.

    Args:
        decide: tells what comes out for a request.
        keys: the context keys that its policies read.
        most: how many outcomes are kept.
    """

    __slots__ = ("_outcome", "_projection", "keys")

    def __init__(
        self, decide: Callable[[Request], Outcome], keys: frozenset[str], most: int = MOST
    ) -> None:
        projection = Projection(keys)

        def decide_read(read: Read) -> Outcome:
            # From the key alone, so that nothing can matter that is not part of it.
            return decide(projection.request(read))

        self.keys = keys
        self._projection = projection
        self._outcome = lru_cache(most)(decide_read)

    def outcome(self, request: Request | Asked) -> Outcome:
        """What comes out for this request.

        Raises:
            ValueError: the request's principal is none.
        """
        return self._outcome(self._projection.of(request))

    @property
    def use(self) -> CacheUse:
        """How often it was of use so far."""
        info = self._outcome.cache_info()
        return CacheUse(info.hits, info.misses, info.currsize, info.maxsize or 0)
