from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from simulator.analysis.logs.event import Event
from simulator.formats.cloudtrail import files
from simulator.formats.cloudtrail.files import find_logs, read_log, read_slots
from simulator.source import Diagnostic
from tests.analysis.logs.records import record, user

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "cloudtrail"


def records(count: int) -> list[dict[str, Any]]:
    return [record(time=f"2026-10-02T10:00:{number:02d}Z") for number in range(count)]


def whole(count: int = 5) -> bytes:
    return json.dumps({"Records": records(count)}).encode()


def read(*paths: Path) -> tuple[list[Event], list[Diagnostic]]:
    found: list[Diagnostic] = []
    logs = find_logs([str(path) for path in paths], found.append)
    return [
        event for log in logs for batch in read_log(log, found.append) for event in batch
    ], found


def codes(found: list[Diagnostic]) -> list[str]:
    return [one.code for one in found]


@pytest.fixture(params=[files.WHOLE, 0], ids=["at once", "streamed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read at once, or as those that are too large for that."""
    monkeypatch.setattr(files, "WHOLE", request.param)


def packed(data: bytes) -> bytes:
    """Without the time of day, so that every process collects the same tests."""
    return gzip.compress(data, mtime=0)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json.gz", packed(whole())),
        ("a.json", whole()),
        ("packed-without-saying.json", packed(whole())),
        ("two-members.json.gz", packed(whole()[:100]) + packed(whole()[100:])),
        ("bom.json", b"\xef\xbb\xbf" + whole()),
        ("indented.json", json.dumps({"Records": records(5)}, indent=2).encode()),
        ("array.json", json.dumps(records(5)).encode()),
        ("lines.jsonl", "\n".join(map(json.dumps, records(5))).encode()),
        ("lines.jsonl.gz", packed("\r\n".join(map(json.dumps, records(5))).encode())),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_shape_of_a_log(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    events, found = read(tmp_path)
    assert (len(events), found) == (5, [])
    assert [event.time[-3:-1] for event in events] == ["00", "01", "02", "03", "04"]
    assert events[0].identity is not None
    assert events[0].identity.arn == user()["arn"]


@pytest.mark.usefixtures("way")
def test_a_broken_line_does_not_lose_the_others(tmp_path: Path) -> None:
    lines = [json.dumps(it) for it in records(3)]
    text = "\n".join([lines[0], "{broken", "", lines[1], lines[2], lines[0][:100]])
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    events, found = read(tmp_path)
    assert len(events) == 3
    assert codes(found) == ["LOG003", "LOG004"]


def test_what_lookup_events_prints(tmp_path: Path) -> None:
    found = {"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(it)} for it in records(3)]}
    (tmp_path / "events.json").write_text(json.dumps(found), encoding="utf-8")
    events, wrong = read(tmp_path)
    assert (len(events), wrong) == (3, [])


@pytest.mark.usefixtures("way")
def test_of_a_truncated_file_the_whole_records_are_read(tmp_path: Path) -> None:
    text = whole(50)
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(text, 0)[:-2000])
    events, found = read(tmp_path)
    assert 40 < len(events) < 50
    assert codes(found) == ["LOG002", "LOG003"]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("cut", [1, 2, 300])
def test_of_half_written_json_the_whole_records_are_read(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.json").write_bytes(whole(5)[:-cut])
    (tmp_path / "b.json").write_bytes(whole(2))
    events, found = read(tmp_path)
    complete = 5 if cut < 3 else 4
    assert len(events) == complete + 2
    assert codes(found) == (["LOG003"] if cut == 300 else []) or cut < 3


@pytest.mark.usefixtures("way")
def test_one_odd_record_does_not_lose_its_file(tmp_path: Path) -> None:
    odd = [record(eventTime=7), {"no": "record"}, 5]
    text = json.dumps({"Records": [records(1)[0], *odd[:2], records(1)[0]]})
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    events, (wrong,) = read(tmp_path)
    assert len(events) == 2
    assert (wrong.code, wrong.got) == ("LOG004", "2 of 4")
    assert "number 2" in wrong.detail


def test_records_of_all_versions(tmp_path: Path) -> None:
    old = {key: record()[key] for key in ("eventTime", "eventSource", "eventName")}
    newer = record(eventVersion="1.99", novelty={"a": [1, {"b": None}]})
    sparse = record(userIdentity=None, requestParameters="text", sourceIPAddress=None)
    text = json.dumps({"Records": [old, newer, sparse]})
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    events, found = read(tmp_path)
    assert (len(events), found) == (3, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", None),
        (b"not json", "LOG003"),
        (b'{"awsAccountId": "1", "digestS3Bucket": "b"}', "LOG005"),
        (b"[" * 100_000, "LOG003"),
        (b"\x1f\x8b\x08garbage", "LOG002"),
        (b'{"Records": {}}', "LOG005"),
    ],
)
def test_what_is_no_log_is_said(tmp_path: Path, data: bytes, code: str | None) -> None:
    (tmp_path / "a.json").write_bytes(data)
    events, found = read(tmp_path)
    assert events == []
    assert codes(found)[:1] == ([code] if code else [])


def test_unreadable_paths_are_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(whole(2))
    (tmp_path / "empty").mkdir()
    events, found = read(tmp_path / "missing.json", tmp_path / "empty", tmp_path / "good.json")
    assert len(events) == 2
    assert sorted(codes(found)) == ["LOG001", "LOG007"]


def test_digests_and_other_files_are_left_out_and_counted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(whole(1))
    (tmp_path / "1_CloudTrail-Digest_us-east-1_20230710T1215Z.json.gz").write_bytes(b"x")
    (tmp_path / "notes.txt").write_bytes(b"x")
    events, (left_out,) = read(tmp_path)
    assert len(events) == 1
    assert (left_out.code, left_out.got) == ("LOG008", "2")


def test_files_of_the_same_minutes_are_read_together(tmp_path: Path) -> None:
    for region, minute in (("us-east-1", "1205"), ("eu-west-1", "1210"), ("us-west-2", "1205")):
        folder = tmp_path / region
        folder.mkdir()
        name = f"111122223333_CloudTrail_{region}_20230710T{minute}Z_abc.json"
        (folder / name).write_bytes(whole(1))
    found: list[Diagnostic] = []
    slots = [
        ([log.path.parent.name for log in logs], [len(batch) for batch in batches])
        for logs, batches in read_slots(find_logs([tmp_path], found.append), found.append)
    ]
    assert slots == [(["us-east-1", "us-west-2"], [2]), (["eu-west-1"], [1])]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample logs beside the project")
def test_real_logs() -> None:
    events, found = read(SAMPLES)
    assert (len(events), found) == (2261, [])
