"""How is an example of a group written, so that ``calledvia run`` replays it?

A scenario of one request in the world that was asked, with the new policies in place and the
verdict that came out as its expectation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.analysis.logs.rollout import Example
from simulator.formats.files import relative_path
from simulator.formats.one_line import print_request
from simulator.formats.quantities import print_instant
from simulator.formats.yaml_text import listed, quoted, scalar
from simulator.language.model import Policy
from simulator.world.scenario import Overrides, PolicyOverride
from simulator.world.world import World

_PARTS = ("identity", "boundary", "trust", "resource")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where examples are replayed.

    Args:
        path: the world's file.
        world: what is in it, for its settings.
        policies: what the scenarios put in place of its policies.
    """

    path: Path
    world: World
    policies: Mapping[str, PolicyOverride]


def example_text(
    example: Example, title: str, stage: Stage, path: Path, remarks: Sequence[str] = ()
) -> str:
    """The scenario of an example.

    Args:
        example: the call.
        title: of the scenario.
        stage: where it is replayed.
        path: of the new file; paths in it are relative to its folder.
        remarks: what stands above it as comments, printable, a line each.
    """
    rules = stage.world.rules
    lines = [
        *(f"# {remark}" for remark in remarks),
        "calledvia: 1",
        f"title: {scalar(title)}",
        f"world: {scalar(relative_path(stage.path, path))}",
        f"as_of: {rules.as_of.isoformat()}",
        f"clock: {quoted(print_instant(stage.world.clock))}",
        f"forwarding: {rules.forwarding.value}",
    ]
    if stage.policies:
        lines.append("policies:")
        for owner, override in stage.policies.items():
            lines += _owner(owner, override, path)
    request = example.request
    bare = replace(request, tree=replace(request.tree, overrides=Overrides()))
    lines += [
        "requests:",
        f"  - name: {scalar(request.name)}",
        f"    call: {scalar(print_request(bare))}",
        *_overrides(request.tree.overrides),
        f"    expect: {example.new.value}",
    ]
    return "\n".join(lines) + "\n"


def _overrides(overrides: Overrides) -> Iterator[str]:
    if overrides.given:
        yield "    context:"
        for key, value in overrides.given.items():
            shown = quoted(value) if isinstance(value, str) else f"[{listed(value)}]"
            yield f"      {quoted(key)}: {shown}"
    if overrides.absent:
        yield f"    absent: [{listed(overrides.absent)}]"
    if overrides.unknown:
        yield f"    unknown: [{listed(overrides.unknown)}]"


def _owner(owner: str, override: PolicyOverride, path: Path) -> Iterator[str]:
    yield f"  {quoted(owner)}:"
    for part in _PARTS:
        value: Sequence[Policy] | Policy | None = getattr(override, part)
        if isinstance(value, Policy):
            yield f"    {part}: {_policy(value, path)}"
        elif value is not None:
            yield f"    {part}: [{', '.join(_policy(policy, path) for policy in value)}]"


def _policy(policy: Policy, path: Path) -> str:
    """The policy's file, or its text where it is not all of a file."""
    file = Path(policy.source.name)
    if not _is_whole_file(policy, file):
        return quoted(policy.source.text.strip())
    name = quoted(relative_path(file, path))
    return f"{{file: {name}, arn: {quoted(policy.arn)}}}" if policy.arn else name


def _is_whole_file(policy: Policy, file: Path) -> bool:
    try:
        return file.read_text(encoding="utf-8-sig") == policy.source.text
    except (OSError, ValueError):
        return False
