"""Everything that a call's request context follows from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.evaluation.request import ContextValue
from simulator.world.actors import Actor
from simulator.world.names import Target
from simulator.world.replayed import CallKind
from simulator.world.world import Place, World

Derived = tuple[ContextValue | None, tuple[str, ...]]
"""A key's value (None = absent) and the rules by which it was derived."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The call with which a chain of forwarded calls began.

    Args:
        place: where its caller sat; None: nobody said.
        source_ip: what aws:SourceIp was there.
        through_endpoint: whether it came through a VPC endpoint.
        instant: when it was made.
        long_term: whether it was made with long-term credentials.
    """

    place: Place | None
    source_ip: Derived
    through_endpoint: bool
    instant: datetime.datetime
    long_term: bool


@dataclass(frozen=True, slots=True)
class CallSite:
    """Everything that a hop's context follows from.

    Args:
        calling: the services that forwarded the call so far, in order; the service that makes it
            is the last one. For calls that services make as a role or as themselves only that one.
        cause: the resource of the call that caused this one; None where nobody said.
        carried: keys about the caller that the scenario set on the calls that led to this one,
            and that go on with the caller's credentials.
        request_keys: keys that come from the call's own parameters.
    """

    kind: CallKind
    world: World
    actor: Actor
    action: str
    target: Target
    instant: datetime.datetime
    origin: Origin
    calling: tuple[str, ...] = ()
    cause: Target | None = None
    carried: Mapping[str, Derived] = field(default_factory=dict)
    request_keys: Mapping[str, ContextValue] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The prefix of the service that is called."""
        return self.action.lower().partition(":")[0]
