"""Which record would CloudTrail keep of a call?

A prediction, marked as such: UG of CloudTrail, cloudtrail-event-reference-user-identity and
cloudtrail-event-reference-record-contents. The record of the caller's account is given; a call
across accounts is recorded in both.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from simulator import services
from simulator.evaluation.decision import Decision
from simulator.evaluation.facts import NO_RESOURCE
from simulator.evaluation.request import UNKNOWN, Credentials
from simulator.language.model import PolicyType
from simulator.messages import SERVICES_WITH_ENCODED_MESSAGES, denied_message
from simulator.world.actors import Session, instant_text
from simulator.world.identities import Record, user_identity
from simulator.world.names import service_principal
from simulator.world.networks import owner_of
from simulator.world.replayed import CallKind
from simulator.world.resources import requested_region
from simulator.world.scenario import SessionSpec
from simulator.world.sessions import UNSAID, session_call
from simulator.world.sites import CallSite

_EVENT_SOURCES = {"cloudwatch": "monitoring"}
"""Services whose event source is not their prefix."""

_FAILED = "AccessDenied"
_FAILED_IN_EC2 = "Client.UnauthorizedOperation"
_BY_ENDPOINT = {
    "errorCode": "VpceAccessDenied",
    "errorMessage": "The request was denied due to a VPC endpoint policy",
}
"""What a network activity event says; no other record is kept of such a call (CloudTrail
cloudtrail-event-reference-record-contents)."""


def predicted_record(
    site: CallSite,
    decision: Decision,
    *,
    asked: SessionSpec | None = None,
    obtained: Session | None = None,
) -> Record:
    """The record that a call would leave.

    Args:
        site: the call.
        decision: what came of it.
        asked: the session asked for, if the call is one that yields a session.
        obtained: the session that it yielded.
    """
    by_endpoint = decision.allowed is False and decision.settled_by is PolicyType.ENDPOINT
    record: Record = {
        "predicted": True,
        "eventVersion": "1.11",
        "userIdentity": user_identity(site),
        "eventTime": instant_text(site.instant),
        "eventSource": service_principal(_EVENT_SOURCES.get(site.service, site.service)),
        "eventName": _event_name(site.action),
        "awsRegion": requested_region(site.world, site.action, site.target),
        "sourceIPAddress": _source_address(site),
    }
    if site.calling:
        record["userAgent"] = service_principal(site.calling[-1])
    if by_endpoint:
        record |= _BY_ENDPOINT
    elif decision.allowed is False:
        in_ec2 = site.service in SERVICES_WITH_ENCODED_MESSAGES
        record["errorCode"] = _FAILED_IN_EC2 if in_ec2 else _FAILED
        record["errorMessage"] = denial_message(decision)
    record["requestParameters"] = _parameters(site, asked)
    if asked is not None:
        record["responseElements"] = _response(obtained)
    if site.target.arn != NO_RESOURCE:
        record["resources"] = [_without_none(ARN=site.target.arn, accountId=site.target.account)]
    record["eventType"] = "AwsVpceEvent" if by_endpoint else "AwsApiCall"
    record |= _endpoint(site)
    if by_endpoint:
        record["eventCategory"] = "NetworkActivity"
    if site.actor.console:
        record["sessionCredentialFromConsole"] = "true"
    recipient = site.actor.account or site.target.account
    if recipient is not None:
        record["recipientAccountId"] = recipient
    return record


def _event_name(action: str) -> str:
    """The action's name as AWS spells it, whatever its case in the scenario."""
    known = services.action(action)
    return (known.name if known is not None else action).partition(":")[2]


def _endpoint(site: CallSite) -> Record:
    place = site.origin.place
    if site.kind is not CallKind.DIRECT or place is None or place.endpoint is None:
        return {}
    owner = owner_of(site.world, place.endpoint)
    return _without_none(
        vpcEndpointId=place.endpoint,
        vpcEndpointAccountId=owner.id if owner is not None else None,
    )


def denial_message(decision: Decision) -> str:
    """AWS's access-denied message for a denied decision, as of the rules' day."""
    denial = decision.denial
    return denied_message(
        decision.request.principal,
        decision.request.action,
        decision.asked_about,
        denial.type if denial is not None else None,
        denial is not None and denial.explicit,
        denial.policy_arn if denial is not None else None,
        decision.rules.in_force("message-policy-arn"),
    )


def _source_address(site: CallSite) -> str | None:
    """For a service's call the service's name, which is no proof of what policies saw."""
    if site.calling:
        return service_principal(site.calling[-1])
    if site.actor.service is not None:
        return site.actor.principal
    place = site.origin.place
    if place is None:
        return None
    return place.address if place.address is not None else place.private_address


def _parameters(site: CallSite, asked: SessionSpec | None) -> Record | None:
    """What the call asked for, where the story needs it: which role, under which name."""
    call = session_call(site.action)
    if asked is None or call is None:
        return None
    named = asked is not UNSAID
    federated = call.credentials is Credentials.FEDERATION_TOKEN
    return _without_none(
        roleArn=site.target.arn if call.of_role else None,
        roleSessionName=asked.session_name if call.of_role and named else None,
        name=asked.session_name if federated and named else None,
        durationSeconds=None if asked.duration is None else asked.duration // _SECOND,
        sourceIdentity=asked.source_identity,
        externalId=asked.external_id,
        tags=[{"key": key, "value": value} for key, value in asked.tags.items()] or None,
        transitiveTagKeys=list(asked.transitive) or None,
    )


_SECOND = datetime.timedelta(seconds=1)


def _response(obtained: Session | None) -> Record | None:
    if obtained is None:
        return None
    response: Record = {"credentials": {"expiration": instant_text(obtained.expires)}}
    named = _NAMED_IN_RESPONSE.get(obtained.credentials, "assumedRoleUser")
    if named is not None:
        response[named] = {"arn": obtained.principal}
    if obtained.source_identity is not None:
        response["sourceIdentity"] = obtained.source_identity
    return response


_NAMED_IN_RESPONSE = {
    Credentials.FEDERATION_TOKEN: "federatedUser",
    Credentials.SESSION_TOKEN: None,
}
"""What the response calls the session's principal, where that is not `assumedRoleUser`."""


def _without_none(**fields: Any) -> Record:
    return {name: value for name, value in fields.items() if value is not None}


def field_of(record: Mapping[str, Any] | None, path: str) -> str | None:
    """A field of a record by its dotted path, as text; None where it is not there."""
    value: Any = record
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value is UNKNOWN else str(value)
