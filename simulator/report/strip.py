"""How are the addresses drawn as a strip: a column for each stretch in which nothing changes?

Not to scale: that would hide a /24.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.analysis.reach import Reach, WayReached, boundaries
from simulator.analysis.routes import Manner
from simulator.evaluation.decision import Verdict
from simulator.language.addresses import read_address
from simulator.report.terminal import Style
from simulator.report.wording.reach import way_words
from simulator.report.wording.tables import VERDICTS

_SHORT = {
    Verdict.ALLOW: ("yes", "#"),
    Verdict.EXPLICIT_DENY: ("DENY", "="),
    Verdict.IMPLICIT_DENY: ("no", "-"),
    Verdict.DEPENDS: ("?", "?"),
}
NOT_MADE = ("no", "-")
LEGEND = "yes = allowed, no = implicit deny, DENY = explicit deny; not to scale"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One cell of a row.

    Args:
        word: what comes out there.
        fill: the character around the word.
    """

    word: str
    fill: str
    style: Style


@dataclass(frozen=True, slots=True)
class Row:
    """One way of making the call."""

    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawing.

    Args:
        starts: the first address of each column; ``IPv6`` where all of IPv6 fares alike.
        rows: one for each way whose address is a public one.
    """

    starts: tuple[str, ...]
    rows: tuple[Row, ...]


def strip_of(answer: Reach) -> Strip:
    """The strip of all ways that have a public address."""
    public = [way for way in answer.ways if way.route.manner is not Manner.ENDPOINT]
    edges = boundaries(public)
    alone = sum(version == 6 for version, _ in edges) == 1
    starts = tuple("IPv6" if version == 6 and alone else text for version, text in edges)
    rows = tuple(
        Row(way_words(way.route), tuple(_stretch(way, *edge) for edge in edges)) for way in public
    )
    return Strip(starts, rows)


def _stretch(way: WayReached, version: int, address: str) -> Stretch:
    network = read_address(address)
    number = network.first if network is not None else 0
    region = next((one for one in way.regions if one.block.covers(version, number)), None)
    if region is None:
        return Stretch("?", "?", Style.DEPENDS)
    verdict = region.hop.verdict
    if verdict is None:
        return Stretch(*NOT_MADE, Style.MUTED)
    return Stretch(*_SHORT[verdict], VERDICTS[verdict].style)
