"""moto's access control: identity policies alone, their conditions not looked at."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult


def prepare(policies: dict[str, Any]) -> list[IAMPolicy]:
    """The identity policies; there is no place for others."""
    return [
        IAMPolicy({"policy_document": json.dumps(one["document"])}) for one in policies["identity"]
    ]


def request(prepared: Any, asked: dict[str, Any]) -> tuple[str, str]:
    """Action and resource."""
    return asked["action"], asked["resource"]


def decide(prepared: list[IAMPolicy], request: tuple[str, str]) -> str:
    """The verdict, as moto's own IAM request comes to it."""
    found = [policy.is_action_permitted(*request) for policy in prepared]
    if PermissionResult.DENIED in found:
        return "deny"
    return "allow" if PermissionResult.PERMITTED in found else "deny"
