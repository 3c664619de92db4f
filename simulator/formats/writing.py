"""How is a scenario written down so that it reads back as the same?

A small writer for one format: texts are quoted unless they are plainly words, policies are named
by their files, and written out where they are no longer what their files say.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.formats.files import read_source, relative_path
from simulator.formats.kinds import Kind, open_file
from simulator.formats.loading import Findings
from simulator.formats.names import CALLER
from simulator.formats.one_line import print_request
from simulator.formats.quantities import print_instant
from simulator.formats.yaml_text import listed, quoted, scalar
from simulator.language.model import Policy
from simulator.source import printable
from simulator.world.replayed import HopReplay, Replay, RequestReplay
from simulator.world.scenario import Hop, PolicyOverride, ScenarioRequest, SessionSpec

_PARTS = ("identity", "boundary", "trust", "resource")


def scenario_text(replay: Replay, title: str, path: Path) -> str | None:
    """A played scenario as a file, expecting what came out; None if its world is in no file.

    Args:
        replay: of a scenario that replays no others.
        title: of the new file.
        path: of the new file; paths in it are relative to its folder.
    """
    scenario = replay.scenario
    world = _world_path(Path(scenario.path))
    if world is None:
        return None
    rules = scenario.world.rules
    lines = [
        "calledvia: 1",
        f"title: {scalar(title)}",
        f"world: {scalar(relative_path(world, path))}",
        f"as_of: {rules.as_of.isoformat()}",
        f"clock: {quoted(print_instant(scenario.world.clock))}",
        f"forwarding: {rules.forwarding.value}",
    ]
    if scenario.policies:
        lines.append("policies:")
        for owner, override in scenario.policies.items():
            lines += _owner(owner, override, path)
    lines.append("requests:")
    for request in replay.requests:
        lines += _request(request, path)
    return "\n".join(lines) + "\n"


def _world_path(scenario: Path) -> Path | None:
    document = open_file(scenario, Kind.SCENARIO, Findings())
    node = document.get("world") if document is not None else None
    value = getattr(node, "value", None)
    return scenario.parent / value if isinstance(value, str) else None


def _owner(owner: str, override: PolicyOverride, path: Path) -> Iterator[str]:
    yield f"  {scalar(owner)}:"
    for part in _PARTS:
        value: tuple[Policy, ...] | Policy | None = getattr(override, part)
        if isinstance(value, Policy):
            yield from _policy(f"    {part}:", value, path)
        elif value is not None:
            yield from _policies(f"    {part}:", value, path, 6)


def _policies(head: str, policies: Sequence[Policy], path: Path, indent: int) -> Iterator[str]:
    if not policies:
        yield f"{head} []"
        return
    yield head
    for policy in policies:
        yield from _policy(" " * indent + "-", policy, path)


def _policy(head: str, policy: Policy, path: Path) -> Iterator[str]:
    file = Path(policy.source.name)
    if _is_whole_file(policy, file):
        name = scalar(relative_path(file, path))
        arn = f"{{file: {name}, arn: {quoted(policy.arn)}}}" if policy.arn else name
        yield f"{head} {arn}"
        return
    text = policy.source.text.replace("\r\n", "\n").strip()
    if any(printable(row) != row for row in text.replace("\t", " ").split("\n")):
        yield f"{head} {quoted(text)}"
        return
    yield f"{head} |"
    margin = " " * (len(head) - len(head.lstrip()) + 2)
    for row in text.split("\n"):
        yield f"{margin}{row}" if row.strip() else ""


def _is_whole_file(policy: Policy, file: Path) -> bool:
    source = read_source(file, Findings()) if file.is_file() else None
    return source is not None and source.text == policy.source.text


def _request(played: RequestReplay, path: Path) -> Iterator[str]:
    request = played.request
    tree = request.tree
    yield f"  - name: {scalar(request.name)}"
    alone = replace(request, tree=replace(tree, then=()))
    yield f"    call: {scalar(print_request(alone))}"
    if request.after:
        yield f"    after: {_duration(request.after)}"
    if request.console:
        yield "    console: yes"
    if tree.passes is not None:
        yield f"    passes: {scalar(tree.passes)}"
    if tree.session is not None:
        yield from _session(tree.session, path)
    hops = {hop.path: hop for hop in played.hops}
    yield from _outcome(hops.get((1,)), 4)
    yield from _then(tree, (1,), hops, request, 4)


def _then(
    hop: Hop,
    path: tuple[int, ...],
    hops: dict[tuple[int, ...], HopReplay],
    request: ScenarioRequest,
    indent: int,
) -> Iterator[str]:
    if not hop.then:
        return
    margin = " " * indent
    yield f"{margin}then:"
    for number, below in enumerate(hop.then, 1):
        place = (*path, number)
        bare = replace(request, tree=replace(below, acting="x", then=()), place=None, at=None)
        yield f"{margin}  - call: {scalar(print_request(bare).removeprefix('x '))}"
        if below.acting != CALLER:
            yield f"{margin}    as: {scalar(below.acting)}"
        yield from _outcome(hops.get(place), indent + 4)
        yield from _then(below, place, hops, request, indent + 4)


def _outcome(hop: HopReplay | None, indent: int) -> Iterator[str]:
    if hop is None or hop.assumed:
        return
    value = hop.verdict.value if hop.verdict is not None else "not_made"
    yield f"{' ' * indent}expect: {value}"


def _session(session: SessionSpec, path: Path) -> Iterator[str]:
    yield "    session:"
    yield f"      as: {scalar(session.name)}"
    yield f"      session_name: {quoted(session.session_name)}"
    if session.policies is not None:
        yield from _policies("      policies:", session.policies, path, 8)
    if session.tags:
        pairs = ", ".join(f"{quoted(key)}: {quoted(it)}" for key, it in session.tags.items())
        yield f"      tags: {{{pairs}}}"
    if session.transitive:
        yield f"      transitive: [{listed(session.transitive)}]"
    if session.source_identity is not None:
        yield f"      source_identity: {quoted(session.source_identity)}"
    if session.external_id is not None:
        yield f"      external_id: {quoted(session.external_id)}"
    if session.duration is not None:
        yield f"      duration: {_duration(session.duration)}"


def _duration(duration: datetime.timedelta) -> str:
    return f"{int(duration.total_seconds())}s"
