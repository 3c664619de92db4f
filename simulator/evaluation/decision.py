"""What came out and because of what: a frozen tree of values, from the verdict to each value.

No sentence is written here; `report/wording.py` alone turns these values into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from simulator.evaluation.logic import Truth
from simulator.evaluation.needs import NOTHING_TO_SAY, ActionCheck
from simulator.evaluation.request import Request, ServiceAddress
from simulator.language.model import Condition, Policy, PolicyType, Statement
from simulator.rules import Rules
from simulator.source import Span, Text


class Verdict(StrEnum):
    """What the evaluation of one request comes to."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicit_deny"
    IMPLICIT_DENY = "implicit_deny"
    DEPENDS = "depends"


class Presence(StrEnum):
    """Whether the request has a condition key. Absent, unknown and empty are three things."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Because(StrEnum):
    """Why a value, an element or a condition holds or does not."""

    COMPARED = "compared"
    KEY_ABSENT = "key_absent"
    KEY_UNKNOWN = "key_unknown"
    EMPTY_SET = "empty_set"
    SEVERAL_VALUES = "several_values"
    NO_POLICY_VALUES = "no_policy_values"
    NOT_AN_ADDRESS = "not_an_address"
    OTHER_FAMILY = "other_family"
    SERVICE_ADDRESS = "service_address"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOT_BASE64 = "not_base64"
    NOT_AN_ARN = "not_an_arn"
    INVALID_POLICY_VALUE = "invalid_policy_value"
    VARIABLE_ABSENT = "variable_absent"
    VARIABLE_UNKNOWN = "variable_unknown"
    NO_RESOURCE = "no_resource"
    EVERYONE = "everyone"
    SAME_PRINCIPAL = "same_principal"
    ROLE_OF_SESSION = "role_of_session"
    ACCOUNT_OF_CALLER = "account_of_caller"
    USER_OF_FEDERATED = "user_of_federated"
    OTHER_PRINCIPAL = "other_principal"
    HAS_BOUNDARY = "has_boundary"
    NO_ELEMENT = "no_element"


@dataclass(frozen=True, slots=True)
class ValueResult:
    """One value of the policy, compared with the request.

    Args:
        written: the value as it stands in the policy.
        holds: whether it matches (for a negated operator: before the negation).
        because: why.
        compared: what was compared after variables were replaced, where that differs.
    """

    written: Text
    holds: Truth
    because: Because
    compared: str | None = None

    @property
    def value(self) -> str:
        """The value's text."""
        return self.written.value

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.written.span


@dataclass(frozen=True, slots=True)
class ElementResult:
    """Principal, Action or Resource (or their Not forms) of a statement.

    What the request has in its place is not kept here but told by `request_value`: so requests
    that a statement cannot tell apart share one result.

    Args:
        element: the element's name as written, such as ``NotAction``.
        tried: each value of the policy.
        holds: whether the element as a whole holds (after the negation of a Not form).
        because: why, where no single value tells.
        span: where the element stands.
        rests_on: ids of `rules.RULES` rows that it leans on.
    """

    element: str
    tried: tuple[ValueResult, ...]
    holds: Truth
    because: Because
    span: Span
    rests_on: tuple[str, ...] = ()


