"""The cure of AWS's article: only become a role, whose trust policy asks for the address.

Knowledge center 2020, "IAM policy to deny access by source IP": the role's own policies ask for no
address, so services can call with the session's credentials.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.remedies.cure import (
    Cure,
    Document,
    Kind,
    NotDrafted,
    account_of,
    allow_on_role,
    free_name,
    new_role,
    role_called,
)
from simulator.analysis.remedies.question import Question, silent, user_called
from simulator.analysis.remedies.restrictions import Restriction
from simulator.analysis.remedies.rewriting import drafted, without_restriction
from simulator.analysis.routes import becoming
from simulator.language.model import Policy, PolicyType
from simulator.world.overrides import with_account

ROLE = "Bob"
"""The role's name in the article."""


def role_to_become(question: Question) -> Cure | NotDrafted:
    """Move the check of the address to the trust policy of a role."""
    mine = [one for one in question.found if _is_of_user(one)]
    if not mine:
        return NotDrafted.LIMIT_ABOVE
    if len({frozenset(one.ranges) for one in mine}) != 1:
        return NotDrafted.RANGES_DIFFER  # a trust policy cannot tell for which call it is asked
    account = account_of(question)
    user = user_called(question.world, question.user)
    name = free_name(question.world, account, ROLE, user.arn)
    trust = _trust(name, user.arn, mine[0].ranges)
    permissions = tuple(_permissions(question, user.policies, user.groups))
    role = replace(new_role(name, account, trust, permissions), boundary=_boundary(user.boundary))
    become = allow_on_role(f"become-{name.lower()}.json", "sts:AssumeRole", role.arn, {})
    changed = replace(
        account,
        users={**account.users, user.name: replace(user, policies=(become,), groups=())},
        roles={**account.roles, name: role},
    )
    called = role_called(account, question.world, name)
    documents = [
        Document((question.user,), PolicyType.IDENTITY, become),
        Document((called,), PolicyType.TRUST, trust),
        *(Document((called,), PolicyType.IDENTITY, policy) for policy in permissions),
    ]
    first = question.calls[0].request
    becomes = silent(becoming(first, called))
    world = with_account(question.world, changed)
    return Cure(Kind.ROLE_TO_BECOME, world, tuple(documents), becomes=becomes)


def _is_of_user(restriction: Restriction) -> bool:
    """Whether it is the user's own, and no limit of the account or of service roles alone."""
    of_roles = all("role/" in owner for owner in restriction.owners)
    return restriction.type is not PolicyType.SCP and not of_roles


def _trust(name: str, user: str, ranges: tuple[str, ...]) -> Policy:
    named = {"Principal": {"AWS": user}, "Action": "sts:AssumeRole"}
    outside = {"NotIpAddress": {"aws:SourceIp": ranges[0] if len(ranges) == 1 else list(ranges)}}
    return drafted(
        f"{name.lower()}-trust.json",
        PolicyType.TRUST,
        {"Effect": "Allow", **named},
        {"Effect": "Deny", **named, "Condition": outside},
    )


def _permissions(
    question: Question, own: tuple[Policy, ...], groups: tuple[str, ...]
) -> tuple[Policy, ...]:
    """What the user was allowed, asking for no address."""
    account = account_of(question)
    inherited = (policy for name in groups for policy in account.groups[name].policies)
    found = []
    for policy in (*own, *inherited):
        left = without_restriction(policy, PolicyType.IDENTITY)
        if left is not None:
            found.append(left)
    return tuple(found)


def _boundary(policy: Policy | None) -> Policy | None:
    return without_restriction(policy, PolicyType.BOUNDARY) if policy is not None else None
