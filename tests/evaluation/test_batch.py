"""Does a table of requests come out as its rows do one by one, here and under Spark?"""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any

import pytest

from simulator import UNKNOWN, Authorizer, Policy, PolicySet, Request
from simulator.evaluation.batch import DECIDED
from simulator.evaluation.brief import Outcome

pyarrow = pytest.importorskip("pyarrow", reason="calledvia[scale] is not installed")

OFFICE = """{"Version": "2012-10-17", "Statement": [
    {"Sid": "Office", "Effect": "Allow", "Action": "ec2:*", "Resource": "*",
     "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
    {"Effect": "Deny", "Action": "ec2:Terminate*", "Resource": "*",
     "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": ["x.amazonaws.com"]}}},
    {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}]}"""
ALICE = "arn:aws:iam::111122223333:user/alice"
INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc"


def _authorizer() -> Authorizer:
    return Authorizer(PolicySet(identity=Policy.parse(OFFICE, "office")))


def _columns() -> dict[str, list[Any]]:
    """Rows in which each column matters once, in twos so that some are alike."""
    rows: list[tuple[Any, ...]] = [
        ("ec2:StopInstances", None, "192.0.2.1", None, None, None, "a"),
        ("ec2:StopInstances", None, "198.51.100.1", None, None, None, "b"),
        ("ec2:StopInstances", None, None, None, None, None, "c"),
        ("ec2:StopInstances", None, None, None, None, ["aws:SourceIp"], "d"),
        ("ec2:TerminateInstances", None, "192.0.2.1", ["x.amazonaws.com"], None, None, "e"),
        ("ec2:TerminateInstances", None, "192.0.2.1", [], None, None, "f"),
        ("iam:GetUser", "session-token", None, None, True, None, "g"),
        ("iam:GetUser", "session-token", None, None, False, None, "h"),
    ]
    names = (
        "action",
        "credentials",
        "AWS:SourceIp",
        "aws:CalledVia",
        "aws:MultiFactorAuthPresent",
        "unknown_keys",
        "event",
    )
    columns = {name: [row[at] for row in rows * 2] for at, name in enumerate(names)}
    return {
        "principal": [ALICE] * 2 * len(rows),
        "resource": [INSTANCE] * 2 * len(rows),
        **columns,
    }


def _one_by_one(batch: Any) -> list[tuple[Any, ...]]:
    expected = []
    for row in batch.to_pylist():
        context = {key: value for key, value in row.items() if ":" in key and value is not None}
        context |= dict.fromkeys(row["unknown_keys"] or (), UNKNOWN)
        request = Request(
            row["principal"],
            row["action"],
            row["resource"],
            credentials=row["credentials"],
            context=context,
        )
        outcome = Outcome.of(_authorizer().explain(request))
        expected.append(
            (outcome.verdict, outcome.settled_by, outcome.policy, outcome.sid, outcome.statement)
        )
    return expected


def _decided(batch: Any) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in list(DECIDED)[:-1]) for row in batch.to_pylist()]


def test_rows_come_out_as_they_do_one_by_one() -> None:
    batch = pyarrow.record_batch(_columns())
    authorizer = _authorizer()
    found = authorizer.decide_batch(batch)
    assert found.schema.names == [*batch.schema.names, *DECIDED]
    assert found.select(batch.schema.names).equals(batch)
    assert _decided(found) == _one_by_one(batch)
    assert {row["verdict"] for row in found.to_pylist()} == {
        "allow",
        "explicit_deny",
        "implicit_deny",
        "depends",
    }
    assert found["problem"].null_count == len(found)


def test_alike_rows_are_decided_once_over_all_batches() -> None:
    batch = pyarrow.record_batch(_columns())
    authorizer = _authorizer()
    authorizer.decide_batch(batch)
    distinct = authorizer.outcomes.use.misses
    # An empty list is an absent key: two entries, but no more.
    assert distinct == len(batch) // 2
    authorizer.decide_batch(batch)
    assert (authorizer.outcomes.use.hits, authorizer.outcomes.use.misses) == (distinct, distinct)


