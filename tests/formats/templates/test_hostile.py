from __future__ import annotations

import pathlib
import time

import pytest

from simulator.formats.templates.reading import read_template

_ROLE = "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties:\n"


def _bucket(label: str, name: str) -> str:
    return f"  {label}: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {name}}}}}\n"


def _nested(opening: str, closing: str, times: int) -> str:
    return (
        '{"Resources": {"A": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": '
        + opening * times
        + '"x"'
        + closing * times
        + "}}}}"
    )


TEXTS = {
    "truncated": ('{"Resources": {"A": {"Type": "AWS::IAM::Role", "Prop', "TPL009"),
    "half a string in YAML": ('Resources:\n  A: {Type: "AWS::IAM', "YML001"),
    "nothing": ("", "FIL007"),
    "a list": ("- a\n", "TPL001"),
    "no resources": ("Description: none\n", "TPL001"),
    "resources are a tag": ("Resources: !Foo\n  A: b\n", "TPL003"),
    "braces without end": (_nested('{"a":', "}", 5000), "TPL009"),
    "braces too deep": (_nested('{"a":', "}", 300), "YML003"),
    "functions too deep": (_nested('{"Fn::Join":["",["a",', "]]}", 60), "TPL014"),
    "a bomb of tags": (f"{_ROLE}      RoleName: {'!Sub [ ' * 90}x{']' * 90}\n", "TPL013"),
    "tags without end": ("Resources:\n  A: " + "!A [ " * 250 + "]" * 250, "YML003"),
    "a tag of a key": ("Resources:\n  !Ref A: {}\n", "YML005"),
    "a tag of YAML's own": (f"{_ROLE}      RoleName: !!python/object:x y\n", "YML005"),
    "a bomb of aliases": ("a: &a [x, x]\nb: &b [*a, *a]\nResources: {A: *b}\n", "YML004"),
    "names in a circle": (
        "Resources:\n" + _bucket("A", "!Ref B") + _bucket("B", "!Sub 'x-${A}'"),
        "TPL014",
    ),
    "conditions in a circle": (
        "Conditions:\n  C: !Not [!Condition D]\n  D: !Not [!Condition C]\n"
        "Resources:\n  A: {Type: AWS::IAM::Role, Condition: C}\n",
        "TPL015",
    ),
    "names that double": (
        "Resources:\n"
        + _bucket("A0", "x" * 20)
        + "".join(_bucket(f"A{i + 1}", f"!Sub '${{A{i}}}${{A{i}}}'") for i in range(40)),
        "TPL013",
    ),
    "a chain of names": (
        "Resources:\n" + "".join(_bucket(f"A{i}", f"!Ref A{i + 1}") for i in range(500)),
        "TPL014",
    ),
    "roles of roles": (f"{_ROLE}      RoleName: !Ref {'Role' * 5000}\n", "TPL012"),
    "a parameter that is none": (
        f"{_ROLE}      RoleName: !Ref P\nParameters: {{P: [1]}}\n",
        "TPL011",
    ),
    "a macro": (f"Transform: [Explode]\n{_ROLE}      RoleName: a\n", "TPL004"),
    "a value of the Secrets Manager": (
        _ROLE + "      RoleName: '{{resolve:secretsmanager:x}}'\n",
        "TPL010",
    ),
    "a function of nothing": (f"{_ROLE}      RoleName: !Select [9, [a]]\n", "TPL013"),
    "a resource that is a number": ("Resources: {A: 1}\n", "TPL002"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_hostile_template_is_a_diagnostic(case: str, tmp_path: pathlib.Path) -> None:
    text, code = TEXTS[case]
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    imported = read_template(path, account="111122223333")
    assert code in {found.code for found in imported.diagnostics}
    assert time.perf_counter() - start < 3


WRONG = """Resources:
  A: {Type: AWS::IAM::Role, Properties: 3}
  B:
    Type: AWS::IAM::Role
    Properties:
      Policies: x
      ManagedPolicyArns: {a: b}
      Tags: 1
      MaxSessionDuration: soon
      AssumeRolePolicyDocument: [1]
      Path: [1]
      RoleName: {a: b}
      PermissionsBoundary: []
  C: {Type: AWS::SQS::QueuePolicy, Properties: {PolicyDocument: 1, Queues: {a: 1}}}
  D: {Type: AWS::Lambda::Permission, Properties: {FunctionName: [1]}}
  E: {Type: AWS::Serverless::Function, Properties: {Policies: {a: {b: c}}}}
  F: {Type: AWS::EC2::VPCEndpoint, Properties: {PolicyDocument: [x]}}
  G: {Type: AWS::Organizations::Policy, Properties: {TargetIds: [[x]], Type: {}}}
  H: {Type: AWS::IAM::UserToGroupAddition, Properties: {Users: 1, GroupName: [a]}}
  I: {Type: AWS::IAM::Policy, Properties: {Roles: [B]}}
Parameters: 1
Mappings: []
Conditions: x
"""


def test_values_of_other_types_are_reported_one_by_one(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(WRONG, encoding="utf-8")
    imported = read_template(path, account="111122223333")
    found = {diagnostic.code for diagnostic in imported.diagnostics}
    assert found >= {"TPL002", "DCL001", "DCL002", "DCL004", "DCL006", "TPL007"}
    account = imported.accounts["111122223333"]
    assert account.roles["B"].trust.unread
