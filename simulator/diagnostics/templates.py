"""What is not understood of templates and plans, or not known before they are deployed?"""

from __future__ import annotations

from simulator.diagnostics.row import error, warning

_PAGE = "docs/how-to/check-templates-and-plans.md"
_FUNCTIONS = "CFN intrinsic-function-reference"

DECLARED = (
    warning(
        "DCL001",
        "a policy that IAM would not store: it counts as unread",
        "Correct it; until then requests that it could touch come out as DEPENDS.",
        _PAGE,
    ),
    warning("DCL002", "a property of another type: left out", "Correct its value.", _PAGE),
    warning(
        "DCL003",
        "a policy whose document is not here",
        "Requests that it could touch come out as DEPENDS, until its document is put into the "
        "imported world.",
        _PAGE,
    ),
    warning(
        "DCL004",
        "given to somebody who is not declared here: left out",
        "Declare the user, group or role in the same file, or try the policy with --change.",
        _PAGE,
    ),
    warning("DCL005", "the same name twice", "The first counts.", _PAGE),
    warning("DCL006", "a property that is needed is missing", "Add it.", _PAGE),
    warning(
        "DCL007",
        "a second policy for the same resource",
        "Which one AWS keeps depends on the order: put both into one.",
        _PAGE,
    ),
    warning(
        "DCL008",
        "attached to what is not here: left out",
        "A world of the organization itself has its roots and units.",
        _PAGE,
    ),
    warning("DCL009", "an account that has no id yet: left out", "AWS gives it one.", _PAGE),
    warning("DCL010", "of no concern to access: left out", "Nothing to do.", _PAGE),
    warning(
        "DCL011", "a managed policy that nobody here has", "Attach it, or leave it out.", _PAGE
    ),
    warning(
        "DCL012",
        "a policy of a type that is not read: left out",
        "It is in no answer: put the resource and its policy into the world by hand.",
        _PAGE,
    ),
)

TEMPLATES = (
    error("TPL001", "not a CloudFormation template", "A template has Resources.", _PAGE),
    warning("TPL002", "not as a template writes it: left out", "Correct it.", _PAGE),
    warning(
        "TPL003",
        "a section that is not understood: left out",
        "Nothing in it is in the world.",
        _PAGE,
    ),
    warning(
        "TPL004",
        "a transform that is not understood",
        "Give the processed template: aws cloudformation get-template --template-stage Processed.",
        _PAGE,
    ),
    warning("TPL005", "the template has no such parameter", "Correct its name.", _PAGE),
    warning("TPL006", "a nested stack: left out", "Give its template as well.", _PAGE),
    warning(
        "TPL007",
        "a policy template of SAM: it counts as unread",
        "Give the processed template: aws cloudformation get-template --template-stage Processed.",
        _PAGE,
    ),
    warning(
        "TPL008",
        "names that AWS makes up when the stack is made",
        "Their logical ids stand for them here.",
        _PAGE,
    ),
    error("TPL009", "not JSON", "Save the template whole; YAML may not begin with {.", _PAGE),
    warning(
        "TPL010",
        "a value that only AWS knows",
        "What hangs on it is unknown: requests that it could touch come out as DEPENDS.",
        _FUNCTIONS,
    ),
    warning(
        "TPL011",
        "a parameter without a value",
        "Give it: --parameter NAME=VALUE.",
        _PAGE,
    ),
    warning(
        "TPL012",
        "a reference that is not understood",
        "What hangs on it is unknown: requests that it could touch come out as DEPENDS.",
        _FUNCTIONS,
    ),
    warning("TPL013", "arguments that the function does not take", "Correct them.", _FUNCTIONS),
    warning("TPL014", "names that hang on each other", "Write one of them out.", _FUNCTIONS),
    warning(
        "TPL015",
        "a condition that is not known",
        "Give the parameters that it asks about: --parameter NAME=VALUE.",
        _PAGE,
    ),
)

PLANS = (
    error(
        "TFM001",
        "not the output of terraform show -json",
        "Write it with: terraform show -json PLAN > plan.json.",
        _PAGE,
    ),
    warning(
        "TFM002",
        "an entry that is not as Terraform writes it: left out",
        "See that the file is whole.",
        _PAGE,
    ),
    error("TFM003", "nothing tells which account this is", "Give it: --account ID.", _PAGE),
    warning(
        "TFM004",
        "several providers: all counts as of one account and Region",
        "Plans for several accounts are best made one by one.",
        _PAGE,
    ),
    warning(
        "TFM005",
        "names that AWS makes up when the plan is applied",
        "Their addresses stand for them here.",
        _PAGE,
    ),
    error("TFM006", "not JSON", "Write it again: terraform show -json PLAN > plan.json.", _PAGE),
    warning(
        "TFM010",
        "a value that is known only after the plan is applied",
        "What hangs on it is unknown: requests that it could touch come out as DEPENDS.",
        _PAGE,
    ),
)
