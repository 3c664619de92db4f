"""Every diagnostic there is: code, severity, title, what to do, and the source of the rule.

The table is the only home of these texts: `report` prints them, `calledvia rule CODE` shows one,
the reference page is generated from it. A `source.Diagnostic` names a row by its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error is what IAM refuses to store; a warning is what it stores and nobody can mean."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class DiagnosticRow:
    """One kind of diagnostic.

    Args:
        code: POL… policies, YML… YAML as such, FIL… files, WLD… worlds, scenarios, REQ… requests.
        title: the terse primary message, lower case, without the offending text.
        help: what to do about it, one sentence.
        source: page of AWS's documentation, or this program's own format reference.
    """

    code: str
    severity: Severity
    title: str
    help: str
    source: str


ERROR, WARNING = Severity.ERROR, Severity.WARNING

_GRAMMAR = "UG reference_policies_grammar"
_OPERATORS = "UG reference_policies_elements_condition_operators"
_PRINCIPAL = "UG reference_policies_elements_principal"
_NOT_PRINCIPAL = "UG reference_policies_elements_notprincipal"
_ACTION = "UG reference_policies_elements_action"
_RESOURCE = "UG reference_policies_elements_resource"
_VARIABLES = "UG reference_policies_variables"
_CHECKS = "UG access-analyzer-reference-policy-checks"
_SETS = "UG reference_policies_condition-single-vs-multi-valued-context-keys"
_QUOTAS = "UG reference_iam-quotas"
_STORED = "IAM's own answer when such a policy is created"
_JSON = "RFC 8259"


def _error(code: str, title: str, help: str, source: str) -> DiagnosticRow:  # noqa: A002
    return DiagnosticRow(code, Severity.ERROR, title, help, source)


def _warning(code: str, title: str, help: str, source: str) -> DiagnosticRow:  # noqa: A002
    return DiagnosticRow(code, Severity.WARNING, title, help, source)


_POLICY_ROWS = (
    # The text as such.
    _error("POL001", "the document is empty", "Write a policy, or leave the file out.", _GRAMMAR),
    _error("POL002", "the text is not UTF-8", "Save the file as UTF-8.", _JSON),
    _error("POL003", "the text is UTF-16 or UTF-32", "Save the file as UTF-8.", _JSON),
    _error("POL004", "the text has a NUL character", "Save the file as text again.", _JSON),
    _error(
        "POL005",
        "the document is larger than the limit",
        "Check that this is a policy: IAM takes a few thousand characters.",
        _QUOTAS,
    ),
    _error(
        "POL006",
        "brackets are nested too deeply",
        "A policy needs six levels; remove the brackets that hold nothing.",
        _GRAMMAR,
    ),
    _error(
        "POL007",
        "half of a character",
        "A \\ud800 to \\udfff escape stands for a character only together with its other half.",
        _JSON,
    ),
    _error("POL008", "this is not JSON", "Write what is expected here.", _JSON),
    _error(
        "POL009",
        "the string is not closed on its line",
        "Close it with a double quote; a line break within a string is written \\n.",
        _JSON,
    ),
    # Elements, operators and keys.
    _error(
        "POL010",
        "unknown element",
        "Remove it or correct its name; names are case-sensitive.",
        _GRAMMAR,
    ),
    _error("POL011", "a required element is missing", "Add it.", _GRAMMAR),
    _error("POL012", "the value has the wrong type", "Write the type that is expected.", _GRAMMAR),
    _error(
        "POL013",
        "the same name twice",
        "Keep one of the two; several values go into one list.",
        _GRAMMAR,
    ),
    _error(
        "POL014",
        "unknown condition operator",
        "Correct its name; names are case-sensitive.",
        _OPERATORS,
    ),
    _error(
        "POL015",
        "the same condition key twice, in other case",
        "Condition keys are the same in any case: put the values into one list.",
        _CHECKS,
    ),
    _error("POL016", "two elements that exclude each other", "Keep one of the two.", _GRAMMAR),
    _error(
        "POL017",
        "an element that this type of policy may not have",
        "Remove it, or attach the policy where it may have it.",
        _GRAMMAR,
    ),
    _error(
        "POL018",
        "Effect is neither Allow nor Deny",
        "Write Allow or Deny; case matters.",
        "UG reference_policies_elements_effect",
    ),
    _error(
        "POL019",
        "unknown Version of the policy language",
        "Write 2012-10-17; it is no date of your own.",
        "UG reference_policies_elements_version",
    ),
    # What looks like JSON and is none.
    _error("POL020", "a comma after the last entry", "Remove it.", _JSON),
    _error("POL021", "no comma before the next entry", "Put a comma here.", _JSON),
    _error("POL022", "a comma too many", "Remove it.", _JSON),
    _error("POL023", "a comment", "Remove it: JSON has no comments; Sid or Id can say it.", _JSON),
    _error("POL024", "typographic quotes", 'Write straight double quotes: ".', _JSON),
    _error("POL025", "single quotes", 'Write straight double quotes: ".', _JSON),
    _error(
        "POL026",
        "a space that JSON does not know",
        "Put an ordinary space, or none: this one was probably pasted.",
        _JSON,
    ),
    _error(
        "POL027",
        "a control character within a string",
        "Remove it, or write it as an escape such as \\t.",
        _JSON,
    ),
    _error("POL028", "an escape that JSON does not know", "Write a backslash as \\\\.", _JSON),
    _error("POL029", "a name or a value without quotes", "Put double quotes around it.", _JSON),
    # What a value may be.
    _error(
        "POL030",
        "the same Sid twice",
        "Give each statement a Sid of its own.",
        "UG reference_policies_elements_sid",
    ),
    _error(
        "POL031",
        "a Sid with other characters than letters and digits",
        "Use A-Z, a-z and 0-9 only.",
        "UG reference_policies_elements_sid",
    ),
    _error("POL032", "an action without its service", "Write service:Action.", _ACTION),
    _error("POL033", "an action with more than one colon", "Write service:Action.", _ACTION),
    _error(
        "POL034",
        "an action whose service is no service prefix",
        "Wildcards go after the colon; only * alone stands for every service.",
        _STORED,
    ),
    _error("POL035", "an empty list", "Name at least one, or remove the element.", _STORED),
    _error(
        "POL036",
        "an invalid principal",
        "Name an account, a user, a role, a session or a service in full, or *: parts of names "
        "cannot be wildcards, and groups are no principals.",
        _PRINCIPAL,
    ),
    _error("POL037", "unknown type of principal", "Correct its name.", _PRINCIPAL),
    _error(
        "POL038",
        "Null takes no IfExists",
        "Remove the suffix: Null itself asks whether the key exists.",
        _OPERATORS,
    ),
    _error("POL039", "a resource that is neither an ARN nor *", "Write the ARN.", _RESOURCE),
    _error(
        "POL040",
        "a malformed ARN",
        "Write arn:partition:service:region:account:resource; leave no part before the resource "
        "out.",
        "UG reference-arns",
    ),
    _error(
        "POL041",
        "an incomplete ARN in a session policy",
        "Write all six parts; * may stand for what is open.",
        _GRAMMAR,
    ),
    _error(
        "POL042",
        "a character that IAM does not take",
        "IAM takes tabs, line ends and U+0020 to U+00FF; a * can stand for others.",
        _QUOTAS,
    ),
    _error("POL043", "a policy without statements", "Write at least one.", _STORED),
    _error(
        "POL044",
        "NotPrincipal with Allow",
        "Name who may in Principal, or deny with conditions on aws:PrincipalArn.",
        _NOT_PRINCIPAL,
    ),
    _error(
        "POL045",
        "a value that a resource control policy may not have",
        "A policy of your own denies, to everyone, and names the service in each action.",
        "ORG orgs_manage_policies_rcps_syntax",
    ),
    _error(
        "POL046",
        "an action that is none of STS in a trust policy",
        "A trust policy says who may assume the role; what the role may do goes into a policy of "
        "its own.",
        _STORED,
    ),
    _error(
        "POL047",
        "an SCP could not say this yet on the world's day",
        "Set as_of to 2025-09-19 or later, from when SCPs take the full policy language.",
        "ORG orgs_manage_policies_scps_syntax",
    ),
    # What IAM stores and nobody can mean.
    _warning(
        "POL101",
        "too many problems",
        "Correct those above first: the rest was not listed.",
        "this program's own limit",
    ),
    _warning(
        "POL102",
        "the same Sid twice",
        "Give each statement a Sid of its own: some services refuse this.",
        "UG reference_policies_elements_sid",
    ),
    _warning("POL103", "an empty list", "The statement matches nothing.", _CHECKS),
    _warning(
        "POL104",
        "a character that IAM does not take",
        "Other services may; IAM takes tabs, line ends and U+0020 to U+00FF.",
        _QUOTAS,
    ),
    _warning(
        "POL105",
        "NotPrincipal with Allow",
        "It allows everyone who is not named, anonymous callers too.",
        _NOT_PRINCIPAL,
    ),
    _warning(
        "POL106",
        "values of several types under one key",
        "Put all of them in double quotes.",
        _CHECKS,
    ),
    _warning(
        "POL107",
        "neither an address nor a range of addresses",
        "It matches nothing. Write 203.0.113.0/24 or 2001:db8::/32: no leading zeros, a prefix of "
        "at most 32 or 128.",
        _OPERATORS,
    ),
    _warning(
        "POL108",
        "a value that the operator cannot read",
        "It equals nothing, whatever the request holds.",
        _OPERATORS,
    ),
    _warning(
        "POL109",
        "a placeholder is left in",
        "Put the real value in its place.",
        "UG reference_identifiers",
    ),
    _warning(
        "POL110",
        "a variable in a document that knows none",
        'Add "Version": "2012-10-17": without it, ${…} is ordinary text.',
        _VARIABLES,
    ),
    _warning(
        "POL111",
        "${ begins no variable",
        "Write ${key} or ${key, 'default'}; for the character itself write ${$}.",
        _VARIABLES,
    ),
    _warning(
        "POL112",
        "a variable where AWS reads none",
        "Variables work in a Resource after the fifth colon and under String and Arn operators.",
        _VARIABLES,
    ),
    _warning(
        "POL113",
        "a wildcard in the service of an ARN",
        "It matches nothing; name the service.",
        _RESOURCE,
    ),
    _warning("POL114", "not an ARN", "It matches nothing; write arn:… or *.", _RESOURCE),
    _warning(
        "POL115",
        "an action that nothing is called",
        "It matches nothing: remove spaces and signs, name an action after the colon.",
        _ACTION,
    ),
    _warning(
        "POL116",
        "Id has no use in this type of policy",
        "Remove it: Id belongs to resource-based policies.",
        _GRAMMAR,
    ),
    _warning(
        "POL117",
        "a resource-based policy without Resource",
        "Only repositories of ECR take this; elsewhere name the resource.",
        _RESOURCE,
    ),
    _warning(
        "POL118",
        "a condition operator without keys",
        "It asks for nothing: name a key or remove it.",
        _STORED,
    ),
    _warning(
        "POL119",
        "a condition key without a prefix",
        "No request has it: keys are called aws:SourceIp, s3:prefix and so on.",
        "UG reference_policies_elements_condition",
    ),
    _warning(
        "POL120",
        "a condition without values",
        "Name a value: what AWS makes of none is not what anyone means.",
        _CHECKS,
    ),
    # What the service data and the table of condition keys say.
    _warning(
        "POL121",
        "an action that no service has",
        "It matches nothing: correct its name, unless AWS added it after the service data's date.",
        _CHECKS,
    ),
    _warning(
        "POL122",
        "an action of a service that AWS does not list",
        "It matches nothing: correct the prefix before the colon, unless the service is newer than "
        "the service data.",
        _CHECKS,
    ),
    _warning(
        "POL123",
        "a pattern that covers no action",
        "No action of the service fits it: correct it.",
        _CHECKS,
    ),
    _warning(
        "POL124",
        "a condition key that no service has",
        "No request has it: correct its name.",
        _CHECKS,
    ),
    _warning(
        "POL125",
        "a condition key of another service than the statement's actions",
        "Requests for these actions do not have it: the condition goes by what its operator makes "
        "of a missing key.",
        _CHECKS,
    ),
    _warning(
        "POL126",
        "an operator for another type than the key's",
        "Use an operator for the key's type: this one compares the values as something else.",
        _CHECKS,
    ),
    _warning(
        "POL127",
        "a set operator on a key that has a single value",
        "Leave ForAllValues or ForAnyValue out: ForAllValues holds even when the key is missing.",
        _SETS,
    ),
    _warning(
        "POL128",
        "no set operator on a key that can have several values",
        "Write ForAnyValue: or ForAllValues: before the operator.",
        _SETS,
    ),
    _warning(
        "POL129",
        "a value that the condition key never has",
        "Write a value of the key's type.",
        _CHECKS,
    ),
)

_FORMATS = "docs/reference/formats.md"


def _ours(code: str, title: str, help: str, severity: Severity = ERROR) -> DiagnosticRow:  # noqa: A002
    """A row about this program's own formats."""
    return DiagnosticRow(code, severity, title, help, _FORMATS)


