import pathlib

import pytest

from simulator.language.model import Effect, Policy, PolicyType, Principal, Quantifier
from simulator.language.syntax import check_policy
from simulator.source import Source, Span

POLICY = """{
  "Version": "2012-10-17",
  "Id": "ours",
  "Statement": [
    {
      "Sid": "Office",
      "Effect": "Allow",
      "Principal": {"AWS": ["111122223333", "*"], "Service": "ec2.amazonaws.com"},
      "Action": ["ec2:*", "s3:Get\\u002a"],
      "NotResource": "arn:aws:s3:::b/*",
      "Condition": {
        "ForAnyValue:StringLikeIfExists": {
          "aws:CalledVia": ["cloud*", "s3"]
        },
        "Bool": {"aws:ViaAWSService": false}
      }
    },
    {"Effect": "Deny", "Action": "*", "Resource": "*"}
  ]
}
"""
SAMPLES = pathlib.Path(__file__).parents[3] / "shared" / "samples" / "policies"


def place(span: Span) -> tuple[int, int, str]:
    return span.line, span.column, span.text


def test_every_element_has_its_value_and_place() -> None:
    policy = Policy.parse(POLICY, "office.json", arn="arn:aws:iam::111122223333:policy/office")
    assert (policy.name, policy.version) == ("office.json", "2012-10-17")
    assert policy.arn == "arn:aws:iam::111122223333:policy/office"
    assert policy.id is not None
    assert place(policy.id.span) == (3, 9, '"ours"')
    first, second = policy.statements

    assert (first.index, second.index) == (1, 2)
    assert first.span.location == "office.json:5:5"
    assert first.span.text.startswith('{\n      "Sid"')
    assert first.span.text.endswith("}\n    }")
    assert first.sid is not None
    assert place(first.sid.span) == (6, 14, '"Office"')
    assert first.effect is Effect.ALLOW
    assert place(first.effect_span) == (7, 17, '"Allow"')

    assert first.principals is not None
    assert not first.principals.negated
    assert first.principals.span.column == 7
    assert [(each.type, each.value.value) for each in first.principals.values] == [
        ("AWS", "111122223333"),
        ("AWS", "*"),
        ("Service", "ec2.amazonaws.com"),
    ]
    assert place(first.principals.values[1].value.span) == (8, 45, '"*"')

    assert not first.actions.negated
    assert [action.value for action in first.actions.values] == ["ec2:*", "s3:Get*"]
    assert place(first.actions.values[1].span) == (9, 27, '"s3:Get\\u002a"')
    assert place(first.actions.span) == (9, 7, '"Action": ["ec2:*", "s3:Get\\u002a"]')
    assert first.resources is not None
    assert first.resources.negated
    assert place(first.resources.span) == (10, 7, '"NotResource": "arn:aws:s3:::b/*"')

    called, via = first.conditions
    assert place(called.operator.span) == (12, 9, '"ForAnyValue:StringLikeIfExists"')
    assert (called.base, called.quantifier) == ("StringLike", Quantifier.FOR_ANY_VALUE)
    assert called.if_exists
    assert place(called.key.span) == (13, 11, '"aws:CalledVia"')
    assert place(called.values[1].span) == (13, 39, '"s3"')
    assert called.span.text == '"aws:CalledVia": ["cloud*", "s3"]'
    assert (via.base, via.quantifier, via.if_exists) == ("Bool", None, False)
    assert (via.values[0].value, via.values[0].span.text) == ("false", "false")

    assert second.sid is None
    assert second.principals is None
    assert second.conditions == ()


def test_places_in_a_policy_within_another_file_are_the_files() -> None:
    source = Source("world.yaml", POLICY, first_line=40, indent=6)
    policy = Policy.parse(source, "office")
    assert policy.name == "office"
    assert policy.statements[0].effect_span.location == "world.yaml:46:23"


def test_the_bare_star_is_a_principal_of_its_own() -> None:
    policy = Policy.parse(
        '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}'
    )
    (statement,) = policy.statements
    assert statement.principals is not None
    (principal,) = statement.principals.values
    assert principal == Principal("*", principal.value)
    assert principal.value.value == "*"
    assert policy.version == "2008-10-17"


@pytest.mark.parametrize(
    ("type_", "element"),
    [
        (PolicyType.IDENTITY, ""),
        (PolicyType.BOUNDARY, ""),
        (PolicyType.SESSION, ""),
        (PolicyType.SCP, ""),
        (PolicyType.RESOURCE, '"Principal": "*", '),
        (PolicyType.ENDPOINT, '"NotPrincipal": {"AWS": "111122223333"}, '),
        (PolicyType.RCP, '"Principal": "*", '),
    ],
)
def test_a_deny_is_taken_by_every_type(type_: PolicyType, element: str) -> None:
    text = (
        '{"Version": "2012-10-17", "Statement": {'
        + element
        + '"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}'
    )
    assert check_policy(text, type=type_)[1] == ()


