from __future__ import annotations

import datetime
import pathlib

import pytest

from simulator.formats.imports.imported import Imported
from simulator.formats.templates.reading import read_template
from simulator.language.model import Policy
from simulator.world.world import Account

FILES = pathlib.Path(__file__).parent / "files"
SAMPLES = pathlib.Path(__file__).parents[4] / "shared" / "samples" / "cloudformation"
ACCOUNT = "111122223333"


def read(name: str, **parameters: str) -> Imported:
    return read_template(FILES / name, account=ACCOUNT, parameters=parameters)


def account(name: str, **parameters: str) -> Account:
    return read(name, **parameters).accounts[ACCOUNT]


def codes(imported: Imported) -> list[tuple[str, int, str]]:
    return [(it.code, it.span.line, it.got) for it in imported.diagnostics]


def resources(policy: Policy, statement: int = 0) -> list[str]:
    found = policy.statements[statement].resources
    return [text.value for text in found.values] if found is not None else []


def test_a_role_has_its_path_its_session_and_all_its_policies() -> None:
    role = account("service.yaml").roles["Worker"]
    assert role.arn == f"arn:aws:iam::{ACCOUNT}:role/service/Worker"
    assert role.max_session == datetime.timedelta(hours=2)
    assert [(policy.name, policy.arn, policy.unread) for policy in role.policies] == [
        ("Jobs", None, True),
        ("read-data", f"arn:aws:iam::{ACCOUNT}:policy/read-data", False),
        (
            "AmazonSSMManagedInstanceCore",
            "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
            True,
        ),
    ]
    assert role.boundary is not None
    assert role.boundary.name == "read-data"
    assert not role.trust.unread


def test_what_is_sure_of_a_statement_stays_and_the_policy_counts_as_unread() -> None:
    jobs = account("service.yaml").roles["Worker"].policies[0]
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:Jobs"
    assert [resources(jobs, at) for at in (0, 1)] == [[queue], [queue]]
    assert jobs.unread


def test_a_statement_that_hangs_on_something_unknown_is_left_out(tmp_path: pathlib.Path) -> None:
    template = tmp_path / "t.yaml"
    text = (FILES / "service.yaml").read_text(encoding="utf-8")
    template.write_text(text.replace("Resource: !GetAtt Jobs.Arn", "Resource: !GetAZs x"))
    role = read_template(template, account=ACCOUNT).accounts[ACCOUNT].roles["Worker"]
    assert [it.sid.value for it in role.policies[0].statements if it.sid] == ["Elsewhere"]
    assert role.policies[0].unread


def test_positions_are_those_of_the_template() -> None:
    policy = account("service.yaml").resources["bucket/dev-data"].policy
    assert policy is not None
    lines = (FILES / "service.yaml").read_text(encoding="utf-8").splitlines()
    (statement,) = policy.statements
    (condition,) = statement.conditions
    assert statement.sid is not None
    for text, written in (
        (statement.sid, "FromOffice"),
        (condition.key, "aws:SourceIp"),
        (condition.values[0], "!Ref Offices"),
        (statement.actions.values[0], "s3:*"),
    ):
        line = lines[text.span.line - 1]
        # JSON's quotes and brackets can take a few columns.
        assert abs(text.span.column - (line.index(written) + 1)) <= 5, written
    assert condition.key.span.source.name.endswith("service.yaml")


def test_a_default_is_taken_unless_a_value_is_given() -> None:
    policy = account("service.yaml").resources["bucket/dev-data"].policy
    assert policy is not None
    values = [text.value for text in policy.statements[0].conditions[0].values]
    assert values == ["203.0.113.0/24", "198.51.100.0/24"]
    arn = "arn:aws:iam::999999999999:policy/partner"
    production = account("service.yaml", Stage="prod", Partner=arn)
    assert resources(production.roles["Worker"].policies[1]) == ["arn:aws:s3:::prod-data/*"]
    assert production.roles["Worker"].policies[3].arn == arn
    assert "OnlyInProduction" in production.roles
    assert "OnlyInProduction" not in account("service.yaml").roles


def test_groups_resources_tags_and_endpoints() -> None:
    made = account("service.yaml")
    assert made.users["alice"].groups == ("developers",)
    assert [it.name for it in made.groups["developers"].policies] == ["Develop"]
    assert made.resources["bucket/dev-data"].tags == {"team": "web"}
    assert made.resources["queue/Jobs"].arn == f"arn:aws:sqs:us-east-1:{ACCOUNT}:Jobs"
    assert made.endpoints["vpce-endpoint"].policy is not None


def test_all_that_is_not_understood_is_listed() -> None:
    assert codes(read("service.yaml", Nonsense="1")) == [
        ("TPL005", 1, "Nonsense"),
        ("DCL010", 1, "AWS::EC2::Route (1), AWS::OpenSearchService::Domain (1)"),
        ("TPL008", 51, "Worker, Jobs, Vpc, Endpoint"),
        ("DCL003", 63, "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"),
        ("TPL010", 81, "Fn::ImportValue"),
        ("DCL004", 115, "user/bob"),
        ("TPL006", 139, "Network"),
        ("DCL012", 147, "AWS::OpenSearchService::Domain"),
    ]


