"""What does AWS list about a service: its actions, resource types, condition keys, RCP support?

The facts come from a published copy of the Service Authorization Reference; they are as old as
`data_date` says and do not follow a world's date. A service is read when it is first asked about.
Without the data file nothing is known; None always means "not known", never "no".
"""

from __future__ import annotations

import datetime
import fnmatch
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from operator import call

from simulator.service_data import AccessLevel as AccessLevel
from simulator.service_data import Action as Action
from simulator.service_data import ActionResource as ActionResource
from simulator.service_data import KeyType as KeyType
from simulator.service_data import ResourceType as ResourceType
from simulator.service_data import Service as Service
from simulator.service_data import read_index, read_service

_ARNS_KEPT = 4096


def available() -> bool:
    """Whether the data file is there."""
    return read_index() is not None


def data_version() -> str | None:
    """The version of the package from which the data comes."""
    index = read_index()
    return index.version if index else None


def data_date() -> datetime.date | None:
    """The day on which the data was taken from AWS's pages."""
    index = read_index()
    return index.date if index else None


def prefixes() -> tuple[str, ...]:
    """The prefixes of all services, in alphabetical order; none without the data file."""
    index = read_index()
    return tuple(sorted(index.services)) if index else ()


def rcp_supported(prefix: str) -> bool | None:
    """Whether RCPs govern a service's actions (source: ORG orgs_manage_policies_rcps)."""
    index = read_index()
    return prefix.lower() in index.rcp if index else None


def service(prefix: str) -> Service | None:
    """A service by its prefix, in any case; None for one that is not in the data."""
    index = read_index()
    lowered = prefix.lower()
    # Only prefixes that exist reach the cache, so that it stays as small as the data.
    return read_service(lowered) if index and lowered in index.services else None


def action(name: str) -> Action | None:
    """An action by its name, such as ``ec2:stopinstances``, in any case."""
    prefix, _, bare = name.partition(":")
    found = service(prefix)
    return found.actions.get(bare.lower()) if found else None


def action_names(prefix: str) -> tuple[str, ...]:
    """The names of a service's actions, with prefix; none for a service that is not in the data."""
    found = service(prefix)
    return tuple(each.name for each in found.actions.values()) if found else ()


def nearest_action(name: str) -> str | None:
    """The action that was probably meant by a name that is none: a misspelled name or prefix.

    ``ec2:StopInstance`` and ``ec:StopInstances`` give ``ec2:StopInstances``. None too for a name
    that resembles nothing.
    """
    prefix, _, bare = (part.lower() for part in name.partition(":"))
    candidates = [prefix] if service(prefix) else _resembling(prefix, prefixes())
    services = [found for found in map(service, candidates) if found]
    for found in services:
        if bare in found.actions:
            return found.actions[bare].name
    for found in services:
        for near in _resembling(bare, found.actions):
            return found.actions[near].name
    return None


def nearest_pattern(pattern: str) -> str | None:
    """The pattern that was probably meant by one whose service is not in the data.

    ``ec:Stop*`` gives ``ec2:Stop*``, which covers something; None where no such service is near.
    """
    prefix, _, bare = pattern.partition(":")
    for near in _resembling(prefix.lower(), prefixes()):
        if matching_actions(f"{near}:{bare}"):
            return f"{near}:{bare}"
    return None


def matching_actions(pattern: str) -> tuple[str, ...] | None:
    """The actions of one service that a pattern such as ``ec2:Stop*`` covers, in any case.

    None where that is not known: the pattern's service is not in the data, or its prefix itself
    has wildcards (as in ``*``).
    """
    prefix, _, bare = pattern.partition(":")
    found = service(prefix)
    if found is None:
        return None
    shape = re.sub(r"\*+", "*", bare.lower())
    if len(shape.replace("*", "")) > max(map(len, found.actions), default=0):
        return ()  # also keeps the expression below small, whatever the pattern's length
    covers = re.compile(fnmatch.translate(shape.replace("[", "[[]"))).match
    return tuple(each.name for bare, each in found.actions.items() if covers(bare))


def resource_types_of(name: str) -> tuple[ActionResource, ...] | None:
    """The resource types of an action; empty if it knows only ``*``, None if it is not known."""
    found = action(name)
    return found.resources if found else None


def has_resource_types(name: str) -> bool | None:
    """Whether policies can name resources for an action; False if it knows only ``*``."""
    found = action(name)
    return bool(found.resources) if found else None


@lru_cache(maxsize=_ARNS_KEPT)
def resource_types_of_arn(prefix: str, arn: str) -> tuple[str, ...]:
    """The service's resource types whose ARN template fits an ARN, the closest template first.

    Several fit where AWS's templates overlap: an S3 bucket's also fits objects, a Lambda alias's
    also versions. A variable of a template stands for any text that is not empty.
    """
    found = service(prefix)
    segments = arn.split(":", _ARN_COLONS)
    if found is None or len(segments) <= _ARN_COLONS:
        return ()
    by_beginning, elsewhere = _templates_by_beginning(found.prefix)
    templates = by_beginning.get(_beginning(segments[-1]), elsewhere)
    return tuple(name for name, tests in templates if all(map(call, tests, segments)))


def resource_type_of_arn(prefix: str, arn: str) -> str | None:
    """The service's resource type whose ARN template fits an ARN most closely."""
    types = resource_types_of_arn(prefix, arn)
    return types[0] if types else None


def keys_of(name: str, resource_type: str | None = None) -> tuple[str, ...] | None:
    """Names of the condition keys that AWS lists for an action, in alphabetical order.

    Args:
        name: the action.
        resource_type: adds the keys that go with one of its resource types.
    """
    found = action(name)
    if found is None:
        return None
    keys = set(found.keys)
    for resource in found.resources:
        if resource.type == resource_type:
            home = read_service(found.name.partition(":")[0])
            keys.update(resource.keys, home.resource_types[resource.type].keys)
    return tuple(sorted(keys))


