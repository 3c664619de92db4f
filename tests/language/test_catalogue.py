"""Policies that IAM stores and the service data doubts: `doubtful/NAME.json`, and what is found.

A line is `CODE line:column got (nearest?)`, as in `test_wrong_documents.py`.
"""

import pathlib
import time

import pytest

from simulator import services
from simulator.diagnostics import DIAGNOSTICS, Severity
from simulator.language.catalogue import check_against_services
from simulator.language.model import Policy
from simulator.language.problems import Problem
from tests.language.test_wrong_documents import FOUND_BY_SERVICES, rendered

DOUBTFUL = pathlib.Path(__file__).parent / "doubtful"
DOCUMENTS = sorted(DOUBTFUL.glob("*.json"))


def found_in(path):
    return check_against_services(Policy.parse(path.read_bytes(), path.name))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_everything_doubtful_is_found_at_its_place(path):
    lines = [rendered(found) for found in found_in(path)]
    assert "\n".join(lines) + "\n" == path.with_suffix(".expected").read_text(encoding="utf-8")


def test_every_row_is_produced_and_is_a_warning():
    produced = {found.code for path in DOCUMENTS for found in found_in(path)}
    assert produced == FOUND_BY_SERVICES
    assert {DIAGNOSTICS[code].severity for code in produced} == {Severity.WARNING}


def statement(**elements):
    import json

    body = {"Sid": "One", "Effect": "Allow", "Action": "*", "Resource": "*"} | elements
    return Policy.parse(json.dumps({"Version": "2012-10-17", "Statement": [body]}), "a.json")


def test_findings_say_where_and_what_the_key_is():
    condition = {"StringEquals": {"aws:SecureTransport": "true"}}
    (found,) = check_against_services(statement(Condition=condition))
    assert found.within == ('Statement "One"', "Condition", "StringEquals")
    assert found.detail == "aws:SecureTransport is Bool"
    assert found.expected == ("Bool",)


def test_without_the_data_nothing_is_doubted(monkeypatch):
    monkeypatch.setattr(services, "available", lambda: False)
    assert check_against_services(statement(Action="ec2:StopInstnces")) == ()


def test_ten_thousand_unknown_actions_end_soon():
    actions = [f"ec2:StopInstnces{number}" for number in range(10_000)]
    policy = statement(Action=actions)
    start = time.perf_counter()
    found = check_against_services(policy)
    assert time.perf_counter() - start < 2
    assert found[0].nearest == "ec2:StopInstances"
    assert found[-1].nearest is None
    assert {one.code for one in found} == {Problem.UNKNOWN_ACTION, Problem.TOO_MANY}


def test_names_of_any_length_end_soon():
    long = "A" * 100_000
    condition = {"StringEquals": {f"aws:{long}": "x"}}
    assert check_against_services(statement(Action=f"ec2:{long}", Condition=condition)) == ()
