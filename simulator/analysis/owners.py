"""Who has the policies of a scenario, and which scenario is it with one of them changed?

Changed policies of users, groups, roles and resources become the scenario's own (`policies`), so
that the world stays as it is in its file; those of organizations, endpoints and sessions change
where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from simulator.language.model import Policy, PolicyType
from simulator.source import Source
from simulator.world.overrides import with_policies
from simulator.world.scenario import Hop, PolicyOverride, Scenario
from simulator.world.world import Account, Organization, Unit, World

PolicyChange = Callable[[Policy, PolicyType], Policy]


def with_changed_policies(scenario: Scenario, change: PolicyChange) -> Scenario:
    """The scenario with every policy in it passed through `change`.

    Args:
        scenario: it replays no others.
        change: the policy to put in a policy's place, itself if nothing changes.
    """
    stage = with_policies(scenario.world, scenario.policies)
    policies = dict(scenario.policies)
    for account in stage.accounts.values():
        prefix = "" if account.id == stage.account else f"{account.id}:"
        for owner, override in _overrides(account, change):
            policies.pop(prefix + owner, None)
            policies[prefix + owner] = override
    return replace(
        scenario,
        world=_with_limits(scenario.world, change),
        policies=policies,
        requests=tuple(
            replace(request, tree=_with_sessions(request.tree, change))
            for request in scenario.requests
        ),
    )


def policies_of(scenario: Scenario) -> tuple[Policy, ...]:
    """Every policy that a scenario's calls can meet, each text once."""
    found: dict[Source, Policy] = {}

    def note(policy: Policy, _: PolicyType) -> Policy:
        found.setdefault(policy.source, policy)
        return policy

    with_changed_policies(scenario, note)
    return tuple(found.values())


def _overrides(account: Account, change: PolicyChange) -> Iterator[tuple[str, PolicyOverride]]:
    for user in account.users.values():
        identity = _all(user.policies, PolicyType.IDENTITY, change)
        boundary = _one(user.boundary, PolicyType.BOUNDARY, change)
        if identity != user.policies or boundary is not user.boundary:
            yield f"user/{user.name}", PolicyOverride(identity=identity, boundary=boundary)
    for group in account.groups.values():
        identity = _all(group.policies, PolicyType.IDENTITY, change)
        if identity != group.policies:
            yield f"group/{group.name}", PolicyOverride(identity=identity)
    for role in account.roles.values():
        identity = _all(role.policies, PolicyType.IDENTITY, change)
        boundary = _one(role.boundary, PolicyType.BOUNDARY, change)
        trust = change(role.trust, PolicyType.TRUST)
        if identity != role.policies or boundary is not role.boundary or trust is not role.trust:
            yield f"role/{role.name}", PolicyOverride(identity, boundary, trust)
    for resource in account.resources.values():
        policy = _one(resource.policy, PolicyType.RESOURCE, change)
        if policy is not resource.policy:
            yield resource.short, PolicyOverride(resource=policy)


def _all(
    policies: tuple[Policy, ...], type: PolicyType, change: PolicyChange
) -> tuple[Policy, ...]:
    changed = tuple(change(policy, type) for policy in policies)
    same = all(new is old for new, old in zip(changed, policies, strict=True))
    return policies if same else changed


def _one(policy: Policy | None, type: PolicyType, change: PolicyChange) -> Policy | None:
    return None if policy is None else change(policy, type)


def _with_limits(world: World, change: PolicyChange) -> World:
    accounts = {
        id: replace(
            account,
            scps=_level(account.scps, change),
            rcps=_all(account.rcps, PolicyType.RCP, change),
            endpoints={
                name: replace(endpoint, policy=_one(endpoint.policy, PolicyType.ENDPOINT, change))
                for name, endpoint in account.endpoints.items()
            },
        )
        for id, account in world.accounts.items()
    }
    organization = world.organization
    if organization is not None:
        organization = _with_root(organization, change)
    return replace(world, accounts=accounts, organization=organization)


def _with_root(organization: Organization, change: PolicyChange) -> Organization:
    return replace(organization, root=_unit(organization.root, change))


def _unit(unit: Unit, change: PolicyChange) -> Unit:
    return replace(
        unit,
        scps=_level(unit.scps, change),
        rcps=_all(unit.rcps, PolicyType.RCP, change),
        units=tuple(_unit(below, change) for below in unit.units),
    )


def _level(scps: tuple[Policy, ...] | None, change: PolicyChange) -> tuple[Policy, ...] | None:
    return None if scps is None else _all(scps, PolicyType.SCP, change)


def _with_sessions(hop: Hop, change: PolicyChange) -> Hop:
    session = hop.session
    if session is not None and session.policies is not None:
        session = replace(session, policies=_all(session.policies, PolicyType.SESSION, change))
    then = tuple(_with_sessions(below, change) for below in hop.then)
    return replace(hop, session=session, then=then)
