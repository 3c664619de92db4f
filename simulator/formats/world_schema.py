"""How is a world written?

One declaration for each mapping of the format; `docs/reference/formats.md` says what they mean.
"""

from __future__ import annotations

import datetime

from simulator.formats import shapes
from simulator.formats.schema import Again, Field, ListOf, MapOf, OneOf, Record
from simulator.language.model import PolicyType

_POLICIES = Field("policies", shapes.policies_of(PolicyType.IDENTITY), default=())
_BOUNDARY = Field("boundary", shapes.PolicyOf(PolicyType.BOUNDARY))
_RESOURCE_POLICY = Field("policy", shapes.PolicyOf(PolicyType.RESOURCE))
_PATH = Field("path", shapes.IAM_PATH)
_TAGS = Field("tags", shapes.TAGS, default={})
_SCPS = Field("scps", shapes.SCPS, default=shapes.NO_LIMIT)
_RCPS = Field("rcps", shapes.RCPS, default=())

USER = Record(
    "user",
    (_PATH, _POLICIES, Field("groups", shapes.TEXTS, default=()), _BOUNDARY, _TAGS),
)

GROUP = Record("group", (_PATH, _POLICIES))

ROLE = Record(
    "role",
    (
        _PATH,
        Field("trust", shapes.PolicyOf(PolicyType.TRUST), required=True),
        _POLICIES,
        _BOUNDARY,
        _TAGS,
        Field("max_session", shapes.DURATION, default=datetime.timedelta(hours=1)),
    ),
)

RESOURCE = Record("resource", (Field("arn", shapes.ARN, required=True), _RESOURCE_POLICY, _TAGS))

ENDPOINT = Record("endpoint", (Field("policy", shapes.PolicyOf(PolicyType.ENDPOINT)),))

ACCOUNT = Record(
    "account",
    (
        Field("name", shapes.TEXT),
        _SCPS,
        _RCPS,
        Field("users", MapOf(shapes.IAM_NAME, USER), default={}),
        Field("groups", MapOf(shapes.IAM_NAME, GROUP), default={}),
        Field("roles", MapOf(shapes.IAM_NAME, ROLE), default={}),
        Field("resources", MapOf(shapes.SHORT_NAME, RESOURCE), default={}),
        Field("endpoints", MapOf(shapes.ENDPOINT_ID, ENDPOINT), default={}),
    ),
)

NETWORK = OneOf(
    text=shapes.ADDRESS,
    mapping=Record(
        "{endpoint, vpc, address}",
        (
            Field("endpoint", shapes.ENDPOINT_ID, required=True),
            Field("vpc", shapes.VPC_ID, required=True),
            Field("address", shapes.ADDRESS, required=True),
        ),
    ),
)

_UNIT_FIELDS = (
    _SCPS,
    _RCPS,
    Field("accounts", ListOf(shapes.ACCOUNT), default=()),
    Field("units", MapOf(shapes.SHORT_NAME, Again("unit", lambda: UNIT)), default={}),
)

UNIT: Record = Record("unit", _UNIT_FIELDS)

ORGANIZATION = Record(
    "organization",
    (
        Field("id", shapes.ORGANIZATION_ID, required=True),
        Field("management", shapes.ACCOUNT, required=True),
        *_UNIT_FIELDS,
    ),
)

SETTINGS = (
    Field("as_of", shapes.DATE),
    Field("clock", shapes.INSTANT),
    Field("forwarding", shapes.FORWARDING),
)

WORLD = Record(
    "world",
    (
        Field("calledvia", shapes.VERSION, required=True),
        Field("include", ListOf(shapes.PATH), default=()),
        *SETTINGS,
        Field("account", shapes.ACCOUNT),
        Field("region", shapes.REGION),
        Field("networks", MapOf(shapes.SHORT_NAME, NETWORK), default={}),
        Field("services", MapOf(shapes.PREFIX, ListOf(shapes.RANGE)), default={}),
        Field("organization", ORGANIZATION),
        Field("accounts", MapOf(shapes.ACCOUNT, ACCOUNT), default={}),
    ),
)
"""`accounts` is required too, but of a world as a whole: included files may bring them."""
