from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from simulator.formats.imports.imported import Imported
from simulator.formats.terraform.reading import read_plan
from simulator.language.model import Policy
from simulator.world.world import Account
from tests.formats.terraform.plans import document, plan, refers, resource, saved, trust

SAMPLES = pathlib.Path(__file__).parents[4] / "shared" / "samples" / "terraform"
ID = "111122223333"
ROLE = resource("aws_iam_role.web", {"name": "web", "path": "/", "assume_role_policy": trust()})


def account(data: dict[str, Any], folder: pathlib.Path, *, planned: bool = True) -> Account:
    return read_plan(saved(data, folder), account=ID, planned=planned).accounts[ID]


def codes(imported: Imported) -> list[tuple[str, str]]:
    return [(it.code, it.got) for it in imported.diagnostics]


def actions(policy: Policy) -> list[str]:
    return [text.value for it in policy.statements for text in it.actions.values]


def test_identities_and_what_is_given_to_them(tmp_path: pathlib.Path) -> None:
    made = account(
        plan(
            [
                resource("aws_iam_user.a", {"name": "alice", "path": "/ops/", "tags": {"a": "b"}}),
                resource("aws_iam_group.g", {"name": "dev"}),
                resource("aws_iam_user_group_membership.m", {"user": "alice", "groups": ["dev"]}),
                resource(
                    "aws_iam_group_policy.p",
                    {"group": "dev", "name": "Dev", "policy": document("ec2:*")},
                ),
                {**ROLE, "values": {**ROLE["values"], "max_session_duration": 7200}},
                resource(
                    "aws_iam_role_policy_attachment.x",
                    {"role": "web", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
                ),
            ]
        ),
        tmp_path,
    )
    assert made.users["alice"].arn == f"arn:aws:iam::{ID}:user/ops/alice"
    assert made.users["alice"].groups == ("dev",)
    assert made.users["alice"].tags == {"a": "b"}
    assert actions(made.groups["dev"].policies[0]) == ["ec2:*"]
    role = made.roles["web"]
    assert role.max_session.total_seconds() == 7200
    assert [(it.name, it.unread) for it in role.policies] == [("ReadOnlyAccess", True)]


def test_what_is_not_known_yet_is_what_it_refers_to(tmp_path: pathlib.Path) -> None:
    policy = resource("aws_iam_policy.p", {"name": "read", "path": "/", "policy": document("s3:*")})
    attached = resource("aws_iam_role_policy_attachment.x", {"role": "web"})
    data = plan(
        [ROLE, policy, attached],
        unknown={"aws_iam_role_policy_attachment.x": {"policy_arn": True, "id": True}},
        written={
            "aws_iam_role_policy_attachment.x": {
                "policy_arn": refers("aws_iam_policy.p.arn", "aws_iam_policy.p"),
                "role": refers("aws_iam_role.web.name", "aws_iam_role.web"),
            },
            "aws_iam_role.web": {"assume_role_policy": {}},
        },
    )
    (found,) = account(data, tmp_path).roles["web"].policies
    assert found.arn == f"arn:aws:iam::{ID}:policy/read"
    assert actions(found) == ["s3:*"]


def test_references_through_variables_and_outputs(tmp_path: pathlib.Path) -> None:
    inner = resource("module.m.aws_iam_role_policy.x", {"name": "In", "policy": document("s3:*")})
    data = plan(
        [
            ROLE,
            resource("aws_iam_role_policy.y", {"name": "Out", "policy": document("sqs:*")}),
        ],
        unknown={
            "module.m.aws_iam_role_policy.x": {"role": True},
            "aws_iam_role_policy.y": {"role": True},
        },
        written={"aws_iam_role_policy.y": {"role": refers("module.m.role", "module.m")}},
        modules=[{"address": "module.m", "resources": [inner]}],
        calls={
            "m": {
                "expressions": {"role": refers("aws_iam_role.web.id", "aws_iam_role.web")},
                "module": {
                    "outputs": {"role": {"expression": refers("var.role")}},
                    "resources": [
                        {
                            "address": "aws_iam_role_policy.x",
                            "expressions": {"role": refers("var.role")},
                        }
                    ],
                },
            }
        },
    )
    role = account(data, tmp_path).roles["web"]
    assert [policy.name for policy in role.policies] == ["Out", "In"]


def test_instances_of_for_each_refer_to_those_of_the_same_key(tmp_path: pathlib.Path) -> None:
    data = plan(
        [
            resource(
                f'aws_iam_role.r["{key}"]',
                {"name": key, "assume_role_policy": trust()},
                index=key,
            )
            for key in ("a", "b")
        ]
        + [
            resource(
                f'aws_iam_role_policy.p["{key}"]',
                {"name": key, "policy": document(f"{key}:*")},
                index=key,
            )
            for key in ("a", "b")
        ],
        unknown={f'aws_iam_role_policy.p["{key}"]': {"role": True} for key in ("a", "b")},
        written={"aws_iam_role_policy.p": {"role": refers("aws_iam_role.r", "each.key")}},
    )
    roles = account(data, tmp_path).roles
    assert {name: actions(role.policies[0]) for name, role in roles.items()} == {
        "a": ["a:*"],
        "b": ["b:*"],
    }


def test_a_policy_that_is_not_known_yet_counts_as_unread(tmp_path: pathlib.Path) -> None:
    data = plan(
        [ROLE, resource("aws_iam_role_policy.p", {"name": "P", "role": "web"})],
        unknown={"aws_iam_role_policy.p": {"policy": True}},
        written={"aws_iam_role_policy.p": {"policy": refers("aws_s3_bucket.b.arn")}},
    )
    imported = read_plan(saved(data, tmp_path), account=ID)
    (policy,) = imported.accounts[ID].roles["web"].policies
    assert policy.unread
    assert policy.statements == ()
    assert ("TFM010", "aws_iam_role_policy.p.policy") in codes(imported)


def test_a_document_that_is_read_later_gives_its_sure_statements(tmp_path: pathlib.Path) -> None:
    statements = [
        {"sid": "Sure", "actions": ["s3:List*"], "resources": ["*"], "effect": None},
        {"sid": "Open", "actions": ["s3:Get*"], "resources": [None]},
        {
            "sid": "Office",
            "effect": "Deny",
            "not_actions": ["iam:*"],
            "resources": ["*"],
            "condition": [
                {"test": "NotIpAddress", "variable": "aws:SourceIp", "values": ["203.0.113.0/24"]}
            ],
        },
    ]
    later = {
        "address": "data.aws_iam_policy_document.d",
        "mode": "data",
        "type": "aws_iam_policy_document",
        "name": "d",
        "change": {
            "after": {"statement": statements},
            "after_unknown": {"json": True, "statement": [{}, {"resources": [True]}, {}]},
        },
    }
    data = plan(
        [ROLE, resource("aws_iam_role_policy.p", {"name": "P", "role": "web"})],
        unknown={"aws_iam_role_policy.p": {"policy": True}},
        written={
            "aws_iam_role_policy.p": {
                "policy": refers(
                    "data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"
                )
            }
        },
        later=[later],
    )
    (policy,) = account(data, tmp_path).roles["web"].policies
    assert [it.sid.value for it in policy.statements if it.sid] == ["Sure", "Office"]
    assert policy.statements[1].conditions[0].key.value == "aws:SourceIp"
    assert policy.unread


def test_what_other_resources_gave_before_is_not_taken_twice(tmp_path: pathlib.Path) -> None:
    old = [{"name": "P", "policy": document("s3:*")}]
    role = {**ROLE, "values": {**ROLE["values"], "inline_policy": old}}
    now = resource("aws_iam_role_policy.p", {"name": "P", "role": "web", "policy": document("a:*")})
    before = resource(
        "aws_iam_role_policy.p", {"name": "P", "role": "web", "policy": document("s3:*")}
    )
    data = plan(
        [role, now],
        written={"aws_iam_role.web": {"assume_role_policy": {}}},
        before=[role, before],
    )
    (policy,) = account(data, tmp_path).roles["web"].policies
    assert actions(policy) == ["a:*"]
    (policy,) = account(data, tmp_path, planned=False).roles["web"].policies
    assert actions(policy) == ["s3:*"]


def test_resources_with_policies_and_permissions(tmp_path: pathlib.Path) -> None:
    everyone = {"Principal": "*"}
    made = account(
        plan(
            [
                resource("aws_s3_bucket.b", {"bucket": "data", "tags_all": {"team": "web"}}),
                resource(
                    "aws_s3_bucket_policy.b",
                    {
                        "bucket": "data",
                        "policy": document("s3:*", "arn:aws:s3:::data/*", **everyone),
                    },
                ),
                resource("aws_lambda_function.f", {"function_name": "f"}),
                resource(
                    "aws_lambda_permission.f",
                    {
                        "function_name": "f",
                        "principal": "sns.amazonaws.com",
                        "action": "lambda:InvokeFunction",
                        "source_arn": "arn:aws:sns:us-east-1:111122223333:t",
                    },
                ),
                resource(
                    "aws_vpc_endpoint.e", {"id": "vpce-0abc", "policy": document("*", **everyone)}
                ),
                resource("aws_route53_zone.z", {}),
            ],
            written={"aws_vpc_endpoint.e": {"policy": {}}},
            provider={"region": {"constant_value": "eu-west-1"}},
        ),
        tmp_path,
    )
    bucket = made.resources["bucket/data"]
    assert bucket.policy is not None
    assert bucket.tags == {"team": "web"}
    function = made.resources["function/f"]
    assert function.arn == f"arn:aws:lambda:eu-west-1:{ID}:function:f"
    assert function.policy is not None
    assert function.policy.statements[0].conditions[0].key.value == "AWS:SourceArn"
    assert made.endpoints["vpce-0abc"].policy is not None


def test_an_organization(tmp_path: pathlib.Path) -> None:
    deny = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
    )
    data = plan(
        [
            resource(
                "aws_organizations_organization.o",
                {"id": "o-abc", "master_account_id": ID, "roots": [{"id": "r-abcd"}]},
            ),
            resource(
                "aws_organizations_organizational_unit.u", {"name": "u", "parent_id": "r-abcd"}
            ),
            resource(
                "aws_organizations_account.a",
                {"id": "222233334444", "parent_id": "ou-abcd-12345678"},
            ),
            resource("aws_organizations_policy.p", {"content": deny, "type": None}),
            resource("aws_organizations_policy_attachment.x", {}),
        ],
        unknown={
            "aws_organizations_policy_attachment.x": {"policy_id": True, "target_id": True},
            "aws_organizations_organizational_unit.u": {"id": True},
        },
        written={
            "aws_organizations_policy_attachment.x": {
                "policy_id": refers("aws_organizations_policy.p.id"),
                "target_id": refers("aws_organizations_organizational_unit.u.id"),
            }
        },
    )
    imported = read_plan(saved(data, tmp_path), account=ID)
    assert imported.organization is not None
    assert imported.organization.id == "o-abc"
    (unit,) = imported.organization.root.units
    assert [policy.name for policy in unit.scps or ()] == [
        "FullAWSAccess",
        "aws_organizations_policy.p",
    ]
    assert "222233334444" in imported.accounts


