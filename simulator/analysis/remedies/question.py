"""What is to be cured: whose restriction, and which calls must work or must stay out?"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from simulator.analysis.blocks import Block, complement, union
from simulator.analysis.owners import with_changed_policies
from simulator.analysis.remedies.restrictions import Restriction, restrictions
from simulator.analysis.remedies.rewriting import without_restriction
from simulator.analysis.routes import allowed, chain, leaf
from simulator.language.addresses import read_address
from simulator.language.model import Policy, PolicyType
from simulator.rules import Forwarding
from simulator.world.names import find_caller, find_place, find_resource, find_role
from simulator.world.organization import scp_levels
from simulator.world.overrides import with_policies
from simulator.world.replay import replay
from simulator.world.replayed import RequestReplay
from simulator.world.scenario import Hop, PolicyOverride, Scenario, ScenarioRequest
from simulator.world.states import CALLER, SERVICE
from simulator.world.world import User, World

_CALLERS = (PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SCP)
"""The types that bind callers wherever they call."""

Rewrite = Callable[[Policy, PolicyType], Policy | None]


class Wish(StrEnum):
    """What is wanted of a call.

    A call from inside the ranges must work, if nothing but the restriction stands in its way; one
    from outside must not; of others nothing is wanted.
    """

    NEEDED = "needed"
    UNWANTED = "unwanted"
    NEITHER = "neither"


class Probe(StrEnum):
    """Calls that nobody wrote, made to see what a cure opens."""

    OUTSIDE = "outside"
    ASSUMED_OUTSIDE = "assumed_outside"
    ENDPOINT = "endpoint"
    SESSION_OUTSIDE = "session_outside"
    OTHER_SERVICE = "other_service"
    EXEMPT_ROLE = "exempt_role"


@dataclass(frozen=True, slots=True)
class Call:
    """One row of the comparison.

    Args:
        request: as the user makes it today.
        wish: what is wanted of it.
        probe: why it is made, if nobody wrote it.
    """

    request: ScenarioRequest
    wish: Wish
    probe: Probe | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be cured.

    Args:
        world: with the policies that a scenario puts in place.
        user: whose calls, as they name the user.
        found: the restrictions of the user and of service roles in the calls.
        calls: those that were written.
        inside: an address to which the restriction binds.
        outside: one that it keeps out.
        others: other users of the scenario who are bound too: no cure is drafted for them.
        left: restrictions in policies of resources that the calls are made on: no cure changes
            them.
    """

    world: World
    user: str
    found: tuple[Restriction, ...]
    calls: tuple[Call, ...]
    inside: str
    outside: str
    others: tuple[str, ...] = ()
    left: tuple[Restriction, ...] = ()

    @property
    def block(self) -> Block:
        """The addresses to which the restrictions bind."""
        return union(one.block for one in self.found)


def question_of(scenario: Scenario) -> Question | None:
    """The first user of a scenario whose policies bind to addresses, with that user's calls.

    Returns:
        None: there is no such user.
    """
    bound = [*_bound(scenario)]
    if not bound:
        return None
    first, *others = bound
    users = dict.fromkeys(other.user for other in others if other.user != first.user)
    return replace(_question(first), others=tuple(users))


@dataclass(frozen=True, slots=True)
class _Bound:
    """A user whose policies bind to addresses, with the requests that the user makes."""

    world: World
    user: str
    found: tuple[Restriction, ...]
    requests: tuple[ScenarioRequest, ...]


def _bound(scenario: Scenario) -> Iterator[_Bound]:
    for part in scenario.replays:
        yield from _bound(part)
    world = with_policies(scenario.world, scenario.policies)
    for user in dict.fromkeys(request.tree.acting for request in scenario.requests):
        caller = find_caller(world, user)
        if caller is None or caller.user is None:
            continue
        mine = (request for request in scenario.requests if request.tree.acting == user)
        requests = tuple(request for request in mine if _is_work(request.tree))
        found = restrictions(_attached(world, user, requests))
        if any(user in one.owners or not _is_of_role(one) for one in found):
            yield _Bound(world, user, found, requests)


def _is_of_role(restriction: Restriction) -> bool:
    return all("role/" in owner for owner in restriction.owners)


def _is_work(tree: Hop) -> bool:
    """Whether a call is no way to another identity."""
    return tree.session is None and tree.service != "sts"


def _attached(
    world: World, user: str, requests: Sequence[ScenarioRequest]
) -> Iterator[tuple[Policy, PolicyType, str]]:
    person = user_called(world, user)
    for policy in person.policies:
        yield policy, PolicyType.IDENTITY, user
    for group in person.groups:
        for policy in world.accounts[person.account].groups[group].policies:
            yield policy, PolicyType.IDENTITY, f"group/{group}"
    if person.boundary is not None:
        yield person.boundary, PolicyType.BOUNDARY, user
    for level in scp_levels(world, person.account):
        for policy in level:
            yield policy, PolicyType.SCP, person.account
    for name in roles_in(requests):
        role = find_role(world, name)
        for policy in role.policies if role is not None else ():
            yield policy, PolicyType.IDENTITY, name


