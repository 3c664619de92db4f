"""What is not understood, or left out, of what is imported?"""

from __future__ import annotations

from simulator.diagnostics.row import error, warning

_PAGE = "docs/how-to/import-an-account.md"

IMPORTS = (
    error(
        "IMP001",
        "not JSON",
        "Save the output of the command whole, with --output json.",
        _PAGE,
    ),
    error(
        "IMP002",
        "not the output of get-account-authorization-details",
        "Give the JSON that aws iam get-account-authorization-details prints.",
        _PAGE,
    ),
    error("IMP003", "no ARN tells which account this is", "See that the output is whole.", _PAGE),
    warning(
        "IMP004",
        "an entry that is not as AWS writes it: left out",
        "See that the output is whole; what was left out is in no answer.",
        _PAGE,
    ),
    warning(
        "IMP005",
        "a policy that cannot be read",
        "Requests that it could touch come out as DEPENDS.",
        _PAGE,
    ),
    warning(
        "IMP006",
        "an attached policy whose document is not here",
        "Export without --filter, so that attached policies of AWS are in the file too; until then "
        "requests that it could touch come out as DEPENDS.",
        _PAGE,
    ),
    warning(
        "IMP007", "a group that is not here", "Export without --filter, and all pages of it.", _PAGE
    ),
    warning("IMP008", "the same name twice", "The first counts.", _PAGE),
    warning(
        "IMP009",
        "the output goes on in another file",
        "Give all pages, or run the command again without --max-items.",
        _PAGE,
    ),
    warning(
        "IMP010",
        "a key that this program does not know: left out",
        "Correct its name if it is misspelt; a newer version may know it.",
        _PAGE,
    ),
    warning("IMP011", "in two sources", "The later one counts.", _PAGE),
    warning("IMP012", "a second organization: left out", "A world has one.", _PAGE),
    warning(
        "IMP013",
        "of another account: left out",
        "Give the output of each account in a file of its own.",
        _PAGE,
    ),
    error(
        "IMP015",
        "not the output of a command of aws organizations that is known here",
        "See the page for the commands whose outputs are read.",
        _PAGE,
    ),
    warning(
        "IMP016",
        "the file's name does not say what was asked about: left out",
        "Put the id of the root, unit, account or policy into the name: the output has it not.",
        _PAGE,
    ),
    error(
        "IMP017",
        "no organization in these files",
        "Add the output of aws organizations describe-organization and of list-roots.",
        _PAGE,
    ),
    warning(
        "IMP018",
        "an account whose unit is not known",
        "Add the output of list-accounts-for-parent: until then no SCP above it counts.",
        _PAGE,
    ),
    warning(
        "IMP019",
        "no SCP is known here: taken as no limit",
        "Add the output of list-policies-for-target; where SCPs are on, every level has one.",
        _PAGE,
    ),
    warning(
        "IMP020",
        "a policy of which only the id is known",
        "Add the output of describe-policy: until then what it could touch comes out as DEPENDS.",
        _PAGE,
    ),
    warning(
        "IMP021",
        "a file whose place does not say whose policy it is: left out",
        "Put it at NAME.json, user/NAME/, group/NAME/ or role/NAME/.",
        _PAGE,
    ),
    warning(
        "IMP022",
        "a role without a trust policy",
        "Add trust.json to its folder: until then who may assume it comes out as DEPENDS.",
        _PAGE,
    ),
)
