from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.language.pattern import Pattern, Piece, Variable, Wildcard, parse_pattern

ANY, ONE = Wildcard.ANY, Wildcard.ONE


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("*", (ANY,)),
        ("s3:Get*", ("s3:Get", ANY)),
        ("a?c**", ("a", ONE, "c", ANY, ANY)),
        ("a\n*", ("a\n", ANY)),
        ("home/${aws:username}/*", ("home/", Variable("aws:username", None), "/", ANY)),
        ("${aws:PrincipalTag/team, 'co'}", (Variable("aws:PrincipalTag/team", "co"),)),
        ("${aws:PrincipalTag/team, ''}", (Variable("aws:PrincipalTag/team", ""),)),
        ("${aws:PrincipalTag/t, 'a*}b'}", (Variable("aws:PrincipalTag/t", "a*}b"),)),
        ("${aws:PrincipalTag/cost center}", (Variable("aws:PrincipalTag/cost center", None),)),
        ("${www.amazon.com:user_id}", (Variable("www.amazon.com:user_id", None),)),
        ("${s3:x}${s3:y}", (Variable("s3:x", None), Variable("s3:y", None))),
        ("a${*}b${?}${$}", ("a*b?$",)),
        ("${$}{aws:username}", ("${aws:username}",)),
        ("$${aws:username}", ("$", Variable("aws:username", None))),
    ],
)
def test_wildcards_and_variables_are_found(text: str, pieces: tuple[Piece, ...]) -> None:
    assert parse_pattern(text, wildcards=True, variables=True) == Pattern(pieces)


@pytest.mark.parametrize(
    "text",
    [
        "${",
        "${}",
        "${aws:username",
        "${username}",
        "${AWS::AccountId}",
        "${aws:username,'x'}",
        "${aws:username, x}",
        "${aws:username, 'x'",
        "${ aws:username}",
        "${aws:user${aws}",
    ],
)
def test_a_malformed_variable_is_text(text: str) -> None:
    assert parse_pattern(text, wildcards=True, variables=True) == Pattern((text,))


def test_wildcards_in_a_malformed_variable_are_wildcards() -> None:
    assert parse_pattern("${*", wildcards=True, variables=True).pieces == ("${", ANY)


def test_documents_of_2008_know_wildcards_but_no_variables() -> None:
    pattern = parse_pattern("${aws:username}${*}", wildcards=True, variables=False)
    assert pattern.pieces == ("${aws:username}${", ANY, "}")


def test_where_there_are_no_wildcards_they_are_text() -> None:
    pattern = parse_pattern("*?${aws:username}${*}", wildcards=False, variables=True)
    assert pattern.pieces == ("*?", Variable("aws:username", None), "*")
    assert parse_pattern("*${*}", wildcards=False, variables=False).pieces == ("*${*}",)


@given(st.text(alphabet="ab:*?${}', \n", max_size=40), st.booleans(), st.booleans())
def test_every_text_is_a_pattern(text: str, wildcards: bool, variables: bool) -> None:
    pieces = parse_pattern(text, wildcards=wildcards, variables=variables).pieces
    assert "" not in pieces
    texts = [isinstance(piece, str) for piece in pieces]
    assert (True, True) not in list(pairwise(texts))
    if not variables:
        written = [piece.value if isinstance(piece, Wildcard) else piece for piece in pieces]
        assert "".join(map(str, written)) == text
