"""Into which callers do policies split all that there are?

Principals name them, and so do conditions on aws:PrincipalArn: every ARN that either names is
tried, for patterns one ARN for each combination of them, and somebody whom nothing names in every
account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from simulator.analysis.address_cells import Doubt, Reason
from simulator.analysis.spaces import (
    ACCOUNT,
    OTHER_NAME,
    as_glob,
    partitions,
    parts_of,
    statements_in,
)
from simulator.evaluation.facts import Caller, CallerKind, read_caller
from simulator.evaluation.globs import Glob, has_wildcard, is_star
from simulator.evaluation.witnesses import TooManyStates, witnesses
from simulator.language.arn import partition_of
from simulator.language.model import Condition, Policy
from simulator.source import Text

_OTHER_ACCOUNT = "999999999999"
_ARN_KEY = "aws:principalarn"
_ACCOUNT_KEY = "aws:principalaccount"
_ACCOUNT = re.compile(r"[0-9]{12}")
_UNIQUE_ID = re.compile(r"A(?:IDA|ROA)[A-Z0-9]+$")
_MEMBERS = ("iam::*:user/?*", "iam::*:role/?*", "iam::*:root", "sts::*:federated-user/?*")
"""What values of aws:PrincipalArn look like after their partition
(UG reference_policies_condition-keys)."""


@dataclass(frozen=True, slots=True)
class Who:
    """A principal, and the keys that follow from it.

    Args:
        principal: as `Request.principal` takes it.
        keys: condition keys that are settled with it.
        federated_by: the user whose session a federated user is.
    """

    principal: str
    keys: tuple[tuple[str, str], ...] = ()
    federated_by: str | None = None


def somebody(partition: str = "aws") -> Who:
    """Somebody of whom nothing is known."""
    return Who(f"arn:{partition}:iam::{ACCOUNT}:user/somebody")


SOMEBODY = somebody()


def callers(policies: tuple[Policy, ...], reasons: dict[Reason, None]) -> tuple[Who, ...]:
    """Callers, one or more for each set of statements and conditions that one can satisfy.

    Of policies without a Principal the owner is somebody, of whom nothing else is known.

    Args:
        reasons: a split that is not exact is added to it.
    """
    entries = [
        entry
        for _, statement in statements_in(policies)
        if statement.principals is not None
        for entry in statement.principals.values
    ]
    everywhere = partitions(policies)
    if not entries:
        return tuple(map(somebody, everywhere))
    found: dict[Who, None] = {}
    for entry in entries:
        if entry.type == "CanonicalUser" or _UNIQUE_ID.match(entry.value.value):
            # Whose that is, no policy tells.
            reasons[Reason(Doubt.UNKNOWN_KEY, "Principal", entry.value.span)] = None
        found.update(dict.fromkeys(_of_entry(entry.type, entry.value.value, everywhere)))
    conditions = [it for _, s in statements_in(policies) for it in s.conditions]
    for arn in _literals(conditions):
        found.update(dict.fromkeys(_of_arn(arn)))
    accounts = _accounts(found, conditions)
    for arn in _matching(conditions, accounts, everywhere, reasons):
        found.update(dict.fromkeys(_of_arn(arn)))
    for partition, account in product(everywhere, accounts):
        found.update(dict.fromkeys(_of_arn(f"arn:{partition}:iam::{account}:user/somebody")))
    found[Who("*")] = None
    found[Who(f"{OTHER_NAME}.amazonaws.com")] = None
    if any(entry.type == "Federated" for entry in entries):
        found[Who(f"arn:aws:iam::{ACCOUNT}:saml-provider/{OTHER_NAME}")] = None
    return tuple(found)


def _of_entry(type: str, value: str, partitions: tuple[str, ...]) -> Iterator[Who]:
    """The callers whom an entry of a principal element names."""
    if type == "AWS" and _ACCOUNT.fullmatch(value):
        for partition in partitions:
            yield from _of_arn(f"arn:{partition}:iam::{value}:root")
        return
    caller = _read(value)
    if type == "Federated":
        known = caller is not None and caller.kind is CallerKind.IDENTITY_PROVIDER
        # A provider that AWS does not know by name vouches for a caller who has no other.
        yield Who(value) if known else Who("*", (("aws:FederatedProvider", value),))
    elif caller is not None and caller.account is None:
        yield Who(value)
    elif caller is not None:
        yield from _of_arn(value)
        if caller.kind is CallerKind.USER:
            federated = f"arn:{partition_of(value)}:sts::{caller.account}:federated-user/session"
            yield _federated(federated, value)


def _of_arn(value: str) -> Iterator[Who]:
    """The callers whose aws:PrincipalArn this is, for a session's ARN that session and another."""
    caller = _read(value)
    if caller is None or caller.account is None:
        return
    settled = (("aws:PrincipalArn", value), ("aws:PrincipalAccount", caller.account))
    sessions = f"arn:{partition_of(value)}:sts::{caller.account}:assumed-role/{caller.name}"
    if caller.role_arn is not None:
        yield Who(f"{sessions}/session", settled)
    elif caller.kind is CallerKind.ROLE_SESSION:
        # The role's path is not known, nor then what its key says.
        yield Who(value, settled[1:])
        yield Who(f"{sessions}/session", settled[1:])
    else:
        yield Who(value, settled)


