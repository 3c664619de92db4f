"""What a policy says: documents, statements, conditions, each with the place where it stands.

The values here are what the text says and no more: nothing is compiled, no default is filled in
that the text does not have. `syntax.py` makes them from text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from simulator.source import Diagnostic, Source, Span, Text


class PolicyError(ValueError):
    """A document that IAM itself would refuse to store.

    Attributes:
        diagnostics: everything found wrong with it, warnings included, in the order of the text.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        first = diagnostics[0]
        super().__init__(f"{first.span.location}: {first.code} {first.got}".rstrip())


class PolicyType(StrEnum):
    """The kinds of policies, by the place where they are attached."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "endpoint"


class Effect(StrEnum):
    """What a statement does when it applies."""

    ALLOW = "Allow"
    DENY = "Deny"


class Quantifier(StrEnum):
    """The set operators that a condition operator can carry as a prefix."""

    FOR_ANY_VALUE = "ForAnyValue"
    FOR_ALL_VALUES = "ForAllValues"


@dataclass(frozen=True, slots=True)
class Patterns:
    """The values of Action, NotAction, Resource or NotResource.

    Args:
        negated: NotAction or NotResource.
        values: the strings as written.
        span: the element's name and value.
    """

    negated: bool
    values: tuple[Text, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Principal:
    """One entry of Principal or NotPrincipal.

    Args:
        type: ``AWS``, ``Service``, ``Federated``, ``CanonicalUser``; ``*`` for the bare ``"*"``.
        value: the ARN, account, service name or ``*``, as written.
    """

    type: str
    value: Text


@dataclass(frozen=True, slots=True)
class Principals:
    """The element Principal, or NotPrincipal if negated."""

    negated: bool
    values: tuple[Principal, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition operator applied to one key: all of a statement's conditions must hold.

    Args:
        operator: as written, such as ``ForAnyValue:StringLikeIfExists``, with its span.
        base: the operator without prefix and suffix, spelled as AWS spells it.
        quantifier: the set operator, if there is one.
        if_exists: whether the suffix IfExists is there.
        key: the condition key as written.
        values: what the policy compares it with; numbers and booleans as their JSON text.
        span: key and values.
    """

    operator: Text
    base: str
    quantifier: Quantifier | None
    if_exists: bool
    key: Text
    values: tuple[Text, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Args:
        index: its place in the document, from 1.
        sid: the Sid, if the statement has one.
        effect: Allow or Deny, with the span of the value.
        actions: Action or NotAction.
        resources: Resource or NotResource; None in trust policies.
        principals: Principal or NotPrincipal; None in identity policies.
        conditions: in the order of the text.
        span: the whole object.
    """

    index: int
    sid: Text | None
    effect: Effect
    effect_span: Span
    actions: Patterns
    resources: Patterns | None
    principals: Principals | None
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy document.

    Args:
        name: how people call it, usually the path of its file.
        version: ``2012-10-17`` or ``2008-10-17`` (which a document without Version has).
        id: the element Id.
        statements: in the order of the text.
        source: the text it was read from.
        warnings: what IAM stores but nobody can have meant, with positions.
        arn: the ARN of a managed policy or of an organization's policy, for AWS's messages.
        unread: whether it says more than its statements, which nobody could read: that may allow
            and deny anything, so that a request hangs on it unless other policies settle it.
    """

    name: str
    version: str
    id: Text | None
    statements: tuple[Statement, ...]
    source: Source
    warnings: tuple[Diagnostic, ...] = ()
    arn: str | None = None
    unread: bool = False

    @property
    def has_principals(self) -> bool:
        """Whether it says for whom it is, as policies of resources and roles do."""
        return any(statement.principals is not None for statement in self.statements)

    @classmethod
    def unreadable(cls, name: str, span: Span | None = None, *, arn: str | None = None) -> Policy:
        """A policy of which nothing is known but that it is there.

        Args:
            name: how people call it.
            span: where it is named, or stands in a form that cannot be read.
            arn: the policy's own ARN, if it has one.
        """
        source = span.source if span is not None else Source(name, "")
        return cls(name, "2012-10-17", None, (), source, arn=arn, unread=True)

    @classmethod
    def parse(
        cls,
        text: str | bytes | Source,
        name: str = "<policy>",
        *,
        type: PolicyType | None = None,
        arn: str | None = None,
    ) -> Policy:
        """Read a policy document.

        Args:
            text: the document; bytes are decoded as JSON files are (UTF-8, a BOM is dropped).
            name: how people call it; stands before line and column in every message.
            type: where it will be attached, so that elements which may not be there are found;
                None checks only what holds for all types.
            arn: the policy's own ARN, if it has one.

        Raises:
            PolicyError: IAM would refuse to store it; carries every problem with its position.
        """
        from simulator.language.syntax import parse_policy

        return parse_policy(text, name, type=type, arn=arn)

    def __str__(self) -> str:
        """The document as JSON that IAM accepts and that parses to the same meaning."""
        from simulator.language.printing import print_policy

        return print_policy(self)
