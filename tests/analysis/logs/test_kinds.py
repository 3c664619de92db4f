from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.logs.kinds import NoRequest, kind_of, no_request, signs_of
from simulator.world.replayed import CallKind
from tests.analysis.logs.records import event, session, user

SERVICE = "cloudformation.amazonaws.com"
LINKED = "/aws-service-role/rds.amazonaws.com/"


@pytest.mark.parametrize(
    ("identity", "address", "trusted", "kind"),
    [
        (user(), "103.15.250.7", False, CallKind.DIRECT),
        (session(), "103.15.250.7", True, CallKind.DIRECT),
        (user(invokedBy=SERVICE), None, False, CallKind.FORWARDED),
        (user(), SERVICE, False, CallKind.FORWARDED),
        (user(invokedBy="AWS Internal"), None, False, CallKind.FORWARDED),
        (user(), "AWS Internal/2", False, CallKind.FORWARDED),
        (session(invokedBy=SERVICE), None, False, CallKind.FORWARDED),
        (session(invokedBy=SERVICE), None, True, CallKind.SERVICE_ROLE),
        (session(path=LINKED, invokedBy=SERVICE), None, True, CallKind.SERVICE_LINKED_ROLE),
        (session(path=LINKED), "192.0.2.1", True, CallKind.SERVICE_LINKED_ROLE),
        ({"type": "AWSService", "invokedBy": SERVICE}, None, False, CallKind.SERVICE_PRINCIPAL),
        ({"invokedBy": SERVICE}, None, False, CallKind.SERVICE_PRINCIPAL),
        # An address beside invokedBy is no proof of what policies saw: the service calls.
        (user(invokedBy=SERVICE), "103.15.250.7", False, CallKind.FORWARDED),
    ],
)
def test_whose_identity_stands_beside_invoked_by_tells_the_kind(
    identity: dict[str, Any], address: str | None, trusted: bool, kind: CallKind
) -> None:
    found = event(identity=identity, address=address)
    if address is not None:
        found = event(identity=identity, sourceIPAddress=address)
    assert kind_of(signs_of(found, lambda service: trusted)) is kind


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"eventType": "AwsServiceEvent"}, NoRequest.SERVICE_EVENT),
        ({"eventType": "AwsConsoleSignIn"}, NoRequest.SIGN_IN),
        ({"eventType": "AwsVpceEvent"}, NoRequest.SECOND_RECORD),
        ({"eventType": "AwsVpceEvent", "errorCode": "VpceAccessDenied"}, None),
        ({"userIdentity": None}, NoRequest.NO_PRINCIPAL),
        ({"userIdentity": {"type": "IdentityCenterUser"}}, NoRequest.NO_PRINCIPAL),
        ({"userIdentity": {}}, NoRequest.NO_PRINCIPAL),
        ({}, None),
    ],
)
def test_records_that_are_no_requests(more: dict[str, Any], why: NoRequest | None) -> None:
    assert no_request(event(**more)) is why
