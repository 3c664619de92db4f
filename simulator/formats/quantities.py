"""Which date, instant or duration does a text name, if it names one?

No names of months, no local times, no bare numbers: a replay says the same everywhere.
"""

from __future__ import annotations

import datetime
import re

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_DURATION = re.compile(
    r"(?=[0-9])(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?"
)
# Far enough from the ends of the calendar that no scenario's clock runs over them.
_YEARS = range(1970, 2201)
_LONGEST = datetime.timedelta(days=3653)


def read_date(text: str) -> datetime.date | None:
    """A day like ``2026-11-24``."""
    if not _DATE.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def read_instant(text: str) -> datetime.datetime | None:
    """A moment like ``2026-11-23T10:00:00Z`` or with an offset, in UTC; a zone is required."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        instant = datetime.datetime.fromisoformat(text)
        instant = instant.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return instant if instant.year in _YEARS else None


def print_instant(instant: datetime.datetime) -> str:
    """The moment as `read_instant` reads it."""
    return instant.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def read_duration(text: str) -> datetime.timedelta | None:
    """A span of time like ``1h``, ``90m``, ``3600s``, ``1h30m`` or ``2d``."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    duration = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return duration if duration <= _LONGEST else None
