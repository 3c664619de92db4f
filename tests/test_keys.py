import csv
from pathlib import Path

import pytest

from simulator import services
from simulator.keys import (
    ACTIONS_WITHOUT_ENDPOINT_OWNER,
    ACTIONS_WITHOUT_RESOURCE_ACCOUNT,
    KEYS,
    Kind,
    find_key,
    is_many,
)

LISTS = Path(__file__).parents[2] / "shared"

needs_data = pytest.mark.skipif(not services.available(), reason="the service data is not here")


def rows(name):
    path = LISTS / name
    if not path.exists():
        pytest.skip(f"the list to compare with, {name}, is not here")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("name", ["global-condition-keys.tsv", "sts-iam-condition-keys.tsv"])
def test_the_table_has_every_listed_key_with_its_type(name):
    listed = {
        row["key"]: (
            {Kind("IPAddress" if kind == "IpAddress" else kind) for kind in row["type"].split("|")},
            row["multivalued"] == "yes",
        )
        for row in rows(name)
    }
    by_name = {key.name: (set(key.kinds), key.many) for key in KEYS}
    assert {key: by_name.get(key) for key in listed} == listed


def test_the_services_of_endpoint_keys_are_those_listed():
    for row in rows("global-condition-keys.tsv"):
        _, marker, text = row["availability"].partition("for services: ")
        listed = frozenset(text.replace(" (not iam:PassRole)", "").split(",")) if marker else None
        assert find_key(row["key"]).services == listed, row["key"]


def test_names_are_unique_and_every_row_is_complete():
    assert len({key.name.lower() for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.kinds, key.name
        assert key.present, key.name
        assert key.source.startswith("UG "), key.name


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        ("aws:sourceip", "aws:SourceIp"),
        ("AWS:SourceIp", "aws:SourceIp"),
        ("aws:PrincipalTag/team", "aws:PrincipalTag/*"),
        ("aws:principaltag/a/b", "aws:PrincipalTag/*"),
        ("aws:PrincipalTag/*", "aws:PrincipalTag/*"),
        ("iam:ResourceTag/x", "iam:ResourceTag/*"),
        ("token.actions.githubusercontent.com:sub", "*:sub"),
        ("oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud", "*:aud"),
        ("cognito-identity.amazonaws.com:amr", "*:amr"),
    ],
)
def test_keys_are_found_in_any_case_and_by_their_family(asked, row):
    assert find_key(asked).name == row


@pytest.mark.parametrize(
    "name", ["", "aws:SourceIpp", "aws:PrincipalTag", "aws:PrincipalTag/", "sub", "nosuch:sub"]
)
def test_other_names_are_no_keys(name):
    assert find_key(name) is None
    assert is_many(name) is None


def test_several_values():
    assert is_many("aws:CalledVia") is True
    assert is_many("aws:CalledViaFirst") is False
    assert is_many("cognito-identity.amazonaws.com:amr") is True
    assert is_many("cognito-identity.amazonaws.com:aud") is False


@needs_data
def test_service_keys_come_from_the_service_data():
    assert find_key("s3:existingobjecttag/Team").name == "s3:ExistingObjectTag/*"
    assert find_key("s3:max-keys").kinds == (Kind.NUMERIC,)
    assert find_key("s3:max-keys").present
    assert is_many("kms:EncryptionContextKeys") is True


@needs_data
def test_the_table_comes_before_the_service_data():
    # AWS's key page says that this claim has several values, its reference says that it has one.
    assert services.key_type("cognito-identity.amazonaws.com:amr").many is False
    assert is_many("cognito-identity.amazonaws.com:amr") is True


@needs_data
def test_each_type_of_the_service_data_is_a_kind():
    for prefix in services.prefixes():
        for key in services.service(prefix).key_types.values():
            assert Kind(key.type), key.name


@needs_data
def test_actions_without_keys_exist():
    for name in ACTIONS_WITHOUT_RESOURCE_ACCOUNT | ACTIONS_WITHOUT_ENDPOINT_OWNER:
        assert services.action(name), name
        assert name == name.lower()


@needs_data
def test_no_action_of_ebs_has_the_resource_account():
    assert {name.lower() for name in services.action_names("ebs")} == {
        name for name in ACTIONS_WITHOUT_RESOURCE_ACCOUNT if name.startswith("ebs:")
    }
