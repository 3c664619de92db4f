"""Which condition keys does the place bring from which a call comes?

UG reference_policies_condition-keys, properties of the network. A key is unknown where nobody said
from where the call comes, and absent where somebody did and AWS does not send it from there.
"""

from __future__ import annotations

from simulator.evaluation.request import UNKNOWN
from simulator.keys import ACTIONS_WITHOUT_ENDPOINT_OWNER, find_key
from simulator.world.organization import Context, organization_keys
from simulator.world.sites import CallSite, Derived
from simulator.world.world import Account, Place, World

_OF_ENDPOINT = ("aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp")
_OF_OWNER = ("aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths")


def direct_source_ip(place: Place | None, *, console: bool) -> Derived:
    """aws:SourceIp of a first call: of a console call by rule ``console-address``."""
    rules = ("console-address",) if console else ()
    return (UNKNOWN if place is None else place.address), rules


def network_keys(site: CallSite) -> Context:
    """The keys of a direct call, aws:SourceIp excepted."""
    place = site.origin.place
    if place is None:
        keys: Context = dict.fromkeys((*_OF_ENDPOINT, *_OF_OWNER), UNKNOWN)
    elif place.endpoint is None:
        return {}
    else:
        keys = _endpoint_keys(site.world, place, place.endpoint)
    return {key: value for key, value in keys.items() if _sends(key, site)}


def owner_of(world: World, endpoint: str) -> Account | None:
    """The account of a VPC endpoint; None for one that the world does not have."""
    return next((it for it in world.accounts.values() if endpoint in it.endpoints), None)


def _endpoint_keys(world: World, place: Place, endpoint: str) -> Context:
    keys: Context = {"aws:SourceVpce": endpoint}
    if place.vpc is not None:
        keys["aws:SourceVpc"] = place.vpc
    if place.private_address is not None:
        keys["aws:VpcSourceIp"] = place.private_address
    owner = owner_of(world, endpoint)
    if owner is None:
        return keys | dict.fromkeys(_OF_OWNER, UNKNOWN)
    keys["aws:VpceAccount"] = owner.id
    if place.vpc is not None:
        home = f"arn:{owner.partition}:ec2:{world.region}:{owner.id}"
        keys["aws:SourceVpcArn"] = f"{home}:vpc/{place.vpc}"
    return keys | organization_keys(world, owner.id, "aws:VpceOrg")


def _sends(key: str, site: CallSite) -> bool:
    """Whether the called service is among the few that send a key on the endpoint's owner."""
    row = find_key(key)
    services = row.services if row is not None else None
    if services is None:
        return True
    return site.service in services and site.action.lower() not in ACTIONS_WITHOUT_ENDPOINT_OWNER
