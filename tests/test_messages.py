from __future__ import annotations

import pytest

from simulator.language.model import PolicyType
from simulator.messages import DENIAL_WORDINGS, denied_message

JOHN = "arn:aws:iam::123456789012:user/John"
GROUP = "arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*"
BOUNDARY = "arn:aws:iam::123456789012:policy/DeveloperPermissionBoundary"


def test_every_policy_type_has_a_wording() -> None:
    assert set(DENIAL_WORDINGS) == {one.value for one in PolicyType}


@pytest.mark.parametrize(
    ("type_", "reason"),
    [
        ("scp", "because no service control policy allows the x:Y action"),
        ("endpoint", "because no VPC endpoint policy allows the x:Y action"),
        ("boundary", "because no permissions boundary allows the x:Y action"),
        ("session", "because no session policy allows the x:Y action"),
        ("resource", "because no resource-based policy allows the x:Y action"),
        ("trust", "because no role trust policy allows the x:Y action"),
        ("identity", "because no identity-based policy allows the x:Y action"),
    ],
)
def test_implicit_denials_read_as_in_the_guide(type_: str, reason: str) -> None:
    message = denied_message(JOHN, "x:Y", "*", type_, explicit=False)
    assert message == f"User: {JOHN} is not authorized to perform: x:Y {reason}"


@pytest.mark.parametrize(
    ("type_", "where", "names_arn"),
    [
        ("scp", "a service control policy", True),
        ("rcp", "a resource control policy", True),
        ("endpoint", "a VPC endpoint policy", False),
        ("boundary", "a permissions boundary", True),
        ("session", "a session policy", True),
        ("resource", "a resource-based policy", False),
        ("trust", "the role trust policy", False),
        ("identity", "an identity-based policy", True),
    ],
)
def test_explicit_denials_read_as_in_the_guide(type_: str, where: str, names_arn: bool) -> None:
    old = denied_message(JOHN, "x:Y", GROUP, type_, True, BOUNDARY, with_arn=False)
    assert old == (
        f"User: {JOHN} is not authorized to perform: x:Y on resource: {GROUP} "
        f"with an explicit deny in {where}"
    )
    new = denied_message(JOHN, "x:Y", GROUP, type_, True, BOUNDARY, with_arn=True)
    assert new == (f"{old}: {BOUNDARY}" if names_arn else old)


def test_an_inline_policy_has_no_arn_to_name() -> None:
    message = denied_message(JOHN, "x:Y", None, "identity", True, None, with_arn=True)
    assert message.endswith("with an explicit deny in an identity-based policy")


def test_no_reason_where_aws_documents_none() -> None:
    bare = f"User: {JOHN} is not authorized to perform: x:Y"
    assert denied_message(JOHN, "x:Y", None, None, False) == bare
    assert denied_message(JOHN, "x:Y", None, "rcp", False) == bare


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        denied_message(JOHN, "x:Y", None, "acl", False)
