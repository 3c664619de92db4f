"""Which options tell from what a world is made?"""

from __future__ import annotations

import argparse
from typing import Final

SOURCES: Final = {
    "account_details": (
        "--account-details",
        "outputs of aws iam get-account-authorization-details, or folders of them",
    ),
    "organization": (
        "--organization",
        "outputs of aws organizations, or folders of them",
    ),
    "templates": ("--template", "CloudFormation, SAM or synthesised CDK templates"),
    "plans": ("--terraform", "outputs of terraform show -json: what will be"),
    "plans_before": ("--terraform-before", "the same plans: what is before they are applied"),
    "policy_folders": (
        "--policies",
        "folders of policies: alice.json is user/alice's, user/, group/ and role/ have one each",
    ),
}
"""The options by the names of their values: how each is written, and what it takes."""


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The options that make a world of what people have, alone or beside ``--world``."""
    group = parser.add_argument_group(
        "a world from what you have", "alone, or added to the world of --world; later ones count"
    )
    for name, (option, help_) in SOURCES.items():
        group.add_argument(
            option, dest=name, nargs="+", action="extend", default=[], metavar="PATH", help=help_
        )
    group.add_argument(
        "--account",
        metavar="ID",
        help="the account of short names, templates, plans and folders (default: the only one "
        "there is, of plans the one that they name, else 111122223333)",
    )
    group.add_argument(
        "--parameter",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the value of a template's parameter",
    )
    group.add_argument("--region", metavar="REGION", help="the Region of short names")