_FILES = (
    _ours("FIL001", "no such file", "Paths are relative to the file that names them."),
    _ours("FIL002", "a folder, not a file", "Name a file in it."),
    _ours("FIL003", "cannot be read", "See that the file may be read, and that its name is whole."),
    _ours("FIL004", "not UTF-8", "Save the file as UTF-8."),
    _ours("FIL005", "UTF-16, not UTF-8", "Save the file as UTF-8."),
    _ours("FIL006", "file too large", "Split it: worlds can include others, one file an account."),
    _ours("FIL007", "nothing in it", "A file opens with calledvia: 1."),
    _ours("FIL008", "does not open with calledvia: 1", "Put calledvia: 1 on its first line."),
    _ours("FIL009", "unknown version of the format", "This program reads calledvia: 1."),
    _ours(
        "FIL011",
        "another kind of file",
        "A file with requests or replays is a scenario; a world has none of them.",
    ),
    _ours("FIL012", "includes or replays itself", "Leave the path out."),
    _ours("FIL013", "too many problems", "The rest is not listed: mend these first.", WARNING),
)

_YAML = (
    _ours("YML001", "not YAML", "See the rules of YAML: https://yaml.org/spec/1.1/."),
    _ours("YML002", "a character that YAML does not allow", 'Write it as an escape: "\\x00".'),
    _ours("YML003", "nested too deep", "No world and no scenario is that deep."),
    _ours("YML004", "an anchor or alias", "Write the value out where it is needed."),
    _ours("YML005", "a tag", "Leave it out: the format says what each value is."),
    _ours("YML006", "a second document", "One file holds one document."),
    _ours("YML007", "a key twice", "Keep one of them."),
    _ours("YML008", "a merge key", "Write the entries out."),
    _ours("YML009", "a tab in the indentation", "Indent with spaces."),
    _ours("YML010", "a key that is no text", "Put the text of a key before the colon."),
    _ours("YML011", "a character that looks like a space and is none", "Use a plain space."),
    _ours(
        "YML012",
        "a typographic quotation mark",
        "It is part of the text: quote with ' or \" if that was meant.",
        WARNING,
    ),
    _ours("YML013", "too many values", "Split the file."),
)

