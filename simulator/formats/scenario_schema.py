"""How is a scenario written?

One declaration for each mapping of the format; `docs/reference/formats.md` says what they mean.
"""

from __future__ import annotations

import datetime

from simulator.formats import shapes
from simulator.formats.expectations import EXPECTATION
from simulator.formats.schema import Again, Field, ListOf, MapOf, OneOf, Record, Word, Written
from simulator.formats.world_schema import SETTINGS
from simulator.language.model import PolicyType

_KEYS = ListOf(shapes.KEY)

_CALL_FIELDS = (
    Field("call", Written("call"), required=True),
    Field(
        "context",
        MapOf(shapes.KEY, OneOf(text=shapes.TEXT, items=shapes.TEXTS)),
        default={},
    ),
    Field("absent", _KEYS, default=()),
    Field("unknown", _KEYS, default=()),
    Field("expect", EXPECTATION),
    Field("trail", MapOf(shapes.TEXT, shapes.TEXT), default={}),
    Field("then", ListOf(Again("hop", lambda: HOP)), default=()),
)

HOP: Record = Record("hop", (*_CALL_FIELDS, Field("as", Word("caller | role/N | service"))))

SESSION = OneOf(
    text=shapes.SESSION,
    mapping=Record(
        "session",
        (
            Field("as", shapes.SESSION, required=True),
            Field("session_name", shapes.TEXT),
            Field("policies", shapes.policies_of(PolicyType.SESSION), default=()),
            Field("tags", shapes.TAGS, default={}),
            Field("transitive", shapes.TEXTS, default=()),
            Field("source_identity", shapes.TEXT),
            Field("external_id", shapes.TEXT),
            Field("duration", shapes.DURATION),
        ),
    ),
)

REQUEST = Record(
    "request",
    (
        Field("name", shapes.SHORT_NAME, required=True),
        *_CALL_FIELDS,
        Field("after", shapes.DURATION, default=datetime.timedelta(0)),
        Field("passes", Word("role/N")),
        Field("session", SESSION),
        Field("console", shapes.YES_NO, default=False),
    ),
)

OVERRIDE = Record(
    "{identity, boundary, trust, resource}",
    (
        Field("identity", shapes.policies_of(PolicyType.IDENTITY)),
        Field("boundary", shapes.PolicyOf(PolicyType.BOUNDARY)),
        Field("trust", shapes.PolicyOf(PolicyType.TRUST)),
        Field("resource", shapes.PolicyOf(PolicyType.RESOURCE)),
    ),
)

SCENARIO = Record(
    "scenario",
    (
        Field("calledvia", shapes.VERSION, required=True),
        Field("title", shapes.TEXT),
        Field("world", shapes.PATH, required=True),
        Field(
            "policies",
            MapOf(
                shapes.SHORT_NAME,
                OneOf(items=shapes.policies_of(PolicyType.IDENTITY), mapping=OVERRIDE),
            ),
            default={},
        ),
        *SETTINGS,
        Field("requests", ListOf(REQUEST), default=()),
        Field("replays", ListOf(shapes.PATH), default=()),
    ),
)
"""One of `requests` and `replays` is there, else it would be a world, and never both."""
