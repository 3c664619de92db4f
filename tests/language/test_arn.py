import pytest

from simulator.language.arn import Arn, parse_arn, split_arn


def test_the_sixth_part_holds_all_further_colons() -> None:
    text = "arn:aws:logs:us-east-1:111122223333:log-group:web:*"
    arn = parse_arn(text)
    assert arn == Arn("aws", "logs", "us-east-1", "111122223333", "log-group:web:*")
    assert str(arn) == text


def test_parts_may_be_empty() -> None:
    assert parse_arn("arn:aws:::") is None
    assert parse_arn("arn:aws::::") == Arn("aws", "", "", "", "")
    assert parse_arn("arn:aws:s3:::bucket") == Arn("aws", "s3", "", "", "bucket")


@pytest.mark.parametrize("text", ["", "*", "arn", "boop", "ARN:aws:s3:::b", "a:b:c:d:e:f"])
def test_what_is_no_arn_has_no_parts(text: str) -> None:
    assert parse_arn(text) is None
    assert split_arn(text) is None


def test_an_incomplete_arn_has_the_parts_it_has() -> None:
    assert parse_arn("arn:aws:sqs") is None
    assert split_arn("arn:aws:sqs") == ("arn", "aws", "sqs")