def user_called(world: World, name: str) -> User:
    """The user of a question.

    Raises:
        LookupError: there is none of this name.
    """
    caller = find_caller(world, name)
    if caller is None or caller.user is None:
        raise LookupError(f"no user {name!r} in the world")
    return caller.user


def roles_in(requests: Sequence[ScenarioRequest]) -> tuple[str, ...]:
    """The roles as which services make some of the calls."""
    acting = (hop.acting for one in requests for hop in chain(one.tree)[1:])
    return tuple(name for name in dict.fromkeys(acting) if name not in (CALLER, SERVICE))


def _question(of: _Bound) -> Question:
    world, block = of.world, union(one.block for one in of.found)
    bare = Question(world, of.user, of.found, (), block.first if block else "", "")
    open_world = unrestricted(bare)
    calls = tuple(
        Call(silent(request), _wish(request, world, open_world, block)) for request in of.requests
    )
    left = restrictions(_of_resources(world, of.requests))
    return replace(bare, calls=calls, outside=_outside(world, block), left=left)


def _of_resources(
    world: World, requests: Sequence[ScenarioRequest]
) -> Iterator[tuple[Policy, PolicyType, str]]:
    """The policies of the resources that calls are made on."""
    for name in dict.fromkeys(hop.resource for one in requests for hop in chain(one.tree)):
        target = find_resource(world, name)
        resource = target.resource if target is not None else None
        if resource is not None and resource.policy is not None:
            yield resource.policy, PolicyType.RESOURCE, resource.short


def _outside(world: World, block: Block) -> str:
    """A place of the world that is kept out, else an address."""
    for place in world.networks.values():
        address = read_address(place.address) if place.address is not None else None
        if address is not None and not block.covers(address.version, address.first):
            return place.name
    rest = complement(block)
    return rest.typical if rest else block.first


def _wish(request: ScenarioRequest, world: World, open_world: World, block: Block) -> Wish:
    place = find_place(world, request.place) if request.place is not None else None
    if place is None or place.address is None:
        through = place is not None and place.endpoint is not None
        return Wish.NEEDED if through and _is_expected(request.tree) else Wish.NEITHER
    address = read_address(place.address)
    assert address is not None
    if not block.covers(address.version, address.first):
        return Wish.UNWANTED
    call = silent(request)
    works = all(allowed(played(open_world, (call,), model)) is True for model in Forwarding)
    return Wish.NEEDED if works else Wish.NEITHER


def _is_expected(hop: Hop) -> bool:
    """Whether the scenario says that a call is allowed, and those that it causes."""
    expected = hop.expect is not None and hop.expect.verdict == "allow"
    return expected and all(map(_is_expected, hop.then))


def unrestricted(question: Question) -> World:
    """The world as it would be without the restrictions."""
    return rewritten(question, without_restriction)


def rewritten(question: Question, rewrite: Rewrite) -> World:
    """The world with every policy that restricts rewritten, wherever it is attached."""
    new = {one.policy.source: rewrite(one.policy, one.type) for one in question.found}

    def change(policy: Policy, type: PolicyType) -> Policy:
        if type not in _CALLERS or policy.source not in new:
            return policy
        return new[policy.source] or replace(policy, statements=())

    stage = Scenario("fix", None, "<fix>", question.world, ())
    changed = with_changed_policies(stage, change)
    overrides: dict[str, PolicyOverride] = dict(changed.policies)
    return with_policies(changed.world, overrides)


def played(
    world: World, requests: Sequence[ScenarioRequest], forwarding: Forwarding
) -> tuple[RequestReplay, ...]:
    """The requests, made one after the other in a network model."""
    stage = replace(world, rules=world.rules.with_forwarding(forwarding))
    return replay(Scenario("fix", None, "<fix>", stage, tuple(requests))).requests


def silent(request: ScenarioRequest) -> ScenarioRequest:
    """The request with nothing expected of it, made whenever it is asked about."""
    return replace(request, tree=_silent(request.tree), after=datetime.timedelta(0))


def _silent(hop: Hop) -> Hop:
    return replace(hop, expect=None, trail={}, then=tuple(map(_silent, hop.then)))


def forwarding_services(calls: Sequence[Call]) -> tuple[str, ...]:
    """The services that pass the user's credentials on in calls that must work."""
    found: dict[str, None] = {}
    for call in calls:
        hops = chain(call.request.tree) if call.wish is Wish.NEEDED else ()
        for above, below in pairwise(hops):
            if below.acting == CALLER:
                found[above.service] = None
    return tuple(found)


def main_call(question: Question) -> ScenarioRequest | None:
    """The needed call that is told about at length: the first through a service, else the first."""
    needed = [call.request for call in question.calls if call.wish is Wish.NEEDED]
    forwarded = (it for it in needed if it.tree.then and leaf(it.tree).acting == CALLER)
    return next(forwarded, needed[0] if needed else None)
