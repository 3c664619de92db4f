"""From where a call works, as JSON: every CIDR, and the statements that decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.analysis.address_cells import Reason
from simulator.analysis.reach import Reach, WayReached
from simulator.analysis.regions import Region
from simulator.report.as_json.decisions import reference_json
from simulator.report.as_json.documents import diagnostic_json
from simulator.report.as_json.names import Names
from simulator.report.as_json.replays import rules_json
from simulator.report.wording.reach import doubt_words
from simulator.source import Diagnostic
from simulator.version import __version__

Json = dict[str, Any]


def reach_document(
    answer: Reach | None, diagnostics: Iterable[Diagnostic], exit_code: int, names: Names
) -> Json:
    """``calledvia/reach/1``."""
    return {
        "schema": "calledvia/reach/1",
        "program": __version__,
        "rules": rules_json(answer.world.rules) if answer is not None else None,
        "request": answer.request.span.source.text if answer is not None else None,
        "ways": [_way(way, names) for way in answer.ways] if answer is not None else [],
        "diagnostics": [diagnostic_json(one, names) for one in diagnostics],
        "exit": exit_code,
    }


def _way(way: WayReached, names: Names) -> Json:
    return {
        "manner": way.route.manner.value,
        "detail": way.route.detail,
        "private": way.route.private,
        "exact": not way.reasons,
        "reasons": [reason_json(reason, names) for reason in way.reasons],
        "elsewhere": None if way.elsewhere is None else list(way.elsewhere.cidrs),
        "regions": [_region(region, names) for region in way.regions],
    }


def _region(region: Region, names: Names) -> Json:
    hop = region.hop
    return {
        "allowed": region.allowed,
        "verdict": hop.verdict.value if hop.verdict else None,
        "not_made": hop.not_made.value if hop.not_made else None,
        "hop": list(hop.path),
        "action": hop.hop.action,
        "cidrs": list(region.block.cidrs),
        "statements": [reference_json(statement, names) for statement in region.carrying],
        "rests_on": list(hop.rests_on),
    }


def reason_json(reason: Reason, names: Names) -> Json:
    """Why an answer may not hold for all requests."""
    return {
        "doubt": reason.doubt.value,
        "detail": reason.detail,
        "text": doubt_words(reason).text,
        "span": names.span(reason.span),
    }
