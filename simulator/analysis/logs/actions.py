"""Which action does IAM ask about when a service records an event of this name?

Mostly the event's own name under the service's own prefix. `PREFIXES` and `ACTIONS` have what is
otherwise: sources that are no prefix, events that IAM knows by other names. Whatever comes out is
held against the service data: an action that AWS does not list is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from simulator import services

PREFIXES: dict[str, tuple[str, ...]] = {
    "access-analyzer": ("access-analyzer",),
    "agreement-marketplace": ("aws-marketplace",),
    "appstream2": ("appstream",),
    "bedrock-agent": ("bedrock",),
    "bedrock-agent-runtime": ("bedrock",),
    "bedrock-agentcore-control": ("bedrock-agentcore",),
    "bedrock-data-automation": ("bedrock",),
    "bedrock-data-automation-runtime": ("bedrock",),
    "bedrock-runtime": ("bedrock",),
    "cloudcontrolapi": ("cloudformation",),
    "cloudhsmv2": ("cloudhsm",),
    "codestar-connections": ("codestar-connections", "codeconnections"),
    "contact-lens": ("connect",),
    "data.iot": ("iot",),
    "deployment-marketplace": ("aws-marketplace",),
    "discovery-marketplace": ("aws-marketplace",),
    "dynamodbstreams": ("dynamodb",),
    "email": ("ses",),
    "eventsv2": ("events",),
    "forecastquery": ("forecast",),
    "iotdata": ("iot",),
    "iotsecuredtunneling": ("iot",),
    "ivsrealtime": ("ivs",),
    "mail-manager": ("ses",),
    "memory-db": ("memorydb",),
    "migrationhub-config": ("mgh",),
    "models-v2-lex": ("lex",),
    "monitoring": ("cloudwatch",),
    "mturk-requester": ("mechanicalturk",),
    "opensearch": ("es", "opensearch"),
    "personalize-events": ("personalize",),
    "personalize-runtime": ("personalize",),
    "pinpoint": ("mobiletargeting",),
    "reporting-marketplace": ("aws-marketplace",),
    "runtime-v2-lex": ("lex",),
    "s3": ("s3", "s3express", "s3-object-lambda"),
    "s3-control": ("s3",),
    "servicecatalog-appregistry": ("servicecatalog",),
    "ssm": ("ssm", "ssmmessages", "ec2messages"),
    "sso": ("sso", "sso-directory", "identitystore", "sso-oauth"),
    "support": ("support", "trustedadvisor"),
    "tagging": ("tag",),
    "taxsettings": ("tax",),
    "transcribestreaming": ("transcribe",),
}
"""The prefixes under which IAM knows the actions of an event source whose name is no prefix, or not
the only one; the source is without ``.amazonaws.com``. Of a source of several words, such as
``runtime.sagemaker``, the last word that is a prefix is tried too."""

ACTIONS: dict[str, str] = {
    "bedrock:converse": "bedrock:InvokeModel",
    "bedrock:conversestream": "bedrock:InvokeModelWithResponseStream",
    "bedrock:invokemodelwithbidirectionalstream": "bedrock:InvokeModelWithResponseStream",
    "bedrock:startasyncinvoke": "bedrock:InvokeModel",
    "budgets:createbudget": "budgets:ModifyBudget",
    "budgets:createnotification": "budgets:ModifyBudget",
    "budgets:createsubscriber": "budgets:ModifyBudget",
    "budgets:deletebudget": "budgets:ModifyBudget",
    "budgets:deletenotification": "budgets:ModifyBudget",
    "budgets:deletesubscriber": "budgets:ModifyBudget",
    "budgets:describebudget": "budgets:ViewBudget",
    "budgets:describebudgetnotificationsforaccount": "budgets:ViewBudget",
    "budgets:describebudgetperformancehistory": "budgets:ViewBudget",
    "budgets:describebudgets": "budgets:ViewBudget",
    "budgets:describenotificationsforbudget": "budgets:ViewBudget",
    "budgets:describesubscribersfornotification": "budgets:ViewBudget",
    "budgets:updatebudget": "budgets:ModifyBudget",
    "budgets:updatenotification": "budgets:ModifyBudget",
    "budgets:updatesubscriber": "budgets:ModifyBudget",
    "cassandra:createkeyspace": "cassandra:Create",
    "cassandra:createtable": "cassandra:Create",
    "cassandra:createtype": "cassandra:Create",
    "cassandra:deletekeyspace": "cassandra:Drop",
    "cassandra:deletetable": "cassandra:Drop",
    "cassandra:deletetype": "cassandra:Drop",
    "cassandra:getkeyspace": "cassandra:Select",
    "cassandra:gettable": "cassandra:Select",
    "cassandra:gettype": "cassandra:Select",
    "cassandra:listkeyspaces": "cassandra:Select",
    "cassandra:listtables": "cassandra:Select",
    "cassandra:listtagsforresource": "cassandra:Select",
    "cassandra:listtypes": "cassandra:Select",
    "cassandra:restoretable": "cassandra:Restore",
    "cassandra:updatekeyspace": "cassandra:Alter",
    "cassandra:updatetable": "cassandra:Alter",
    "cloudfront:createdistributionwithtags": "cloudfront:CreateDistribution",
    "dynamodb:transactgetitems": "dynamodb:GetItem",
    "iam:updateopenidconnectprovider": "iam:UpdateOpenIDConnectProviderThumbprint",
    "lambda:getlayerversionbyarn": "lambda:GetLayerVersion",
    "lambda:invoke": "lambda:InvokeFunction",
    "lambda:invokewithresponsestream": "lambda:InvokeFunction",
    "kms:reencrypt": "kms:ReEncryptFrom",
    "s3:completemultipartupload": "s3:PutObject",
    "s3:copyobject": "s3:PutObject",
    "s3:createmultipartupload": "s3:PutObject",
    "s3:createsession": "s3express:CreateSession",
    "s3:deletebucketanalyticsconfiguration": "s3:PutAnalyticsConfiguration",
    "s3:deletebucketcors": "s3:PutBucketCORS",
    "s3:deletebucketencryption": "s3:PutEncryptionConfiguration",
    "s3:deletebucketintelligenttieringconfiguration": "s3:PutIntelligentTieringConfiguration",
    "s3:deletebucketinventoryconfiguration": "s3:PutInventoryConfiguration",
    "s3:deletebucketlifecycle": "s3:PutLifecycleConfiguration",
    "s3:deletebucketmetricsconfiguration": "s3:PutMetricsConfiguration",
    "s3:deletebucketownershipcontrols": "s3:PutBucketOwnershipControls",
    "s3:deletebucketpublicaccessblock": "s3:PutBucketPublicAccessBlock",
    "s3:deletebucketreplication": "s3:PutReplicationConfiguration",
    "s3:deletebuckettagging": "s3:PutBucketTagging",
    "s3:deleteaccountpublicaccessblock": "s3:PutAccountPublicAccessBlock",
    "s3:deleteobjects": "s3:DeleteObject",
    "s3:deletepublicaccessblock": "s3:PutBucketPublicAccessBlock",
    "s3:getbucketaccelerateconfiguration": "s3:GetAccelerateConfiguration",
    "s3:getbucketanalyticsconfiguration": "s3:GetAnalyticsConfiguration",
    "s3:getbucketencryption": "s3:GetEncryptionConfiguration",
    "s3:getbucketintelligenttieringconfiguration": "s3:GetIntelligentTieringConfiguration",
    "s3:getbucketinventoryconfiguration": "s3:GetInventoryConfiguration",
    "s3:getbucketlifecycle": "s3:GetLifecycleConfiguration",
    "s3:getbucketlifecycleconfiguration": "s3:GetLifecycleConfiguration",
    "s3:getbucketmetadataconfiguration": "s3:GetBucketMetadataTableConfiguration",
    "s3:getbucketmetricsconfiguration": "s3:GetMetricsConfiguration",
    "s3:getbucketnotificationconfiguration": "s3:GetBucketNotification",
    "s3:getbucketreplication": "s3:GetReplicationConfiguration",
    "s3:getobjectlockconfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:getpublicaccessblock": "s3:GetBucketPublicAccessBlock",
    "s3:getstoragelensdashboarddatainternal": "s3:GetStorageLensDashboard",
    "s3:headbucket": "s3:ListBucket",
    "s3:headobject": "s3:GetObject",
    "s3:listbucketanalyticsconfigurations": "s3:GetAnalyticsConfiguration",
    "s3:listbucketintelligenttieringconfigurations": "s3:GetIntelligentTieringConfiguration",
    "s3:listbucketinventoryconfigurations": "s3:GetInventoryConfiguration",
    "s3:listbucketmetricsconfigurations": "s3:GetMetricsConfiguration",
    "s3:listbuckets": "s3:ListAllMyBuckets",
    "s3:listdirectorybuckets": "s3express:ListAllMyDirectoryBuckets",
    "s3:listmultipartuploads": "s3:ListBucketMultipartUploads",
    "s3:listobjects": "s3:ListBucket",
    "s3:listobjectsv2": "s3:ListBucket",
    "s3:listobjectversions": "s3:ListBucketVersions",
    "s3:listparts": "s3:ListMultipartUploadParts",
    "s3:postobject": "s3:PutObject",
    "s3:putbucketaccelerateconfiguration": "s3:PutAccelerateConfiguration",
    "s3:putbucketanalyticsconfiguration": "s3:PutAnalyticsConfiguration",
    "s3:putbucketencryption": "s3:PutEncryptionConfiguration",
    "s3:putbucketintelligenttieringconfiguration": "s3:PutIntelligentTieringConfiguration",
    "s3:putbucketinventoryconfiguration": "s3:PutInventoryConfiguration",
    "s3:putbucketlifecycle": "s3:PutLifecycleConfiguration",
    "s3:putbucketlifecycleconfiguration": "s3:PutLifecycleConfiguration",
    "s3:putbucketmetricsconfiguration": "s3:PutMetricsConfiguration",
    "s3:putbucketnotificationconfiguration": "s3:PutBucketNotification",
    "s3:putbucketreplication": "s3:PutReplicationConfiguration",
    "s3:putobjectlockconfiguration": "s3:PutBucketObjectLockConfiguration",
    "s3:putpublicaccessblock": "s3:PutBucketPublicAccessBlock",
    "s3:selectobjectcontent": "s3:GetObject",
    "s3:uploadpart": "s3:PutObject",
    "s3:uploadpartcopy": "s3:PutObject",
    "sns:publishbatch": "sns:Publish",
    "sqs:changemessagevisibilitybatch": "sqs:ChangeMessageVisibility",
    "sqs:deletemessagebatch": "sqs:DeleteMessage",
    "sqs:sendmessagebatch": "sqs:SendMessage",
}
"""Events, in lower case, whose action goes by another name. Of a call that asks for several actions
(S3's copies, KMS's ReEncrypt) the one is here that governs what is written, or used first.

