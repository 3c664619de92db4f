"""Is this string an action, or a pattern of actions, that IAM takes?

UG reference_policies_elements_action; what IAM answers when a policy is created. Whether a service
has an action of that name is no matter of the language.
"""

from __future__ import annotations

import re

from simulator.language.model import PolicyType
from simulator.language.problems import Problem
from simulator.language.reading import Reading
from simulator.language.variables import check_variables, has_placeholder
from simulator.source import Text

_ORDINARY = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9*?_-]+")
_SERVICE = re.compile(r"[A-Za-z0-9.-]+|\*")


def check_action(text: Text, reading: Reading) -> None:
    """Note what is wrong with one value of Action or NotAction."""
    value = text.value
    trust = reading.kind.type is PolicyType.TRUST
    if _ORDINARY.fullmatch(value) and not trust:
        return
    problem = _problem(value)
    if problem is None and trust and value.partition(":")[0].lower() != "sts":
        problem = Problem.NOT_STS_IN_TRUST
    if has_placeholder(text, reading):
        return
    if problem is None:
        return
    check_variables(text, reading, read=False)
    reading.findings.add(problem, text.span, got=value)


def _problem(value: str) -> Problem | None:
    if value == "*":
        return None
    service, colon, name = value.strip().partition(":")
    if not colon:
        return Problem.ACTION_WITHOUT_SERVICE
    if ":" in name:
        return Problem.ACTION_WITH_COLONS
    if not _SERVICE.fullmatch(service):
        return Problem.BAD_SERVICE
    if service != "*" and not _ORDINARY.fullmatch(value):
        return Problem.IMPOSSIBLE_ACTION
    return None
