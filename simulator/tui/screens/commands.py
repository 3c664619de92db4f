"""What the main screen can do with what it shows: copy it, write it, save it, ask on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from simulator.analysis.edits import PolicyReads
from simulator.formats.names import check_names
from simulator.formats.one_line import print_request, read_request
from simulator.formats.writing import scenario_text
from simulator.report.layout import cut_middle
from simulator.report.wording.diagnostics import concise_words, is_error
from simulator.source import printable
from simulator.tui.copying import Copy, copies
from simulator.tui.exporting import EXPORTS, free_path, standalone
from simulator.tui.library import Part, asked
from simulator.tui.screens.sheets import Choice, Picker, Prompt, Reading
from simulator.tui.state import State
from simulator.tui.text import line, lines
from simulator.tui.widgets.source_pane import SourcePane
from simulator.world.scenario import ScenarioRequest
from simulator.world.world import World

if TYPE_CHECKING:
    from simulator.tui.app import CalledVia
    from simulator.tui.screens.explorer import Explorer

_AS_TEXT = "as text"


def user(state: State) -> str:
    """The user whose calls are compared: who makes the request, else who makes most of them."""
    part = state.part
    if part is None:
        return ""
    request = part.find(state.name)
    callers = [one.tree.acting for one in part.scenario.requests]
    users = [caller for caller in callers if "user/" in caller]
    if request is not None and request.request.tree.acting in users:
        return request.request.tree.acting
    return max(users, key=users.count, default=callers[0] if callers else "")


def copy(screen: Explorer) -> None:
    """Offer what can be copied; terminals that take no text show it instead."""
    found = copies(screen.state, screen.query_one(SourcePane).span)
    choices = [
        Choice(str(number), one.name, cut_middle(printable(one.text), 40))
        for number, one in enumerate(found)
    ]
    choices.append(
        Choice(_AS_TEXT, "show as text", "for terminals that take no text from programs")
    )
    screen.app.push_screen(Picker("Copy", choices), partial(_copy, screen, found))


def _copy(screen: Explorer, found: tuple[Copy, ...], chosen: str | None) -> None:
    if chosen is None:
        return
    if chosen == _AS_TEXT:
        rows = [
            line((f"{one.name}\n", "bold"), lines(map(line, one.text.split("\n"))), "\n")
            for one in found
        ]
        screen.app.push_screen(Reading("Copy by hand", lines(rows)))
        return
    one = found[int(chosen)]
    screen.app.copy_to_clipboard(one.text)
    screen.app.notify(
        f"Sent to the terminal: {one.name}. If it did not arrive: y, show as text.", markup=False
    )


def export(screen: Explorer) -> None:
    """Offer what can be written to a file."""
    choices = [Choice(one.id, one.suffix, one.name) for one in EXPORTS]
    screen.app.push_screen(Picker("Write a file", choices), partial(_export, screen))


def _export(screen: Explorer, chosen: str | None) -> None:
    found = next((one for one in EXPORTS if one.id == chosen), None)
    replay = screen.state.replay
    if found is None or replay is None:
        return
    app = cast("CalledVia", screen.app)
    write = found.write
    # The screen is drawn now: with the question for a name over it, it would be another one.
    text = standalone(app.export_screenshot()) if write is None else ""
    path = free_path(f"calledvia-{replay.scenario.name}-{screen.state.name}", found.suffix)
    app.write_file("Write a file", path, lambda _: text if write is None else write(replay))


def save(screen: Explorer) -> None:
    """Save the what-if as a scenario."""
    state = screen.state
    replay, part = state.replay, state.part
    if replay is None or part is None:
        return
    app = cast("CalledVia", screen.app)
    if state.stale:
        app.notify("What is typed cannot be played: mend it first.", markup=False)
        return
    if _limits_changed(state):
        app.notify(
            "A scenario cannot hold other SCPs, RCPs or endpoint policies: copy the policy (y) "
            "and save it as a file.",
            markup=False,
        )
        return
    scenario = replay.scenario
    folder = Path(part.scenario.path).parent
    path = free_path(f"{scenario.name}-what-if", ".yaml")
    title = f"{scenario.title or scenario.name}, what if"

    def text_for(path: str) -> str:
        return scenario_text(replay, title, Path(path)) or ""

    if scenario_text(replay, title, folder / path) is None:
        app.notify("The world of this scenario is in no file.", markup=False)
        return
    app.write_file("Save as a scenario", path, text_for)


def _limits_changed(state: State) -> bool:
    """Whether a policy was edited that a scenario cannot put in another's place."""
    replay, part = state.replay, state.part
    if replay is None or part is None:
        return False
    edited = any(isinstance(edit, PolicyReads) for edit in state.edits.values())
    return edited and _limits(replay.scenario.world) != _limits(part.scenario.world)


def _limits(world: World) -> object:
    accounts = [(one.scps, one.rcps, one.endpoints) for one in world.accounts.values()]
    return (world.organization, accounts)


def ask(screen: Explorer) -> None:
    """Ask about a request of one's own, in the world and under the policies that are shown."""
    state = screen.state
    part, request = state.part, state.request
    if part is None or request is None:
        return
    world = part.scenario.world

    def complaint(text: str) -> str:
        loaded = read_request(text)
        found = list(loaded.diagnostics)
        if loaded.value is not None:
            found += check_names(loaded.value, world)
        wrong = next(filter(is_error, found), None)
        return concise_words(wrong).partition(": ")[2] if wrong is not None else ""

    about = (
        "CALLER ACTION on RESOURCE [from PLACE] [via SERVICE:ACTION on RESOURCE]… [with KEY=VALUE]…"
    )
    prompt = Prompt("Ask", about, print_request(request.request), complaint)
    screen.app.push_screen(prompt, partial(_ask, screen, part))


def _ask(screen: Explorer, part: Part, text: str | None) -> None:
    if text is None:
        return
    request = read_request(text, name=text).value
    if request is not None:
        screen.run_worker(partial(_play, screen, part, request), thread=True, group="asking")


def _play(screen: Explorer, part: Part, request: ScenarioRequest) -> None:
    found = asked(part, request)
    screen.app.call_from_thread(screen.take_asked, found)
