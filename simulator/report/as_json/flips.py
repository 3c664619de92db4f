"""What would flip a request, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.analysis.changes import Change
from simulator.analysis.counterfactual import Counterfactual, WhyNot
from simulator.report.as_json.decisions import reference_json, value_json
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.report.as_json.reach import reason_json
from simulator.report.as_json.replays import rules_json
from simulator.report.terminal import Marks
from simulator.report.wording.flips import flip_words
from simulator.report.wording.replays import outcome_value, settling_hop
from simulator.source import Diagnostic
from simulator.version import __version__
from simulator.world.actors import instant_text

Json = dict[str, Any]


def why_not_document(
    answer: WhyNot | None, diagnostics: Iterable[Diagnostic], exit_code: int, names: Names
) -> Json:
    """``calledvia/why-not/1``."""
    return {
        "schema": "calledvia/why-not/1",
        "program": __version__,
        "rules": rules_json(answer.played.scenario.world.rules) if answer is not None else None,
        "answer": why_not_json(answer, names) if answer is not None else None,
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def why_not_json(answer: WhyNot, names: Names) -> Json:
    """What came of the request, what carries it, and what would flip it."""
    return {
        "request": answer.played.request.name,
        "allowed": answer.played.allowed,
        "outcome": outcome_value(settling_hop(answer.played)),
        "carrying": [reference_json(statement, names) for statement in answer.carrying],
        "flips": [_flip(flip) for flip in answer.flips],
        "other_model": answer.other_model,
        "complete": answer.complete,
        "reasons": [reason_json(reason, names) for reason in answer.reasons],
    }


def _flip(flip: Counterfactual) -> Json:
    return {
        "changes": [_change(change) for change in flip.changes],
        "text": flip_words(flip, Marks.SPOKEN),
        "outcome": outcome_value(settling_hop(flip.played[-1])),
    }


def _change(change: Change) -> Json:
    return {
        "kind": change.kind.value,
        "detail": change.detail,
        "cidrs": list(change.block.cidrs) if change.block is not None else None,
        "at": instant_text(change.at) if change.at is not None else None,
        "value": value_json(change.value),
    }
