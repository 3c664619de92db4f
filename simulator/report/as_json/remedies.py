"""How cures compare, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from simulator.analysis.remedies.cure import Document
from simulator.analysis.remedies.fix import Fix
from simulator.analysis.remedies.question import Call
from simulator.analysis.remedies.restrictions import Restriction
from simulator.analysis.remedies.trial import Cell, Reached, Trial
from simulator.analysis.routes import chain
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def fix_document(
    fix: Fix | None, diagnostics: Iterable[Diagnostic], exit_code: int, names: Names
) -> Json:
    """``calledvia/fix/1``."""
    return {
        "schema": "calledvia/fix/1",
        "program": __version__,
        "user": fix.question.user if fix is not None else None,
        "restrictions": [_restriction(one, names) for one in fix.question.found] if fix else [],
        "unchanged": [_restriction(one, names) for one in fix.question.left] if fix else [],
        "other_users": list(fix.question.others) if fix else [],
        "calls": [_call(call) for call in fix.calls] if fix else [],
        "now": [_cell(cell) for cell in fix.now.cells] if fix else [],
        "cures": [_cure(fix, trial) for trial in fix.trials] if fix else [],
        "not_drafted": {kind.value: why.value for kind, why in fix.others.items()} if fix else {},
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _restriction(one: Restriction, names: Names) -> Json:
    return {
        "policy": names.file(one.policy.name),
        "owners": list(one.owners),
        "type": one.type.value,
        "statement": one.statement.index,
        "effect": one.statement.effect.value,
        "ranges": list(one.ranges),
        "span": names.span(one.condition.span),
    }


def _call(call: Call) -> Json:
    return {
        "name": call.request.name,
        "wish": call.wish.value,
        "probe": call.probe.value if call.probe is not None else None,
        "caller": call.request.tree.acting,
        "place": call.request.place,
        "hops": [
            {
                "action": hop.action,
                "service": hop.service,
                "resource": hop.resource,
                "acting": hop.acting,
                "passes": hop.passes,
            }
            for hop in chain(call.request.tree)
        ],
    }


def _cell(cell: Cell) -> Json | None:
    if not cell.played:
        return None
    return {model.value: cell.allowed(model) for model in cell.played}


def _cure(fix: Fix, trial: Trial) -> Json:
    cure = trial.cure
    assert cure is not None
    return {
        "kind": cure.kind.value,
        "cures": fix.cures(trial),
        "cells": [_cell(cell) for cell in trial.cells],
        "failing": _numbers(fix, fix.failing(trial)),
        "let_in": _numbers(fix, fix.let_in(trial)),
        "exposed": _numbers(fix, fix.exposed(trial)),
        "reach": [_reached(reached) for reached in trial.reached],
        "log_names": list(trial.named),
        "documents": [_document(document) for document in cure.documents],
    }


def _numbers(fix: Fix, calls: Sequence[Call]) -> list[int]:
    """Places in the list of calls, from 0."""
    return [number for number, call in enumerate(fix.calls) if call in calls]


def _reached(reached: Reached) -> Json:
    return {
        "manner": reached.route.manner.value,
        "detail": reached.route.detail,
        "allowed": {model.value: list(block.cidrs) for model, block in reached.allowed.items()},
    }


def _document(document: Document) -> Json:
    return {
        "file": document.policy.name,
        "owners": list(document.owners),
        "type": document.type.value,
        "policy": json.loads(document.policy.source.text),
    }
