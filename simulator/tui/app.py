"""The app: its screens, themes and what works everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from textual import work
from textual.app import App
from textual.notifications import SeverityLevel
from textual.worker import get_current_worker

from simulator.formats.lessons import Lesson
from simulator.source import printable
from simulator.tui.exporting import free_path, path_complaint, write_new
from simulator.tui.keymap import keymap_path
from simulator.tui.keymap import load as load_keymap
from simulator.tui.keys import KEYS, Where, bindings, keys_for
from simulator.tui.library import (
    Entry,
    LessonEntry,
    Library,
    Stamp,
    found,
    in_telling_order,
    stamp,
)
from simulator.tui.progress import Progress, as_text, load, progress_path, save
from simulator.tui.screens.compare import Compare
from simulator.tui.screens.explorer import PANE_OF, Explorer
from simulator.tui.screens.lesson import LessonScreen
from simulator.tui.screens.sheets import Choice, Picker, Prompt
from simulator.tui.themes import DEFAULTS, THEMES
from simulator.tui.widgets.scenario_pane import ScenarioPane

_LOOK_EVERY = 1.0
"""Seconds between two looks at the files."""

_NOTICE = 15.0
"""Seconds that what is wrong with the user's keys can be read."""


class CalledVia(App[None]):
    """The terminal app.

    Args:
        roots: folders and files to show.
        request: the name of the request to open first, or words of it.
        screen: what to open first: ``explore``, ``compare`` or ``lessons``.
        theme: the name of a theme.
        colour: whether colours may be used.
    """

    CSS_PATH = "app.tcss"
    TITLE = "calledvia"
    BINDINGS = bindings(Where.EVERYWHERE)
    ENABLE_COMMAND_PALETTE = False
    # Not ClassVar, as Textual declares them; nobody changes them.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        roots: Sequence[Path],
        *,
        request: str = "",
        screen: str = "explore",
        theme: str = THEMES[0].name,
        colour: bool = True,
    ) -> None:
        # With NO_COLOR Textual makes grey of every colour; its own ANSI colours it leaves out.
        super().__init__(ansi_color=None if colour else True)
        self.set_class(not colour, "-no-colour")
        self.roots = tuple(roots)
        self._stamp: Stamp | None = None
        self._request = request
        self._first_screen = screen
        self.main_screen = Explorer()
        self._progress_path = progress_path()
        self.progress = load(self._progress_path)
        self._keymap_path = keymap_path()
        self.own_keys = load_keymap(self._keymap_path)
        for one in THEMES:
            self.register_theme(one)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What themes that are not ours lack."""
        return DEFAULTS

    def get_default_screen(self) -> Explorer:
        """The main screen lies below all others."""
        return self.main_screen

    def on_mount(self) -> None:
        """Take the user's keys, and look after the files."""
        self.set_keymap(dict(self.own_keys.keys))
        if self.own_keys.complaints:
            said = " ".join(("Your keys are not used:", *self.own_keys.complaints))
            said = f"{said} See {self._keymap_path}"
            self.notify(printable(said), severity="warning", timeout=_NOTICE, markup=False)
        self.set_interval(_LOOK_EVERY, self._look)

    def on_explorer_ready(self) -> None:
        """The main screen can show what is found."""
        self.read()

    # Files.

    @work(thread=True, exclusive=True, group="reading")
    def read(self) -> None:
        """Read and replay everything, and hand it to the main screen."""
        entries: list[Entry] = []
        lessons: list[LessonEntry] = []
        worker = get_current_worker()
        self._stamp = stamp(self.roots)
        for one in found(self.roots):
            if worker.is_cancelled:
                return
            if isinstance(one, Entry):
                entries.append(one)
            else:
                lessons.append(one)
        ordered = tuple(sorted(lessons, key=lambda one: one.lesson.order if one.lesson else 0))
        library = Library(self.roots, in_telling_order(entries), ordered, complete=True)
        if not worker.is_cancelled:
            self.call_from_thread(self._take, library)

    def _take(self, library: Library) -> None:
        first = not self.main_screen.state.library.complete
        self.main_screen.take_library(library)
        self.main_screen.take_progress(self.progress)
        if first:
            self._open_first(library)

    def _open_first(self, library: Library) -> None:
        """What the command line asked for."""
        words = self._request.casefold().split()
        if words:
            named = [
                (part, one.request.name) for part in library.parts for one in part.replay.requests
            ]
            exact = [found for found in named if found[1] == self._request]
            close = [found for found in named if all(word in found[1].casefold() for word in words)]
            if exact or close:
                self.main_screen.open(*(exact or close)[0])
            else:
                self.notify(f"no request has all of: {printable(self._request)}", markup=False)
        if self._first_screen == "compare":
            self.main_screen.action_compare()
        elif self._first_screen == "lessons":
            self.main_screen.action_lessons()

    @work(thread=True, exclusive=True, group="looking")
    def _look(self) -> None:
        """Has a file changed?"""
        now = stamp(self.roots)
        if self._stamp is not None and now != self._stamp:
            self.call_from_thread(self.read)

    # Lessons.

    def open_lesson(self, lesson: Lesson) -> None:
        """Open a lesson where it was left."""
        self._to_main_screen()
        self.push_screen(LessonScreen(lesson, self.progress))

    def on_scenario_pane_lesson_chosen(self, event: ScenarioPane.LessonChosen) -> None:
        """Open it."""
        event.stop()
        self.open_lesson(event.lesson)

    def on_lesson_screen_step_done(self, event: LessonScreen.StepDone) -> None:
        """Keep it."""
        self._keep(self.progress.with_step(event.lesson, event.done))

    def on_lesson_screen_forgotten(self, event: LessonScreen.Forgotten) -> None:
        """Forget it."""
        self._keep(self.progress.without(event.lesson))

    def on_lesson_screen_export_wanted(self) -> None:
        """Write it to a file."""
        text = as_text(self.progress)
        self.write_file("Export progress", free_path("calledvia-progress", ".json"), lambda _: text)

    def _keep(self, progress: Progress) -> None:
        self.progress = progress
        self.main_screen.take_progress(progress)
        if not save(progress, self._progress_path):
            self.notify("Progress could not be kept.", severity="warning", markup=False)

    # What works everywhere.

    def write_file(self, title: str, path: str, text: Callable[[str], str]) -> None:
        """Ask for a name and write a new file.

        Args:
            text: the text for a file of a given name, to which paths in it may be relative.
        """

        def write(name: str | None) -> None:
            if name is not None:
                self._tell_written(name, write_new(name, text(name)))

        self.push_screen(Prompt(title, "Write a new file:", path, path_complaint), write)

    def _tell_written(self, name: str, wrong: str) -> None:
        said = f"not written: {wrong}" if wrong else f"wrote {name}"
        severity: SeverityLevel = "error" if wrong else "information"
        self.notify(printable(said), severity=severity, markup=False)

    async def action_back(self) -> None:
        """One step back; at the top there is none."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    async def action_quit_here(self) -> None:
        """One step back; at the top: quit."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit()

    def action_theme(self) -> None:
        """Dark, light, high contrast, and again."""
        names = [one.name for one in THEMES]
        at = names.index(self.theme) + 1 if self.theme in names else 0
        self.theme = names[at % len(names)]

    def action_header(self) -> None:
        """Hide the header, or show it."""
        self.screen.toggle_class("-no-header")

    def action_help(self) -> None:
        """Every key of this screen; enter runs the choice."""
        wheres = _WHERES_OF.get(type(self.screen), (Where.EXPLORER,))
        rows = map(self.own_keys.applied, keys_for(*wheres, Where.EVERYWHERE))
        choices = [Choice(key.id, key.all_shown, key.sentence, key.where) for key in rows]
        self.push_screen(Picker("Keys", choices), self._run)

    def action_palette(self) -> None:
        """Every action and every request, by name."""
        wheres = _WHERES_OF.get(type(self.screen), (Where.EXPLORER,))
        keys = [
            Choice(key.id, key.shown, key.sentence)
            for key in map(
                self.own_keys.applied, keys_for(Where.EXPLORER, *wheres, Where.EVERYWHERE)
            )
        ]
        library = self.main_screen.state.library
        requests = [
            Choice(
                f"{_OPEN}{number} {one.request.name}", "open", one.request.name, part.scenario.name
            )
            for number, part in enumerate(library.parts)
            for one in part.replay.requests
        ]
        lessons = [
            Choice(f"{_LEARN}{entry.lesson.name}", "learn", entry.lesson.title, "lesson")
            for entry in library.lessons
            if entry.lesson is not None
        ]
        unique = {choice.id: choice for choice in (*keys, *lessons, *requests)}
        self.push_screen(Picker("Find anything", tuple(unique.values())), self._run)

    def _run(self, chosen: str | None) -> None:
        """Do what was chosen in help or palette."""
        if chosen is None:
            return
        library = self.main_screen.state.library
        if chosen.startswith(_OPEN):
            number, _, name = chosen.removeprefix(_OPEN).partition(" ")
            self._to_main_screen()
            self.main_screen.open(library.parts[int(number)], name)
        elif chosen.startswith(_LEARN):
            name = chosen.removeprefix(_LEARN)
            lessons = [one.lesson for one in library.lessons if one.lesson is not None]
            self.open_lesson(next(one for one in lessons if one.name == name))
        else:
            key = self.own_keys.applied(next(key for key in KEYS if key.id == chosen))
            if isinstance(self.screen, Explorer) and key.where in PANE_OF:
                self.screen.action_pane(PANE_OF[key.where])
            self.set_timer(0.05, partial(self.simulate_key, key.keys.split(",")[0]))

    def _to_main_screen(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()


_OPEN = "open:"
_LEARN = "learn:"
_WHERES_OF = {
    Explorer: (
        Where.SCENARIOS,
        Where.CHAIN,
        Where.WHY,
        Where.WHY_TABS,
        Where.SOURCE,
        Where.EDITOR,
        Where.WHAT_IF,
        Where.EXPLORER,
    ),
    Compare: (Where.COMPARE,),
    LessonScreen: (Where.LESSON,),
}
