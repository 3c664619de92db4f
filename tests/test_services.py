import dataclasses
import datetime
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator import service_data, services
from simulator.services import AccessLevel

ROOT = Path(__file__).parents[1]
RCP_LIST = ROOT.parent / "shared" / "rcp-services.txt"


@pytest.fixture
def no_file(monkeypatch, tmp_path):
    caches = (
        service_data._archive,
        service_data.read_index,
        services.resource_types_of_arn,
        service_data.read_service,
        services._families,
        services._templates,
    )
    monkeypatch.setattr(service_data, "FILE", tmp_path / "services.zip")
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_the_data_is_there_and_dated():
    assert services.available()
    assert services.data_version()
    assert services.data_date() >= datetime.date(2026, 9, 26)
    assert len(services.prefixes()) > 400
    assert service_data.FILE.stat().st_size <= 400_000


def test_a_service():
    ec2 = services.service("EC2")
    assert ec2.prefix == "ec2"
    assert ec2.name == "Amazon EC2"
    assert ec2.resource_types["instance"].arn == (
        "arn:${Partition}:ec2:${Region}:${Account}:instance/${InstanceId}"
    )
    assert services.service("ec3") is None
    assert services.service("_index") is None


def test_an_action_in_any_case():
    action = services.action("EC2:stopinstances")
    assert action.name == "ec2:StopInstances"
    assert action.level is AccessLevel.WRITE
    assert [(each.type, each.required) for each in action.resources] == [("instance", True)]
    assert "ec2:InstanceType" in action.resources[0].keys
    assert "ec2:Region" in action.keys


@pytest.mark.parametrize("name", ["", "ec2", "ec2:", "ec2:Nothing", "nothing:StopInstances", ":"])
def test_what_is_no_action(name):
    assert services.action(name) is None
    assert services.resource_types_of(name) is None
    assert services.has_resource_types(name) is None
    assert services.keys_of(name) is None


def test_access_levels():
    assert services.action("ec2:CreateTags").level is AccessLevel.TAGGING
    assert services.action("iam:PutUserPolicy").level is AccessLevel.PERMISSIONS_MANAGEMENT
    assert services.action("s3:ListBucket").level is AccessLevel.LIST
    assert services.action("s3:GetObject").level is AccessLevel.READ


def test_values_cannot_be_changed():
    action = services.action("sts:AssumeRole")
    with pytest.raises(dataclasses.FrozenInstanceError):
        action.name = "x"
    with pytest.raises(TypeError):
        services.service("sts").actions["x"] = action


def test_resource_types():
    types = services.resource_types_of("s3:GetObject")
    assert [(each.type, each.required) for each in types] == [
        ("accesspointobject", False),
        ("object", False),
    ]
    assert services.has_resource_types("s3:GetObject") is True
    assert services.has_resource_types("s3:ListAllMyBuckets") is False
    assert services.resource_types_of("sts:GetCallerIdentity") == ()


@pytest.mark.parametrize(
    ("prefix", "arn", "types"),
    [
        ("s3", "arn:aws:s3:::bucket", ("bucket",)),
        ("s3", "arn:aws:s3:::bucket/a/b", ("object", "bucket")),
        ("s3", "arn:aws:s3:::", ()),
        ("s3", "arn:aws:s3:::job/1", ("object", "bucket")),
        ("s3", "arn:aws:s3:eu-west-1:123456789012:job/1", ("job",)),
        (
            "s3",
            "arn:aws:s3:eu-west-1:123456789012:accesspoint/a/object/x",
            ("accesspointobject", "accesspoint"),
        ),
        ("s3", "arn:aws:s3:eu-west-1:123456789012:accesspoint//object/x", ("accesspoint",)),
        ("iam", "arn:aws:iam::123456789012:role/path/to/Bob", ("role",)),
        ("sts", "arn:aws:iam::123456789012:role/Bob", ("role",)),
        ("sts", "arn:aws:iam::123456789012:root", ("root-user",)),
        ("sqs", "arn:aws:sqs:eu-west-1:123456789012:queue", ("queue",)),
        (
            "logs",
            "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/a:log-stream:b",
            ("log-stream", "log-group"),
        ),
        ("identitystore", "arn:aws:identitystore:::group/g", ("Group", "AllGroups")),
        ("ec2", "arn:aws:ec2:eu-west-1:123456789012:instance/", ()),
        ("ec2", "arn:aws:ec2:eu-west-1:123456789012", ()),
        ("ec2", "*", ()),
        ("nosuch", "arn:aws:s3:::bucket", ()),
    ],
)
def test_resource_types_of_an_arn(prefix, arn, types):
    assert services.resource_types_of_arn(prefix, arn) == types
    assert services.resource_type_of_arn(prefix, arn) == (types[0] if types else None)