_WORLDS = (
    _ours("WLD001", "unknown key", "See the format's reference for the keys that go here."),
    _ours("WLD002", "another type of value", "Write what is expected there."),
    _ours("WLD003", "a required key is missing", "Add it."),
    _ours("WLD004", "unknown value", "Use one of the values that can stand there."),
    _ours("WLD005", "not a date", "Write a date like 2026-11-24, from 1970 to 2200."),
    _ours(
        "WLD006",
        "not an instant",
        "Write date, time and zone like 2026-11-23T10:00:00Z or 2026-11-23T11:00:00+01:00.",
    ),
    _ours(
        "WLD007", "not a duration", "Write it like 1h, 90m, 3600s, 1h30m or 2d, ten years at most."
    ),
    _ours("WLD008", "not an account id", "An account id has twelve digits."),
    _ours("WLD009", "not an IP address", "Write a single address such as 103.15.250.7."),
    _ours("WLD010", "not a range of IP addresses", "Write it like 103.15.250.0/24."),
    _ours("WLD011", "not an ARN", "An ARN has six parts: arn:aws:service:region:account:resource."),
    _ours("WLD012", "not a Region", "Write it like us-east-1."),
    _ours("WLD013", "not a name", "A name is not empty and has neither white space nor slashes."),
    _ours(
        "WLD014", "not a path of IAM", "A path begins and ends with a slash, such as /division/."
    ),
    _ours("WLD015", "not an id", "Ids look like vpce-1a2b, vpc-3c4d, o-exampleorgid."),
    _ours(
        "WLD016", "not a service's prefix", "Write it as in its actions, such as cloudformation."
    ),
    _ours("WLD017", "unknown group", "Name a group of the same account."),
    _ours("WLD018", "unknown account", "Name an account of this world."),
    _ours(
        "WLD019",
        "an account that this world does not have",
        "Nothing is known of its users, roles and resources.",
        WARNING,
    ),
    _ours("WLD020", "a name twice", "Give each its own name, in included files too."),
    _ours("WLD021", "no policy there", "Name a file, or quote the JSON text."),
    _ours(
        "WLD022",
        "no such policy file",
        "An expectation that names it cannot be met by a policy of a file.",
        WARNING,
    ),
    _ours("WLD023", "unknown owner of policies", "Name user/N, group/N, role/N or a resource."),
    _ours("WLD024", "policies that this owner cannot have", "Use what its kind can have."),
    _ours("WLD025", "a context key twice", "Case does not matter in keys: keep one of them."),
    _ours(
        "WLD026",
        "requests of its own beside replays",
        "Put the requests into a scenario of their own, and replay that too.",
    ),
)

