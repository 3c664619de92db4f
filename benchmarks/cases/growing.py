"""How does the cost of a decision grow with the policies?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from benchmarks import questions
from benchmarks.peers import CALLEDVIA, PEERS
from benchmarks.questions import Question
from benchmarks.report import Bar, Line, Result, short, spread
from benchmarks.rounds import Measured, measure, measure_growth, ratios

_ROUNDS = 5


def statements() -> Result:
    """With statements about other services."""
    return _growth("statements", questions.statements, (10, 100, 1_000, 10_000), most=2)


def ranges() -> Result:
    """With the ranges of one condition."""
    return _growth("ranges", questions.ranges, (2, 100, 10_000, 100_000), most=3)


def _growth(
    what: str, question: Callable[[int], Question], sizes: tuple[int, ...], *, most: float
) -> Result:
    tools = (CALLEDVIA, *PEERS)
    found = [measure(question(size), tools, rounds=_ROUNDS) for size in sizes]
    rows = tuple(
        (tool.title, *(_cell(measured[at]) for measured in found)) for at, tool in enumerate(tools)
    )
    ends = measure_growth([question(sizes[0]), question(sizes[-1])], CALLEDVIA, rounds=2 * _ROUNDS)
    slower = ratios(*ends)
    text = f"from {sizes[0]} to {sizes[-1]:,} {what} a decision slows by less than {most} ×"
    return Result(
        f"growth with {what}: decisions/s",
        ("tool", *(f"{size:,}" for size in sizes)),
        rows,
        (Bar(text, spread(slower), slower[1] < most),),
        "In brackets: verdicts that differ from calledvia's.",
        tuple(
            Line(
                what,
                tool.title,
                tuple((s, m[at].rate) for s, m in zip(sizes, found, strict=True) if m[at].rates),
            )
            for at, tool in enumerate(tools)
        ),
        {str(s): {one.tool: asdict(one) for one in m} for s, m in zip(sizes, found, strict=True)},
    )


def _cell(one: Measured) -> str:
    if one.problem is not None:
        return one.problem
    differ = one.compared - one.agreed
    return short(one.rate) + (f" ({differ} of {one.compared} differ)" if differ else "")
