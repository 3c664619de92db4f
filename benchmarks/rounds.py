"""How are several tools timed so that a noisy machine is fair to all of them?

In rounds: in each, every tool is asked in turn for about the same time, its next requests each
time. What counts is the median of a tool's rounds, and the ratio of two tools round by round.
"""

from __future__ import annotations

import json
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers import Tool
from benchmarks.questions import Question

ROUNDS = 7
SECONDS = 0.12
"""For how long a tool is asked in a round, about."""

_MOST = 20_000
_FEWEST = 3
_TRIED = 8


@dataclass(frozen=True, slots=True)
class Measured:
    """One tool on one question.

    Args:
        rates: decisions a second, a round each.
        compared: verdicts compared with calledvia's on the same request.
        agreed: those that are the same, as far as the tool tells kinds of denials apart.
        prepared: seconds to read the policies.
        peak: of the tool's process, in MB; 0 where the system does not tell.
        problem: why there is nothing of all this.
    """

    tool: str
    rates: tuple[float, ...] = ()
    compared: int = 0
    agreed: int = 0
    prepared: float = 0.0
    peak: float = 0.0
    problem: str | None = None

    @property
    def rate(self) -> float:
        """The median, 0 where there is none."""
        return statistics.median(self.rates) if self.rates else 0.0


def ratios(one: Measured, other: Measured) -> tuple[float, float, float]:
    """How many times faster the first is: lowest, median and highest of the rounds."""
    found = [mine / theirs for mine, theirs in zip(one.rates, other.rates, strict=True)]
    return min(found), statistics.median(found), max(found)


class ToolError(Exception):
    """A tool's process ended, or said something else than an answer."""


@dataclass(slots=True)
class _Asked:
    """A tool at work."""

    tool: Tool
    process: subprocess.Popen[str]
    question: Question
    traced: bool
    rates: list[float] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    batch: int = _TRIED
    prepared: float = 0.0
    peak: float = 0.0

    def prepare(self) -> None:
        """Hand over the policies, warm up, and find how many requests fill a round."""
        self.prepared = self._answer({"policies": self.question.policies})["seconds"]
        seconds = self._next(_TRIED)
        for _ in range(3):
            rate = self.batch / max(seconds, 1e-7)
            self.batch = max(_FEWEST, min(_MOST, round(rate * SECONDS)))
            seconds = self._next(self.batch)

    def round(self) -> None:
        """Ask the next requests."""
        self.rates.append(self.batch / self._next(self.batch))

    def end(self) -> None:
        """See how much memory it took, which starting the process does not count in."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.is_file():
            told = status.read_text(encoding="ascii").partition("VmHWM:")[2].split()
            self.peak = int(told[0]) / 1024

    def _next(self, count: int) -> float:
        first = len(self.verdicts)
        requests = [self.question.request(number) for number in range(first, first + count)]
        answer = self._answer({"requests": requests, "traced": self.traced})
        self.verdicts += answer["verdicts"]
        return float(answer["seconds"])

    def _answer(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
            answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        except (OSError, ValueError) as problem:
            raise ToolError("its process ended") from problem
        return answer


def measure(
    question: Question, tools: Sequence[Tool], *, traced: bool = False, rounds: int = ROUNDS
) -> list[Measured]:
    """One question to every tool, calledvia first among them."""
    return _interleaved([(question, tool) for tool in tools], traced, rounds)


def measure_growth(questions: Sequence[Question], tool: Tool, *, rounds: int) -> list[Measured]:
    """Several questions to one tool."""
    return _interleaved([(question, tool) for question in questions], False, rounds)


def _interleaved(
    pairs: Sequence[tuple[Question, Tool]], traced: bool, rounds: int
) -> list[Measured]:
    asked = [
        None if tool.absent else _Asked(tool, tool.start(), question, traced)
        for question, tool in pairs
    ]
    problems = [tool.absent for _, tool in pairs]
    try:
        for step in (_Asked.prepare, *[_Asked.round] * rounds, _Asked.end):
            for at, one in enumerate(asked):
                if one is None or problems[at] is not None:
                    continue
                try:
                    step(one)
                except ToolError as problem:
                    problems[at] = str(problem)
    finally:
        for one in asked:
            if one is not None:
                one.process.kill()
                one.process.communicate()
    reference = asked[0].verdicts if asked[0] is not None else []
    return [
        _measured(one, reference)
        if one is not None and problem is None
        else Measured(tool.name, problem=problem)
        for one, problem, (_, tool) in zip(asked, problems, pairs, strict=True)
    ]


def _measured(asked: _Asked, reference: Sequence[str]) -> Measured:
    pairs = list(zip(asked.verdicts, reference, strict=False))
    return Measured(
        asked.tool.name,
        tuple(asked.rates),
        compared=len(pairs),
        agreed=sum(_same(verdict, ours) for verdict, ours in pairs),
        prepared=asked.prepared,
        peak=asked.peak,
    )


def _same(verdict: str, ours: str) -> bool:
    """A bare `deny` is either kind."""
    return verdict == ours or (verdict == "deny" and ours in ("explicit_deny", "implicit_deny"))
