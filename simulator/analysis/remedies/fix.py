"""Which cures are there for a restriction, and how does each fare?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simulator.analysis.remedies.called_via import called_via
from simulator.analysis.remedies.cure import Cure, Document, Kind, NotDrafted
from simulator.analysis.remedies.question import Call, Question, Wish
from simulator.analysis.remedies.role_to_become import role_to_become
from simulator.analysis.remedies.service_role import service_role
from simulator.analysis.remedies.trial import Cell, Trial, probes, tried
from simulator.analysis.remedies.via_aws_service import via_aws_service
from simulator.analysis.remedies.vpc_endpoint import vpc_endpoint

CURES: Mapping[Kind, Callable[[Question], Cure | NotDrafted]] = {
    Kind.ROLE_TO_BECOME: role_to_become,
    Kind.VIA_AWS_SERVICE: via_aws_service,
    Kind.CALLED_VIA: called_via,
    Kind.SERVICE_ROLE: service_role,
    Kind.VPC_ENDPOINT: vpc_endpoint,
}


@dataclass(frozen=True, slots=True)
class Fix:
    """The comparison.

    Args:
        question: what is to be cured.
        calls: the rows; those that were written first.
        now: the policies as they are.
        trials: a column for each cure that could be drafted.
        others: why the other cures could not.
    """

    question: Question
    calls: tuple[Call, ...]
    now: Trial
    trials: tuple[Trial, ...]
    others: Mapping[Kind, NotDrafted]

    def failing(self, trial: Trial) -> tuple[Call, ...]:
        """The needed calls that do not work in both network models."""
        return self._rows(trial, Wish.NEEDED, lambda cell, _: not cell.works)

    def let_in(self, trial: Trial) -> tuple[Call, ...]:
        """The calls from outside that are not kept out."""
        return self._rows(trial, Wish.UNWANTED, lambda cell, _: cell.opens)

    def exposed(self, trial: Trial) -> tuple[Call, ...]:
        """What nobody asked for and what the cure allows where it was denied before."""
        return self._rows(trial, Wish.NEITHER, lambda cell, now: _newly(cell, now))

    def cures(self, trial: Trial) -> bool:
        """Whether all needed calls work, and nothing from outside does."""
        return not self.failing(trial) and not self.let_in(trial)

    def _rows(
        self, trial: Trial, wish: Wish, chosen: Callable[[Cell, Cell], bool]
    ) -> tuple[Call, ...]:
        rows = zip(self.calls, trial.cells, self.now.cells, strict=True)
        return tuple(call for call, cell, now in rows if call.wish is wish and chosen(cell, now))


def _newly(cell: Cell, now: Cell) -> bool:
    return any(
        cell.allowed(model) is True and not (now.played and now.allowed(model) is True)
        for model in cell.played
    )


def fix(question: Question) -> Fix:
    """Draft every cure and try it out.

    Args:
        question: with at least one call.
    """
    drafts = {kind: draft(question) for kind, draft in CURES.items()}
    cures = [_with_own_files(one) for one in drafts.values() if isinstance(one, Cure)]
    calls = (*question.calls, *probes(question, cures))
    return Fix(
        question,
        calls,
        tried(question, None, calls),
        tuple(tried(question, cure, calls) for cure in cures),
        {kind: one for kind, one in drafts.items() if isinstance(one, NotDrafted)},
    )


def _with_own_files(cure: Cure) -> Cure:
    """The cure with a file name of its own for every policy."""
    taken: dict[str, int] = {}
    documents: list[Document] = []
    for document in cure.documents:
        name = document.policy.name.replace("\\", "/").rpartition("/")[2]
        stem = name.removesuffix(".json") or "policy"
        taken[stem] = taken.get(stem, 0) + 1
        number = f"-{taken[stem]}" if taken[stem] > 1 else ""
        policy = replace(document.policy, name=f"{stem}{number}.json")
        documents.append(replace(document, policy=policy))
    return replace(cure, documents=tuple(documents))
