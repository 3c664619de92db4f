"""Which record would CloudTrail keep of a call?

A prediction, marked as such: UG of CloudTrail, cloudtrail-event-reference-user-identity and
cloudtrail-event-reference-record-contents. The record of the caller's account is given; a call
across accounts is recorded in both.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from simulator.evaluation.decision import Decision
from simulator.evaluation.request import UNKNOWN, Credentials
from simulator.messages import SERVICES_WITH_ENCODED_MESSAGES, denied_message
from simulator.world.actors import Actor, Session, instant_text
from simulator.world.calls import CallSite, requested_region
from simulator.world.names import service_principal
from simulator.world.replayed import CallKind
from simulator.world.scenario import SessionSpec
from simulator.world.sessions import session_call

_EVENT_SOURCES = {"cloudwatch": "monitoring"}
"""Services whose event source is not their prefix."""

_FAILED = "AccessDenied"
_FAILED_IN_EC2 = "Client.UnauthorizedOperation"

Record = dict[str, Any]


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
    service = site.action.lower().partition(":")[0]
    record: Record = {
        "predicted": True,
        "eventVersion": "1.11",
        "userIdentity": user_identity(site),
        "eventTime": instant_text(site.instant),
        "eventSource": service_principal(_EVENT_SOURCES.get(service, service)),
        "eventName": site.action.partition(":")[2],
        "awsRegion": requested_region(site.world, site.action, site.target),
        "sourceIPAddress": _source_address(site),
    }
    if decision.allowed is False:
        in_ec2 = service in SERVICES_WITH_ENCODED_MESSAGES
        record["errorCode"] = _FAILED_IN_EC2 if in_ec2 else _FAILED
        record["errorMessage"] = denial_message(decision)
    record["requestParameters"] = _parameters(site, asked)
    if asked is not None:
        record["responseElements"] = _response(obtained)
    if site.target.arn != "*":
        record["resources"] = [_without_none(ARN=site.target.arn, accountId=site.target.account)]
    record["eventType"] = "AwsApiCall"
    place = site.origin.place
    if site.kind is CallKind.DIRECT and place is not None and place.endpoint is not None:
        record["vpcEndpointId"] = place.endpoint
    if site.actor.console:
        record["sessionCredentialFromConsole"] = "true"
    recipient = site.actor.account or site.target.account
    if recipient is not None:
        record["recipientAccountId"] = recipient
    return record


def denial_message(decision: Decision) -> str:
    """AWS's access-denied message for a denied decision, as of the rules' day."""
    denial = decision.denial
    return denied_message(
        decision.request.principal,
        decision.request.action,
        decision.request.resource,
        denial.type if denial is not None else None,
        denial is not None and denial.explicit,
        denial.policy_arn if denial is not None else None,
        decision.rules.in_force("message-policy-arn"),
    )


def user_identity(site: CallSite) -> Record:
    """Who the record names: the caller's own identity, and `invokedBy` where a service calls."""
    actor = site.actor
    identity: Record = {"type": _identity_type(actor)}
    if actor.service is not None:
        identity["invokedBy"] = actor.principal
        return identity
    if actor.credentials is Credentials.NONE:
        return identity | {"principalId": "", "accountId": "anonymous"}
    identity["arn"] = actor.principal
    identity["accountId"] = actor.account
    if actor.user is not None:
        identity["userName"] = actor.user.name
    context = _session_context(site)
    if context:
        identity["sessionContext"] = context
    if site.calling:
        identity["invokedBy"] = service_principal(site.calling[-1])
    return identity


def _identity_type(actor: Actor) -> str:
    if actor.service is not None:
        return "AWSService"
    types = {
        Credentials.ROOT: "Root",
        Credentials.FEDERATION_TOKEN: "FederatedUser",
        Credentials.NONE: "AWSAccount",
    }
    found = types.get(actor.credentials)
    if found is not None:
        return found
    return "AssumedRole" if ":assumed-role/" in actor.principal else "IAMUser"


def _session_context(site: CallSite) -> Record:
    """Issuer and attributes of temporary credentials."""
    actor, session = site.actor, site.actor.session
    context: Record = {}
    if actor.role is not None:
        context["sessionIssuer"] = {
            "type": "Role",
            "arn": actor.role.arn,
            "accountId": actor.role.account,
            "userName": actor.role.name,
        }
    issued = session.issued if session is not None else actor.signed_in
    if issued is None and site.kind is CallKind.FORWARDED and site.origin.long_term:
        issued = site.origin.instant
    if issued is not None:
        mfa = session is not None and session.mfa is True
        context["attributes"] = {
            "creationDate": instant_text(issued),
            "mfaAuthenticated": "true" if mfa else "false",
        }
    if session is not None and session.source_identity is not None:
        context["sourceIdentity"] = session.source_identity
    return context


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
    seconds = asked.duration or call.default
    return _without_none(
        roleArn=site.target.arn if call.of_role else None,
        roleSessionName=asked.session_name if call.of_role else None,
        durationSeconds=int(seconds / datetime.timedelta(seconds=1)),
        sourceIdentity=asked.source_identity,
        externalId=asked.external_id,
        tags=[{"key": key, "value": value} for key, value in asked.tags.items()] or None,
        transitiveTagKeys=list(asked.transitive) or None,
    )


def _response(obtained: Session | None) -> Record | None:
    if obtained is None:
        return None
    return {
        "credentials": {"expiration": instant_text(obtained.expires)},
        "assumedRoleUser": {"arn": obtained.principal},
    }


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
