"""What is said in a lesson around what its author wrote?"""

from __future__ import annotations

from simulator.evaluation.decision import Decision, StatementResult
from simulator.report.terminal import Marks
from simulator.report.wording.decisions import statement_name
from simulator.report.wording.replays import outcome
from simulator.report.wording.tables import VERDICTS
from simulator.rules import Rules
from simulator.source import printable
from simulator.world.replayed import HopReplay

ANSWERS = {"allow": "allowed", "deny": "denied", "rests": "rests on a rule"}
"""What can be predicted of a verdict."""

NONE_DECIDES = "none: nothing allows it"
"""The answer where no statement decides."""


def question(hop: HopReplay) -> str:
    """What is to be predicted."""
    return f"Predict: {printable(hop.hop.action or hop.hop.service)} is"


def is_right(answer: str, hop: HopReplay) -> bool:
    """Whether a prediction came true; that it rests on the network model is as true."""
    if answer == "rests":
        return "forwarding" in hop.rests_on
    allowed = hop.decision.allowed if hop.decision is not None else None
    return allowed is (answer == "allow")


def truth(answer: str, hop: HopReplay, rules: Rules) -> str:
    """What was said and what came out, in both network models where they differ."""
    said = f"You said {ANSWERS[answer]}. "
    label = outcome(hop, Marks.SYMBOL)[0]
    other = hop.counterpart
    if "forwarding" not in hop.rests_on or other is None:
        return said + label
    there = VERDICTS[other.verdict].label(Marks.SYMBOL) if other.verdict else "not made"
    return f"{said}{label} under {rules.forwarding.value}, {there} under {other.forwarding.value}"


def statement_choices(decision: Decision) -> tuple[tuple[str, StatementResult | None], ...]:
    """Every statement that took part, and that none decides."""
    statements = [one for result in decision.results for one in result.statements]
    named = [
        (f"{_file(one)} › {statement_name(one)} ({one.statement.effect.value})", one)
        for one in statements
    ]
    return (*named, (NONE_DECIDES, None))


def _file(statement: StatementResult) -> str:
    return printable(statement.policy.name).rpartition("/")[2]


def is_deciding(choice: StatementResult | None, decision: Decision) -> bool:
    """Whether a statement, or none, decides."""
    if choice is None:
        return not decision.deciding
    return any(one is choice for one in decision.deciding)


def statement_truth(choice: StatementResult | None, decision: Decision) -> str:
    """What was chosen, and what decides."""
    said = NONE_DECIDES if choice is None else statement_name(choice)
    if not decision.deciding:
        return f"You said {said}. No statement allows the call, so it is denied."
    names = ", ".join(f"{statement_name(one)} in {_file(one)}" for one in decision.deciding)
    return f"You said {said}. It is {names}."