GRANT = '"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
TO_ALL = '"Principal": "*", ' + GRANT


@pytest.mark.parametrize(
    ("type_", "text", "codes"),
    [
        (PolicyType.IDENTITY, '{"Id": "x", "Statement": {' + GRANT, ["POL116"]),
        (PolicyType.RESOURCE, '{"Id": "x", "Statement": {' + TO_ALL, []),
        (None, '{"Id": "x", "Statement": {' + GRANT, []),
        (
            PolicyType.TRUST,
            '{"Id": "x", "Statement": {"Effect": "Allow", "Principal": {"AWS": '
            '"111122223333"}, "Action": "sts:AssumeRole"}}',
            [],
        ),
        (PolicyType.SCP, '{"Version": "2012-10-17", "Statement": {' + TO_ALL, ["POL017"]),
        (PolicyType.IDENTITY, '{"Statement": {"Sid": "a b", ' + GRANT, ["POL031"]),
        (None, '{"Statement": {"Sid": "a b", ' + GRANT, ["POL031"]),
        (PolicyType.SCP, '{"Version": "2012-10-17", "Statement": {"Sid": "a b", ' + GRANT, []),
        (PolicyType.RESOURCE, '{"Statement": {"Sid": "a b", ' + TO_ALL, []),
        (PolicyType.BOUNDARY, '{"Id": "\u0159", "Statement": {' + GRANT, ["POL116", "POL042"]),
        (
            PolicyType.SCP,
            '{"Version": "2012-10-17", "Id": "\u0159", "Statement": {' + GRANT,
            ["POL116", "POL104"],
        ),
        (PolicyType.ENDPOINT, '{"Id": "\u0159", "Statement": {' + TO_ALL, ["POL104"]),
    ],
)
def test_what_one_type_refuses_another_stores(
    type_: PolicyType | None, text: str, codes: list[str]
) -> None:
    assert [found.code for found in check_policy(text, type=type_)[1]] == codes


def test_a_trust_policy_has_no_resource() -> None:
    text = (
        '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"},'
        ' "Action": ["sts:AssumeRole", "STS:TagSession"]}}'
    )
    for type_ in (PolicyType.TRUST, None):
        policy, diagnostics = check_policy(text, type=type_)
        assert diagnostics == ()
        assert policy is not None
        assert policy.statements[0].resources is None


def test_the_resource_control_policy_of_aws_may_allow() -> None:
    text = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",'
        ' "Action": "*", "Resource": "*"}]}'
    )
    assert check_policy(text, type=PolicyType.RCP)[1] == ()


def test_a_duplicate_names_the_first() -> None:
    _, (found,) = check_policy(
        '{"Version": "2012-10-17", "Version": "2012-10-17", "Statement":'
        ' {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
    )
    assert found.related is not None
    assert (found.span.column, found.related.column) == (27, 2)


def test_a_problem_says_where_in_the_document_it_lies() -> None:
    _, (found,) = check_policy(POLICY.replace('"Bool"', '"Bol"'))
    assert found.within == ('Statement "Office"', "Condition")
    assert (found.got, found.nearest) == ("Bol", "Bool")
    assert "StringEquals" in found.expected
    _, (found,) = check_policy(POLICY.replace('"Deny"', '"deny"'))
    assert found.within == ("Statement 2", "Effect")


def test_what_was_expected_is_said_in_words() -> None:
    _, (found,) = check_policy('{"Version": "2012-10-17"')
    assert found.expected == ("a name in double quotes and a colon", "}")
    _, (found,) = check_policy('{"Version": ')
    assert found.expected == ("a value",)
    _, (found,) = check_policy("Version: 2012-10-17")
    assert found.expected == ("{",)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the collection of real policies is not here")
def test_real_policies_have_no_problem_but_their_placeholders() -> None:
    paths = sorted(SAMPLES.glob("*.json"))
    assert paths
    for path in paths:
        policy, diagnostics = check_policy(path.read_bytes(), path.name)
        assert policy is not None
        assert {found.code for found in diagnostics} <= {"POL109"}, path.name


def test_the_managed_policies_of_aws_have_no_problem() -> None:
    managed = pytest.importorskip("moto.iam.aws_managed_policies")
    import json

    for name, entry in json.loads(managed.aws_managed_policies_data).items():
        policy, diagnostics = check_policy(
            json.dumps(entry["Document"]), name, type=PolicyType.IDENTITY
        )
        assert policy is not None, name
        assert diagnostics == (), name