def test_every_template_fits_its_own_example():
    for prefix in services.prefixes():
        for type_ in services.service(prefix).resource_types.values():
            example = services._VARIABLE.sub("x", type_.arn)
            assert type_.name in services.resource_types_of_arn(prefix, example), type_


def test_keys_of_an_action_and_a_resource_type():
    general = services.keys_of("s3:GetObject")
    assert "s3:ExistingObjectTag/*" in general
    assert "s3:BucketTag/*" not in general
    assert "s3:BucketTag/*" in services.keys_of("s3:GetObject", "object")
    assert services.keys_of("s3:GetObject", "job") == general
    assert "ec2:InstanceType" in services.keys_of("ec2:RunInstances", "instance")
    assert list(general) == sorted(general)


@pytest.mark.parametrize(
    ("key", "name", "type_", "many"),
    [
        ("S3:Prefix", "s3:prefix", "String", False),
        ("s3:ExistingObjectTag/team/x", "s3:ExistingObjectTag/*", "String", False),
        ("kms:EncryptionContext:aws:s3:arn", "kms:EncryptionContext:*", "String", False),
        ("kms:EncryptionContextKeys", "kms:EncryptionContextKeys", "String", True),
        ("events:Metadata/x/Matcher", "events:Metadata/*/Matcher", "String", False),
        ("events:Metadata/x", "events:Metadata/*", "String", True),
        ("ec2:Vpc", "ec2:Vpc", "ARN", False),
        ("saml:aud", "saml:aud", "String", False),
        (
            "token.actions.githubusercontent.com/octo:actor",
            "token.actions.githubusercontent.com/*:actor",
            "String",
            False,
        ),
        ("ec2:osuser", "ec2:osuser", "String", False),
    ],
)
def test_key_types(key, name, type_, many):
    assert services.key_type(key) == services.KeyType(name, type_, many)


@pytest.mark.parametrize(
    "key", ["", "s3", "s3:", "s3:nosuch", "s3:ExistingObjectTag/", "aws:TagKeys", "nosuch:x"]
)
def test_what_is_no_service_key(key):
    assert services.key_type(key) is None


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ec2:StopInstance", "ec2:StopInstances"),
        ("ec2:StopInstnces", "ec2:StopInstances"),
        ("ec:StopInstances", "ec2:StopInstances"),
        ("secretmanager:getsecretvalue", "secretsmanager:GetSecretValue"),
        ("dynamo:GetItme", "dynamodb:GetItem"),
        ("iam:PasRole", "iam:PassRole"),
        # eks resembles ekcs more and has DescribeCluster, but only ecs has this very action.
        ("ekcs:DescribeClusters", "ecs:DescribeClusters"),
        ("ec2:Qwertyuiop", None),
        ("qwertyuiop:StopInstances", None),
        ("", None),
    ],
)
def test_nearest_action(name, nearest):
    assert services.nearest_action(name) == nearest


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("ec2:Stop*", ("ec2:StopInstances",)),
        ("EC2:stop*s", ("ec2:StopInstances",)),
        ("ec2:StopInstance?", ("ec2:StopInstances",)),
        ("ec2:StopInstances?", ()),
        ("ec2:StopInstances", ("ec2:StopInstances",)),
        ("ec2:[S]topInstances", ()),
        ("ec2:", ()),
        ("sts:*Caller*", ("sts:GetCallerIdentity",)),
        ("*", None),
        ("ec*:StopInstances", None),
        ("nosuch:*", None),
    ],
)
def test_matching_actions(pattern, names):
    assert services.matching_actions(pattern) == names


