"""Which options have the commands that try policies out: other policies, and changed ones?"""

from __future__ import annotations

import argparse
from typing import Final

from simulator.cli.command_parser import Commands, add_output, command
from simulator.cli.exits import Exit

FORMS: Final = ("json", "terraform", "cloudformation")
"""As which the policies of a cure can be written; the renderer is not imported for help."""


def add_cures(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add them, in the order in which the help lists them."""
    _add_fix(commands)
    _add_coverage(commands)


def _add_fix(commands: Commands[argparse.ArgumentParser]) -> None:
    fix = command(
        commands,
        "fix",
        "draft cures for a policy that binds to source addresses, and try each out",
        "Draft cures for a policy that binds its user to source addresses and breaks calls that "
        "AWS services make: a role to become, exceptions for services, for a service role, for "
        "VPC endpoints. Each is replayed in both network models: which calls work then, which "
        "stay denied, and what is newly open.",
        "calledvia fix scenarios/source-ip/direct.yaml",
        "calledvia fix scenarios/source-ip/office-only.json 'user/alice ec2:StopInstances on "
        "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc via cloudformation' -o cures",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT),
    )
    fix.add_argument(
        "path",
        metavar="FILE",
        help="a policy of a user (.json), or a scenario (.yaml): the calls in it that come from "
        "inside the ranges must work, those from outside must not",
    )
    fix.add_argument(
        "requests",
        nargs="*",
        metavar="REQUEST",
        help="calls that must work, in place of a scenario's",
    )
    fix.add_argument(
        "-o", "--output", metavar="DIR", help="write the policies here, a folder for each cure"
    )
    fix.add_argument(
        "--as",
        dest="form",
        choices=FORMS,
        default="json",
        help="as JSON files (default), with a Terraform configuration, or as a CloudFormation "
        "template",
    )
    add_output(fix)


def _add_coverage(commands: Commands[argparse.ArgumentParser]) -> None:
    coverage = command(
        commands,
        "coverage",
        "tell what in the policies no scenario and no claim depends on",
        "Tell which statements, conditions and values no scenario and no claim depends on, and, "
        "with --mutants, which small changes of the policies none of them would notice.",
        "calledvia coverage scenarios/source-ip",
        "calledvia coverage tests/ --mutants --min 90",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT, Exit.PARTLY_READ),
    )
    coverage.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="scenarios and files of claims, or folders of them: the suite",
    )
    coverage.add_argument(
        "--mutants",
        action="store_true",
        help="change the policies in small ways and run the suite on each; stops after two minutes",
    )
    coverage.add_argument(
        "--min",
        dest="minimum",
        type=float,
        metavar="PERCENT",
        help="exit with 1 if less is covered, or fewer mutants are found out",
    )
    add_output(coverage)
