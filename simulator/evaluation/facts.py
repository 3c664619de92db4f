"""What is known of a request while statements are matched against it?

The caller read from the principal's ARN, and the context by lower-case key. Made once a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from simulator import services
from simulator.evaluation.decision import Presence
from simulator.evaluation.request import (
    UNKNOWN,
    ContextValue,
    Credentials,
    Request,
    ServiceAddress,
)
from simulator.language.arn import Arn, parse_arn
from simulator.rules import Rules

FEDERATED_PROVIDERS = frozenset(
    {
        "accounts.google.com",
        "cognito-identity.amazonaws.com",
        "graph.facebook.com",
        "www.amazon.com",
    }
)
"""Identity providers that AWS knows by name (UG reference_policies_elements_principal)."""

SERVICE_LINKED = ":role/aws-service-role/"
"""What the ARN of a service-linked role has in it (UG id_roles_create-service-linked-role)."""


class CallerKind(StrEnum):
    """What a principal is (UG reference_policies_elements_principal)."""

    USER = "user"
    ROLE_SESSION = "role_session"
    FEDERATED_USER = "federated_user"
    ROOT = "root"
    SERVICE = "service"
    ANONYMOUS = "anonymous"
    IDENTITY_PROVIDER = "identity_provider"


_CREDENTIALS = {
    CallerKind.USER: Credentials.LONG_TERM,
    CallerKind.ROLE_SESSION: Credentials.ASSUMED_ROLE,
    CallerKind.FEDERATED_USER: Credentials.FEDERATION_TOKEN,
    CallerKind.ROOT: Credentials.ROOT,
    CallerKind.SERVICE: Credentials.SERVICE,
    CallerKind.ANONYMOUS: Credentials.NONE,
    CallerKind.IDENTITY_PROVIDER: Credentials.NONE,
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal of a request, taken apart.

    Args:
        arn: as given.
        account: None for services, anonymous callers and identity providers.
        name: of the user, of the session's role, of the federated user.
        role_arn: where the principal was given as the role's own ARN, that ARN.
    """

    kind: CallerKind
    arn: str
    account: str | None = None
    name: str = ""
    role_arn: str | None = None


@lru_cache(maxsize=4096)
def read_caller(principal: str) -> Caller:
    """The caller that a principal text means.

    A role's ARN stands for a session of that role whose name is not known.

    Raises:
        ValueError: it is no user, role session, federated user, account root, service principal,
            identity provider or `*`.
    """
    if principal == "*":
        return Caller(CallerKind.ANONYMOUS, principal)
    if principal in FEDERATED_PROVIDERS:
        return Caller(CallerKind.IDENTITY_PROVIDER, principal)
    arn = parse_arn(principal)
    if arn is None:
        if principal.endswith((".amazonaws.com", ".amazonaws.com.cn", ".amazon.com")):
            return Caller(CallerKind.SERVICE, principal)
        raise ValueError(_no_principal(principal))
    kind, _, rest = arn.resource.partition("/")
    name = rest.rpartition("/")[2]
    if arn.service == "iam" and arn.resource == "root":
        return Caller(CallerKind.ROOT, principal, arn.account)
    if arn.service == "iam" and kind == "user" and name:
        return Caller(CallerKind.USER, principal, arn.account, name)
    if arn.service == "iam" and kind == "role" and name:
        return Caller(CallerKind.ROLE_SESSION, principal, arn.account, name, role_arn=principal)
    if arn.service == "iam" and kind in ("saml-provider", "oidc-provider") and rest:
        return Caller(CallerKind.IDENTITY_PROVIDER, principal)
    if arn.service == "sts" and kind == "assumed-role" and rest.partition("/")[0]:
        return Caller(CallerKind.ROLE_SESSION, principal, arn.account, rest.partition("/")[0])
    if arn.service == "sts" and kind == "federated-user" and rest:
        return Caller(CallerKind.FEDERATED_USER, principal, arn.account, rest)
    raise ValueError(_no_principal(principal))


def _no_principal(principal: str) -> str:
    return (
        f"{principal!r} is no principal: expected the ARN of a user, a role session, a federated "
        "user, a role or an account's root, a service principal such as "
        "cloudformation.amazonaws.com, or *"
    )


NO_RESOURCE = "*"
"""The resource of a request for an action that has none."""


@lru_cache(maxsize=4096)
def acts_on_nothing(action: str) -> bool:
    """Whether AWS lists no resource type for an action, so that its resource is always ``*``.

    False where the service data does not have the action.
    """
    return services.has_resource_types(action) is False


Values = tuple[str | ServiceAddress, ...]


def presence_of(value: ContextValue | None) -> Presence:
    """Whether a key is there. An empty list counts as absent (a null dataset)."""
    if value is UNKNOWN:
        return Presence.UNKNOWN
    return Presence.ABSENT if value is None or value == () else Presence.PRESENT


def values_of(value: ContextValue | None) -> Values:
    """A key's values; none where it is absent or unknown."""
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, (str, ServiceAddress)) else ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A request as statements see it.

    Args:
        action: in lower case.
        service: its prefix, in lower case.
        context: by lower-case key.
        resource: what policies are asked about: ``*`` for an action that AWS lists no resource type
            for, whatever ARN the request names.
        arn: the same taken apart; None where it is no ARN.
        has_boundary: whether the caller has a permissions boundary, which NotPrincipal asks for.
    """

    request: Request
    rules: Rules
    caller: Caller
    credentials: Credentials
    action: str
    service: str
    context: dict[str, ContextValue]
    resource: str
    arn: Arn | None
    has_boundary: bool
    resource_account: str | None

    def asked(self, key: str) -> Presence:
        """Whether the request has the key. An empty list counts as absent (a null dataset)."""
        return presence_of(self.context.get(key.lower()))

    def values(self, key: str) -> Values:
        """The key's values; none where it is absent or unknown."""
        return values_of(self.context.get(key.lower()))

    def given_as_list(self, key: str) -> bool:
        """Whether the request gives the key as a multi-valued one."""
        return isinstance(self.context.get(key.lower()), tuple)

    @property
    def same_account(self) -> bool:
        """Whether caller and resource are of one account. Callers without one are of none."""
        return self.caller.account is not None and self.caller.account == self.resource_account

    @property
    def service_linked(self) -> bool:
        """Whether the caller is a session of a service-linked role: the role's path tells."""
        arns = (*self.values("aws:PrincipalArn"), self.caller.role_arn)
        return self.caller.kind is CallerKind.ROLE_SESSION and any(
            isinstance(arn, str) and SERVICE_LINKED in arn for arn in arns
        )


def gather(request: Request, rules: Rules, *, has_boundary: bool) -> Facts:
    """Read a request once, before its policies are asked.

    Raises:
        ValueError: the principal is none (see `read_caller`).
    """
    caller = read_caller(request.principal)
    action = request.action.lower()
    resource = NO_RESOURCE if acts_on_nothing(action) else request.resource
    arn = parse_arn(resource)
    return Facts(
        request=request,
        rules=rules,
        caller=caller,
        credentials=request.credentials or _CREDENTIALS[caller.kind],
        action=action,
        service=action.partition(":")[0],
        context=request.by_key,
        resource=resource,
        arn=arn,
        has_boundary=has_boundary,
        resource_account=_resource_account(request, arn, caller),
    )


def _resource_account(request: Request, arn: Arn | None, caller: Caller) -> str | None:
    """The owner: as told, else as the ARN says, else (S3 and others) the caller's own account."""
    if request.resource_account is not None:
        return request.resource_account
    return arn.account if arn is not None and arn.account.isdigit() else caller.account
