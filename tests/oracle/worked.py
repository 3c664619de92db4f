"""How is one hand-written case put down in a line: request, policies, what comes out?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .oracle import decide
from .values import Answer

ACCOUNT, OTHER = "111122223333", "444455556666"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
DAVE = f"arn:aws:iam::{OTHER}:user/dave"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
BOB = f"arn:aws:iam::{ACCOUNT}:role/Bob"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/team/Deployer"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Bob/s"
DEPLOYER_SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/s"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/fay"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/tokens.example"
OBJECT = "arn:aws:s3:::b/k"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"

Policies = list[tuple[str, dict[str, Any]]]


def statement(effect: str, **elements: Any) -> dict[str, Any]:
    written = {"Effect": effect, "Action": "*", "Resource": "*", **elements}
    if "NotAction" in written:
        del written["Action"]
    if "NotResource" in written:
        del written["Resource"]
    return written


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> Policies:
    return [("p", {"Version": version, "Statement": list(statements)})]


def allows(**elements: Any) -> Policies:
    return policy(statement("Allow", **elements))


def denies(**elements: Any) -> Policies:
    return policy(statement("Deny", **elements))


def grants(*forms: str, **elements: Any) -> Policies:
    return allows(Principal={"AWS": list(forms)}, **elements)


def trusts(**elements: Any) -> Policies:
    written = {"Effect": "Allow", "Action": "sts:AssumeRole", **elements}
    return policy(written)


ALL = allows()
NONE = allows(Action="x:Nothing")
EVERYONE = allows(Principal="*")


@dataclass
class Case:
    """What is asked, what comes out, and the policy type that settles it."""

    name: str
    verdict: str
    settled_by: str | None
    principal: str = ALICE
    action: str = "s3:GetObject"
    resource: str = OBJECT
    owner: str | None = None
    credentials: str | None = None
    federated_by: str | None = None
    context: dict[str, Any] = field(default_factory=dict)
    as_of: str = "2026-11-24"
    identity: Policies = field(default_factory=list)
    on_resource: Policies | None = None
    boundary: Policies | None = None
    session: Policies | None = None
    scps: list[Policies] = field(default_factory=list)
    rcps: list[Policies] = field(default_factory=list)
    endpoint: Policies | None = None

    def answer(self) -> Answer:
        request = {
            "principal": self.principal,
            "action": self.action,
            "resource": self.resource,
            "resource_account": self.owner,
            "credentials": self.credentials,
            "federated_by": self.federated_by,
            "context": self.context,
        }
        policies = {
            "identity": self.identity,
            "resource": self.on_resource,
            "boundary": self.boundary,
            "session": self.session,
            "scps": self.scps,
            "rcps": self.rcps,
            "endpoint": self.endpoint,
        }
        return decide(request, policies, as_of=self.as_of)
