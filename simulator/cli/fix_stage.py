"""In which world is a policy cured of which nothing else is known?

A user has the policy. Calls from inside its ranges must work: those of the command line, or one
that its first restricted statement names, by hand and made by CloudFormation.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from simulator.analysis.blocks import difference
from simulator.analysis.remedies.restrictions import Restriction, restrictions
from simulator.analysis.remedies.rewriting import drafted
from simulator.analysis.remedies.vpc_endpoint import PRIVATE
from simulator.analysis.spaces import statements_in
from simulator.cli.quick_world import ACCOUNT
from simulator.cli.staging import Staging, UnusableError
from simulator.formats.loading import Findings
from simulator.formats.names import check_names
from simulator.formats.policies import PolicyFiles
from simulator.language.arn import parse_arn
from simulator.language.model import Effect, Policy, PolicyType
from simulator.rules import TODAY
from simulator.services import matching_actions
from simulator.world.scenario import Scenario, ScenarioRequest
from simulator.world.world import AWS, Account, User, World

_PREFERRED = "ec2:StopInstances"
_STACK = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/web/6f2a"
_NAME = re.compile(r"user/([\w+=,.@-]+)", re.ASCII)
_NOON = datetime.time(12, tzinfo=datetime.UTC)


def stage_of_policy(path: str, requests: Sequence[ScenarioRequest], staging: Staging) -> Scenario:
    """A scenario in which a user has the policy of a file.

    Args:
        path: the file.
        requests: calls that must work; those without a place are made from inside.
        staging: where it is noted what is wrong.

    Raises:
        UnusableError: the policy, or a request, cannot be used.
    """
    policy = _policy(path, staging)
    user = requests[0].tree.acting if requests else "user/alice"
    name = _NAME.fullmatch(user)
    if name is None:
        staging.console.tell(["the caller has to be user/NAME, as whose policy it is taken"])
        raise UnusableError
    policies = [policy]
    if all(statement.effect is Effect.DENY for statement in policy.statements):
        staging.console.tell(["the policy only denies: taken beside one that allows everything"])
        policies.append(_everything())
    found = restrictions((one, PolicyType.IDENTITY, user) for one in policies)
    if not found or not found[0].block:
        return Scenario("fix", None, path, _world(name[1], policies), ())
    block = found[0].block
    inside = (difference(block, PRIVATE) or block).first
    calls = requests or _calls(user, found[0], staging)
    placed = tuple(one if one.place else replace(one, place=inside) for one in calls)
    world = _world(name[1], policies)
    for request in placed:
        staging.note(check_names(request, world))
    return Scenario("fix", None, path, world, placed)


def _policy(path: str, staging: Staging) -> Policy:
    findings = Findings()
    policy = PolicyFiles(findings).file(Path(path), None)
    if policy is not None and not policy.has_principals:
        policy = PolicyFiles(findings).file(Path(path), PolicyType.IDENTITY)
    staging.note(findings.loaded(None).diagnostics)
    if policy is None:
        raise UnusableError
    if policy.has_principals:
        staging.console.tell(["a policy of a user is wanted: this one has a Principal"])
        raise UnusableError
    return policy


def _everything() -> Policy:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return drafted("everything.json", PolicyType.IDENTITY, statement)


def _world(name: str, policies: Sequence[Policy]) -> World:
    named = (
        arn.partition
        for _, statement in statements_in(policies)
        for value in (statement.resources.values if statement.resources is not None else ())
        if (arn := parse_arn(value.value)) is not None and "*" not in arn.partition
    )
    partition = next(named, AWS)
    user = User(name, ACCOUNT, policies=tuple(policies), partition=partition)
    return World(
        rules=TODAY,
        clock=datetime.datetime.combine(TODAY.as_of, _NOON),
        account=ACCOUNT,
        accounts={ACCOUNT: Account(ACCOUNT, users={name: user}, partition=partition)},
    )


def _calls(user: str, found: Restriction, staging: Staging) -> tuple[ScenarioRequest, ...]:
    """One call that the statement speaks of, by hand and as CloudFormation makes it."""
    line = f"{user} {_action(found)} on {_resource(found, user)}"
    # Where the statement does not speak of the stack, nobody knows who may update it.
    stack = f"cloudformation:UpdateStack on {_STACK}"
    first = stack if _covers(found, "cloudformation:UpdateStack") else "cloudformation"
    texts = {"by hand": line, "CloudFormation calls": f"{line} via {first}"}
    return tuple(replace(staging.request(text), name=name) for name, text in texts.items())


def _action(found: Restriction) -> str:
    actions = found.statement.actions
    if _covers(found, _PREFERRED):
        return _PREFERRED
    for value in () if actions.negated else actions.values:
        for action in matching_actions(value.value) or ():
            return action
    return actions.values[0].value.replace("*", "Something").replace("?", "x")


def _covers(found: Restriction, action: str) -> bool:
    """Whether the statement speaks of an action, on all resources."""
    actions, resources = found.statement.actions, found.statement.resources
    named = any(fnmatchcase(action.lower(), value.value.lower()) for value in actions.values)
    everywhere = resources is not None and any(it.value == "*" for it in resources.values)
    return named is not actions.negated and everywhere


def _resource(found: Restriction, user: str) -> str:
    resources = found.statement.resources
    if resources is None or resources.negated:
        return "*"
    first = resources.values[0].value
    if first == "*":
        return first
    named = first.replace("${aws:username}", user.removeprefix("user/"))
    parts = named.split(":", 5)
    if len(parts) == 6 and parts[4] == "*":
        parts[4] = ACCOUNT  # another account would have to allow it as well
    return re.sub(r"\$\{[^}]*\}|[*?]", "example", ":".join(parts))