_REQUESTS = (
    _ours(
        "REQ001",
        "an unexpected word",
        "A call reads: CALLER ACTION on RESOURCE [from PLACE] [with KEY=VALUE] [at INSTANT].",
    ),
    _ours(
        "REQ002",
        "the call ends too early",
        "A call reads: CALLER ACTION on RESOURCE [from PLACE] [with KEY=VALUE] [at INSTANT].",
    ),
    _ours("REQ003", "not an action", "Write it like ec2:StopInstances, without wildcards."),
    _ours("REQ004", "no caller", "Put the caller before the action."),
    _ours(
        "REQ005",
        "a caller in a call that a service makes",
        "Leave it out; say in `as` whose credentials the service uses.",
    ),
    _ours(
        "REQ006",
        "unknown caller",
        "A caller is user/N, a session of an earlier request, root, anonymous, service/PREFIX or "
        "an ARN.",
    ),
    _ours(
        "REQ007",
        "a session before the request that yields it",
        "Requests are played in order: move the one that yields the session up.",
    ),
    _ours("REQ008", "unknown resource", "Name a resource of the world, role/N, an ARN or *."),
    _ours("REQ009", "unknown place", "Name a network of the world, or write an IP address."),
    _ours("REQ010", "unknown role", "Name a role of the world as role/N."),
    _ours("REQ011", "given twice", "Keep one of them."),
    _ours("REQ012", "not a condition key", "Write it like aws:SourceIp."),
    _ours(
        "REQ013",
        "a key both with and without a value",
        "A key is given, absent or unknown: one of them.",
    ),
    _ours(
        "REQ014",
        "via in a scenario's call",
        "Write the first call, and under `then` the calls that the service makes.",
    ),
    _ours(
        "REQ015",
        "what belongs to the first call",
        "The first call alone has a place and an instant.",
    ),
    _ours("REQ016", "a character that looks like a space and is none", "Use a plain space."),
    _ours(
        "REQ017", "a quotation mark that is not closed", "End the text with '; write '' for one."
    ),
    _ours("REQ018", "too many calls", "A chain of calls can be 90 calls long."),
    _ours(
        "REQ019",
        "a call that yields no session",
        "sts:AssumeRole and its like, sts:GetSessionToken and sts:GetFederationToken do.",
    ),
    _ours(
        "REQ020",
        "a value that the condition key never has",
        "It equals nothing of the key's type: write a value that AWS would send.",
        WARNING,
    ),
)

