"""Is this string a resource, or a pattern of resources, that IAM takes?

UG reference_policies_elements_resource, reference-arns; what IAM answers when a policy is created.
"""

from __future__ import annotations

import re

from simulator.language.problems import Problem
from simulator.language.reading import Reading
from simulator.language.variables import check_variables, has_placeholder
from simulator.source import Text

_PARTITION = re.compile(r"aws(?:-[a-z]+)*")
_WILDCARD = re.compile(r"[*?]")
_PARTS = 6
_SERVICE = 2
# In the policy of an API, API Gateway completes the ARN (its guide, "resource policy examples").
_SHORT_FORM = "execute-api:/"


def check_resource(text: Text, reading: Reading) -> None:
    """Note what is wrong with one value of Resource or NotResource."""
    value = text.value
    if value == "*" or has_placeholder(text, reading):
        return
    parts = value.split(":", _PARTS - 1)
    problem = _problem(value, parts, reading)
    if problem is not None:
        reading.findings.add(problem, text.span, got=value)
    if "${" in value:
        # The page says after the fifth colon; a policy of AWS's own has one for the account
        # (AmazonTimestreamInfluxDBServiceRolePolicy), so those are not called wrong.
        check_variables(text, reading, after=len(":".join(parts[: _SERVICE + 1])))


def _problem(value: str, parts: list[str], reading: Reading) -> Problem | None:
    kind = reading.kind
    if len(parts) == 1 and kind.checked_resources:
        return Problem.BAD_RESOURCE
    if parts[0] == "arn" and len(parts) < _PARTS and kind.whole_arns:
        return Problem.INCOMPLETE_ARN
    if kind.checked_resources and _is_malformed(value, parts):
        return Problem.MALFORMED_ARN
    if parts[0] != "arn":
        return None if value.startswith(_SHORT_FORM) else Problem.NOT_AN_ARN
    if len(parts) > _SERVICE and _WILDCARD.search(parts[_SERVICE]):
        return Problem.WILDCARD_SERVICE
    return None


def _is_malformed(value: str, parts: list[str]) -> bool:
    """Whether IAM finds a part that it cannot take or complete.

    A partition of another name, no service, a part left empty on the way to the end.
    """
    if not _PARTITION.fullmatch(parts[1]) and not _is_open(parts[1]):
        return True
    if len(parts) <= _SERVICE or not parts[_SERVICE]:
        return True
    if len(parts) < _PARTS:
        return "::" in value
    return _is_nowhere(*parts[_SERVICE:])


def _is_nowhere(service: str, region: str, account: str, resource: str) -> bool:
    """Whether no resource of this service can have such an ARN."""
    if region and not _is_open(region):
        # Access points of S3 have a Region, and then an account.
        return service == "iam" or (service == "s3" and not account)
    if service == "iam":
        return "/" not in resource and resource != "root" and not _is_open(resource)
    return False


def _is_open(part: str) -> bool:
    return "${" in part or bool(_WILDCARD.search(part))
