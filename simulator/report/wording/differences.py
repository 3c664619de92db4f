"""How two sets of policies differ, in words."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.difference import Relation, Shown
from simulator.analysis.parts import Part, PartDifference
from simulator.language.model import PolicyType
from simulator.report.terminal import Marks, Style
from simulator.report.wording.tables import POLICY_TYPES, VERDICTS
from simulator.report.wording.values import counted
from simulator.source import printable

RELATIONS = {
    Relation.EQUIVALENT: ("equivalent", "no request tells the two apart", Style.ALLOW),
    Relation.NARROWER: ("narrower", "the new allows less, and nothing more", Style.DEPENDS),
    Relation.WIDER: ("wider", "the new allows more, and nothing less", Style.DEPENDS),
    Relation.INCOMPARABLE: ("incomparable", "the new allows less here and more there", Style.DENY),
    Relation.UNKNOWN: ("unknown", "not every request could be tried", Style.DEPENDS),
}
"""The word, what it says, and its colour."""


def part_words(part: Part) -> str:
    """Whose policies, and of which type."""
    kind = POLICY_TYPES[part.type].many
    if not part.owner:
        return "policies" if part.type is PolicyType.IDENTITY else kind
    return f"{printable(part.owner)}, {kind}"


def change_words(shown: Shown, marks: Marks) -> str:
    """What came out, and what comes out now."""
    to = "to" if marks is Marks.SPOKEN else "->" if marks is Marks.ASCII else "→"
    return f"{VERDICTS[shown.old].label(marks)} {to} {VERDICTS[shown.new].label(marks)}"


def masked_words() -> str:
    """That a difference between policies shows in no request by itself."""
    return "other policies of the world hide it in this request"


def summary_words(found: Sequence[PartDifference], relation: Relation) -> str:
    """The last line of a comparison of many parts."""
    same = sum(one.difference.relation is Relation.EQUIVALENT for one in found)
    word, meaning, _ = RELATIONS[relation]
    return f"{word}: {meaning}; {counted(len(found), 'part')}, {same} of them equivalent"
