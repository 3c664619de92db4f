"""What AWS changed and when, and what AWS's documentation leaves open: one row each.

`Rules` says which day's AWS is simulated. A decision that leans on a row names the row's id, in
`Decision.rests_on`; the faces look the id up here. `docs/reference/fidelity.md` and
`docs/reference/rules.md` are generated from these tables.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from enum import StrEnum


class Forwarding(StrEnum):
    """What `aws:SourceIp` holds when a service calls on with its caller's credentials."""

    REPLACED = "replaced"
    PRESERVED = "preserved"


class Ground(StrEnum):
    """Why a row exists."""

    DATED = "dated"
    OPEN = "open"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule on which a decision can rest.

    Args:
        id: the name that expectations (`rests_on`) and faces use.
        ground: dated (AWS changed it on a day), open (AWS's documentation is silent or contradicts
            itself) or a setting of the world.
        question: what is to be decided.
        choice: what this program does.
        source: page of AWS's documentation, or who says so.
        since: the day from which it holds, for dated rows.
        would_change: what would make us choose otherwise, for open rows.
    """

    id: str
    ground: Ground
    question: str
    choice: str
    source: str
    since: datetime.date | None = None
    would_change: str = ""


def _dated(id: str, since: str, question: str, choice: str, source: str) -> Rule:
    return Rule(
        id, Ground.DATED, question, choice, source, since=datetime.date.fromisoformat(since)
    )


_ANY_ANSWER = "a sentence of AWS's documentation, or a recorded answer of the service"


def _open(
    id: str, question: str, choice: str, source: str, would_change: str = _ANY_ANSWER
) -> Rule:
    return Rule(id, Ground.OPEN, question, choice, source, would_change=would_change)


_ROWS = (
    Rule(
        "forwarding",
        Ground.SETTING,
        "Which aws:SourceIp does a service see when another service calls it with the caller's "
        "credentials?",
        "replaced: the calling service's address (the article of 2020); preserved: the requester's "
        "own, if the first call came to a public endpoint (the guide today, the default)",
        "UG access_forward_access_sessions; UG reference_policies_condition-keys (aws:SourceIp); "
        "UG reference_policies_examples_aws_deny-ip; knowledge center article of 2020; "
        "UG reference_policies_elements_condition_operators still has the old text",
        would_change="an announcement by AWS with a day: then it is a dated row",
    ),
    _dated(
        "via-aws-service",
        "2021-07-31",
        "Which services set aws:ViaAWSService when they call on with a caller's credentials?",
        "all; before this day EC2, Glue and others did not yet, so the key is unknown there",
        "awsdocs/iam-user-guide#210; UG reference_policies_condition-keys (aws:ViaAWSService)",
    ),
    _dated(
        "role-self-trust",
        "2022-09-21",
        "Does a role trust itself without its trust policy saying so?",
        "no; before this day, yes",
        "AWS Security Blog: Announcing an update to IAM role trust policy behavior",
    ),
    _dated(
        "rcp",
        "2024-11-13",
        "Do resource control policies exist?",
        "yes, for the services listed; before this day they are ignored",
        "ORG orgs_manage_policies_rcps",
    ),
    _dated(
        "scp-full-language",
        "2025-09-19",
        "May an SCP use Condition, NotResource, resource ARNs with Allow and wildcards anywhere?",
        "yes; before this day such documents are refused",
        "ORG orgs_manage_policies_scps_syntax",
    ),
    _dated(
        "message-policy-arn",
        "2026-01-15",
        "Does an access-denied message name the ARN of the policy that denies?",
        "yes, for identity-based policies, boundaries, session policies, SCPs and RCPs of the same "
        "account or organization; before this day, no",
        "UG troubleshoot_access-denied; AWS Security Blog: Enhanced access denied error messages "
        "with policy ARNs (rolled out since early 2026: the day is ours)",
    ),
    _dated(
        "scp-size",
        "2026-05-15",
        "How large may an SCP be?",
        "10,240 characters, white space counted; before this day 5,120",
        "ORG orgs_reference_limits",
    ),
    _open(
        "service-address",
        "Which addresses does an AWS service call from?",
        "none that a policy names: its address lies in ranges of length 0 only, unless the world "
        "gives the service ranges of its own",
        "no list fits: the address depends on service and Region",
        "a list by AWS of the addresses that its services call from",
    ),
    _open(
        "session-policies-union",
        "Must every session policy allow, or one of them?",
        "one of them is enough, inline or managed",
        "UG reference_policies_evaluation-logic_policy-eval-denyallow says only session policies",
        "a session with two session policies that allow different actions, and what each "
        "call answers",
    ),
    _open(
        "endpoint-order",
        "Where does the VPC endpoint policy stand in the order of evaluation?",
        "before the resource-based policy: no grant escapes it",
        "PrivateLink vpc-endpoints-access",
        "the policy type that a message names where an endpoint's policy and a grant disagree",
    ),
    _open(
        "star-boundary",
        "Does a resource-based policy that allows * escape an implicit deny of the boundary?",
        "yes, as does * with a condition on aws:PrincipalArn",
        "UG reference_policies_evaluation-logic_policy-eval-denyallow; "
        "UG access_policies_boundaries",
        "a bucket whose policy allows *, called by a user whose boundary does not allow it",
    ),
    _open(
        "star-session-policy",
        "Does a resource-based policy that allows * escape an implicit deny of a session policy?",
        "yes for role sessions, no for federated users",
        "UG reference_policies_evaluation-logic_policy-eval-denyallow",
        "a bucket whose policy allows *, called in a session whose policy does not allow it",
    ),
    _open(
        "deny-principal-forms",
        "Whom does a principal in a Deny of a resource-based policy match?",
        "all callers that the form would match in an Allow; an account matches each of its "
        "principals",
        "UG reference_policies_elements_principal, only implied",
    ),
    _open(
        "service-principal-star",
        "Does * in a resource-based policy allow a service principal?",
        "yes",
        "UG reference_policies_elements_principal is silent",
    ),
    _open(
        "rcp-without-resource-type",
        "Which account's RCPs bind an action that has no resource type?",
        "the caller's account's",
        "AWS's launch text of 2024; ORG orgs_manage_policies_rcps is silent",
    ),
    _open(
        "not-principal-inner-only",
        "Is a session exempt from a Deny with NotPrincipal that lists it but not its account?",
        "no: it is denied (AWS says it might be)",
        "UG reference_policies_elements_notprincipal",
    ),
    _open(
        "not-principal-role-and-account",
        "Is a session exempt from a Deny with NotPrincipal that lists its role and account only?",
        "yes",
        "UG reference_policies_elements_notprincipal",
    ),
    _open(
        "not-principal-star",
        "What does * in NotPrincipal do?",
        "everyone is listed, so the statement matches nobody",
        "UG reference_policies_elements_notprincipal is silent",
    ),
    _open(
        "trust-star",
        'Is "Principal": "*" in a trust policy like {"AWS": "*"}?',
        "yes, both open the role to everyone",
        "UG reference_policies_elements_principal; Access Analyzer calls it unsupported",
    ),
    _open(
        "trust-boundary",
        "Does a user's boundary limit sts:AssumeRole when the trust policy names the user?",
        "yes, in trust policies the boundary always limits",
        "UG id_roles_update-role-trust-policy against "
        "UG reference_policies_evaluation-logic_policy-eval-denyallow",
        "a user with a boundary that leaves out sts:AssumeRole, named in a trust policy",
    ),
    _open(
        "unsigned-assume-role-scp",
        "Do SCPs bind AssumeRoleWithSAML and AssumeRoleWithWebIdentity?",
        "no: no principal exists yet",
        "STS API_AssumeRoleWithSAML, API_AssumeRoleWithWebIdentity",
    ),
    _open(
        "get-session-token-rcp",
        "Can a policy deny sts:GetSessionToken?",
        "no, policies have no effect on it, although AWS's sample RCPs list it",
        "UG id_credentials_temp_control-access_getsessiontoken",
    ),
    _open(
        "session-token-limits",
        "Which STS calls may GetSessionToken credentials make?",
        "AssumeRole and GetCallerIdentity",
        "UG id_credentials_sts-comparison, STS API_GetSessionToken; "
        "UG id_credentials_temp_control-access_getsessiontoken says none",
    ),
    _open(
        "aws-owned",
        "How do calls fail that change what AWS owns?",
        "as an implicit denial by AWS itself",
        "no page says how",
    ),
    _open(
        "scp-allow-resource",
        "May an SCP's Allow name resource ARNs?",
        "yes since 2025-09-19",
        "ORG orgs_manage_policies_scps_syntax: its table against its Resource section",
    ),
    _open(
        "arn-wildcard-place",
        "Do wildcards in an ARN's partition or resource type match?",
        "yes, as 50 of AWS's managed policies use them; in the service or the word arn they match "
        "nothing",
        "UG reference_policies_elements_resource",
    ),
    _open(
        "arn-crossing",
        "May a wildcard of an ARN run on past colons?",
        "a * that ends a segment, in Region, account and resource; no other, within the resource "
        "part either (an S3 key with colons is not covered by *.json)",
        "UG reference_policies_elements_resource",
        "a pattern with too few colons, and a request on a resource that only a crossing "
        "* would match",
    ),
    _open(
        "variable-place",
        "Are policy variables replaced before an ARN's fifth colon?",
        "no, as the page says: such an ARN matches nothing, although one of AWS's managed policies "
        "has a variable in the account",
        "UG reference_policies_variables; AmazonTimestreamInfluxDBServiceRolePolicy",
    ),
    _open(
        "role-path",
        "Does a role ARN with a path name a session whose ARN has no path?",
        "aws:PrincipalArn decides; without it names are compared",
        "UG reference_policies_elements_principal",
    ),
    _open(
        "federated-user-issuer",
        "Whose session is a federated user, when the request does not say which user made it?",
        "nobody's: the user's ARN does not match it",
        "UG reference_policies_elements_principal",
    ),
    _open(
        "plain-operator-on-several-values",
        "What does an operator without ForAnyValue or ForAllValues do with several request values?",
        "a positive operator is false, a negated one true",
        "UG reference_policies_condition-single-vs-multi-valued-context-keys; seen live: "
        "boogy/iam-policy-validator PR 161",
    ),
    _open(
        "for-any-value-if-exists",
        "Is ForAnyValue with IfExists true when the key is missing?",
        "yes",
        "UG reference_policies_elements_condition_operators (IfExists) against "
        "UG reference_policies_condition-single-vs-multi-valued-context-keys",
    ),
    _open(
        "null-dataset",
        "Does an empty string count as a null dataset?",
        "no: an empty list is null, an empty string is a value",
        "UG reference_policies_condition-single-vs-multi-valued-context-keys",
    ),
    _open(
        "empty-value-list",
        "What does a condition with an empty list of values do?",
        "plain and ForAnyValue never match; IfExists and ForAllValues match only without the key",
        "AA: empty array in condition",
    ),
    _open(
        "invalid-value",
        "What does an operator do with a value that is not of its type?",
        "it equals nothing: positive operators are false, negated ones true",
        "UG reference_policies_elements_condition_operators is silent",
    ),
    _open(
        "bool-case",
        "Are True and TRUE the same as true?",
        "yes",
        "UG reference_policies_elements_condition_operators",
        "a policy with True under Bool, and a request over TLS that asks for it",
    ),
    _open(
        "date-without-zone",
        "Which zone and time has a date that gives none?",
        "UTC, midnight",
        "UG reference_policies_elements_condition_operators",
    ),
    _open(
        "date-epoch-fraction",
        "Are seconds since 1970 with a fraction a date?",
        "yes",
        "UG reference_policies_elements_condition_operators",
    ),
    _open(
        "date-four-digits",
        "Are four digits a year or seconds since 1970?",
        "a year",
        "UG reference_policies_elements_condition_operators",
    ),
    _open(
        "address-without-prefix",
        "Which range is an IPv6 address without a prefix length?",
        "/128",
        "UG reference_policies_elements_condition_operators says /32 of addresses in general",
    ),
    _open(
        "address-mapped",
        "Is an IPv4 address written as IPv6 (::ffff:a.b.c.d) an IPv4 address?",
        "no, it is an IPv6 address",
        "UG reference_policies_elements_condition_operators is silent",
        "a policy that names ::ffff:0:0/96, and a request from an IPv4 address",
    ),
    _open(
        "arn-star",
        "Which ARNs does the value * match under ArnLike?",
        "all",
        "UG reference_policies_elements_condition_operators",
    ),
    _open(
        "variable-in-bool",
        "Are policy variables replaced under Bool?",
        "no",
        "UG reference_policies_variables against "
        "UG reference_policies_elements_condition_operators",
    ),
    _open(
        "variable-missing",
        "What does a policy variable do whose key is missing and which has no default?",
        "its string matches nothing; a negated operator then holds",
        "UG reference_policies_variables: its text against a note to its table",
    ),
    _open(
        "variable-value-wildcard",
        "Is a * in the value of a policy variable a wildcard?",
        "no, it is the character",
        "UG reference_policies_variables is silent; anything else would let a tag escalate",
        "a principal with a tag that holds a *, and a policy that compares with it",
    ),
    _open(
        "service-principal-arn",
        "Is aws:PrincipalArn present when a service principal calls?",
        "no",
        "UG reference_policies_condition-keys (aws:PrincipalArn)",
    ),
    _open(
        "mfa-age-without-mfa",
        "Is aws:MultiFactorAuthAge present without MFA?",
        "no",
        "UG reference_policies_condition-keys (aws:MultiFactorAuthAge)",
    ),
    _open(
        "session-tag-of-other-case",
        "May a session be given a tag whose key differs from an inherited one in case alone?",
        "yes, the new value counts, unless the inherited tag is transitive",
        "UG id_session-tags against STS API_AssumeRole",
    ),
    _open(
        "tag-keys-of-other-case",
        "What does a condition see of two tags whose keys differ in case alone?",
        "the one that is given last",
        "UG reference_policies_elements_condition: both match the key, one of them the value",
    ),
    _open(
        "mfa-in-role-session",
        "What does aws:MultiFactorAuthPresent say in an AssumeRole session?",
        "whether the role was assumed with MFA: true or false, never absent",
        "UG reference_policies_condition-keys (aws:MultiFactorAuthPresent), which names "
        "AssumeRole, against id_credentials_mfa_configure-api-require, by which its credentials "
        "carry no MFA information",
    ),
    _open(
        "token-issue-time-forwarded",
        "Has a forwarded call that began with long-term keys an aws:TokenIssueTime?",
        "yes, the time of the first call",
        "UG reference_policies_condition-keys (aws:TokenIssueTime)",
        "a policy with Null on the key, and a stack updated with long-term keys",
    ),
    _open(
        "service-principal-address",
        "Which aws:SourceIp has a call of a service principal?",
        "none: it is redacted",
        "UG reference_policies_condition-keys, note on network keys",
    ),
    _open(
        "called-via-support",
        "Which services set aws:CalledVia when they call on?",
        "all; AWS no longer prints its list, and this service was not on it",
        "UG access_forward_access_sessions against UG reference_policies_condition-keys",
        "for each service: a forwarded call, and a policy that can be seen to read aws:CalledVia",
    ),
    _open(
        "endpoint-address-forwarded",
        "Which aws:SourceIp has a forwarded call whose first call came through a VPC endpoint?",
        "none",
        "UG access_forward_access_sessions",
        "a forwarded call whose first call came through an endpoint, and a policy with "
        "Null on the key",
    ),
    _open(
        "console-address",
        "From which address do a user's console calls come?",
        "from the user's browser, although some console features call from AWS",
        "UG reference_policies_condition-keys (aws:SourceIp)",
        "a CloudTrail record of a console call with another address than the browser's",
    ),
    _open(
        "message-several-types",
        "Which policy type does a message name when several deny?",
        "the first in the order of evaluation",
        "UG troubleshoot_access-denied",
        "a recorded message where two types deny",
    ),
    _open(
        "message-inline-policy",
        "Does a message name an inline policy, which has no ARN?",
        "no, the older form is used",
        "UG troubleshoot_access-denied",
        "a recorded message of an inline policy's Deny since 2026",
    ),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _ROWS}


@dataclass(frozen=True, slots=True)
class Rules:
    """Which day's AWS is simulated, and how services forward addresses.

    Args:
        as_of: dated rows that began after this day are not in force.
        forwarding: AWS names no day on which it changed, so it is set by itself.
    """

    as_of: datetime.date
    forwarding: Forwarding = Forwarding.PRESERVED

    def in_force(self, rule: str) -> bool:
        """Whether the dated row of this id holds on `as_of`.

        Raises:
            KeyError: there is no such row.
        """
        since = RULES[rule].since
        return since is None or since <= self.as_of

    def with_forwarding(self, forwarding: Forwarding) -> Rules:
        """The same day under the other network model."""
        return replace(self, forwarding=forwarding)


TODAY = Rules(as_of=max(rule.since for rule in _ROWS if rule.since))
