from __future__ import annotations

import datetime

import pytest

from simulator.formats.quantities import print_instant, read_date, read_duration, read_instant

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", datetime.date(2026, 11, 24)),
        ("2024-02-29", datetime.date(2024, 2, 29)),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("20261124", None),
        ("2026-W48-2", None),
        ("2026-11-24T00:00:00Z", None),
        ("1969-12-31", None),
        ("9999-12-31", None),
        ("٢٠٢٦-11-24", None),
        ("", None),
    ],
)
def test_dates(text: str, day: datetime.date | None) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23T10:00:00Z", datetime.datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00Z", datetime.datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T11:30:00+01:30", datetime.datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00:00.250Z", datetime.datetime(2026, 11, 23, 10, 0, 0, 250_000, UTC)),
        ("2026-11-23T10:00:00", None),
        ("2026-11-23 10:00:00Z", None),
        ("2026-11-23T25:00:00Z", None),
        ("2026-11-23T10:00:00+25:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1795514400", None),
    ],
)
def test_instants(text: str, instant: datetime.datetime | None) -> None:
    assert read_instant(text) == instant
    if instant is not None:
        assert read_instant(print_instant(instant)) == instant


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h", 3600),
        ("90m", 5400),
        ("3600s", 3600),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1d1h1m1s", 90_061),
        ("0s", 0),
        ("3653d", 3653 * 86_400),
        ("3654d", None),
        ("999999999999d", None),
        ("1", None),
        ("30m1h", None),
        ("-1h", None),
        ("1 h", None),
        ("1.5h", None),
        ("PT1H", None),
        ("", None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    expected = None if seconds is None else datetime.timedelta(seconds=seconds)
    assert read_duration(text) == expected
