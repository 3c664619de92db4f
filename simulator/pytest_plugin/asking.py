"""What does a world answer to a request that a test in Python writes in one line?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.formats.loading import used
from simulator.formats.one_line import parse_request
from simulator.formats.stages import in_stage, read_stage
from simulator.report.as_text import hops_lines
from simulator.report.terminal import Terminal
from simulator.report.wording.replays import request_outcome
from simulator.rules import Rules
from simulator.world.replay import replay
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request.

    Args:
        verdict: as scenarios spell it: ``allow``, ``explicit_deny``, ``implicit_deny``,
            ``depends`` or ``not_made``; of a chain, that of the hop that settles it.
        replayed: the request with all its hops.
        rules: under which rules it was played.
    """

    verdict: str
    replayed: RequestReplay = field(repr=False)
    rules: Rules = field(repr=False)

    @property
    def allowed(self) -> bool | None:
        """True if every hop is allowed, False if one is not, None if it depends."""
        return self.replayed.allowed

    @property
    def explanation(self) -> str:
        """Every hop with what it saw and the statement that decided, as `calledvia ask` prints."""
        return "\n".join(hops_lines(self.replayed, self.rules, Terminal(ascii=True)))


@dataclass(frozen=True, slots=True)
class AskedWorld:
    """A world, or a scenario with its policies and the sessions that its requests yield."""

    stage: Scenario

    def ask(self, line: str) -> Outcome:
        """Decide one request.

        Args:
            line: such as ``user/alice ec2:StopInstances on instance/i-0abc from office``.

        Raises:
            FormatError: it is no request, or names what the world does not have.
        """
        staged = used(in_stage(parse_request(line), self.stage))
        requests = (*staged.earlier, staged.request)
        played = replay(replace(self.stage, requests=requests, replays=()))
        asked = played.requests[-1]
        return Outcome(request_outcome(asked), asked, played.rules)


@dataclass(frozen=True, slots=True)
class Worlds:
    """Reads the worlds that tests ask, each once."""

    root: Path
    _read: dict[Path, AskedWorld] = field(default_factory=dict, repr=False)

    def world(self, path: str | Path) -> AskedWorld:
        """The world of a file.

        Args:
            path: a world or a scenario; a relative one counts from pytest's root folder.

        Raises:
            FormatError: it cannot be used; carries everything that is wrong, with positions.
        """
        file = self.root / path
        if file not in self._read:
            self._read[file] = AskedWorld(used(read_stage(file)))
        return self._read[file]
