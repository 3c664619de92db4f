"""What can be wrong with a policy, or doubtful in it?"""

from __future__ import annotations

from simulator.diagnostics.row import error, warning

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

POLICIES = (
    # The text as such.
    error("POL001", "the document is empty", "Write a policy, or leave the file out.", _GRAMMAR),
    error("POL002", "the text is not UTF-8", "Save the file as UTF-8.", _JSON),
    error("POL003", "the text is UTF-16 or UTF-32", "Save the file as UTF-8.", _JSON),
    error("POL004", "the text has a NUL character", "Save the file as text again.", _JSON),
    error(
        "POL005",
        "the document is larger than the limit",
        "Check that this is a policy: IAM takes a few thousand characters.",
        _QUOTAS,
    ),
    error(
        "POL006",
        "brackets are nested too deeply",
        "A policy needs six levels; remove the brackets that hold nothing.",
        _GRAMMAR,
    ),
    error(
        "POL007",
        "half of a character",
        "A \\ud800 to \\udfff escape stands for a character only together with its other half.",
        _JSON,
    ),
    error("POL008", "this is not JSON", "Write what is expected here.", _JSON),
    error(
        "POL009",
        "the string is not closed on its line",
        "Close it with a double quote; a line break within a string is written \\n.",
        _JSON,
    ),
    # Elements, operators and keys.
    error(
        "POL010",
        "unknown element",
        "Remove it or correct its name; names are case-sensitive.",
        _GRAMMAR,
    ),
    error("POL011", "a required element is missing", "Add it.", _GRAMMAR),
    error("POL012", "the value has the wrong type", "Write the type that is expected.", _GRAMMAR),
    error(
        "POL013",
        "the same name twice",
        "Keep one of the two; several values go into one list.",
        _GRAMMAR,
    ),
    error(
        "POL014",
        "unknown condition operator",
        "Correct its name; names are case-sensitive.",
        _OPERATORS,
    ),
    error(
        "POL015",
        "the same condition key twice, in other case",
        "Condition keys are the same in any case: put the values into one list.",
        _CHECKS,
    ),
    error("POL016", "two elements that exclude each other", "Keep one of the two.", _GRAMMAR),
    error(
        "POL017",
        "an element that this type of policy may not have",
        "Remove it, or attach the policy where it may have it.",
        _GRAMMAR,
    ),
    error(
        "POL018",
        "Effect is neither Allow nor Deny",
        "Write Allow or Deny; case matters.",
        "UG reference_policies_elements_effect",
    ),
    error(
        "POL019",
        "unknown Version of the policy language",
        "Write 2012-10-17; it is no date of your own.",
        "UG reference_policies_elements_version",
    ),
    # What looks like JSON and is none.
    error("POL020", "a comma after the last entry", "Remove it.", _JSON),
    error("POL021", "no comma before the next entry", "Put a comma here.", _JSON),
    error("POL022", "a comma too many", "Remove it.", _JSON),
    error("POL023", "a comment", "Remove it: JSON has no comments; Sid or Id can say it.", _JSON),
    error("POL024", "typographic quotes", 'Write straight double quotes: ".', _JSON),
    error("POL025", "single quotes", 'Write straight double quotes: ".', _JSON),
    error(
        "POL026",
        "a space that JSON does not know",
        "Put an ordinary space, or none: this one was probably pasted.",
        _JSON,
    ),
    error(
        "POL027",
        "a control character within a string",
        "Remove it, or write it as an escape such as \\t.",
        _JSON,
    ),
    error("POL028", "an escape that JSON does not know", "Write a backslash as \\\\.", _JSON),
    error("POL029", "a name or a value without quotes", "Put double quotes around it.", _JSON),
    # What a value may be.
    error(
        "POL030",
        "the same Sid twice",
        "Give each statement a Sid of its own.",
        "UG reference_policies_elements_sid",
    ),
    error(
        "POL031",
        "a Sid with other characters than letters and digits",
        "Use A-Z, a-z and 0-9 only.",
        "UG reference_policies_elements_sid",
    ),
    error("POL032", "an action without its service", "Write service:Action.", _ACTION),
    error("POL033", "an action with more than one colon", "Write service:Action.", _ACTION),
    error(
        "POL034",
        "an action whose service is no service prefix",
        "Wildcards go after the colon; only * alone stands for every service.",
        _STORED,
    ),
    error("POL035", "an empty list", "Name at least one, or remove the element.", _STORED),
    error(
        "POL036",
        "an invalid principal",
        "Name an account, a user, a role, a session or a service in full, or *: parts of names "
        "cannot be wildcards, and groups are no principals.",
        _PRINCIPAL,
    ),
    error("POL037", "unknown type of principal", "Correct its name.", _PRINCIPAL),
    error(
        "POL038",
        "Null takes no IfExists",
        "Remove the suffix: Null itself asks whether the key exists.",
        _OPERATORS,
    ),
    error("POL039", "a resource that is neither an ARN nor *", "Write the ARN.", _RESOURCE),
    error(
        "POL040",
        "a malformed ARN",
        "Write arn:partition:service:region:account:resource; leave no part before the resource "
        "out.",
        "UG reference-arns",
    ),
    error(
        "POL041",
        "an incomplete ARN in a session policy",
        "Write all six parts; * may stand for what is open.",
        _GRAMMAR,
    ),
    error(
        "POL042",
        "a character that IAM does not take",
        "IAM takes tabs, line ends and U+0020 to U+00FF; a * can stand for others.",
        _QUOTAS,
    ),
    error("POL043", "a policy without statements", "Write at least one.", _STORED),
    error(
        "POL044",
        "NotPrincipal with Allow",
        "Name who may in Principal, or deny with conditions on aws:PrincipalArn.",
        _NOT_PRINCIPAL,
    ),
    error(
        "POL045",
        "a value that a resource control policy may not have",
        "A policy of your own denies, to everyone, and names the service in each action.",
        "ORG orgs_manage_policies_rcps_syntax",
    ),
    error(
        "POL046",
        "an action that is none of STS in a trust policy",
        "A trust policy says who may assume the role; what the role may do goes into a policy of "
        "its own.",
        _STORED,
    ),
    error(
        "POL047",
        "an SCP could not say this yet on the world's day",
        "Set as_of to 2025-09-19 or later, from when SCPs take the full policy language.",
        "ORG orgs_manage_policies_scps_syntax",
    ),
    # What IAM stores and nobody can mean.
    warning(
        "POL101",
        "too many problems",
        "Correct those above first: the rest was not listed.",
        "this program's own limit",
    ),
    warning(
        "POL102",
        "the same Sid twice",
        "Give each statement a Sid of its own: some services refuse this.",
        "UG reference_policies_elements_sid",
    ),
    warning("POL103", "an empty list", "The statement matches nothing.", _CHECKS),
    warning(
        "POL104",
        "a character that IAM does not take",
        "Other services may; IAM takes tabs, line ends and U+0020 to U+00FF.",
        _QUOTAS,
    ),
    warning(
        "POL105",
        "NotPrincipal with Allow",
        "It allows everyone who is not named, anonymous callers too.",
        _NOT_PRINCIPAL,
    ),
    warning(
        "POL106",
        "values of several types under one key",
        "Put all of them in double quotes.",
        _CHECKS,
    ),
    warning(
        "POL107",
        "neither an address nor a range of addresses",
        "It matches nothing. Write 203.0.113.0/24 or 2001:db8::/32: no leading zeros, a prefix of "
        "at most 32 or 128.",
        _OPERATORS,
    ),
    warning(
        "POL108",
        "a value that the operator cannot read",
        "It equals nothing, whatever the request holds.",
        _OPERATORS,
    ),
    warning(
        "POL109",
        "a placeholder is left in",
        "Put the real value in its place.",
        "UG reference_identifiers",
    ),
    warning(
        "POL110",
        "a variable in a document that knows none",
        'Add "Version": "2012-10-17": without it, ${…} is ordinary text.',
        _VARIABLES,
    ),
    warning(
        "POL111",
        "${ begins no variable",
        "Write ${key} or ${key, 'default'}; for the character itself write ${$}.",
        _VARIABLES,
    ),
    warning(
        "POL112",
        "a variable where AWS reads none",
        "Variables work in a Resource after the fifth colon and under String and Arn operators.",
        _VARIABLES,
    ),
    warning(
        "POL113",
        "a wildcard in the service of an ARN",
        "It matches nothing; name the service.",
        _RESOURCE,
    ),
    warning("POL114", "not an ARN", "It matches nothing; write arn:… or *.", _RESOURCE),
    warning(
        "POL115",
        "an action that nothing is called",
        "It matches nothing: remove spaces and signs, name an action after the colon.",
        _ACTION,
    ),
    warning(
        "POL116",
        "Id has no use in this type of policy",
        "Remove it: Id belongs to resource-based policies.",
        _GRAMMAR,
    ),
    warning(
        "POL117",
        "a resource-based policy without Resource",
        "Only repositories of ECR take this; elsewhere name the resource.",
        _RESOURCE,
    ),
    warning(
        "POL118",
        "a condition operator without keys",
        "It asks for nothing: name a key or remove it.",
        _STORED,
    ),
    warning(
        "POL119",
        "a condition key without a prefix",
        "No request has it: keys are called aws:SourceIp, s3:prefix and so on.",
        "UG reference_policies_elements_condition",
    ),
    warning(
        "POL120",
        "a condition without values",
        "Name a value: what AWS makes of none is not what anyone means.",
        _CHECKS,
    ),
    # What the service data and the table of condition keys say.
    warning(
        "POL121",
        "an action that no service has",
        "It matches nothing: correct its name, unless AWS added it after the service data's date.",
        _CHECKS,
    ),
    warning(
        "POL122",
        "an action of a service that AWS does not list",
        "It matches nothing: correct the prefix before the colon, unless the service is newer than "
        "the service data.",
        _CHECKS,
    ),
    warning(
        "POL123",
        "a pattern that covers no action",
        "No action of the service fits it: correct it.",
        _CHECKS,
    ),
    warning(
        "POL124",
        "a condition key that no service has",
        "No request has it: correct its name.",
        _CHECKS,
    ),
    warning(
        "POL125",
        "a condition key of another service than the statement's actions",
        "Requests for these actions do not have it: the condition goes by what its operator makes "
        "of a missing key.",
        _CHECKS,
    ),
    warning(
        "POL126",
        "an operator for another type than the key's",
        "Use an operator for the key's type: this one compares the values as something else.",
        _CHECKS,
    ),
    warning(
        "POL127",
        "a set operator on a key that has a single value",
        "Leave ForAllValues or ForAnyValue out: ForAllValues holds even when the key is missing.",
        _SETS,
    ),
    warning(
        "POL128",
        "no set operator on a key that can have several values",
        "Write ForAnyValue: or ForAllValues: before the operator.",
        _SETS,
    ),
    warning(
        "POL129",
        "a value that the condition key never has",
        "Write a value of the key's type.",
        _CHECKS,
    ),
)
