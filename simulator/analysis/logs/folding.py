"""What comes of a whole log, in one pass and in constant memory?

Events that say the same are decided once: they meet in a table of bounded size whose entries only
count. What falls out of the table is added to the totals, and decided anew if it comes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import msgspec

from simulator.analysis.logs.actions import NoAction
from simulator.analysis.logs.callers import NotPlaced
from simulator.analysis.logs.calls import Call, call_of
from simulator.analysis.logs.deciding import Decided, Sides
from simulator.analysis.logs.event import Event, Identity
from simulator.analysis.logs.joining import Beginning, Beginnings, LastHeard
from simulator.analysis.logs.keys import TIME_KEYS
from simulator.analysis.logs.kinds import NoRequest, calling_service
from simulator.analysis.logs.outcomes import DENIALS, DRY_RUNS
from simulator.analysis.logs.rollout import Rollout, Unmapped
from simulator.analysis.logs.totals import Tally, Totals
from simulator.world.replayed import CallKind
from simulator.world.world import World

_TABLE = 24_000
"""Entries of either half of the table."""

_AGENT, _ISSUED = "aws:useragent", "aws:tokenissuetime"
_OF_BEGINNING = frozenset({"aws:sourceip", "aws:calledvia", "aws:calledviafirst"})
"""Keys, in lower case, of a forwarded call that the first call of its chain tells."""

_FORWARDED = "forwarded"
_ONLY_FORWARDED = frozenset({_FORWARDED})
_NOTHING: frozenset[str] = frozenset()
_TIME = attrgetter("time")
_packed = msgspec.msgpack.Encoder().encode
_VARYING = TIME_KEYS | {_AGENT, _ISSUED}
"""Keys, in lower case, by which events are told apart only where a policy asks for them."""


@dataclass(slots=True)
class _Entry:
    """Events that say the same."""

    decided: Decided | NotPlaced | NoAction | NoRequest
    source: str
    name: str
    first: str
    last: str
    mapped: bool = False
    renamed: bool = False
    guessed: bool = False
    forwarded: bool = False
    joined: int = 0
    heard: LastHeard | None = None
    count: int = 0
    allowed: int = 0
    denied: int = 0
    varies: frozenset[str] = frozenset()


@dataclass(slots=True)
class Fold:
    """A log being read.

    Args:
        old: the world as it is.
        new: the same world with the new policies.
        accepted: ids of groups that are left out.
        compared: whether there are new policies at all.
    """

    old: World
    new: World
    accepted: frozenset[str] = frozenset()
    compared: bool = True
    _sides: Sides = field(init=False)
    _beginnings: Beginnings = field(default_factory=Beginnings)
    _young: dict[object, _Entry] = field(default_factory=dict)
    _aged: dict[object, _Entry] = field(default_factory=dict)
    _totals: Totals = field(default_factory=Totals)

    def __post_init__(self) -> None:
        self._sides = Sides.of(self.old, self.new)

    def add(self, events: Sequence[Event]) -> None:
        """Take in events that were read together, in any order among themselves."""
        direct: list[Event] = []
        made_by_services: list[Event] = []
        for event in events:
            identity = event.identity
            indirect = identity is not None and identity.invoked_by is not None
            (made_by_services if indirect else direct).append(event)
        # A first call must be heard of before the calls that it causes: the sort is stable.
        self._count(sorted((*direct, *made_by_services), key=_TIME))

    def _count(self, events: Iterable[Event]) -> None:
        for event in events:
            key = self._key(event)
            entry = self._young.get(key)
            if entry is None:
                entry = self._found(key, event)
            time = event.time
            heard = entry.heard
            if heard is not None and time > heard.time:
                heard.time = time
            if entry.varies:
                entry = self._varying(key, entry, event)
            entry.count += 1
            if time > entry.last:
                entry.last = time
            elif time < entry.first:
                entry.first = time
            code = event.error_code
            if code is None or code in DRY_RUNS:
                entry.allowed += 1
            elif code in DENIALS:
                entry.denied += 1

    def _beginning(self, identity: Identity, event: Event) -> Beginning | None:
        calling = calling_service(event)
        if not calling or identity.arn is None:
            return None
        source = f"{calling}.amazonaws.com"
        return self._beginnings.of(identity.arn, source, event.time)

    def _key(self, event: Event) -> bytes:
        """Everything in an event on which what becomes of it can hang.

        One text: found sooner among thousands than fifteen, and it keeps nothing of a file alive.
        """
        identity = event.identity
        if identity is None:
            return _packed((event.source, event.name, event.type))
        how = None
        session = identity.session
        if session is not None:
            issuer, attributes, federation = session.issuer, session.attributes, session.federation
            how = (
                issuer.arn if issuer is not None else None,
                attributes.mfa_authenticated if attributes is not None else None,
                federation.provider if federation is not None else None,
                session.source_identity,
            )
        return _packed(
            (
                identity.arn,
                event.source,
                event.name,
                bytes(event.parameters),
                event.address,
                identity.type,
                identity.invoked_by,
                how,
                event.endpoint,
                event.region,
                bytes(event.resources),
                identity.account,
                event.recipient,
                event.type,
                event.error_message if event.error_code in DENIALS else None,
            )
        )

    def _found(self, key: object, event: Event) -> _Entry:
        """The entry of events that say this, as it was or made anew."""
        entry = self._aged.pop(key, None)
        if entry is None:
            entry = self._decided(event)
        if len(self._young) >= _TABLE:
            for old in self._aged.values():
                self._settle(old)
            self._aged, self._young = self._young, {}
        self._young[key] = entry
        return entry

    def _varying(self, key: object, alike: _Entry, event: Event) -> _Entry:
        """The entry of one event whose verdict hangs on what differs from event to event."""
        identity, varies = event.identity, alike.varies
        session = identity.session if identity is not None else None
        attributes = session.attributes if session is not None else None
        beginning = None
        if alike.forwarded and identity is not None:
            beginning = self._beginning(identity, event)
        fields = (
            event.time if varies & TIME_KEYS else None,
            event.user_agent if _AGENT in varies else None,
            attributes.creation_date if attributes is not None and _ISSUED in varies else None,
            beginning if varies & _OF_BEGINNING else None,
        )
        entry = alike
        if varies != _ONLY_FORWARDED:
            full = (key, fields)
            found = self._young.get(full)
            if found is None:
                found = self._found(full, event)
                found.varies = _NOTHING
            entry = found
        entry.joined += beginning is not None
        return entry

    def _decided(self, event: Event) -> _Entry:
        identity = event.identity
        beginning = self._beginning(identity, event) if identity is not None else None
        call = call_of(event, self._sides.old, beginning)
        if not isinstance(call, Call):
            return _Entry(call, event.source, event.name, event.time, event.time)
        decided = self._sides.decide(call)
        # Of the event itself nothing is kept: it would keep the text of its whole file.
        entry = _Entry(
            decided,
            event.source,
            event.name,
            event.time,
            event.time,
            mapped=True,
            renamed=call.renamed,
            guessed=call.resources.guessed,
            forwarded=call.kind is CallKind.FORWARDED,
        )
        if call.kind is CallKind.DIRECT and identity is not None and identity.arn is not None:
            place = Beginning(event.address, event.endpoint)
            entry.heard = self._beginnings.heard(identity.arn, event.source, place, event.time)
        asked = decided.asked if isinstance(decided, Decided) else _NOTHING
        entry.varies = asked & _VARYING
        if entry.forwarded:
            entry.varies |= {_FORWARDED, *(asked & _OF_BEGINNING)}
        return entry

    def _settle(self, entry: _Entry) -> None:
        """Add an entry to the totals."""
        count, decided = entry.count, entry.decided
        if not count:
            return
        entry.count = 0
        totals = self._totals
        totals.counts["events"] += count
        if not entry.mapped:
            assert isinstance(decided, (NoAction, NoRequest))
            totals.add_unmapped(Unmapped(decided, entry.source, entry.name), count)
            return
        totals.counts["mapped"] += count
        totals.counts["renamed"] += count * entry.renamed
        totals.counts["guessed"] += count * entry.guessed
        totals.counts["forwarded"] += count * entry.forwarded
        totals.counts["joined"] += entry.joined
        entry.joined = 0
        if isinstance(decided, NotPlaced):
            totals.not_placed[decided] += count
        elif isinstance(decided, Decided):
            self._settle_decided(entry, decided, count)

    def _settle_decided(self, entry: _Entry, decided: Decided, count: int) -> None:
        totals = self._totals
        totals.add_outcome(decided.account, decided.outcome, count)
        if decided.old_allowed is not None:
            totals.add_judged(entry.allowed, entry.denied, by_policies=decided.old_allowed)
        entry.allowed = entry.denied = 0
        key, example = decided.key, decided.example
        if key is None or example is None:
            return
        if key.id in self.accepted:
            totals.accepted[key] += count
        else:
            totals.add_group(key, Tally(example, entry.first, entry.last, count))

    def totals(self) -> Totals:
        """What comes of all events so far."""
        for entry in (*self._aged.values(), *self._young.values()):
            self._settle(entry)
        return self._totals

    def result(self) -> Rollout:
        """The same, as every face renders it."""
        return self.totals().rollout(self.old.rules.forwarding, compared=self.compared)
