"""Of which kinds are the requests of a claim: whose, through which services, from where?

Each case is one caller, one chain of services and one kind of place; what is left open in it are
addresses, instants and condition keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from simulator.analysis.blocks import EVERYWHERE, Block
from simulator.analysis.claims import Claim
from simulator.analysis.freedom import ENDPOINT_KEYS
from simulator.analysis.routes import Manner, Route, roles_to_become, services_of_role
from simulator.language.model import Policy
from simulator.world.names import ANONYMOUS, caller_names, find_caller, role_session_arn
from simulator.world.scenario import Hop, Overrides, ScenarioRequest
from simulator.world.states import CALLER
from simulator.world.world import Account, Place, Role, Unit, User, World

_LONGEST_CHAIN = 3
_OTHER_SERVICES = ("athena", "backup", "dynamodb", "kms", "ram")
"""Services that set aws:CalledVia; one that no policy names stands for all that none names."""

SESSION_NAME = "session"


@dataclass(frozen=True, slots=True)
class Case:
    """Requests that differ in addresses, instants and condition keys alone.

    Args:
        route: how they are made.
        block: the addresses that they come from; None: they come from where the route says.
        unknown: keys of the first call of which any value counts, before others are found.
        known_session: whether a session makes them whose origin is known.
        exact: whether a request of the route can be written in one line for the same world.
    """

    route: Route
    block: Block | None
    unknown: tuple[str, ...] = ()
    known_session: bool = False
    exact: bool = True


def cases(world: World, claim: Claim, earlier: Sequence[ScenarioRequest]) -> Iterator[Case]:
    """Every case of a claim.

    Args:
        earlier: requests that yield the session that makes the call.
    """
    sessions = {one.tree.session.name for one in earlier if one.tree.session is not None}
    for caller in claim.callers or _everybody(world):
        known = caller in sessions
        label = caller if known else _session_of_role(world, caller)
        for services in _chains(world, claim):
            yield from _places(world, claim, label, services, tuple(earlier), known_session=known)


def _everybody(world: World) -> Iterator[str]:
    """Every principal of the world, a session of each role, and services that policies name."""
    yield from caller_names(world)
    services: dict[str, None] = {}
    for name, role in roles_to_become(world):
        yield name
        services.update(dict.fromkeys(services_of_role(role)))
    for service in services:
        yield f"service/{service}"


def _session_of_role(world: World, caller: str) -> str:
    """A role calls by a session of it."""
    for name, role in roles_to_become(world):
        if caller in (name, role.arn):
            return role_session_arn(role.arn, role.account, SESSION_NAME)
    return caller


def _chains(world: World, claim: Claim) -> Iterator[tuple[str, ...]]:
    """The services between caller and call, as the claim says or all that policies tell apart."""
    given = claim.where
    if claim.via is not None:
        yield (claim.via,)
        return
    yield ()
    if claim.directly or given.given or given.absent or given.unknown:
        return
    named = services_told_apart(world)
    others = [service for service in _OTHER_SERVICES if service not in named]
    services = (*named, others[0])
    longest = _LONGEST_CHAIN if asks_called_via(world) else 1
    for length in range(1, min(longest, len(services)) + 1):
        yield from permutations(services, length)


def services_told_apart(world: World) -> tuple[str, ...]:
    """The services that policies compare aws:CalledVia with, or trust."""
    found: dict[str, None] = {}
    for policy in all_policies(world):
        for statement in policy.statements:
            for condition in statement.conditions:
                if condition.key.value.lower().startswith("aws:calledvia"):
                    for value in condition.values:
                        prefix, dot, _ = value.value.partition(".")
                        if dot and prefix.replace("-", "").isalnum():
                            found[prefix.lower()] = None
    for _, role in roles_to_become(world):
        found.update(dict.fromkeys(services_of_role(role)))
    return tuple(found)


def asks_called_via(world: World) -> bool:
    """Whether any policy asks through which services a call came."""
    return any(
        condition.key.value.lower().startswith("aws:calledvia")
        for policy in all_policies(world)
        for statement in policy.statements
        for condition in statement.conditions
    )


def all_policies(world: World) -> Iterator[Policy]:
    """Every policy of a world."""
    for account in world.accounts.values():
        yield from _policies_of(account)
    waiting = [world.organization.root] if world.organization is not None else []
    while waiting:
        unit: Unit = waiting.pop()
        yield from (*(unit.scps or ()), *unit.rcps)
        waiting.extend(unit.units)


def _policies_of(account: Account) -> Iterator[Policy]:
    yield from (*(account.scps or ()), *account.rcps)
    for group in account.groups.values():
        yield from group.policies
    owners: tuple[User | Role, ...] = (*account.users.values(), *account.roles.values())
    for owner in owners:
        yield from owner.policies
        if owner.boundary is not None:
            yield owner.boundary
    yield from (role.trust for role in account.roles.values())
    holders: Iterable[Policy | None] = (
        *(resource.policy for resource in account.resources.values()),
        *(endpoint.policy for endpoint in account.endpoints.values()),
    )
    yield from (policy for policy in holders if policy is not None)


def _places(
    world: World,
    claim: Claim,
    caller: str,
    services: tuple[str, ...],
    earlier: tuple[ScenarioRequest, ...],
    *,
    known_session: bool,
) -> Iterator[Case]:
    if caller == ANONYMOUS and services:
        return  # nobody's credentials can be forwarded
    request = _request(claim, caller, services)
    manner = Manner.FORWARDED if services else Manner.DIRECT
    route = Route(manner, world, (*earlier, request))
    found = find_caller(world, caller)
    if found is not None and found.service is not None:
        # Calls of services have no address: it is redacted.
        if not services and claim.through_endpoints:
            yield Case(route, None)
        return
    yield Case(route, claim.block, known_session=known_session)
    if not claim.through_endpoints:
        return
    places = [name for name, place in world.networks.items() if place.endpoint is not None]
    for name in places:
        inside = replace(request, place=name)
        private = world.networks[name].private_address is not None
        yield Case(
            replace(route, requests=(*earlier, inside), detail=name, private=private),
            EVERYWHERE if private else None,
            known_session=known_session,
        )
    if not services:
        yield Case(
            replace(route, requests=(*earlier, _without_address(request))),
            None,
            unknown=ENDPOINT_KEYS,
            known_session=known_session,
        )
    elif not places:
        yield _through_some_endpoint(route, request, earlier, known_session=known_session)


def _request(claim: Claim, caller: str, services: tuple[str, ...]) -> ScenarioRequest:
    prefix = claim.action.partition(":")[0].lower()
    hop = Hop(
        claim.action,
        prefix,
        claim.resource,
        acting=CALLER if services else caller,
        span=claim.span,
        overrides=Overrides() if services else claim.where,
    )
    for number, service in reversed(tuple(enumerate(services))):
        acting = CALLER if number else caller
        hop = Hop(None, service, "*", acting=acting, span=claim.span, then=(hop,))
    return ScenarioRequest(name="claimed", tree=hop, place=None, span=claim.span)


def _without_address(request: ScenarioRequest) -> ScenarioRequest:
    """The request through some endpoint: without an address that is a public one."""
    hop = request.tree
    given = {key.lower() for key in hop.overrides.given}
    absent = () if "aws:sourceip" in given else ("aws:SourceIp",)
    overrides = replace(hop.overrides, absent=(*hop.overrides.absent, *absent))
    return replace(request, tree=replace(hop, overrides=overrides))


def _through_some_endpoint(
    route: Route,
    request: ScenarioRequest,
    earlier: tuple[ScenarioRequest, ...],
    *,
    known_session: bool,
) -> Case:
    """A chain whose first call comes through an endpoint, which its later calls cannot tell."""
    name = "~endpoint"
    place = Place(name, endpoint="vpce-0", vpc="vpc-0", private_address="10.0.0.1")
    world = replace(route.world, networks={**route.world.networks, name: place})
    inside = replace(request, place=name)
    return Case(
        replace(route, world=world, requests=(*earlier, inside), detail=name),
        None,
        known_session=known_session,
        exact=False,
    )
