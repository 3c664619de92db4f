"""Which key does what, where? One table: bindings, footers, help and the reference come from it.

Plain letters, no control keys that a terminal multiplexer takes for itself. Every row has an id,
so that a keymap can give its action another key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType
from textual.keys import format_key


class Where(StrEnum):
    """The screen or pane in which a key works."""

    EVERYWHERE = "everywhere"
    EXPLORER = "explorer"
    SCENARIOS = "scenarios"
    CHAIN = "chain"
    WHY = "why"
    WHY_TABS = "why, any tab"
    SOURCE = "source"
    EDITOR = "editor"
    WHAT_IF = "what if"
    COMPARE = "compare"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a key does.

    Args:
        id: unique; a keymap names it.
        keys: as Textual spells them, the first is the one shown.
        action: Textual's name of what is done.
        brief: a word or two for the footer.
        sentence: what it does.
        where: where it works.
        hinted: whether the footer shows it.
        built_in: whether the widget itself binds it; the row is then for help alone.
    """

    id: str
    keys: str
    action: str
    brief: str
    sentence: str
    where: Where
    hinted: bool = True
    built_in: bool = False

    @property
    def shown(self) -> str:
        """The first key as people read it."""
        first = self.keys.split(",")[0]
        return _NAMES.get(first, format_key(first))

    @property
    def all_shown(self) -> str:
        """All its keys as people read them."""
        return " ".join(_NAMES.get(key, format_key(key)) for key in self.keys.split(","))


_NAMES = {
    "enter": "↵",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "tab": "tab",
    "shift+tab": "shift+tab",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "space": "space",
    "home": "home",
    "end": "end",
}

_E, _X = Where.EVERYWHERE, Where.EXPLORER

