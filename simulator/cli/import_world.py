"""``calledvia import``: a world that a person can read and edit, from what people have."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.sources import OptionError, has_sources, world_from
from simulator.formats.imports.world_writing import world_files
from simulator.report.as_concise import diagnostic_lines
from simulator.report.wording.diagnostics import is_error
from simulator.report.wording.values import counted
from simulator.source import Diagnostic, printable
from simulator.world.world import World

_NO_SOURCES = """\
nothing to make a world of: give at least one of
  --account-details, --organization, --template, --terraform, --policies"""
_ENDING = ".yaml"


def execute(arguments: Namespace) -> int:
    """Read all sources, write the world, and list what was not understood."""
    console = Console(arguments)
    if not has_sources(arguments):
        console.tell(_NO_SOURCES.splitlines())
        return Exit.BAD_INPUT
    path = Path(arguments.output)
    if path.suffix != _ENDING:
        console.tell([f"the world's file has to end in {_ENDING}: {printable(path.name)}"])
        return Exit.BAD_INPUT
    try:
        found = world_from(arguments)
    except OptionError as error:
        console.tell([printable(str(error))])
        return Exit.BAD_INPUT
    files = world_files(found.world, path.stem)
    diagnostics = tuple(dict.fromkeys((*found.diagnostics, *found.later())))
    console.tell(diagnostic_lines(diagnostics))
    if not found.world.accounts:
        console.tell(["no account was found: nothing is written"])
        return Exit.BAD_INPUT
    if not _write(files, path.parent, console):
        return Exit.BAD_INPUT
    console.print(_summary(found.world, path, files, diagnostics))
    unread = _unread(found.world)
    return Exit.PARTLY_READ if unread or any(map(is_error, diagnostics)) else Exit.OK


def _write(files: Mapping[str, str], folder: Path, console: Console) -> bool:
    """Write all files, unless one of their names is taken."""
    taken = [name for name in files if (folder / name).exists()]
    if taken:
        console.tell([f"not written: {printable((folder / taken[0]).as_posix())} is there already"])
        return False
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            # "x": what appeared in the meantime is not overwritten either.
            with open(folder / name, "x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    except OSError as error:
        reason = error.strerror or str(error)
        console.tell([f"cannot write to {printable(folder.as_posix())}: {reason}"])
        return False
    return True


def _summary(
    world: World, path: Path, files: Mapping[str, str], diagnostics: tuple[Diagnostic, ...]
) -> Iterator[str]:
    accounts = world.accounts.values()
    counts = (
        (len(accounts), "account"),
        (sum(len(it.users) for it in accounts), "user"),
        (sum(len(it.groups) for it in accounts), "group"),
        (sum(len(it.roles) for it in accounts), "role"),
        (sum(len(it.resources) for it in accounts), "resource"),
        (sum(name.endswith(".json") for name in files), "policy file"),
    )
    yield f"wrote {printable(path.as_posix())}: " + ", ".join(counted(*one) for one in counts)
    unread = _unread(world)
    if unread:
        yield f"policies attached that could not be read: {unread:,}"
    if diagnostics:
        yield f"not understood, or left out, and listed above: {len(diagnostics):,}"
    yield ""
    yield "next:"
    yield f"  calledvia check {printable(path.as_posix())}"
    yield f"  calledvia ask 'REQUEST' --world {printable(path.as_posix())}"


def _unread(world: World) -> int:
    """How many policies of the accounts are not read, each as often as it is attached."""
    return sum(
        policy is not None and policy.unread
        for account in world.accounts.values()
        for owners in (account.users, account.groups, account.roles)
        for owner in owners.values()
        for policy in (
            *owner.policies,
            getattr(owner, "boundary", None),
            getattr(owner, "trust", None),
        )
    )
