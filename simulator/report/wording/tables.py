"""How is each member of an enumeration said? One table each; a test holds every one total."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.evaluation.decision import Basis, Because, Exemption, Note, Part, Presence, Verdict
from simulator.evaluation.needs import When
from simulator.language.model import PolicyType
from simulator.report.terminal import Marks, Style
from simulator.world.replayed import CallKind, InvalidParameter, NotMade, Purpose


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A verdict: symbol, word and colour, in that order of trust."""

    symbol: str
    word: str
    detail: str
    ascii: str
    spoken: str
    style: Style

    def label(self, marks: Marks) -> str:
        """Such as ``✗ DENY (explicit)``, ``[DENY] (explicit)`` or ``denied explicitly``."""
        if marks is Marks.SPOKEN:
            return self.spoken
        return (self.ascii if marks is Marks.ASCII else f"{self.symbol} {self.word}") + self.detail


VERDICTS = {
    Verdict.ALLOW: VerdictWords("✓", "ALLOW", "", "[allow]", "allowed", Style.ALLOW),
    Verdict.EXPLICIT_DENY: VerdictWords(
        "✗", "DENY", " (explicit)", "[DENY]", "denied explicitly", Style.DENY
    ),
    Verdict.IMPLICIT_DENY: VerdictWords(
        "✗", "DENY", " (implicit)", "[DENY]", "denied implicitly", Style.DENY
    ),
    Verdict.DEPENDS: VerdictWords(
        "?", "DEPENDS", "", "[depends]", "not decided: it depends", Style.DEPENDS
    ),
}


@dataclass(frozen=True, slots=True)
class TypeWords:
    """A policy type: one of it, several of it, and how an opened list is headed."""

    one: str
    many: str
    brief: str


POLICY_TYPES = {
    PolicyType.IDENTITY: TypeWords("identity-based policy", "identity-based policies", "identity"),
    PolicyType.RESOURCE: TypeWords(
        "resource-based policy", "resource-based policies", "resource policy"
    ),
    PolicyType.TRUST: TypeWords("role trust policy", "role trust policies", "trust policy"),
    PolicyType.BOUNDARY: TypeWords(
        "permissions boundary", "permissions boundaries", "permissions boundary"
    ),
    PolicyType.SESSION: TypeWords("session policy", "session policies", "session policy"),
    PolicyType.SCP: TypeWords("service control policy", "service control policies", "SCP"),
    PolicyType.RCP: TypeWords("resource control policy", "resource control policies", "RCP"),
    PolicyType.ENDPOINT: TypeWords(
        "VPC endpoint policy", "VPC endpoint policies", "endpoint policy"
    ),
}

PARTS = {
    Part.IN_PLAY: "in play",
    Part.NOT_GIVEN: "none given",
    Part.EXEMPT: "does not bind this request",
}

PRESENCES = {
    Presence.PRESENT: "present",
    Presence.ABSENT: "absent",
    Presence.UNKNOWN: "unknown",
}

BASES = {
    Basis.POLICY: "policies decide",
    Basis.ROOT_USER: "the account's root user may do everything that nothing denies",
    Basis.NO_PERMISSION_NEEDED: "this call needs no permission",
    Basis.SESSION_CANNOT: "a session like this one cannot make this call, whatever policies say",
    Basis.ROOT_CANNOT: "the root user cannot make this call, whatever policies say",
    Basis.USER_CANNOT: "a user cannot make this call, whatever policies say",
    Basis.AWS_OWNED: "AWS owns what this call would change, so it fails whatever policies say",
    Basis.OWN_ACCOUNT_ONLY: (
        "the service takes this call from its own account only, whatever policies say"
    ),
    Basis.OTHER_PARTITION: (
        "caller and resource are of two partitions of AWS, between which nothing can be granted"
    ),
    Basis.UNREADABLE: "a policy that could decide it cannot be read",
}

EXEMPTIONS = {
    Exemption.MANAGEMENT_ACCOUNT: "the management account is not bound",
    Exemption.SERVICE_LINKED_ROLE: "service-linked roles are not bound",
    Exemption.SERVICE_PRINCIPAL: "a service that calls as itself is not bound",
    Exemption.ANONYMOUS: "an anonymous caller has none",
    Exemption.UNSIGNED: "the call is unsigned, so no principal exists yet",
    Exemption.NOT_YET: "these policies did not exist yet on this day",
    Exemption.SERVICE_NOT_COVERED: "this service is not covered",
    Exemption.NO_IDENTITY_POLICIES: "this caller has no identity-based policies",
    Exemption.ROOT_KEEPS_BUCKET_POLICY: (
        "the account's root user can always read, replace and delete a bucket's policy"
    ),
}