def _federated(arn: str, user: str) -> Who:
    (who,) = _of_arn(arn)
    return Who(who.principal, who.keys, federated_by=user)


def _read(value: str) -> Caller | None:
    try:
        return read_caller(value)
    except ValueError:
        return None


def _arns_asked(conditions: Iterable[Condition]) -> Iterator[tuple[Condition, Text]]:
    """What conditions compare the caller's ARN with."""
    for condition in conditions:
        if condition.key.value.lower() == _ARN_KEY and condition.base != "Null":
            for value in condition.values:
                yield condition, value


def _literals(conditions: Iterable[Condition]) -> Iterator[str]:
    """The ARNs that conditions name as the caller's."""
    for _, value in _arns_asked(conditions):
        yield value.value


def _matching(
    conditions: list[Condition],
    accounts: tuple[str, ...],
    everywhere: tuple[str, ...],
    reasons: dict[Reason, None],
) -> Iterator[str]:
    """If conditions ask for the caller's ARN by patterns: for each combination of them an ARN."""
    globs: list[Glob] = []
    for condition, value in _arns_asked(conditions):
        glob = as_glob(value.value, variables=False)
        globs.append(glob)
        # Patterns of texts are split as those of ARNs are: only where they are written as ARNs.
        whole = has_wildcard(glob) and not condition.base.startswith("Arn")
        written = is_star(glob) or len(parts_of(glob)) == value.value.count(":") + 1
        inexact = "${" in value.value or condition.base.endswith("IgnoreCase")
        if inexact or (whole and not written):
            reasons[Reason(Doubt.CELLS, condition.key.value, value.span)] = None
    if not any(map(has_wildcard, globs)):
        return
    rests = (*_MEMBERS, *(f"iam::{account}:*" for account in accounts))
    members = [f"arn:{partition}:{rest}" for partition, rest in product(everywhere, rests)]
    globs += [as_glob(text, variables=False) for text in members]
    rows = [parts for glob in globs if (parts := parts_of(glob))]
    try:
        choices = [
            [text for text in witnesses(tuple(dict.fromkeys(column))).values() if ":" not in text]
            for column in list(zip(*rows, strict=True))[1:]
        ]
    except TooManyStates:
        reasons[Reason(Doubt.CELLS, "aws:PrincipalArn")] = None
        return
    partitions, services, _, owners, names = choices
    for partition, service, owner, name in product(partitions, services, owners, names):
        if partition.startswith("aws") and owner:
            yield f"arn:{partition}:{service}::{owner}:{name}"


def _accounts(named: Iterable[Who], conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The accounts that are named anywhere, one of AWS's examples, and another."""
    found: dict[str, None] = {}
    for who in named:
        caller = _read(who.principal)
        if caller is not None and caller.account is not None:
            found[caller.account] = None
    for condition in conditions:
        if condition.key.value.lower() == _ACCOUNT_KEY:
            values = [it.value for it in condition.values if _ACCOUNT.fullmatch(it.value)]
            found.update(dict.fromkeys(values))
    return (*found, *(it for it in (ACCOUNT, _OTHER_ACCOUNT) if it not in found))