def test_sam_makes_a_role_for_a_function_that_has_none() -> None:
    made = account("serverless.yaml")
    assert list(made.roles) == ["ResizeRole"]
    role = made.roles["ResizeRole"]
    assert [(it.name, it.unread) for it in role.policies] == [
        ("Policy1", True),
        ("Policy2", False),
        ("AWSLambdaBasicExecutionRole", True),
        ("AWSLambdaVPCAccessExecutionRole", True),
        ("AmazonS3ReadOnlyAccess", True),
    ]
    assert role.trust.statements[0].principals is not None
    assert role.trust.statements[0].principals.values[0].value.value == "lambda.amazonaws.com"
    assert ("TPL007", 11, "SQSSendMessagePolicy") in codes(read("serverless.yaml"))


def test_a_permission_is_a_statement_of_the_functions_policy() -> None:
    policy = account("serverless.yaml").resources["function/resize"].policy
    assert policy is not None
    (statement,) = policy.statements
    assert [(it.base, it.key.value, it.values[0].value) for it in statement.conditions] == [
        ("ArnLike", "AWS:SourceArn", "arn:aws:s3:::pictures"),
        ("StringEquals", "AWS:SourceAccount", ACCOUNT),
    ]
    assert resources(policy) == [f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:resize"]


def test_json_as_the_cdk_writes_it() -> None:
    made = account("synthesized.json")
    (policy,) = made.roles["HandlerServiceRoleFCDC14AE"].policies
    assert resources(policy) == [f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"]
    assert policy.statements[0].actions.values[0].span.line == 29
    assert not policy.unread
    assert [code for code, _, _ in codes(read("synthesized.json"))] == [
        "DCL010",
        "TPL008",
        "TPL003",
    ]


def test_a_policy_that_iam_would_not_store_is_reported_and_unread(tmp_path: pathlib.Path) -> None:
    template = tmp_path / "t.yaml"
    text = (FILES / "service.yaml").read_text(encoding="utf-8")
    template.write_text(text.replace("NotIpAddress:", "NotIpAdress:"), encoding="utf-8")
    imported = read_template(template, account=ACCOUNT)
    policy = imported.accounts[ACCOUNT].resources["bucket/dev-data"].policy
    assert policy is not None
    assert policy.unread
    assert ("DCL001", 48, "POL014 NotIpAdress") in codes(imported)


def test_a_policy_counts_once_however_often_it_is_attached(tmp_path: pathlib.Path) -> None:
    template = tmp_path / "t.yaml"
    text = (FILES / "service.yaml").read_text(encoding="utf-8")
    name = "      ManagedPolicyName: !Join"
    template.write_text(text.replace(name, f"      Roles: [!Ref Worker]\n{name}"))
    role = read_template(template, account=ACCOUNT).accounts[ACCOUNT].roles["Worker"]
    assert [policy.name for policy in role.policies].count("read-data") == 1


def test_two_policies_for_one_bucket_leave_it_open_which_counts(tmp_path: pathlib.Path) -> None:
    template = tmp_path / "t.yaml"
    text = (FILES / "service.yaml").read_text(encoding="utf-8")
    start, end = text.index("  DataPolicy:"), text.index("  Worker:")
    second = text[start:end].replace("DataPolicy", "Second").replace("FromOffice", "Other")
    template.write_text(text + "\n" + second, encoding="utf-8")
    imported = read_template(template, account=ACCOUNT)
    policy = imported.accounts[ACCOUNT].resources["bucket/dev-data"].policy
    assert policy is not None
    assert policy.unread
    assert "DCL007" in {code for code, _, _ in codes(imported)}


def test_partition_and_suffix_follow_the_region() -> None:
    made = read_template(FILES / "service.yaml", account=ACCOUNT, region="cn-north-1")
    resource = made.accounts[ACCOUNT].resources["queue/Jobs"]
    assert resource.arn == f"arn:aws-cn:sqs:cn-north-1:{ACCOUNT}:Jobs"
    assert (
        made.accounts[ACCOUNT].roles["Worker"].arn
        == f"arn:aws-cn:iam::{ACCOUNT}:role/service/Worker"
    )


def test_policies_of_an_organization(tmp_path: pathlib.Path) -> None:
    template = tmp_path / "t.yaml"
    template.write_text(
        """Resources:
  Organization: {Type: AWS::Organizations::Organization, Properties: {FeatureSet: ALL}}
  Sandbox:
    Type: AWS::Organizations::OrganizationalUnit
    Properties: {Name: sandbox, ParentId: !GetAtt Organization.RootId}
  NoExit:
    Type: AWS::Organizations::Policy
    Properties:
      Name: no-exit
      Type: SERVICE_CONTROL_POLICY
      TargetIds: [!Ref Sandbox, "222233334444", ou-abcd-12345678]
      Content:
        Version: "2012-10-17"
        Statement: {Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}
""",
        encoding="utf-8",
    )
    imported = read_template(template, account=ACCOUNT)
    organization = imported.organization
    assert organization is not None
    assert organization.management == ACCOUNT
    assert organization.root.scps is None
    (unit,) = organization.root.units
    assert unit.scps is not None
    assert [it.name for it in unit.scps] == ["FullAWSAccess", "NoExit"]
    assert imported.accounts["222233334444"].scps == unit.scps
    assert ("DCL008", 11, "ou-abcd-12345678") in codes(imported)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not in this checkout")
def test_real_templates() -> None:
    roles = 0
    for path in sorted(SAMPLES.iterdir()):
        imported = read_template(path, account=ACCOUNT)
        assert imported.accounts, path
        roles += len(imported.accounts[ACCOUNT].roles)
    assert roles == 19