NOTES = {
    Note.KMS_GRANTS: "KMS grants, a third way to allow, are not modelled",
    Note.ACTION_NOT_CHECKED: "whether the action exists was not checked: no service data",
    Note.UNKNOWN_SERVICE: (
        "whether {action} exists was not checked: AWS lists no service {service}{nearest}"
    ),
    Note.UNKNOWN_ACTION: "AWS lists no action {action}{nearest}",
    Note.ACTION_WITHOUT_RESOURCE: (
        "{action} has no resource: AWS asks about * and not about {resource}"
    ),
    Note.OTHER_RESOURCE_TYPE: "{action} acts on {acts_on}; {resource} is no such resource",
    Note.MORE_AUTHORIZATIONS: "this is one authorization of several: the call also needs {needs}",
    Note.BUDGET_EXCEEDED: (
        "too many combinations of unknown keys to try them all: other verdicts may be possible"
    ),
    Note.CANONICAL_USER: "canonical user ids are not resolved: they match nobody here",
}

WHEN = {
    When.ALWAYS: "",
    When.IF_NAMED: ", as far as it names them",
    When.WITH_TAGS: ", since it passes tags",
    When.WITH_ROLE: ", if it passes one",
}
"""When a call needs another authorization."""

CALL_KINDS = {
    CallKind.DIRECT: "direct call",
    CallKind.FORWARDED: "forwarded with the caller's credentials",
    CallKind.SERVICE_ROLE: "made under a service role",
    CallKind.SERVICE_LINKED_ROLE: "made under a service-linked role",
    CallKind.SERVICE_PRINCIPAL: "made by the service as itself",
}

PURPOSES = {
    Purpose.CALL: "the call itself",
    Purpose.PASS_ROLE: "handing over the role",
    Purpose.SERVICE_TRUST: "the service assuming the role",
    Purpose.TAG_SESSION: "tagging the session",
    Purpose.SET_SOURCE_IDENTITY: "setting the source identity",
}

NOT_MADE = {
    NotMade.CALL_ABOVE_DENIED: "the call above it was denied",
    NotMade.SESSION_EXPIRED: "the session has expired",
    NotMade.SESSION_NEVER_OBTAINED: "the session was never obtained",
    NotMade.ROLE_NOT_ASSUMED: "the service could not assume the role",
    NotMade.INVALID_PARAMETER: "AWS would refuse a parameter of the call",
}

INVALID_PARAMETERS = {
    InvalidParameter.DURATION_TOO_SHORT: "a session lasts at least 15 minutes",
    InvalidParameter.DURATION_TOO_LONG: "the session would outlast what the role allows",
    InvalidParameter.CHAINED_OVER_ONE_HOUR: (
        "a session obtained from a session of a role lasts one hour at most"
    ),
    InvalidParameter.SESSION_NAME: "AWS refuses the length or the characters of the session name",
    InvalidParameter.TAG_INHERITED: "a tag has the key of one inherited from the session before",
    InvalidParameter.TOO_MANY_TAGS: "a session carries 50 tags at most",
    InvalidParameter.TAG_TOO_LONG: "a tag has a key over 128 or a value over 256 characters",
    InvalidParameter.TAG_TWICE: "two tags have the same key, apart from upper and lower case",
    InvalidParameter.ROLE_ARN: "the resource is no role",
    InvalidParameter.NO_SUCH_PARAMETER: "this call has no such parameter",
    InvalidParameter.SOURCE_IDENTITY: "the source identity is too short, too long or reserved",
    InvalidParameter.SOURCE_IDENTITY_CHANGED: "a source identity, once set, cannot be changed",
    InvalidParameter.EXTERNAL_ID: "the external id is too short or too long",
    InvalidParameter.ROLE_OF_OTHER_ACCOUNT: "a role can be passed within its own account only",
}

