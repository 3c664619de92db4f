"""Where is a request of the command line made: in a world, a scenario, or with policies alone?"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.exits import Exit
from simulator.cli.quick_world import is_role, last_resource, quick_world
from simulator.cli.sources import OptionError, has_sources, names_world, world_from
from simulator.formats.loading import Findings
from simulator.formats.names import check_names
from simulator.formats.one_line import read_request
from simulator.formats.policies import PolicyFiles
from simulator.formats.stages import Staged, in_stage, read_stage
from simulator.language.model import Policy, PolicyType
from simulator.report.wording.diagnostics import is_error
from simulator.source import Diagnostic, printable
from simulator.world.scenario import Scenario, ScenarioRequest
from simulator.world.world import World

NO_POLICIES = """\
nothing to decide by: give a world, or policies
  calledvia {command} REQUEST --world FILE    who and what there is, with their policies
  calledvia {command} REQUEST --account-details FILE   the same of an account as AWS prints it
  calledvia {command} REQUEST --policy FILE   the caller's policies, or the resource's, alone"""


class UnusableError(Exception):
    """The request, the world or a policy cannot be used; what is wrong has been noted."""


@dataclass(slots=True)
class Staging:
    """Reads what a command line names, and keeps what is wrong with it."""

    console: Console
    _found: dict[Diagnostic, None] = field(default_factory=dict)
    _later: list[Callable[[], Iterable[Diagnostic]]] = field(default_factory=list)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything found so far, in the accounts that were read meanwhile too."""
        later = (found for one in self._later for found in one())
        return tuple(dict.fromkeys((*self._found, *later)))

    def code(self, code: Exit) -> Exit:
        """The exit code: of a command that ended well, whether all input could be read."""
        unread = code is Exit.OK and self._later and any(map(is_error, self.diagnostics))
        return Exit.PARTLY_READ if unread else code

    def staged(self, arguments: Namespace) -> Staged:
        """The request with its world.

        Raises:
            UnusableError: one of them cannot be used.
        """
        request = self.request(arguments.request)
        if not names_world(arguments):
            world = self._quick_world(request, arguments.policies)
            self.note(check_names(request, world))
            return Staged(world, request)
        loaded = in_stage(request, self.stage_of(arguments))
        self.note(loaded.diagnostics)
        if loaded.value is None:
            raise UnusableError
        return loaded.value

    def note(self, found: Iterable[Diagnostic]) -> None:
        """Keep what was found.

        Raises:
            UnusableError: an error is among it.
        """
        found = tuple(found)
        self._found.update(dict.fromkeys(found))
        if any(map(is_error, found)):
            raise UnusableError

    def request(self, text: str) -> ScenarioRequest:
        """The request of one line.

        Raises:
            UnusableError: it is none.
        """
        loaded = read_request(text)
        self.note(loaded.diagnostics)
        if loaded.value is None:
            raise UnusableError
        return loaded.value

    def stage_of(self, arguments: Namespace) -> Scenario:
        """The world, or the scenario, that the command line names, its sources added.

        Raises:
            UnusableError: it cannot be read.
        """
        named = self.stage(arguments.world) if arguments.world is not None else None
        if not has_sources(arguments):
            assert named is not None
            return named
        if getattr(arguments, "policies", None) is not None:
            self.console.tell(["--policy goes without a world: leave it out, or the sources"])
            raise UnusableError
        try:
            found = world_from(arguments, named.world if named is not None else None)
        except OptionError as error:
            self.console.tell([printable(str(error))])
            raise UnusableError from None
        # What is wrong with one source does not take the others away.
        self._found.update(dict.fromkeys(found.diagnostics))
        self._later.append(found.later)
        if not found.world.accounts:
            raise UnusableError
        if named is not None:
            return replace(named, world=found.world)
        return Scenario("world", None, "<sources>", found.world, ())

    def stage(self, path: str) -> Scenario:
        """The world, or the scenario, of a file.

        Raises:
            UnusableError: it cannot be read.
        """
        loaded = read_stage(path)
        self.note(loaded.diagnostics)
        if loaded.value is None:
            raise UnusableError
        return loaded.value

    def _quick_world(self, request: ScenarioRequest, paths: Iterable[str]) -> World:
        own, of_resource = self._policies(paths, request)
        if len(of_resource) > 1:
            named = ", ".join(policy.name for policy in of_resource)
            self.console.tell([f"a resource has one policy: of {named} give one"])
            raise UnusableError
        if of_resource and last_resource(request) == "*":
            self.console.tell(
                [f"{of_resource[0].name} has a Principal, so it is a resource's: say on which ARN"]
            )
            raise UnusableError
        return quick_world(request, own, of_resource[0] if of_resource else None)

    def _policies(
        self, paths: Iterable[str], request: ScenarioRequest
    ) -> tuple[list[Policy], list[Policy]]:
        """The caller's policies and the resource's, each held against the rules of its type."""
        findings = Findings()
        files = PolicyFiles(findings)
        own: list[Policy] = []
        of_resource: list[Policy] = []
        of_its_kind = PolicyType.TRUST if is_role(last_resource(request)) else PolicyType.RESOURCE
        for path in map(Path, paths):
            untyped = files.file(path, None)
            if untyped is None:
                continue
            theirs = untyped.has_principals
            policy = files.file(path, of_its_kind if theirs else PolicyType.IDENTITY)
            if policy is not None:
                (of_resource if theirs else own).append(policy)
        self.note(findings.loaded(None).diagnostics)
        return own, of_resource
