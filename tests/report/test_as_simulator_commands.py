from __future__ import annotations

import json

from simulator.analysis.policy_simulation import Question
from simulator.evaluation.request import PolicySet
from simulator.language.model import Policy, PolicyType
from simulator.report.as_simulator_commands import answer_file, command_arguments

DOCUMENT = (
    '{"Version": "2012-10-17",\n "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)


def question(**changed: object) -> Question:
    policy = Policy.parse(DOCUMENT, type=PolicyType.IDENTITY)
    values: dict[str, object] = {
        "policies": PolicySet(identity=[policy], boundary=[policy], scps=[[policy], []]),
        "actions": ("ec2:StopInstances",),
        "resources": ("arn:aws-cn:ec2:cn-north-1:111122223333:instance/i",),
        "caller": "arn:aws-cn:iam::111122223333:user/alice",
        "owner": "444455556666",
        "context": {"aws:SourceIp": "192.0.2.7"},
    }
    return Question(**(values | changed))  # type: ignore[arg-type]


def value_of(option: str, arguments: tuple[str, ...]) -> str:
    return arguments[arguments.index(option) + 1]


def test_the_arguments() -> None:
    arguments = command_arguments(question())
    assert value_of("--policy-input-list", arguments) == json.dumps(
        json.loads(DOCUMENT), separators=(",", ":")
    )
    assert value_of("--resource-owner", arguments) == "arn:aws-cn:iam::444455556666:root"
    levels = json.loads(value_of("--ordered-organization-policy-input-list", arguments))
    assert [len(level["ServiceControlPolicyInputList"]) for level in levels] == [1, 0]
    assert "--permissions-boundary-policy-input-list" in arguments
    assert "--resource-policy" not in arguments


def test_the_types_of_keys() -> None:
    context = {
        "aws:SourceIp": "192.0.2.7",
        "aws:MultiFactorAuthPresent": "true",
        "aws:CalledVia": ("cloudformation.amazonaws.com",),
        "aws:CurrentTime": "2026-11-24T12:00:00Z",
        "mine:Own": "x",
    }
    arguments = command_arguments(question(context=context))
    entries = json.loads(value_of("--context-entries", arguments))
    types = {entry["ContextKeyName"]: entry["ContextKeyType"] for entry in entries}
    assert types == {
        "aws:SourceIp": "ip",
        "aws:MultiFactorAuthPresent": "boolean",
        "aws:CalledVia": "stringList",
        "aws:CurrentTime": "date",
        "mine:Own": "string",
    }
    assert all(isinstance(entry["ContextKeyValues"], list) for entry in entries)


def test_an_answer_belongs_to_one_question() -> None:
    assert answer_file(question()) == answer_file(question())
    assert answer_file(question()) != answer_file(question(actions=("ec2:StartInstances",)))
    assert answer_file(question()) != answer_file(question(context={}))