def test_dictionaries_with_nulls_and_values_there_twice() -> None:
    plain = pyarrow.record_batch(_columns())
    actions = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([0, 1, None]), pyarrow.array(["ec2:StopInstances", "ec2:StopInstances"])
    )
    rows = {name: plain[name][:3] for name in plain.schema.names}
    found = _authorizer().decide_batch(pyarrow.record_batch({**rows, "action": actions}))
    assert found["verdict"].to_pylist() == ["allow", "implicit_deny", None]
    assert found["problem"].to_pylist() == [None, None, "action is null"]


def test_a_row_that_is_no_request_says_so_and_the_others_are_decided() -> None:
    batch = pyarrow.record_batch(
        {
            "principal": ["nobody", None, ALICE, ALICE],
            "action": ["iam:GetUser"] * 4,
            "resource": ["*"] * 4,
            "credentials": [None, None, "stolen", None],
        }
    )
    found = _authorizer().decide_batch(batch).to_pylist()
    assert [row["verdict"] for row in found] == [None, None, None, "allow"]
    assert "'nobody' is no principal" in found[0]["problem"]
    assert found[1]["problem"] == "principal is null"
    assert "stolen" in found[2]["problem"]


def test_no_rows() -> None:
    batch = pyarrow.record_batch(_columns()).slice(0, 0)
    found = _authorizer().decide_batch(batch)
    assert (len(found), found.schema.names) == (0, [*batch.schema.names, *DECIDED])


BASE = {"principal": [ALICE], "action": ["iam:GetUser"], "resource": ["*"]}


@pytest.mark.parametrize(
    ("columns", "error", "says"),
    [
        ({"principal": [ALICE], "action": ["x:y"]}, ValueError, "missing: resource"),
        ({**BASE, "verdict": ["allow"]}, ValueError, "added: verdict"),
        ({**BASE, "aws:SourceIp": ["x"], "AWS:sourceip": ["y"]}, ValueError, "aws:sourceip"),
        ({**BASE, "aws:SourceIp": [b"x"]}, TypeError, "'aws:SourceIp' is binary"),
        ({**BASE, "action": [["iam:GetUser"]]}, TypeError, "'action' is list"),
        ({**BASE, "unknown_keys": ["aws:SourceIp"]}, TypeError, "expected lists of text"),
    ],
)
def test_columns_that_cannot_be_used(
    columns: dict[str, list[Any]], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        _authorizer().decide_batch(pyarrow.record_batch(columns))


def test_an_authorizer_can_be_sent_elsewhere() -> None:
    there = pickle.loads(pickle.dumps(_authorizer()))
    batch = pyarrow.record_batch(_columns())
    assert there.decide_batch(batch).equals(_authorizer().decide_batch(batch))


def test_spark_decides_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="calledvia[spark] is not installed")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    batch = pyarrow.record_batch(_columns())
    spark = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    try:
        events = spark.createDataFrame(pyarrow.Table.from_batches([batch])).repartition(3)
        added = ", ".join(f"{name} {_SPARK[type]}" for name, type in DECIDED.items())
        schema = f"{_ddl(events)}, {added}"
        decide = _authorizer().decide_batch
        found = events.mapInArrow(lambda batches: map(decide, batches), schema).collect()
    finally:
        spark.stop()
    by_event = {row["event"]: row["verdict"] for row in found}
    expected = _authorizer().decide_batch(batch).to_pylist()
    assert len(found) == len(expected)
    assert by_event == {row["event"]: row["verdict"] for row in expected}


_SPARK = {"string": "string", "int32": "int"}


def _ddl(events: Any) -> str:
    return ", ".join(
        f"`{field.name}` {field.dataType.simpleString()}" for field in events.schema.fields
    )
