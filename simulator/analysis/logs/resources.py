"""On which resources does an event act?

What the record lists under `resources`, ARNs among the parameters, the parameters' names in the
ARN templates that AWS lists for the action, the ARN in a denial's message: in this order, the first
that gives any. A part that nothing tells is ``*``: so AWS writes the id of a thing that is not
there yet, and of others it is a guess (`Resources.guessed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from simulator import services
from simulator.analysis.logs.event import NOTHING, Event
from simulator.language.arn import parse_arn, partition_of_region
from simulator.message_reading import read_denied_message

NO_RESOURCE = "*"
_MOST = 100
_DEEPEST = 6
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_CREATING = re.compile(r"[a-z0-9-]+:(?:Create|Run|Allocate|Register|Request|Import|Copy|Purchase)")
_ENDINGS = ("identifier", "name", "id", "")
"""What services put behind a resource type's word, one in the template and another in the
parameter: DbInstanceName and dBInstanceIdentifier."""

RENAMED: dict[tuple[str, str], str] = {
    ("autoscaling", "groupfriendlyname"): "autoscalinggroupname",
    ("ec2", "securitygroupid"): "groupid",
    ("ec2", "vpcflowlogid"): "flowlogid",
    ("iam", "groupnamewithpath"): "groupname",
    ("iam", "instanceprofilenamewithpath"): "instanceprofilename",
    ("iam", "rolenamewithpath"): "rolename",
    ("iam", "usernamewithpath"): "username",
    ("s3", "objectname"): "key",
    ("ssm", "parameternamewithoutleadingslash"): "name",
}
"""Variables of a service's templates whose parameter has another name; both folded as `_folded`."""

Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Resources:
    """What an event acts on.

    Args:
        arns: each is asked about by itself; ``*`` alone for an action that has no resource.
        guessed: whether a part of them is ``*`` because the record does not tell it.
    """

    arns: tuple[str, ...]
    guessed: bool = False


def parameters_of(event: Event) -> Parameters | None:
    """The call's parameters; None where the record has none, as that of a denied call."""
    try:
        found = msgspec.json.decode(event.parameters)
        if isinstance(found, str):  # exports write them as text
            found = msgspec.json.decode(found)
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class _Variable:
    """A variable of a template: as it stands there, and the folded names of its parameter."""

    written: str
    settled: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the service data says of an action's resources.

    Args:
        wanted: the types.
        required: those that each call names.
        templates: the ARN templates to fill in, by type, with their variables.
    """

    wanted: frozenset[str]
    required: tuple[str, ...]
    templates: tuple[tuple[str, str, tuple[_Variable, ...]], ...]


@lru_cache(maxsize=4096)
def _shape(action: str) -> _Shape | None:
    """None for an action that has no resource."""
    types = services.resource_types_of(action)
    prefix = action.partition(":")[0]
    home = services.service(prefix)
    if not types or home is None:
        return None
    required = tuple(each.type for each in types if each.required)
    templates = []
    for name in required or [each.type for each in types]:
        template = home.resource_types[name].arn.replace("arn:aws:", "arn:${Partition}:", 1)
        variables = tuple(
            _Variable(
                f"${{{variable}}}",
                variable if variable in _SETTLED else None,
                _names(prefix, name, variable),
            )
            for variable in dict.fromkeys(_VARIABLE.findall(template))
        )
        templates.append((name, template, variables))
    return _Shape(frozenset(each.type for each in types), required, tuple(templates))


_SETTLED = ("Partition", "Region", "Account")


def _names(prefix: str, type_name: str, variable: str) -> tuple[str, ...]:
    """The folded names that the parameter of a variable may have, the likeliest first."""
    folded = _folded(variable)
    renamed = RENAMED.get((prefix, folded))
    stems = dict.fromkeys(
        word.removesuffix(ending)
        for word in (folded, _folded(type_name))
        for ending in _ENDINGS
        if word.endswith(ending)
    )
    others = (stem + ending for stem in stems if stem for ending in (*_ENDINGS, "arn", "url"))
    general = next((end for end in ("name", "id") if folded.endswith(end)), None)
    return tuple(dict.fromkeys(name for name in (renamed, folded, *others, general) if name))


def resources_of(event: Event, action: str, parameters: Parameters | None) -> Resources:
    """The resources of an event.

    Args:
        event: the event.
        action: the action that IAM asks about.
        parameters: the call's, as `parameters_of` has them.
    """
    shape = _shape(action)
    if shape is None:
        return Resources((NO_RESOURCE,))
    prefix = action.partition(":")[0]
    flat = _flat(parameters or {})
    for source in (_listed(event), (value for values in flat.values() for value in values)):
        fitting = [arn for arn in source if _fits(prefix, arn, shape.wanted)]
        if fitting:
            return Resources(tuple(dict.fromkeys(fitting))[:_MOST])
    settled = {
        "Partition": partition_of_region(event.region or ""),
        "Region": event.region or "*",
        "Account": event.recipient or (event.identity.account if event.identity else None) or "*",
    }
    filled = {
        name: _filled(template, variables, settled, flat)
        for name, template, variables in shape.templates
    }
    told = {name: arns for name, (arns, whole) in filled.items() if whole}
    if shape.required and _CREATING.match(action):
        told = {name: arns for name, (arns, _) in filled.items()}
    elif told and not shape.required:
        told = _one_of(told, flat)
    if told:
        return Resources(tuple(dict.fromkeys(arn for it in told.values() for arn in it))[:_MOST])
    named = _in_message(event) or _own(event, prefix, shape.wanted)
    if named is not None:
        return Resources((named,))
    if shape.required:
        return Resources((filled[shape.required[0]][0][0],), guessed=True)
    return Resources((NO_RESOURCE,), guessed=parameters is None)


def _one_of(told: Mapping[str, list[str]], flat: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Of types that are alternatives the one that the call names as its type, else the first."""
    named = {_folded(value) for value in flat.get("resourcetype", ())}
    chosen = next((name for name in told if _folded(name) in named), next(iter(told)))
    return {chosen: told[chosen]}


