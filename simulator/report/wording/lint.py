"""What does lint say of a finding, in words?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from simulator.analysis.lint.registry import ANALYZER_IDS, LINT_RULES, severity
from simulator.analysis.lint.rule import Finding, Severity, Witness
from simulator.analysis.lint.unreachable_pass_role import Unreachable
from simulator.diagnostics import DIAGNOSTICS
from simulator.report.terminal import Marks, Style
from simulator.report.wording.tables import POLICY_TYPES, VERDICTS
from simulator.report.wording.values import counted
from simulator.source import printable

STYLES = {
    Severity.ERROR: Style.DENY,
    Severity.WARNING: Style.DEPENDS,
    Severity.SUGGESTION: Style.STRONG,
}

_DETAILS = {
    "SRC103": "{got} is {detail}",
    "SRC104": "so requests from {detail} are denied",
    "SRC105": "{got} lies in {detail}",
    "SRC106": "{got} is read as {detail}",
    "CND201": "{got} on {detail}",
    "CND202": "{got} on {detail}",
    "CND203": "{got} on {detail}",
    "CND204": "{got} on {detail}",
    "CND205": "{got} on {detail}",
    "PRN304": "{detail} asks the same caller for an address",
    "SIZ501": "{got} characters, at most {detail}",
}

_UNREACHABLE = {
    Unreachable.NO_ROLE: "there is no such role",
    Unreachable.OTHER_ACCOUNT: "a role of another account cannot be passed",
    Unreachable.TRUSTS_NO_SERVICE: "it trusts no service",
    Unreachable.DOES_NOT_TRUST: "it does not trust {}",
}


def title_words(finding: Finding) -> str:
    """What is wrong."""
    rule = LINT_RULES.get(finding.rule)
    return DIAGNOSTICS[finding.rule].title if rule is None else rule.title


def help_words(finding: Finding) -> str:
    """What to do about it."""
    rule = LINT_RULES.get(finding.rule)
    return DIAGNOSTICS[finding.rule].help if rule is None else rule.fix


def name_words(finding: Finding) -> str:
    """The rule's name in few words; empty for a diagnostic of the language."""
    rule = LINT_RULES.get(finding.rule)
    return "" if rule is None else rule.name


def analyzer_ids(finding: Finding) -> tuple[str, ...]:
    """The checks of IAM Access Analyzer that mean the same."""
    rule = LINT_RULES.get(finding.rule)
    if rule is not None:
        return rule.analyzer_ids
    return (ANALYZER_IDS[finding.rule],) if finding.rule in ANALYZER_IDS else ()


def detail_words(finding: Finding) -> str:
    """What is special about this one; empty if the title says all."""
    got, detail = printable(finding.got), printable(finding.detail)
    if finding.rule == "PRN305":
        reason, _, services = detail.partition(":")
        return _UNREACHABLE[Unreachable(reason)].format(services.replace(":", " or "))
    if finding.rule == "STM402":
        return _redundant_words(finding)
    if finding.rule not in LINT_RULES:
        return f'"{got}", {detail}' if got and detail else got or detail
    return _DETAILS.get(finding.rule, "").format(got=got, detail=detail) if detail else ""


def _redundant_words(finding: Finding) -> str:
    """Which statement makes it so; empty if several do together."""
    if not finding.detail or finding.statement is None:
        return ""
    taken = finding.got != finding.statement.effect.value
    does = "takes away all that it allows" if taken else "says it already"
    return f"statement {printable(finding.detail)} {does}"


def place_words(finding: Finding) -> str:
    """Statement and owner."""
    said = [POLICY_TYPES[finding.subject.type].one]
    if finding.subject.owner:
        said.append(f"of {printable(finding.subject.owner)}")
    words = " ".join(said)
    statement = finding.statement
    if statement is None:
        return words
    if statement.sid is None:
        return f"{words}, statement {statement.index}"
    return f'{words}, statement "{printable(statement.sid.value)}"'


def verdict_words(witness: Witness, marks: Marks) -> str:
    """What the policy makes of the request."""
    return VERDICTS[witness.verdict].label(marks)


def summary_words(findings: Iterable[Finding], policies: int, known: int) -> str:
    """The last line: how many findings of each kind, in how many policies."""
    counts = Counter(severity(finding.rule) for finding in findings)
    said = [counted(counts[one], one.value) for one in Severity if counts[one]]
    words = ", ".join(said) if said else "nothing found"
    words += " in 1 policy" if policies == 1 else f" in {policies:,} policies"
    return f"{words}; {known} known before" if known else words


def fixes_words(files: int, *, written: bool) -> str:
    """What stands above the differences, or instead of them."""
    if written:
        return f"{counted(files, 'file')} mended"
    return "what --fix would write:"
