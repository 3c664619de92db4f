"""What does the main screen show? One frozen value; every change makes a new one.

Nothing here evaluates: results come in through `with_result`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simulator.analysis.edits import Edit, PolicyReads, Refused
from simulator.analysis.owners import policies_of
from simulator.analysis.whatif import Flip, WhatIf
from simulator.report.wording.replays import hop_index, settling_hop
from simulator.rules import Forwarding
from simulator.source import Diagnostic, Source
from simulator.tui.library import Library, Part
from simulator.world.replayed import HopReplay, Replay, RequestReplay


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the main screen shows.

    Args:
        library: what was found.
        part: the scenario that is open, as in its file.
        name: of the request that is shown.
        hop: the number of the call that is shown, from 1.
        typed: the what-if fields that say something else than the file.
        edits: what is to be edited, by the field (or policy) that says so.
        complaints: what is wrong with a field, by field.
        result: the last that could be played; None: as in the file.
        stale: whether `result` is not of `edits`.
    """

    library: Library = field(default_factory=Library)
    part: Part | None = None
    name: str = ""
    hop: int = 1
    typed: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, Edit] = field(default_factory=dict)
    complaints: Mapping[str, Diagnostic] = field(default_factory=dict)
    result: WhatIf | None = None
    stale: bool = False

    @property
    def replay(self) -> Replay | None:
        """What is shown: with the edits, if they could be played."""
        if self.result is not None and self.result.replay is not None:
            return self.result.replay
        return self.part.replay if self.part is not None else None

    @property
    def request(self) -> RequestReplay | None:
        """The request that is shown."""
        replay = self.replay
        if replay is None:
            return None
        return next((one for one in replay.requests if one.request.name == self.name), None)

    @property
    def shown_hop(self) -> HopReplay | None:
        """The call that is shown."""
        request = self.request
        if request is None or not request.hops:
            return None
        return request.hops[min(self.hop, len(request.hops)) - 1]

    @property
    def flips(self) -> tuple[Flip, ...]:
        """The requests that come out otherwise than in the file."""
        return self.result.flips if self.result is not None else ()

    @property
    def forwarding(self) -> Forwarding | None:
        """The network model that is in force."""
        replay = self.replay
        return replay.rules.forwarding if replay is not None else None

    @property
    def ordered_edits(self) -> tuple[Edit, ...]:
        """The edits in the order in which they are made: of the request, policies, texts."""
        ranks = {FORWARDING: 3, REMEDY: 1}
        keys = sorted(self.edits, key=lambda key: 0 if key in FIELDS else ranks.get(key, 2))
        return tuple(self.edits[key] for key in keys)

    @property
    def edited(self) -> bool:
        """Whether anything is said that the file does not say."""
        return bool(self.edits or self.complaints)


def open_request(state: State, part: Part, name: str) -> State:
    """The request of a scenario, at the call that settles it; what-ifs stay within a scenario."""
    if state.part is not None and state.part.replay is part.replay:
        of_request = {key: edit for key, edit in state.edits.items() if key not in FIELDS}
        typed = {key: text for key, text in state.typed.items() if key not in FIELDS}
        same = replace(state, name=name, edits=of_request, typed=typed, complaints={})
        stale = bool(state.edits.keys() & FIELDS)
        return at_settling(replace(same, result=None if stale else state.result, stale=False))
    opened = State(library=state.library, part=part, name=name)
    return at_settling(opened)


FIELDS = frozenset(("who", "from", "action", "on", "via", "at", "with"))
"""The fields that are about one request; a what-if in them ends with the request."""


REMEDY = "remedy"
FORWARDING = "forwarding"


def at_settling(state: State) -> State:
    """At the call that settles the request."""
    request = state.request
    if request is None or not request.hops:
        return replace(state, hop=1)
    return replace(state, hop=hop_index(request, settling_hop(request)))


def with_edit(
    state: State, key: str, edit: Edit | None, text: str, complaint: Diagnostic | None = None
) -> State:
    """With a field, or a policy, that says something else; None: what the file says."""
    edits = {name: one for name, one in state.edits.items() if name != key}
    typed = {name: one for name, one in state.typed.items() if name != key}
    complaints = {name: one for name, one in state.complaints.items() if name != key}
    if edit is not None:
        edits[key] = edit
    if edit is not None or complaint is not None:
        typed[key] = text
    if complaint is not None:
        complaints[key] = complaint
    return replace(state, edits=edits, typed=typed, complaints=complaints)


def as_in_file(state: State) -> State:
    """With every what-if taken back."""
    bare = replace(state, typed={}, edits={}, complaints={}, result=None, stale=False)
    return at_settling(bare)


def policy_key(source: Source) -> str:
    """The key under which a policy's edit is kept; no field is called so."""
    return f"policy {source.name}:{source.first_line}"


def original(part: Part, state: State, shown: Source) -> Source | None:
    """The source of which an edited one is shown, as it is in its file."""
    replay = state.replay
    scenarios = [part.scenario] if replay is None else [part.scenario, replay.scenario]
    for scenario in scenarios:
        for policy in policies_of(scenario):
            if policy_key(policy.source) == policy_key(shown):
                edit = state.edits.get(policy_key(shown))
                return edit.source if isinstance(edit, PolicyReads) else policy.source
    return None


def rebased(state: State, library: Library) -> State:
    """The same request in files that were read again; edits of policies follow their files."""
    part = state.part
    same = (
        None
        if part is None
        else next(
            (
                one
                for one in library.parts
                if (one.entry, one.scenario.path, one.scenario.name)
                == (part.entry, part.scenario.path, part.scenario.name)
                and one.find(state.name) is not None
            ),
            None,
        )
    )
    if same is None:
        return State(library=library)
    sources = {policy_key(one.source): one.source for one in policies_of(same.scenario)}
    edits = {
        key: replace(edit, source=sources[key])
        if isinstance(edit, PolicyReads) and key in sources
        else edit
        for key, edit in state.edits.items()
    }
    return replace(state, library=library, part=same, edits=edits)


def with_result(state: State, result: WhatIf) -> State:
    """With what came of the edits; where they cannot be made the last result stays, stale."""
    if result.replay is None:
        keys = {id(edit): key for key, edit in state.edits.items()}
        complaints = {**state.complaints, **dict(_complaints(result.refused, keys))}
        return replace(state, complaints=complaints, stale=True)
    was = state.request
    now = replace(state, result=result, stale=bool(state.complaints))
    if was is None or len(was.hops) != len(now.request.hops if now.request else ()):
        return at_settling(now)
    return now


def _complaints(
    refused: tuple[Refused, ...], keys: Mapping[int, str]
) -> list[tuple[str, Diagnostic]]:
    return [
        (keys[id(one.edit)], one.diagnostics[0])
        for one in refused
        if id(one.edit) in keys and one.diagnostics
    ]
