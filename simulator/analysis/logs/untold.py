"""Which condition keys may a request have had that its record does not tell?

The parameters that a service sends as keys are in most records; of the rest each key that a policy
asks for is unknown, never absent by silence, unless AWS lists it for no such call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from simulator import services
from simulator.analysis.logs.keys import RECORD_KEYS, Told
from simulator.evaluation.request import UNKNOWN, ContextValue
from simulator.world.names import Target

PARAMETERS: dict[tuple[str, str], str] = {
    ("ec2", "ec2:InstanceType"): "instanceType",
    ("iam", "iam:PermissionsBoundary"): "permissionsBoundary",
    ("iam", "iam:PolicyARN"): "policyArn",
    ("s3", "s3:delimiter"): "delimiter",
    ("s3", "s3:max-keys"): "max-keys",
    ("s3", "s3:prefix"): "prefix",
    ("s3", "s3:x-amz-acl"): "x-amz-acl",
    ("s3", "s3:VersionId"): "versionId",
    ("sts", "sts:ExternalId"): "externalId",
    ("sts", "sts:RoleSessionName"): "roleSessionName",
    ("sts", "sts:SourceIdentity"): "sourceIdentity",
}
"""Keys of a service that hold a parameter of the call as it was sent: unknown where the record has
no parameters, absent where the call did not send this one (Service Authorization Reference)."""


def parameter_keys(told: Told, prefix: str) -> dict[str, ContextValue]:
    """The keys that hold parameters of the call."""
    found: dict[str, ContextValue] = {}
    for (service, key), name in PARAMETERS.items():
        if service != prefix:
            continue
        if told.parameters is None:
            found[key] = UNKNOWN
        elif isinstance(value := told.parameters.get(name), (str, int)):
            found[key] = str(value)
    return found


_SETTLED = frozenset(
    {row.key.lower() for row in RECORD_KEYS}
    | {key.lower() for _, key in PARAMETERS}
    | {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:principaltype",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:securetransport",
        "aws:username",
        "aws:viaawsservice",
        "kms:calleraccount",
        "s3:resourceaccount",
    }
)
"""Keys, in lower case, that are absent if nothing puts them into the request."""

_OF_SERVICES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")


def untold(
    asked: Iterable[str],
    context: Mapping[str, ContextValue],
    action: str,
    target: Target,
    *,
    tags_may_be_passed: bool,
) -> dict[str, ContextValue]:
    """The keys, in lower case, that policies ask for and nobody told: each is unknown.

    Args:
        asked: keys in lower case.
        context: what is told, by name.
        action: the action; a service's key that AWS does not list for it is absent.
        target: its tags are known where the world has it.
        tags_may_be_passed: whether the caller can have session tags that the world does not tell.
    """
    there = {key.lower() for key in context}
    found: dict[str, ContextValue] = {}
    for key in asked:
        if key.startswith("aws:principaltag/"):
            unknown = tags_may_be_passed  # and those take the place of the role's own
        elif key in there or key in _SETTLED or key in _OF_SERVICES:
            continue
        elif ":resourcetag/" in key:
            known = target.resource or target.role or target.user or target.arn == "*"
            unknown = not known
        elif key.startswith("aws:") and not key.startswith(("aws:requesttag/", "aws:tagkeys")):
            unknown = key == "aws:referer" and action.startswith("s3:")
        else:
            unknown = lists_key(action, key)
        if unknown:
            found[key] = UNKNOWN
    return found


def lists_key(action: str, key: str) -> bool:
    """Whether AWS lists a key for an action or a type of its resources; True where nobody knows."""
    known = services.action(action)
    if known is None:
        return True
    names = set(services.keys_of(action) or ())
    for each in known.resources:
        names.update(services.keys_of(action, each.type) or ())
    return any(_covers(name.lower(), key) for name in names)


def _covers(name: str, key: str) -> bool:
    if "*" not in name and "${" not in name:
        return name == key
    pattern = re.sub(r"\\\*|\\\$\\\{.*?\\\}", ".+", re.escape(name))
    return re.fullmatch(pattern, key) is not None
