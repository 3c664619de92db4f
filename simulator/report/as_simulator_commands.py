"""Questions to AWS's policy simulator as commands of the AWS CLI, to be read, kept and run.

Each command writes its answer into a file whose name is a digest of the command: so an answer is
found again by what was asked, and never held against a case that has changed.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterable, Iterator
from typing import Final

from simulator.analysis.policy_simulation import Question
from simulator.analysis.simulator_cases import Case
from simulator.evaluation.request import ContextValue
from simulator.keys import Kind, find_key, is_many
from simulator.language.arn import partition_named
from simulator.language.model import Policy
from simulator.report.selection import Group
from simulator.report.wording.simulations import case_words, summary_words, unaskable_words
from simulator.source import printable

_COMMAND: Final = ("aws", "iam", "simulate-custom-policy")
_DIGITS: Final = 12
_TYPES: Final = {
    Kind.STRING: "string",
    Kind.ARN: "string",
    Kind.NUMERIC: "numeric",
    Kind.DATE: "date",
    Kind.BOOL: "boolean",
    Kind.ADDRESS: "ip",
    Kind.BINARY: "binary",
}


_ALLOWS_NOTHING: Final = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser",'
    '"Resource":"arn:aws:iam::000000000000:user/nobody"}}'
)
"""Stands for the caller's policies where there are none, since AWS wants one."""


def plan_lines(planned: Iterable[tuple[Group, Case]]) -> Iterator[str]:
    """The whole plan, as a script: a remark for each hop, and a command where AWS can be asked."""
    told = list(planned)
    yield "#!/bin/sh"
    for group, case in told:
        yield ""
        yield f"# {printable(case_words(group.scenario.name, case))}"
        yield from (f"# {printable(words)}" for words in unaskable_words(case))
        if case.question is not None:
            arguments = command_arguments(case.question)
            command = shlex.join((*_COMMAND, *arguments))
            yield f"{printable(command)} > {answer_file(case.question)}"
    yield ""
    yield f"# {summary_words([case for _, case in told])}"


def answer_file(question: Question) -> str:
    """The name of the file into which AWS's answer goes."""
    text = "\0".join(command_arguments(question))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
    return f"calledvia-{digest}.json"


def command_arguments(question: Question) -> tuple[str, ...]:
    """The arguments of one command, each as it is, not quoted."""
    policies = question.policies
    own = [_document(policy) for policy in policies.identity]
    arguments = ["--policy-input-list", *(own or [_ALLOWS_NOTHING])]
    arguments += ["--action-names", *question.actions]
    if question.resources:
        arguments += ["--resource-arns", *question.resources]
    if question.caller is not None:
        arguments += ["--caller-arn", question.caller]
    for policy in policies.resource or ():
        arguments += ["--resource-policy", _document(policy)]
    if question.owner is not None and question.resources:
        partition = partition_named(question.caller or "")
        arguments += ["--resource-owner", f"arn:{partition}:iam::{question.owner}:root"]
    for policy in policies.boundary or ():
        arguments += ["--permissions-boundary-policy-input-list", _document(policy)]
    if policies.scps:
        levels = [
            {"ServiceControlPolicyInputList": [_document(policy) for policy in level]}
            for level in policies.scps
        ]
        arguments += ["--ordered-organization-policy-input-list", json.dumps(levels)]
    if question.context:
        entries = [_entry(key, value) for key, value in question.context.items()]
        arguments += ["--context-entries", json.dumps(entries)]
    return tuple(arguments)


def _document(policy: Policy) -> str:
    """The policy in one line of ASCII, which is what AWS's arguments can carry."""
    try:
        return json.dumps(json.loads(policy.source.text), separators=(",", ":"))
    except ValueError:  # more generous JSON than Python's; AWS takes it as it is
        return policy.source.text


def _entry(key: str, value: ContextValue) -> dict[str, object]:
    row = find_key(key)
    type = _TYPES[row.kinds[0]] if row is not None else "string"
    values = list(value) if isinstance(value, tuple) else [str(value)]
    many = isinstance(value, tuple) or is_many(key)
    return {
        "ContextKeyName": key,
        "ContextKeyType": f"{type}List" if many else type,
        "ContextKeyValues": values,
    }
