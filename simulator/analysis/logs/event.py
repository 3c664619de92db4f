"""What does one record of CloudTrail say, as far as a request follows from it?

The names and types are those of CloudTrail's records (cloudtrail-event-reference-record-contents,
-user-identity), whatever their version: what a version does not have is None. The readers decode
straight into these values; parameters and resources stay JSON text until somebody asks.
"""

from __future__ import annotations

import msgspec

NOTHING = msgspec.Raw(b"null")


class Issuer(msgspec.Struct, frozen=True, gc=False):
    """Whose temporary credentials they are."""

    arn: str | None = None


class Attributes(msgspec.Struct, frozen=True, gc=False):
    """How and when temporary credentials were obtained."""

    creation_date: str | None = msgspec.field(default=None, name="creationDate")
    mfa_authenticated: str | bool | None = msgspec.field(default=None, name="mfaAuthenticated")


class Federation(msgspec.Struct, frozen=True, gc=False):
    """The identity provider that vouched for the caller."""

    provider: str | None = msgspec.field(default=None, name="federatedProvider")


class SessionContext(msgspec.Struct, frozen=True, gc=False):
    """What there is with temporary credentials."""

    issuer: Issuer | None = msgspec.field(default=None, name="sessionIssuer")
    attributes: Attributes | None = None
    federation: Federation | None = msgspec.field(default=None, name="webIdFederationData")
    source_identity: str | None = msgspec.field(default=None, name="sourceIdentity")


class Identity(msgspec.Struct, frozen=True, gc=False):
    """The record's `userIdentity`: who called."""

    type: str | None = None
    arn: str | None = None
    principal: str | None = msgspec.field(default=None, name="principalId")
    account: str | None = msgspec.field(default=None, name="accountId")
    access_key: str | None = msgspec.field(default=None, name="accessKeyId")
    invoked_by: str | None = msgspec.field(default=None, name="invokedBy")
    identity_provider: str | None = msgspec.field(default=None, name="identityProvider")
    session: SessionContext | None = msgspec.field(default=None, name="sessionContext")


class Event(msgspec.Struct, frozen=True, gc=False):
    """One record."""

    time: str = msgspec.field(name="eventTime")
    source: str = msgspec.field(name="eventSource")
    name: str = msgspec.field(name="eventName")
    type: str | None = msgspec.field(default=None, name="eventType")
    category: str | None = msgspec.field(default=None, name="eventCategory")
    region: str | None = msgspec.field(default=None, name="awsRegion")
    address: str | None = msgspec.field(default=None, name="sourceIPAddress")
    user_agent: str | None = msgspec.field(default=None, name="userAgent")
    error_code: str | None = msgspec.field(default=None, name="errorCode")
    error_message: str | None = msgspec.field(default=None, name="errorMessage")
    recipient: str | None = msgspec.field(default=None, name="recipientAccountId")
    endpoint: str | None = msgspec.field(default=None, name="vpcEndpointId")
    identity: Identity | None = msgspec.field(default=None, name="userIdentity")
    parameters: msgspec.Raw = msgspec.field(default=NOTHING, name="requestParameters")
    resources: msgspec.Raw = msgspec.field(default=NOTHING, name="resources")
