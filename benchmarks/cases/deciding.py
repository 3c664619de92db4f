"""How many decisions a second, no request asked twice?"""

from __future__ import annotations

from dataclasses import asdict

from benchmarks import questions
from benchmarks.peers import BY_HAND, CALLEDVIA, IAM_SIMULATE, MOTO, PEERS, Tool
from benchmarks.questions import Question
from benchmarks.report import Bar, Result, short, spread
from benchmarks.rounds import Measured, measure, ratios

_COLUMNS = ("tool", "decisions/s", "calledvia is faster by", "verdicts that agree", "peak, MB")


def article() -> Result:
    """The verdict alone, on the article's policy."""
    return _verdicts(questions.article(), (CALLEDVIA, *PEERS, MOTO, BY_HAND))


def account() -> Result:
    """The verdict alone, on an account."""
    return _verdicts(questions.account(), (CALLEDVIA, *PEERS, MOTO))


def article_traced() -> Result:
    """The whole trace, on the article's policy."""
    return _traced(questions.article())


def account_traced() -> Result:
    """The whole trace, on an account."""
    return _traced(questions.account())


def _verdicts(question: Question, tools: tuple[Tool, ...]) -> Result:
    found = measure(question, tools)
    peers = [one for one in found if one.rates and one.tool in {tool.name for tool in PEERS}]
    bars = []
    if peers:
        fastest = max(peers, key=lambda one: one.rate)
        ratio = ratios(found[0], fastest)
        text = f"{question.name}: one decision ≥ 10 × the fastest peer ({fastest.tool})"
        bars.append(Bar(text, spread(ratio), ratio[1] >= 10))
    return _result(f"{question.name}: the verdict alone", found, tools, bars)


def _traced(question: Question) -> Result:
    tools = (CALLEDVIA, IAM_SIMULATE)
    found = measure(question, tools, traced=True)
    bars = []
    if all(one.rates for one in found):
        ratio = ratios(*found)
        text = f"{question.name}: the whole trace, every value walked, ≥ 3 × iam-simulate"
        bars.append(Bar(text, spread(ratio), ratio[1] >= 3))
    return _result(f"{question.name}: every value of the trace walked", found, tools, bars)


def _result(title: str, found: list[Measured], tools: tuple[Tool, ...], bars: list[Bar]) -> Result:
    rows = tuple(_row(tool, one, found[0]) for tool, one in zip(tools, found, strict=True))
    return Result(
        title,
        _COLUMNS,
        rows,
        tuple(bars),
        data={one.tool: asdict(one) for one in found},
    )


def _row(tool: Tool, one: Measured, ours: Measured) -> tuple[str, ...]:
    if one.problem is not None:
        return (tool.title, f"absent: {one.problem}", "", "", "")
    return (
        tool.title,
        short(one.rate),
        "" if one is ours else spread(ratios(ours, one)),
        f"{one.agreed:,} of {one.compared:,}",
        f"{one.peak:.0f}",
    )
