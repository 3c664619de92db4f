"""Does the world know the callers, resources, places and roles that a request names?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from simulator.formats.loading import Findings
from simulator.source import Diagnostic
from simulator.world.names import (
    caller_names,
    find_caller,
    find_place,
    find_resource,
    find_role,
    place_names,
    resource_names,
    role_names,
)
from simulator.world.scenario import Hop, ScenarioRequest
from simulator.world.world import World

CALLER = "caller"
SERVICE = "service"
"""Who makes a call that another caused, if no role does."""


def check_names(
    request: ScenarioRequest, world: World, sessions: Collection[str] = ()
) -> tuple[Diagnostic, ...]:
    """What is wrong with the names of a request.

    Args:
        request: as read from one line.
        world: where the names must exist.
        sessions: names of sessions that were obtained before.
    """
    findings = Findings()
    report_names(request, world, findings, sessions)
    return findings.loaded(None).diagnostics


def report_names(
    request: ScenarioRequest,
    world: World,
    findings: Findings,
    sessions: Collection[str],
    later: Collection[str] = (),
) -> None:
    """Report what is wrong with the names of a request.

    Args:
        request: the request.
        world: where the names must exist.
        findings: where to report.
        sessions: names of sessions that were obtained before.
        later: names of sessions that are obtained only after this request.
    """
    first = request.tree
    _check_caller(first, world, findings, sessions, later)
    if request.place is not None and find_place(world, request.place) is None:
        span = first.written.get("place", request.span)
        findings.report("REQ009", span, got=request.place, expected=place_names(world))
    for hop in _hops(first):
        if hop.action is not None and find_resource(world, hop.resource) is None:
            span = hop.written.get("resource", hop.span)
            findings.report("REQ008", span, got=hop.resource, expected=resource_names(world))
        if hop.passes is not None and find_role(world, hop.passes) is None:
            span = hop.written.get("passes", hop.span)
            findings.report("REQ010", span, got=hop.passes, expected=role_names(world))
        if hop is not first and hop.acting not in (CALLER, SERVICE):
            _check_acting(hop, world, findings)


def _check_caller(
    hop: Hop,
    world: World,
    findings: Findings,
    sessions: Collection[str],
    later: Collection[str],
) -> None:
    if hop.acting in sessions or find_caller(world, hop.acting) is not None:
        return
    code = "REQ007" if hop.acting in later else "REQ006"
    names = () if hop.acting in later else (*caller_names(world), *sessions)
    findings.report(code, hop.written.get("caller", hop.span), got=hop.acting, expected=names)


def _check_acting(hop: Hop, world: World, findings: Findings) -> None:
    if find_role(world, hop.acting) is None:
        names = (CALLER, SERVICE, *role_names(world))
        findings.report("REQ010", hop.written.get("as", hop.span), got=hop.acting, expected=names)


def _hops(first: Hop) -> Iterator[Hop]:
    """All calls of a tree; with a stack, since a chain may be long."""
    waiting = [first]
    while waiting:
        hop = waiting.pop()
        yield hop
        waiting.extend(reversed(hop.then))
