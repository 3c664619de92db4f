"""Which condition keys are there, what type do their values have, and when does AWS send them?

The table holds the global keys and those of IAM, STS and web identity tokens. Keys of other
services come from the service data, where that is installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from simulator import services


class Kind(StrEnum):
    """The types of condition values, in the words of the Service Authorization Reference."""

    STRING = "String"
    ARN = "ARN"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    ADDRESS = "IPAddress"
    BINARY = "Binary"


@dataclass(frozen=True, slots=True)
class Key:
    """One condition key, or a family of keys.

    Args:
        name: as AWS spells it; in a family the part that varies is ``*``: ``aws:PrincipalTag/*``.
        kinds: the types whose operators suit it, nearly always one.
        many: whether a request can have several values for it.
        present: when AWS includes it in a request.
        source: page of AWS's documentation.
        services: prefixes of the only services that send it; None: the key has no such list.
    """

    name: str
    kinds: tuple[Kind, ...]
    many: bool
    present: str
    source: str
    services: frozenset[str] | None = None


ARN, STRING, NUMERIC, DATE = Kind.ARN, Kind.STRING, Kind.NUMERIC, Kind.DATE
BOOL, ADDRESS = Kind.BOOL, Kind.ADDRESS

_GLOBAL = "UG reference_policies_condition-keys"
_IAM = "UG reference_policies_iam-condition-keys"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENDPOINT_VPC = _words("""
    acm-pca applicationinsights apprunner athena cloudformation comprehendmedical compute-optimizer
    datasync discovery ebs ecr ecs firehose healthlake iam iotfleetwise iotwireless
    kinesisanalytics kms lambda medical-imaging omics payment-cryptography polly rbin rekognition
    route53 s3 scheduler servicediscovery servicequotas ssm-contacts storagegateway textract
    transcribe transfer
""")
_ENDPOINT_ACCOUNT = _ENDPOINT_VPC | {"dynamodb", "gamelift", "shield"}
_ENDPOINT_ORGANIZATION = _ENDPOINT_ACCOUNT | _words("""
    b2bi cassandra cognito-identity dms ds-data identitystore iottwinmaker network-firewall pricing
    ses sms-voice sqs workmail
""")

ACTIONS_WITHOUT_ENDPOINT_OWNER = frozenset({"iam:passrole"})
"""Actions, in lower case, without the keys on a VPC endpoint's owner although their service sends
them to its other actions (`Key.services`). Source: UG reference_policies_condition-keys.
"""

ACTIONS_WITHOUT_RESOURCE_ACCOUNT = _words("""
    auditmanager:updateassessmentframeworkshare
    detective:acceptinvitation
    ds:acceptshareddirectory
    ebs:completesnapshot
    ebs:getsnapshotblock
    ebs:listchangedblocks
    ebs:listsnapshotblocks
    ebs:putsnapshotblock
    ebs:startsnapshot
    ec2:accepttransitgatewaypeeringattachment
    ec2:acceptvpcendpointconnections
    ec2:acceptvpcpeeringconnection
    ec2:createtransitgatewaypeeringattachment
    ec2:createvpcendpoint
    ec2:createvpcpeeringconnection
    es:acceptinboundconnection
    guardduty:acceptadministratorinvitation
    macie2:acceptinvitation
    route53:associatevpcwithhostedzone
    route53:createvpcassociationauthorization
    securityhub:acceptadministratorinvitation
""")
"""Actions, in lower case, whose requests lack aws:ResourceAccount, aws:ResourceOrgID and
aws:ResourceOrgPaths. events:PutEvents lacks them too, but only towards cross-account targets that
were set up before 2023-03-02, so it is not here. Source: UG reference_policies_condition-keys.
"""


def _row(
    name: str,
    kinds: Kind | tuple[Kind, ...],
    present: str,
    *,
    many: bool = False,
    source: str = _GLOBAL,
    services: frozenset[str] | None = None,
) -> Key:
    return Key(
        name, (kinds,) if isinstance(kinds, Kind) else kinds, many, present, source, services
    )


_ORGANIZATION = "the principal is no service and its account is in an organization"
_WITHOUT_ACTIONS = "but for ACTIONS_WITHOUT_RESOURCE_ACCOUNT"
_ENDPOINT = "the call came through a VPC endpoint; not on forwarded calls"
_INSTANCE = "the session of an EC2 instance's role"
_FOR_RESOURCE = "a service principal calls on behalf of a resource"
_PAIRS = "one key per tag"

_PRINCIPAL = (
    _row("aws:PrincipalArn", ARN, "signed requests; for a role's session the role's own ARN"),
    _row("aws:PrincipalAccount", STRING, "always; 'anonymous' for unsigned requests"),
    _row("aws:PrincipalOrgID", STRING, _ORGANIZATION),
    _row("aws:PrincipalOrgPaths", STRING, f"{_ORGANIZATION}; paths end with a slash", many=True),
    _row("aws:PrincipalTag/*", STRING, f"signed requests, {_PAIRS} of user, role or session"),
    _row(
        "aws:PrincipalIsAWSService",
        BOOL,
        "signed requests; true only if a service principal calls itself",
    ),
    _row("aws:PrincipalServiceName", STRING, "a service principal calls"),
    _row(
        "aws:PrincipalServiceNamesList", STRING, "a service principal calls; in no order", many=True
    ),
    _row(
        "aws:PrincipalType",
        STRING,
        "always: Account, User, FederatedUser, AssumedRole or Anonymous",
        source=f"{_GLOBAL}; UG reference_policies_variables",
    ),
    _row(
        "aws:userid",
        STRING,
        "always; for a role's session the role's id, a colon and the session's name",
        source=f"{_GLOBAL}; UG reference_policies_variables",
    ),
    _row(
        "aws:username",
        STRING,
        "IAM users only, with GetSessionToken too",
        source=f"{_GLOBAL}; UG reference_policies_variables",
    ),
)

_SESSION = (
    _row("aws:AssumedRoot", BOOL, "credentials of sts:AssumeRoot"),
    _row(
        "aws:FederatedProvider",
        STRING,
        "the session of AssumeRoleWithWebIdentity and that call; built-in providers: no ARN",
    ),
    _row("aws:TokenIssueTime", DATE, "temporary credentials"),
    _row("aws:SignInSessionArn", ARN, "credentials of a sign-in through OAuth; not the console"),
    _row("aws:MultiFactorAuthAge", NUMERIC, "temporary credentials obtained with MFA: seconds"),
    _row(
        "aws:MultiFactorAuthPresent",
        BOOL,
        "temporary credentials; not long-term keys, not federated identities",
    ),
    _row("aws:ChatbotSourceArn", ARN, "the session of a role for chat applications"),
    _row("aws:Ec2InstanceSourceVpc", STRING, _INSTANCE),
    _row("aws:Ec2InstanceSourcePrivateIPv4", ADDRESS, _INSTANCE),
    _row("aws:SourceIdentity", STRING, "sessions with a source identity, and all chained to them"),
    _row("ec2:RoleDelivery", NUMERIC, f"{_INSTANCE}: 1.0 or 2.0, the metadata service's version"),
    _row("ec2:SourceInstanceArn", ARN, _INSTANCE),
    _row("glue:RoleAssumedBy", STRING, "Glue calls with a service role"),
    _row("glue:CredentialIssuingService", STRING, "a Glue job or endpoint calls with its role"),
    _row("codebuild:BuildArn", ARN, "CodeBuild's session of a role"),
    _row("codebuild:ProjectArn", ARN, "CodeBuild's session of a role"),
    _row("lambda:SourceFunctionArn", ARN, "calls from within a function"),
    _row("ssm:SourceInstanceArn", ARN, "a managed node's session; not with an instance profile"),
    _row("identitystore:UserId", STRING, "the caller is a user of IAM Identity Center"),
)

_NETWORK = (
    _row(
        "aws:SourceIp",
        ADDRESS,
        "public addresses; not through a VPC endpoint, perhaps redacted on calls of services",
        source=f"{_GLOBAL}; UG access_forward_access_sessions",
    ),
    _row("aws:SourceVpc", STRING, _ENDPOINT),
    _row("aws:SourceVpcArn", ARN, _ENDPOINT, services=_ENDPOINT_VPC),
    _row("aws:SourceVpce", STRING, _ENDPOINT),
    _row("aws:VpceAccount", STRING, _ENDPOINT, services=_ENDPOINT_ACCOUNT),
    _row("aws:VpceOrgID", STRING, _ENDPOINT, services=_ENDPOINT_ORGANIZATION),
    _row("aws:VpceOrgPaths", STRING, _ENDPOINT, many=True, services=_ENDPOINT_ACCOUNT),
    _row("aws:VpcSourceIp", ADDRESS, _ENDPOINT),
)

_RESOURCE = (
    _row("aws:ResourceAccount", STRING, f"always {_WITHOUT_ACTIONS}"),
    _row(
        "aws:ResourceOrgID",
        STRING,
        f"the resource's account is in an organization, {_WITHOUT_ACTIONS}",
    ),
    _row(
        "aws:ResourceOrgPaths",
        STRING,
        f"the resource's account is in an organization, {_WITHOUT_ACTIONS}",
        many=True,
    ),
    _row("aws:ResourceTag/*", STRING, f"{_PAIRS} of the resource, if its type supports it"),
)

_REQUEST = (
    _row("aws:CalledVia", STRING, "forwarded calls: the services so far, in order", many=True),
    _row("aws:CalledViaFirst", STRING, "forwarded calls: the first service"),
    _row("aws:CalledViaLast", STRING, "forwarded calls: the last service"),
    _row("aws:CalledViaAWSMCP", STRING, "calls forwarded by an AWS MCP server: its principal"),
    _row("aws:ViaAWSService", BOOL, "always; true on forwarded calls only"),
    _row("aws:ViaAWSMCPService", BOOL, "calls forwarded by an AWS MCP server"),
    _row("aws:CurrentTime", DATE, "always"),
    _row("aws:EpochTime", (DATE, NUMERIC), "always"),
    _row("aws:referer", STRING, "the browser sent a Referer header"),
    _row("aws:RequestedRegion", STRING, "always; us-east-1 for global services"),
    _row("aws:RequestTag/*", STRING, f"{_PAIRS} that the request passes"),
    _row("aws:TagKeys", STRING, "the request passes tags", many=True),
    _row("aws:SecureTransport", BOOL, "always"),
    _row("aws:SourceAccount", STRING, _FOR_RESOURCE),
    _row("aws:SourceArn", ARN, _FOR_RESOURCE),
    _row("aws:SourceOrgID", STRING, f"{_FOR_RESOURCE} of an organization"),
    _row("aws:SourceOrgPaths", STRING, f"{_FOR_RESOURCE} of an organization", many=True),
    _row("aws:UserAgent", STRING, "always; the client chooses it"),
    _row("aws:IsMcpServiceAction", BOOL, "an MCP service authorizes an action of its own"),
)

_STS = (
    _row("sts:ExternalId", STRING, "AssumeRole with an external id", source=_IAM),
    _row("sts:RoleSessionName", STRING, "calls that assume a role, Switch Role too", source=_IAM),
    _row("sts:SourceIdentity", STRING, "calls that set a source identity", source=_IAM),
    _row(
        "sts:TransitiveTagKeys",
        STRING,
        "calls that set transitive tags",
        many=True,
        source=f"{_IAM}; UG id_session-tags",
    ),
    _row("sts:RequestContext/*", STRING, "AssumeRole with a trusted context", source=_IAM),
    _row(
        "sts:RequestContextProviders",
        ARN,
        "AssumeRole with a trusted context",
        many=True,
        source=_IAM,
    ),
    _row("sts:RoleAuthorizedByIdp", BOOL, "AssumeRoleWithWebIdentity", source=_IAM),
    _row("sts:AWSServiceName", STRING, "requests for a service's bearer token", source=_IAM),
    _row(
        "sts:DurationSeconds",
        NUMERIC,
        "requests for bearer and web identity tokens; not calls that assume a role",
        source=_IAM,
    ),
    _row("sts:IdentityTokenAudience", STRING, "GetWebIdentityToken", many=True, source=_IAM),
    _row("sts:SigningAlgorithm", STRING, "GetWebIdentityToken: ES384 or RS256", source=_IAM),
    _row("sts:TaskPolicyArn", ARN, "AssumeRoot", source=_IAM),
)

_IAM_KEYS = (
    _row("iam:PassedToService", STRING, "iam:PassRole, from most services", source=_IAM),
    _row("iam:AssociatedResourceArn", ARN, "iam:PassRole", source=_IAM),
    _row("iam:AWSServiceName", STRING, "iam:CreateServiceLinkedRole", source=_IAM),
    _row("iam:PermissionsBoundary", ARN, "calls on a principal with a boundary", source=_IAM),
    _row("iam:PolicyARN", ARN, "calls that name a managed policy", source=_IAM),
    _row("iam:ResourceTag/*", STRING, f"{_PAIRS} of the IAM user or role", source=_IAM),
    _row("iam:OrganizationsPolicyId", STRING, "reports for an SCP or RCP", source=_IAM),
)

_CLAIMS = tuple(
    _row(f"*:{claim}", STRING, "web identity tokens that have the claim", many=many, source=_IAM)
    for claim, many in (
        ("amr", True),
        ("aud", False),
        ("email", False),
        ("oaud", False),
        ("sub", False),
    )
)
"""Claims of a web identity token; their key begins with the name of the identity provider."""

KEYS = (*_PRINCIPAL, *_SESSION, *_NETWORK, *_RESOURCE, *_REQUEST, *_STS, *_IAM_KEYS, *_CLAIMS)
"""All rows, in the order of AWS's pages."""

_BY_NAME = {key.name.lower(): key for key in KEYS}


def find_key(name: str) -> Key | None:
    """The row of a condition key, in any case; of its family for ``aws:PrincipalTag/team``.

    Keys of services that the table does not have come from the service data. None for a key that
    neither has, which may exist all the same.
    """
    lowered = name.lower()
    stem, slash, member = lowered.partition("/")
    if slash and member and f"{stem}/*" in _BY_NAME:
        return _BY_NAME[f"{stem}/*"]
    if lowered in _BY_NAME:
        return _BY_NAME[lowered]
    provider, _, claim = lowered.rpartition(":")
    if "." in provider and f"*:{claim}" in _BY_NAME:
        return _BY_NAME[f"*:{claim}"]
    found = services.key_type(name)
    if found is None:
        return None
    return Key(
        found.name,
        (Kind(found.type),),
        found.many,
        "requests to which the service adds it",
        "Service Authorization Reference",
    )


def is_many(name: str) -> bool | None:
    """Whether a request can have several values for a key; None if the key is not known."""
    key = find_key(name)
    return key.many if key else None


def is_global(key: Key) -> bool:
    """Whether requests to any service can have a key, and not only those to the key's own one."""
    return key.name in _GLOBAL_NAMES


_GLOBAL_NAMES = frozenset(key.name for key in KEYS if not key.source.startswith(_IAM)) | {
    key.name for key in _CLAIMS
}
