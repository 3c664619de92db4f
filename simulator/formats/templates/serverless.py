"""Which role does SAM make for a function or a state machine that names none?

SAM sam-resource-function: Role, Policies, AssumeRolePolicyDocument; the logical id of the role is
that of the function and ``Role``.
"""

from __future__ import annotations

from simulator.formats.declared.values import Items, Members, Unresolved, Value, each
from simulator.formats.documents import Scalar
from simulator.source import Span

ROLE = "AWS::IAM::Role"
ROLE_SUFFIX = "Role"

_SERVICES = {
    "AWS::Serverless::Function": "lambda.amazonaws.com",
    "AWS::Serverless::StateMachine": "states.amazonaws.com",
}
"""Types that SAM makes a role for, and who assumes it."""

_BASIC = "service-role/AWSLambdaBasicExecutionRole"
_MANAGED = {
    "VpcConfig": "service-role/AWSLambdaVPCAccessExecutionRole",
    "Tracing": "AWSXRayDaemonWriteAccess",
}
"""Properties of a function for which SAM attaches one more policy of AWS's."""


def makes_role(type_: str | None) -> bool:
    """Whether SAM makes a role for things of this type."""
    return type_ in _SERVICES


def role_of(type_: str, properties: Members, partition: str) -> Members | None:
    """The properties of the role that SAM makes; None if the thing names a role of its own."""
    if properties.get("Role") is not None:
        return None
    at = properties.span
    arns: list[Value] = []
    inline: list[Value] = []
    if type_ == "AWS::Serverless::Function":
        names = [_BASIC, *(name for key, name in _MANAGED.items() if properties.get(key))]
        arns += [_managed(name, partition, at) for name in names]
    for number, policy in enumerate(each(properties.get("Policies"))):
        match policy:
            case Members() if policy.get("Statement") is not None:
                inline.append(_inline(policy, number))
            case Members():
                for name, _ in policy.entries:
                    inline.append(_inline(Unresolved(name.span, "TPL007", name.value), number))
            case Scalar() if not policy.value.startswith("arn:"):
                arns.append(_managed(policy.value, partition, policy.span))
            case _:
                arns.append(policy)
    entries: dict[str, Value] = {
        "AssumeRolePolicyDocument": properties.get("AssumeRolePolicyDocument")
        or _trust(_SERVICES[type_], at),
        "ManagedPolicyArns": Items(tuple(arns), at),
        "Policies": Items(tuple(inline), at),
    }
    for own, given in (("PermissionsBoundary", "PermissionsBoundary"), ("Tags", "Tags")):
        value = properties.get(given)
        if value is not None:
            entries[own] = value
    return _members(entries, at)


def _inline(document: Value, number: int) -> Members:
    at = document.span
    return _members({"PolicyName": _text(f"Policy{number}", at), "PolicyDocument": document}, at)


def _managed(name: str, partition: str, at: Span) -> Scalar:
    return _text(f"arn:{partition}:iam::aws:policy/{name}", at)


def _trust(service: str, at: Span) -> Members:
    statement = _members(
        {
            "Effect": _text("Allow", at),
            "Principal": _members({"Service": _text(service, at)}, at),
            "Action": _text("sts:AssumeRole", at),
        },
        at,
    )
    return _members({"Version": _text("2012-10-17", at), "Statement": statement}, at)


def _members(entries: dict[str, Value], at: Span) -> Members:
    return Members(tuple((_text(name, at), value) for name, value in entries.items()), at)


def _text(value: str, at: Span) -> Scalar:
    return Scalar(value, at, '"')