_LESSONS = (
    _ours("LSN001", "no such request in the scenario", "Name a request as the scenario names it."),
    _ours("LSN002", "the request has fewer calls", "1 is the first call, 2 the one it causes."),
    _ours(
        "LSN003",
        "what the question needs is missing",
        "verdict and statement need a request; fix needs edit, and allow or deny.",
    ),
    _ours("LSN004", "a policy that the scenario does not have", "Name the file of one it has."),
    _ours("LSN005", "not a number", "Write a number from 0 to 999."),
    _ours("LSN006", "a lesson without steps", "Write at least one."),
)

_CLAIM_FORM = (
    "A claim reads: (no|every|some) request [by CALLER...] [inside|outside RANGE...] "
    "[via SERVICE | directly] [where KEY=VALUE...] can ACTION on RESOURCE."
)

_CLAIMS = (
    _ours("CLM001", "an unexpected word in a claim", _CLAIM_FORM),
    _ours("CLM002", "the claim ends too early", _CLAIM_FORM),
    _ours(
        "CLM003",
        "keys of a call that a service makes",
        "A service derives the keys of its calls: leave `where` or `via` out.",
    ),
    _ours(
        "CLM004",
        "a key without a value in a claim",
        "A claim speaks of every value of the keys that it does not name: leave it out.",
    ),
    _ours(
        "CLM005",
        "no such request in the scenario",
        "Name the request that yields the session, as FILE#NAME.",
    ),
)

_ROWS: tuple[DiagnosticRow, ...] = (
    *_POLICY_ROWS,
    *_FILES,
    *_YAML,
    *_WORLDS,
    *_REQUESTS,
    *_CLAIMS,
    *_LESSONS,
)

DIAGNOSTICS: dict[str, DiagnosticRow] = {row.code: row for row in _ROWS}
