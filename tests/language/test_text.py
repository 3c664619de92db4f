import pytest

from simulator.language.problems import Problem
from simulator.language.syntax import check_policy, parse_policy
from simulator.source import Source

POLICY = '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


def codes(text: str | bytes | Source, largest: int | None = None) -> list[str]:
    limit = {} if largest is None else {"largest": largest}
    return [found.code for found in check_policy(text, **limit)[1]]


@pytest.mark.parametrize(
    "text",
    [
        POLICY,
        POLICY.encode(),
        b"\xef\xbb\xbf" + POLICY.encode(),
        "\ufeff" + POLICY,
        POLICY.replace(" ", "\r\n\t ").encode(),
        Source("x", POLICY, first_line=5, indent=2),
    ],
    ids=["text", "bytes", "mark", "mark-in-text", "crlf", "source"],
)
def test_a_policy_is_read_from_any_of_these(text: str | bytes | Source) -> None:
    assert codes(text) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_other_encodings_of_unicode_are_told(encoding: str) -> None:
    assert codes(POLICY.encode(encoding)) == [Problem.UTF_16]


def test_the_first_byte_that_is_no_utf_8_has_its_place() -> None:
    _, (found,) = check_policy('{"Id": "čé'.encode() + b'\xe9"}')
    assert (found.code, found.got, found.span.column) == (Problem.NOT_UTF_8, "0xe9", 11)


def test_nul_in_the_second_place_is_told_whatever_it_is() -> None:
    assert codes(b"\0\0") == [Problem.NUL]
    assert codes(POLICY.replace("s3", "s\0")) == [Problem.NUL]


def test_a_lone_surrogate_in_text_is_told() -> None:
    assert codes(POLICY.replace("s3", "s\udc80")) == [Problem.LONE_SURROGATE]


def test_a_pair_of_escapes_is_one_character() -> None:
    policy = parse_policy(POLICY.replace('"*"', '"arn:aws:s3:::\\ud83d\\ude00"'))
    resources = policy.statements[0].resources
    assert resources is not None
    assert resources.values[0].value == "arn:aws:s3:::\U0001f600"


def test_the_limit_counts_bytes_of_a_file_and_characters_of_a_text() -> None:
    assert codes(POLICY, largest=len(POLICY)) == []
    assert codes(POLICY.encode(), largest=len(POLICY) - 1) == [Problem.TOO_LARGE]
    assert codes(POLICY, largest=len(POLICY) - 1) == [Problem.TOO_LARGE]
    assert codes(b" " * (4 * 1024 * 1024 + 1)) == [Problem.TOO_LARGE]


def test_brackets_in_strings_are_not_nested() -> None:
    assert codes(POLICY.replace("s3:*", "s3:" + "[{" * 200)) == [Problem.IMPOSSIBLE_ACTION]


def test_nesting_up_to_the_limit_is_a_wrong_type_and_no_more() -> None:
    assert codes('{"Statement": ' + "[" * 99 + "]" * 99 + "}") == [Problem.WRONG_TYPE]
    assert codes('{"Statement": ' + "[" * 100 + "]" * 100 + "}") == [Problem.TOO_DEEP]
