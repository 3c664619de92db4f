"""What is replayed: requests as trees of calls, and what is expected of each.

Values only; `formats/scenario.py` and `formats/one_line.py` make them, `replay.py` plays them.
Names stay as written (`user/alice`, `bob`, `instance/i-0abc`) and are resolved in the world when
they are played, since a session exists only from the call that yields it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.language.model import Policy
from simulator.rules import Forwarding
from simulator.source import Span, Text
from simulator.world.world import World


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a scenario expects of one call; None or empty fields expect nothing.

    Args:
        verdict: ``allow``, ``deny`` (either kind), ``explicit_deny``, ``implicit_deny``,
            ``depends`` or ``not_made``.
        type: the policy type that settles it, a value of `PolicyType`.
        policy: path of the policy as written.
        policy_path: the same path as openable from the current folder, as `Policy.name` has it.
        sid: a Sid, or a statement's number.
        key: a condition key, matched in any case.
        because: a value of `Because`, or of `NotMade` when the call is not made.
        rests_on: ids of rules that the decision must lean on.
        under: what is expected instead in the other network model.
        span: where the expectation is written.
    """

    verdict: str | None = None
    type: str | None = None
    policy: str | None = None
    sid: str | int | None = None
    key: str | None = None
    because: str | None = None
    rests_on: tuple[str, ...] = ()
    under: Mapping[Forwarding, Expectation] = field(default_factory=dict)
    span: Span | None = None
    policy_path: str | None = None


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """The session that an AssumeRole call (or its like) yields.

    Args:
        name: how later calls of the scenario name it as their caller.
        session_name: RoleSessionName.
        policies: session policies; None = none passed.
        duration: asked for; None: the call's default (one hour for AssumeRole).
    """

    name: str
    session_name: str
    policies: tuple[Policy, ...] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str | None = None
    external_id: str | None = None
    duration: datetime.timedelta | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the scenario says of the request context, above what is derived.

    Args:
        given: keys and their values, as text or lists of text.
        absent: keys taken away.
        unknown: keys that nobody knows.
    """

    given: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """One API call as one service sees it, and the calls that the service then makes.

    Args:
        action: ``service:Name``; None when only the service is known (`via cloudformation`): the
            call is then assumed, not evaluated. `service` names it in both cases.
        service: the prefix of the service that is called.
        resource: short name, ARN or ``*``, as written.
        acting: who makes the call: the caller's name for the first hop; for others ``caller``
            (forwarded), ``service`` (service principal) or ``role/N`` (service role).
        passes: the role handed to the service, as written.
        session: the session that the call yields.
        written: where its parts are written: ``caller``, ``action``, ``resource``, ``place``,
            ``as``, ``passes``, as far as they are.
    """

    action: str | None
    service: str
    resource: str
    acting: str
    span: Span
    overrides: Overrides = Overrides()
    passes: str | None = None
    session: SessionSpec | None = None
    expect: Expectation | None = None
    trail: Mapping[str, Text] = field(default_factory=dict)
    then: tuple[Hop, ...] = ()
    written: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ScenarioRequest:
    """One request: a tree of calls.

    Args:
        name: unique in its file.
        place: name in the world's networks, or an address; None: not said, so the caller's address
            is unknown.
        at: when the call is made; None: when the clock stands.
        after: how long after the request before.
        console: made in the AWS console: sign-in brings temporary credentials and their keys.
        tree: the first call.
    """

    name: str
    tree: Hop
    place: str | None
    span: Span
    at: datetime.datetime | None = None
    after: datetime.timedelta = datetime.timedelta(0)
    console: bool = False


@dataclass(frozen=True, slots=True)
class PolicyOverride:
    """Policies that a scenario puts in place of an owner's; None = as in the world."""

    identity: tuple[Policy, ...] | None = None
    boundary: Policy | None = None
    trust: Policy | None = None
    resource: Policy | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """An ordered list of requests in a world.

    Args:
        name: the file's stem.
        path: the file, as openable from the current folder.
        world: the world as the scenario's own settings (`as_of`, `clock`, `forwarding`) make it,
            its `policies` not yet applied.
        policies: what the scenario puts in place of the world's policies, by owner as written.
        replays: other scenarios played again under this one's settings, each with its own world
            and policies; what they expect is already what they expect in this network model.
    """

    name: str
    title: str | None
    path: str
    world: World
    requests: tuple[ScenarioRequest, ...]
    policies: Mapping[str, PolicyOverride] = field(default_factory=dict)
    replays: tuple[Scenario, ...] = ()
