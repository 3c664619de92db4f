"""The what-if fields: what a caller can change about the request that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widgets import Input, Select, Static

from simulator.report.terminal import Style
from simulator.report.wording.diagnostics import expected_words, hint_words, title_words
from simulator.rules import Forwarding
from simulator.source import Diagnostic, printable
from simulator.tui.fields import FIELD_ROWS, Field
from simulator.tui.keys import Where, bindings
from simulator.tui.text import TONES, line, lines
from simulator.tui.widgets.inputs import PlainInput

_MUTED = TONES[Style.MUTED]
AS_IN_FILE = "as in file"
_IN_FIRST_ROW = 5
"""Fields that say who calls what; the others stand beside the choices."""


class FieldInput(PlainInput):
    """One field; what is typed in it counts at once."""


class WhatIfForm(Vertical):
    """Fields in, messages out; what they mean is not known here."""

    BINDINGS = bindings(Where.WHAT_IF)

    complaints: reactive[Mapping[str, Diagnostic]] = reactive({})
    summary: reactive[tuple[Content, ...]] = reactive(())

    @dataclass
    class Changed(Message):
        """A field says something else."""

        field: str
        text: str

    @dataclass
    class RemedyChosen(Message):
        """Other policies are to be in force; empty: the file's."""

        name: str

    @dataclass
    class ForwardingChosen(Message):
        """A network model is to be in force."""

        forwarding: Forwarding

    class Left(Message):
        """The fields are left."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._remedies: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Fields, then choices, then what comes of them."""
        with Horizontal(id="fields"):
            yield from map(_field, FIELD_ROWS[:_IN_FIRST_ROW])
        with Horizontal(id="choices"):
            yield from map(_field, FIELD_ROWS[_IN_FIRST_ROW:])
            with Horizontal(classes="field", id="field-remedy"):
                yield Static("remedy", markup=False, classes="field-name")
                yield Select[str](
                    [(AS_IN_FILE, "")], compact=True, value="", allow_blank=False, id="remedy"
                )
            with Horizontal(classes="field", id="field-forwarding"):
                yield Static("forwarding", markup=False, classes="field-name")
                yield Select[str](
                    [(one.value, one.value) for one in Forwarding],
                    compact=True,
                    value=Forwarding.REPLACED.value,
                    allow_blank=False,
                    id="forwarding",
                )
            yield Static("", markup=False, id="flips")

    def on_mount(self) -> None:
        """Its number is its name."""
        self.border_title = "4 What if"

    def fill(
        self,
        texts: Mapping[str, str],
        names: Mapping[str, Sequence[str]],
        remedies: Sequence[str],
        remedy: str,
        forwarding: Forwarding,
        *,
        keys: bool,
    ) -> None:
        """Put texts into the fields without telling anyone.

        Args:
            texts: of the fields.
            names: what can stand in them, for completion.
            remedies: their names.
            remedy: the chosen one.
            forwarding: the network model in force.
            keys: whether condition keys can be given.
        """
        with self.prevent(Input.Changed, Select.Changed):
            for row in FIELD_ROWS:
                field = self.query_one(f"#input-{row.name}", FieldInput)
                known = [printable(name) for name in names.get(row.name, ())]
                field.suggester = SuggestFromList(known, case_sensitive=False) if known else None
                if not field.has_focus or field.value.strip() != texts[row.name]:
                    field.value = texts[row.name]
            self.query_one("#field-with").display = keys
            choice = self.query_one("#remedy", Select)
            if self._remedies != tuple(remedies):
                self._remedies = tuple(remedies)
                named = ((line(name), name) for name in remedies)
                choice.set_options([(Content(AS_IN_FILE), ""), *named])
            choice.value = remedy if remedy in remedies else ""
            self.query_one("#forwarding", Select).value = forwarding.value

    def watch_complaints(self) -> None:
        """Mark the fields whose text cannot be used, and say why beside them."""
        for row in FIELD_ROWS:
            found = self.query(f"#field-{row.name}")
            if not found:
                return
            complaint = self.complaints.get(row.name)
            found.first().set_class(complaint is not None, "-wrong")
            words = self.query(f"#field-{row.name} .complaint").first(Static)
            words.update(line(f"! {complaint_words(complaint)}") if complaint is not None else "")

    def watch_summary(self) -> None:
        """What comes of the fields."""
        found = self.query("#flips")
        if found:
            found.first(Static).update(lines(self.summary))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every keystroke counts."""
        event.stop()
        if event.input.id is not None:
            self.post_message(self.Changed(event.input.id.removeprefix("input-"), event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field."""
        event.stop()
        self.screen.focus_next()

    def on_select_changed(self, event: Select.Changed) -> None:
        """A choice was made."""
        event.stop()
        if event.select.id == "remedy":
            self.post_message(self.RemedyChosen(str(event.value)))
        elif event.value in list(Forwarding):
            self.post_message(self.ForwardingChosen(Forwarding(str(event.value))))

    def action_leave_form(self) -> None:
        """Say that the fields are left."""
        self.post_message(self.Left())

    def focus_inside(self) -> None:
        """Focus the first field."""
        self.query_one(f"#input-{FIELD_ROWS[1].name}", FieldInput).focus()


def _field(row: Field) -> Horizontal:
    field = FieldInput(compact=True, id=f"input-{row.name}", select_on_focus=False)
    field.tooltip = f"{row.about}; empty: {row.empty}"
    return Horizontal(
        Static(row.name, markup=False, classes="field-name"),
        field,
        Static("", markup=False, classes="complaint"),
        classes="field",
        id=f"field-{row.name}",
    )


def complaint_words(complaint: Diagnostic) -> str:
    """What is wrong with a field, and what was probably meant."""
    hint = hint_words(complaint) or expected_words(complaint)
    return title_words(complaint) + (f" · {hint}" if hint else "")
