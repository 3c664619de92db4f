"""From where does a call work, in words: ways of calling, sets of addresses, what is in doubt."""

from __future__ import annotations

from simulator.analysis.address_cells import Doubt, Reason
from simulator.analysis.blocks import EVERYWHERE, Block, complement, difference
from simulator.analysis.reach import Reach, WayReached
from simulator.analysis.regions import Region
from simulator.analysis.routes import Manner, Route, chain
from simulator.evaluation.decision import Verdict
from simulator.language.model import PolicyType
from simulator.report.terminal import Marks, Style
from simulator.report.wording.decisions import statement_name, why
from simulator.report.wording.replays import outcome
from simulator.report.wording.tables import NOT_MADE, POLICY_TYPES
from simulator.report.wording.values import Sentence, service_name
from simulator.rules import Forwarding
from simulator.source import Span, printable

CIDRS_SHOWN = 6

MANNERS = {
    Manner.DIRECT: "by hand",
    Manner.FORWARDED: "via {service}",
    Manner.SERVICE_ROLE: "via {service} as {detail}",
    Manner.ENDPOINT: "through {detail}",
    Manner.OBTAIN: "become {detail}",
    Manner.USE: "as {detail}{via}",
}

DOUBTS = {
    Doubt.ADDRESS_AS_TEXT: "an address is compared with the pattern {detail}, which is no range",
    Doubt.ADDRESS_AS_VARIABLE: "an address is part of a text: {detail}",
    Doubt.CELLS: "the values of {detail} are too many to try each kind of them",
    Doubt.BUDGET: "after {detail} pieces the rest was not tried",
    Doubt.UNKNOWN_KEY: "it depends on {detail}, which nobody can tell",
    Doubt.ENDPOINT_OF_CHAIN: "{detail}: calls through endpoints that the world does not have were "
    "not tried",
    Doubt.NOT_REPLAYED: "what seemed to show it came out otherwise when replayed: {detail}",
    Doubt.UNREAD_POLICY: "it depends on the policy {detail}, which cannot be read",
}


def way_words(route: Route) -> str:
    """How the call is made, such as ``via CloudFormation as role/Deployer``."""
    hops = chain(route.request.tree)
    services = ", ".join(service_name(hop.service) for hop in hops[:-1])
    via = f", via {services}" if services else ""
    return MANNERS[route.manner].format(service=services, detail=printable(route.detail), via=via)


def doubt_words(reason: Reason) -> Sentence:
    """What is in doubt and because of what."""
    return Sentence(DOUBTS[reason.doubt].format(detail=printable(reason.detail)), reason.span)


def block_words(block: Block, whole: Block = EVERYWHERE, shown: int | None = CIDRS_SHOWN) -> str:
    """A set of addresses: the CIDRs that it is, or those that it leaves out, if these are fewer.

    Args:
        whole: what counts as all of them.
        shown: CIDRs named at most; None: all.
    """
    if not block:
        return "no address"
    if block == whole:
        return "every address"
    others = complement(block)
    if len(others.cidrs) < len(block.cidrs):
        return f"every address but {_cidrs(others.cidrs, shown)}"
    return _cidrs(block.cidrs, shown)


def _cidrs(cidrs: tuple[str, ...], shown: int | None) -> str:
    named = cidrs if shown is None else cidrs[:shown]
    more = len(cidrs) - len(named)
    return " ".join(named) + (f" and {more:,} more" if more else "")


def region_outcome(region: Region, marks: Marks) -> tuple[str, Style]:
    """The verdict's label and colour."""
    return outcome(region.hop, marks)


def region_words(region: Region) -> Sentence:
    """Which statement decides, and where it asks for the address or names the action."""
    hop = region.hop
    step = "" if len(region.played[-1].hops) == 1 else f"{printable(hop.hop.action or '')}: "
    if hop.not_made is not None:
        return Sentence(f"{step}{NOT_MADE[hop.not_made]}")
    decision = hop.decision
    if decision is None:
        return Sentence(f"{step}assumed, not evaluated")
    carrying = region.carrying
    if not carrying and decision.unread:
        return Sentence(f"{step}{why(decision)[-1].text}")
    if not carrying:
        return Sentence(f"{step}no statement that allows names it")
    first = carrying[0]
    name = f"{statement_name(first)}{_of_type(first.type)}"
    lead = "nearest: " if decision.verdict is Verdict.IMPLICIT_DENY else "by "
    more = f" and {len(carrying) - 1} more" if len(carrying) > 1 else ""
    return Sentence(f"{step}{lead}{name}{more}", _asking(first.statement.span, region))


def _of_type(type: PolicyType) -> str:
    return "" if type is PolicyType.IDENTITY else f" of the {POLICY_TYPES[type].one}"


def _asking(otherwise: Span, region: Region) -> Span:
    """Where the statement asks for the address; else where it stands."""
    for condition in region.carrying[0].conditions:
        if condition.key.lower() in ("aws:sourceip", "aws:vpcsourceip"):
            return condition.span
    return otherwise


def request_words(answer: Reach) -> str:
    """What was asked: who, which call, on what."""
    last = answer.ways[0].route.request.tree
    call = f"{printable(last.action or last.service)} on {printable(last.resource)}"
    return f"{printable(last.acting)} {call}"


def remarks(answer: Reach) -> tuple[str, ...]:
    """What the addresses alone do not say."""
    said = []
    for way in answer.ways:
        if way.route.manner is Manner.USE and (from_afar := _from_afar(answer, way)):
            said.append(from_afar)
    said += [words for way in answer.ways if (words := _in_the_other_model(answer, way))]
    return tuple(said)


def _from_afar(answer: Reach, use: WayReached) -> str | None:
    """That a session works from where it cannot be obtained."""
    obtain = next(
        way
        for way in answer.ways
        if way.route.manner is Manner.OBTAIN and way.route.detail == use.route.detail
    )
    role = printable(use.route.detail)
    if not difference(use.allowed, obtain.allowed):
        return None
    where = "from anywhere" if use.allowed == EVERYWHERE else "from elsewhere too"
    return f"once obtained, the session of {role} works {where} until it expires"


def _in_the_other_model(answer: Reach, way: WayReached) -> str | None:
    if way.elsewhere is None:
        return None
    here = answer.world.rules.forwarding
    there = next(other for other in Forwarding if other is not here)
    return (
        f"{way_words(way.route)} rests on forwarding = {here.value}; under {there.value} it is "
        f"allowed from {block_words(way.elsewhere)}"
    )