BECAUSE_CONDITION = {
    Because.COMPARED: "{comparison}",
    Because.KEY_ABSENT: "the request has no {key}{missing}",
    Because.KEY_UNKNOWN: "nobody told {key}",
    Because.EMPTY_SET: "{key} is an empty list, which counts as missing{missing}",
    Because.SEVERAL_VALUES: "{key} has several values ({got}) and {operator} compares just one",
    Because.NO_POLICY_VALUES: "the policy lists no value to compare {key} with",
    Because.NOT_AN_ADDRESS: "{got} is no IP address, so it lies in none of {values}",
    Because.OTHER_FAMILY: "{got} is of the other address family, so it lies in none of {values}",
    Because.SERVICE_ADDRESS: "{comparison}",
    Because.NOT_A_NUMBER: "{got} is no number, so it equals nothing",
    Because.NOT_A_DATE: "{got} is no date, so it equals nothing",
    Because.NOT_A_BOOLEAN: "{got} is neither true nor false, so it equals nothing",
    Because.NOT_BASE64: "{got} is not base64, so it equals nothing",
    Because.NOT_AN_ARN: "{got} is no ARN, so it matches nothing",
    Because.INVALID_POLICY_VALUE: (
        "{values} cannot be read as {operator} needs, so it equals nothing"
    ),
    Because.VARIABLE_ABSENT: "{values} names a key that the request does not have",
    Because.VARIABLE_UNKNOWN: "{values} names a key that nobody told",
    Because.NO_RESOURCE: "the action has no resource to compare",
    Because.EVERYONE: "{values} is everyone",
    Because.SAME_PRINCIPAL: "{values} is the caller",
    Because.ROLE_OF_SESSION: "{values} is the role of the caller's session",
    Because.ACCOUNT_OF_CALLER: "{values} is the caller's account",
    Because.USER_OF_FEDERATED: "{values} is the user behind the federated session",
    Because.OTHER_PRINCIPAL: "{got} is none of {values}",
    Because.HAS_BOUNDARY: "a caller with a permissions boundary is always denied by NotPrincipal",
    Because.NO_ELEMENT: "the statement has no such element, so it matches nobody",
}
"""Why a whole condition or element came out as it did."""

BECAUSE_VALUE = {
    Because.COMPARED: "",
    Because.KEY_ABSENT: "key absent",
    Because.KEY_UNKNOWN: "key unknown",
    Because.EMPTY_SET: "empty list",
    Because.SEVERAL_VALUES: "several values, one expected",
    Because.NO_POLICY_VALUES: "no value",
    Because.NOT_AN_ADDRESS: "the request's value is no address",
    Because.OTHER_FAMILY: "the other address family",
    Because.SERVICE_ADDRESS: "a service's address, assumed to lie outside",
    Because.NOT_A_NUMBER: "the request's value is no number",
    Because.NOT_A_DATE: "the request's value is no date",
    Because.NOT_A_BOOLEAN: "the request's value is no boolean",
    Because.NOT_BASE64: "the request's value is not base64",
    Because.NOT_AN_ARN: "the request's value is no ARN",
    Because.INVALID_POLICY_VALUE: "not readable for this operator",
    Because.VARIABLE_ABSENT: "names an absent key",
    Because.VARIABLE_UNKNOWN: "names an unknown key",
    Because.NO_RESOURCE: "the action has no resource",
    Because.EVERYONE: "everyone",
    Because.SAME_PRINCIPAL: "the caller",
    Because.ROLE_OF_SESSION: "the role of the session",
    Because.ACCOUNT_OF_CALLER: "the caller's account",
    Because.USER_OF_FEDERATED: "the user behind the session",
    Because.OTHER_PRINCIPAL: "somebody else",
    Because.HAS_BOUNDARY: "the caller has a permissions boundary",
    Because.NO_ELEMENT: "no such element",
}
"""A remark beside one value of the policy; empty where the mark says it all."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a request value stands to policy values under an operator (before any negation)."""

    holds: str
    fails_one: str
    fails_all: str


RELATIONS = {
    "IpAddress": Relation("is in", "is not in", "is in none of"),
    "StringEquals": Relation("is", "is not", "is none of"),
    "StringEqualsIgnoreCase": Relation("is", "is not", "is none of"),
    "StringLike": Relation("matches", "does not match", "matches none of"),
    "NumericEquals": Relation("equals", "does not equal", "equals none of"),
    "NumericLessThan": Relation("is less than", "is not less than", "is less than none of"),
    "NumericLessThanEquals": Relation("is at most", "is more than", "is more than all of"),
    "NumericGreaterThan": Relation("is more than", "is not more than", "is more than none of"),
    "NumericGreaterThanEquals": Relation("is at least", "is less than", "is less than all of"),
    "DateEquals": Relation("is", "is not", "is none of"),
    "DateLessThan": Relation("is before", "is not before", "is before none of"),
    "DateLessThanEquals": Relation("is not after", "is after", "is after all of"),
    "DateGreaterThan": Relation("is after", "is not after", "is after none of"),
    "DateGreaterThanEquals": Relation("is not before", "is before", "is before all of"),
    "Bool": Relation("is", "is not", "is none of"),
    "BinaryEquals": Relation("is", "is not", "is none of"),
    "ArnEquals": Relation("matches", "does not match", "matches none of"),
    "ArnLike": Relation("matches", "does not match", "matches none of"),
}
"""By positive operator; Null compares no values and has its own sentence."""

NEGATED = {
    "NotIpAddress": "IpAddress",
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
"""The positive operator of each negated one: a sentence states the fact before the negation."""
