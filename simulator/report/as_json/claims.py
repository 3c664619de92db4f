"""What is found of claims, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulator.report.as_claims import Proved
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.report.as_json.reach import reason_json
from simulator.report.as_json.replays import hop_json, rules_json
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def prove_document(
    proved: Sequence[Proved], diagnostics: Iterable[Diagnostic], exit_code: int, names: Names
) -> Json:
    """``calledvia/prove/1``."""
    return {
        "schema": "calledvia/prove/1",
        "program": __version__,
        "claims": [_proved(one, names) for one in proved],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "summary": {
            "claims": len(proved),
            "unexpected": sum(not one.as_expected for one in proved),
        },
        "exit": exit_code,
    }


def _proved(one: Proved, names: Names) -> Json:
    proof = one.proof
    return {
        "name": proof.claim.name,
        "span": names.span(proof.claim.span),
        "answer": proof.answer.value,
        "expected": one.expect.value,
        "as_expected": one.as_expected,
        "witness": _witness(one, names),
        "reasons": [reason_json(reason, names) for reason in proof.reasons],
        "played": proof.played,
    }


def _witness(one: Proved, names: Names) -> Json | None:
    witness = one.proof.witness
    if witness is None or one.line is None:
        return None
    played = witness.played
    return {
        "request": one.line,
        "world": names.file(one.stage),
        "rules": rules_json(played.scenario.world.rules),
        "allowed": played.allowed,
        "hops": [hop_json(hop, names) for hop in played.hops],
    }
