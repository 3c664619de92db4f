"""What is edited on the main screen, and who plays it: a thread, never a handler.

One direction: what is typed becomes an edit in the state, the edits are played in a thread under a
sequence number, and what comes back becomes the state, unless something newer was asked meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from textual import work
from textual.reactive import reactive
from textual.screen import Screen
from textual.worker import get_current_worker

from simulator.analysis.comparison import Remedy
from simulator.analysis.edits import Edit, ForwardingIs, PoliciesAre, PolicyReads
from simulator.analysis.whatif import WhatIf, whatif
from simulator.rules import Forwarding
from simulator.source import Diagnostic, Source
from simulator.tui import state as states
from simulator.tui.fields import edit_of
from simulator.tui.state import FORWARDING, REMEDY, State
from simulator.tui.widgets.form import WhatIfForm
from simulator.tui.widgets.source_pane import SourcePane, editable


class Evaluating(Screen[None]):
    """A screen with a state, and edits of it that are played."""

    state: reactive[State] = reactive(State, init=False)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._sequence = 0
        self.remedies: tuple[Remedy, ...] = ()

    def on_what_if_form_changed(self, event: WhatIfForm.Changed) -> None:
        """A field says something else: what does it mean?"""
        event.stop()
        part = self.state.part
        request = part.find(self.state.name) if part is not None else None
        if request is None:
            return
        found = edit_of(event.field, event.text, request)
        if isinstance(found, Diagnostic):
            self.change(event.field, None, event.text, found)
        else:
            self.change(event.field, found, event.text)

    def on_what_if_form_remedy_chosen(self, event: WhatIfForm.RemedyChosen) -> None:
        """Other policies are in force."""
        event.stop()
        remedy = next((one for one in self.remedies if one.name == event.name), None)
        edit = self.edit_of_remedy(remedy) if remedy is not None else None
        self.change(REMEDY, edit, event.name)

    def on_what_if_form_forwarding_chosen(self, event: WhatIfForm.ForwardingChosen) -> None:
        """A network model was chosen."""
        event.stop()
        self.forward(event.forwarding)

    def on_source_pane_edited(self, event: SourcePane.Edited) -> None:
        """The policy reads otherwise."""
        event.stop()
        original = self.original_source()
        if original is not None:
            same = event.text == editable(original.text)
            edit = None if same else PolicyReads(original, event.text)
            self.change(states.policy_key(original), edit, event.text)

    def original_source(self) -> Source | None:
        """The source that is shown, as it is in its file."""
        shown = self.query_one(SourcePane).source
        part = self.state.part
        if shown is None or part is None:
            return None
        return states.original(part, self.state, shown)

    def change(
        self, key: str, edit: Edit | None, text: str, complaint: Diagnostic | None = None
    ) -> None:
        """Say something else than the file, or what it says, and have it played.

        Args:
            key: the field, or the policy.
            edit: what it means; None: what the file says, or nothing that can be understood.
            text: as typed.
            complaint: why it cannot be understood.
        """
        self.state = states.with_edit(self.state, key, edit, text, complaint)
        self.evaluate()

    def forward(self, forwarding: Forwarding) -> None:
        """Put a network model in force."""
        part = self.state.part
        if part is not None:
            same = forwarding is part.replay.rules.forwarding
            self.change(FORWARDING, None if same else ForwardingIs(forwarding), forwarding.value)

    def edit_of_remedy(self, remedy: Remedy) -> PoliciesAre:
        """A remedy for who makes the request that is shown."""
        part = self.state.part
        policies = dict(remedy.scenario.policies)
        request = part.find(self.state.name) if part is not None else None
        if remedy.owner is not None and request is not None:
            policies[request.request.tree.acting] = policies[remedy.owner]
        return PoliciesAre(policies, remedy.becomes)

    def evaluate(self) -> None:
        """Have the edits played; what is typed meanwhile makes this one obsolete."""
        self._sequence += 1
        state = self.state
        if state.complaints:
            self.state = replace(state, stale=True)
        elif not state.edits:
            if state.result is not None or state.stale:
                self.state = states.at_settling(replace(state, result=None, stale=False))
        else:
            self._play(self._sequence, state)

    @work(thread=True, exclusive=True, group="what-if")
    def _play(self, sequence: int, state: State) -> None:
        """Play the edits in a thread, and hand the result in."""
        if state.part is None:
            return
        result = whatif(state.part.replay, state.ordered_edits, state.name)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, sequence, result)

    def _take(self, sequence: int, result: WhatIf) -> None:
        """Take a result, unless something newer was asked meanwhile."""
        if sequence == self._sequence:
            self.state = states.with_result(self.state, result)
