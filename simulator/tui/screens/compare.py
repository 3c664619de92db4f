"""The same calls under every remedy: a row a call, a column a remedy, the story at one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.coordinate import Coordinate
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

from simulator.analysis.comparison import Comparison, Remedy, Row, compare
from simulator.report.layout import cut_middle, display_width, pad
from simulator.report.terminal import Marks, Style
from simulator.report.wording.replays import brief_reasons
from simulator.report.wording.screens import LOG_ROW, cell_words, logged_name, other_model_words
from simulator.rules import Forwarding
from simulator.source import printable
from simulator.tui.keys import Where, always_hinted, bindings, keys_for
from simulator.tui.screens.sheets import leave
from simulator.tui.text import TONES, line, lines
from simulator.tui.widgets.lines import HeaderLine, HintLine
from simulator.world.scenario import Scenario

_WIDEST = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell whose reasons are wanted."""

    remedy: Remedy
    row: Row
    forwarding: Forwarding


class Compare(Screen[Opened | None]):
    """A table of verdicts; the cell under the cursor is explained below it."""

    BINDINGS = bindings(Where.COMPARE)

    forwarding: reactive[Forwarding] = reactive(Forwarding.REPLACED, init=False)
    differences: reactive[bool] = reactive(False, init=False)
    every: reactive[bool] = reactive(False, init=False)

    def __init__(self, scenarios: Sequence[Scenario], user: str, forwarding: Forwarding) -> None:
        super().__init__(classes="compare")
        self._scenarios = tuple(scenarios)
        self._user = user
        self._found: dict[Forwarding, Comparison] = {}
        self._rows: list[Row] = []
        self.set_reactive(Compare.forwarding, forwarding)

    def compose(self) -> ComposeResult:
        """Table above, explanation below."""
        yield HeaderLine(id="header")
        table: DataTable[Text] = DataTable(id="table", cursor_type="cell", cell_padding=0)
        yield table
        yield Static(id="cell", markup=False)
        yield HintLine(id="hints")

    def on_mount(self) -> None:
        """Have both network models compared."""
        hints = self.query_one(HintLine)
        hints.keys = tuple(keys_for(Where.COMPARE))
        hints.always = always_hinted()
        self.query_one(DataTable).loading = True
        self._compare()

    @work(thread=True, exclusive=True, group="comparing")
    def _compare(self) -> None:
        found = {one: compare(self._scenarios, self._user, one) for one in Forwarding}
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, found)

    def _take(self, found: dict[Forwarding, Comparison]) -> None:
        if not self.is_attached:  # left before the result came
            return
        self._found = found
        self.query_one(DataTable).loading = False
        self._fill()
        self.query_one(DataTable).focus()

    def watch_forwarding(self) -> None:
        """Show the other model."""
        self._fill()

    def watch_differences(self) -> None:
        """Show fewer rows, or all."""
        self._fill()

    def watch_every(self) -> None:
        """Show more rows, or fewer."""
        self._fill()

    def _fill(self) -> None:
        comparison = self._found.get(self.forwarding)
        if comparison is None:
            return
        header = self.query_one(HeaderLine)
        header.where = ("compare", f"calls of {printable(self._user)}")
        header.rules = f"forwarding {self.forwarding.value}"
        table = self.query_one(DataTable)
        chosen = self._chosen()
        table.clear(columns=True)
        self._rows = [row for row in comparison.rows if self._is_shown(row)]
        widths = self._widths(comparison)
        longest = max((len(row.request.name) for row in self._rows), default=0) + 4
        room = max(min(self.size.width - sum(widths) - 4, longest), 12)
        table.header_height = 2
        table.add_column(Text(""), width=room)
        for number, (remedy, width) in enumerate(zip(comparison.remedies, widths, strict=True), 1):
            table.add_column(_heading(number, remedy, width - 1), width=width)
        for row in self._rows:
            table.add_row(self._label(row, room), *self._cells(row))
        self._add_log(table, comparison, room)
        table.cursor_coordinate = self._place_of(chosen)
        self._explain()

    def _place_of(self, chosen: tuple[Row, int] | None) -> Coordinate:
        """Where a cell is now; else the first one of the first row in which the columns differ."""
        for number, row in enumerate(self._rows):
            if chosen is not None and row.request is chosen[0].request:
                return Coordinate(number, chosen[1] + 1)
        rows = (number for number, row in enumerate(self._rows) if row.stands_out)
        return Coordinate(next(rows, 0), 1)

    def _widths(self, comparison: Comparison) -> list[int]:
        """As wide as its words, and wider for its name where there is room."""
        count = len(comparison.remedies)
        spare = min((self.size.width - 44) // max(count, 1), _WIDEST)
        widths = []
        for number in range(count):
            words = [cell_words(row.cells[number], Marks.SYMBOL)[0] for row in comparison.rows]
            longest = max(map(display_width, words), default=0)
            widths.append(max(longest + 1, spare))
        return widths

    def _is_shown(self, row: Row) -> bool:
        if self.differences:
            return row.stands_out
        named = row.request.place is None or any(
            row.request.place in scenario.world.networks for scenario in self._scenarios
        )
        return named or self.every

    def _label(self, row: Row, room: int) -> Text:
        mark = "≠ " if row.stands_out else "  "
        variables = self.app.theme_variables
        text = Text(no_wrap=True, end="")
        text.append(mark, f"bold {variables['tone-changed']}")
        text.append(printable(row.request.name), "bold" if row.stands_out else "")
        text.truncate(room - 1, overflow="ellipsis")
        return text

    def _cells(self, row: Row) -> list[Text]:
        variables = self.app.theme_variables
        cells = []
        for cell in row.cells:
            words, style = cell_words(cell, Marks.SYMBOL)
            colour = variables[TONES[style].rpartition("$")[2]]
            bold = "" if style is Style.MUTED else "bold "
            cells.append(Text(words, f"{bold}{colour}", no_wrap=True, end=""))
        return cells

    def _add_log(self, table: DataTable[Text], comparison: Comparison, room: int) -> None:
        told = next((row for row in comparison.rows if row.request.tree.then), None)
        if told is None:
            return
        muted = self.app.theme_variables["tone-muted"]
        names = [logged_name(cell) for cell in told.cells]
        texts = [Text(name, muted, no_wrap=True, end="") for name in names]
        table.add_row(Text(pad(f"  {LOG_ROW}", room), muted, no_wrap=True, end=""), *texts)

    def on_data_table_cell_highlighted(self, event: DataTable.CellHighlighted) -> None:
        """Explain the cell under the cursor."""
        event.stop()
        self._explain()

    def _explain(self) -> None:
        comparison = self._found.get(self.forwarding)
        other = next((one for key, one in self._found.items() if key is not self.forwarding), None)
        if comparison is None or other is None:
            return
        rows = []
        chosen = self._chosen()
        if chosen is not None:
            row, number = chosen
            remedy = comparison.remedies[number]
            title = remedy.scenario.title or remedy.name
            rows.append(line((f"{number + 1} {remedy.name}: ", "bold"), title))
            settling = row.cells[number].settling
            if settling is None:
                rows.append(line(("not a call of this column", TONES[Style.MUTED])))
            else:
                rules = settling.scenario.world.rules
                found = list(brief_reasons(settling, rules, Marks.SYMBOL))
                rows += [line(sentence.text) for sentence in found[:2]]
                if not found:
                    rows.append(line("every call is allowed"))
        rows.append(line((other_model_words(comparison, other), TONES[Style.DEPENDS])))
        self.query_one("#cell", Static).update(lines(rows))

    def _chosen(self) -> tuple[Row, int] | None:
        at = self.query_one(DataTable).cursor_coordinate
        if at.row >= len(self._rows) or at.column == 0:
            return None
        return self._rows[at.row], at.column - 1

    def on_data_table_cell_selected(self, event: DataTable.CellSelected) -> None:
        """Go to the cell's reasons."""
        event.stop()
        chosen = self._chosen()
        comparison = self._found.get(self.forwarding)
        if chosen is None or comparison is None:
            return
        row, number = chosen
        if row.cells[number].settling is not None:
            leave(self, Opened(comparison.remedies[number], row, self.forwarding))

    def action_forwarding(self) -> None:
        """The other network model."""
        self.forwarding = next(one for one in Forwarding if one is not self.forwarding)

    def action_differences(self) -> None:
        """Only rows in which the columns differ, or all."""
        self.differences = not self.differences

    def action_every_call(self) -> None:
        """Calls from unnamed addresses too, or not."""
        self.every = not self.every

    def on_resize(self) -> None:
        """Fit the columns to the width."""
        self._fill()


def _heading(number: int, remedy: Remedy, width: int) -> Text:
    name, _, whose = remedy.name.partition(", ")
    first = cut_middle(f"{number} {printable(name)}", width)
    return Text(
        f"{first}\n{f'  {printable(whose)}' if whose else ''}", "bold", no_wrap=True, end=""
    )