def test_the_account_is_the_callers_or_that_of_an_arn(tmp_path: pathlib.Path) -> None:
    named = {"name": "a", "arn": "arn:aws:iam::444455556666:user/a"}
    path = saved(plan([resource("aws_iam_user.a", named)]), tmp_path)
    assert list(read_plan(path).accounts) == ["444455556666"]
    identity = resource("data.aws_caller_identity.me", {"account_id": "777788889999"})
    path = saved(plan([resource("aws_iam_user.a", named)], before=[identity]), tmp_path)
    assert list(read_plan(path).accounts) == ["777788889999"]
    path = saved(plan([resource("aws_iam_user.a", {"name": "a"})]), tmp_path)
    assert codes(read_plan(path)) == [("TFM003", "")]
    assert list(read_plan(path, default=ID).accounts) == [ID]


def test_what_is_left_out_is_listed(tmp_path: pathlib.Path) -> None:
    data = plan(
        [
            resource("aws_iam_policy.p", {"name": "alone", "policy": document("s3:*")}),
            resource("aws_iam_user.u", {}),
            resource("aws_iam_user_policy.x", {"user": "bob", "policy": document("s3:*")}),
            resource("aws_route53_zone.z", {}),
            resource("aws_route53_zone.y", {}),
            resource("aws_sagemaker_model.s", {"policy": document("s3:*")}),
        ]
    )
    data["configuration"]["provider_config"]["aws.second"] = {"name": "aws", "alias": "second"}
    assert sorted(codes(read_plan(saved(data, tmp_path), account=ID))) == [
        ("DCL004", "user/bob"),
        ("DCL010", "aws_route53_zone (2), aws_sagemaker_model (1)"),
        ("DCL011", "alone"),
        ("DCL012", "aws_sagemaker_model.s"),
        ("TFM004", "aws, aws.second"),
        ("TFM005", "aws_iam_user.u"),
    ]


def test_a_state_is_a_world_too(tmp_path: pathlib.Path) -> None:
    data = {"format_version": "1.0", "values": {"root_module": {"resources": [ROLE]}}}
    assert "web" in account(data, tmp_path).roles


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not in this checkout")
def test_real_plans() -> None:
    roles = []
    for path in sorted(SAMPLES.iterdir()):
        imported = read_plan(path, account=ID)
        roles += [
            (name, [policy.name for policy in role.policies], role.trust.unread)
            for name, role in imported.accounts[ID].roles.items()
        ]
        assert read_plan(path, account=ID, planned=False).accounts[ID].roles == {}
    assert roles == [
        ("yak_role", ["my_inline_policy", "policy-8675309"], False),
        ("test_role", ["test_policy"], False),
        ("test_role", ["my_inline_policy"], False),
    ]