Sources: Amazon S3 API "required permissions" of each operation; Service Authorization Reference of
the other services.
"""

_REST = "apigateway"

VERBS: dict[str, str] = {
    "Create": "POST",
    "Delete": "DELETE",
    "Export": "GET",
    "Flush": "DELETE",
    "Generate": "POST",
    "Get": "GET",
    "Import": "POST",
    "Put": "PUT",
    "Reimport": "PUT",
    "Reset": "DELETE",
    "Tag": "PUT",
    "Test": "POST",
    "Untag": "DELETE",
    "Update": "PATCH",
}
"""The action of an API Gateway event by its first word: IAM knows the service's actions mostly by
the HTTP method (API Gateway security_iam_service-with-iam)."""

_VERSION = re.compile(r"_?(?:[0-9]{8}|[0-9]{4}_[0-9]{2}_[0-9]{2})(?:_?v[0-9]+)?\Z")
"""The version of the API that some services put behind an event's name: DeleteFunction20150331,
UpdateFunctionCode20150331v2, CreateDistribution2020_05_31."""

_DOMAIN = re.compile(r"\.(?:aws\.)?amazon(?:aws)?\.com(?:\.cn)?\Z")


class NoAction(StrEnum):
    """Why an event has no action."""

    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_ACTION = "unknown_action"


@dataclass(frozen=True, slots=True)
class ActionName:
    """The action of an event.

    Args:
        name: as AWS spells it, such as ``lambda:InvokeFunction``.
        renamed: whether the event goes by another name.
    """

    name: str
    renamed: bool


@lru_cache(maxsize=8192)
def action_of(source: str, name: str) -> ActionName | NoAction:
    """The action of an event.

    Args:
        source: the record's `eventSource`, such as ``lambda.amazonaws.com``.
        name: its `eventName`.
    """
    prefixes = prefixes_of(source)
    if not prefixes:
        return NoAction.UNKNOWN_SERVICE
    bare = _VERSION.sub("", name)
    for prefix in prefixes:
        known = services.action(_named(prefix, bare))
        if known is not None:
            same = known.name.lower() == f"{service_of(source)}:{name}".lower()
            return ActionName(known.name, renamed=not same)
    return NoAction.UNKNOWN_ACTION


def _named(prefix: str, bare: str) -> str:
    own = f"{prefix}:{bare}"
    if own.lower() in ACTIONS:
        return ACTIONS[own.lower()]
    if prefix == _REST and services.action(own) is None:
        first = re.match(r"[A-Z][a-z]+", bare)
        return f"{prefix}:{VERBS.get(first.group(), bare)}" if first is not None else own
    return own


def service_of(source: str) -> str:
    """An event source, or a service's name in other fields, without its domain."""
    return _DOMAIN.sub("", source.lower())


@lru_cache(maxsize=4096)
def prefixes_of(source: str) -> tuple[str, ...]:
    """The prefixes under which IAM may know the actions of an event source."""
    word = service_of(source)
    if word in PREFIXES:
        return PREFIXES[word]
    words = (word, *reversed(word.split(".")))
    found = (PREFIXES.get(each, (each,)) for each in dict.fromkeys(words))
    return tuple(
        prefix for several in found for prefix in several if services.service(prefix) is not None
    )
