"""What is a cure: which policies it changes or adds, and how calls are made under it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from simulator.analysis.remedies.question import Question, rewritten
from simulator.analysis.remedies.rewriting import Exemption, drafted, with_exemption
from simulator.analysis.routes import as_session
from simulator.language.model import Policy, PolicyType
from simulator.world.names import find_role
from simulator.world.scenario import Hop, ScenarioRequest
from simulator.world.states import CALLER
from simulator.world.world import Account, Role, World


class Kind(StrEnum):
    """The cures, in the order in which they are told."""

    ROLE_TO_BECOME = "role-to-become"
    VIA_AWS_SERVICE = "via-aws-service"
    CALLED_VIA = "called-via"
    SERVICE_ROLE = "service-role"
    VPC_ENDPOINT = "vpc-endpoint"


class NotDrafted(StrEnum):
    """Why there is no draft of a cure."""

    RANGES_DIFFER = "ranges_differ"
    LIMIT_ABOVE = "limit_above"
    NO_SERVICE = "no_service"
    NO_ENDPOINT = "no_endpoint"


@dataclass(frozen=True, slots=True)
class Document:
    """One policy of a draft.

    Args:
        owners: to whom it is to be attached.
        type: as which.
        policy: itself; its name is the file's.
    """

    owners: tuple[str, ...]
    type: PolicyType
    policy: Policy


@dataclass(frozen=True, slots=True)
class Cure:
    """A draft.

    Args:
        world: in which it is in force.
        documents: the policies that it adds or changes.
        becomes: the call by which the user becomes a role, if all calls are made as that role.
        role: the role as which services make the calls then.
    """

    kind: Kind
    world: World
    documents: tuple[Document, ...]
    becomes: ScenarioRequest | None = None
    role: str | None = None

    def requests(self, call: ScenarioRequest) -> tuple[ScenarioRequest, ...]:
        """What the user has to make instead of a call."""
        if self.becomes is not None:
            first = replace(self.becomes, place=call.place, at=call.at, console=call.console)
            return first, replace(as_session(call), at=None, console=False)
        return (call if self.role is None else _by_role(call, self.role),)


def _by_role(call: ScenarioRequest, role: str) -> ScenarioRequest:
    """The call with the role handed to the first service, where that would forward."""
    tree = call.tree
    if not any(hop.acting == CALLER for hop in tree.then):
        return call
    then = tuple(_as(hop, role) for hop in tree.then)
    passes = role if tree.action is not None else None
    return replace(call, tree=replace(tree, passes=passes, then=then))


def _as(hop: Hop, role: str) -> Hop:
    return replace(hop, acting=role) if hop.acting == CALLER else hop


def exempted(kind: Kind, question: Question, exemption: Exemption, role: str | None = None) -> Cure:
    """The cure that puts an exemption beside every restriction."""

    def rewrite(policy: Policy, type: PolicyType) -> Policy:
        return with_exemption(policy, type, exemption)

    documents = {
        one.policy.source: Document(one.owners, one.type, rewrite(one.policy, one.type))
        for one in question.found
    }
    return Cure(kind, rewritten(question, rewrite), tuple(documents.values()), role=role)


def account_of(question: Question) -> Account:
    """The user's account."""
    prefix, _, _ = question.user.rpartition("user/")
    name = prefix.rstrip(":") if not prefix.startswith("arn:") else prefix.split(":")[4]
    return question.world.accounts[name or question.world.account or ""]


def role_called(account: Account, world: World, name: str) -> str:
    """How requests name a role."""
    return f"role/{name}" if account.id == world.account else f"{account.id}:role/{name}"


def free_name(world: World, account: Account, wanted: str, principal: str) -> str:
    """The name of a role to be made: as wanted, unless a role of others has it.

    Args:
        principal: a role whose trust policy names this principal may be made anew.
    """
    number, name = 2, wanted
    while True:
        role = find_role(world, role_called(account, world, name))
        if role is None or principal in _trusted(role):
            return name
        number, name = number + 1, f"{wanted}{number}"


def _trusted(role: Role) -> set[str]:
    return {
        entry.value.value
        for statement in role.trust.statements
        for entry in (statement.principals.values if statement.principals is not None else ())
    }


def new_role(name: str, account: Account, trust: Policy, policies: tuple[Policy, ...]) -> Role:
    """A role as IAM makes it if nothing else is said."""
    return Role(name, account.id, trust, policies=policies, partition=account.partition)


def allow_on_role(file: str, action: str, arn: str, condition: Mapping[str, Any]) -> Policy:
    """A policy of a user that allows one action on one role."""
    statement = {"Effect": "Allow", "Action": action, "Resource": arn, **condition}
    return drafted(file, PolicyType.IDENTITY, statement)
