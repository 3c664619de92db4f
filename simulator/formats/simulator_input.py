"""How are the arguments of ``aws iam simulate-custom-policy`` written?

As the AWS CLI takes them: a text, or the file that holds it (``file://``), and lists in shorthand
or as JSON. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

_FILE: Final = ("file://", "fileb://")
_NAME, _TYPE, _VALUES = "ContextKeyName", "ContextKeyType", "ContextKeyValues"
_PART = re.compile(
    r"""\s*(?:(?P<name>ContextKeyName|ContextKeyType|ContextKeyValues)\s*=\s*)?
        (?:\[(?P<list>[^\]]*)\]|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'
        |(?P<plain>[^,]*))\s*(?:,|$)""",
    re.VERBOSE,
)


class ArgumentError(ValueError):
    """An argument that cannot be used; the message says which and why."""


def argument_text(text: str) -> tuple[str, str]:
    """An argument and the name under which a person can open it; the name is empty for a text.

    Raises:
        ArgumentError: it names a file that cannot be read.
    """
    prefix = next((prefix for prefix in _FILE if text.startswith(prefix)), None)
    if prefix is None:
        return text, ""
    name = text.removeprefix(prefix)
    try:
        return Path(name).read_text("utf-8-sig"), name
    except (OSError, ValueError) as error:
        raise ArgumentError(f"{name}: cannot be read: {error}") from error


def context_entries(arguments: Iterable[str]) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of ``--context-entries``, in shorthand or as JSON.

    Raises:
        ArgumentError: it is neither, or an entry has no name.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for argument in arguments:
        text, _ = argument_text(argument)
        entries = _from_json(text) if text.lstrip().startswith(("[", "{")) else [_shorthand(text)]
        for entry in entries:
            key, value = _key_and_value(entry, text)
            found[key] = value
    return found


def ordered_policies(text: str) -> tuple[tuple[str, ...], ...]:
    """The documents of ``--ordered-organization-policy-input-list``, level by level, as JSON.

    Raises:
        ArgumentError: it is no such list.
    """
    levels = _from_json(argument_text(text)[0])
    documents = [level.get("ServiceControlPolicyInputList", []) for level in levels]
    if not all(isinstance(level, list) for level in documents) or not all(
        isinstance(one, str) for level in documents for one in level
    ):
        raise ArgumentError("ServiceControlPolicyInputList is not a list of texts")
    return tuple(map(tuple, documents))


def _from_json(text: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArgumentError(f"not JSON: {error}") from error
    entries = value if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) for entry in entries):
        raise ArgumentError(f"not a list of objects: {text}")
    return entries


def _shorthand(text: str) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    current = ""
    for name, parts in _parts(text):
        current = name or current
        values.setdefault(current, []).extend(parts)
    entry: dict[str, Any] = {_VALUES: values.pop(_VALUES, [])}
    for name, parts in values.items():
        if len(parts) != 1 or not name:
            raise ArgumentError(f"not in AWS's shorthand: {text}")
        entry[name] = parts[0]
    return entry


def _parts(text: str) -> Iterator[tuple[str, list[str]]]:
    at = 0
    while at < len(text):
        found = _PART.match(text, at)
        if found is None or found.end() == at:
            raise ArgumentError(f"not in AWS's shorthand: {text}")
        if found["list"] is not None:
            yield found["name"] or "", [item.strip(" \"'") for item in found["list"].split(",")]
        else:
            quoted = found["double"] if found["double"] is not None else found["single"]
            plain = found["plain"]
            value = plain.strip() if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            yield found["name"] or "", [value]
        at = found.end()


def _key_and_value(entry: dict[str, Any], text: str) -> tuple[str, str | tuple[str, ...]]:
    key, values = entry.get(_NAME), entry.get(_VALUES, [])
    if not isinstance(key, str) or not key or not isinstance(values, list):
        raise ArgumentError(f"an entry needs {_NAME} and {_VALUES}: {text}")
    if not all(isinstance(value, str) for value in values):
        raise ArgumentError(f"values are texts: {text}")
    many = len(values) != 1 or str(entry.get(_TYPE, "")).endswith("List")
    return key, tuple(values) if many else values[0]
