"""How does a route fare from each address that there is?

Played at one address, a route shows which policies are asked; their conditions cut the addresses
into pieces. The piece around the address is settled, since no policy that was asked can tell its
addresses apart; the other pieces are played at an address of their own. So nothing is sampled, and
of ten thousand ranges in one condition only two pieces come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.analysis.address_cells import (
    Doubt,
    Looked,
    Reason,
    decisions_of,
    doubts,
    named_blocks,
    split,
    statements_of,
)
from simulator.analysis.blocks import EVERYWHERE, Block, union
from simulator.analysis.routes import Route, allowed, play_from, scenario_of, settling_hop
from simulator.analysis.trimming import Trimming
from simulator.evaluation.decision import Note, StatementResult
from simulator.language.addresses import read_address
from simulator.world.replayed import HopReplay, RequestReplay

MOST_PIECES = 4096
"""How many pieces are played at most."""


@dataclass(frozen=True, slots=True)
class Region:
    """Addresses that fare alike.

    Args:
        block: the addresses.
        played: the route, played from one of them.
    """

    block: Block
    played: tuple[RequestReplay, ...]

    @property
    def allowed(self) -> bool | None:
        """Whether the call works from there; None if it depends."""
        return allowed(self.played)

    @property
    def hop(self) -> HopReplay:
        """The call that decides."""
        return settling_hop(self.played)

    @property
    def carrying(self) -> tuple[StatementResult, ...]:
        """The statements that decide; of an implicit denial the one that came nearest."""
        decision = self.hop.decision
        if decision is None:
            return ()
        return decision.deciding or decision.nearest[:1]


@dataclass(frozen=True, slots=True)
class Explored:
    """All addresses of a block, in regions.

    Args:
        regions: they do not overlap; together they are the block, if nothing is in doubt.
        reasons: what is in doubt.
    """

    regions: tuple[Region, ...]
    reasons: tuple[Reason, ...] = ()


def explore(route: Route, block: Block = EVERYWHERE, most: int = MOST_PIECES) -> Explored:
    """Play a route from every address of a block.

    Args:
        most: pieces that are played at most; what is left then is in doubt.
    """
    found: list[Region] = []
    reasons: dict[Reason, None] = {}
    for region in pieces(route, block, reasons):
        found.append(region)
        if len(found) >= most:
            reasons[Reason(Doubt.BUDGET, str(most))] = None
            break
    return Explored(_merged(found), tuple(reasons))


def pieces(route: Route, block: Block, reasons: dict[Reason, None]) -> Iterator[Region]:
    """The regions one by one, as they are found.

    Args:
        reasons: what is in doubt is added to it.
    """
    trimming = Trimming(scenario_of(route), route.moving)
    # What has split a part already cannot split it again.
    split_by: frozenset[Looked] = frozenset()
    todo = [(block, split_by)] if block else []
    while todo:
        part, split_by = todo.pop()
        scenario = trimming.at(read_address(part.first))
        played = play_from(route, part.first, scenario)
        statements = list(statements_of(played))
        looked_at = set(split_by)
        settled, *others = split(part, named_blocks(statements, trimming.named, looked_at))
        split_by = frozenset(looked_at)
        todo += [(other, split_by) for other in others]
        reasons.update(dict.fromkeys(doubts(statements)))
        for one in played:
            for decision in decisions_of(one):
                if Note.BUDGET_EXCEEDED in decision.notes:
                    for key in decision.unknown:
                        reasons[Reason(Doubt.CELLS, key.key)] = None
        yield Region(settled, played)


def _merged(regions: list[Region]) -> tuple[Region, ...]:
    """Regions with the same outcome for the same cause as one, in the order of their addresses."""
    alike: dict[object, list[Region]] = {}
    for region in regions:
        alike.setdefault(_cause(region), []).append(region)
    merged = [Region(union(one.block for one in same), same[0].played) for same in alike.values()]
    return tuple(sorted(merged, key=lambda region: region.block.ranges))


def _cause(region: Region) -> object:
    hop = region.hop
    carrying = tuple(
        (statement.type, statement.policy.name, statement.statement.index)
        for statement in region.carrying
    )
    return region.allowed, hop.verdict, hop.not_made, hop.path, hop.hop.action, carrying
