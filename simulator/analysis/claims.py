"""What is claimed of all requests of a kind?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from simulator.analysis.blocks import EVERYWHERE, Block, block_of_texts, complement
from simulator.source import Span
from simulator.world.scenario import Overrides


class Quantity(StrEnum):
    """Of how many requests a claim speaks."""

    NO = "no"
    EVERY = "every"
    SOME = "some"


class Side(StrEnum):
    """On which side of the ranges requests come from."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class Answer(StrEnum):
    """What is found of a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """``no request by user/alice outside 103.15.250.0/24 can sts:AssumeRole on role/Bob``.

    Args:
        callers: as written; empty: every principal of the world.
        side: None: from every address.
        ranges: addresses and CIDRs.
        via: the service that makes the call; None with `directly`: no service.
        directly: whether the caller makes the call; neither: any way.
        where: keys that the request has or lacks; a service derives its own, so calls through
            services are not meant then.
        name: what people call the claim, else its text.
        span: where it is written.
        written: where its names are written.
    """

    quantity: Quantity
    action: str
    resource: str
    span: Span
    name: str
    callers: tuple[str, ...] = ()
    side: Side | None = None
    ranges: tuple[str, ...] = ()
    via: str | None = None
    directly: bool = False
    where: Overrides = field(default_factory=Overrides)
    written: Mapping[str, Span] = field(default_factory=dict, compare=False)

    @property
    def block(self) -> Block:
        """The public addresses that requests come from."""
        if self.side is None:
            return EVERYWHERE
        named = block_of_texts(self.ranges)
        return named if self.side is Side.INSIDE else complement(named)

    @property
    def through_endpoints(self) -> bool:
        """Whether requests without a public address are meant too: they are inside no range."""
        return self.side is not Side.INSIDE
