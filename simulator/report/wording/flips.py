"""What would flip a request, in words: each set of changes, and what carries the outcome."""

from __future__ import annotations

from simulator.analysis.changes import Change, ChangeKind
from simulator.analysis.counterfactual import Counterfactual, WhyNot
from simulator.report.terminal import Marks
from simulator.report.wording.decisions import statement_name
from simulator.report.wording.reach import block_words
from simulator.report.wording.replays import outcome, settling_hop
from simulator.report.wording.tables import POLICY_TYPES
from simulator.report.wording.values import Sentence, service_name, value_text
from simulator.rules import Forwarding
from simulator.source import printable
from simulator.world.actors import instant_text

CHANGES = {
    ChangeKind.BY_HAND: "made by hand, not via {detail}",
    ChangeKind.THROUGH: "made via {service}",
    ChangeKind.AS_ROLE: "made as {detail}",
    ChangeKind.ADDRESS: "from {block}",
    ChangeKind.PLACE: "through {detail}",
    ChangeKind.AT: "at {at}",
    ChangeKind.MFA: "with multi-factor authentication",
    ChangeKind.KEY: "with {detail} {value}",
}


def change_words(change: Change) -> str:
    """One change."""
    return CHANGES[change.kind].format(
        detail=printable(change.detail),
        service=service_name(change.detail),
        block=block_words(change.block) if change.block is not None else "",
        at=instant_text(change.at) if change.at is not None else "",
        value=value_text(change.value),
    )


def flip_words(flip: Counterfactual, marks: Marks) -> str:
    """A set of changes, and what comes out then."""
    words = ", ".join(change_words(change) for change in flip.changes)
    return f"{words}: {outcome(settling_hop(flip.played[-1]), marks)[0]}"


def other_model_words(answer: WhyNot) -> str | None:
    """That the other network model flips it."""
    if not answer.other_model:
        return None
    here = answer.played.scenario.world.rules.forwarding
    there = next(other for other in Forwarding if other is not here)
    return f"forwarding = {there.value}: AWS decides that, not the caller"


def nothing_words(answer: WhyNot) -> str:
    """That no set of changes was found, and how far they were tried."""
    return "nothing that the caller can change" if answer.complete else "nothing that was tried"


def incomplete_words(answer: WhyNot) -> str | None:
    """That not every set was tried."""
    return None if answer.complete else "sets beyond the first 400 were not tried"


def carrying_words(answer: WhyNot) -> tuple[Sentence, ...]:
    """The statements without which it would come out otherwise."""
    return tuple(
        Sentence(
            f"{statement_name(one)} ({one.statement.effect.value}) of the "
            f"{POLICY_TYPES[one.type].one}",
            one.statement.span,
        )
        for one in answer.carrying
    )
