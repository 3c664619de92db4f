"""Which options have the commands that ask many questions at once?"""

from __future__ import annotations

import argparse
from typing import Final

from simulator.cli.command_parser import Commands, add_ci_output, add_output, add_request, command
from simulator.cli.exits import Exit
from simulator.cli.source_arguments import add_sources

RELATIONS: Final = ("equivalent", "narrower", "wider", "incomparable", "unknown")
"""The values of `Relation`, which is not imported here so that help stays quick."""


def add_analysis(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add them, in the order in which the help lists them."""
    _add_reach(commands)
    _add_prove(commands)
    _add_why_not(commands)
    _add_diff(commands)


def _add_reach(commands: Commands[argparse.ArgumentParser]) -> None:
    reach = command(
        commands,
        "reach",
        "tell from exactly which addresses a call works",
        "Tell from exactly which addresses of IPv4 and IPv6 a call works, and which statement "
        "decides where it does not: by hand, through services, as a service role, through VPC "
        "endpoints, and as each role that the caller can become. Nothing is sampled.",
        "calledvia reach 'user/alice ec2:StopInstances on instance/i-0abc' "
        "--world scenarios/source-ip/direct.yaml",
        "calledvia reach 'user/alice s3:GetObject on arn:aws:s3:::bucket/key' "
        "--policy alice.json --svg strip.svg",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    add_request(reach)
    reach.add_argument(
        "--all", dest="everything", action="store_true", help="name every CIDR, however many"
    )
    reach.add_argument("--svg", metavar="FILE", help="draw the strip into this file too")
    add_output(reach)


def _add_prove(commands: Commands[argparse.ArgumentParser]) -> None:
    prove = command(
        commands,
        "prove",
        "find out whether claims hold of all requests",
        "Find out whether claims hold of all requests that they speak of: all addresses, "
        "principals, calling services, instants and condition keys. A claim that does not hold "
        "is refuted by a request that can be replayed; where the requests cannot be told apart "
        "exactly the answer is unknown.",
        "calledvia prove scenarios/source-ip/claims.yaml",
        "calledvia prove 'no request by user/alice outside 103.15.250.0/24 12.148.72.0/23 can "
        "sts:AssumeRole on role/Bob' --world scenarios/source-ip/world.yaml",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT),
    )
    prove.add_argument(
        "claims",
        nargs="+",
        metavar="CLAIM",
        help="a file of claims, or a claim: (no|every|some) request [by CALLER...] "
        "[inside|outside RANGE...] [via SERVICE | directly] [where KEY=VALUE...] can ACTION on "
        "RESOURCE",
    )
    prove.add_argument(
        "--world", metavar="FILE", help="the world, or the scenario, of claims in one line"
    )
    add_sources(prove)
    add_ci_output(prove)


def _add_why_not(commands: Commands[argparse.ArgumentParser]) -> None:
    why_not = command(
        commands,
        "why-not",
        "tell which smallest changes to a request would flip what comes out of it",
        "Tell which smallest sets of changes that a caller can make would allow a request that is "
        "denied, or deny one that is allowed: another address, by hand instead of through a "
        "service, as a role's session, at another time. Each set was tried, and no part of it "
        "suffices. Also the statements that carry what comes out.",
        "calledvia why-not 'user/alice ec2:StopInstances on instance/i-0abc from office via "
        "cloudformation:UpdateStack on stack/web' --world scenarios/source-ip/direct.yaml",
        codes=(Exit.OK, Exit.BAD_INPUT),
    )
    add_request(why_not)
    add_output(why_not)


def _add_diff(commands: Commands[argparse.ArgumentParser]) -> None:
    diff = command(
        commands,
        "diff",
        "tell whether new policies allow the same, less or more",
        "Tell whether new policies are equivalent to the old ones, narrower, wider or "
        "incomparable, with a request each way that shows it. All actions, resources, principals "
        "and values of condition keys are compared; where they cannot be split exactly the answer "
        "is unknown.",
        "calledvia diff scenarios/source-ip/deny.json "
        "scenarios/source-ip/deny-unless-via-service.json",
        "calledvia diff before/ after/ --expect narrower",
        codes=(Exit.OK, Exit.UNEXPECTED, Exit.BAD_INPUT),
    )
    diff.add_argument(
        "old", metavar="OLD", help="a policy (.json), a folder of them, a world or a scenario"
    )
    diff.add_argument("new", metavar="NEW", help="the same kind")
    diff.add_argument("--expect", choices=RELATIONS, help="exit with 1 if anything else comes out")
    add_output(diff)
