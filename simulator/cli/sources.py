"""Which world do the sources of a command line make together?"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.cli.source_arguments import SOURCES
from simulator.formats.imports.account_details import read_account_details
from simulator.formats.imports.imported import Imported, world_of
from simulator.formats.imports.organization_export import read_organization
from simulator.formats.imports.policy_folder import read_policy_folders
from simulator.formats.shapes import ACCOUNT, REGION
from simulator.language.arn import partition_of_region
from simulator.source import Diagnostic
from simulator.world.world import World

_ACCOUNT = "111122223333"
"""An account that AWS's documentation uses in its examples."""

_REGION = "us-east-1"


class OptionError(ValueError):
    """An option has a value that it cannot have; the message says which."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A world made of sources.

    Args:
        world: its accounts may be read only when asked for.
        diagnostics: what was not understood so far.
        later: gives what was found since, in what was read meanwhile.
    """

    world: World
    diagnostics: tuple[Diagnostic, ...]
    later: Callable[[], Iterable[Diagnostic]]


def has_sources(arguments: Namespace) -> bool:
    """Whether the command line names any."""
    return any(getattr(arguments, name, None) for name in SOURCES)


def names_world(arguments: Namespace) -> bool:
    """Whether the command line says in which world to ask."""
    return arguments.world is not None or has_sources(arguments)


def world_from(arguments: Namespace, base: World | None = None) -> Sourced:
    """The world of all sources together.

    Args:
        arguments: with the options of `import_arguments.add_sources`.
        base: the world to which they are added.

    Raises:
        OptionError: an option has a value that it cannot have.
    """
    _check(arguments)
    found = list(_first(arguments, base))
    accounts = {id_ for one in found for id_ in one.accounts}
    account = arguments.account or (base.account if base is not None else None)
    told = arguments.region or (base.region if base is not None else None)
    region = told or _REGION
    only = next(iter(accounts)) if len(accounts) == 1 else None
    found += _of_one_account(arguments, account or only or _ACCOUNT, region)
    world, diagnostics = world_of(found, account=account, region=told)
    if base is not None:
        world = replace(
            base,
            account=world.account,
            region=world.region,
            organization=world.organization,
            accounts=world.accounts,
        )
    return Sourced(world, diagnostics, lambda: (it for one in found for it in one.later()))


def _first(arguments: Namespace, base: World | None) -> Iterator[Imported]:
    """The sources that tell themselves which accounts they are about."""
    if base is not None:
        yield Imported(base.accounts, base.organization)
    if arguments.organization:
        yield read_organization(map(Path, arguments.organization))
    if arguments.account_details:
        yield read_account_details(map(Path, arguments.account_details))


def _of_one_account(arguments: Namespace, account: str, region: str) -> Iterator[Imported]:
    """The sources that are about one account, which they do not name."""
    if arguments.policy_folders:
        yield read_policy_folders(
            map(Path, arguments.policy_folders), account, partition_of_region(region)
        )
    parameters = dict(map(_parameter, arguments.parameters))
    for path in arguments.templates:
        from simulator.formats.templates.reading import read_template

        yield read_template(path, account=account, region=region, parameters=parameters)
    plans = [(path, True) for path in arguments.plans]
    for path, planned in (*plans, *((path, False) for path in arguments.plans_before)):
        from simulator.formats.terraform.reading import read_plan

        yield read_plan(path, account=arguments.account, default=account, planned=planned)


def _parameter(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not name or not equals:
        raise OptionError(f"not NAME=VALUE: {written}")
    return name, value


def _check(arguments: Namespace) -> None:
    for value, word in ((arguments.account, ACCOUNT), (arguments.region, REGION)):
        assert word.pattern is not None
        if value is not None and not word.pattern.fullmatch(value):
            raise OptionError(f"not {word.wanted}: {value}")
