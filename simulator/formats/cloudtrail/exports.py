"""Which events are in an export: Parquet, or CSV as CloudTrail Lake and Athena write it?

DuckDB reads the files; the columns have CloudTrail's names in any case. What is nested there comes
as a structure, as JSON, or as the text that Athena makes of a structure: `{type=IAMUser, arn=…}`.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from simulator.analysis.logs.event import (
    NOTHING,
    Attributes,
    Event,
    Federation,
    Identity,
    Issuer,
    SessionContext,
)
from simulator.formats.files import about_file
from simulator.source import Diagnostic

Report = Callable[[Diagnostic], None]
Nested = Mapping[str, Any]

_BATCH = 4096
_NEEDED = ("eventtime", "eventsource", "eventname")
_TEXTS = {
    "source": "eventsource",
    "name": "eventname",
    "type": "eventtype",
    "category": "eventcategory",
    "region": "awsregion",
    "address": "sourceipaddress",
    "user_agent": "useragent",
    "error_code": "errorcode",
    "error_message": "errormessage",
    "recipient": "recipientaccountid",
    "endpoint": "vpcendpointid",
}
"""Fields of an event that are plain texts, and their columns."""


def read_export(path: Path, report: Report) -> Iterator[list[Event]]:
    """The events of an export, in batches.

    Args:
        path: the file.
        report: where what cannot be read is reported.
    """
    try:
        import duckdb
    except ImportError:
        report(about_file(path, "LOG006"))
        return
    try:
        with duckdb.connect() as connection:
            yield from _rows(connection.execute(_query(path), [str(path)]), path, report)
    except duckdb.Error as error:
        missing = isinstance(error, duckdb.IOException)
        code = "LOG001" if missing else "LOG003"
        report(about_file(path, code, detail=str(error).splitlines()[0][:200]))


def _query(path: Path) -> str:
    if path.name.lower().removesuffix(".gz").endswith(".csv"):
        return "SELECT * FROM read_csv(?, header = true, all_varchar = true)"
    return "SELECT * FROM read_parquet(?)"


def _rows(result: Any, path: Path, report: Report) -> Iterator[list[Event]]:
    columns = [str(column[0]).lower() for column in result.description]
    lacking = [name for name in _NEEDED if name not in columns]
    if lacking:
        report(about_file(path, "LOG005", detail=f"no column {', '.join(lacking)}"))
        return
    odd = count = 0
    while rows := result.fetchmany(_BATCH):
        found = [_event(dict(zip(columns, row, strict=True))) for row in rows]
        events = [event for event in found if event is not None]
        count += len(rows)
        odd += len(rows) - len(events)
        yield events
    if odd:
        report(about_file(path, "LOG004", got=f"{odd} of {count}"))


def _event(row: Nested) -> Event | None:
    texts = {name: _text(row.get(column)) for name, column in _TEXTS.items()}
    time, source, name = _time(row["eventtime"]), texts.pop("source"), texts.pop("name")
    if time is None or source is None or name is None:
        return None
    return Event(
        time=time,
        source=source,
        name=name,
        identity=_identity(_nested(row.get("useridentity"))),
        parameters=_raw(row.get("requestparameters")),
        resources=_raw(row.get("resources")),
        **texts,
    )


def _text(value: object) -> str | None:
    return None if value is None or value in ("", "null", "-") else str(value)


def _time(value: object) -> str | None:
    """An instant as CloudTrail writes it, whatever the export made of it."""
    if isinstance(value, str):
        try:
            value = datetime.datetime.fromisoformat(value.strip().removesuffix(" UTC"))
        except ValueError:
            return None
    if not isinstance(value, datetime.datetime):
        return None
    if value.tzinfo is not None:
        value = value.astimezone(datetime.UTC)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _identity(found: Nested | None) -> Identity | None:
    if found is None:
        return None
    return Identity(
        type=_text(found.get("type")),
        arn=_text(found.get("arn")),
        principal=_text(found.get("principalid")),
        account=_text(found.get("accountid")),
        access_key=_text(found.get("accesskeyid")),
        invoked_by=_text(found.get("invokedby")),
        identity_provider=_text(found.get("identityprovider")),
        session=_session(_nested(found.get("sessioncontext"))),
    )


def _session(found: Nested | None) -> SessionContext | None:
    if found is None:
        return None
    issuer = _nested(found.get("sessionissuer"))
    attributes = _nested(found.get("attributes"))
    federation = _nested(found.get("webidfederationdata"))
    return SessionContext(
        issuer=None if issuer is None else Issuer(_text(issuer.get("arn"))),
        attributes=None
        if attributes is None
        else Attributes(
            _session_time(attributes.get("creationdate")),
            _text(attributes.get("mfaauthenticated")),
        ),
        federation=None
        if federation is None
        else Federation(_text(federation.get("federatedprovider"))),
        source_identity=_text(found.get("sourceidentity")),
    )


def _session_time(value: object) -> str | None:
    return None if value is None else _time(value)


def _nested(value: object) -> Nested | None:
    """Something nested as a mapping with names in lower case; None if there is nothing."""
    if isinstance(value, str):
        value = _read_text(value.strip())
    if not isinstance(value, dict):
        return None
    lowered = {str(key).lower(): each for key, each in value.items()}
    return lowered if any(each is not None for each in lowered.values()) else None


def _read_text(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if not text.startswith(("{", "[")):
        return None
    try:
        return _value(text, 0)[0]
    except (LookupError, ValueError, RecursionError):
        return None


_ENTRY = re.compile(r"\s*,?\s*(\w+)=")
_PLAIN = re.compile(r"[^{\[](?:(?!, \w+=)[^}])*|(?=[,}])")


def _structure(text: str, at: int) -> tuple[dict[str, Any], int]:
    """A structure as Athena writes it, from behind its brace, and where it ends."""
    found: dict[str, Any] = {}
    while entry := _ENTRY.match(text, at):
        at = entry.end()
        found[entry[1]], at = _value(text, at)
    return found, at + 1


def _value(text: str, at: int) -> tuple[object, int]:
    """A structure, a list of values or a plain text, and where it ends."""
    if text[at] == "{":
        return _structure(text, at + 1)
    if text[at] == "[":
        items, at = [], at + 1
        while text[at] in "{[":
            item, at = _value(text, at)
            items.append(item)
            at += len(", ") if text.startswith(", ", at) else 0
        return items, text.index("]", at) + 1
    plain = _PLAIN.match(text, at)
    if plain is None:
        raise IndexError(at)
    return None if plain.group() == "null" else plain.group(), plain.end()


def _raw(value: object) -> msgspec.Raw:
    """The JSON of something nested; of Athena's text of a structure too."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        read = _read_text(value.strip())
        return NOTHING if read is None else msgspec.Raw(json.dumps(read).encode())
    return msgspec.Raw(json.dumps(value, default=str).encode())
