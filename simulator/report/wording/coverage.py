"""What no test depends on, and which changes none would notice, in words."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.coverage import Coverage, Piece, Point
from simulator.analysis.mutants import Mutant, Mutation
from simulator.analysis.suite import Suite
from simulator.analysis.survival import Fate, Tried
from simulator.report.wording.values import counted
from simulator.source import printable

MISSED = {
    Piece.STATEMENT: "{text} carries no verdict",
    Piece.CONDITION_HELD: "{text} never holds",
    Piece.CONDITION_FAILED: "{text} never fails",
    Piece.VALUE: '"{text}" never matches',
}

MUTATIONS = {
    Mutation.STATEMENT_DROPPED: "{old} dropped",
    Mutation.EFFECT_FLIPPED: "{old} became {new}",
    Mutation.VALUE_DROPPED: '"{old}" dropped',
    Mutation.ACTION_WIDENED: "action {old} became {new}",
    Mutation.RESOURCE_WIDENED: "resource {old} became {new}",
    Mutation.CONDITION_DROPPED: "condition {old} dropped",
    Mutation.CIDR_WIDENED: "{old} became {new}",
    Mutation.IF_EXISTS_TOGGLED: "{old} became {new}",
}


def missed_words(point: Point) -> str:
    """That no test depends on something."""
    return MISSED[point.piece].format(text=printable(point.text))


def mutant_words(mutant: Mutant) -> str:
    """What was changed."""
    return MUTATIONS[mutant.mutation].format(old=printable(mutant.old), new=printable(mutant.new))


def percent_words(share: float) -> str:
    """Such as ``98 %``; only all is 100."""
    return f"{int(share)} %"


def summary_words(found: Coverage, suite: Suite) -> str:
    """How much of all policies the suite depends on."""
    total = sum(len(one.points) for one in found.policies)
    return (
        f"{percent_words(found.percent)} of {counted(total, 'point')} in "
        f"{_policies(len(found.policies))}, by {counted(len(suite.scenarios), 'scenario')} and "
        f"{counted(len(suite.claims), 'claim')}"
    )


def _policies(number: int) -> str:
    return "1 policy" if number == 1 else f"{number:,} policies"


def mutants_words(tried: Sequence[Tried], untried: int) -> str:
    """What became of the mutants."""
    found_out = sum(one.fate is Fate.FOUND_OUT for one in tried)
    equivalent = sum(one.fate is Fate.EQUIVALENT for one in tried)
    words = f"{found_out:,} of {counted(len(tried) - equivalent, 'mutant')} found out"
    if equivalent:
        more = "1 more says" if equivalent == 1 else f"{equivalent:,} more say"
        words += f"; {more} the same as the original"
    return words + (f"; {untried:,} not tried for want of time" if untried else "")
