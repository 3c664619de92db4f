"""What is told of a run: Markdown for people, JSON for programs."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """What was set out to be reached.

    Args:
        text: in words, with its number.
        measured: what came out, with its spread where there are rounds.
        reached: whether that is enough; None where it could not be measured.
    """

    text: str
    measured: str
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plot: rates by size.

    Args:
        points: size and decisions a second.
    """

    plot: str
    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one case found.

    Args:
        title: of its section.
        columns: of its table; the first is text, the others are numbers.
        rows: of its table, as text.
        note: what the table does not say.
        data: the same for programs, with every round.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[Bar, ...] = ()
    note: str = ""
    lines: tuple[Line, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


def spread(values: tuple[float, float, float]) -> str:
    """Lowest, median and highest of a ratio, the median first."""
    low, middle, high = values
    return f"{short(middle)} ({short(low)} to {short(high)})"


def short(number: float) -> str:
    """Three digits are all that a noisy machine gives."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def write(results: Sequence[Result], folder: Path) -> None:
    """`results.json` and `results.md` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    bars = [bar for result in results for bar in result.bars]
    machine = f"{platform.platform()}, Python {platform.python_version()}"
    parts = [
        "# Measured",
        f"{machine}. Read ratios: the machine's speed drifts. A ratio is the median of its rounds, "
        "in brackets the lowest and the highest.",
        "## Bars",
        _table(
            ("bar", "measured", "reached"),
            [(bar.text, bar.measured, _YES_NO[bar.reached]) for bar in bars],
        ),
    ]
    for result in results:
        parts += [f"## {result.title}", _table(result.columns, result.rows), result.note]
    (folder / "results.md").write_text(
        "\n\n".join(part for part in parts if part) + "\n", encoding="utf-8"
    )
    data = {
        "machine": machine,
        "bars": [
            {"bar": bar.text, "measured": bar.measured, "reached": bar.reached} for bar in bars
        ],
        "cases": {result.title: result.data for result in results},
    }
    (folder / "results.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


_YES_NO = {True: "yes", False: "**no**", None: "not measured"}


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
