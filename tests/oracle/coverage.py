"""What does a random case reach? Labels to be counted, so that no corner stays dark."""

from __future__ import annotations

from typing import Any

from .callers import IDENTITIES
from .conditions import split_operator
from .elements import action_matches, resource_matches
from .oracle import (
    PRINCIPAL_TYPES,
    TODAY,
    Asked,
    applies,
    ask,
    decide,
    is_there,
    levels,
    speaks_of_caller,
    statements,
)
from .principals import (
    entries,
    is_everyone,
    is_exempt,
    names_account,
    names_role,
    names_session,
    names_user,
    names_user_of_federated,
)
from .values import UNKNOWN, BudgetExceededError, Document

TYPES = ("rcp", "scp", "endpoint", "resource", "identity", "boundary", "session")
ROWS = {
    "everyone": lambda entry, caller: is_everyone(entry),
    "user": names_user,
    "user of federated": names_user_of_federated,
    "role": names_role,
    "session": names_session,
    "account": names_account,
}


def classify(case: dict[str, Any]) -> list[str]:
    """Labels of what a case reaches.

    ``caller:KIND:CREDENTIALS``, ``account:same|cross|none``, ``type:TYPE``, ``call:ACTION``,
    ``verdict:VERDICT``, ``settled:TYPE``, ``matrix:ROW:KIND``,
    ``not principal:exempt|denied:KIND``, and for conditions whose statement matches otherwise
    ``operator:BASE:STATE``, ``set operator:QUANTIFIER:STATE``, ``IfExists:STATE``, where STATE is
    missing, empty, one, several or unknown.
    """
    request, policies = case["request"], case["policies"]
    given = {key.lower(): value for key, value in request["context"].items()}
    known = {key: value for key, value in given.items() if value is not UNKNOWN}
    asked = ask(request, known, policies, TODAY)
    labels = [
        f"caller:{asked.caller.kind}:{asked.caller.credentials}",
        f"account:{_accounts(asked)}",
        f"call:{asked.action}",
    ]
    labels += [f"type:{word}" for word in TYPES if is_there(asked, word) and levels(asked, word)]
    try:
        answer = decide(request, policies)
        labels += [f"verdict:{answer.verdict}", f"settled:{answer.settled_by}"]
    except BudgetExceededError:
        labels.append("verdict:budget exceeded")
    for word in TYPES:
        for level in levels(asked, word):
            for _, statement, version in statements(level, word):
                labels += _of_statement(asked, word, statement, version, given)
    return labels


def _accounts(asked: Asked) -> str:
    if asked.caller.account is None:
        return "none"
    return "same" if asked.same_account else "cross"


def _of_statement(
    asked: Asked, word: str, statement: Document, version: str, given: dict[str, Any]
) -> list[str]:
    labels: list[str] = []
    kind = asked.caller.kind
    if "NotPrincipal" in statement:
        spared = is_exempt(
            entries(statement["NotPrincipal"]),
            asked.caller,
            has_boundary=asked.policies["boundary"] is not None,
        )
        labels.append(f"not principal:{'exempt' if spared else 'denied'}:{kind}")
    speaks = word not in PRINCIPAL_TYPES or speaks_of_caller(asked, word, statement)
    fits = (
        speaks
        and action_matches(statement, asked.action)
        and resource_matches(statement, asked.resource, asked.context, version)
    )
    if not fits:
        return labels
    for operator, by_key in statement.get("Condition", {}).items():
        quantifier, base, if_exists = split_operator(operator)
        for key in by_key:
            state = _state(given.get(key.lower()))
            labels.append(f"operator:{base}:{state}")
            labels += [f"set operator:{quantifier}:{state}"] if quantifier else []
            labels += [f"IfExists:{state}"] if if_exists else []
    carries = word == "resource" and "Principal" in statement and asked.same_account
    if carries and kind in IDENTITIES and applies(asked, word, "Allow", statement, version):
        place = "trust" if asked.trust else "matrix"
        labels += [
            f"{place}:{row}:{kind}"
            for row, names in ROWS.items()
            if any(names(entry, asked.caller) for entry in entries(statement["Principal"]))
        ]
    return labels


def _state(value: Any) -> str:
    if value is UNKNOWN:
        return "unknown"
    if value is None:
        return "missing"
    if isinstance(value, list):
        return ("empty", "one", "several")[min(len(value), 2)]
    return "one"
