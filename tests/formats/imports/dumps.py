"""Account dumps, exports of organizations and worlds for the tests of what is imported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from simulator.language.model import Policy
from simulator.world.world import Account, Unit, World

ACCOUNT = "111122223333"
OTHER = "444455556666"

Json = dict[str, Any]


def document(action: str = "s3:GetObject", effect: str = "Allow") -> Json:
    statement = {"Sid": "Work", "Effect": effect, "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def encoded(policy: Json) -> str:
    """A document as IAM's API returns it."""
    return quote(json.dumps(policy), safe="")


def managed(name: str, *versions: Any, default: int = 1, account: str = ACCOUNT) -> Json:
    return {
        "PolicyName": name,
        "Arn": f"arn:aws:iam::{account}:policy/{name}",
        "DefaultVersionId": f"v{default}",
        "PolicyVersionList": [
            {"VersionId": f"v{n}", "IsDefaultVersion": n == default, "Document": one}
            for n, one in enumerate(versions, 1)
        ],
    }


def attached(name: str, account: str = ACCOUNT) -> Json:
    return {"PolicyName": name, "PolicyArn": f"arn:aws:iam::{account}:policy/{name}"}


def user(name: str, account: str = ACCOUNT, **more: Any) -> Json:
    path = more.pop("Path", "/")
    arn = f"arn:aws:iam::{account}:user{path}{name}"
    return {"UserName": name, "Path": path, "Arn": arn, "GroupList": [], **more}


def group(name: str, account: str = ACCOUNT, **more: Any) -> Json:
    return {"GroupName": name, "Path": "/", "Arn": f"arn:aws:iam::{account}:group/{name}", **more}


def role(name: str, account: str = ACCOUNT, **more: Any) -> Json:
    path = more.pop("Path", "/")
    arn = f"arn:aws:iam::{account}:role{path}{name}"
    trust = more.pop("AssumeRolePolicyDocument", TRUST)
    return {
        "RoleName": name,
        "Path": path,
        "Arn": arn,
        "AssumeRolePolicyDocument": trust,
        "RoleLastUsed": {},
        "InstanceProfileList": [],
        **more,
    }


def inline(name: str, policy: Any) -> Json:
    return {"PolicyName": name, "PolicyDocument": policy}


def dump(
    users: Iterable[Json] = (),
    groups: Iterable[Json] = (),
    roles: Iterable[Json] = (),
    policies: Iterable[Json] = (),
    **more: Any,
) -> Json:
    return {
        "UserDetailList": [*users],
        "GroupDetailList": [*groups],
        "RoleDetailList": [*roles],
        "Policies": [*policies],
        **more,
    }


def write(path: Path, value: Any, indent: int | None = 4) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = value if isinstance(value, str) else json.dumps(value, indent=indent)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def said(policy: Policy | None) -> Any:
    """What a policy says, wherever it was read."""
    if policy is None:
        return None
    return str(policy) if policy.statements else policy.name, policy.arn, policy.unread


def all_said(policies: Iterable[Policy] | None) -> Any:
    return None if policies is None else [said(policy) for policy in policies]


def described(world: World) -> Json:
    """Everything in a world, apart from the places where its policies were read."""
    return {
        "settings": (world.rules, world.clock, world.account, world.region),
        "networks": dict(world.networks),
        "services": dict(world.services),
        "organization": world.organization
        and (
            world.organization.id,
            world.organization.management,
            _unit(world.organization.root),
        ),
        "accounts": {id_: _account(account) for id_, account in sorted(world.accounts.items())},
    }


def _unit(unit: Unit) -> Any:
    return (
        unit.name,
        all_said(unit.scps),
        all_said(unit.rcps),
        unit.accounts,
        [_unit(below) for below in unit.units],
    )


def _account(account: Account) -> Any:
    def of(owners: Mapping[str, Any], *names: str) -> Json:
        return {
            name: [
                *(getattr(owner, one) for one in names),
                all_said(getattr(owner, "policies", ())),
                *(said(getattr(owner, it, None)) for it in ("boundary", "trust", "policy")),
            ]
            for name, owner in owners.items()
        }

    return (
        account.name,
        all_said(account.scps),
        all_said(account.rcps),
        of(account.users, "arn", "groups", "tags"),
        of(account.groups, "path"),
        of(account.roles, "arn", "tags", "max_session"),
        of(account.resources, "arn", "account", "tags"),
        of(account.endpoints, "id"),
    )
