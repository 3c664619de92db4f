"""Which events are in files and folders of logs, and what of them cannot be read?

CloudTrail's own files, compressed or not, JSON lines, arrays, and what `lookup-events` prints, read
here; Parquet and CSV by `exports`. Whatever is wrong with a file is reported, and the rest goes on.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import msgspec

from simulator.analysis.logs.event import Event
from simulator.formats.cloudtrail.record import (
    LookUp,
    Odd,
    apart_decoder,
    read_events,
    whole_decoder,
)
from simulator.formats.cloudtrail.streaming import BrokenTextError, stream_records
from simulator.formats.files import about_file
from simulator.source import Diagnostic

Report = Callable[[Diagnostic], None]

WHOLE = 32 * 2**20
"""Bytes of decompressed text up to which a file is read at once."""

_CHUNK = 2**20
_BATCH = 4096
_TOGETHER = 20_000
_GZIP = b"\x1f\x8b"
_GZIP_HEADER = 16 + zlib.MAX_WBITS
_LOGS = (".json", ".jsonl", ".ndjson", ".parquet", ".csv", ".log")
_EXPORTS = (".parquet", ".csv")
_DIGEST = "CloudTrail-Digest"


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of a log.

    Args:
        path: where it is.
        size: in bytes.
        slot: the minutes in which CloudTrail delivered it, as its name says; else the path.
    """

    path: Path
    size: int
    slot: str


def find_logs(paths: Sequence[str | Path], report: Report) -> list[LogFile]:
    """The files of a log, folders with all below them, each once and in the order of delivery.

    Args:
        paths: files and folders.
        report: where what cannot be used is reported.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.is_dir():
            found[path] = None
            continue
        files = sorted(each for each in path.rglob("*") if each.is_file())
        logs = [each for each in files if _is_log(each)]
        found.update(dict.fromkeys(logs))
        if not logs:
            report(about_file(path, "LOG007"))
        elif len(logs) < len(files):
            report(about_file(path, "LOG008", got=str(len(files) - len(logs))))
    each_once = (LogFile(path, _size(path), _slot(path)) for path in found)
    return sorted(each_once, key=lambda log: log.slot)


_STAMP = re.compile(r"_CloudTrail_[a-z0-9-]+_(\d{8}T\d{4}Z)_")
"""The time in the name of a file of CloudTrail's (CloudTrail cloudtrail-log-file-examples)."""


def _slot(path: Path) -> str:
    found = _STAMP.search(path.name)
    return found[1] if found is not None else str(path)


def _is_log(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(_LOGS) and _DIGEST.lower() not in path.name.lower()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_slots(
    logs: Sequence[LogFile], report: Report
) -> Iterator[tuple[Sequence[LogFile], Iterator[list[Event]]]]:
    """The files that were delivered together, and their events in batches that go together.

    A call and those that it causes are mostly in different files of the same minutes.
    """
    for _, slot in groupby(logs, key=lambda log: log.slot):
        together = list(slot)
        yield together, _together(together, report)


def _together(logs: Sequence[LogFile], report: Report) -> Iterator[list[Event]]:
    waiting: list[Event] = []
    for log in logs:
        for events in read_log(log, report):
            waiting += events
            if len(waiting) >= _TOGETHER:
                yield waiting
                waiting = []
    if waiting:
        yield waiting


def read_log(log: LogFile, report: Report) -> Iterator[list[Event]]:
    """The events of a file, in batches.

    Args:
        log: the file.
        report: where what cannot be read is reported.
    """
    if log.path.name.lower().removesuffix(".gz").endswith(_EXPORTS):
        from simulator.formats.cloudtrail.exports import read_export

        yield from read_export(log.path, report)
        return
    chunks = _Chunks(log.path, report)
    head = b"".join(chunks.up_to(WHOLE))
    if chunks.ended:
        events = _all_good(head)
        if events is not None:
            yield events
            return
    odd: list[Odd] = []
    count = 0
    records = _at_once(head) if chunks.ended else None
    for batch in _batches(_streamed(head, chunks, report)) if records is None else (records,):
        events = read_events(batch, odd, count + 1)
        count += len(batch)
        if events:
            yield events
    _report_odd(log.path, odd, count, report)


class _Chunks:
    """The decompressed text of a file, piece by piece, as far as it can be read."""

    def __init__(self, path: Path, report: Report) -> None:
        self.path = path
        self.ended = False
        self._report = report
        self._pieces = self._read()

    def up_to(self, size: int) -> Iterator[bytes]:
        """Pieces of about this size together."""
        while size > 0:
            piece = next(self._pieces, None)
            if piece is None:
                self.ended = True
                return
            size -= len(piece)
            yield piece

    def rest(self) -> Iterator[bytes]:
        """What is left."""
        return self._pieces

    def _read(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as plain:
                packed = plain.read(2) == _GZIP
                plain.seek(0)
                stream = iter(lambda: plain.read(_CHUNK), b"")
                yield from _unpacked(stream) if packed else stream
        except (EOFError, zlib.error) as error:
            self._report(about_file(self.path, "LOG002", detail=str(error)))
        except OSError as error:
            self._report(about_file(self.path, "LOG001", detail=error.strerror or str(error)))


def _unpacked(packed: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip packed, to the last byte that can be had: the standard library's own reader drops
    the piece in which a file breaks off.

    Raises:
        EOFError: the data ends too early.
        zlib.error: it is damaged.
    """
    member = zlib.decompressobj(_GZIP_HEADER)
    begun = False
    for piece in packed:
        while piece:
            text = member.decompress(piece, _CHUNK)
            begun = True
            if text:
                yield text
            piece = member.unconsumed_tail
            if member.eof:
                # Another member may follow, or the zeros with which tapes are filled up.
                piece = member.unused_data.lstrip(b"\0")
                member, begun = zlib.decompressobj(_GZIP_HEADER), False
    if begun:
        raise EOFError("the end of the data is missing")


def _all_good(text: bytes) -> list[Event] | None:
    """The events of a whole file of CloudTrail's; None if anything in it is odd."""
    try:
        return whole_decoder().decode(text).events
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _at_once(text: bytes) -> list[msgspec.Raw] | list[bytes] | None:
    """The records of a whole text; None where they must be looked for one by one."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        return apart_decoder().decode(text).records
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    try:
        if text.lstrip()[:1] == b"[":
            return msgspec.json.decode(text, type=list[msgspec.Raw])
        found = msgspec.json.decode(text, type=LookUp)
        return [each.record.encode() for each in found.events]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _streamed(head: bytes, chunks: _Chunks, report: Report) -> Iterator[bytes]:
    try:
        yield from stream_records(_joined(head, chunks.rest()))
    except BrokenTextError as error:
        report(about_file(chunks.path, "LOG003", detail=str(error)))


def _joined(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    for at in range(0, len(head), _CHUNK):
        yield head[at : at + _CHUNK]
    yield from rest


def _batches(records: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for record in records:
        batch.append(record)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _report_odd(path: Path, odd: Sequence[Odd], count: int, report: Report) -> None:
    if not odd:
        return
    first = odd[0]
    if len(odd) == count:
        report(about_file(path, "LOG005", detail=first.why))
    else:
        report(
            about_file(
                path,
                "LOG004",
                got=f"{len(odd)} of {count}",
                detail=f"the first is number {first.number}: {first.why}",
            )
        )
