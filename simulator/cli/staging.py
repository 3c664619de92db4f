"""Where is a request of the command line made: in a world, a scenario, or with policies alone?"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from simulator.cli.console import Console
from simulator.cli.quick_world import is_of_resource, is_role, last_resource, quick_world
from simulator.formats.loading import Findings
from simulator.formats.names import check_names
from simulator.formats.one_line import read_request
from simulator.formats.policies import PolicyFiles
from simulator.formats.stages import read_stage
from simulator.language.model import Policy, PolicyType
from simulator.report.wording.diagnostics import is_error
from simulator.source import Diagnostic
from simulator.world.overrides import with_policies
from simulator.world.scenario import Scenario, ScenarioRequest
from simulator.world.world import World

NO_POLICIES = """\
nothing to decide by: give a world, or policies
  calledvia {command} REQUEST --world FILE    who and what there is, with their policies
  calledvia {command} REQUEST --policy FILE   the caller's policies, or the resource's, alone"""


class UnusableError(Exception):
    """The request, the world or a policy cannot be used; what is wrong has been noted."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A request of the command line with all that it is asked in.

    Args:
        world: with the policies that a scenario puts in place.
        request: the request.
        earlier: requests of the scenario that yield the session that makes the request.
    """

    world: World
    request: ScenarioRequest
    earlier: tuple[ScenarioRequest, ...] = ()


@dataclass(slots=True)
class Staging:
    """Reads what a command line names, and keeps what is wrong with it."""

    console: Console
    diagnostics: dict[Diagnostic, None] = field(default_factory=dict)

    def staged(self, arguments: Namespace) -> Staged:
        """The request with its world.

        Raises:
            UnusableError: one of them cannot be used.
        """
        request = self.request(arguments.request)
        if arguments.world is None:
            world = self._quick_world(request, arguments.policies)
            self.note(check_names(request, world))
            return Staged(world, request)
        stage = self.stage(arguments.world)
        world = with_policies(stage.world, stage.policies)
        sessions = {
            one.tree.session.name: number
            for number, one in enumerate(stage.requests, 1)
            if one.tree.session is not None
        }
        self.note(check_names(request, world, sessions))
        return Staged(world, request, stage.requests[: sessions.get(request.tree.acting, 0)])

    def note(self, found: Iterable[Diagnostic]) -> None:
        """Keep what was found.

        Raises:
            UnusableError: an error is among it.
        """
        found = tuple(found)
        self.diagnostics.update(dict.fromkeys(found))
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
            theirs = is_of_resource(untyped)
            policy = files.file(path, of_its_kind if theirs else PolicyType.IDENTITY)
            if policy is not None:
                (of_resource if theirs else own).append(policy)
        self.note(findings.loaded(None).diagnostics)
        return own, of_resource
