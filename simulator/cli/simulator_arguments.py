"""Which options have the commands that stand in for AWS's policy simulator, or check against it?"""

from __future__ import annotations

import argparse

from simulator.cli.command_parser import Commands, add_appearance, command
from simulator.cli.exits import Exit


def add_simulator(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    _add_simulate(commands)
    _add_verify_plan(commands)
    _add_verify(commands)


def _add_simulate(commands: Commands[argparse.ArgumentParser]) -> None:
    simulate = command(
        commands,
        "simulate",
        "answer as aws iam simulate-custom-policy does",
        "Take the arguments of aws iam simulate-custom-policy and answer in its shape, offline. A "
        "condition key that is not given is missing from the request.",
        "calledvia simulate --policy-input-list file://alice.json --action-names s3:GetObject "
        "--resource-arns 'arn:aws:s3:::bucket/key' --context-entries "
        "ContextKeyName=aws:SourceIp,ContextKeyType=ip,ContextKeyValues=192.0.2.7",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    simulate.add_argument(
        "--policy-input-list",
        nargs="+",
        default=[],
        required=True,
        metavar="POLICY",
        help="identity-based policies: JSON, or file://PATH",
    )
    simulate.add_argument("--action-names", nargs="+", required=True, metavar="ACTION")
    simulate.add_argument(
        "--resource-arns", nargs="+", default=[], metavar="ARN", help="default: *"
    )
    simulate.add_argument("--caller-arn", metavar="ARN", help="the user or role that calls")
    simulate.add_argument(
        "--context-entries",
        nargs="+",
        default=[],
        metavar="ENTRY",
        help="condition keys, in the AWS CLI's shorthand or as JSON",
    )
    simulate.add_argument("--resource-policy", metavar="POLICY", help="of every resource")
    simulate.add_argument(
        "--resource-owner", metavar="ARN", help="arn:aws:iam::ACCOUNT:root; default: the caller's"
    )
    simulate.add_argument(
        "--permissions-boundary-policy-input-list",
        nargs="+",
        default=[],
        metavar="POLICY",
        help="the boundary",
    )
    simulate.add_argument(
        "--ordered-organization-policy-input-list",
        metavar="JSON",
        help="SCPs, level by level from the root",
    )
    add_appearance(simulate)


def _add_verify_plan(commands: Commands[argparse.ArgumentParser]) -> None:
    plan = command(
        commands,
        "verify-plan",
        "print the AWS CLI commands that would check scenarios against AWS",
        "Print, for each hop of scenarios, the aws iam simulate-custom-policy command that asks "
        "AWS the same, or why AWS's simulator cannot be asked. Nothing is run.",
        "calledvia verify-plan scenarios/source-ip/direct.yaml > ask-aws.sh",
        codes=(Exit.OK, Exit.BAD_INPUT, Exit.PARTLY_READ),
    )
    plan.add_argument("paths", nargs="*", metavar="PATH", help="scenario file, or folder of them")
    add_appearance(plan)


def _add_verify(commands: Commands[argparse.ArgumentParser]) -> None:
    verify = command(
        commands,
        "verify",
        "compare what AWS answered with what comes out here",
        "Compare the answers that the commands of calledvia verify-plan have saved with what comes "
        "out here. An answer to a case that has changed since is told, and not compared.",
        "calledvia verify answers/ --scenarios scenarios/source-ip/direct.yaml",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT, Exit.PARTLY_READ),
    )
    verify.add_argument(
        "answers", nargs="+", metavar="FILE", help="saved answer, or folder of them"
    )
    verify.add_argument(
        "--scenarios",
        nargs="+",
        default=[],
        metavar="PATH",
        help="what the plan was made of; default: the scenarios that ship",
    )
    add_appearance(verify)
