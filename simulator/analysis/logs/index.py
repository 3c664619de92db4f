"""Which principal or resource of a world does an ARN of a log mean, found at once?

The same answers as `world.names`, which looks through the whole world for each name. Here an
account is indexed when the first ARN of it comes, so that a large organization loads as it is met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from simulator.language.arn import parse_arn
from simulator.world.names import Target
from simulator.world.world import Account, Resource, Role, User, World

_RESERVED = re.compile(r"(AWSReservedSSO_.+)_[0-9a-f]{16}\Z")
_WITHIN = re.compile(r"arn:aws[a-z-]*:(?:s3:::|dynamodb:[^:]*:[0-9]{12}:table/)[^/]+(?=/)")


@dataclass(slots=True)
class WorldIndex:
    """The users, roles and resources of a world by their ARNs."""

    world: World
    _users: dict[str, dict[str, User]] = field(default_factory=dict)
    _roles: dict[str, dict[str, Role]] = field(default_factory=dict)
    _owned: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _ownerless: dict[str, Resource] | None = None

    def account(self, id: str | None) -> Account | None:
        """An account by its id."""
        return self.world.accounts.get(id) if id else None

    def user(self, arn: str, account: str) -> User | None:
        """The user of an ARN."""
        if account not in self._users:
            found = self.account(account)
            self._users[account] = {it.arn: it for it in found.users.values()} if found else {}
        return self._users[account].get(arn)

    def session_role(self, account: str, name: str) -> Role | None:
        """The role of a session by its name, Identity Center's roles whatever their suffix."""
        home = self.account(account)
        if home is None:
            return None
        if name in home.roles:
            return home.roles[name]
        reserved = _RESERVED.match(name)
        if reserved is None:
            return None
        return next((it for at, it in home.roles.items() if _stem(at) == reserved[1]), None)

    def target(self, text: str) -> Target:
        """The target that an ARN, or ``*``, means; of the world's own with its owner."""
        if text == "*":
            return Target(text, text, None)
        arn = parse_arn(text)
        account = arn.account if arn is not None else ""
        resource = self._resource(text, account)
        if resource is not None:
            return Target(text, text, resource.account, resource=resource)
        if arn is not None and arn.service == "iam" and account:
            role = self._role(text, account)
            if role is not None:
                return Target(text, text, account, role=role)
            user = self.user(text, account)
            if user is not None:
                return Target(text, text, account, user=user)
        home = _WITHIN.match(text)
        owner = self._resource(home.group(), account) if home is not None else None
        if owner is not None:
            return Target(text, text, owner.account, resource=replace(owner, arn=text, tags={}))
        return Target(text, text, account or None)

    def _role(self, arn: str, account: str) -> Role | None:
        if account not in self._roles:
            found = self.account(account)
            self._roles[account] = {it.arn: it for it in found.roles.values()} if found else {}
        return self._roles[account].get(arn)

    def _resource(self, arn: str, account: str) -> Resource | None:
        if not account:
            if self._ownerless is None:
                self._ownerless = {
                    it.arn: it
                    for owner in self.world.accounts.values()
                    for it in owner.resources.values()
                }
            return self._ownerless.get(arn)
        if account not in self._owned:
            found = self.account(account)
            self._owned[account] = {it.arn: it for it in found.resources.values()} if found else {}
        return self._owned[account].get(arn)


def _stem(role: str) -> str:
    found = _RESERVED.match(role)
    return found[1] if found is not None else role
