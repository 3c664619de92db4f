"""How does one record of CloudTrail become an event, and what if it cannot?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from simulator.analysis.logs.event import Event


class Whole(msgspec.Struct, frozen=True):
    """A file as CloudTrail delivers it, all of its records as they should be."""

    events: list[Event] = msgspec.field(name="Records")


class Apart(msgspec.Struct, frozen=True):
    """The same file, its records as they are."""

    records: list[msgspec.Raw] = msgspec.field(name="Records")


class Found(msgspec.Struct, frozen=True):
    """One event of `aws cloudtrail lookup-events`, which holds the record as text."""

    record: str = msgspec.field(name="CloudTrailEvent")


class LookUp(msgspec.Struct, frozen=True):
    """What `aws cloudtrail lookup-events` prints."""

    events: list[Found] = msgspec.field(name="Events")


@dataclass(frozen=True, slots=True)
class Odd:
    """A record that cannot be used.

    Args:
        number: its place in the file, from 1.
        why: what is wrong, in the words of the decoder.
    """

    number: int
    why: str


@cache
def whole_decoder() -> msgspec.json.Decoder[Whole]:
    """The decoder of a file whose records are all good: twice as fast as record by record."""
    return msgspec.json.Decoder(Whole)


@cache
def apart_decoder() -> msgspec.json.Decoder[Apart]:
    """The decoder of a file with a record that is not."""
    return msgspec.json.Decoder(Apart)


@cache
def _event_decoder() -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(Event)


def read_events(
    records: list[msgspec.Raw] | list[bytes], odd: list[Odd], first: int = 1
) -> list[Event]:
    """The events of records, one by one: an odd one is noted and the others are kept.

    Args:
        records: their JSON texts.
        odd: where those that cannot be used are noted.
        first: the number of the first record in its file.
    """
    decode = _event_decoder().decode
    try:
        return [decode(record) for record in records]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    events = []
    for number, record in enumerate(records, first):
        try:
            events.append(decode(record))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            odd.append(Odd(number, str(error)))
    return events
