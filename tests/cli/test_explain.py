from __future__ import annotations

import json

from simulator.cli.exits import Exit
from tests.cli.conftest import Run
from tests.report.goldens import assert_golden
from tests.report.test_as_json import validator


def test_words_of_a_name_choose_the_request(started: Run) -> None:
    ran = started("explain", "office.yaml", "from home")
    assert ran.code == Exit.OK
    assert_golden("starter-explain.txt", ran.out.splitlines())


def test_without_a_name_every_request_is_explained(started: Run) -> None:
    ran = started("explain", "office.yaml")
    assert ran.out.count("settled by") == 3


def test_the_settling_hop_unless_another_is_asked_for(started: Run) -> None:
    assert "hop 2" in started("explain", "office.yaml", "her stack").out
    assert "hop 1" in started("explain", "office.yaml", "her stack", "--hop", "1").out
    ran = started("explain", "office.yaml", "her stack", "--hop", "3")
    assert ran.code == Exit.BAD_INPUT
    assert "there is no hop 3" in ran.err


def test_all_shows_the_context_too(started: Run) -> None:
    short = started("explain", "office.yaml", "from home").out
    whole = started("explain", "office.yaml", "from home", "--all").out
    assert "aws:PrincipalArn" not in short
    assert "aws:PrincipalArn" in whole


def test_no_such_request(started: Run) -> None:
    ran = started("explain", "office.yaml", "nobody")
    assert ran.code == Exit.BAD_INPUT
    assert "office: by hand, from home" in ran.err


def test_json(started: Run) -> None:
    ran = started("explain", "office.yaml", "her stack", "--hop", "2", "--format", "json")
    document = json.loads(ran.out)
    validator("explain").validate(document)
    assert [hop["path"] for hop in document["results"][0]["hops"]] == [[1, 1]]


def test_plain_has_no_art(started: Run) -> None:
    ran = started("explain", "office.yaml", "from home", "--format", "plain")
    assert ran.out.isascii()
    assert "denied implicitly" in ran.out