KEYS: tuple[Key, ...] = (
    # What the focused pane can do comes first in the footer.
    Key("open", "enter", "select_cursor", "open", "Open the scenario or show the request.", Where.SCENARIOS),
    Key("fold", "left,h", "fold", "fold", "Fold the node, or go to the one above it.", Where.SCENARIOS),
    Key("unfold", "right,l", "unfold", "unfold", "Unfold the node, or go into it.", Where.SCENARIOS, hinted=False),
    Key("scenarios-down", "down,j", "cursor_down", "down", "Go to the next line.", Where.SCENARIOS, hinted=False),
    Key("scenarios-up", "up,k", "cursor_up", "up", "Go to the line before.", Where.SCENARIOS, hinted=False),
    Key("chain-next", "down,j,right,l", "hop(1)", "next call", "Choose the next call of the chain.", Where.CHAIN),
    Key("chain-before", "up,k,left,h", "hop(-1)", "call before", "Choose the call before.", Where.CHAIN, hinted=False),
    Key("chain-why", "enter", "why", "why", "Show why the chosen call came out as it did.", Where.CHAIN),
    Key("context", "x", "whole_context", "all context", "Show every context key that the services saw, or only those that matter.", Where.CHAIN),
    Key("why-source", "enter", "source", "source", "Go to the place in the policy.", Where.WHY),
    Key("why-fold", "left,h", "fold", "fold", "Fold the node, or go to the one above it.", Where.WHY),
    Key("why-unfold", "right,l", "unfold", "unfold", "Unfold the node, or go into it.", Where.WHY, hinted=False),
    Key("why-down", "down,j", "cursor_down", "down", "Go to the next line; the source follows.", Where.WHY, hinted=False),
    Key("why-up", "up,k", "cursor_up", "up", "Go to the line before; the source follows.", Where.WHY, hinted=False),
    Key("why-tab", "t", "next_tab", "message, trail", "Show the reasons, AWS's message, or the predicted CloudTrail record.", Where.WHY_TABS),
    Key("source-down", "down,j", "scroll_down", "down", "Scroll down a line.", Where.SOURCE, hinted=False),
    Key("source-up", "up,k", "scroll_up", "up", "Scroll up a line.", Where.SOURCE, hinted=False),
    Key("source-left", "left,h", "scroll_left", "left", "Scroll to the left.", Where.SOURCE, hinted=False),
    Key("source-right", "right,l", "scroll_right", "right", "Scroll to the right.", Where.SOURCE, hinted=False),
    Key("source-back", "enter", "back_to_span", "to the value", "Scroll back to the place that decided.", Where.SOURCE),
    Key("edit-done", "escape", "leave_editor", "leave", "Leave the editor; what was typed stays as a what-if.", Where.EDITOR),
    Key("reset", "r", "reset", "as in file", "Take every what-if back: all as it is in the file.", _X, hinted=False),
    Key("form-reset", "escape", "leave_form", "leave", "Leave the fields; what was typed stays as a what-if.", Where.WHAT_IF),
    Key("form-next", "tab", "next_field", "next field", "Go to the next field.", Where.WHAT_IF, built_in=True),
    Key("form-complete", "right", "complete", "complete", "Take the completion that is shown in grey.", Where.WHAT_IF, built_in=True),
    # The main screen.
    Key("edit", "e", "edit_policy", "edit", "Edit the policy that is shown, in place; nothing is written.", _X),
    Key("compare", "c", "compare", "compare", "Compare the same calls under every remedy.", _X),
    Key("forwarding", "f", "forwarding", "forwarding", "Change to the other network model and back.", _X),
    Key("copy", "y", "copy", "copy", "Copy a value, ARN, request or policy.", _X),
    Key("filter", "slash", "filter", "filter", "Find scenarios and requests by words of their names.", _X),
    Key("pane-scenarios", "1", "pane('scenarios')", "scenarios", "Go to the scenarios.", _X, hinted=False),
    Key("pane-chain", "2", "pane('chain')", "chain", "Go to the chain of calls.", _X, hinted=False),
    Key("pane-why", "3", "pane('why')", "why", "Go to the reasons.", _X, hinted=False),
    Key("pane-what-if", "4", "pane('whatif')", "what if", "Go to the what-if fields.", _X),
    Key("pane-source", "5", "pane('source')", "source", "Go to the policy's source.", _X, hinted=False),
    Key("next-request", "n", "request(1)", "next", "Go to the next request.", _X, hinted=False),
    Key("request-before", "p", "request(-1)", "before", "Go to the request before.", _X, hinted=False),
    Key("ask", "a", "ask", "ask", "Ask about a request of your own, in one line.", _X, hinted=False),
    Key("save", "s", "save", "save", "Save the what-if as a scenario.", _X, hinted=False),
    Key("export", "w", "export", "export", "Write the screen as SVG, or the replay as Markdown or JSON.", _X, hinted=False),
    Key("wider", "greater_than_sign", "resize(2)", "wider", "Make the focused pane wider.", _X, hinted=False),
    Key("narrower", "less_than_sign", "resize(-2)", "narrower", "Make the focused pane narrower.", _X, hinted=False),
    Key("lessons", "L", "lessons", "lessons", "Go to the first lesson that is not done.", _X, hinted=False),
    # Compare.
    Key("cell-why", "enter", "open_cell", "why", "Show why this cell came out as it did.", Where.COMPARE, built_in=True),
    Key("compare-forwarding", "f", "forwarding", "forwarding", "Compare in the other network model.", Where.COMPARE),
    Key("differences", "d", "differences", "differences", "Show only calls in which the columns differ, or all.", Where.COMPARE),
    Key("every-call", "a", "every_call", "every address", "Show calls from unnamed addresses too, or only from named places.", Where.COMPARE),
    # Lessons.
    Key("answer-a", "a", "answer('allow')", "allowed", "Predict that the call is allowed.", Where.LESSON, hinted=False),
    Key("answer-d", "d", "answer('deny')", "denied", "Predict that the call is denied.", Where.LESSON, hinted=False),
    Key("answer-r", "r", "answer('rests')", "rests on a rule", "Predict that it rests on the network model.", Where.LESSON, hinted=False),
    Key("lesson-next", "enter,right,n", "next_step", "on", "Go on to the next step.", Where.LESSON),
    Key("lesson-before", "left,p", "step_before", "back", "Go back one step.", Where.LESSON),
    Key("lesson-why", "w", "reveal_why", "why", "Open the reason on the main screen.", Where.LESSON),
    Key("lesson-reset", "R", "reset_progress", "start over", "Forget which steps of this lesson are done.", Where.LESSON, hinted=False),
    Key("lesson-export", "E", "export_progress", "export", "Write your progress to a file for a trainer.", Where.LESSON, hinted=False),
    # Everywhere.
    Key("header", "H", "header", "header", "Hide the header, or show it.", _E, hinted=False),
    Key("theme", "T", "theme", "theme", "Change between dark, light and high contrast.", _E, hinted=False),
    Key("palette", "colon,ctrl+p", "palette", "palette", "Find any action, request or lesson by its name.", _E, hinted=False),
    Key("help", "question_mark", "help", "all keys", "List every key; type to filter, enter runs the choice.", _E),
    Key("back", "escape", "back", "back", "One step back.", _E, hinted=False),
    Key("quit", "q", "quit_here", "back", "One step back; at the top: quit.", _E),
)  # fmt: skip


def keys_for(*wheres: Where) -> Iterator[Key]:
    """The rows that work in these places, in the order of the places."""
    for where in wheres:
        yield from (key for key in KEYS if key.where is where)


def always_hinted() -> tuple[Key, ...]:
    """What stands at the end of every footer."""
    return tuple(key for key in keys_for(Where.EVERYWHERE) if key.hinted)


def bindings(*wheres: Where) -> list[BindingType]:
    """The bindings of a screen or widget."""
    return [
        Binding(key.keys, key.action, key.brief, show=False, id=key.id, tooltip=key.sentence)
        for key in keys_for(*wheres)
        if not key.built_in
    ]
