"""Which rules are there?"""

from __future__ import annotations

from simulator.analysis.lint import (
    allow_by_address,
    bool_in_deny,
    deny_by_address,
    endpoint_traffic,
    for_all_values,
    host_bits,
    if_exists,
    negated_list,
    negated_without_key,
    never_matches,
    not_action,
    not_principal,
    opposed_denies,
    overlapping_ranges,
    private_ranges,
    redundant,
    sibling_trust,
    size,
    unreachable_pass_role,
    wildcard_trust,
)
from simulator.analysis.lint.rule import Rule, Severity
from simulator.diagnostics import DIAGNOSTICS
from simulator.diagnostics import Severity as Grade

_MODULES = (
    deny_by_address,
    allow_by_address,
    private_ranges,
    endpoint_traffic,
    overlapping_ranges,
    host_bits,
    if_exists,
    for_all_values,
    negated_without_key,
    bool_in_deny,
    negated_list,
    opposed_denies,
    not_principal,
    not_action,
    wildcard_trust,
    sibling_trust,
    unreachable_pass_role,
    never_matches,
    redundant,
    size,
)

LINT_RULES: dict[str, Rule] = {module.RULE.id: module.RULE for module in _MODULES}

OF_LANGUAGE = tuple(
    code
    for code, row in DIAGNOSTICS.items()
    if code.startswith("POL") and row.severity is Grade.WARNING
)
"""Diagnostics of the language that lint lists under their own codes: their rows say the rest."""

ANALYZER_IDS = {
    "POL102": "UNIQUE_SIDS_RECOMMENDED",
    "POL105": "ALLOW_WITH_NOT_PRINCIPAL",
    "POL106": "INVALID_CONDITION_DATA_TYPE",
    "POL113": "WILDCARD_IN_SERVICE_NAME",
    "POL118": "EMPTY_OBJECT_CONDITION",
    "POL119": "INVALID_CONDITION_KEY_FORMAT",
    "POL120": "EMPTY_ARRAY_CONDITION",
    "POL121": "INVALID_ACTION",
    "POL122": "INVALID_SERVICE_IN_ACTION",
    "POL126": "TYPE_MISMATCH",
    "POL127": "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    "POL128": "MISSING_QUALIFIER",
}
"""Checks of IAM Access Analyzer that mean the same as a diagnostic of the language
(UG access-analyzer-reference-policy-checks)."""


def severity(rule: str) -> Severity:
    """How bad a finding of a rule, or of the language, is."""
    return LINT_RULES[rule].severity if rule in LINT_RULES else Severity.WARNING


def is_chosen(rule: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Whether a rule is looked for: ids and their beginnings, the longer of two that disagree.

    Args:
        select: what is looked for; empty: everything.
        ignore: what is not.
    """
    chosen = max((len(it) for it in select if rule.startswith(it.upper())), default=-1)
    ignored = max((len(it) for it in ignore if rule.startswith(it.upper())), default=-1)
    return ignored < 0 if not select else chosen > ignored


def known(prefix: str) -> bool:
    """Whether some rule has this id, or one that begins so."""
    return any(rule.startswith(prefix.upper()) for rule in (*LINT_RULES, *OF_LANGUAGE))