def test_a_star_matches_all_actions_of_its_service():
    assert services.matching_actions("ec2:**") == services.action_names("ec2")
    assert len(services.action_names("ec2")) > 700
    assert services.action_names("nosuch") == ()


def test_hostile_patterns_and_arns_take_no_time():
    start = time.perf_counter()
    assert services.matching_actions("ec2:" + "*a" * 1_000_000 + "*b") == ()
    assert services.nearest_action("ec2:" + "stop" * 100_000) is None
    assert services.nearest_action("ec2" * 100_000 + ":StopInstances") is None
    assert services.matching_actions("ec2:" + "*" * 100_000 + "?" * 30 + "*z") is not None
    assert services.resource_types_of_arn("s3", "arn:aws:s3:::b" + "/a" * 500_000)
    assert services.key_type("s3:" + "/" * 100_000) is None
    assert time.perf_counter() - start < 2


def test_rcp_support():
    assert services.rcp_supported("S3") is True
    assert services.rcp_supported("ec2") is False


def test_rcp_support_is_that_of_the_list():
    if not RCP_LIST.exists():
        pytest.skip("the list to compare with, rcp-services.txt, is not here")
    lines = RCP_LIST.read_text(encoding="utf-8").split("\n")
    listed = {line for line in lines if line and not line.startswith("#")}
    assert service_data.read_index().rcp == listed


@pytest.mark.usefixtures("no_file")
def test_without_the_file_nothing_is_known():
    assert not services.available()
    assert services.prefixes() == ()
    assert services.action_names("ec2") == ()
    assert services.resource_types_of_arn("s3", "arn:aws:s3:::bucket") == ()
    for answer in (
        services.service("ec2"),
        services.action("ec2:StopInstances"),
        services.nearest_action("ec2:StopInstance"),
        services.matching_actions("ec2:*"),
        services.resource_types_of("ec2:StopInstances"),
        services.has_resource_types("ec2:StopInstances"),
        services.resource_type_of_arn("s3", "arn:aws:s3:::bucket"),
        services.keys_of("ec2:StopInstances"),
        services.key_type("s3:prefix"),
        services.rcp_supported("s3"),
        services.data_version(),
        services.data_date(),
    ):
        assert answer is None
    with pytest.raises(KeyError):
        service_data.read_service("ec2")


def test_a_service_is_read_once_whatever_is_asked():
    services.action("sts:AssumeRole")
    before = service_data.read_service.cache_info().currsize
    for number in range(1000):
        services.action(f"nosuch{number}:x")
        services.key_type(f"nosuch{number}:x")
    assert service_data.read_service.cache_info().currsize == before


def test_threads_may_ask_at_once():
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(services.service, services.prefixes()))
    assert all(found)


def test_importing_reads_nothing():
    code = (
        "import sys, simulator.services, simulator.service_data as data; "
        "assert not {'json', 'zipfile', 'difflib'} & set(sys.modules); "
        "assert data.read_index.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_notice_and_the_page_name_the_data():
    named = (services.data_version(), services.data_date().isoformat())
    notice = (service_data.FILE.parent / "NOTICE.md").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "reference" / "services.md").read_text(encoding="utf-8")
    for fact in named:
        assert fact in notice
        assert fact in page
    assert "MIT License" in notice