def request_value(element: ElementResult, request: Request, asked_about: str) -> str:
    """What a request has in the place of an element.

    Args:
        asked_about: the resource about which AWS asks (`Decision.asked_about`).
    """
    match element.element.removeprefix("Not"):
        case "Principal":
            return request.principal
        case "Action":
            return request.action
    return asked_about


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition operator on one key.

    Args:
        written: the condition as it stands in the policy.
        asked: whether the request has the key.
        request_values: the request's values; empty when absent or unknown.
        tried: each value of the policy.
        because: what decided.
        holds: whether the condition holds, negation and IfExists included.
        rests_on: ids of `rules.RULES` rows that it leans on.
    """

    written: Condition
    asked: Presence
    request_values: tuple[str | ServiceAddress, ...]
    tried: tuple[ValueResult, ...]
    because: Because
    holds: Truth
    rests_on: tuple[str, ...] = ()

    @property
    def operator(self) -> str:
        """As written, such as ``NotIpAddressIfExists``."""
        return self.written.operator.value

    @property
    def operator_span(self) -> Span:
        """The operator's name."""
        return self.written.operator.span

    @property
    def key(self) -> str:
        """As written."""
        return self.written.key.value

    @property
    def span(self) -> Span:
        """Key and values."""
        return self.written.span


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement against the request.

    Args:
        type: the policy type as which it is evaluated.
        policy: the policy it stands in.
        statement: the statement itself.
        principal: None where the statement has no such element.
        action: always there.
        resource: None in trust policies.
        conditions: in the order of the text.
        applies: whether every element holds.
        escapes: for an Allow of a resource-based policy: the policy types whose implicit deny this
            grant is not limited by.
        leans: whether some part of it leans on a rule; made, not given.
    """

    type: PolicyType
    policy: Policy
    statement: Statement
    principal: ElementResult | None
    action: ElementResult
    resource: ElementResult | None
    conditions: tuple[ConditionResult, ...]
    applies: Truth
    escapes: frozenset[PolicyType] = frozenset()
    leans: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        principal, resource = self.principal, self.resource
        leans = bool(
            (principal is not None and principal.rests_on)
            or (resource is not None and resource.rests_on)
        )
        for condition in self.conditions:
            if condition.rests_on:
                leans = True
        object.__setattr__(self, "leans", leans)

    @property
    def elements(self) -> tuple[ElementResult, ...]:
        """Principal, action and resource, as far as they are there."""
        found = (self.principal, self.action, self.resource)
        return tuple(element for element in found if element is not None)

    @property
    def label(self) -> str:
        """The Sid, else ``statement 2``."""
        sid = self.statement.sid
        return sid.value if sid is not None and sid.value else f"statement {self.statement.index}"


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """One policy: each of its statements."""

    policy: Policy
    statements: tuple[StatementResult, ...]


@dataclass(frozen=True, slots=True)
class LevelResult:
    """The policies of one level: root, OU or account for SCPs and RCPs, else the only level."""

    policies: tuple[PolicyResult, ...]
    allows: Truth
    denies: Truth


class Part(StrEnum):
    """What a policy type has to say about a request."""

    IN_PLAY = "in_play"
    NOT_GIVEN = "not_given"
    EXEMPT = "exempt"


class Exemption(StrEnum):
    """Why policies that are there do not bind this request."""

    MANAGEMENT_ACCOUNT = "management_account"
    SERVICE_LINKED_ROLE = "service_linked_role"
    SERVICE_PRINCIPAL = "service_principal"
    ANONYMOUS = "anonymous"
    UNSIGNED = "unsigned"
    NOT_YET = "not_yet"
    SERVICE_NOT_COVERED = "service_not_covered"
    NO_IDENTITY_POLICIES = "no_identity_policies"
    ROOT_KEEPS_BUCKET_POLICY = "root_keeps_bucket_policy"


@dataclass(frozen=True, slots=True)
class PolicyTypeResult:
    """One policy type.

    Args:
        type: which.
        part: whether it takes part in the decision.
        exemption: why it does not, if it is exempt.
        levels: its policies, by level.
        allows: whether it allows (every level of it).
        denies: whether some statement in it denies.
        policies: all its policies, in order; made, not given.
        statements: all statements of all its policies, in order; made, not given.
    """

    type: PolicyType
    part: Part
    levels: tuple[LevelResult, ...] = ()
    allows: Truth = Truth.NO
    denies: Truth = Truth.NO
    exemption: Exemption | None = None
    policies: tuple[PolicyResult, ...] = field(init=False, repr=False, compare=False)
    statements: tuple[StatementResult, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        policies: list[PolicyResult] = []
        for level in self.levels:
            policies += level.policies
        statements: list[StatementResult] = []
        for policy in policies:
            statements += policy.statements
        object.__setattr__(self, "policies", tuple(policies))
        object.__setattr__(self, "statements", tuple(statements))


class Basis(StrEnum):
    """What a verdict stands on, when it is not a policy."""

    POLICY = "policy"
    ROOT_USER = "root_user"
    NO_PERMISSION_NEEDED = "no_permission_needed"
    SESSION_CANNOT = "session_cannot"
    ROOT_CANNOT = "root_cannot"
    USER_CANNOT = "user_cannot"
    AWS_OWNED = "aws_owned"
    OWN_ACCOUNT_ONLY = "own_account_only"
    OTHER_PARTITION = "other_partition"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial as AWS would name it; `messages.py` has AWS's wording.

    Args:
        type: the policy type that denies; None when no policy does.
        explicit: by a Deny statement, or for want of an Allow.
        policy_arn: of the policy that denies explicitly, if it has one.
        rests_on: ids of `rules.RULES` rows that the message leans on, though the verdict does not.
    """

    type: PolicyType | None
    explicit: bool
    policy_arn: str | None = None
    rests_on: tuple[str, ...] = ()