def _own(event: Event, prefix: str, wanted: frozenset[str]) -> str | None:
    """The caller itself, where IAM's calls about users name none (IAM API_GetUser)."""
    identity = event.identity
    if prefix != "iam" or "user" not in wanted or identity is None:
        return None
    return identity.arn if identity.type == "IAMUser" else None


def _listed(event: Event) -> Iterator[str]:
    if event.resources == NOTHING:
        return
    try:
        found = msgspec.json.decode(event.resources)
        if isinstance(found, str):
            found = msgspec.json.decode(found)
    except (msgspec.DecodeError, RecursionError):
        return
    listed = found if isinstance(found, list) else ()
    for each in (it for it in listed if isinstance(it, dict)):
        arn = next((each[key] for key in _ARN_KEYS if key in each), None)
        if isinstance(arn, str):
            yield arn


_ARN_KEYS = ("ARN", "arn", "Arn")


@lru_cache(maxsize=8192)
def _fits(prefix: str, arn: str, wanted: frozenset[str]) -> bool:
    """Whether an ARN is a whole one of one of these types of resources."""
    if not arn.startswith("arn:") or "*" in arn:
        return False
    return services.resource_type_of_arn(prefix, arn) in wanted


def _flat(parameters: Parameters) -> dict[str, list[str]]:
    """Every text among the parameters, at any depth, by its folded name."""
    found: dict[str, list[str]] = {}

    def note(name: str, value: object, depth: int) -> None:
        if isinstance(value, str) and value:
            found.setdefault(name, []).append(value)
        elif isinstance(value, dict) and depth < _DEEPEST:
            for key, below in value.items():
                note(_folded(str(key)), below, depth + 1)
        elif isinstance(value, list) and depth < _DEEPEST:
            for below in value[:_MOST]:
                note(name, below, depth + 1)

    for key, value in parameters.items():
        note(_folded(key), value, 0)
    return found


@lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _filled(
    template: str,
    variables: Sequence[_Variable],
    settled: Mapping[str, str],
    flat: Mapping[str, list[str]],
) -> tuple[list[str], bool]:
    """A template filled in, and whether all of it was told."""
    arns, told = [template], True
    for variable in variables:
        if variable.settled is not None:
            arns = [arn.replace(variable.written, settled[variable.settled]) for arn in arns]
            continue
        values = next((flat[name] for name in variable.names if name in flat), None)
        told = told and values is not None
        arns = [
            arn.replace(variable.written, _bare(value))
            for arn in arns
            for value in (values or ["*"])
        ][:_MOST]
    return arns, told and "*" not in template


def _bare(value: str) -> str:
    """The last part of a value that is an ARN or a URL itself: a queue's name in its URL."""
    if value.startswith("https://"):
        return value.rpartition("/")[2]
    arn = parse_arn(value) if value.startswith("arn:") else None
    return value.lstrip("/") if arn is None else arn.resource.partition("/")[2] or arn.resource


def _in_message(event: Event) -> str | None:
    """The resource that a denial's message names."""
    if not event.error_message:
        return None
    readings = read_denied_message(event.error_message)
    return next((it.resource for it in readings if it.resource), None)
