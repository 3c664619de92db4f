"""Which policies are in play when this actor calls on that resource?"""

from __future__ import annotations

from simulator.evaluation.request import Credentials, PolicySet
from simulator.evaluation.special import TRUST_ACTIONS
from simulator.language.model import Policy
from simulator.world.actors import Actor
from simulator.world.names import Target
from simulator.world.organization import rcp_levels, scp_levels
from simulator.world.world import Place, User, World


def policies_in_play(
    world: World, actor: Actor, action: str, target: Target, place: Place | None
) -> PolicySet:
    """Every policy that AWS would ask.

    Args:
        action: decides whether a role's trust policy is asked.
        place: where the call comes from, for the endpoint's policy; None where it does not come
            through an endpoint.
    """
    boundary = _boundary(actor)
    # A call on no resource stays in the caller's account (rule rcp-without-resource-type).
    owner = target.account or actor.account
    return PolicySet(
        identity=_identity(world, actor),
        resource=_resource(action, target),
        boundary=None if boundary is None else [boundary],
        session=actor.session.policies if actor.session is not None else None,
        scps=scp_levels(world, actor.account) if actor.account is not None else (),
        rcps=() if owner is None or _linking(actor, target) else rcp_levels(world, owner),
        endpoint=_endpoint(world, place),
    )


def _linking(actor: Actor, target: Target) -> bool:
    """Whether a service assumes its own service-linked role, which no RCP can hinder.

    ORG orgs_manage_policies_rcps.
    """
    return actor.service is not None and target.role is not None and target.role.service_linked


def _identity(world: World, actor: Actor) -> tuple[Policy, ...]:
    if actor.role is not None:
        return actor.role.policies
    return _of_user(world, actor.user) if actor.user is not None else ()


def _of_user(world: World, user: User) -> tuple[Policy, ...]:
    """A user's own policies, then those of its groups."""
    groups = world.accounts[user.account].groups
    return (
        *user.policies,
        *(policy for name in user.groups if name in groups for policy in groups[name].policies),
    )


def _boundary(actor: Actor) -> Policy | None:
    if actor.credentials is Credentials.ROOT:
        return None
    owner = actor.role if actor.role is not None else actor.user
    return owner.boundary if owner is not None else None


def _resource(action: str, target: Target) -> tuple[Policy, ...] | None:
    """The resource's own policy; a role's is its trust policy, asked when the role is assumed."""
    if target.role is not None:
        return (target.role.trust,) if action.lower() in TRUST_ACTIONS else None
    if target.resource is not None and target.resource.policy is not None:
        return (target.resource.policy,)
    return None


def _endpoint(world: World, place: Place | None) -> tuple[Policy, ...] | None:
    if place is None or place.endpoint is None:
        return None
    for account in world.accounts.values():
        endpoint = account.endpoints.get(place.endpoint)
        if endpoint is not None:
            return None if endpoint.policy is None else (endpoint.policy,)
    return None
