"""Which values can the policies tell apart that an unknown key may have? All of them are tried.

There is no theory here, only diligence: every literal that a policy compares the key with, what
lies around it, what fits two patterns at once, what makes a variable fit, something else, nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from . import samples
from .conditions import NEGATED, split_operator, value_matches
from .elements import resource_pattern_matches
from .patterns import variables_in
from .principals import entries
from .values import UNKNOWN, BudgetExceededError, Context, Document, as_list, json_text

BUDGET = 20_000
"""How many combinations of values are tried at most."""

MULTIVALUED = frozenset(
    {
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:principalservicenameslist",
        "aws:resourceorgpaths",
        "aws:sourceorgpaths",
        "aws:tagkeys",
        "aws:vpceorgpaths",
        "sts:identitytokenaudience",
        "sts:requestcontextproviders",
        "sts:transitivetagkeys",
    }
)
"""UG reference_policies_condition-keys and reference_policies_iam-condition-keys."""

SINGLE_VALUED_IN_S3 = ("s3:prefix", "s3:max-keys")
"""Numeric and String, not ArrayOf: Service Authorization Reference, list_amazons3."""
ASKED_BY_RULES = (
    "aws:federatedprovider",
    "aws:multifactorauthpresent",
    "aws:principalarn",
    "aws:userid",
)
"""Keys that the oracle itself looks at, whatever the policies say."""

SOMETHING_ELSE = "something-else"

Use = tuple[str, str, str]
"""Base operator, text of the policy, version of the document."""


def contexts(request: dict[str, Any], policies: dict[str, Any]) -> Iterator[Context]:
    """The request's context, once for each combination of values of its unknown keys.

    Raises:
        BudgetExceededError: there are more than BUDGET of them.
    """
    given = {key.lower(): value for key, value in request.get("context", {}).items()}
    unknown = [key for key, value in given.items() if value is UNKNOWN]
    known = {key: value for key, value in given.items() if value is not UNKNOWN}
    asked = Uses(request, policies)
    for count, context in enumerate(_filled(known, unknown, asked)):
        if count >= BUDGET:
            raise BudgetExceededError(f"more than {BUDGET} combinations of {unknown}")
        yield context


def _filled(known: Context, unknown: list[str], asked: Uses) -> Iterator[Context]:
    if not unknown:
        yield known
        return
    key, *others = unknown
    yield from _filled(known, others, asked)
    for value in candidates(key, known, others, asked):
        yield from _filled({**known, key: value}, others, asked)


class Uses:
    """Where the policies ask for keys: conditions on them, and variables that stand for them."""

    def __init__(self, request: dict[str, Any], policies: dict[str, Any]) -> None:
        self.resource: str = request["resource"]
        self.principal: str = request["principal"]
        self.conditions: list[tuple[str, str, list[str], str]] = []
        self.resources: list[tuple[str, str]] = []
        self.principals: list[str] = []
        for document in _documents(policies):
            version = document.get("Version", "2008-10-17")
            for statement in as_list(document.get("Statement", [])):
                self._read(statement, version)

    def _read(self, statement: Document, version: str) -> None:
        for element in ("Resource", "NotResource"):
            self.resources += [(text, version) for text in as_list(statement.get(element, []))]
        for element in ("Principal", "NotPrincipal"):
            self.principals += [value for _, value in entries(statement.get(element, {}))]
        for operator, by_key in statement.get("Condition", {}).items():
            for key, values in by_key.items():
                texts = [json_text(value) for value in as_list(values)]
                self.conditions.append((operator, key.lower(), texts, version))

    def on(self, key: str) -> list[Use]:
        """Each value that a condition compares the key with."""
        return [
            (NEGATED.get(base, base), text, version)
            for operator, asked, texts, version in self.conditions
            if asked == key and (base := split_operator(operator)[1]) != "Null"
            for text in texts
        ]

    def through_variable(self, key: str) -> list[tuple[str, Use]]:
        """Each condition value with the key as a variable, and the key that it is compared with."""
        return [
            (asked, (NEGATED.get(base, base), text, version))
            for operator, asked, texts, version in self.conditions
            if (base := split_operator(operator)[1]) != "Null"
            for text in texts
            if key in variables_in(text)
        ]

    def as_resource(self, key: str) -> list[tuple[str, str]]:
        """Each resource pattern with the key as a variable, with the version."""
        return [(text, version) for text, version in self.resources if key in variables_in(text)]

    def asks(self, key: str) -> bool:
        """Whether anything depends on the key."""
        return (
            key in ASKED_BY_RULES
            or any(asked == key for _, asked, _, _ in self.conditions)
            or bool(self.through_variable(key) or self.as_resource(key))
        )

    def several(self, key: str) -> bool:
        """Whether the key can have several values: the catalogue says so, or of keys that are not
        in it, a set operator."""
        if key.startswith(("aws:", "sts:")):
            return key in MULTIVALUED
        if key in SINGLE_VALUED_IN_S3:
            return False
        return any(
            asked == key and split_operator(operator)[0]
            for operator, asked, _, _ in self.conditions
        )


def _documents(policies: dict[str, Any]) -> Iterator[Document]:
    for policy_type, given in policies.items():
        of_levels = given if policy_type in ("scps", "rcps") else [given or []]
        for level in of_levels:
            for _, document in level:
                yield document


def candidates(key: str, known: Context, others: list[str], asked: Uses) -> list[Any]:
    """Values of an unknown key; that it is absent comes on top.

    Args:
        known: the keys whose values are settled.
        others: the keys that are still unknown.
    """
    if not asked.asks(key):
        return []
    singles = list(dict.fromkeys(_singles(key, known, others, asked, frozenset())))
    by_variable = asked.through_variable(key) or asked.as_resource(key)
    if not by_variable and key not in ASKED_BY_RULES:
        singles = _one_of_a_kind(key, singles, known, others, asked)
    if not asked.several(key):
        return singles
    sizes = (1, 2, 3, len(singles))
    sets = [list(chosen) for size in sizes for chosen in itertools.combinations(singles, size)]
    return sets + [[value, value] for value in singles]


def _one_of_a_kind(
    key: str, values: list[str], known: Context, others: list[str], asked: Uses
) -> list[str]:
    """One of all the values that fare alike in every comparison (if no variable is open)."""
    uses = asked.on(key)
    if any(other in variables_in(text) for _, text, _ in uses for other in others):
        return values
    found = {
        tuple(
            value_matches(base, text, value, known, version) for base, text, version in uses
        ): value
        for value in reversed(values)
    }
    return list(found.values())


def _singles(
    key: str, known: Context, others: list[str], asked: Uses, seen: frozenset[str]
) -> list[str]:
    """Values one by one, from every place where the policies or the rules ask for the key."""
    seen = seen | {key}
    own = [
        (base, filled, version)
        for base, text, version in asked.on(key)
        for filled in _without_open_variables(text, known, others, asked, seen)
    ]
    values = samples.around(own, known)
    for text, version in asked.as_resource(key):
        pattern = _starred(text, others)
        tail = asked.resource.split(":", 5)[-1]
        values += [
            part
            for part in _substrings(tail)
            if resource_pattern_matches(pattern, asked.resource, {**known, key: part}, version)
        ]
    for other, (base, text, version) in asked.through_variable(key):
        compared = known.get(other)
        pattern = _starred(text, others)
        for value in as_list(compared) if compared is not None else []:
            if isinstance(value, str):
                values += [
                    part
                    for part in _substrings(value)
                    if value_matches(base, pattern, value, {**known, key: part}, version)
                ]
        if other in others and other not in seen:
            values += _singles(other, known, others, asked, seen)
    return [*values, *_for_special_rules(key, asked), SOMETHING_ELSE]


def _without_open_variables(
    text: str, known: Context, others: list[str], asked: Uses, seen: frozenset[str]
) -> list[str]:
    """A policy's value with every value that the unknown keys in its variables may have."""
    for variable in variables_in(text):
        if variable in others and variable not in seen:
            values = _singles(variable, known, others, asked, seen)
            return [
                filled
                for value in values
                for filled in _without_open_variables(
                    _replaced(text, variable, value), known, others, asked, seen
                )
            ]
    return [text]


def _replaced(text: str, variable: str, value: str) -> str:
    start = text.lower().index("${" + variable)
    return text[:start] + value + text[text.index("}", start) + 1 :]


def _starred(text: str, others: list[str]) -> str:
    for variable in variables_in(text):
        if variable in others:
            text = _replaced(text, variable, "*")
    return text


def _substrings(text: str) -> list[str]:
    found = [
        text[start:end] for start in range(len(text) + 1) for end in range(start, len(text) + 1)
    ]
    return list(dict.fromkeys(found))


def _for_special_rules(key: str, asked: Uses) -> list[str]:
    """What rules outside of conditions ask of a key: MFA, a role's path, stored unique ids."""
    if key == "aws:multifactorauthpresent":
        return ["true", "false"]
    if key == "aws:principalarn" and ":assumed-role/" in asked.principal:
        head, role, _ = asked.principal.split("/")
        start = head.replace(":sts:", ":iam:").replace("assumed-role", "role")
        service_linked = f"{start}/aws-service-role/x.amazonaws.com/{role}"
        return [f"{start}/{role}", service_linked, *asked.principals]
    if key == "aws:userid":
        return [value for name in asked.principals for value in (name, f"{name}:session")]
    return asked.principals if key == "aws:federatedprovider" else []
