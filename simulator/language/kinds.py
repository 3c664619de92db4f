"""What may a policy of each type hold?

The table of UG reference_policies_grammar and the pages of the elements, with what IAM answers when
such a policy is created. Organizations' policies: ORG orgs_manage_policies_scps_syntax and
orgs_manage_policies_rcps_syntax.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from simulator.language.model import PolicyType


class Presence(Enum):
    """Whether an element must, may or must not be there."""

    REQUIRED = auto()
    OPTIONAL = auto()
    DOUBTFUL = auto()
    """It may be missing, as far as the language goes; hardly any service wants that."""
    FORBIDDEN = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """The rules of one type of policy.

    Args:
        type: the type, None where it is not known.
        principal: Principal or NotPrincipal.
        resource: Resource or NotResource.
        not_principal: whether NotPrincipal may stand where Principal may.
        not_action: whether NotAction may be there.
        id: whether Id has a meaning.
        version_required: whether Version must be there, and must be the newer one.
        unique_sids: whether a Sid that occurs twice is refused.
        plain_sids: whether a Sid has letters and digits only.
        whole_arns: whether an ARN with fewer than six parts is refused.
        checked_resources: whether IAM looks at the form of resources, and at empty lists.
        latin: whether characters above U+00FF are refused.
    """

    type: PolicyType | None
    principal: Presence
    resource: Presence
    not_principal: bool = False
    not_action: bool = True
    id: bool = False
    version_required: bool = False
    unique_sids: bool = True
    plain_sids: bool = True
    whole_arns: bool = False
    checked_resources: bool = True
    latin: bool = True


_IDENTITY = Kind(
    PolicyType.IDENTITY,
    principal=Presence.FORBIDDEN,
    resource=Presence.REQUIRED,
)
_RESOURCE = Kind(
    PolicyType.RESOURCE,
    principal=Presence.REQUIRED,
    not_principal=True,
    # Repositories of ECR have policies without it.
    resource=Presence.DOUBTFUL,
    id=True,
    unique_sids=False,
    plain_sids=False,
    checked_resources=False,
    latin=False,
)
_SCP = Kind(
    PolicyType.SCP,
    principal=Presence.FORBIDDEN,
    resource=Presence.REQUIRED,
    version_required=True,
    plain_sids=False,
    latin=False,
)
_KINDS = {
    PolicyType.IDENTITY: _IDENTITY,
    PolicyType.BOUNDARY: replace(_IDENTITY, type=PolicyType.BOUNDARY),
    PolicyType.SESSION: replace(_IDENTITY, type=PolicyType.SESSION, whole_arns=True),
    PolicyType.RESOURCE: _RESOURCE,
    PolicyType.TRUST: Kind(
        PolicyType.TRUST,
        principal=Presence.REQUIRED,
        resource=Presence.FORBIDDEN,
        id=True,
    ),
    PolicyType.ENDPOINT: replace(_RESOURCE, type=PolicyType.ENDPOINT, resource=Presence.REQUIRED),
    PolicyType.SCP: _SCP,
    PolicyType.RCP: replace(
        _SCP, type=PolicyType.RCP, principal=Presence.REQUIRED, not_action=False
    ),
}

# Of a type that is not told: what holds for all that the document can be.
_WITHOUT_PRINCIPAL = replace(
    _IDENTITY, type=None, principal=Presence.OPTIONAL, id=True, latin=False
)
_WITH_PRINCIPAL = replace(
    _RESOURCE, type=None, principal=Presence.OPTIONAL, resource=Presence.OPTIONAL
)


def kind_of(type: PolicyType | None, has_principal: bool) -> Kind:
    """The rules for a document of this type.

    Args:
        type: where it will be attached, None if that is not known.
        has_principal: whether any of its statements has Principal or NotPrincipal; of an unknown
            type it tells a policy of identities from one of resources and roles.
    """
    if type is not None:
        return _KINDS[type]
    return _WITH_PRINCIPAL if has_principal else _WITHOUT_PRINCIPAL
