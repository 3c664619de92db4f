"""Which addresses can the policies of a replay not tell apart?

A policy can ask for the caller's address only in conditions on aws:SourceIp and aws:VpcSourceIp.
Each such condition names addresses; two addresses that are named by the same conditions fare alike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from simulator.analysis.blocks import WIDTHS, Block, Range, address_text, block_of, block_of_texts
from simulator.evaluation.decision import Decision, StatementResult
from simulator.evaluation.logic import Truth
from simulator.language.addresses import read_address
from simulator.language.model import Condition, Policy, Statement
from simulator.source import Source, Span, Text
from simulator.world.replayed import RequestReplay

ADDRESS_KEYS = ("aws:sourceip", "aws:vpcsourceip")

_BY_RANGE = ("IpAddress", "NotIpAddress")
_BY_TEXT = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
)
_BY_PATTERN = ("StringLike", "StringNotLike")
_VARIABLES = tuple(f"${{{key}" for key in ADDRESS_KEYS)


class Doubt(StrEnum):
    """Why an answer may not hold for all requests."""

    ADDRESS_AS_TEXT = "address_as_text"
    ADDRESS_AS_VARIABLE = "address_as_variable"
    CELLS = "cells"
    BUDGET = "budget"
    UNKNOWN_KEY = "unknown_key"
    ENDPOINT_OF_CHAIN = "endpoint_of_chain"
    NOT_REPLAYED = "not_replayed"
    UNREAD_POLICY = "unread_policy"


@dataclass(frozen=True, slots=True)
class Reason:
    """A doubt and what raises it.

    Args:
        doubt: which.
        detail: the key, pattern or number that it is about.
        span: where it is written.
    """

    doubt: Doubt
    detail: str = ""
    span: Span | None = None


def decisions_of(played: RequestReplay) -> Iterator[Decision]:
    """Every decision that a request needed, calls in the order they are made."""
    for hop in played.hops:
        for authorization in hop.authorizations:
            yield authorization.decision


def statements_of(played: Iterable[RequestReplay]) -> Iterator[StatementResult]:
    """Every statement that was asked and that principal, action and resource do not rule out."""
    for one in played:
        for decision in decisions_of(one):
            for result in decision.results:
                yield from filter(_addressed, result.statements)


def _addressed(statement: StatementResult) -> bool:
    """Whether the statement can apply, by its elements, to this call from some address."""
    if all(element.holds is not Truth.NO for element in statement.elements):
        return True
    resources = statement.statement.resources
    return resources is not None and any(_has_address(value) for value in resources.values)


def _has_address(value: Text) -> bool:
    """Whether the address is a part of what a text says."""
    return "${" in value.value and any(name in value.value.lower() for name in _VARIABLES)


Written = tuple[Source, int, int]
"""Where a condition is written: the policy's text, the statement's and the condition's number."""


def written(policy: Policy, statement: Statement, number: int) -> Written:
    """Where the condition of a statement is written."""
    return policy.source, statement.index, number


Looked = tuple[Written, tuple[str, ...]]
"""A condition that was looked at: where it is written, and what it compares with."""


def named_blocks(
    statements: Iterable[StatementResult],
    known: Mapping[Written, tuple[Block, ...]],
    seen: set[Looked],
) -> tuple[Block, ...]:
    """The addresses that each condition names, those of equal conditions once.

    Args:
        known: what conditions name whose lists, or whose statement's siblings, are left out.
        seen: conditions that are passed over; those looked at are added to it.
    """
    blocks: dict[Block, None] = {}
    for statement in statements:
        for number, condition in enumerate(statement.statement.conditions):
            if condition.key.value.lower() not in ADDRESS_KEYS:
                continue
            place = written(statement.policy, statement.statement, number)
            texts = () if place in known else tuple(_addresses(condition))
            if (place, texts) in seen:
                continue
            seen.add((place, texts))
            named = known[place] if place in known else (block_of_texts(texts),)
            blocks.update(dict.fromkeys(block for block in named if block))
    return tuple(blocks)


def _addresses(condition: Condition) -> Iterator[str]:
    """The addresses and ranges with which a condition compares; of other operators none matches."""
    for value in condition.values:
        written = value.value
        if condition.base in _BY_RANGE:
            yield written
        elif condition.base in _BY_TEXT + _BY_PATTERN:
            network = read_address(written)
            # An address equals a text only as AWS writes it.
            if network is not None and written.lower() == address_text(
                network.version, network.first
            ):
                yield written


def doubts(statements: Iterable[StatementResult]) -> tuple[Reason, ...]:
    """What the ranges of addresses do not say all about: addresses compared as texts."""
    found: dict[Reason, None] = {}
    for statement in statements:
        for condition in statement.statement.conditions:
            asks_address = condition.key.value.lower() in ADDRESS_KEYS
            for value in condition.values:
                wild = condition.base in _BY_PATTERN and set(value.value) & set("*?")
                if asks_address and wild:
                    found[Reason(Doubt.ADDRESS_AS_TEXT, value.value, value.span)] = None
                elif _has_address(value):
                    found[Reason(Doubt.ADDRESS_AS_VARIABLE, value.value, value.span)] = None
        resources = statement.statement.resources
        for value in resources.values if resources is not None else ():
            if _has_address(value):
                found[Reason(Doubt.ADDRESS_AS_VARIABLE, value.value, value.span)] = None
    return tuple(found)


def split(block: Block, named: tuple[Block, ...]) -> tuple[Block, ...]:
    """The block in pieces, addresses that the same of the `named` blocks hold together.

    The piece with the block's first address comes first.
    """
    edges = {version: steps(named, version) for version in WIDTHS}
    pieces: dict[int, list[Range]] = {}
    for span in block.ranges:
        for atom, held in _atoms(span, *edges[span.version]):
            pieces.setdefault(held, []).append(atom)
    return tuple(block_of(piece) for piece in pieces.values())


def steps(named: tuple[Block, ...], version: int) -> tuple[list[int], list[int]]:
    """The addresses where a named block begins or has ended, and which blocks hold from there on.

    Which blocks is a number with a bit for each.
    """
    turns: dict[int, int] = {}
    for number, one in enumerate(named):
        for span in one.ranges:
            if span.version == version:
                for edge in (span.first, span.last + 1):
                    turns[edge] = turns.get(edge, 0) ^ (1 << number)
    edges = sorted(turns)
    held = 0
    holding = []
    for edge in edges:
        held ^= turns[edge]
        holding.append(held)
    return edges, holding


def _atoms(span: Range, edges: list[int], holding: list[int]) -> Iterator[tuple[Range, int]]:
    """The range cut at the edges, each piece with the blocks that hold it."""
    at = bisect_right(edges, span.first)
    held = holding[at - 1] if at else 0
    begin = span.first
    while at < len(edges) and edges[at] <= span.last:
        yield Range(span.version, begin, edges[at] - 1), held
        begin, held = edges[at], holding[at]
        at += 1
    yield Range(span.version, begin, span.last), held
