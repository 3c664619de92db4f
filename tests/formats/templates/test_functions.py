from __future__ import annotations

import pathlib

import pytest

from simulator.formats.imports.imported import Imported
from simulator.formats.templates.reading import read_template

ACCOUNT = "111122223333"
TEMPLATE = """
Parameters:
  Name: {Type: String, Default: web}
  List: {Type: CommaDelimitedList, Default: "a, b"}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /images/web}
Mappings:
  Regions: {us-east-1: {name: east, names: [x, y]}}
Conditions:
  Yes: !Equals [!Ref Name, web]
  No: !Not [!Condition Yes]
  Both: !And [!Condition Yes, !Condition No]
  Open: !Equals [!Ref Image, x]
  SettledAnd: !And [!Condition Open, !Condition No]
  SettledOr: !Or [!Condition Open, !Condition Yes]
  OpenAnd: !And [!Condition Open, !Condition Yes]
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Topic: {Type: AWS::SNS::Topic}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      RoleName: VALUE
"""


def read(value: str, folder: pathlib.Path) -> Imported:
    path = folder / "stack.yaml"
    path.write_text(TEMPLATE.replace("VALUE", value), encoding="utf-8")
    return read_template(path, account=ACCOUNT)


GIVEN = {
    "!Ref Name": "web",
    "!Ref Queue": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/jobs",
    "!Ref Topic": f"arn:aws:sns:us-east-1:{ACCOUNT}:Topic",
    "!Ref AWS::Region": "us-east-1",
    "!Ref AWS::StackName": "stack",
    "!GetAtt Queue.Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs",
    "!GetAtt [Queue, QueueName]": "jobs",
    "{'Fn::GetAtt': Queue.QueueName}": "jobs",
    "!Sub '${Name}-${!Name}-${Queue.QueueName}'": "web-${Name}-jobs",
    "!Sub ['${Own}-${AWS::Partition}', {Own: !Ref Name}]": "web-aws",
    "!Join ['-', [a, !Ref Name, !Ref AWS::NoValue]]": "a-web",
    "!Join ['+', !Ref List]": "a+b",
    "!Select [1, !Ref List]": "b",
    "!Select [2, !Split [':', !GetAtt Queue.Arn]]": "sqs",
    "!FindInMap [Regions, !Ref AWS::Region, name]": "east",
    "!Select [1, !FindInMap [Regions, us-east-1, names]]": "y",
    "!If [Yes, a, b]": "a",
    "!If [No, a, b]": "b",
    "!If [Both, a, b]": "b",
    "!If [SettledAnd, a, b]": "b",
    "!If [SettledOr, a, b]": "a",
    "!If [No, a, !If [Yes, c, d]]": "c",
    "{'Fn::Sub': '${Name}'}": "web",
}


@pytest.mark.parametrize("value", GIVEN)
def test_what_a_function_gives(value: str, tmp_path: pathlib.Path) -> None:
    roles = read(value, tmp_path).accounts[ACCOUNT].roles
    assert list(roles) == [GIVEN[value]]


OPEN = {
    "!Ref Image": ("TPL011", "Image"),
    "!Ref Nobody": ("TPL012", "Nobody"),
    "!Ref AWS::StackId": ("TPL010", "AWS::StackId"),
    "!GetAtt Queue.Nothing": ("TPL012", "Queue.Nothing"),
    "!GetAtt Queue": ("TPL013", "Fn::GetAtt"),
    "!Sub '${Image}'": ("TPL011", "Image"),
    "!Sub '${Nobody.Arn}'": ("TPL012", "Nobody.Arn"),
    "!Join ['-']": ("TPL013", "Fn::Join"),
    "!Join ['-', [a, !Ref Image]]": ("TPL011", "Image"),
    "!Select [2, !Ref List]": ("TPL013", "Fn::Select"),
    "!Select [a, !Ref List]": ("TPL013", "Fn::Select"),
    "!Split ['', a]": ("TPL013", "Fn::Split"),
    "!FindInMap [Regions, eu-west-1, name]": ("TPL012", "Regions.eu-west-1.name"),
    "!If [Open, a, b]": ("TPL015", "Open"),
    "!If [OpenAnd, a, b]": ("TPL015", "OpenAnd"),
    "!If [Nobody, a, b]": ("TPL012", "Nobody"),
    "!ImportValue x": ("TPL010", "Fn::ImportValue"),
    "!Base64 x": ("TPL010", "Fn::Base64"),
    "!Rain::S3 x": ("TPL010", "Fn::Rain::S3"),
    "{'Fn::Transform': {Name: x}, a: b}": ("TPL010", "Fn::Transform"),
    "{'Fn::Sub': a, 'Fn::Join': b}": ("TPL013", "Fn::Sub"),
    "'{{resolve:ssm:name}}'": ("TPL010", "resolve"),
}


@pytest.mark.parametrize("value", OPEN)
def test_what_stays_open_is_reported_where_it_is_used(value: str, tmp_path: pathlib.Path) -> None:
    imported = read(value, tmp_path)
    assert list(imported.accounts[ACCOUNT].roles) == ["Role"]
    found = [it for it in imported.diagnostics if (it.code, it.got) == OPEN[value]]
    assert len(found) == 1
    assert found[0].span.line == TEMPLATE.count("\n", 0, TEMPLATE.index("VALUE")) + 1
