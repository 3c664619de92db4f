"""How does the shipped service data look, in memory and in its file?

Values of `data/services.zip`, which `tools/build_services.py` writes and describes, and the
functions that read it: the index, and a service when it is first asked for. `services.py` answers
questions with them. Without the file the index is None and no service can be read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zipfile import ZipFile

FILE = Path(__file__).with_name("data") / "services.zip"


class AccessLevel(StrEnum):
    """AWS's classification of an action by what it does."""

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS_MANAGEMENT = "Permissions management"


@dataclass(frozen=True, slots=True)
class KeyType:
    """A condition key of a service.

    Args:
        name: as AWS spells it, such as ``s3:prefix``; a part that varies is written ``*``, as in
            ``s3:ExistingObjectTag/*``.
        type: AWS's word for its values: String, ARN, Numeric, Date, Bool, IPAddress, Binary.
        many: whether a request can have several values for it.
    """

    name: str
    type: str
    many: bool


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource on which a service's actions act.

    Args:
        name: such as ``instance``.
        arn: the template of its ARNs, such as
            ``arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}``.
        keys: names of the condition keys that describe such resources.
    """

    name: str
    arn: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionResource:
    """A resource type of an action.

    Args:
        type: the resource type's name.
        required: whether each call names a resource of this type.
        keys: names of the condition keys that the action has for this type.
    """

    type: str
    required: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An action.

    Args:
        name: with the service's prefix, as AWS spells it: ``ec2:StopInstances``.
        level: what it does.
        resources: its resource types; empty for an action that knows only ``*``.
        keys: names of the condition keys that it has for every resource type.
    """

    name: str
    level: AccessLevel
    resources: tuple[ActionResource, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service.

    Args:
        prefix: as in action names, such as ``ec2``.
        name: such as ``Amazon EC2``.
        actions: by lower-case name without prefix, in alphabetical order.
        resource_types: by name.
        key_types: its condition keys by lower-case name, families too; global keys are not here.
    """

    prefix: str
    name: str
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    key_types: Mapping[str, KeyType]


@dataclass(frozen=True, slots=True)
class Index:
    """What the archive says of itself and of all services.

    Args:
        version: of the package from which it was derived.
        date: the day on which that package's data was taken from AWS's pages.
        services: the prefixes of all services.
        rcp: the prefixes of those whose actions RCPs govern.
        keys_elsewhere: for the beginning of a key's name up to its colon, the services that list
            such keys although it is not their prefix: sts for ``saml``.
    """

    version: str
    date: datetime.date
    services: frozenset[str]
    rcp: frozenset[str]
    keys_elsewhere: Mapping[str, tuple[str, ...]]


@cache
def _archive() -> ZipFile | None:
    # In memory: no open file is left behind, and threads may read side by side.
    from io import BytesIO
    from zipfile import ZipFile

    try:
        return ZipFile(BytesIO(FILE.read_bytes()))
    except FileNotFoundError:
        return None


def _member(archive: ZipFile, name: str) -> Any:
    import json

    return json.loads(archive.read(name))


@cache
def read_index() -> Index | None:
    """The archive's index; None without the file."""
    archive = _archive()
    if archive is None:
        return None
    content = _member(archive, "_index")
    return Index(
        version=content["version"],
        date=datetime.date.fromisoformat(content["date"]),
        services=frozenset(content["services"]),
        rcp=frozenset(content["rcp"]),
        keys_elsewhere={
            prefix: tuple(homes) for prefix, homes in content["keys_elsewhere"].items()
        },
    )


@cache
def read_service(prefix: str) -> Service:
    """A service that the index has.

    Raises:
        KeyError: there is none with this prefix.
    """
    archive = _archive()
    if archive is None:
        raise KeyError(prefix)
    content = _member(archive, prefix)
    names = [name for name, _ in content["keys"]]
    types = {
        name: ResourceType(name, arn, _picked(names, keys)) for name, arn, keys in content["types"]
    }
    type_names = list(types)
    actions = {
        bare.lower(): Action(
            f"{prefix}:{bare}",
            AccessLevel(level),
            tuple(
                ActionResource(type_names[at], bool(required), _picked(names, keys_of_type))
                for at, required, keys_of_type in resources
            ),
            _picked(names, keys),
        )
        for bare, level, resources, keys in content["actions"]
    }
    key_types = {
        name.lower(): KeyType(name, type_.removeprefix("ArrayOf"), type_.startswith("ArrayOf"))
        for name, type_ in content["keys"]
        if type_
    }
    return Service(
        prefix,
        content["name"],
        MappingProxyType(actions),
        MappingProxyType(types),
        MappingProxyType(key_types),
    )


def _picked(names: list[str], positions: Iterable[int]) -> tuple[str, ...]:
    return tuple(names[position] for position in positions)
