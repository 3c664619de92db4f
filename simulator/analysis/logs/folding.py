"""What comes of a whole log, in one pass and in constant memory?

Events that say the same are decided once: they meet in a table of bounded size whose entries only
count. What falls out of the table is added to the totals, and decided anew if it comes again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from simulator.analysis.logs.actions import NoAction
from simulator.analysis.logs.callers import NotPlaced
from simulator.analysis.logs.calls import Call, call_of
from simulator.analysis.logs.deciding import Decided, Sides
from simulator.analysis.logs.event import Event, Identity
from simulator.analysis.logs.joining import Beginning, Beginnings, LastHeard
from simulator.analysis.logs.keys import TIME_KEYS
from simulator.analysis.logs.kinds import NoRequest, calling_service
from simulator.analysis.logs.outcomes import DENIALS, DRY_RUNS
from simulator.analysis.logs.rollout import (
    CHANGES,
    Agreement,
    Example,
    Group,
    GroupKey,
    Outcome,
    Rollout,
    Unmapped,
)
from simulator.world.replayed import CallKind
from simulator.world.world import World

_TABLE = 24_000
"""Entries of either half of the table."""

_GROUPS = 10_000
"""Groups that are kept apart; the calls of further ones are counted together."""

_KINDS_OF_UNMAPPED = 1_000

_AGENT, _ISSUED = "aws:useragent", "aws:tokenissuetime"
_OF_BEGINNING = frozenset({"aws:sourceip", "aws:calledvia", "aws:calledviafirst"})
"""Keys, in lower case, of a forwarded call that the first call of its chain tells."""

_FORWARDED = "forwarded"
_ONLY_FORWARDED = frozenset({_FORWARDED})
_NOTHING: frozenset[str] = frozenset()
_TIME = attrgetter("time")
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
class _Tally:
    """The calls of a group so far."""

    example: Example
    first: str
    last: str
    count: int = 0


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
    _tallies: dict[GroupKey, _Tally] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _unmapped: Counter[Unmapped] = field(default_factory=Counter)
    _not_placed: Counter[NotPlaced] = field(default_factory=Counter)
    _accepted: Counter[GroupKey] = field(default_factory=Counter)
    _matrix: dict[str | None, Counter[Outcome]] = field(default_factory=dict)

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
        if made_by_services:
            # A first call must be heard of before the calls that it causes: the sort is stable.
            direct += made_by_services
            direct.sort(key=_TIME)
        self._count(direct)

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

    def _key(self, event: Event) -> object:
        """Everything in an event on which what becomes of it can hang."""
        identity = event.identity
        if identity is None:
            return (event.source, event.name, event.type)
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
        return (
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
        self._counts["events"] += count
        if not entry.mapped:
            self._settle_unmapped(entry, count)
            return
        self._counts["mapped"] += count
        self._counts["renamed"] += count * entry.renamed
        self._counts["guessed"] += count * entry.guessed
        self._counts["forwarded"] += count * entry.forwarded
        self._counts["joined"] += entry.joined
        entry.joined = 0
        if isinstance(decided, NotPlaced):
            self._not_placed[decided] += count
        elif isinstance(decided, Decided):
            self._settle_decided(entry, decided, count)

    def _settle_unmapped(self, entry: _Entry, count: int) -> None:
        reason = entry.decided
        assert isinstance(reason, (NoAction, NoRequest))
        key = Unmapped(reason, entry.source, entry.name)
        if key not in self._unmapped and len(self._unmapped) >= _KINDS_OF_UNMAPPED:
            key = Unmapped(reason, "", "")
        self._unmapped[key] += count

    def _settle_decided(self, entry: _Entry, decided: Decided, count: int) -> None:
        self._counts["decided"] += count
        account = decided.account
        self._matrix.setdefault(account, Counter())[decided.outcome] += count
        if decided.outcome is Outcome.DEPENDS:
            self._counts["depends"] += count
        self._settle_agreement(entry, decided.old_allowed)
        entry.allowed = entry.denied = 0
        key, example = decided.key, decided.example
        if key is None or example is None:
            return
        if key.id in self.accepted:
            self._accepted[key] += count
            return
        tally = self._tallies.get(key)
        if tally is None:
            if len(self._tallies) >= _GROUPS:
                self._counts["beyond"] += count
                return
            tally = self._tallies[key] = _Tally(example, entry.first, entry.last)
        tally.count += count
        tally.first = min(tally.first, entry.first)
        tally.last = max(tally.last, entry.last)

    def _settle_agreement(self, entry: _Entry, allowed: bool | None) -> None:
        if allowed is None:
            return
        counts = self._counts
        counts["judged"] += entry.allowed + entry.denied
        counts["same"] += entry.allowed if allowed else entry.denied
        counts["only in log" if allowed else "only by policies"] += (
            entry.denied if allowed else entry.allowed
        )

    def result(self) -> Rollout:
        """What comes of all events so far."""
        for entry in (*self._aged.values(), *self._young.values()):
            self._settle(entry)
        counts = self._counts
        return Rollout(
            events=counts["events"],
            mapped=counts["mapped"],
            decided=counts["decided"],
            depends=counts["depends"],
            not_placed=dict(self._not_placed.most_common()),
            unmapped=dict(self._unmapped.most_common()),
            renamed=counts["renamed"],
            guessed=counts["guessed"],
            forwarded=counts["forwarded"],
            joined=counts["joined"],
            forwarding=self.old.rules.forwarding,
            compared=self.compared,
            groups=_groups(self._tallies),
            matrix=dict(sorted(self._matrix.items(), key=lambda it: it[0] or "")),
            agreement=Agreement(
                same=counts["same"],
                judged=counts["judged"],
                denied_only_by_policies=counts["only by policies"],
                denied_only_in_log=counts["only in log"],
            ),
            accepted=self._accepted.total(),
            accepted_groups=len(self._accepted),
            beyond=counts["beyond"],
        )


def _groups(tallies: Mapping[GroupKey, _Tally]) -> tuple[Group, ...]:
    """The groups, newly denied ones first, those with most calls first, numbered."""
    ordered = sorted(
        tallies.items(),
        key=lambda it: (CHANGES.index(it[0].outcome), -it[1].count, it[1].first, it[0].id),
    )
    return tuple(
        Group(number, key, tally.count, tally.first, tally.last, tally.example)
        for number, (key, tally) in enumerate(ordered, 1)
    )