class Note(StrEnum):
    """What is not modelled, or worth knowing about this very decision."""

    KMS_GRANTS = "kms_grants"
    ACTION_NOT_CHECKED = "action_not_checked"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_ACTION = "unknown_action"
    ACTION_WITHOUT_RESOURCE = "action_without_resource"
    OTHER_RESOURCE_TYPE = "other_resource_type"
    MORE_AUTHORIZATIONS = "more_authorizations"
    BUDGET_EXCEEDED = "budget_exceeded"
    CANONICAL_USER = "canonical_user"


@dataclass(frozen=True, slots=True)
class Answer:
    """What would come out if an unknown key had this value.

    Args:
        value: a value that stands for all that the policies cannot tell from it; None = absent.
        verdicts: what can come out then, the other unknown keys being still unknown.
        others: whether the value stands for all that no policy names.
        ranges: of an address: all addresses for which it stands, and those of other cells that give
            the same verdicts, as CIDR texts.
    """

    value: str | tuple[str, ...] | None
    verdicts: frozenset[Verdict]
    others: bool = False
    ranges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownKey:
    """A key that nobody told and that matters.

    Args:
        key: its name, as the first policy that asks spells it.
        statements: those that ask for it.
        answers: one for each kind of value that the policies can tell apart.
    """

    key: str
    statements: tuple[StatementResult, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One request decided.

    Args:
        request: what was asked.
        rules: under which rules.
        verdict: what came out.
        possible: all that can come out: one verdict, or several if the verdict is DEPENDS.
        settled_by: the policy type that settled it; None when `basis` is no policy.
        basis: what the verdict stands on.
        deciding: the statements that carry it: the denying ones, or the allowing ones, or none.
        nearest: at an implicit deny, the statements that came nearest to allowing, best first.
        results: every policy type in the order of evaluation.
        denial: what AWS would say, if the verdict is a denial.
        unknown: the keys on which it depends.
        unread: the policies on which it depends, since nobody could read all of them.
        rests_on: ids of `rules.RULES` rows that the verdict leans on.
        notes: what is not modelled, or worth knowing.
        check: what the notes on action and resource speak of.
    """

    request: Request
    rules: Rules
    verdict: Verdict
    possible: frozenset[Verdict]
    settled_by: PolicyType | None
    basis: Basis
    deciding: tuple[StatementResult, ...]
    nearest: tuple[StatementResult, ...]
    results: tuple[PolicyTypeResult, ...]
    denial: Denial | None
    unknown: tuple[UnknownKey, ...] = ()
    unread: tuple[Policy, ...] = ()
    rests_on: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    check: ActionCheck = NOTHING_TO_SAY

    @property
    def allowed(self) -> bool | None:
        """True, False, or None if both an allow and a denial can come out."""
        if self.possible == {Verdict.ALLOW}:
            return True
        return None if Verdict.ALLOW in self.possible else False

    @property
    def asked_about(self) -> str:
        """The resource about which AWS asks: ``*`` for an action that has none."""
        return "*" if Note.ACTION_WITHOUT_RESOURCE in self.notes else self.request.resource

    def request_value(self, element: ElementResult) -> str:
        """What the request has in the place of an element of one of its statements."""
        return request_value(element, self.request, self.asked_about)