def key_type(key: str) -> KeyType | None:
    """A service's condition key by its name, in any case; families by any of their members.

    ``s3:ExistingObjectTag/team`` gives the family ``s3:ExistingObjectTag/*``. Global keys
    (``aws:…``) are not here.
    """
    lowered = key.lower()
    for home in _key_homes(lowered.partition(":")[0]):
        found = read_service(home)
        if lowered in found.key_types:
            return found.key_types[lowered]
        for pieces, family in _families(home):
            if _fits(pieces, lowered):
                return family
    return None


def key_names(prefix: str) -> tuple[str, ...]:
    """Names of a service's own condition keys; none for a service that is not in the data."""
    found = service(prefix)
    return tuple(key.name for key in found.key_types.values()) if found else ()


def uses_key(prefix: str, key: str) -> bool | None:
    """Whether a service lists a condition key, its own or another's, for any of its actions."""
    found = service(prefix)
    if found is None:
        return None
    lowered = key.lower()
    plain, families = _used_keys(found.prefix)
    return lowered in plain or any(_fits(pieces, lowered) for pieces in families)


@cache
def _used_keys(prefix: str) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    """The keys of a service's actions and resource types in lower case, and families in pieces."""
    found = read_service(prefix)
    names = {*found.key_types}
    for type_ in found.resource_types.values():
        names.update(name.lower() for name in type_.keys)
    for each in found.actions.values():
        names.update(name.lower() for name in each.keys)
        names.update(name.lower() for resource in each.resources for name in resource.keys)
    plain = frozenset(name for name in names if "*" not in name)
    return plain, tuple(tuple(name.split("*")) for name in sorted(names - plain))


def _key_homes(prefix: str) -> tuple[str, ...]:
    """The services that may list keys with a prefix: its own, and others (sts has saml:…)."""
    index = read_index()
    if index is None:
        return ()
    own = (prefix,) if prefix in index.services else ()
    if prefix in index.keys_elsewhere:
        return own + index.keys_elsewhere[prefix]
    return own + tuple(
        home
        for family, homes in index.keys_elsewhere.items()
        if _fits(tuple(family.split("*")), prefix)
        for home in homes
    )


@cache
def _families(prefix: str) -> tuple[tuple[tuple[str, ...], KeyType], ...]:
    """A service's key families, the longest first: events:Metadata/*/Matcher before its parent."""
    families = (item for item in read_service(prefix).key_types.items() if "*" in item[0])
    return tuple(
        (tuple(name.split("*")), key)
        for name, key in sorted(families, key=lambda item: -len(item[0]))
    )


_ARN_COLONS = 5
_VARIABLE = re.compile(r"\$\{[^}]*\}|\*")

_Template = tuple[tuple[str, ...], ...]


@cache
def _templates(prefix: str) -> tuple[tuple[str, _Template], ...]:
    """Resource types and the six parts of their ARN templates, those with most text first."""

    def closeness(type_: ResourceType) -> tuple[int, int]:
        # Of arn:…:user/${UserId} and arn:…:user/* the one that names the part comes first.
        return -len(_VARIABLE.sub("", type_.arn)), type_.arn.count("*")

    return tuple(
        (
            type_.name,
            tuple(tuple(_VARIABLE.split(part)) for part in type_.arn.split(":", _ARN_COLONS)),
        )
        for type_ in sorted(read_service(prefix).resource_types.values(), key=closeness)
    )


_Test = Callable[[str], bool]
_Templates = tuple[tuple[str, tuple[_Test, ...]], ...]


def _beginning(resource: str) -> str:
    """What stands before the first slash or colon of an ARN's resource part."""
    return resource.partition("/")[0].partition(":")[0]


@cache
def _templates_by_beginning(prefix: str) -> tuple[dict[str, _Templates], _Templates]:
    """The templates that an ARN with a resource part of this beginning can fit; and of any other.

    EC2 has more than a hundred, nearly all of which such a look rules out.
    """
    named: dict[int, str] = {}
    templates = _templates(prefix)
    for number, (_, template) in enumerate(templates):
        text, *variables = template[-1]
        if not variables or _beginning(text) != text:
            named[number] = _beginning(text)

    def fitting(beginning: str | None) -> _Templates:
        return tuple(
            (name, tuple(map(_test, template)))
            for number, (name, template) in enumerate(templates)
            if named.get(number, beginning) == beginning
        )

    return {beginning: fitting(beginning) for beginning in {*named.values()}}, fitting(None)


def _test(pieces: tuple[str, ...]) -> _Test:
    """Whether a text is these pieces (`_fits`); most are a word, a variable, or one and the other.

    Each request's resource is a new text, so this is asked once a decision.
    """
    first, *others = pieces
    if not others:
        return first.__eq__
    if pieces == ("", ""):
        return bool
    if others == [""]:
        least = len(first)
        return lambda text: len(text) > least and text.startswith(first)
    return partial(_fits, pieces)


def _fits(pieces: tuple[str, ...], text: str) -> bool:
    """Whether a text is these pieces with something, one character at least, between them."""
    first, *middle = pieces
    if not middle:
        return text == first
    if not text.startswith(first):
        return False
    last = middle.pop()
    at = len(first)
    for piece in middle:
        at = text.find(piece, at + 1)
        if at == -1:
            return False
        at += len(piece)
    return text.endswith(last) and len(text) - len(last) > at


def _resembling(word: str, words: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(word, words, n=3, cutoff=0.7)
