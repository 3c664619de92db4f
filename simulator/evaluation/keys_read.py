"""Which context keys can make a difference to what a set of policies decides?

Requests that differ in no other key are decided alike, which is what a cache of decisions stands
on. A property test holds it: random requests are decided alike with all their keys and with these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from simulator.evaluation.conditions import keys_of_condition
from simulator.evaluation.request import ContextValue, Credentials, PolicySet, Request, every_policy
from simulator.evaluation.special import MFA_KEY
from simulator.evaluation.variables import VERSION_WITH_VARIABLES, variables_in
from simulator.language.model import Policy, Principal
from simulator.rules import Rules

_CALLER = "aws:principalarn"
_MFA = MFA_KEY.lower()


def keys_read(policies: PolicySet, rules: Rules) -> frozenset[str]:
    """The keys that conditions, variables and principals ask for, in lower case.

    Session tokens are asked for MFA besides, whatever the policies say (`Projection`).
    """
    found = {key.lower() for policy in every_policy(policies) for key in _of_policy(policy)}
    # Whether the caller's role is service-linked, or is the one that it assumes.
    if policies.scps or policies.rcps or not rules.in_force("role-self-trust"):
        found.add(_CALLER)
    return frozenset(found)


class Asked(NamedTuple):
    """What is read of a `Request`, where it stands in that form already: nothing is checked."""

    principal: str
    action: str
    resource: str
    resource_account: str | None
    credentials: Credentials | None
    federated_by: str | None
    by_key: Mapping[str, ContextValue]


Read = tuple[Any, ...]
"""All that is read of a request; equal where requests must be decided alike."""


class Projection:
    """Requests as policies read them.

    Args:
        keys: the context keys that are read, in lower case.
    """

    __slots__ = ("_always_mfa", "_keys")

    def __init__(self, keys: frozenset[str]) -> None:
        self._keys = tuple(sorted(keys - {_MFA}))
        self._always_mfa = _MFA in keys

    def of(self, request: Request | Asked) -> Read:
        """What is read of a request."""
        context = request.by_key
        asks_mfa = self._always_mfa or request.credentials is Credentials.SESSION_TOKEN
        return (
            request.principal,
            request.action,
            request.resource,
            request.resource_account,
            request.credentials,
            request.federated_by,
            context.get(_MFA) if asks_mfa else None,
            *map(context.get, self._keys),
        )

    def request(self, read: Read) -> Request:
        """A request of which the same is read, and in which there is nothing else."""
        principal, action, resource, owner, credentials, federated_by, *values = read
        asked = zip((_MFA, *self._keys), values, strict=True)
        context = {key: value for key, value in asked if value is not None}
        return Request(principal, action, resource, owner, credentials, context, federated_by)


def _of_policy(policy: Policy) -> Iterator[str]:
    with_variables = policy.version == VERSION_WITH_VARIABLES
    for statement in policy.statements:
        for condition in statement.conditions:
            yield from keys_of_condition(condition, policy.version)
        if with_variables and statement.resources is not None:
            for value in statement.resources.values:
                yield from variables_in(value.value)
        if statement.principals is not None:
            for entry in statement.principals.values:
                yield from _of_principal(entry)


def _of_principal(entry: Principal) -> Iterator[str]:
    """Keys that tell more of the caller than its ARN does (`principals.named`)."""
    if entry.type == "Service":
        yield "aws:PrincipalServiceNamesList"
    if entry.type == "Federated":
        yield "aws:FederatedProvider"
    if entry.value.value.startswith(("AIDA", "AROA")):
        yield "aws:userid"
    if ":role/" in entry.value.value:
        yield _CALLER
