from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from simulator.analysis.logs.event import Event
from simulator.formats.cloudtrail.exports import read_export
from simulator.source import Diagnostic
from tests.analysis.logs.records import OFFICE, record, session, user

duckdb = pytest.importorskip("duckdb")

RECORDS = [
    record("s3:GetObject", user(), parameters={"bucketName": "b", "key": "a, b=c"}),
    record("ec2:StopInstances", session(), errorCode="Client.UnauthorizedOperation"),
    record("kms:Decrypt", user(invokedBy="secretsmanager.amazonaws.com")),
]


def as_athena(value: Any) -> str:
    """A value as Athena writes it into CSV: the names of structures in lower case, of maps not."""
    if isinstance(value, dict):
        names = {key: key if "bucketName" in value else key.lower() for key in value}
        return "{" + ", ".join(f"{names[key]}={as_athena(it)}" for key, it in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_athena, value)) + "]"
    return "null" if value is None else str(value)


def read(path: Path) -> tuple[list[Event], list[str]]:
    found: list[Diagnostic] = []
    events = [event for batch in read_export(path, found.append) for event in batch]
    return events, [one.code for one in found]


def check(events: list[Event]) -> None:
    first, second, third = events
    assert (first.time, first.source, first.name) == (
        "2026-10-02T10:00:00Z",
        "s3.amazonaws.com",
        "GetObject",
    )
    assert first.identity is not None
    assert first.identity.arn == user()["arn"]
    assert json.loads(bytes(first.parameters))["bucketName"] == "b"
    assert second.error_code == "Client.UnauthorizedOperation"
    assert second.address == OFFICE
    assert second.identity is not None
    assert second.identity.session is not None
    assert second.identity.session.issuer is not None
    assert second.identity.session.issuer.arn == "arn:aws:iam::111122223333:role/Bob"
    assert third.identity is not None
    assert third.identity.invoked_by == "secretsmanager.amazonaws.com"
    assert third.error_code is None


@pytest.mark.parametrize("time", ["2026-10-02T10:00:00Z", "2026-10-02 10:00:00.000"])
def test_csv_as_athena_and_lake_write_it(tmp_path: Path, time: str) -> None:
    path = tmp_path / "result.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow([key.lower() for key in RECORDS[0]] + ["errorcode"])
        for one in RECORDS:
            cells = {**one, "eventTime": time, "errorCode": one.get("errorCode")}
            rows.writerow([it if isinstance(it, str) else as_athena(it) for it in cells.values()])
    events, found = read(path)
    assert found == []
    check(events)


def test_parquet(tmp_path: Path) -> None:
    lines = tmp_path / "lines.json"
    lines.write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    path = tmp_path / "lake.parquet"
    with duckdb.connect() as connection:
        query = f"COPY (SELECT * FROM read_json('{lines.as_posix()}')) TO '{path.as_posix()}'"
        connection.execute(query)
    events, found = read(path)
    assert found == []
    check(events)


def test_an_export_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 no parquet")
    assert read(tmp_path / "a.csv") == ([], ["LOG005"])
    assert read(tmp_path / "b.parquet") == ([], ["LOG003"])
    assert read(tmp_path / "missing.parquet") == ([], ["LOG001"])


def test_an_odd_row_is_counted(tmp_path: Path) -> None:
    text = "eventTime,eventSource,eventName\n2026-10-02T10:00:00Z,s3.amazonaws.com,GetObject\nx,,\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    events, found = read(tmp_path / "a.csv")
    assert (len(events), found) == (1, ["LOG004"])


def test_without_duckdb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert read(tmp_path / "a.parquet") == ([], ["LOG006"])
