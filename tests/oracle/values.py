"""What are the oracle's own values: an unknown key, a service's address, an answer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

Document = dict[str, Any]
"""A policy as `json.loads` gives it."""

NamedPolicy = tuple[str, Document]


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""The value of a key that may be there or not, with a value that nobody told."""


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """The address of a service, no number that anyone knows: in ranges of length 0 only."""

    service: str


class BudgetExceededError(Exception):
    """The unknown keys have more combinations of values than may be tried."""


Single = str | ServiceAddress
Known = Single | list[str]
Context = dict[str, Known]
"""Known condition keys by lower-case name. Key names are case-insensitive (elements_condition)."""

StatementId = tuple[str, str, int]
"""Policy type, policy name, place of the statement from 1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the oracle says.

    Attributes:
        verdict: ``allow``, ``explicit_deny``, ``implicit_deny`` or ``depends``.
        possible: the verdicts that can come out; more than one exactly if ``depends``.
        settled_by: the policy type that settled it. None where no policy does (the root user's own
            right, calls that need no permission, calls that the credentials cannot make), and where
            different values of unknown keys give different types.
        deciding: for an explicit deny every applying Deny of the settling type. For an allow: the
            applying Allows of the identity policies, if the identity policies are needed, or if
            they would have been enough by themselves (with boundary and session policy, and the
            resource's policy needing no say); else the applying Allows of the resource's policy
            that need no identity policy and whose remaining limits hold. For an implicit deny, and
            for ``depends``, empty. If unknown keys change the statements but not the verdict:
            all statements that decide for some value.
    """

    verdict: str
    possible: frozenset[str]
    settled_by: str | None
    deciding: frozenset[StatementId] = frozenset()


def as_list(value: Any) -> list[Any]:
    """Strings or arrays in every list place (reference_policies_grammar)."""
    return value if isinstance(value, list) else [value]


def json_text(value: Any) -> str:
    """A condition value as text: numbers and booleans may be unquoted (elements_condition)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
